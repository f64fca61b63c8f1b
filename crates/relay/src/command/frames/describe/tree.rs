//! The ops of a snapshot or patch as JSON. Knows no frames.

use serde_json::{Value, json};

use pillion_protocol::tree::{BadTree, BoxKind, Namespace, Node, Op, TreeReader};

/// All ops of a payload, in order.
pub(super) fn ops(reader: &mut TreeReader, payload: &[u8]) -> Result<Value, &'static str> {
    let mut ops = Vec::new();
    let read = reader.read(payload, |op| {
        ops.push(describe(&op));
        Ok::<(), BadTree>(())
    });
    read.map_err(|_| "the tree cannot be read; those after it cannot either, up to the next snapshot")?;
    Ok(ops.into())
}

fn describe(op: &Op<'_>) -> Value {
    match op {
        Op::Insert { id, parent, prev, node } => {
            json!({"op": "insert", "id": id, "parent": parent, "prev": prev, "node": describe_node(node)})
        }
        Op::Detach(id) => json!({"op": "detach", "id": id}),
        Op::Place { id, parent, prev } => json!({"op": "place", "id": id, "parent": parent, "prev": prev}),
        Op::Remove(id) => json!({"op": "remove", "id": id}),
        Op::SetAttribute { id, name, value } => {
            json!({"op": "set-attribute", "id": id, "name": name, "value": value})
        }
        Op::RemoveAttribute { id, name } => json!({"op": "remove-attribute", "id": id, "name": name}),
        Op::SetText { id, text } => json!({"op": "set-text", "id": id, "text": text}),
        Op::Value { id, value } => json!({"op": "value", "id": id, "value": value}),
        Op::Checked { id, checked, indeterminate } => {
            json!({"op": "checked", "id": id, "checked": checked, "indeterminate": indeterminate})
        }
        Op::Selected { id, options } => json!({"op": "selected", "id": id, "options": options}),
        Op::Scroll { id, x, y } => json!({"op": "scroll", "id": id, "x": x, "y": y}),
        Op::Sheet { id, index, disabled, media, css } => {
            json!({"op": "sheet", "id": id, "index": index, "disabled": disabled, "media": media, "css": css})
        }
        Op::SheetCount { id, count } => json!({"op": "sheet-count", "id": id, "count": count}),
        Op::Box { id, kind, width, height } => {
            json!({"op": "box", "id": id, "kind": box_kind(*kind), "width": width, "height": height})
        }
        Op::Flags { id, flags } => json!({"op": "flags", "id": id, "flags": flags.0}),
        Op::Focus(id) => json!({"op": "focus", "id": id}),
        Op::Page { url, title } => json!({"op": "page", "url": url, "title": title}),
        Op::Viewport(viewport) => {
            json!({"op": "viewport", "width": viewport.width, "height": viewport.height, "ratio": viewport.ratio})
        }
    }
}

fn describe_node(node: &Node<'_>) -> Value {
    match node {
        Node::Document => json!({"document": true}),
        Node::Doctype { name, public, system } => json!({"doctype": [name, public, system]}),
        Node::Element(element) => {
            let namespace = match element.namespace {
                Namespace::Html => "html",
                Namespace::Svg => "svg",
                Namespace::MathMl => "mathml",
            };
            json!({"element": element.tag, "namespace": namespace, "attributes": element.attributes})
        }
        Node::Text(text) => json!({ "text": text }),
        Node::ShadowRoot => json!({"shadow-root": true}),
    }
}

fn box_kind(kind: BoxKind) -> &'static str {
    match kind {
        BoxKind::Hidden => "hidden",
        BoxKind::OtherSite => "other-site",
        BoxKind::Video => "video",
        BoxKind::Drawing => "drawing",
        BoxKind::TooLarge => "too-large",
    }
}
