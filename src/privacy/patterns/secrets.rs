//! Secrets that a text says aloud ("PIN: 4821"), and keys by their well-known beginnings.

use super::plain::is_word;
use super::{labelled, stars};
use crate::privacy::mask::Cover;
use crate::privacy::words::Kinds;

/// Reports what follows "password is", "PIN:", "code=" and the like, if it looks like a secret.
pub(super) fn spoken(text: &[u8], hit: &mut impl FnMut(usize, usize, Cover)) {
    for at in 0..text.len() {
        let joint = match text.get(at) {
            Some(b':' | b'=') => 1,
            Some(b'i' | b'I') if is_verb(text, at) => 2,
            _ => continue,
        };
        // The value first: that is cheap and mostly says no.
        let Some((start, end)) = value(text, at + joint) else { continue };
        let name_end = text.get(..at).map_or(0, |head| head.trim_ascii_end().len());
        let quotes = text.get(..name_end).unwrap_or(&[]).iter().rev().take_while(|b| is_quote(**b)).count();
        if labelled::before(text, name_end - quotes).has(Kinds::SPOKEN) {
            stars(hit, start, end);
        }
    }
}

/// Whether the word "is" stands alone at `at`.
fn is_verb(text: &[u8], at: usize) -> bool {
    let alone = at > 0
        && text.get(at - 1).is_some_and(u8::is_ascii_whitespace)
        && text.get(at + 2).is_some_and(|b| b.is_ascii_whitespace() || *b == b':');
    alone && text.get(at + 1).is_some_and(|b| b.eq_ignore_ascii_case(&b's'))
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'\\')
}

/// The word after `at`, if it has four characters or more and a digit.
fn value(text: &[u8], mut at: usize) -> Option<(usize, usize)> {
    while text.get(at).is_some_and(|b| b.is_ascii_whitespace() || is_quote(*b) || *b == b':') {
        at += 1;
    }
    let rest = text.get(at..)?;
    // A code in groups: "482 913".
    let row = rest.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-')).take(32).count();
    let row = rest.get(..row)?;
    let row_end = row.iter().rposition(u8::is_ascii_digit).map_or(0, |n| n + 1);
    let digits = row.iter().filter(|b| b.is_ascii_digit()).count();
    let word =
        rest.iter().take_while(|b| !b.is_ascii_whitespace() && !is_quote(**b) && !b"&<>".contains(b)).count();
    let word = rest.get(..word)?;
    let kept = word.iter().rposition(|b| !b".,;:!?)]}".contains(b)).map_or(0, |n| n + 1);
    let word = word.get(..kept)?;
    if digits >= 4 {
        return Some((at, at + row_end.max(kept)));
    }
    let says_length = [&b"-digit"[..], b"-digits", b"-character", b"-characters", b"+"];
    let secret = kept >= 4
        && word.iter().any(u8::is_ascii_digit)
        && !says_length.iter().any(|end| word.to_ascii_lowercase().ends_with(end));
    secret.then_some((at, at + kept))
}

/// Reports JSON web tokens, Stripe and AWS keys, and PEM blocks.
pub(super) fn keys(text: &[u8], hit: &mut impl FnMut(usize, usize, Cover)) {
    const KEYS: &[(&[u8], usize)] = &[
        (b"eyJ", 20),
        (b"sk_live_", 12),
        (b"sk_test_", 12),
        (b"rk_live_", 12),
        (b"rk_test_", 12),
        (b"AKIA", 16),
    ];
    const PEM: &[u8] = b"-----BEGIN ";
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or(&[]);
        if rest.starts_with(PEM) {
            let end = rest.windows(9).position(|w| w == b"-----END ");
            let close = end.and_then(|end| {
                let tail = rest.get(end + 9..)?;
                Some(end + 9 + tail.windows(5).position(|w| w == b"-----")? + 5)
            });
            let end = at + close.unwrap_or(rest.len());
            stars(hit, at, end);
            at = end;
            continue;
        }
        let border = at == 0 || text.get(at - 1).is_none_or(|b| !is_word(*b));
        let key = KEYS.iter().find(|(head, _)| border && rest.starts_with(head));
        let length = key.map(|(_, least)| {
            let count =
                rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_-.~+/=".contains(b)).count();
            if count >= *least { count } else { 0 }
        });
        match length {
            Some(length) if length > 0 => {
                stars(hit, at, at + length);
                at += length;
            }
            _ => at += 1,
        }
    }
}
