//! The page on the wire: snapshots and patches, as columns.
//!
//! A payload is a list of [`Op`]s. Each field of the ops goes into a column of its own, and the columns
//! follow one another: like stands beside like, which is what the deflate behind it lives on. Ids are
//! written as the change of their change, strings as numbers of a table, and an element's tag with its
//! attributes' names as the number of a shape. Measured against rows of the same data, this halves what
//! is left after deflate.
//!
//! Tables begin anew with each snapshot ([`TreeWriter::reset`], [`TreeReader::reset`]); between snapshots
//! sender and receiver must see the same payloads in the same order.
//!
//! Knows nothing of the DOM, and not what is secret: it only insists that whoever writes a string says,
//! by [`SafeText`], that it may leave.

use crate::prelude::*;
mod columns;
mod names;
mod read;
mod strings;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod write;

pub use names::static_name;
pub use read::{BadTree, TreeReader};
pub use write::TreeWriter;

use crate::ids::NodeId;

/// A string that may leave the customer's page.
///
/// The writer takes nothing else. The customer's side has exactly one type that implements this, and only
/// its `privacy` module can make values of that type.
pub trait SafeText {
    /// The text as it is sent.
    fn as_safe_str(&self) -> &str;
}

impl<T: SafeText + ?Sized> SafeText for &T {
    fn as_safe_str(&self) -> &str {
        (**self).as_safe_str()
    }
}

/// An element's namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// MathML.
    MathMl,
}

impl Namespace {
    pub(crate) fn from_number(number: u64) -> Option<Namespace> {
        [Namespace::Html, Namespace::Svg, Namespace::MathMl].get(usize::try_from(number).ok()?).copied()
    }
}

/// Why an element is shown as a box of the same size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoxKind {
    /// "Hidden by the site".
    Hidden,
    /// "Other site": a frame of another origin, object, embed.
    OtherSite,
    /// "Video", sound too.
    Video,
    /// "Drawing": a canvas.
    Drawing,
    /// "Too large": over a limit.
    TooLarge,
}

impl BoxKind {
    pub(crate) fn from_number(number: u64) -> Option<BoxKind> {
        [BoxKind::Hidden, BoxKind::OtherSite, BoxKind::Video, BoxKind::Drawing, BoxKind::TooLarge]
            .get(usize::try_from(number).ok()?)
            .copied()
    }
}

/// What the agent may know about a node besides its attributes. Bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NodeFlags(pub u32);

impl NodeFlags {
    /// The field is private: its content is masked text, and commands on it are refused.
    pub const PRIVATE: u32 = 1;
    /// The field is private, and the agent may write but not read (`data-cobrowse-cofill`).
    pub const WRITE_ONLY: u32 = 2;
    /// The site keeps this for the customer (`data-cobrowse-no-control`).
    pub const NO_CONTROL: u32 = 4;
    /// A modal dialog, open in the top layer.
    pub const MODAL: u32 = 8;
    /// An open popover.
    pub const POPOVER: u32 = 16;

    /// Whether all of `bits` are set.
    pub fn has(self, bits: u32) -> bool {
        self.0 & bits == bits
    }
}

/// The customer's viewport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewport {
    /// CSS pixels of the layout viewport, scroll bars included (`innerWidth`).
    pub width: u32,
    /// CSS pixels (`innerHeight`).
    pub height: u32,
    /// Device pixels per CSS pixel, in thousandths.
    pub ratio: u32,
}

/// One step that builds or changes the mirror's tree. Order matters.
#[derive(Debug, Clone, PartialEq)]
pub enum Op<'a> {
    /// A new node. Its parent and previous sibling exist by then.
    Insert {
        /// Its number, never used before in this epoch.
        id: NodeId,
        /// Its parent; none only for the page's document.
        parent: NodeId,
        /// The sibling before it, or none for the first place.
        prev: NodeId,
        /// What it is.
        node: Node<'a>,
    },
    /// Takes a node out, to be placed again later in the same payload.
    Detach(NodeId),
    /// Puts a detached node, with all that is below it, into its new place.
    Place {
        /// The node.
        id: NodeId,
        /// Its new parent.
        parent: NodeId,
        /// The sibling before it, or none for the first place.
        prev: NodeId,
    },
    /// A node and all below it are gone; their numbers die with them.
    Remove(NodeId),
    /// Sets an attribute.
    SetAttribute {
        /// The element.
        id: NodeId,
        /// Qualified name.
        name: &'a str,
        /// New value.
        value: &'a str,
    },
    /// Takes an attribute away.
    RemoveAttribute {
        /// The element.
        id: NodeId,
        /// Qualified name.
        name: &'a str,
    },
    /// A text node's new text.
    SetText {
        /// The text node.
        id: NodeId,
        /// All of it.
        text: &'a str,
    },
    /// A field's value as the customer has it.
    Value {
        /// The field.
        id: NodeId,
        /// All of it; masked when the field is private.
        value: &'a str,
    },
    /// A checkbox's or radio's state.
    Checked {
        /// The field.
        id: NodeId,
        /// Whether it is checked.
        checked: bool,
        /// Whether it shows neither; private ones always do.
        indeterminate: bool,
    },
    /// The chosen options of a select, by index.
    Selected {
        /// The select.
        id: NodeId,
        /// Which.
        options: &'a [u32],
    },
    /// Where a scroller stands.
    Scroll {
        /// The scroller; a document's own node stands for its viewport.
        id: NodeId,
        /// CSS pixels.
        x: i32,
        /// CSS pixels.
        y: i32,
    },
    /// A style sheet as the CSSOM has it.
    Sheet {
        /// The `style` or `link` element that owns it, or the document or shadow root that adopts it.
        id: NodeId,
        /// The place among the adopted ones; 0 for an owned one.
        index: u32,
        /// Whether it is switched off.
        disabled: bool,
        /// Its media list; empty for all.
        media: &'a str,
        /// The text of all its rules, addresses absolute.
        css: &'a str,
    },
    /// How many sheets a document or shadow root adopts from now on.
    SheetCount {
        /// The document or shadow root.
        id: NodeId,
        /// How many.
        count: u32,
    },
    /// The element is shown as a box of this size in CSS pixels.
    Box {
        /// The element.
        id: NodeId,
        /// Why.
        kind: BoxKind,
        /// Width.
        width: u32,
        /// Height.
        height: u32,
    },
    /// What the agent may know about a node; replaces what was known.
    Flags {
        /// The node.
        id: NodeId,
        /// Bits of [`NodeFlags`].
        flags: NodeFlags,
    },
    /// The node that has the focus, or none.
    Focus(NodeId),
    /// The page's address and title.
    Page {
        /// As in the address bar, cleaned by the privacy rules.
        url: &'a str,
        /// The document's title.
        title: &'a str,
    },
    /// The customer's viewport.
    Viewport(Viewport),
}

/// What a new node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Node<'a> {
    /// A document: the page's, or that of a frame of the same origin (then its parent is the frame's element).
    Document,
    /// The document type.
    Doctype {
        /// "html".
        name: &'a str,
        /// Public identifier, mostly empty.
        public: &'a str,
        /// System identifier, mostly empty.
        system: &'a str,
    },
    /// An element.
    Element(Element<'a>),
    /// A text node.
    Text(&'a str),
    /// An open shadow root; its parent is its host.
    ShadowRoot,
}

/// An element.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'a> {
    /// Its namespace.
    pub namespace: Namespace,
    /// Its local name.
    pub tag: &'a str,
    /// Qualified names and values, in the page's order.
    pub attributes: Vec<(&'a str, &'a str)>,
}
