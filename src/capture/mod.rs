//! Turns what the page's reader gathered into what the agent gets: judge every string, keep the tree's outline,
//! write it in columns.
//!
//! Pure: takes a [`RawBatch`], gives an [`Output`]. Knows no DOM, no time and no wire but the tree's columns.
//! What may leave is decided by [`crate::privacy`] alone.
//!
//! A batch is read twice. `survey` brings the outline up to date and judges fields and values first, for the
//! page may repeat a value anywhere; `runs` judges the texts; `write` judges the rest and writes it all down.

use crate::prelude::*;
mod assets;
mod batch;
mod model;
mod runs;
mod state;
mod survey;
mod tags;
mod values;
mod write;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use pillion_protocol::tree::{NodeFlags, TreeWriter};
use pillion_protocol::update::{Pointer, Scroll, ScrollPosition};

use crate::privacy::{FieldState, Marks, Masked, Policy, Privacy};
pub use assets::Wanted;
pub use batch::{BadBatch, RawBatch};
use model::Model;

/// What is told to the reader after a turn: a code, then a node. `reader.js` has the same list.
pub mod reply {
    /// The field is masked: say from now on only whether it is empty.
    pub const MASKED: u32 = 1;
    /// The field is ignored: do not read it at all.
    pub const IGNORED: u32 = 2;
    /// Read the element's attributes and field again: it is judged by other rules now.
    pub const READ_AGAIN: u32 = 3;
    /// Take it out and read it anew: it is blocked now.
    pub const BLOCKED: u32 = 4;
}

/// What one turn gives.
#[derive(Debug, Default)]
pub struct Output {
    /// The payload of a Snapshot or Patch, if there is anything in it.
    pub tree: Option<Vec<u8>>,
    /// Where scrollers stand that were there before.
    pub scroll: Option<Scroll>,
    /// The customer's pointer.
    pub pointers: Vec<Pointer>,
    /// How many private fields there are, when that changed.
    pub private: Option<u32>,
    /// Whether the page's address or title changed.
    pub page: bool,
    /// Codes and nodes for the reader.
    pub reply: Vec<u32>,
    /// Images and fonts that the tree names for the first time.
    pub assets: Vec<Wanted>,
}

/// What is known of a field.
#[derive(Debug)]
struct Field {
    id: u32,
    state: FieldState,
}

/// One document's capture. Ends with the document.
pub struct Capture {
    privacy: Privacy,
    model: Model,
    writer: TreeWriter,
    /// Sorted by id.
    fields: Vec<Field>,
    private: u32,
    turns: u32,
    /// Whether a batch was lost: what changed since is not known.
    in_doubt: bool,
    assets: assets::Seen,
}

/// What one turn gathers between its passes.
#[derive(Default)]
struct Turn {
    number: u32,
    /// Whether strings are compared with sensitive values: all but the first snapshot's.
    fresh: bool,
    /// For each node of the batch, whether it has a place.
    taken: Vec<bool>,
    /// The values of fields, in the batch's order.
    values: Vec<Masked>,
    /// Keys of fields whose value stands.
    settled: Vec<u32>,
    /// Text nodes that are new or changed, or judged by other rules.
    texts: Vec<u32>,
    /// The judged texts, and whether one is to be sent though the batch does not name it. `Node::slot` is a
    /// place in here, counted from 1.
    judged: Vec<(u32, Masked, bool)>,
    scroll: Vec<ScrollPosition>,
    /// Elements that got a limit's box instead of what is below them.
    cut: Vec<u32>,
    out: Output,
}

impl Capture {
    /// For a new document.
    pub fn new(policy: Policy) -> Capture {
        Capture {
            privacy: Privacy::new(policy),
            model: Model::default(),
            writer: TreeWriter::new(),
            fields: Vec::new(),
            private: 0,
            turns: 0,
            in_doubt: false,
            assets: assets::Seen::default(),
        }
    }

    /// Takes the batch of a whole page, as the first or once more. Numbers of nodes stay as they are.
    pub fn snapshot(&mut self, batch: &RawBatch<'_>) -> Result<Output, BadBatch> {
        self.writer.reset();
        let before = core::mem::take(&mut self.model);
        self.fields.clear();
        // Whoever asked for the page has none of its images.
        self.assets = assets::Seen::default();
        self.take(batch, Some(&before))
    }

