//! One text form for the live page and for the mirror, each read on its own, so that they can be compared.

use std::collections::BTreeMap;
use std::fmt::Write;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement, Node};

use crate::mirror::{Kind, Mirror};

/// The live page below `node`, itself included, as far as it is captured.
pub(crate) fn live(node: &Node, out: &mut String) {
    match node.node_type() {
        Node::TEXT_NODE => {
            writeln!(out, "{:?}", node.node_value().unwrap_or_default()).unwrap();
        }
        Node::ELEMENT_NODE => {
            let element: &Element = node.unchecked_ref();
            let tag = element.local_name();
            let mut attributes = BTreeMap::new();
            for name in element.get_attribute_names() {
                let name = name.as_string().unwrap();
                let value = element.get_attribute(&name).unwrap();
                attributes.insert(name, value);
            }
            open(out, &tag, &attributes);
            state(element, &tag, out);
            if let Some(shadow) = element.shadow_root() {
                out.push_str("#shadow\n");
                children(&shadow, out);
                out.push_str("/#shadow\n");
            }
            if !matches!(tag.as_str(), "script" | "style" | "template" | "noscript") {
                children(node, out);
            }
            writeln!(out, "/{tag}").unwrap();
        }
        _ => {}
    }
}

fn children(node: &Node, out: &mut String) {
    let mut next = node.first_child();
    while let Some(child) = next {
        live(&child, out);
        next = child.next_sibling();
    }
}

fn open(out: &mut String, tag: &str, attributes: &BTreeMap<String, String>) {
    write!(out, "<{tag}").unwrap();
    if tag != "script" {
        for (name, value) in attributes {
            write!(out, " {name}={value:?}").unwrap();
        }
    }
    out.push_str(">\n");
}

fn state(element: &Element, tag: &str, out: &mut String) {
    match tag {
        "input" => {
            let input: &HtmlInputElement = element.unchecked_ref();
            match input.type_().as_str() {
                "checkbox" | "radio" => {
                    writeln!(out, "checked {} {}", input.checked(), input.indeterminate())
                }
                _ => writeln!(out, "value {:?}", input.value()),
            }
            .unwrap();
        }
        "textarea" => {
            let area: &HtmlTextAreaElement = element.unchecked_ref();
            writeln!(out, "value {:?}", area.value()).unwrap();
        }
        "select" => {
            let select: &HtmlSelectElement = element.unchecked_ref();
            let options = select.options();
            let chosen: Vec<u32> = (0..options.length())
                .filter(|i| options.item(*i).unwrap().unchecked_into::<HtmlOptionElement>().selected())
                .collect();
            writeln!(out, "selected {chosen:?}").unwrap();
        }
        _ => {}
    }
}

/// The mirror below a node, itself included.
pub(crate) fn mirrored(mirror: &Mirror, id: u32, out: &mut String) {
    let node = &mirror.nodes[&id];
    match &node.kind {
        Kind::Text => writeln!(out, "{:?}", node.text).unwrap(),
        Kind::Element(tag) => {
            open(out, tag, &node.attributes);
            let attribute = |name: &str| node.attributes.get(name).cloned().unwrap_or_default();
            match tag.as_str() {
                "input" if matches!(attribute("type").as_str(), "checkbox" | "radio") => {
                    let (checked, mixed) = node.checked.expect("the state of a checkbox");
                    writeln!(out, "checked {checked} {mixed}").unwrap();
                }
                "input" => {
                    writeln!(out, "value {:?}", node.value.clone().unwrap_or_else(|| attribute("value")))
                        .unwrap();
                }
                "textarea" => {
                    let text =
                        || node.children.iter().map(|id| mirror.nodes[id].text.as_str()).collect::<String>();
                    writeln!(out, "value {:?}", node.value.clone().unwrap_or_else(text)).unwrap();
                }
                "select" => {
                    writeln!(out, "selected {:?}", node.selected.clone().expect("the state of a select"))
                        .unwrap()
                }
                _ => {}
            }
            if node.inner != 0 && mirror.nodes[&node.inner].kind == Kind::Shadow {
                out.push_str("#shadow\n");
                for child in &mirror.nodes[&node.inner].children {
                    mirrored(mirror, *child, out);
                }
                out.push_str("/#shadow\n");
            }
            for child in &node.children {
                mirrored(mirror, *child, out);
            }
            writeln!(out, "/{tag}").unwrap();
        }
        Kind::Doctype | Kind::Document | Kind::Shadow => {}
    }
}

/// Where two texts part, with some lines around it.
pub(crate) fn difference(live: &str, mirrored: &str) -> String {
    let (live, mirrored): (Vec<_>, Vec<_>) = (live.lines().collect(), mirrored.lines().collect());
    let at = live.iter().zip(&mirrored).position(|(a, b)| a != b).unwrap_or(live.len().min(mirrored.len()));
    let part =
        |lines: &[&str]| lines[at.saturating_sub(6).min(lines.len())..(at + 6).min(lines.len())].join("\n");
    format!("--- page, line {at}\n{}\n--- mirror\n{}", part(&live), part(&mirrored))
}
