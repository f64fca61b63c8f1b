//! The tree that the mirror shows, as far as it must be known to check what comes: who is whose child, what is
//! rendered where, what may be done to it.
//!
//! Knows nothing of text, attribute values and style; those live in the frame's document alone.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use pillion_protocol::ids::NodeId;
use pillion_protocol::limits;
use pillion_protocol::tree::NodeFlags;

use super::batch::Slot;
use super::elements::Part;
use super::traits::Traits;

/// The update does not fit the tree: it is not shown, and a fresh snapshot is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// A payload that is no list of ops.
    #[error("the payload could not be read")]
    Payload,
    /// A node that is not there, or is there already.
    #[error("node {0} is not what the update takes it for")]
    Node(u32),
    /// A node where no browser would have it.
    #[error("node {0} cannot stand there")]
    Place(u32),
    /// Too many nodes, or too deep.
    #[error("the page is over a limit")]
    Limit,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Document,
    Doctype,
    Text,
    Shadow,
    Element {
        part: Part,
        sort: Sort,
        /// Whether it can be given a shadow root.
        host: bool,
        /// None: nothing of interest, as most elements are.
        traits: Option<Box<Traits>>,
    },
}

/// What the rules for attributes must know of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Nothing.
    Other,
    /// `img`.
    Image,
    /// A field or a form.
    Field,
    /// `image` of SVG.
    Picture,
    /// A part of an SVG; may point to a part of the page.
    Reference,
    /// `head`: the mirror's own first style is its first child.
    Head,
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) parent: u32,
    pub(crate) prev: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    /// The shadow root of a host, the document of a frame.
    pub(crate) inner: u32,
    /// Where the renderer has it; 0 when it is not shown.
    pub(crate) slot: Slot,
    pub(crate) flags: NodeFlags,
    depth: u16,
    detached: bool,
}

impl Node {
    /// An element's traits.
    pub(crate) fn traits(&self) -> Option<&Traits> {
        match &self.kind {
            Kind::Element { traits, .. } => traits.as_deref(),
            _ => None,
        }
    }

    /// Whether it is a part of a drawing, not the drawing itself.
    pub(crate) fn is_drawn(&self) -> bool {
        matches!(self.kind, Kind::Element { sort: Sort::Picture | Sort::Reference, .. })
    }
}

/// Numbers are spread by a product: they are given by the customer's side, and a customer who makes them collide
/// slows the mirror of the own page.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        let product = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ (product >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A map by node number.
pub(crate) type ById<T> = HashMap<u32, T, BuildHasherDefault<IdHasher>>;

/// All nodes of one page.
#[derive(Debug, Default)]
pub(crate) struct Model {
    nodes: ById<Node>,
    /// By slot: which node it shows. Slot 0 is none.
    shown: Vec<u32>,
    free: Vec<Slot>,
    /// The page's document, or 0.
    pub(crate) root: u32,
    detached: usize,
}

impl Model {
    /// A node.
    pub(crate) fn get(&self, id: u32) -> Result<&Node, Broken> {
        self.nodes.get(&id).ok_or(Broken::Node(id))
    }

    /// A node, to be changed.
    pub(crate) fn get_mut(&mut self, id: u32) -> Result<&mut Node, Broken> {
        self.nodes.get_mut(&id).ok_or(Broken::Node(id))
    }

    /// The node that a slot shows.
    pub(crate) fn at_slot(&self, slot: Slot) -> Option<u32> {
        self.shown.get(slot as usize).copied().filter(|id| *id != 0)
    }

    /// Whether some node was taken out and not placed again.
    pub(crate) fn has_detached(&self) -> bool {
        self.detached > 0
    }

