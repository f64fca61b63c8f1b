//! The plain form of a text, one byte per character, with the way back to the original. Judges nothing.

use crate::prelude::*;
use alloc::borrow::Cow;

use crate::privacy::fold::{self, compat};
use crate::privacy::search::holds;

/// Stands for a letter that is not ASCII.
pub(super) const LETTER: u8 = 0x80;
/// Stands for any other character that is not ASCII.
const OTHER: u8 = 0x81;

/// What a first look over the bytes of a text saw. It decides whether a closer look is worth while.
#[derive(Default)]
pub(super) struct Signs {
    /// How many digits there may be at most.
    pub(super) digits: usize,
    /// Whether there is a sign that keys and certificates have.
    pub(super) marks: bool,
    /// Whether there is an address.
    pub(super) address: bool,
}

impl Signs {
    pub(super) fn of(raw: &str) -> Signs {
        let mut signs = Signs::default();
        let mut seen = 0u8;
        for &byte in raw.as_bytes() {
            let class = CLASS.get(usize::from(byte)).copied().unwrap_or(0);
            signs.digits += usize::from(class & 1);
            seen |= class;
        }
        if seen & MARK != 0 {
            signs.marks = MARKS.iter().any(|mark| holds(raw.as_bytes(), mark));
        }
        if seen & SLASH != 0 && seen & COLON != 0 {
            signs.address = holds(raw.as_bytes(), b"://");
        }
        signs
    }

    pub(super) fn any(&self) -> bool {
        self.digits > 0 || self.marks || self.address
    }
}

const MARKS: &[&[u8]] = &[b"eyJ", b"sk_", b"rk_", b"AKIA", b"-----BEGIN"];
const MARK: u8 = 2;
const SLASH: u8 = 4;
const COLON: u8 = 8;
const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut at = b'0';
    while at <= b'9' {
        table[at as usize] = 1;
        at += 1;
    }
    // The first bytes of characters that may stand for digits: superscripts, Arabic and Indic digits,
    // circled and lowered, full width, mathematical.
    let mut first = 0;
    let firsts = [0xC2, 0xD9, 0xDB, 0xE0, 0xE2, 0xEF, 0xF0];
    while first < firsts.len() {
        table[firsts[first]] = 1;
        first += 1;
    }
    table[b'J' as usize] = MARK;
    table[b'_' as usize] = MARK;
    table[b'K' as usize] = MARK;
    table[b'B' as usize] = MARK;
    table[b'/' as usize] = SLASH;
    table[b':' as usize] = COLON;
    table
}

/// A text in its plain form.
pub(super) struct Plain<'a> {
    bytes: Cow<'a, [u8]>,
    /// For each byte of `bytes` the place of its character in the original, and the original's length at the
    /// end. Absent when both are the same.
    origins: Option<Vec<u32>>,
}

impl<'a> Plain<'a> {
    pub(super) fn of(raw: &'a str) -> Plain<'a> {
        if raw.is_ascii() {
            return Plain { bytes: Cow::Borrowed(raw.as_bytes()), origins: None };
        }
        let mut bytes = Vec::with_capacity(raw.len());
        let mut origins = Vec::with_capacity(raw.len() + 1);
        for (at, c) in raw.char_indices() {
            if let Some(c) = compat(c) {
                bytes.push(match u8::try_from(c) {
                    Ok(byte) if byte.is_ascii() => byte,
                    _ if fold::is_word(c) => LETTER,
                    _ => OTHER,
                });
                origins.push(at as u32);
            }
        }
        origins.push(raw.len() as u32);
        Plain { bytes: Cow::Owned(bytes), origins: Some(origins) }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The range of the original that a range of the plain form stands for.
    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        match &self.origins {
            None => (start, end),
            Some(origins) => {
                let place = |at: usize| origins.get(at).map_or(0, |&o| o as usize);
                (place(start), place(end))
            }
        }
    }
}

/// Whether the byte is a letter or a digit of the plain form.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == LETTER
}
