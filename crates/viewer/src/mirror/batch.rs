//! Instructions for the frame's document, as numbers and one text: what crosses to JavaScript in one call.
//!
//! This is the one list of what can be done to the mirror; `page/render.js` carries it out and decides nothing.
//! Knows nothing of the tree or of what is allowed.

use std::collections::HashMap;

use pillion_protocol::tree::Namespace;

/// Names (tags and attributes) that one viewer may meet.
const NAMES: usize = 1 << 16;

/// A node's place in the renderer's list. 0 stands for nothing.
pub(crate) type Slot = u32;

/// What an instruction does. The operands follow as numbers; a string is its length in UTF-16 units, and its
/// text is the next of the batch's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Do {
    /// text. The next name, numbered from 0.
    Name = 0,
    /// slot, namespace (0 HTML, 1 SVG, 2 MathML), tag name.
    Element = 1,
    /// slot, text.
    Text = 2,
    /// slot. A document that is being built.
    Document = 3,
    /// slot, host.
    Shadow = 4,
    /// slot, name, text.
    Set = 5,
    /// slot, name.
    Unset = 6,
    /// slot, parent, previous sibling or 0.
    Insert = 7,
    /// slot.
    Take = 8,
    /// slot. It is free for another node.
    Free = 9,
    /// slot, text.
    Data = 10,
    /// slot, text.
    Value = 11,
    /// slot, bits: 1 checked, 2 indeterminate.
    Checked = 12,
    /// slot, count, and so many indexes.
    Selected = 13,
    /// slot, x, y: signed, in CSS pixels.
    Scroll = 14,
    /// slot of a style element, media, style text.
    Sheet = 15,
    /// slot of a document or shadow root, index, disabled (0 or 1), media, style text.
    Adopt = 16,
    /// slot of a document or shadow root, count.
    AdoptCount = 17,
    /// slot, width, height: CSS pixels of a box.
    Size = 18,
    /// slot, 0 not in the top layer, 1 modal dialog, 2 popover.
    Layer = 19,
    /// slot of a frame element, slot of the document that is built for it.
    Frame = 20,
    /// slot of the document that is shown from now on.
    Swap = 21,
    /// Everything of the document before is forgotten; it stays on show until `Swap`.
    Reset = 22,
    /// slot of an image element, local address. Empty: it has none.
    Source = 23,
    /// Names are numbered from 0 again.
    Names = 24,
    /// slot of a document that has a document type: browsers lay it out by the standards.
    Standards = 25,
}

/// Instructions that are being gathered.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    code: Vec<u32>,
    text: String,
    names: HashMap<Box<str>, u32>,
}

impl Batch {
    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    /// The instructions and their text; the batch is empty afterwards. Names stay known.
    pub(crate) fn take(&mut self) -> (Vec<u32>, String) {
        (core::mem::take(&mut self.code), core::mem::take(&mut self.text))
    }

    /// Forgets instructions that were not carried out. Names in them were not told, so all are forgotten.
    pub(crate) fn discard(&mut self) {
        self.code.clear();
        self.text.clear();
        self.names.clear();
        self.put(Do::Names, []);
    }

    /// An instruction with numbers only.
    pub(crate) fn put<const N: usize>(&mut self, instruction: Do, operands: [u32; N]) {
        self.code.push(instruction as u32);
        self.code.extend_from_slice(&operands);
    }

    /// An instruction whose last operand is a string.
    pub(crate) fn put_text<const N: usize>(&mut self, instruction: Do, operands: [u32; N], text: &str) {
        self.put(instruction, operands);
        self.text(text);
    }

    /// An element.
    pub(crate) fn element(&mut self, slot: Slot, namespace: Namespace, tag: &str) {
        let tag = self.name(tag);
        let namespace = match namespace {
            Namespace::Html => 0,
            Namespace::Svg => 1,
            Namespace::MathMl => 2,
        };
        self.put(Do::Element, [slot, namespace, tag]);
    }

    /// An attribute.
    pub(crate) fn set(&mut self, slot: Slot, name: &str, value: &str) {
        let name = self.name(name);
        self.put_text(Do::Set, [slot, name], value);
    }

    /// An attribute goes.
    pub(crate) fn unset(&mut self, slot: Slot, name: &str) {
        let name = self.name(name);
        self.put(Do::Unset, [slot, name]);
    }

    /// Numbers after an instruction.
    pub(crate) fn more(&mut self, numbers: &[u32]) {
        self.code.extend_from_slice(numbers);
    }

    /// A string after an instruction.
    pub(crate) fn text(&mut self, text: &str) {
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        // A payload is at most 16 MiB, so this always fits.
        self.code.push(u32::try_from(units).unwrap_or(0));
        self.text.push_str(text);
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.names.get(name) {
            return *number;
        }
        if self.names.len() >= NAMES {
            // No page has so many. The names begin anew; what was written with the old ones is done by then.
            self.names.clear();
            self.put(Do::Names, []);
        }
        let number = self.names.len() as u32;
        self.names.insert(name.into(), number);
        self.put_text(Do::Name, [], name);
        number
    }
}