    /// A new node in its place. `shown`: whether it gets a slot, unless it stands below something hollow.
    pub(crate) fn insert(
        &mut self,
        (id, parent, prev): (NodeId, NodeId, NodeId),
        kind: Kind,
        shown: bool,
    ) -> Result<Slot, Broken> {
        if id.is_none() || self.nodes.contains_key(&id.0) {
            return Err(Broken::Node(id.0));
        }
        if self.nodes.len() >= limits::NODES {
            return Err(Broken::Limit);
        }
        let (depth, visible) = self.check_place(id.0, &kind, parent.0)?;
        let slot = if shown && visible { self.slot(id.0) } else { 0 };
        let node = Node {
            kind,
            parent: 0,
            prev: 0,
            next: 0,
            first: 0,
            inner: 0,
            slot,
            flags: NodeFlags(0),
            depth,
            detached: false,
        };
        self.nodes.insert(id.0, node);
        self.link(id.0, parent.0, prev.0)?;
        Ok(slot)
    }

    /// Takes a node out, to be placed again.
    pub(crate) fn detach(&mut self, id: u32) -> Result<Slot, Broken> {
        let node = self.get(id)?;
        if node.detached || id == self.root || !matches!(node.kind, Kind::Element { .. } | Kind::Text) {
            return Err(Broken::Place(id));
        }
        self.unlink(id)?;
        self.detached += 1;
        let node = self.get_mut(id)?;
        node.detached = true;
        Ok(node.slot)
    }

    /// Puts a detached node into its new place.
    pub(crate) fn place(&mut self, id: u32, parent: u32, prev: u32) -> Result<Slot, Broken> {
        let node = self.get(id)?;
        if !node.detached {
            return Err(Broken::Place(id));
        }
        let (slot, old_depth, kind) = (node.slot, node.depth, node.kind.clone());
        // Into itself?
        let mut above = parent;
        while above != 0 {
            if above == id {
                return Err(Broken::Place(id));
            }
            above = self.get(above)?.parent;
        }
        let (depth, visible) = self.check_place(id, &kind, parent)?;
        // What was never rendered cannot be shown now, nor the other way round: its content is not known.
        if visible != (slot != 0) {
            return Err(Broken::Place(id));
        }
        if depth != old_depth {
            self.set_depth(id, depth)?;
        }
        self.get_mut(id)?.detached = false;
        self.detached -= 1;
        self.link(id, parent, prev)?;
        Ok(slot)
    }

    /// A node and all below it go; tells their slots, the node's own first (0 when it is not shown).
    pub(crate) fn remove(&mut self, id: u32, mut gone: impl FnMut(u32, &Node)) -> Result<(), Broken> {
        if self.get(id)?.detached {
            self.detached -= 1;
        } else {
            self.unlink(id)?;
        }
        if id == self.root {
            self.root = 0;
        }
        let mut rest = vec![id];
        while let Some(id) = rest.pop() {
            let Some(node) = self.nodes.remove(&id) else { continue };
            if node.slot != 0 {
                if let Some(shown) = self.shown.get_mut(node.slot as usize) {
                    *shown = 0;
                }
                self.free.push(node.slot);
            }
            gone(id, &node);
            if node.inner != 0 {
                rest.push(node.inner);
            }
            let mut child = node.first;
            while let Some(found) = self.nodes.get(&child) {
                rest.push(child);
                child = found.next;
            }
        }
        Ok(())
    }

    /// Depth of a node in this place, and whether it is shown there.
    fn check_place(&self, id: u32, kind: &Kind, parent: u32) -> Result<(u16, bool), Broken> {
        if parent == 0 {
            return if *kind == Kind::Document && self.root == 0 {
                Ok((0, true))
            } else {
                Err(Broken::Place(id))
            };
        }
        let above = self.get(parent)?;
        let depth = above.depth + 1;
        if usize::from(depth) >= limits::DEPTH {
            return Err(Broken::Limit);
        }
        let (fits, hollow) = match (&above.kind, kind) {
            (Kind::Document, Kind::Doctype) => (true, false),
            (Kind::Document, Kind::Element { .. }) => (!self.has_element(parent)?, false),
            (Kind::Shadow, Kind::Element { .. } | Kind::Text) => (true, false),
            (Kind::Element { part: Part::Frame, .. }, Kind::Document) => (above.inner == 0, false),
            (Kind::Element { host, .. }, Kind::Shadow) => (above.inner == 0 && *host, false),
            (Kind::Element { part, .. }, Kind::Element { .. } | Kind::Text) => (true, part.is_hollow()),
            _ => (false, false),
        };
        if fits { Ok((depth, above.slot != 0 && !hollow)) } else { Err(Broken::Place(id)) }
    }

