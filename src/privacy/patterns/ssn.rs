//! US social security and taxpayer numbers in their written form. Bare digits are the business of `labelled`.

use super::groups::{Group, digits, value};
use crate::privacy::mask::Cover;

/// Reports the numbers of the form 3-2-4 that were or could be given out.
pub(super) fn find(text: &[u8], groups: &[Group], hit: &mut impl FnMut(usize, usize, Cover)) {
    for (at, three) in groups.windows(3).enumerate() {
        let [area, group, serial] = three else { continue };
        let written = [area.len(), group.len(), serial.len()] == [3, 2, 4]
            && group.joint != 0
            && group.joint == serial.joint;
        if written && is_given(text, three) && !in_isbn(text, groups, at) {
            hit(area.start, serial.end, Cover::Ssn);
        }
    }
}

/// SSA's rule for social security numbers, and the IRS's for taxpayer numbers.
fn is_given(text: &[u8], three: &[Group]) -> bool {
    let number = |at: usize| three.get(at).and_then(|g: &Group| text.get(g.start..g.end)).map_or(0, value);
    let (area, group, serial) = (number(0), number(1), number(2));
    match area {
        _ if serial == 0 => false,
        0 | 666 => false,
        900..=999 => matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99),
        _ => group != 0,
    }
}

/// Whether the three groups are the middle of an ISBN-13 such as 978-607-12-1234-5.
fn in_isbn(text: &[u8], groups: &[Group], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| groups.get(before..before + 5)).is_some_and(|five| {
        let prefix = five.first().and_then(|g| text.get(g.start..g.end));
        digits(five) == 13
            && matches!(prefix, Some(b"978" | b"979"))
            && five.windows(2).all(|pair| pair.iter().skip(1).all(|g| matches!(g.joint, b'-' | b' ')))
    })
}
