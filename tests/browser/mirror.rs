//! A plain tree built from payloads, as strict as can be: any op that does not fit is a failure.

use std::collections::{BTreeMap, BTreeSet};

use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{BadTree, BoxKind, Node as TreeNode, NodeFlags, Op, TreeReader, Viewport};

/// What a node is in the mirror.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Element(String),
    Text,
    Doctype,
    Document,
    Shadow,
}

/// A node of the mirror.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) parent: u32,
    pub(crate) children: Vec<u32>,
    pub(crate) inner: u32,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) value: Option<String>,
    pub(crate) checked: Option<(bool, bool)>,
    pub(crate) selected: Option<Vec<u32>>,
    pub(crate) scroll: (i32, i32),
    pub(crate) sheets: BTreeMap<u32, String>,
    pub(crate) placeholder: Option<(BoxKind, u32, u32)>,
    pub(crate) flags: NodeFlags,
}

/// The agent's tree.
#[derive(Default)]
pub(crate) struct Mirror {
    reader: TreeReader,
    pub(crate) nodes: BTreeMap<u32, Node>,
    pub(crate) used: BTreeSet<u32>,
    pub(crate) root: u32,
    pub(crate) focus: u32,
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) viewport: Viewport,
    detached: BTreeSet<u32>,
}

impl Mirror {
    pub(crate) fn snapshot(&mut self, payload: &[u8]) {
        let used = std::mem::take(&mut self.used);
        let known: BTreeSet<u32> = self.nodes.keys().copied().collect();
        *self = Mirror::default();
        // Numbers of the living may come again in a snapshot, those of the dead never.
        self.used = used.difference(&known).copied().collect();
        self.patch(payload);
    }

    pub(crate) fn patch(&mut self, payload: &[u8]) {
        let mut reader = std::mem::take(&mut self.reader);
        reader
            .read(payload, |op| {
                self.apply(&op);
                Ok::<(), BadTree>(())
            })
            .expect("a payload that can be read");
        self.reader = reader;
        assert!(self.detached.is_empty(), "detached and not placed: {:?}", self.detached);
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(&id.0).unwrap_or_else(|| panic!("node {} is unknown", id.0))
    }

    fn at(&mut self, id: NodeId) -> &mut Node {
        self.nodes.get_mut(&id.0).unwrap_or_else(|| panic!("node {} is unknown", id.0))
    }

    fn link(&mut self, id: NodeId, parent: NodeId, prev: NodeId) {
        let into = self.at(parent);
        let place = match prev.0 {
            0 => 0,
            prev => {
                1 + into
                    .children
                    .iter()
                    .position(|c| *c == prev)
                    .expect("previous sibling is a child of the parent")
            }
        };
        into.children.insert(place, id.0);
        self.at(id).parent = parent.0;
    }

    fn unlink(&mut self, id: NodeId) {
        let parent = self.node(id).parent;
        if let Some(from) = self.nodes.get_mut(&parent) {
            from.children.retain(|c| *c != id.0);
            if from.inner == id.0 {
                from.inner = 0;
            }
        }
        self.at(id).parent = 0;
    }

    fn remove(&mut self, id: u32) {
        let node = self.nodes.remove(&id).expect("a node to remove");
        self.detached.remove(&id);
        for child in node.children.into_iter().chain((node.inner != 0).then_some(node.inner)) {
            self.remove(child);
        }
    }

    fn apply(&mut self, op: &Op<'_>) {
        match op {
            Op::Insert { id, parent, prev, node } => self.insert(*id, *parent, *prev, node),
            Op::Detach(id) => {
                assert!(self.node(*id).parent != 0, "{} is detached twice", id.0);
                self.unlink(*id);
                self.detached.insert(id.0);
            }
            Op::Place { id, parent, prev } => {
                assert!(self.detached.remove(&id.0), "{} is placed without being detached", id.0);
                self.link(*id, *parent, *prev);
            }
            Op::Remove(id) => {
                self.unlink(*id);
                self.remove(id.0);
            }
            Op::SetAttribute { id, name, value } => {
                self.at(*id).attributes.insert((*name).into(), (*value).into());
            }
            Op::RemoveAttribute { id, name } => {
                self.at(*id).attributes.remove(*name);
            }
            Op::SetText { id, text } => {
                assert_eq!(self.node(*id).kind, Kind::Text);
                self.at(*id).text = (*text).into();
            }
            Op::Value { id, value } => self.at(*id).value = Some((*value).into()),
            Op::Checked { id, checked, indeterminate } => {
                self.at(*id).checked = Some((*checked, *indeterminate))
            }
            Op::Selected { id, options } => self.at(*id).selected = Some(options.to_vec()),
            Op::Scroll { id, x, y } => self.at(*id).scroll = (*x, *y),
            Op::Sheet { id, index, css, .. } => {
                self.at(*id).sheets.insert(*index, (*css).into());
            }
            Op::SheetCount { id, count } => self.at(*id).sheets.retain(|index, _| index < count),
            Op::Box { id, kind, width, height } => self.at(*id).placeholder = Some((*kind, *width, *height)),
            Op::Flags { id, flags } => self.at(*id).flags = *flags,
            Op::Focus(id) => self.focus = id.0,
            Op::Page { url, title } => (self.url, self.title) = ((*url).into(), (*title).into()),
            Op::Viewport(viewport) => self.viewport = *viewport,
        }
    }

    fn insert(&mut self, id: NodeId, parent: NodeId, prev: NodeId, node: &TreeNode<'_>) {
        assert!(self.used.insert(id.0), "number {} is used again", id.0);
        let (kind, attributes, text) = match node {
            TreeNode::Document => (Kind::Document, BTreeMap::new(), ""),
            TreeNode::ShadowRoot => (Kind::Shadow, BTreeMap::new(), ""),
            TreeNode::Doctype { name, .. } => (Kind::Doctype, BTreeMap::new(), *name),
            TreeNode::Text(text) => (Kind::Text, BTreeMap::new(), *text),
            TreeNode::Element(element) => {
                let attributes = element.attributes.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
                (Kind::Element(element.tag.into()), attributes, "")
            }
        };
        let inner = matches!(kind, Kind::Document | Kind::Shadow);
        let node = Node {
            kind,
            parent: parent.0,
            children: Vec::new(),
            inner: 0,
            attributes,
            text: text.into(),
            value: None,
            checked: None,
            selected: None,
            scroll: (0, 0),
            sheets: BTreeMap::new(),
            placeholder: None,
            flags: NodeFlags::default(),
        };
        self.nodes.insert(id.0, node);
        if parent.is_none() {
            assert_eq!(self.root, 0, "a second root");
            self.root = id.0;
        } else if inner {
            assert_eq!(self.node(parent).inner, 0, "a second root inside {}", parent.0);
            self.at(parent).inner = id.0;
        } else {
            self.link(id, parent, prev);
        }
    }
}