    fn has_element(&self, document: u32) -> Result<bool, Broken> {
        let mut child = self.get(document)?.first;
        while child != 0 {
            let node = self.get(child)?;
            if matches!(node.kind, Kind::Element { .. }) {
                return Ok(true);
            }
            child = node.next;
        }
        Ok(false)
    }

    fn link(&mut self, id: u32, parent: u32, prev: u32) -> Result<(), Broken> {
        if parent == 0 {
            self.root = id;
            return Ok(());
        }
        if matches!(self.get(id)?.kind, Kind::Shadow | Kind::Document) {
            if prev != 0 {
                return Err(Broken::Place(id));
            }
            self.get_mut(parent)?.inner = id;
            self.get_mut(id)?.parent = parent;
            return Ok(());
        }
        let next = if prev == 0 {
            core::mem::replace(&mut self.get_mut(parent)?.first, id)
        } else {
            let before = self.get_mut(prev)?;
            if before.parent != parent || matches!(before.kind, Kind::Shadow | Kind::Document) || prev == id {
                return Err(Broken::Place(id));
            }
            core::mem::replace(&mut before.next, id)
        };
        if next != 0 {
            self.get_mut(next)?.prev = id;
        }
        let node = self.get_mut(id)?;
        (node.parent, node.prev, node.next) = (parent, prev, next);
        Ok(())
    }

    fn unlink(&mut self, id: u32) -> Result<(), Broken> {
        let node = self.get_mut(id)?;
        let (parent, prev, next) = (node.parent, node.prev, node.next);
        let inner = matches!(node.kind, Kind::Shadow | Kind::Document);
        (node.parent, node.prev, node.next) = (0, 0, 0);
        if parent == 0 {
            return Ok(());
        }
        if inner {
            self.get_mut(parent)?.inner = 0;
            return Ok(());
        }
        if prev == 0 {
            self.get_mut(parent)?.first = next;
        } else {
            self.get_mut(prev)?.next = next;
        }
        if next != 0 {
            self.get_mut(next)?.prev = prev;
        }
        Ok(())
    }

    /// A moved subtree's depths. Its height is at most the limit, and it is walked without recursion.
    fn set_depth(&mut self, id: u32, depth: u16) -> Result<(), Broken> {
        let mut rest = vec![(id, depth)];
        while let Some((id, depth)) = rest.pop() {
            if usize::from(depth) >= limits::DEPTH {
                return Err(Broken::Limit);
            }
            let node = self.get_mut(id)?;
            node.depth = depth;
            let (mut child, inner) = (node.first, node.inner);
            if inner != 0 {
                rest.push((inner, depth + 1));
            }
            while child != 0 {
                rest.push((child, depth + 1));
                child = self.get(child)?.next;
            }
        }
        Ok(())
    }

    /// A slot for something of the mirror's own.
    pub(crate) fn own_slot(&mut self) -> Slot {
        self.slot(0)
    }

    /// An own slot is free again.
    pub(crate) fn free_slot(&mut self, slot: Slot) {
        self.free.push(slot);
    }

    fn slot(&mut self, id: u32) -> Slot {
        if let Some(slot) = self.free.pop() {
            self.shown[slot as usize] = id;
            return slot;
        }
        if self.shown.is_empty() {
            self.shown.push(0);
        }
        self.shown.push(id);
        // At most as many slots as nodes.
        (self.shown.len() - 1) as Slot
    }
}
