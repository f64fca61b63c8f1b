//! Writes ops into columns. Takes only strings that may leave.

use super::columns::{Code, Column, Columns, FIRST_SHAPE};
use super::names::NAMES;
use super::strings::{FastMap, SHARED_BYTES};
use super::{BoxKind, Namespace, NodeFlags, SafeText, Viewport};
use crate::ids::NodeId;
use crate::limits;
use crate::prelude::*;
use crate::varint::zigzag;

/// The sender's end of a tree: keeps the tables between payloads.
#[derive(Default)]
pub struct TreeWriter {
    columns: Columns,
    strings: FastMap<Box<str>, u32>,
    shapes: FastMap<Box<[u8]>, u32>,
    names: FastMap<&'static str, u32>,
    new_ids: IdColumn,
    ids: IdColumn,
    path: Vec<u32>,
    shape: Vec<u8>,
    ops: usize,
}

/// Ids as the change of their change: a run of neighbours, or of every third node, is a run of zeros.
#[derive(Default)]
struct IdColumn {
    last: i64,
    step: i64,
}

impl IdColumn {
    fn next(&mut self, id: u32) -> u64 {
        let step = i64::from(id) - self.last;
        let change = step - self.step;
        self.last = i64::from(id);
        self.step = step;
        zigzag(change)
    }
}

impl TreeWriter {
    /// A writer whose tables are empty.
    pub fn new() -> TreeWriter {
        TreeWriter {
            names: NAMES.iter().zip(1..).map(|(name, number)| (*name, number)).collect(),
            ..TreeWriter::default()
        }
    }

    /// Forgets the tables and what was written: a snapshot begins.
    pub fn reset(&mut self) {
        self.strings.clear();
        self.shapes.clear();
        let _ = self.finish();
    }

    /// How many ops were written since the last [`TreeWriter::finish`].
    pub fn ops(&self) -> usize {
        self.ops
    }

    /// Bytes written since the last [`TreeWriter::finish`], before deflate.
    pub fn bytes(&self) -> usize {
        self.columns.len()
    }

    /// The payload of all ops written since the last time.
    pub fn finish(&mut self) -> Vec<u8> {
        self.new_ids = IdColumn::default();
        self.ids = IdColumn::default();
        self.path.clear();
        self.ops = 0;
        self.columns.take()
    }

    /// A document: the page's (no parent) or a frame's.
    pub fn document(&mut self, id: NodeId, parent: NodeId) {
        self.insert(Code::Document, id, parent, NodeId::NONE);
    }

    /// A document type.
    pub fn doctype<S: SafeText>(&mut self, id: NodeId, parent: NodeId, prev: NodeId, parts: [&S; 3]) {
        self.insert(Code::Doctype, id, parent, prev);
        for part in parts {
            self.text_ref(part.as_safe_str());
        }
    }

    /// An open shadow root of the host `parent`.
    pub fn shadow_root(&mut self, id: NodeId, parent: NodeId) {
        self.insert(Code::ShadowRoot, id, parent, NodeId::NONE);
    }

    /// A text node.
    pub fn text<S: SafeText>(&mut self, id: NodeId, parent: NodeId, prev: NodeId, text: &S) {
        self.insert(Code::Text, id, parent, prev);
        self.text_ref(text.as_safe_str());
    }

    /// An element. Attributes over [`limits::ATTRIBUTES`] are left out.
    pub fn element<S: SafeText>(
        &mut self,
        (id, parent, prev): (NodeId, NodeId, NodeId),
        namespace: Namespace,
        tag: &S,
        attributes: &[(S, S)],
    ) {
        let attributes = &attributes[..attributes.len().min(limits::ATTRIBUTES)];
        let mut key = core::mem::take(&mut self.shape);
        key.clear();
        key.push(namespace as u8);
        for name in core::iter::once(tag).chain(attributes.iter().map(|(name, _)| name)) {
            key.extend_from_slice(name.as_safe_str().as_bytes());
            key.push(0);
        }
        self.ops += 1;
        if let Some(number) = self.shapes.get(key.as_slice()) {
            self.columns.number(Column::Code, FIRST_SHAPE + u64::from(*number));
        } else {
            self.columns.number(Column::Code, Code::NewShape as u64);
            if self.shapes.len() < limits::TABLE_SHAPES {
                let number = self.shapes.len() as u32;
                self.shapes.insert(key.as_slice().into(), number);
            }
            self.columns.number(Column::Shape, namespace as u64);
            self.name(Column::Shape, tag.as_safe_str());
            self.columns.number(Column::Shape, attributes.len() as u64);
            for (name, _) in attributes {
                self.name(Column::Shape, name.as_safe_str());
            }
        }
        self.shape = key;
        self.link(id, parent, prev);
        for (_, value) in attributes {
            self.text_ref(value.as_safe_str());
        }
    }

    /// Takes a node out, to be placed again.
    pub fn detach(&mut self, id: NodeId) {
        self.on(Code::Detach, id);
    }

    /// Places a detached node.
    pub fn place(&mut self, id: NodeId, parent: NodeId, prev: NodeId) {
        self.insert(Code::Place, id, parent, prev);
    }

    /// A node is gone.
    pub fn remove(&mut self, id: NodeId) {
        self.on(Code::Remove, id);
    }

    /// Sets an attribute.
    pub fn set_attribute<S: SafeText>(&mut self, id: NodeId, name: &S, value: &S) {
        self.on(Code::SetAttribute, id);
        self.name(Column::Number, name.as_safe_str());
        self.text_ref(value.as_safe_str());
    }

    /// Takes an attribute away.
    pub fn remove_attribute<S: SafeText>(&mut self, id: NodeId, name: &S) {
        self.on(Code::RemoveAttribute, id);
        self.name(Column::Number, name.as_safe_str());
    }

