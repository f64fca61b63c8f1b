//! Payment card numbers: length and issuer first, then the check digit. Does not know labels.

use super::groups::{Group, chains, digits, value};
use crate::prelude::*;
use crate::privacy::mask::Cover;

/// Reports the card numbers among the groups.
pub(super) fn find(text: &[u8], groups: &[Group], hit: &mut impl FnMut(usize, usize, Cover)) {
    for chain in chains(groups, b" -") {
        if whole(text, chain) {
            report(chain, hit);
            continue;
        }
        // A card number beside other numbers ("4111 1111 1111 1111 12/27"): only in the usual grouping.
        let mut rest = chain;
        while !rest.is_empty() {
            let taken = usual(text, rest);
            let (number, after) = rest.split_at(taken.unwrap_or(1).min(rest.len()));
            if taken.is_some() {
                report(number, hit);
            }
            rest = after;
        }
    }
}

fn report(chain: &[Group], hit: &mut impl FnMut(usize, usize, Cover)) {
    if let (Some(first), Some(last)) = (chain.first(), chain.last()) {
        hit(first.start, last.end, Cover::Card);
    }
}

/// How many groups, from the first on, are a card number in the usual grouping.
fn usual(text: &[u8], chain: &[Group]) -> Option<usize> {
    // The longest first.
    const USUAL: &[&[u8]] =
        &[&[4, 4, 4, 4, 3], &[4, 4, 4, 4, 2], &[4, 4, 4, 4, 1], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];
    for lengths in USUAL {
        let Some(part) = chain.get(..lengths.len()) else { continue };
        if part.iter().zip(*lengths).all(|(g, n)| g.len() == usize::from(*n)) && whole(text, part) {
            return Some(lengths.len());
        }
    }
    whole(text, chain.get(..1)?).then_some(1)
}

/// Whether the groups together are one card number.
fn whole(text: &[u8], chain: &[Group]) -> bool {
    let count = digits(chain);
    let Some(first) = chain.first().filter(|_| (12..=19).contains(&count)) else { return false };
    let before = first.start.checked_sub(1).and_then(|at| text.get(at)).copied();
    // A plus begins a telephone number; digits after a point are a fraction.
    if before == Some(b'+') || first.joint == b'.' && chain.len() == 1 {
        return false;
    }
    let mut number = Vec::with_capacity(count);
    for group in chain {
        number.extend_from_slice(text.get(group.start..group.end).unwrap_or(&[]));
    }
    issuer(&number) && luhn(&number)
}

/// Whether an issuer gives out numbers that begin so and are that long. Without this, IMEIs, ISBNs and
/// order numbers would pass one time in ten.
fn issuer(number: &[u8]) -> bool {
    let length = number.len();
    let head = value(number.get(..4).unwrap_or(&[]));
    match head {
        4000..=4999 => matches!(length, 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => length == 16,
        3400..=3499 | 3700..=3799 => length == 15,
        6011 | 6440..=6599 | 3528..=3589 => length >= 16,
        3000..=3059 | 3600..=3699 | 3800..=3999 => length >= 14,
        6200..=6299 => length >= 16,
        5000..=5099 | 5600..=5899 | 6300..=6399 | 6700..=6799 => true,
        _ => false,
    }
}

fn luhn(number: &[u8]) -> bool {
    let (mut sum, mut double) = (0, false);
    for digit in number.iter().rev() {
        let digit = u32::from(digit - b'0');
        sum += match double {
            true if digit > 4 => digit * 2 - 9,
            true => digit * 2,
            false => digit,
        };
        double = !double;
    }
    sum.is_multiple_of(10)
}
