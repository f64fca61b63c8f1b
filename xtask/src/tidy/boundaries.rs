//! Rules for what may be named where inside a crate: the browser, the masked and the permitted. Arrows
//! between crates: `crates`.

use super::Fault;
use super::source::Source;

const BROWSER_CRATES: &[&str] = &["web_sys", "js_sys", "wasm_bindgen"];
/// Files that are a door to the browser by themselves.
const BROWSER_DOORS: &[&str] = &["src/lib.rs", "crates/link/src/socket.rs", "crates/viewer/src/lib.rs"];

/// Types that stand for a decision: only one module may make them.
const GUARDED: &[Guarded] = &[
    Guarded {
        name: "Masked",
        maker: "src/privacy",
        harmless: &["empty", "stars", "as_str"],
        why: "only `privacy` masks",
    },
    Guarded {
        name: "Permitted",
        maker: "src/control/permit",
        harmless: &[],
        why: "only `control::permit` decides",
    },
];

struct Guarded {
    name: &'static str,
    /// A module: the file with this stem, and all below the folder of this name.
    maker: &'static str,
    /// Its functions that anyone may call: what they make, if anything, says nothing of the page.
    harmless: &'static [&'static str],
    why: &'static str,
}

/// Applies all of them.
pub(crate) fn check(sources: &[Source]) -> Vec<Fault> {
    let rust = || sources.iter().filter(|source| source.kind() == "rs" && !source.path.starts_with("xtask/"));
    let mut faults: Vec<Fault> = rust().flat_map(browser).collect();
    // The customer's side alone has these types; the same word elsewhere is another thing.
    let customer_side = || rust().filter(|source| source.path.starts_with("src/"));
    for guarded in GUARDED {
        faults.extend(customer_side().flat_map(|source| made(source, guarded)));
    }
    faults
}

fn browser(source: &Source) -> Vec<Fault> {
    let is_test = source.is_under("tests") || source.is_under("benches");
    let allowed = is_test
        || source.is_under("page")
        || source.name() == "page.rs"
        || source.path.starts_with("crates/console/")
        || BROWSER_DOORS.contains(&source.path.as_str());
    if allowed {
        return Vec::new();
    }
    let named = |line: &str| BROWSER_CRATES.iter().find(|name| line.contains(*name)).copied();
    let fault = |(number, line)| {
        named(line).map(|name| Fault {
            place: source.at(number),
            message: format!("names {name}: the browser is met in `page/` only, the rest runs natively"),
        })
    };
    source.code().filter_map(fault).collect()
}

fn made(source: &Source, guarded: &Guarded) -> Vec<Fault> {
    let Guarded { name, maker, why, .. } = guarded;
    let module = source.path.strip_prefix(maker);
    let inside = module.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'));
    let home = inside && source.code().any(|(_, line)| line.contains(&format!("struct {name}")));
    let fault = |(number, line): (usize, &str)| {
        let wrong = if inside { opens(line, guarded, home) } else { makes(line, guarded) };
        wrong.then(|| Fault { place: source.at(number), message: format!("makes or opens {name}: {why}") })
    };
    source.code().filter_map(fault).collect()
}

/// Whether a value of the type is made here: a call of its constructor or of a function of its own.
fn makes(line: &str, guarded: &Guarded) -> bool {
    positions(line, guarded.name).any(|at| {
        let rest = &line[at + guarded.name.len()..];
        let function = rest.strip_prefix("::").filter(|rest| rest.starts_with(char::is_lowercase));
        rest.starts_with('(') || function.is_some_and(|function| !guarded.harmless.contains(&word(function)))
    })
}

/// Whether anyone could make a value: by a public field or, in the file of the type (`home`), by a public function.
fn opens(line: &str, guarded: &Guarded, home: bool) -> bool {
    let Guarded { name, harmless, .. } = guarded;
    let field = line.contains(&format!("struct {name}"))
        && line.split_once(['(', '{']).is_some_and(|(_, fields)| fields.contains("pub"));
    let returns = line.contains(&format!("-> {name}")) || line.contains("-> Self");
    let public = ["pub fn ", "pub(crate) fn "].iter().find_map(|start| line.trim().strip_prefix(start));
    field || (home && returns && public.is_some_and(|function| !harmless.contains(&word(function))))
}

/// The word at the start.
fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// Where the whole word `name` stands.
fn positions<'a>(line: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).map(|(at, _)| at).filter(move |at| {
        !line[..*at].ends_with(part_of_word) && !line[at + name.len()..].starts_with(part_of_word)
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::check;

    #[test]
    fn the_browser_is_named_in_its_places_only() {
        let text = "//! Pure; knows no web_sys.\nuse web_sys::Element; // js_sys\n";
        for path in ["src/page/read.rs", "src/lib.rs", "crates/console/src/app.rs", "tests/browser.rs"] {
            assert!(check(&[source(path, text)]).is_empty(), "{path}");
        }
        for path in ["src/session.rs", "crates/viewer/src/mirror.rs", "crates/protocol/src/lib.rs"] {
            let faults = check(&[source(path, text)]);
            assert_eq!(faults.len(), 1, "{path}");
            assert_eq!(faults[0].place, format!("{path}:2"));
        }
    }

    #[test]
    fn a_masked_string_is_made_by_privacy_only() {
        for line in ["let a = Masked(text);", "Masked::from_raw(text)", "privacy::Masked::new(text)"] {
            assert_eq!(check(&[source("src/capture/encode.rs", line)]).len(), 1, "{line}");
            assert!(check(&[source("src/privacy/mask.rs", line)]).is_empty(), "{line}");
        }
        for line in
            ["fn text(&self) -> Masked {", "use crate::privacy::Masked;", "NotMasked(1)", "Vec<Masked>"]
        {
            assert!(check(&[source("src/capture/encode.rs", line)]).is_empty(), "{line}");
        }
    }

    #[test]
    fn the_file_of_the_type_gives_no_public_way_to_make_it_from_a_text() {
        let file =
            |line: &str| source("src/privacy/masked.rs", &format!("pub struct Masked(Rc<str>);\n{line}"));
        assert_eq!(check(&[file("    pub fn raw(text: &str) -> Masked {")]).len(), 1);
        for line in ["    pub(super) fn judged(text: &str) -> Masked {", "    pub fn stars() -> Masked {"] {
            assert!(check(&[file(line)]).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_permission_is_made_by_the_gate_only_and_stays_closed() {
        let line = "Permitted(command)";
        assert!(check(&[source("src/control/permit.rs", line)]).is_empty());
        assert_eq!(check(&[source("src/control/consent.rs", line)]).len(), 1);
        let open = "pub struct Permitted(pub Command);";
        assert_eq!(check(&[source("src/control/permit.rs", open)]).len(), 1);
    }
}
