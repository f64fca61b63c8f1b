//! International bank account numbers, by their check digits. Does not know countries' lengths.

use super::plain::is_word;
use crate::privacy::mask::Cover;

/// Reports the account numbers, written in one piece or in groups of four.
pub(super) fn find(text: &[u8], hit: &mut impl FnMut(usize, usize, Cover)) {
    let mut at = 0;
    while at + 15 <= text.len() {
        let border = at == 0 || text.get(at - 1).is_none_or(|b| !is_word(*b));
        match border.then(|| end_of(text, at)).flatten() {
            Some(end) => {
                hit(at, end, Cover::Stars);
                at = end;
            }
            None => at += 1,
        }
    }
}

/// Where the number that begins at `start` ends, if there is one.
fn end_of(text: &[u8], start: usize) -> Option<usize> {
    let [a, b, c, d] = text.get(start..start + 4)? else { return None };
    if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit()) {
        return None;
    }
    // The first four characters count as if they stood at the end.
    let head = [*a, *b, *c, *d].iter().fold(0, |sum, byte| push(sum, *byte));
    let shift = 1_000_000 % 97;
    let (mut sum, mut length, mut at) = (0, 4, start + 4);
    let mut spaced = false;
    let mut end = None;
    while length < 34 {
        let mut next = at;
        // Groups of four, if it is written in groups at all; the last may be shorter.
        if length % 4 == 0 && matches!(text.get(at), Some(b' ' | b'-')) && (spaced || length == 4) {
            spaced = true;
            next += 1;
        } else if spaced && length % 4 == 0 {
            break;
        }
        let Some(&byte) = text.get(next).filter(|b| b.is_ascii_alphanumeric()) else { break };
        sum = push(sum, byte);
        length += 1;
        at = next + 1;
        let over = text.get(at).is_none_or(|b| !is_word(*b));
        if over && length >= 15 && (sum * shift + head) % 97 == 1 {
            end = Some(at);
        }
    }
    end
}

/// Appends a digit, or a letter as its number from 10 on, to a number modulo 97.
fn push(sum: u32, byte: u8) -> u32 {
    match (byte as char).to_digit(36).unwrap_or(0) {
        value @ 0..10 => (sum * 10 + value) % 97,
        value => (sum * 100 + value) % 97,
    }
}