    /// Takes the batch of what changed.
    pub fn patch(&mut self, batch: &RawBatch<'_>) -> Result<Output, BadBatch> {
        self.take(batch, None)
    }

    fn take(&mut self, batch: &RawBatch<'_>, before: Option<&Model>) -> Result<Output, BadBatch> {
        self.turns = self.turns.wrapping_add(1);
        let mut turn = Turn { number: self.turns, fresh: self.turns > 1, ..Turn::default() };
        let done =
            self.tail(batch, &mut turn).and_then(|()| self.survey(batch, &mut turn, before)).and_then(|()| {
                self.judge_texts(&mut turn);
                self.write(batch, &mut turn)
            });
        self.privacy.end_flush();
        self.in_doubt = done.is_err();
        if done.is_err() {
            // What is written so far must not reach the agent without the rest.
            self.writer.reset();
            return Err(BadBatch);
        }
        let mut out = turn.out;
        if self.writer.ops() > 0 {
            out.tree = Some(self.writer.finish());
        }
        if !turn.scroll.is_empty() {
            out.scroll = Some(Scroll(turn.scroll));
        }
        let private = self.fields.iter().filter(|field| field.state.masked).count() as u32;
        if private != self.private {
            self.private = private;
            out.private = Some(private);
        }
        Ok(out)
    }

    /// Takes note of a value that is in no batch, under its field's key, so that it is found where the page
    /// repeats it. Comes before the batch of the same flush.
    pub fn secret(&mut self, key: u32, value: &str) {
        // One that is not known yet is a password's: the reader sees those by itself.
        let known = self.fields.iter().find(|field| field.state.node == key);
        let marks = |id| self.model.get(id).map_or(Marks::NONE, |node| node.marks);
        if known.is_none_or(|field| field.state.is_sensitive(marks(field.id))) {
            self.privacy.secret(key, value);
        }
    }

    /// Whether a picture that is made of text may leave.
    pub fn picture(&self, text: &str) -> bool {
        self.privacy.picture(text)
    }

    /// Whether the agent knows this node.
    pub fn knows(&self, id: u32) -> bool {
        self.model.get(id).is_some()
    }

    /// What the agent may do with a node: its own flags, and what it takes over from those above it.
    pub fn flags_of(&self, id: u32) -> NodeFlags {
        let Some(node) = self.model.get(id) else { return NodeFlags::default() };
        let mut flags = node.flags;
        if node.marks.has(Marks::BLOCK) {
            flags |= NodeFlags::NO_CONTROL;
        }
        let mut up = node.parent;
        while let Some(above) = self.model.get(up) {
            // What lies inside a private field, such as an editable's text, is private too.
            flags |= above.flags & (NodeFlags::NO_CONTROL | NodeFlags::PRIVATE | NodeFlags::WRITE_ONLY);
            up = above.parent;
        }
        NodeFlags(flags)
    }

    /// The private fields.
    pub fn private_fields(&self) -> impl Iterator<Item = u32> {
        self.fields.iter().filter(|field| field.state.masked).map(|field| field.id)
    }

    fn field(&self, id: u32) -> Option<FieldState> {
        let at = self.fields.binary_search_by_key(&id, |field| field.id).ok()?;
        self.fields.get(at).map(|field| field.state)
    }

    fn set_field(&mut self, id: u32, state: FieldState) {
        match self.fields.binary_search_by_key(&id, |field| field.id) {
            Ok(at) => {
                if let Some(field) = self.fields.get_mut(at) {
                    field.state = state;
                }
            }
            Err(at) => self.fields.insert(at, Field { id, state }),
        }
    }

    fn forget_field(&mut self, id: u32) {
        if let Ok(at) = self.fields.binary_search_by_key(&id, |field| field.id) {
            self.fields.remove(at);
        }
    }
}

/// Where the next node of a batch goes.
#[derive(Default)]
struct Cursor {
    parent: u32,
    prev: u32,
    above: Vec<(u32, u32)>,
}

impl Cursor {
    fn at(&mut self, parent: u32, prev: u32) {
        self.above.clear();
        (self.parent, self.prev) = (parent, prev);
    }

    fn open(&mut self, id: u32) {
        self.above.push((self.parent, self.prev));
        (self.parent, self.prev) = (id, 0);
    }

    fn up(&mut self) {
        if let Some(above) = self.above.pop() {
            (self.parent, self.prev) = above;
        }
    }
}
