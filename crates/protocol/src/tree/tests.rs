//! The tree's columns: round trips, hostile bytes, and what the encoding is for.

use crate::prelude::*;
use proptest::prelude::*;

use super::*;

struct Plain(String);

impl SafeText for Plain {
    fn as_safe_str(&self) -> &str {
        &self.0
    }
}

fn plain(text: &str) -> Plain {
    Plain(text.into())
}

/// Each op as a line of text, so that a whole tree can be compared.
fn read(reader: &mut TreeReader, payload: &[u8]) -> Result<Vec<String>, BadTree> {
    let mut lines = Vec::new();
    reader.read(payload, |op| {
        lines.push(format!("{op:?}"));
        Ok::<_, BadTree>(())
    })?;
    Ok(lines)
}

fn element(writer: &mut TreeWriter, place: [u32; 3], tag: &str, attributes: &[(&str, &str)]) -> String {
    let [id, parent, prev] = place.map(NodeId);
    let owned: Vec<_> = attributes.iter().map(|(name, value)| (plain(name), plain(value))).collect();
    writer.element((id, parent, prev), Namespace::Html, &plain(tag), &owned);
    let node = Node::Element(Element { namespace: Namespace::Html, tag, attributes: attributes.to_vec() });
    format!("{:?}", Op::Insert { id, parent, prev, node })
}

#[test]
fn a_page_comes_back_with_parents_and_siblings() {
    let mut writer = TreeWriter::new();
    writer.document(NodeId(1), NodeId::NONE);
    writer.doctype(NodeId(2), NodeId(1), NodeId::NONE, [&plain("html"), &plain(""), &plain("")]);
    let mut expected = vec![
        "Insert { id: NodeId(1), parent: NodeId(0), prev: NodeId(0), node: Document }".to_owned(),
        r#"Insert { id: NodeId(2), parent: NodeId(1), prev: NodeId(0), node: Doctype { name: "html", public: "", system: "" } }"#.to_owned(),
    ];
    expected.push(element(&mut writer, [3, 1, 2], "html", &[("lang", "en")]));
    expected.push(element(&mut writer, [4, 3, 0], "body", &[("class", "a"), ("data-x-y", "a")]));
    expected.push(element(&mut writer, [5, 4, 0], "my-tag", &[]));
    writer.shadow_root(NodeId(6), NodeId(5));
    expected
        .push("Insert { id: NodeId(6), parent: NodeId(5), prev: NodeId(0), node: ShadowRoot }".to_owned());
    expected.push(element(&mut writer, [7, 6, 0], "p", &[]));
    writer.text(NodeId(8), NodeId(7), NodeId::NONE, &plain("hallå 👋"));
    expected.push(
        r#"Insert { id: NodeId(8), parent: NodeId(7), prev: NodeId(0), node: Text("hallå 👋") }"#.to_owned(),
    );
    expected.push(element(&mut writer, [9, 5, 0], "p", &[]));
    expected.push(element(&mut writer, [10, 4, 5], "p", &[]));
    expected.push(element(&mut writer, [12, 3, 4], "p", &[]));
    assert_eq!(read(&mut TreeReader::new(), &writer.finish()), Ok(expected));
}

