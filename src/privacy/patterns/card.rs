//! Payment card numbers: length and issuer first, then the check digit. Does not know labels.

use super::groups::{Group, chains, digits};
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
    const USUAL: &[&[usize]] =
        &[&[4, 4, 4, 4, 3], &[4, 4, 4, 4, 2], &[4, 4, 4, 4, 1], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];
    let fits = |lengths: &&&[usize]| {
        chain.get(..lengths.len()).is_some_and(|part| {
            part.iter().zip(lengths.iter()).all(|(g, n)| g.len() == *n) && whole(text, part)
        })
    };
    let single = || chain.get(..1).filter(|part| whole(text, part)).map(|_| 1);
    USUAL.iter().find(fits).map(|lengths| lengths.len()).or_else(single)
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
    let mut number = [0u8; 19];
    let all = chain.iter().filter_map(|g| text.get(g.start..g.end)).flatten();
    for (slot, digit) in number.iter_mut().zip(all) {
        *slot = digit - b'0';
    }
    number.get(..count).is_some_and(|number| issuer(number) && luhn(number))
}

/// Whether an issuer gives out numbers that begin so and are that long. Without this, IMEIs, ISBNs and
/// order numbers would pass one time in ten.
fn issuer(number: &[u8]) -> bool {
    let head = number.iter().take(4).fold(0u32, |n, d| n * 10 + u32::from(*d));
    let length = number.len();
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
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(at, d)| {
            let d = u32::from(*d);
            match at % 2 {
                0 => d,
                _ if d > 4 => d * 2 - 9,
                _ => d * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
