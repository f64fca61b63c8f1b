//! Rule: the table of frame types in PROTOCOL.md is the list in the code. It does not know what the frames
//! carry.

use std::collections::BTreeMap;

use super::Fault;
use super::source::Source;

const CODE: &str = "crates/protocol/src/frame.rs";
const DOCUMENT: &str = "crates/protocol/PROTOCOL.md";

/// Compares the two files.
pub(crate) fn check(sources: &[Source]) -> Vec<Fault> {
    let text =
        |path: &str| sources.iter().find(|source| source.path == path).map(|source| source.text.as_str());
    match (text(CODE), text(DOCUMENT)) {
        (Some(code), Some(document)) => compare(&in_code(code), &in_document(document)),
        (None, _) => vec![fault(CODE, "is missing: it holds the list of frame types")],
        (_, None) => vec![fault(DOCUMENT, "is missing: it explains the frame types")],
    }
}

fn fault(place: &str, message: &str) -> Fault {
    Fault { place: place.to_owned(), message: message.to_owned() }
}

fn compare(code: &BTreeMap<u8, String>, document: &BTreeMap<u8, String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if code.is_empty() {
        faults.push(fault(CODE, "has no line `Name = number,`: tidy no longer understands it"));
    }
    for (number, name) in code {
        match document.get(number) {
            None => faults.push(fault(DOCUMENT, &format!("has no row for {number:#04x} {name}"))),
            Some(written) if written != name => {
                faults.push(fault(
                    DOCUMENT,
                    &format!("calls {number:#04x} {written}, the code calls it {name}"),
                ));
            }
            Some(_) => {}
        }
    }
    // A number is never reused, so a retired one keeps its row, and says so in place of a name.
    for (number, name) in
        document.iter().filter(|(number, name)| !code.contains_key(number) && *name != "retired")
    {
        faults.push(fault(DOCUMENT, &format!("lists {number:#04x} {name}, which the code does not have")));
    }
    faults
}

/// Lines of the form `Name = 0x10,`.
fn in_code(text: &str) -> BTreeMap<u8, String> {
    text.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = ").and_then(pair)).collect()
}

/// Rows of the form `` | `0x10` | `Name` | … ``.
fn in_document(text: &str) -> BTreeMap<u8, String> {
    let row = |line: &str| {
        let mut cells = line.trim().strip_prefix('|')?.split('|').map(|cell| cell.trim().trim_matches('`'));
        let (number, name) = (cells.next()?, cells.next()?);
        pair((name, number))
    };
    text.lines().filter_map(row).collect()
}

fn pair((name, number): (&str, &str)) -> Option<(u8, String)> {
    let is_name = !name.is_empty() && name.chars().all(char::is_alphanumeric);
    let number = match number.strip_prefix("0x") {
        Some(digits) => u8::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    is_name.then(|| (number, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{compare, in_code, in_document};

    const CODE: &str =
        "match x { $name = $number, }\nframe_types! {\n    /// Doc.\n    Hello = 0x01,\n    Patch = 0x11,\n}";

    #[test]
    fn equal_lists_have_no_faults() {
        let document = "| number | name |\n|---|---|\n| `0x01` | `Hello` | who |\n| 0x11 | Patch | what |\n| 0x12 | retired |";
        assert_eq!(compare(&in_code(CODE), &in_document(document)), []);
    }

    #[test]
    fn each_difference_is_a_fault() {
        for document in [
            "| 0x01 | Hello |",
            "| 0x01 | Hello |\n| 0x11 | Update |",
            "| 0x01 | Hello |\n| 0x11 | Patch |\n| 0x12 | Scroll |",
        ] {
            assert_eq!(compare(&in_code(CODE), &in_document(document)).len(), 1, "{document}");
        }
        assert!(!compare(&in_code("enum FrameType {}"), &in_document("")).is_empty());
    }
}
