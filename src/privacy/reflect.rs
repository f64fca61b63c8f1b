//! Finds sensitive values where the page repeats them (R7 of privacy.md). In memory only; wiped at the end.
//! Does not decide which strings are compared, nor when.

use crate::prelude::*;
mod fold;

#[cfg(test)]
mod tests;

use core::cell::Cell;

use super::mask::{Cover, Span};
use fold::{Folded, encoded_forms, folded_value, turned};

/// How many values of one field are remembered.
const PER_FIELD: usize = 64;

/// How many of a value's forms stand for themselves.
const WHOLE: usize = 3;

/// The sensitive values of one document.
#[derive(Default)]
pub(super) struct Dictionary {
    values: Vec<Value>,
    /// Which beginnings (hashed to 12 bits) any value has: most places of a text are dismissed by it.
    begins: Vec<u64>,
}

/// One value that a field has or had.
struct Value {
    node: u32,
    /// The value, the value backwards and its whole base64, folded; then what base64 and hexadecimal digits
    /// show of it inside a longer text.
    forms: Vec<Vec<u8>>,
    /// Characters of the folded value.
    length: usize,
    life: Life,
    /// Whether it stood for a while: then it is not forgotten when the customer types on.
    stood: bool,
    /// Whether it came in the present flush.
    new: bool,
    /// Whether the page repeated it: then it stays known, since the repetition may be sent once more.
    repeated: Cell<bool>,
}

/// Which values a text is compared with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// None: the text was shown before.
    Nothing,
    /// Those of eight characters or more: what a page shows from the start may well hold a short one by chance.
    Long,
    /// All.
    All,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    /// What the field holds now.
    Current,
    /// What it held while it was typed into: forgotten when the field settles.
    Passing,
    /// What it held when it settled or was replaced.
    Settled,
}

impl Drop for Value {
    fn drop(&mut self) {
        for form in &mut self.forms {
            form.fill(0);
            // Keeps the compiler from leaving out a store that nobody reads.
            core::hint::black_box(&*form);
        }
    }
}

impl Dictionary {
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Notes what a sensitive field holds now.
    pub(super) fn note(&mut self, node: u32, raw: &str) {
        let folded = folded_value(raw);
        let form = |v: &Value| v.forms.first().cloned().unwrap_or_default();
        let current = self.values.iter().position(|v| v.node == node && v.life == Life::Current);
        if let Some(current) = current.and_then(|at| self.values.get_mut(at)) {
            let before = form(current);
            if before == folded {
                return;
            }
            // Typing on or back passes; anything else, above all clearing, replaces.
            let typed = !folded.is_empty() && (folded.starts_with(&before) || before.starts_with(&folded));
            current.life = if typed && !current.stood { Life::Passing } else { Life::Settled };
        }
        if folded.is_empty() {
            return;
        }
        if let Some(known) = self.values.iter_mut().find(|v| v.node == node && form(v) == folded) {
            known.life = Life::Current;
            known.stood = false;
            known.new = true;
            return;
        }
        let length = folded.iter().filter(|b| **b & 0xC0 != 0x80).count();
        let turned = turned(raw);
        let mut forms = vec![folded, turned];
        encoded_forms(raw, &mut forms);
        self.values.push(Value {
            node,
            forms,
            length,
            life: Life::Current,
            stood: false,
            new: true,
            repeated: Cell::new(false),
        });
        self.limit(node);
        self.index();
    }

    /// Drops the oldest values of a field over the limit, passing ones first.
    fn limit(&mut self, node: u32) {
        while self.values.iter().filter(|v| v.node == node).count() > PER_FIELD {
            let oldest = |life| self.values.iter().position(|v| v.node == node && v.life == life);
            let Some(at) = oldest(Life::Passing).or_else(|| oldest(Life::Settled)) else { break };
            self.values.remove(at);
        }
    }

    /// The field was left, changed, submitted or idle: what it holds stands, what led there is forgotten.
    pub(super) fn settle(&mut self, node: u32) {
        let before = self.values.len();
        self.values.retain_mut(|v| {
            let passing = v.node == node && v.life == Life::Passing;
            v.stood |= v.node == node;
            if passing {
                v.life = Life::Settled;
            }
            !passing || v.repeated.get()
        });
        if self.values.len() != before {
            self.index();
        }
    }

    /// Ends the flush in which very short values are looked for.
    pub(super) fn end_flush(&mut self) {
        for value in &mut self.values {
            value.new = false;
        }
    }

    fn index(&mut self) {
        self.begins.clear();
        self.begins.resize(64, 0);
        for form in self.values.iter().flat_map(|v| &v.forms) {
            if let Some(slot) = begin(form).and_then(|hash| self.begins.get_mut(hash / 64).map(|s| (s, hash)))
            {
                *slot.0 |= 1 << (slot.1 % 64);
            }
        }
    }

    /// Adds the parts of the text that repeat a value: as it is or backwards, percent- or JSON-escaped, in base64
    /// or in hexadecimal digits.
    pub(super) fn spans(&self, raw: &str, depth: Depth, out: &mut Vec<Span>) {
        if self.values.is_empty() || raw.is_empty() || depth == Depth::Nothing {
            return;
        }
        self.compare(&Folded::plain(raw), depth, out);
        if raw.as_bytes().contains(&b'%') {
            self.compare(&Folded::percent(raw), depth, out);
        }
        if raw.as_bytes().contains(&b'\\') {
            self.compare(&Folded::json(raw), depth, out);
        }
    }

    fn compare(&self, text: &Folded, depth: Depth, out: &mut Vec<Span>) {
        let bytes = text.bytes();
        let short = self.values.iter().any(|v| v.length <= 3 && v.life == Life::Current && v.new);
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or(&[]);
            let likely = begin(rest).is_some_and(|hash| {
                self.begins.get(hash / 64).is_some_and(|slot| slot >> (hash % 64) & 1 == 1)
            });
            let length = if likely || short { self.longest(text, rest, at, depth) } else { 0 };
            if length == 0 {
                at += 1;
                continue;
            }
            let (start, end) = text.origin(at, at + length);
            out.push(Span { start, end, cover: Cover::Stars });
            at += length;
        }
    }

    /// The length of the longest value that stands at `at`; 0 for none.
    fn longest(&self, text: &Folded, rest: &[u8], at: usize, depth: Depth) -> usize {
        let mut longest = 0;
        for value in &self.values {
            for (sort, form) in value.forms.iter().enumerate() {
                if form.len() <= longest || !rest.starts_with(form) {
                    continue;
                }
                // Inside a longer encoded text there are no borders of words.
                let inside = sort >= WHOLE;
                let matches = match value.length {
                    _ if inside => form.len() >= 8,
                    8.. => true,
                    _ if depth != Depth::All => false,
                    4..=7 => text.is_token(at, at + form.len()),
                    _ => {
                        sort == 0
                            && value.life == Life::Current
                            && value.new
                            && text.is_token(at, at + form.len())
                    }
                };
                if matches {
                    value.repeated.set(true);
                    longest = form.len();
                }
            }
        }
        longest
    }
}

/// A hash of the first three bytes, 12 bits; `None` for shorter texts.
fn begin(bytes: &[u8]) -> Option<usize> {
    let [a, b, c, ..] = bytes else { return None };
    let mixed = (u32::from(*a) * 0x9E37) ^ (u32::from(*b) * 0x85EB) ^ (u32::from(*c) * 0xC2B3);
    Some(((mixed ^ mixed >> 7) & 0xFFF) as usize)
}
