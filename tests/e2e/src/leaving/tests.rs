//! Trees of our own in, findings and words out.

use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{BoxKind, Element, Namespace, Node, NodeFlags, Op};

use super::secret::Secret;
use super::{Leaving, report};

fn element<'a>(id: u32, parent: u32, prev: u32, tag: &'a str, attributes: &[(&'a str, &'a str)]) -> Op<'a> {
    let element = Element { namespace: Namespace::Html, tag, attributes: attributes.to_vec() };
    Op::Insert { id: NodeId(id), parent: NodeId(parent), prev: NodeId(prev), node: Node::Element(element) }
}

fn text(id: u32, parent: u32, text: &str) -> Op<'_> {
    Op::Insert { id: NodeId(id), parent: NodeId(parent), prev: NodeId::NONE, node: Node::Text(text) }
}

fn leaving(secrets: &[Secret]) -> Leaving {
    let ssn = NodeId(7);
    let document =
        Op::Insert { id: NodeId(1), parent: NodeId::NONE, prev: NodeId::NONE, node: Node::Document };
    let mut leaving = Leaving::default();
    for op in [
        document,
        element(2, 1, 0, "body", &[]),
        element(3, 2, 0, "h1", &[("id", "top")]),
        text(4, 3, "Open a joint account"),
        element(5, 2, 3, "label", &[("for", "ssn")]),
        text(6, 5, "Your number"),
        element(7, 2, 5, "input", &[("id", "ssn"), ("type", "text")]),
        Op::Value { id: ssn, value: "********" },
        Op::Flags { id: ssn, flags: NodeFlags(NodeFlags::PRIVATE) },
        element(8, 2, 7, "div", &[]),
        Op::Box { id: NodeId(8), kind: BoxKind::Hidden, width: 3, height: 4 },
        element(9, 2, 8, "a", &[("href", "/go?token=&b=2"), ("title", "Jordan%20Parker")]),
        text(10, 9, "SSN ***-**-****"),
        element(11, 2, 9, "style", &[]),
        text(12, 11, "p { color: red }"),
        Op::Page { url: "https://bank.example/apply", title: "Apply" },
    ] {
        leaving.take(&op, secrets);
    }
    leaving
}

#[test]
fn a_report_says_what_leaves_and_how_fields_show() {
    let report = report::write(&leaving(&[]), &[], true).unwrap();
    for line in [
        "The page \"Apply\", sent as https://bank.example/apply",
        "  46 characters of text in 3 pieces; 6 attributes with",
        "Private fields: 1\n  input type=text \"ssn\" (Your number): ********\n",
        "Starred in text: 1 Social Security numbers, 0 card numbers, 0 others; 0 texts all in stars",
        "Shown as boxes: 1 blocked, 0 of",
        "parameter: 1\n  href of <a>: /go?token=&b=2\n",
        "Text that leaves:\n  Open a joint account\n  Your number\n  SSN ***-**-****\n",
    ] {
        assert!(report.contains(line), "{line}\nis not in\n{report}");
    }
    let short = report::write(&leaving(&[]), &[], false).unwrap();
    assert!(!short.contains("joint"), "{short}");
}

#[test]
fn a_secret_is_found_with_its_place_even_when_it_is_gone_later() {
    let secrets: Vec<Secret> =
        ["joint account", "jordan parker", "523-48-1907"].into_iter().filter_map(Secret::new).collect();
    let mut leaving = leaving(&secrets);
    leaving.take(&Op::Remove(NodeId(3)), &secrets);
    let places: Vec<&str> = leaving.leaks.iter().map(|leak| &*leak.place).collect();
    assert_eq!(places, ["text in <h1 id=\"top\">", "attribute title of <a>"]);
    let report = report::write(&leaving, &secrets, false).unwrap();
    assert!(report.contains("LEAVES: \"joint account\" as it is, in text in <h1"), "{report}");
    assert!(!report.contains("none leaves"));
}

#[test]
fn a_secret_over_several_elements_is_found() {
    let secrets: Vec<Secret> = Secret::new("Your number SSN").into_iter().collect();
    let mut leaving = leaving(&secrets);
    assert_eq!(leaving.leaks, []);
    leaving.search_whole(&[], &secrets);
    assert_eq!(leaving.leaks[0].place, "texts of several elements");
}
