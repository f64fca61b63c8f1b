//! The page as it left the customer's browser: a tree out of the wire's ops, with what an owner asks of it. It knows
//! no browser, and not what is secret.

use std::collections::HashMap;

use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{BoxKind, Node, NodeFlags, Op};

/// Elements whose text nobody reads.
const UNREAD: [&str; 5] = ["head", "style", "script", "template", "noscript"];

/// A page that left.
#[derive(Debug, Default)]
pub struct Page {
    nodes: HashMap<NodeId, Item>,
    document: NodeId,
    /// The address, as it left.
    pub url: String,
    /// The title, as it left.
    pub title: String,
}

/// One node.
#[derive(Debug)]
struct Item {
    parent: NodeId,
    children: Vec<NodeId>,
    kind: Kind,
    value: Option<String>,
    shown_as: Option<BoxKind>,
    flags: NodeFlags,
}

#[derive(Debug, PartialEq)]
enum Kind {
    Element {
        tag: String,
        attributes: Vec<(String, String)>,
    },
    Text(String),
    /// A document, a doctype or a shadow root.
    Other,
}

/// A field, as an agent knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Tag and type, such as `input type=text`.
    pub kind: String,
    /// Its name or id.
    pub name: String,
    /// The words beside it.
    pub label: String,
    /// How its value shows; empty when it is empty, or ignored.
    pub shows: String,
    /// The site or the rules keep it from the agent.
    pub is_private: bool,
    /// The agent may write into it.
    pub is_write_only: bool,
}

impl Page {
    /// Takes an op in. One that names an unknown node is passed over.
    pub fn apply(&mut self, op: &Op<'_>) {
        match op {
            Op::Insert { id, parent, prev, node } => {
                if *node == Node::Document && parent.is_none() {
                    self.document = *id;
                }
                let kind = match node {
                    Node::Element(element) => Kind::Element {
                        tag: element.tag.to_owned(),
                        attributes: element
                            .attributes
                            .iter()
                            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                            .collect(),
                    },
                    Node::Text(text) => Kind::Text((*text).to_owned()),
                    _ => Kind::Other,
                };
                let (children, value, shown_as, flags) = (Vec::new(), None, None, NodeFlags::default());
                self.nodes.insert(*id, Item { parent: *parent, children, kind, value, shown_as, flags });
                self.link(*id, *parent, *prev);
            }
            Op::Detach(id) => self.unlink(*id),
            Op::Place { id, parent, prev } => {
                self.unlink(*id);
                self.link(*id, *parent, *prev);
            }
            Op::Remove(id) => {
                self.unlink(*id);
                for gone in self.below(*id) {
                    self.nodes.remove(&gone);
                }
            }
            Op::SetAttribute { id, name, value } => {
                if let Some(attributes) = self.attributes_mut(*id) {
                    attributes.retain(|(known, _)| known != name);
                    attributes.push(((*name).to_owned(), (*value).to_owned()));
                }
            }
            Op::RemoveAttribute { id, name } => {
                if let Some(attributes) = self.attributes_mut(*id) {
                    attributes.retain(|(known, _)| known != name);
                }
            }
            Op::SetText { id, text } => self.with(*id, |item| item.kind = Kind::Text((*text).to_owned())),
            Op::Value { id, value } => self.with(*id, |item| item.value = Some((*value).to_owned())),
            Op::Box { id, kind, .. } => self.with(*id, |item| item.shown_as = Some(*kind)),
            Op::Flags { id, flags } => self.with(*id, |item| item.flags = *flags),
            Op::Page { url, title } => (self.url, self.title) = ((*url).to_owned(), (*title).to_owned()),
            _ => {}
        }
    }

    /// Whether there is a page at all.
    pub fn is_there(&self) -> bool {
        !self.document.is_none()
    }

    /// All texts that people read, in the page's order.
    pub fn texts(&self) -> Vec<&str> {
        let texts = self.below(self.document).into_iter().filter(|id| !self.is_unread(*id));
        texts.filter_map(|id| self.text(id)).filter(|text| !text.trim().is_empty()).collect()
    }

    /// All attributes, with the element's tag: tag, name, value.
    pub fn attributes(&self) -> Vec<(&str, &str, &str)> {
        let elements = self.below(self.document).into_iter().filter_map(|id| self.element(id));
        elements
            .flat_map(|(tag, attributes)| {
                attributes.iter().map(move |(name, value)| (tag, &**name, &**value))
            })
            .collect()
    }

    /// What is shown as a box, and why, in the page's order.
    pub fn boxes(&self) -> Vec<BoxKind> {
        let nodes = self.below(self.document).into_iter().filter_map(|id| self.nodes.get(&id));
        nodes.filter_map(|item| item.shown_as).collect()
    }

