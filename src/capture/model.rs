//! The tree as the agent has it: who stands where, and the little that judging a change needs.
//!
//! Knows numbers and marks, not the DOM. The text of text nodes is kept, because a value may be spread over
//! several of them; attributes are not.

use crate::prelude::*;
use pillion_protocol::limits;

use crate::privacy::Marks;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An element.
    Element,
    /// A text node.
    Text,
    /// A document type.
    Doctype,
    /// A shadow root or a document.
    Root,
}

/// A node of the tree.
#[derive(Debug)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its tag in [`super::tags`]; 0 for others.
    pub(crate) tag: u8,
    /// Bits of this module: `FRESH` and so on.
    pub(crate) bits: u8,
    /// The owner's marks on it alone.
    pub(crate) own: Marks,
    /// The marks in effect on it.
    pub(crate) marks: Marks,
    /// The marks that its children take over.
    pub(crate) below: Marks,
    /// `NodeFlags` as last sent.
    pub(crate) flags: u32,
    /// The number under which `privacy` knows it: its first id, also after it was taken out and put back.
    pub(crate) key: u32,
    /// In which turn it was inserted.
    pub(crate) turn: u32,
    /// In which turn it was new to the agent or its content changed; 0 for what the first snapshot showed.
    pub(crate) changed: u32,
    /// Where this turn's judgement of its text stands.
    pub(crate) slot: u32,
    /// A hash of a text node's text as it was last judged, if that differed from the page's.
    pub(crate) shown: u32,
    /// A text node's text, as the page has it.
    pub(crate) text: Box<str>,
    pub(crate) parent: u32,
    pub(crate) prev: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// The shadow root, or the document of a frame.
    pub(crate) inner: u32,
}

/// A text node that was sent in another form than the page's.
pub(crate) const COVERED: u8 = 1 << 1;
/// Its children are not captured.
pub(crate) const CLOSED: u8 = 1 << 2;
/// `data-cobrowse-no-control`, on itself.
pub(crate) const NO_CONTROL: u8 = 1 << 3;
/// Over a limit: shown as a box.
pub(crate) const TOO_LARGE: u8 = 1 << 4;

impl Node {
    /// A node that stands nowhere yet.
    pub(crate) fn new(kind: Kind, key: u32, turn: u32) -> Node {
        Node {
            kind,
            tag: 0,
            bits: 0,
            own: Marks::NONE,
            marks: Marks::NONE,
            below: Marks::NONE,
            flags: 0,
            key,
            turn,
            changed: 0,
            slot: 0,
            shown: 0,
            text: Box::default(),
            parent: 0,
            prev: 0,
            next: 0,
            first: 0,
            last: 0,
            inner: 0,
        }
    }

    /// Whether any of `bits` is set.
    pub(crate) fn has(&self, bits: u8) -> bool {
        self.bits & bits != 0
    }
}

const PAGE: usize = 256;

struct Page {
    nodes: [Option<Node>; PAGE],
    alive: usize,
}

/// The nodes by number. Numbers only grow, so pages of dead ones are given back.
#[derive(Default)]
pub(crate) struct Model {
    pages: Vec<Option<Box<Page>>>,
    alive: usize,
}

/// A node has no place: its parent or sibling is unknown, or a limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPlace {
    /// Parent or sibling are unknown, or the number is taken.
    Unknown,
    /// The parent's children are not captured.
    Closed,
    /// Too many nodes, or too deep.
    Limit,
}

/// Ids over this are an error of the reader; memory is not spent on them.
const LAST_ID: u32 = 1 << 28;

impl Model {
    /// The node of a number.
    pub(crate) fn get(&self, id: u32) -> Option<&Node> {
        self.pages.get(id as usize / PAGE)?.as_ref()?.nodes.get(id as usize % PAGE)?.as_ref()
    }

    /// The node of a number.
    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut Node> {
        self.pages.get_mut(id as usize / PAGE)?.as_mut()?.nodes.get_mut(id as usize % PAGE)?.as_mut()
    }

    fn set(&mut self, id: u32, node: Node) {
        let at = id as usize / PAGE;
        if self.pages.len() <= at {
            self.pages.resize_with(at + 1, || None);
        }
        let Some(page) = self.pages.get_mut(at) else { return };
        let page = page.get_or_insert_with(|| Box::new(Page { nodes: [const { None }; PAGE], alive: 0 }));
        if let Some(slot) = page.nodes.get_mut(id as usize % PAGE)
            && slot.replace(node).is_none()
        {
            page.alive += 1;
            self.alive += 1;
        }
    }

    fn forget(&mut self, id: u32) -> Option<Node> {
        let page_slot = self.pages.get_mut(id as usize / PAGE)?;
        let page = page_slot.as_mut()?;
        let node = page.nodes.get_mut(id as usize % PAGE)?.take()?;
        page.alive -= 1;
        self.alive -= 1;
        if page.alive == 0 {
            *page_slot = None;
        }
        Some(node)
    }

