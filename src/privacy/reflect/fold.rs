//! The folded form in which values and texts are compared: compatibility forms, case, accents and the signs
//! that people put between groups all taken away. Does not know the values.

use crate::prelude::*;
use crate::privacy::fold::{base, compat, hex_pair, is_accent, is_word};

/// A text in folded form, with the way back.
pub(super) struct Folded {
    bytes: Vec<u8>,
    /// For each byte the range of its character in the original.
    origins: Vec<(u32, u32)>,
    /// For each byte whether a letter or digit stands directly before its character in the unfolded text.
    joined: Vec<bool>,
}

impl Folded {
    pub(super) fn plain(raw: &str) -> Folded {
        let mut folded = Folded::with_capacity(raw.len());
        let mut before = false;
        for (at, c) in raw.char_indices() {
            before = folded.push(c, at, at + c.len_utf8(), before);
        }
        folded
    }

    /// The text with percent escapes read.
    pub(super) fn percent(raw: &str) -> Folded {
        let bytes = raw.as_bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut places = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let escape = (byte == b'%').then(|| hex_pair(bytes.get(at + 1), bytes.get(at + 2))).flatten();
            let next = at + if escape.is_some() { 3 } else { 1 };
            out.push(escape.unwrap_or(byte));
            places.push((at, next));
            at = next;
        }
        Folded::decoded(&out, &places)
    }

    /// The text with the escapes of JSON and JavaScript strings read.
    pub(super) fn json(raw: &str) -> Folded {
        let mut folded = Folded::with_capacity(raw.len());
        let mut before = false;
        let mut at = 0;
        while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) {
            let mut next = at + c.len_utf8();
            let mut read = c;
            if c == '\\' {
                let escaped = raw.get(next..).and_then(|rest| rest.chars().next());
                next += escaped.map_or(0, char::len_utf8);
                let digits = match escaped {
                    Some('u') => 4,
                    Some('x') => 2,
                    _ => 0,
                };
                let code = raw
                    .get(next..next + digits)
                    .and_then(|hex| hex.chars().try_fold(0, |code, c| Some(code * 16 + c.to_digit(16)?)));
                match (escaped, code.and_then(char::from_u32)) {
                    (Some('u' | 'x'), Some(c)) => {
                        read = c;
                        next += digits;
                    }
                    (Some('n' | 'r' | 't'), _) => read = ' ',
                    (Some(other), _) => read = other,
                    (None, _) => {}
                }
            }
            before = folded.push(read, at, next, before);
            at = next;
        }
        folded
    }

    /// From decoded bytes and the place of each in the original. What is not UTF-8 is read as Latin-1.
    fn decoded(bytes: &[u8], places: &[(usize, usize)]) -> Folded {
        let mut folded = Folded::with_capacity(bytes.len());
        let mut before = false;
        let mut push = |c, first: usize, last: usize| {
            let start = places.get(first).map_or(0, |p| p.0);
            let end = places.get(last).map_or(start, |p| p.1);
            before = folded.push(c, start, end, before);
        };
        match core::str::from_utf8(bytes) {
            Ok(text) => text.char_indices().for_each(|(at, c)| push(c, at, at + c.len_utf8() - 1)),
            Err(_) => bytes.iter().enumerate().for_each(|(at, b)| push(char::from(*b), at, at)),
        }
        folded
    }

    fn with_capacity(length: usize) -> Folded {
        Folded {
            bytes: Vec::with_capacity(length),
            origins: Vec::with_capacity(length),
            joined: Vec::with_capacity(length),
        }
    }

    /// Appends one character; tells whether it is a letter or digit.
    fn push(&mut self, c: char, start: usize, end: usize, before: bool) -> bool {
        let Some(plain) = compat(c) else { return before };
        if is_accent(plain) {
            return before;
        }
        if !is_separator(plain) {
            let mut buffer = [0; 4];
            for byte in base(plain).encode_utf8(&mut buffer).bytes() {
                self.bytes.push(byte);
                self.origins.push((start as u32, end as u32));
                self.joined.push(before);
            }
        }
        is_word(plain)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.origins.get(start).map_or(0, |o| o.0);
        let last = end.checked_sub(1).and_then(|at| self.origins.get(at)).map_or(first, |o| o.1);
        (first as usize, last as usize)
    }

    /// Whether the range is a whole word: no letter or digit stands directly beside it.
    pub(super) fn is_token(&self, start: usize, end: usize) -> bool {
        let before = self.joined.get(start).copied().unwrap_or(false);
        let after = if end < self.bytes.len() {
            // The next kept character touches ours only if ours is what stands directly before it.
            let adjacent = self.origins.get(end).zip(end.checked_sub(1).and_then(|at| self.origins.get(at)));
            adjacent.is_some_and(|(next, last)| next.0 == last.1) && self.is_word_at(end)
        } else {
            false
        };
        !before && !after
    }

    fn is_word_at(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii())
    }
}

/// Signs that people put between groups, or that encodings swap for one another.
fn is_separator(c: char) -> bool {
    // compat() left no other white space.
    c.is_ascii_whitespace() || matches!(c, '.' | '-' | '/' | '(' | ')' | '+' | '_')
}

/// A value in folded form.
pub(super) fn folded_value(raw: &str) -> Vec<u8> {
    Folded::plain(raw).bytes
}

/// A value in folded form, backwards.
pub(super) fn turned(raw: &str) -> Vec<u8> {
    let mut out = folded_value(raw);
    out.reverse();
    // Bytes of one character keep their order.
    for row in out.chunk_by_mut(|a, _| a & 0xC0 == 0x80) {
        row.reverse();
    }
    out
}

/// The folded base64 of a value: whole, then as it stands inside a longer base64 text at each of the three
/// alignments; then its hexadecimal digits.
pub(super) fn encoded_forms(raw: &str, forms: &mut Vec<Vec<u8>>) {
    // Bits that the first letter shares with what stands before the value: that letter is left out.
    for mut pending in [0, 2, 4] {
        let mut drop_first = pending > 0;
        let mut bits = 0u32;
        let mut form = Vec::new();
        for byte in raw.as_bytes() {
            bits = bits << 8 | u32::from(*byte);
            pending += 8;
            while pending >= 6 {
                pending -= 6;
                if drop_first {
                    drop_first = false;
                } else {
                    form.extend(sign(bits >> pending));
                }
            }
        }
        if pending > 0 && forms.len() == 2 {
            // Alone it ends in what is left, filled up with noughts.
            let mut whole = form.clone();
            whole.extend(sign(bits << (6 - pending)));
            forms.push(whole);
        } else if forms.len() == 2 {
            forms.push(form.clone());
        }
        forms.push(form);
    }
    let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' + value - 10 };
    forms.push(raw.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect());
}

/// The folded base64 sign of the lowest six bits. The last two, `+/` or `-_`, are separators in folded texts.
fn sign(bits: u32) -> Option<u8> {
    let letter = (bits & 63) as u8;
    Some(match letter {
        0..26 => b'a' + letter,
        26..52 => b'a' + letter - 26,
        52..62 => b'0' + letter - 52,
        _ => return None,
    })
}
