//! The groups of digits in a text and what joins them. Does not know what the numbers mean.

use crate::prelude::*;
/// A maximal run of digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The one sign (space, dash or dot) between the group before and this one; 0 if something else is there.
    pub(super) joint: u8,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// All groups of the text, in order.
pub(super) fn of(text: &[u8]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = text.get(at..).map_or(0, |t| t.iter().take_while(|b| b.is_ascii_digit()).count());
        if length == 0 {
            at += 1;
            continue;
        }
        let joint = match (groups.last(), at.checked_sub(1).and_then(|before| text.get(before))) {
            (Some(last), Some(&sign @ (b' ' | b'-' | b'.'))) if last.end + 1 == at => sign,
            _ => 0,
        };
        groups.push(Group { start: at, end: at + length, joint });
        at += length;
    }
    groups
}

/// Cuts the groups into chains: rows in which each is joined to the one before by one of `joints`.
pub(super) fn chains<'a>(groups: &'a [Group], joints: &'a [u8]) -> impl Iterator<Item = &'a [Group]> {
    groups.chunk_by(move |_, next| joints.contains(&next.joint))
}

/// How many digits a chain has.
pub(super) fn digits(chain: &[Group]) -> usize {
    let mut count = 0;
    for group in chain {
        count += group.len();
    }
    count
}

/// The number that a few digits make.
pub(super) fn value(digits: &[u8]) -> u32 {
    let mut value = 0;
    for digit in digits {
        value = value * 10 + u32::from(digit - b'0');
    }
    value
}
