//! Addresses: which parts must not leave (R6 of privacy.md). Does not know where an address comes from.

use super::classify::named;
use super::fold::hex_pair;
use super::mask::{Cover, Span};
use super::patterns;
use super::search::{find, holds};
use super::tokens::Tokens;
use crate::prelude::*;

/// Adds what has to be covered in the address `raw`, which begins at byte `base` of the whole string.
pub(super) fn spans(raw: &str, base: usize, out: &mut Vec<Span>) {
    let mut add = |start, end, cover| {
        if end > start {
            out.push(Span { start: base + start, end: base + end, cover });
        }
    };
    if is_script(raw) {
        add(0, raw.len(), Cover::Link);
        return;
    }
    if starts_with(raw, "data:") {
        return;
    }
    let bytes = raw.as_bytes();
    let mut at = 0;
    if let Some((start, end)) = authority(raw) {
        let user = bytes.get(start..end).and_then(|a| a.iter().rposition(|b| *b == b'@'));
        if let Some(user) = user {
            add(start, start + user + 1, Cover::Nothing);
        }
        at = end;
    }
    let mut in_path = true;
    while at < bytes.len() {
        let end = bytes.get(at..).and_then(|rest| rest.iter().position(|b| is_border(*b)));
        let end = end.map_or(bytes.len(), |n| at + n);
        let part = raw.get(at..end).unwrap_or("");
        match parameter(part) {
            Some((key, value)) if !in_path => {
                let start = at + key.len() + 1;
                if drops(key, value, 0) {
                    add(start, end, Cover::Nothing);
                } else if hides_pattern(value) {
                    add(start, end, Cover::Stars);
                }
            }
            _ if hides_pattern(part) => add(at, end, Cover::Stars),
            _ => {}
        }
        // The first part, up to a border, is path; so is what follows a slash.
        in_path = bytes.get(end) == Some(&b'/');
        at = end + 1;
    }
}

/// The key and the value of `key=value`.
fn parameter(part: &str) -> Option<(&str, &str)> {
    let at = part.bytes().position(|b| b == b'=')?;
    Some((part.get(..at)?, part.get(at + 1..)?))
}

fn is_border(byte: u8) -> bool {
    matches!(byte, b'/' | b'?' | b'#' | b'&' | b';')
}

/// Whether the address is a script: its text is code, not a place.
fn is_script(raw: &str) -> bool {
    // Browsers skip control signs before the scheme, and tabs and line ends inside it.
    let letters = raw.bytes().skip_while(|b| *b <= b' ').filter(|b| !matches!(b, b'\t' | b'\n' | b'\r'));
    letters.take(11).map(|b| b.to_ascii_lowercase()).eq(*b"javascript:")
}

fn starts_with(raw: &str, scheme: &str) -> bool {
    raw.trim_ascii_start().get(..scheme.len()).is_some_and(|h| h.eq_ignore_ascii_case(scheme))
}

/// The range of `user:password@host:port`.
fn authority(raw: &str) -> Option<(usize, usize)> {
    let slashes = find(raw.as_bytes(), b"//")?;
    let scheme = raw.get(..slashes)?.trim_ascii_start();
    let absolute = scheme.is_empty()
        || scheme.ends_with(':') && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.:".contains(&b));
    if !absolute {
        return None;
    }
    let start = slashes + 2;
    let length = raw.as_bytes().get(start..)?.iter().position(|b| b"/?#\\".contains(b));
    Some((start, length.map_or(raw.len(), |n| start + n)))
}

/// Whether the parameter's value is dropped.
fn drops(key: &str, value: &str, depth: u8) -> bool {
    if value.is_empty() {
        return false;
    }
    let key = decoded(key);
    if named(&key).is_some() || Tokens::of(&key).words().into_iter().any(is_credential) {
        return true;
    }
    let bare = key.trim_ascii();
    if ["code", "state", "key"].iter().any(|k| bare.eq_ignore_ascii_case(k)) {
        return value.len() >= 8 && value.bytes().any(|b| b.is_ascii_digit());
    }
    // An address inside the address: `?next=%2Fpay%3Ftoken%3D…`.
    let escaped = holds(value.as_bytes(), b"%3D") || holds(value.as_bytes(), b"%3d");
    if escaped && depth < 3 {
        let inner = decoded(value);
        return inner
            .split(|c: char| c.is_ascii() && is_border(c as u8))
            .any(|part| parameter(part).is_some_and(|(key, value)| drops(key, value, depth + 1)));
    }
    false
}

