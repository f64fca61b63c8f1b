//! Numbers that are sensitive only because of a label: bare taxpayer, account and routing numbers.

use super::groups::{Group, chains, digits};
use super::plain::is_word;
use crate::prelude::*;
use crate::privacy::mask::Cover;
use crate::privacy::words::{Kinds, kinds, spoken_kinds};

/// What the label of a displayed text says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Label {
    kinds: Kinds,
    cleared: bool,
}

impl Label {
    /// There is no label, or it says nothing.
    pub const NONE: Label = Label { kinds: Kinds::NONE, cleared: false };
    /// The owner unmasked the place: labels do not count there.
    pub const CLEARED: Label = Label { kinds: Kinds::NONE, cleared: true };

    /// Reads a label: the text of a `dt`, of a row's or column's header, of the cell before.
    pub fn of(text: &str) -> Label {
        Label { kinds: kinds(text), cleared: false }
    }

    /// Both together.
    #[must_use]
    pub fn or(self, other: Label) -> Label {
        Label { kinds: self.kinds.or(other.kinds), cleared: self.cleared || other.cleared }
    }
}

/// How far before a number its label is looked for, in characters.
const REACH: usize = 48;

/// Reports the numbers whose label, given or in the text before them, makes them sensitive.
pub(super) fn find(text: &[u8], groups: &[Group], label: Label, hit: &mut impl FnMut(usize, usize, Cover)) {
    if label.cleared {
        return;
    }
    for chain in chains(groups, b" -") {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { continue };
        let whole = digits(chain);
        // A label's own numbers end at the first word; beyond 17 digits a first group may still be one.
        if chain.len() > 8 || whole < 6 {
            continue;
        }
        let said = label.kinds.or(before(text, first.start));
        if said == Kinds::NONE {
            continue;
        }
        let taxpayer = said.has(Kinds::TAXPAYER) && whole == 9;
        let account = said.has(Kinds::ACCOUNT) && (6..=17).contains(&whole);
        let routing = said.has(Kinds::ROUTING) && (whole == 6 || whole == 9 && is_routing(text, chain));
        if taxpayer {
            hit(first.start, last.end, Cover::Ssn);
        } else if account || routing {
            hit(first.start, last.end, Cover::Stars);
        }
    }
}

/// Reports a text that is nothing but one secret, when its label names one.
pub(super) fn lone(text: &[u8], label: Label, hit: &mut impl FnMut(usize, usize, Cover)) {
    if label.cleared || !label.kinds.has(Kinds::SPOKEN) {
        return;
    }
    let word = text.trim_ascii();
    let digit = word.iter().any(u8::is_ascii_digit);
    if (4..=64).contains(&word.len()) && digit && !word.contains(&b' ') {
        hit(0, text.len(), Cover::Stars);
    }
}

/// What the words directly before a place say.
pub(super) fn before(text: &[u8], at: usize) -> Kinds {
    let head = text.get(at.saturating_sub(REACH)..at).unwrap_or(&[]);
    // The label begins after the last number, sentence or pair; the dot of "No." ends none.
    let stop = head.iter().enumerate().rev().find(|(place, byte)| match byte {
        b'?' | b'!' | b';' | b',' | b'\n' | b'&' | b'{' => true,
        b'.' => head.get(place + 1).is_some_and(|next| *next == b' ') && !short_word(head, *place),
        byte => byte.is_ascii_digit(),
    });
    let words = stop.map_or(head, |(place, _)| head.get(place + 1..).unwrap_or(&[]));
    if !words.iter().any(|b| is_word(*b)) {
        return Kinds::NONE;
    }
    let words: String = words.iter().map(|b| if b.is_ascii() { *b as char } else { 'é' }).collect();
    spoken_kinds(&words)
}

/// Whether the word that ends at `at` is short enough for an abbreviation.
fn short_word(head: &[u8], at: usize) -> bool {
    head.get(..at).is_some_and(|h| h.iter().rev().take_while(|b| is_word(**b)).count() <= 4)
}

/// The check of US routing numbers: weights 3, 7, 1.
fn is_routing(text: &[u8], chain: &[Group]) -> bool {
    let all = chain.iter().filter_map(|g| text.get(g.start..g.end)).flatten();
    let sum: u32 = all.zip([3, 7, 1].into_iter().cycle()).map(|(d, w)| u32::from(d - b'0') * w).sum();
    sum.is_multiple_of(10)
}
