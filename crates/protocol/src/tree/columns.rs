//! The columns of a payload: `COUNT` times a length, then the columns' bytes one after another.

use crate::prelude::*;
use crate::varint;

/// One list of all columns, so that writer and reader agree on their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Column {
    /// What each op is: a number of `Code`, or a shape's number after those.
    Code,
    /// Numbers of new and placed nodes.
    NewId,
    /// Numbers of nodes that something is done to.
    Id,
    /// Where new and placed nodes go.
    Link,
    /// String references.
    Text,
    /// Byte lengths of strings that are written out.
    Length,
    /// Everything else that is a number.
    Number,
    /// Definitions of new shapes.
    Shape,
    /// The strings that are written out.
    Bytes,
}

pub(super) const COUNT: usize = Column::Bytes as usize + 1;

/// The columns while they are written.
#[derive(Debug, Default)]
pub(super) struct Columns([Vec<u8>; COUNT]);

impl Columns {
    pub(super) fn number(&mut self, column: Column, value: u64) {
        varint::write(&mut self.0[column as usize], value);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0[Column::Bytes as usize].extend_from_slice(bytes);
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// The payload; the columns are empty afterwards and keep their memory.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.len() + COUNT * 3);
        for column in &self.0 {
            varint::write(&mut out, column.len() as u64);
        }
        for column in &mut self.0 {
            out.extend_from_slice(column);
            column.clear();
        }
        out
    }
}

/// The columns while they are read.
#[derive(Debug)]
pub(super) struct Split<'a>([&'a [u8]; COUNT]);

impl<'a> Split<'a> {
    /// Splits a payload; `None` when the lengths do not add up to it.
    pub(super) fn new(payload: &'a [u8]) -> Option<Split<'a>> {
        let mut rest = payload;
        let mut lengths = [0usize; COUNT];
        for length in &mut lengths {
            *length = usize::try_from(varint::read(&mut rest).ok()?).ok()?;
        }
        let mut columns = [&[][..]; COUNT];
        for (column, length) in columns.iter_mut().zip(lengths) {
            (*column, rest) = rest.split_at_checked(length)?;
        }
        rest.is_empty().then_some(Split(columns))
    }

    pub(super) fn is_empty(&self, column: Column) -> bool {
        self.0[column as usize].is_empty()
    }

    pub(super) fn number(&mut self, column: Column) -> Option<u64> {
        varint::read(&mut self.0[column as usize]).ok()
    }

    pub(super) fn text(&mut self, length: usize) -> Option<&'a str> {
        let column = &mut self.0[Column::Bytes as usize];
        let (text, rest) = column.split_at_checked(length)?;
        *column = rest;
        core::str::from_utf8(text).ok()
    }

    /// Whether everything was read.
    pub(super) fn is_done(&self) -> bool {
        self.0.iter().all(|column| column.is_empty())
    }
}

/// What an op is, in [`Column::Code`]. Part of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Code {
    NewShape = 0,
    Text = 1,
    Doctype = 2,
    ShadowRoot = 3,
    Document = 4,
    Place = 5,
    Detach = 6,
    Remove = 7,
    SetAttribute = 8,
    RemoveAttribute = 9,
    SetText = 10,
    Value = 11,
    Checked = 12,
    Selected = 13,
    Scroll = 14,
    Sheet = 15,
    SheetCount = 16,
    Box = 17,
    Flags = 18,
    Focus = 19,
    Page = 20,
    Viewport = 21,
}

/// The first code that is a shape's number.
pub(super) const FIRST_SHAPE: u64 = 32;

impl Code {
    pub(super) fn from_number(number: u64) -> Option<Code> {
        use Code::*;
        [
            NewShape,
            Text,
            Doctype,
            ShadowRoot,
            Document,
            Place,
            Detach,
            Remove,
            SetAttribute,
            RemoveAttribute,
            SetText,
            Value,
            Checked,
            Selected,
            Scroll,
            Sheet,
            SheetCount,
            Box,
            Flags,
            Focus,
            Page,
            Viewport,
        ]
        .get(usize::try_from(number).ok()?)
        .copied()
    }
}