    /// All fields, in the page's order.
    pub fn fields(&self) -> Vec<Field> {
        self.below(self.document).into_iter().filter_map(|id| self.field(id)).collect()
    }

    /// An element by tag, and id or name if it has one; of a text, the element that it is in.
    pub fn name_of(&self, id: NodeId) -> String {
        let mut at = id;
        while let Some(item) = self.nodes.get(&at) {
            if let Kind::Element { tag, attributes } = &item.kind {
                return match ["id", "name"].into_iter().find_map(|name| Some((name, find(attributes, name)?)))
                {
                    Some((name, value)) => format!("<{tag} {name}=\"{value}\">"),
                    None => format!("<{tag}>"),
                };
            }
            at = item.parent;
        }
        "the document".to_owned()
    }

    fn field(&self, id: NodeId) -> Option<Field> {
        let item = self.nodes.get(&id)?;
        let (tag, attributes) = self.element(id)?;
        let is_private = item.flags.has(NodeFlags::PRIVATE);
        let is_field = matches!(tag, "input" | "select" | "textarea");
        let is_button = matches!(find(attributes, "type"), Some("submit" | "button" | "reset" | "image"));
        if !is_private && (!is_field || is_button) {
            return None;
        }
        let kind =
            find(attributes, "type").map_or_else(|| tag.to_owned(), |kind| format!("{tag} type={kind}"));
        let name = find(attributes, "name").or_else(|| find(attributes, "id")).unwrap_or_default();
        let shows = match (&item.value, find(attributes, "value")) {
            (Some(value), _) => value.clone(),
            (None, Some(value)) => value.to_owned(),
            (None, None) => self.text_below(id),
        };
        Some(Field {
            kind,
            name: name.to_owned(),
            label: self.label(id, attributes),
            shows,
            is_private,
            is_write_only: item.flags.has(NodeFlags::WRITE_ONLY),
        })
    }

    fn label(&self, id: NodeId, attributes: &[(String, String)]) -> String {
        let mut at = id;
        while let Some(item) = self.nodes.get(&at) {
            if matches!(&item.kind, Kind::Element { tag, .. } if tag == "label") {
                return self.text_below(at);
            }
            at = item.parent;
        }
        let of = find(attributes, "id").and_then(|own| {
            self.below(self.document).into_iter().find(|label| {
                self.element(*label).is_some_and(|(tag, of)| tag == "label" && find(of, "for") == Some(own))
            })
        });
        let words = ["aria-label", "placeholder"].into_iter().find_map(|name| find(attributes, name));
        of.map_or_else(|| words.unwrap_or_default().to_owned(), |label| self.text_below(label))
    }

    fn text_below(&self, id: NodeId) -> String {
        let texts: Vec<&str> = self.below(id).into_iter().filter_map(|id| self.text(id)).collect();
        texts.concat().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn text(&self, id: NodeId) -> Option<&str> {
        match &self.nodes.get(&id)?.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    fn element(&self, id: NodeId) -> Option<(&str, &[(String, String)])> {
        match &self.nodes.get(&id)?.kind {
            Kind::Element { tag, attributes } => Some((tag, attributes)),
            _ => None,
        }
    }

    fn is_unread(&self, id: NodeId) -> bool {
        let mut at = id;
        while let Some(item) = self.nodes.get(&at) {
            if matches!(&item.kind, Kind::Element { tag, .. } if UNREAD.contains(&&**tag)) {
                return true;
            }
            at = item.parent;
        }
        false
    }

    /// A node and all that is below it, in the page's order. Without recursion: pages may be deep.
    fn below(&self, id: NodeId) -> Vec<NodeId> {
        let (mut found, mut open) = (Vec::new(), vec![id]);
        while let Some(id) = open.pop() {
            if let Some(item) = self.nodes.get(&id) {
                found.push(id);
                open.extend(item.children.iter().rev());
            }
        }
        found
    }

    fn attributes_mut(&mut self, id: NodeId) -> Option<&mut Vec<(String, String)>> {
        match &mut self.nodes.get_mut(&id)?.kind {
            Kind::Element { attributes, .. } => Some(attributes),
            _ => None,
        }
    }

    fn with(&mut self, id: NodeId, act: impl FnOnce(&mut Item)) {
        if let Some(item) = self.nodes.get_mut(&id) {
            act(item);
        }
    }

    fn link(&mut self, id: NodeId, parent: NodeId, prev: NodeId) {
        self.with(id, |item| item.parent = parent);
        self.with(parent, |item| {
            let place = item.children.iter().position(|child| *child == prev).map_or(0, |at| at + 1);
            item.children.insert(place, id);
        });
    }

    fn unlink(&mut self, id: NodeId) {
        if let Some(parent) = self.nodes.get(&id).map(|item| item.parent) {
            self.with(parent, |item| item.children.retain(|child| *child != id));
        }
    }
}

fn find<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| &**value)
}
