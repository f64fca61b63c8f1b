//! Rules for the form of files: how long, how they start, what they are called. It does not read the code.

use super::Fault;
use super::source::Source;

/// Longer than this is more than one noun.
const MOST_LINES: usize = 400;
const KINDS_WITH_LIMIT: &[&str] = &["rs", "js", "mjs", "jsx", "ts", "tsx", "css", "html", "sh"];
/// Files that may be longer, each with the reason.
const LONGER_FOR_A_REASON: &[(&str, &str)] = &[];
/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "misc"];

/// Applies all of them.
pub(crate) fn check(sources: &[Source]) -> Vec<Fault> {
    let mut faults: Vec<Fault> =
        sources.iter().flat_map(|source| [length(source), header(source), name(source)]).flatten().collect();
    for (path, _) in LONGER_FOR_A_REASON {
        let still_long = sources.iter().any(|source| source.path == *path && lines(source) > MOST_LINES);
        if !still_long {
            let message = "is in tidy's list of long files but is not long: remove it there".to_owned();
            faults.push(Fault { place: (*path).to_owned(), message });
        }
    }
    faults
}

fn lines(source: &Source) -> usize {
    source.text.lines().count()
}

fn length(source: &Source) -> Option<Fault> {
    let lines = lines(source);
    let excused = LONGER_FOR_A_REASON.iter().any(|(path, _)| *path == source.path);
    (lines > MOST_LINES && !excused && KINDS_WITH_LIMIT.contains(&source.kind())).then(|| Fault {
        place: source.path.clone(),
        message: format!(
            "has {lines} lines: split it by nouns, or give tidy the reason for more than {MOST_LINES}"
        ),
    })
}

fn header(source: &Source) -> Option<Fault> {
    (source.kind() == "rs" && !source.text.starts_with("//!")).then(|| Fault {
        place: source.path.clone(),
        message: "starts without `//!`: say what it does and what it does not know".to_owned(),
    })
}

fn name(source: &Source) -> Option<Fault> {
    let mut parts = source.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    parts.any(|stem| EMPTY_NAMES.contains(&stem)).then(|| Fault {
        place: source.path.clone(),
        message: "has a name that says nothing: call it by its noun".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::check;

    #[test]
    fn long_files_are_faults_unless_they_are_no_code() {
        let long = format!("//! Long\n{}", "\n".repeat(400));
        assert_eq!(check(&[source("src/a.rs", &long)]).len(), 1);
        assert_eq!(check(&[source("www/a.css", &long)]).len(), 1);
        assert!(check(&[source("README.md", &long), source("vectors/a.hex", &long)]).is_empty());
    }

    #[test]
    fn a_rust_file_starts_by_saying_what_it_is() {
        assert_eq!(check(&[source("src/a.rs", "use std::fmt;\n")]).len(), 1);
        assert!(check(&[source("src/a.rs", "//! Reads.\n")]).is_empty());
    }

    #[test]
    fn empty_names_are_faults_for_files_and_folders() {
        for path in ["src/utils.rs", "www/util/a.js", "tests/helpers.js"] {
            assert_eq!(check(&[source(path, "//! A\n")]).len(), 1, "{path}");
        }
    }
}