/// Words of parameter names that stand for credentials, beside those of fields.
fn is_credential(word: &str) -> bool {
    matches!(word, "token" | "refresh" | "sid" | "sig" | "signature" | "auth" | "jwt" | "otp" | "nonce")
        || word.starts_with("session")
        || word.starts_with("reset")
        || holds(word.as_bytes(), b"sessid")
        || holds(word.as_bytes(), b"sessionid")
        || word.ends_with("token")
}

/// Whether percent signs hide a sensitive value.
fn hides_pattern(part: &str) -> bool {
    part.as_bytes().contains(&b'%') && !patterns::numbers(&decoded(part)).is_empty()
}

/// The text with percent escapes and plus signs read.
fn decoded(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'%' => match hex_pair(bytes.get(at), bytes.get(at + 1)) {
                Some(value) => {
                    out.push(value);
                    at += 2;
                }
                None => out.push(byte),
            },
            b'+' => out.push(b' '),
            _ => out.push(byte),
        }
    }
    // What is not UTF-8 is read as Latin-1.
    String::from_utf8(out).unwrap_or_else(|e| e.as_bytes().iter().copied().map(char::from).collect())
}

/// Adds what has to be covered in a `srcset`.
pub(super) fn set_spans(raw: &str, out: &mut Vec<Span>) {
    let mut at = 0;
    for part in raw.split(|c: char| c.is_ascii_whitespace()) {
        spans(part, at, out);
        at += part.len() + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::mask::{covered, tidy};

    fn check(raw: &str, expected: &str) {
        let mut out = Vec::new();
        spans(raw, 0, &mut out);
        tidy(&mut out);
        assert_eq!(covered(raw, &out), expected, "{raw}");
    }

    #[test]
    fn credentials_are_dropped() {
        check("/go?a=1&access_token=Msc8NQKKG2QP&b=2", "/go?a=1&access_token=&b=2");
        check("/go?a=1&code=Lz4kKbKTPkQ5&b=2", "/go?a=1&code=&b=2");
        check("/go?a=1&sig=V7f6kDz3nGS4&b=2", "/go?a=1&sig=&b=2");
        check("https://u:p@example.com/a?x=1", "https://example.com/a?x=1");
        check("//u:p@example.com", "//example.com");
        check("https://example.com/?q=a@b", "https://example.com/?q=a@b");
        check(
            "https://h/cb#access_token=abc&state=xyz12345&token_type=b",
            "https://h/cb#access_token=&state=&token_type=",
        );
        check("/a;jsessionid=ABCDEF?b=1", "/a;jsessionid=?b=1");
        check("/#/route?session_id=abc&x=2", "/#/route?session_id=&x=2");
        check(
            "/?PHPSESSID=1&resetToken=2&jwt=3&user_pin=4&ssn=5&nonce=6",
            "/?PHPSESSID=&resetToken=&jwt=&user_pin=&ssn=&nonce=",
        );
        check("/?X-Amz-Signature=ab&X-Amz-Date=2", "/?X-Amz-Signature=&X-Amz-Date=2");
        check("/?acc%65ss_token=abc", "/?acc%65ss_token=");
        check("/in?next=%2Fpay%3Ftoken%3Dabc", "/in?next=");
        check("/?card=4539%2D9411%2D6164%2D8974", "/?card=********");
        check(" java\nscript:alert('secret')", "#");
    }

    #[test]
    fn ordinary_addresses_stay() {
        for raw in [
            "",
            "#",
            "#section",
            "/",
            "/products?page=2&sort=price",
            "/map?state=CA&code=US&key=home",
            "/?state=California",
            "/?promo_code=SUMMER2026",
            "/search?q=author&keyboard=1",
            "mailto:help@example.com?subject=Hello",
            "tel:+14155550186",
            "data:image/png;base64,iVBORw0KGgo=",
            "blob:https://example.com/8d0c3a52-1f5e-4c64-9b8c-abcdefabcdef",
            "https://example.com:8443/a/b.html?x=1#y",
            "a%",
            "a%2",
            "%zz",
            "é?é=é",
        ] {
            check(raw, raw);
        }
    }

    #[test]
    fn a_srcset_is_cleaned_part_by_part() {
        let raw = "/a.png?sig=1 1x, https://u:p@h/b.png?w=2 2x";
        let mut out = Vec::new();
        set_spans(raw, &mut out);
        assert_eq!(covered(raw, &out), "/a.png?sig= 1x, https://h/b.png?w=2 2x");
    }
}