    /// A text node's new text.
    pub fn set_text<S: SafeText>(&mut self, id: NodeId, text: &S) {
        self.on(Code::SetText, id);
        self.text_ref(text.as_safe_str());
    }

    /// A field's value.
    pub fn value<S: SafeText>(&mut self, id: NodeId, value: &S) {
        self.on(Code::Value, id);
        self.text_ref(value.as_safe_str());
    }

    /// A checkbox's or radio's state.
    pub fn checked(&mut self, id: NodeId, checked: bool, indeterminate: bool) {
        self.on(Code::Checked, id);
        self.columns.number(Column::Number, u64::from(checked) | u64::from(indeterminate) << 1);
    }

    /// A select's chosen options.
    pub fn selected(&mut self, id: NodeId, options: &[u32]) {
        self.on(Code::Selected, id);
        self.columns.number(Column::Number, options.len() as u64);
        for option in options {
            self.columns.number(Column::Number, u64::from(*option));
        }
    }

    /// Where a scroller stands.
    pub fn scroll(&mut self, id: NodeId, x: i32, y: i32) {
        self.on(Code::Scroll, id);
        self.columns.number(Column::Number, zigzag(i64::from(x)));
        self.columns.number(Column::Number, zigzag(i64::from(y)));
    }

    /// A style sheet.
    pub fn sheet<S: SafeText>(&mut self, id: NodeId, index: u32, disabled: bool, media: &S, css: &S) {
        self.on(Code::Sheet, id);
        self.columns.number(Column::Number, u64::from(index) << 1 | u64::from(disabled));
        self.text_ref(media.as_safe_str());
        self.text_ref(css.as_safe_str());
    }

    /// How many sheets a root adopts.
    pub fn sheet_count(&mut self, id: NodeId, count: u32) {
        self.on(Code::SheetCount, id);
        self.columns.number(Column::Number, u64::from(count));
    }

    /// An element is shown as a box.
    pub fn placeholder(&mut self, id: NodeId, kind: BoxKind, width: u32, height: u32) {
        self.on(Code::Box, id);
        for number in [kind as u64, u64::from(width), u64::from(height)] {
            self.columns.number(Column::Number, number);
        }
    }

    /// What the agent may know about a node.
    pub fn flags(&mut self, id: NodeId, flags: NodeFlags) {
        self.on(Code::Flags, id);
        self.columns.number(Column::Number, u64::from(flags.0));
    }

    /// The node that has the focus, or none.
    pub fn focus(&mut self, id: NodeId) {
        self.on(Code::Focus, id);
    }

    /// The page's address and title.
    pub fn page<S: SafeText>(&mut self, url: &S, title: &S) {
        self.code(Code::Page);
        self.text_ref(url.as_safe_str());
        self.text_ref(title.as_safe_str());
    }

    /// The customer's viewport.
    pub fn viewport(&mut self, viewport: Viewport) {
        self.code(Code::Viewport);
        for number in [viewport.width, viewport.height, viewport.ratio] {
            self.columns.number(Column::Number, u64::from(number));
        }
    }

    fn code(&mut self, code: Code) {
        self.ops += 1;
        self.columns.number(Column::Code, code as u64);
    }

    fn on(&mut self, code: Code, id: NodeId) {
        self.code(code);
        let change = self.ids.next(id.0);
        self.columns.number(Column::Id, change);
    }

    fn insert(&mut self, code: Code, id: NodeId, parent: NodeId, prev: NodeId) {
        self.code(code);
        self.link(id, parent, prev);
    }

    /// Where a node goes, seen from the one before it: 0 is its first child, 2 + n is the next sibling of
    /// its n-th ancestor (0 is itself), 1 says parent and sibling by number.
    fn link(&mut self, id: NodeId, parent: NodeId, prev: NodeId) {
        let change = self.new_ids.next(id.0);
        self.columns.number(Column::NewId, change);
        if prev.is_none() && !parent.is_none() && self.path.last() == Some(&parent.0) {
            self.columns.number(Column::Link, 0);
        } else if let Some(place) = self.path.iter().rposition(|node| !prev.is_none() && *node == prev.0) {
            self.columns.number(Column::Link, 2 + (self.path.len() - 1 - place) as u64);
            self.path.truncate(place);
        } else {
            let own = i64::from(id.0);
            self.columns.number(Column::Link, 1);
            self.columns.number(Column::Link, zigzag(own - i64::from(parent.0)));
            let prev = if prev.is_none() { 0 } else { 1 + zigzag(own - i64::from(prev.0)) };
            self.columns.number(Column::Link, prev);
            self.path.clear();
        }
        self.path.push(id.0);
    }

    /// A name: its number in the static dictionary plus one, or 0 and a string.
    fn name(&mut self, column: Column, name: &str) {
        match self.names.get(name) {
            Some(number) => self.columns.number(column, u64::from(*number)),
            None => {
                self.columns.number(column, 0);
                self.text_ref(name);
            }
        }
    }

    /// A string: 0 is empty, 1 is written out, 2 is written out and joins the table, 3 + n is the table's.
    fn text_ref(&mut self, text: &str) {
        let reference = if text.is_empty() {
            0
        } else if let Some(number) = self.strings.get(text) {
            3 + u64::from(*number)
        } else {
            self.columns.number(Column::Length, text.len() as u64);
            self.columns.bytes(text.as_bytes());
            if text.len() <= SHARED_BYTES && self.strings.len() < limits::TABLE_STRINGS {
                let number = self.strings.len() as u32;
                self.strings.insert(text.into(), number);
                2
            } else {
                1
            }
        };
        self.columns.number(Column::Text, reference);
    }
}