    /// Adds a node. `inner`: as the shadow root or document of `parent` instead of a child.
    pub(crate) fn insert(
        &mut self,
        id: u32,
        parent: u32,
        prev: u32,
        inner: bool,
        node: Node,
    ) -> Result<(), NoPlace> {
        if id == 0 || id > LAST_ID || self.get(id).is_some() {
            return Err(NoPlace::Unknown);
        }
        if parent != 0 {
            self.check(parent, prev, inner)?;
            if self.alive >= limits::NODES || self.depth(parent) + 2 > limits::DEPTH {
                return Err(NoPlace::Limit);
            }
        }
        self.set(id, node);
        self.link(id, parent, prev, inner);
        Ok(())
    }

    fn check(&self, parent: u32, prev: u32, inner: bool) -> Result<(), NoPlace> {
        let into = self.get(parent).ok_or(NoPlace::Unknown)?;
        if into.has(CLOSED) {
            return Err(NoPlace::Closed);
        }
        let fits = match into.kind {
            Kind::Element => true,
            Kind::Root => !inner,
            Kind::Text | Kind::Doctype => false,
        };
        let prev_fits = prev == 0 || self.get(prev).is_some_and(|node| node.parent == parent);
        if !fits || !prev_fits || inner && into.inner != 0 { Err(NoPlace::Unknown) } else { Ok(()) }
    }

    fn link(&mut self, id: u32, parent: u32, prev: u32, inner: bool) {
        let mut next = 0;
        if inner || parent == 0 {
            if let Some(into) = self.get_mut(parent) {
                into.inner = id;
            }
        } else if let Some(before) = self.get_mut(prev) {
            next = core::mem::replace(&mut before.next, id);
        } else if let Some(into) = self.get_mut(parent) {
            next = core::mem::replace(&mut into.first, id);
        }
        if let Some(after) = self.get_mut(next) {
            after.prev = id;
        } else if !inner && let Some(into) = self.get_mut(parent) {
            into.last = id;
        }
        if let Some(node) = self.get_mut(id) {
            (node.parent, node.prev, node.next) = (parent, prev, next);
        }
    }

    /// Takes a node out; it stays known. False if it is unknown or stands nowhere.
    pub(crate) fn detach(&mut self, id: u32) -> bool {
        let Some(node) = self.get_mut(id) else { return false };
        let (parent, prev, next) = (node.parent, node.prev, node.next);
        (node.parent, node.prev, node.next) = (0, 0, 0);
        if let Some(from) = self.get_mut(parent) {
            if from.inner == id {
                from.inner = 0;
            }
            if from.first == id {
                from.first = next;
            }
            if from.last == id {
                from.last = prev;
            }
        }
        if let Some(before) = self.get_mut(prev) {
            before.next = next;
        }
        if let Some(after) = self.get_mut(next) {
            after.prev = prev;
        }
        parent != 0
    }

    /// Gives a detached node its new place.
    pub(crate) fn place(&mut self, id: u32, parent: u32, prev: u32) -> Result<(), NoPlace> {
        if self.get(id).is_none_or(|node| node.parent != 0) {
            return Err(NoPlace::Unknown);
        }
        self.check(parent, prev, false)?;
        let mut up = parent;
        while let Some(node) = self.get(up) {
            if up == id {
                return Err(NoPlace::Unknown);
            }
            up = node.parent;
        }
        self.link(id, parent, prev, false);
        Ok(())
    }

    /// A node and all below it are gone. Each is handed to `gone`.
    pub(crate) fn remove(&mut self, id: u32, mut gone: impl FnMut(u32)) {
        self.detach(id);
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            let Some(node) = self.forget(id) else { continue };
            gone(id);
            todo.extend([node.inner, node.first].into_iter().filter(|id| *id != 0));
            if node.next != 0 && node.parent != 0 {
                todo.push(node.next);
            }
        }
    }

    /// The next node in document order, within `top`; contents of roots come before children.
    pub(crate) fn following(&self, id: u32, top: u32) -> Option<u32> {
        let node = self.get(id)?;
        if node.inner != 0 {
            return Some(node.inner);
        }
        if node.first != 0 {
            return Some(node.first);
        }
        self.following_skip(id, top)
    }

    /// The next node in document order that is not below `id`, within `top`.
    pub(crate) fn following_skip(&self, mut id: u32, top: u32) -> Option<u32> {
        while id != top {
            let node = self.get(id)?;
            if node.next != 0 {
                return Some(node.next);
            }
            let parent = self.get(node.parent)?;
            if parent.inner == id && parent.first != 0 {
                return Some(parent.first);
            }
            id = node.parent;
        }
        None
    }

    fn depth(&self, mut id: u32) -> usize {
        let mut depth = 0;
        while let Some(node) = self.get(id)
            && depth < limits::DEPTH
        {
            depth += 1;
            id = node.parent;
        }
        depth
    }
}
