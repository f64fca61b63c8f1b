//! Sensitive values by their form (R6 of privacy.md). Does not know fields, nodes or what was typed.

use crate::prelude::*;
mod card;
mod groups;
mod iban;
mod labelled;
mod plain;
mod secrets;
mod ssn;

#[cfg(test)]
mod tests;

pub use labelled::Label;

use super::mask::{Cover, Span, cover, cover_parts, tidy};
use super::masked::Masked;
use super::search::{find, holds_any};
use super::url;
use plain::{Plain, Signs};

/// What the form of a string says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Nothing: the string may leave as it is, as far as its form goes.
    Clean,
    /// The string with its sensitive parts covered.
    Masked(Masked),
}

/// Judges one string by its form alone. The result is the same wherever the string stands.
pub fn scan(raw: &str) -> Scan {
    let spans = spans(raw, Label::NONE);
    if spans.is_empty() { Scan::Clean } else { Scan::Masked(cover(raw, &spans)) }
}

/// Judges the texts of one inline run together; `None` for those that are clean.
pub fn scan_run(parts: &[&str]) -> Vec<Option<Masked>> {
    let spans = spans(&parts.concat(), Label::NONE);
    if spans.is_empty() {
        return vec![None; parts.len()];
    }
    let covered = cover_parts(parts, &spans);
    covered.into_iter().zip(parts).map(|(c, raw)| (c.as_str() != *raw).then_some(c)).collect()
}

/// The sensitive parts of a text, in order, without overlaps. Time grows with the length only.
pub(super) fn spans(raw: &str, label: Label) -> Vec<Span> {
    search(raw, Some(label))
}

/// The numbers and keys that are sensitive wherever they stand. For addresses and style, which say nothing
/// aloud.
pub(super) fn numbers(raw: &str) -> Vec<Span> {
    search(raw, None)
}

fn search(raw: &str, text_label: Option<Label>) -> Vec<Span> {
    let mut found = Vec::new();
    let signs = Signs::of(raw);
    if !signs.any() {
        return found;
    }
    let plain = Plain::of(raw);
    let text = plain.bytes();
    let mut hit = |start, end, cover| {
        let (start, end) = plain.origin(start, end);
        found.push(Span { start, end, cover });
    };
    let groups = if signs.digits >= 6 { groups::of(text) } else { Vec::new() };
    if signs.digits >= 12 {
        card::find(text, &groups, &mut hit);
    }
    if signs.digits >= 9 {
        ssn::find(text, &groups, &mut hit);
    }
    if signs.digits >= 2 && text.len() >= 15 {
        iban::find(text, &mut hit);
    }
    if signs.marks {
        secrets::keys(text, &mut hit);
    }
    if let Some(label) = text_label {
        if signs.digits >= 6 {
            labelled::find(text, &groups, label, &mut hit);
        }
        if signs.digits >= 1 {
            secrets::spoken(text, &mut hit);
            labelled::lone(text, label, &mut hit);
        }
        if signs.address {
            addresses(raw, &mut found);
        }
    }
    tidy(&mut found);
    found
}

/// Cleans the addresses that stand in running text.
fn addresses(raw: &str, found: &mut Vec<Span>) {
    let bytes = raw.as_bytes();
    let is_end = |b: &u8| b.is_ascii_whitespace() || b"\"'<>`()".contains(b);
    let mut done = 0;
    while let Some(at) = bytes.get(done..).and_then(|rest| find(rest, b"://")).map(|n| done + n) {
        let start = bytes.get(done..at).and_then(|head| head.iter().rposition(is_end));
        let start = start.map_or(done, |n| done + n + 1);
        let end = bytes.get(at..).and_then(|rest| rest.iter().position(is_end)).map_or(raw.len(), |n| at + n);
        if let Some(address) = raw.get(start..end).filter(|a| holds_any(a.as_bytes(), b"?#@;")) {
            url::spans(address, start, found);
        }
        done = end;
    }
}

fn stars(hit: &mut impl FnMut(usize, usize, Cover), start: usize, end: usize) {
    hit(start, end, Cover::Stars);
}
