//! Rules for words that must not stand in the tree: unfinished work, skipped tests, sleeping tests, and
//! names of one machine. It does not judge prose.

use super::Fault;
use super::source::Source;

/// Where a word is looked for.
#[derive(Clone, Copy)]
enum Where {
    /// In Rust code.
    Code,
    /// In Rust code of tests.
    TestCode,
    /// In every text, comments too.
    Everywhere,
}

/// The words are written in two parts, so that this list does not find itself.
const FORBIDDEN: &[(&str, &str, Where, &str)] = &[
    ("todo", "!(", Where::Code, "finish it, or leave it out"),
    ("unimplemented", "!(", Where::Code, "finish it, or leave it out"),
    ("#[", "ignore", Where::Code, "a test that does not run proves nothing: mend it or remove it"),
    ("thread::", "sleep", Where::TestCode, "wait for a condition, not for time"),
    ("/wo", "rk/", Where::Everywhere, "is a path of one machine"),
    ("/ro", "ot/", Where::Everywhere, "is a path of one machine"),
    ("/ho", "me/", Where::Everywhere, "is a path of one machine"),
    ("/tmp/", "pillion", Where::Everywhere, "is a path of one machine"),
    ("registry.", "npmjs", Where::Everywhere, "names a registry: its address is each user's own setting"),
    ("index.", "crates.io", Where::Everywhere, "names a registry: its address is each user's own setting"),
    ("static.", "crates.io", Where::Everywhere, "names a registry: its address is each user's own setting"),
    (
        "\"resolved\": \"",
        "http",
        Where::Everywhere,
        "names a registry: set npm's omit-lockfile-registry-resolved",
    ),
];

/// Applies all of them.
pub(crate) fn check(sources: &[Source]) -> Vec<Fault> {
    sources.iter().flat_map(check_one).collect()
}

fn check_one(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    let is_rust = source.kind() == "rs";
    // The part of a file behind its first `cfg(test)` is test code: modules of tests stand last.
    let mut in_tests = source.is_under("tests") || source.name() == "tests.rs";
    for ((number, code), line) in source.code().zip(source.text.lines()) {
        in_tests |= code.contains("#[cfg(test)]");
        for (head, tail, place, advice) in FORBIDDEN {
            let text = match place {
                Where::Code if is_rust => code,
                Where::TestCode if is_rust && in_tests => code,
                Where::Everywhere => line,
                _ => continue,
            };
            let word = format!("{head}{tail}");
            if text.contains(&word) {
                faults.push(Fault { place: source.at(number), message: format!("`{word}`: {advice}") });
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::check;

    #[test]
    fn unfinished_and_skipped_are_found_in_code_but_not_in_comments() {
        let words = [["todo", "!()"].concat(), ["#[", "ignore = \"slow\"]"].concat()];
        for word in words {
            assert_eq!(check(&[source("src/a.rs", &word)]).len(), 1, "{word}");
            assert!(check(&[source("src/a.rs", &format!("// no {word} here"))]).is_empty());
            assert!(check(&[source("CONTRIBUTING.md", &word)]).is_empty());
        }
    }

    #[test]
    fn only_tests_must_not_sleep() {
        let sleep = ["std::thread::", "sleep(second);\n"].concat();
        assert!(check(&[source("src/a.rs", &sleep)]).is_empty());
        assert_eq!(check(&[source("src/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{sleep}"))]).len(), 1);
        assert_eq!(check(&[source("tests/e2e/src/wait.rs", &sleep)]).len(), 1);
        assert_eq!(check(&[source("src/a/tests.rs", &sleep)]).len(), 1);
    }

    #[test]
    fn places_of_one_machine_are_found_in_every_text() {
        for (path, text) in [
            ("README.md", ["see /wo", "rk/notes"].concat()),
            ("src/a.rs", ["// in /ro", "ot/.cargo"].concat()),
            ("www/package-lock.json", ["\"resolved\": \"", "https://r.example/react.tgz\""].concat()),
        ] {
            assert_eq!(check(&[source(path, &text)]).len(), 1, "{text}");
        }
    }
}
