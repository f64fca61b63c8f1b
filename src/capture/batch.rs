//! Reads one batch of the page's reader: numbers and strings, as `page/reader.js` wrote them.
//!
//! Knows the layout alone: not what a node is, nor what may leave. Everything read here is raw page content.
//! A batch is trusted as little as the page is: a number that does not fit ends the batch.

use crate::prelude::*;
use core::ops::Range;

/// Numbers of the ops. `reader.js` has the same list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Code {
    /// Parent, previous sibling: where the next node goes.
    At = 1,
    /// Id, key, own marks, tag, count, then that many names and values. Opens.
    Element = 2,
    /// Id, key, text.
    Text = 3,
    /// Id, key, three texts.
    Doctype = 4,
    /// Id, key. Opens.
    Shadow = 5,
    /// Id, key. Opens.
    Document = 6,
    /// Closes.
    Up = 7,
    /// Id of a node that is known: here is its place now.
    Place = 8,
    /// Id, own marks.
    Marks = 9,
    /// A field's hints.
    Field = 10,
    /// Id, value.
    Value = 11,
    /// Id, whether there is a value. For fields whose value is not read.
    Filled = 12,
    /// Id, bits: checked, indeterminate.
    Checked = 13,
    /// Id, count, indexes.
    Selected = 14,
    /// Id, x, y.
    Scroll = 15,
    /// Id, index, disabled, media, text.
    Sheet = 16,
    /// Id, count.
    Sheets = 17,
    /// Id, width, height.
    Box = 18,
    /// Id, name, value.
    Attribute = 19,
    /// Id, name.
    NoAttribute = 20,
    /// Id, text.
    SetText = 21,
    /// Id.
    Focus = 22,
    /// Address, title.
    Page = 23,
    /// Width, height, ratio.
    Viewport = 24,
    /// Id, bits: modal, popover.
    Layer = 25,
    /// Id, x, y, whether pressed.
    Pointer = 26,
    /// Count, ids.
    Moved = 27,
    /// Count, ids.
    Gone = 28,
    /// Id: the field was left, or its value stands.
    Settled = 29,
}

impl Code {
    fn from_number(number: u32) -> Option<Code> {
        use Code::*;
        [
            At,
            Element,
            Text,
            Doctype,
            Shadow,
            Document,
            Up,
            Place,
            Marks,
            Field,
            Value,
            Filled,
            Checked,
            Selected,
            Scroll,
            Sheet,
            Sheets,
            Box,
            Attribute,
            NoAttribute,
            SetText,
            Focus,
            Page,
            Viewport,
            Layer,
            Pointer,
            Moved,
            Gone,
            Settled,
        ]
        .get(usize::try_from(number.checked_sub(1)?).ok()?)
        .copied()
    }
}

/// A string of the batch: a range of its bytes, and its number among the shared ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Str {
    /// Where it stands in the bytes.
    pub(crate) at: Range<usize>,
    /// Its number if it may come again, so that work on it can be kept.
    pub(crate) shared: Option<u32>,
}

/// The batch cannot be read: reader and parser do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadBatch;

/// What the page's reader handed over.
#[derive(Debug, Clone, Copy)]
pub struct RawBatch<'a> {
    /// Ops and their numbers.
    pub ops: &'a [u32],
    /// Where the list of moved and gone nodes starts in `ops`: written last, read first.
    pub tail: usize,
    /// UTF-8 of all strings.
    pub bytes: &'a [u8],
}

/// Reads a batch from front to back. Two passes over one batch see the same strings.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    ops: &'a [u32],
    bytes: &'a [u8],
    used: usize,
    shared: Vec<Range<usize>>,
}

impl<'a> RawBatch<'a> {
    /// A reader of the body.
    pub(crate) fn body(&self) -> Result<Reader<'a>, BadBatch> {
        let ops = self.ops.get(..self.tail).ok_or(BadBatch)?;
        Ok(Reader { ops, bytes: self.bytes, used: 0, shared: Vec::new() })
    }

    /// A reader of the tail, which holds no strings.
    pub(crate) fn tail(&self) -> Result<Reader<'a>, BadBatch> {
        let ops = self.ops.get(self.tail..).ok_or(BadBatch)?;
        Ok(Reader { ops, bytes: &[], used: 0, shared: Vec::new() })
    }
}

impl<'a> Reader<'a> {
    /// The next op's code and the free 24 bits beside it; `None` at the end.
    pub(crate) fn code(&mut self) -> Result<Option<(Code, u32)>, BadBatch> {
        if self.ops.is_empty() {
            return Ok(None);
        }
        let word = self.number()?;
        let code = Code::from_number(word & 0xff).ok_or(BadBatch)?;
        Ok(Some((code, word >> 8)))
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Result<u32, BadBatch> {
        let (number, rest) = self.ops.split_first().ok_or(BadBatch)?;
        self.ops = rest;
        Ok(*number)
    }

    /// A count of things of which each takes at least `size` numbers.
    pub(crate) fn count(&mut self, size: usize) -> Result<usize, BadBatch> {
        let count = self.number()? as usize;
        if count > self.ops.len() / size.max(1) { Err(BadBatch) } else { Ok(count) }
    }

    /// A string: the low bits say 0 known, 1 new, 3 new and shared; above them its number or length in bytes.
    pub(crate) fn string(&mut self) -> Result<Str, BadBatch> {
        let word = self.number()?;
        let number = (word >> 2) as usize;
        if word & 1 == 0 {
            let at = self.shared.get(number).ok_or(BadBatch)?.clone();
            return Ok(Str { at, shared: Some(number as u32) });
        }
        let end = self.used.checked_add(number).filter(|end| *end <= self.bytes.len()).ok_or(BadBatch)?;
        let at = self.used..end;
        self.used = end;
        let shared = (word & 2 != 0).then_some(self.shared.len() as u32);
        if shared.is_some() {
            self.shared.push(at.clone());
        }
        Ok(Str { at, shared })
    }

    /// The text of a string of this batch. Bytes that are no UTF-8 give an empty one.
    pub(crate) fn text(&self, string: &Str) -> &'a str {
        self.bytes.get(string.at.clone()).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    /// Reads a string and gives its text.
    pub(crate) fn next_text(&mut self) -> Result<&'a str, BadBatch> {
        let string = self.string()?;
        Ok(self.text(&string))
    }

    /// The next number, without moving past it.
    pub(crate) fn peek(&self) -> Option<u32> {
        self.ops.first().copied()
    }

    /// The present place, to come back to.
    pub(crate) fn mark(&self) -> Mark<'a> {
        Mark { ops: self.ops, used: self.used, shared: self.shared.len() }
    }

    /// Goes back to a place that was marked.
    pub(crate) fn back_to(&mut self, mark: Mark<'a>) {
        (self.ops, self.used) = (mark.ops, mark.used);
        self.shared.truncate(mark.shared);
    }
}

/// A place in a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark<'a> {
    ops: &'a [u32],
    used: usize,
    shared: usize,
}