#[test]
fn every_edit_comes_back() {
    let mut writer = TreeWriter::new();
    writer.detach(NodeId(9));
    writer.place(NodeId(9), NodeId(4), NodeId(3));
    writer.remove(NodeId(8));
    writer.set_attribute(NodeId(4), &plain("class"), &plain("x"));
    writer.set_attribute(NodeId(4), &plain("data-own"), &plain("x"));
    writer.remove_attribute(NodeId(4), &plain("data-own"));
    writer.set_text(NodeId(5), &plain("new"));
    writer.value(NodeId(6), &plain("********"));
    writer.checked(NodeId(6), true, false);
    writer.selected(NodeId(6), &[0, 700]);
    writer.scroll(NodeId(1), -5, 1_000_000);
    writer.sheet(NodeId(7), 3, true, &plain("print"), &plain("a{}"));
    writer.sheet_count(NodeId(7), 4);
    writer.placeholder(NodeId(7), BoxKind::TooLarge, 300, 0);
    writer.flags(NodeId(7), NodeFlags(NodeFlags::PRIVATE));
    writer.focus(NodeId::NONE);
    writer.page(&plain("https://a.example/"), &plain("Title"));
    writer.viewport(Viewport { width: 1280, height: 800, ratio: 1500 });
    let ops = writer.ops();
    let lines = read(&mut TreeReader::new(), &writer.finish()).unwrap();
    assert_eq!(lines.len(), ops);
    let expected = [
        "Detach(NodeId(9))",
        "Place { id: NodeId(9), parent: NodeId(4), prev: NodeId(3) }",
        "Remove(NodeId(8))",
        r#"SetAttribute { id: NodeId(4), name: "class", value: "x" }"#,
        r#"SetAttribute { id: NodeId(4), name: "data-own", value: "x" }"#,
        r#"RemoveAttribute { id: NodeId(4), name: "data-own" }"#,
        r#"SetText { id: NodeId(5), text: "new" }"#,
        r#"Value { id: NodeId(6), value: "********" }"#,
        "Checked { id: NodeId(6), checked: true, indeterminate: false }",
        "Selected { id: NodeId(6), options: [0, 700] }",
        "Scroll { id: NodeId(1), x: -5, y: 1000000 }",
        r#"Sheet { id: NodeId(7), index: 3, disabled: true, media: "print", css: "a{}" }"#,
        "SheetCount { id: NodeId(7), count: 4 }",
        "Box { id: NodeId(7), kind: TooLarge, width: 300, height: 0 }",
        "Flags { id: NodeId(7), flags: NodeFlags(1) }",
        "Focus(NodeId(0))",
        r#"Page { url: "https://a.example/", title: "Title" }"#,
        "Viewport(Viewport { width: 1280, height: 800, ratio: 1500 })",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn tables_go_on_from_payload_to_payload_until_a_reset() {
    let (mut writer, mut reader) = (TreeWriter::new(), TreeReader::new());
    let first = element(&mut writer, [1, 0, 0], "card-view", &[("class", "card")]);
    let first_payload = writer.finish();
    assert_eq!(read(&mut reader, &first_payload), Ok(vec![first]));
    let second = element(&mut writer, [2, 1, 0], "card-view", &[("class", "card")]);
    let second_payload = writer.finish();
    assert!(second_payload.len() + 15 < first_payload.len(), "the shape and its strings are not sent again");
    assert_eq!(read(&mut reader, &second_payload), Ok(vec![second]));
    assert_eq!(read(&mut TreeReader::new(), &second_payload), Err(BadTree), "a late reader must not guess");
    writer.reset();
    let third = element(&mut writer, [1, 0, 0], "card-view", &[("class", "card")]);
    reader.reset();
    assert_eq!(read(&mut reader, &writer.finish()), Ok(vec![third]));
}

#[test]
fn a_thousand_like_rows_cost_four_bytes_a_node_before_deflate() {
    let mut writer = TreeWriter::new();
    element(&mut writer, [1, 0, 0], "tbody", &[]);
    for row in 0..1000u32 {
        let id = 2 + row * 2;
        element(&mut writer, [id, 1, if row == 0 { 0 } else { id - 2 }], "tr", &[("class", "row")]);
        writer.text(NodeId(id + 1), NodeId(id), NodeId::NONE, &plain("cell"));
    }
    let size = writer.finish().len();
    assert!(size < 8_200, "{size}");
}

#[test]
fn strings_and_shapes_beyond_the_tables_still_come_back() {
    let (mut writer, mut reader) = (TreeWriter::new(), TreeReader::new());
    let mut expected = Vec::new();
    let count = crate::limits::TABLE_SHAPES as u32 + 50;
    for id in 1..=count {
        let name = format!("data-{id}");
        expected.push(element(&mut writer, [id, 0, id - 1], "p", &[(&name, &name)]));
    }
    expected.push(element(&mut writer, [count + 1, 0, count], "p", &[("data-7", "data-7")]));
    assert!(read(&mut reader, &writer.finish()) == Ok(expected));
}

/// A random op, written by its number.
fn write_op(writer: &mut TreeWriter, op: u8, id: u32, parent: u32, prev: u32, text: &str) {
    let (node, up, left) = (NodeId(id), NodeId(parent), NodeId(prev));
    match op % 8 {
        0 => writer.element((node, up, left), Namespace::Svg, &plain(text), &[(plain("class"), plain(text))]),
        1 => writer.text(node, up, left, &plain(text)),
        2 => writer.place(node, up, left),
        3 => writer.set_attribute(node, &plain(text), &plain(text)),
        4 => writer.remove(node),
        5 => writer.value(node, &plain(text)),
        6 => writer.selected(node, &[parent, prev]),
        _ => writer.page(&plain(text), &plain(text)),
    }
}

proptest! {
    #[test]
    fn any_ops_come_back(ops in prop::collection::vec((any::<u8>(), any::<u32>(), any::<u32>(), any::<u32>(), ".{0,200}"), 0..60)) {
        let mut writer = TreeWriter::new();
        for (op, id, parent, prev, text) in &ops {
            write_op(&mut writer, *op, *id, *parent, *prev, text);
        }
        let lines = read(&mut TreeReader::new(), &writer.finish());
        prop_assert!(lines.is_ok());
        for (line, (op, id, parent, prev, _)) in lines.unwrap().iter().zip(&ops) {
            if op % 8 < 3 {
                let place = format!("id: NodeId({id}), parent: NodeId({parent}), prev: NodeId({prev})");
                prop_assert!(line.contains(&place), "{line} is not at {place}");
            }
        }
    }

    #[test]
    fn flipped_and_cut_bytes_never_panic(ops in prop::collection::vec((any::<u8>(), 0u32..50, 0u32..50, 0u32..50, ".{0,9}"), 1..30), flips in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8), cut: usize) {
        let mut writer = TreeWriter::new();
        for (op, id, parent, prev, text) in &ops {
            write_op(&mut writer, *op, *id, *parent, *prev, text);
        }
        let mut payload = writer.finish();
        for (place, bits) in flips {
            let place = place % payload.len();
            payload[place] ^= bits;
        }
        let _ = read(&mut TreeReader::new(), &payload);
        payload.truncate(cut % (payload.len() + 1));
        let _ = read(&mut TreeReader::new(), &payload);
    }

    #[test]
    fn any_bytes_never_panic(payload: Vec<u8>) {
        let _ = read(&mut TreeReader::new(), &payload);
    }
}
