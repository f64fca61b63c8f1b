//! Style text: finds the addresses to clean, or the strings to empty. Does not parse CSS further.

use super::mask::{Cover, Span};
use super::search::holds_any;
use super::url;
use crate::prelude::*;

/// Adds what has to be covered in the address of each `url()` and in each string.
pub(super) fn spans(raw: &str, out: &mut Vec<Span>) {
    let bytes = raw.as_bytes();
    // A quick look whether there is anything to clean: an address or a string, with a parameter or a user name.
    if holds_any(bytes, b"?#@;") && holds_any(bytes, b"(\"'") {
        quoted(raw, |start, end| {
            let inner = raw.get(start..end).unwrap_or("");
            if holds_any(inner.as_bytes(), b"?@#;") {
                url::spans(inner, start, out);
            }
        });
    }
}

/// The text with every string and every address emptied, for an element under a mask.
pub(super) fn all_strings(raw: &str, out: &mut Vec<Span>) {
    quoted(raw, |start, end| out.push(Span { start, end, cover: Cover::Nothing }));
}

/// Calls `found` with the inside of each string and each unquoted `url()`.
fn quoted(raw: &str, mut found: impl FnMut(usize, usize)) {
    let bytes = raw.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let end = match byte {
            b'"' | b'\'' => until(bytes, at, byte),
            b'(' if follows_url(bytes, at - 1) => {
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                if matches!(bytes.get(at), Some(b'"' | b'\'')) {
                    // The string inside is found in the next round.
                    continue;
                }
                until(bytes, at, b')')
            }
            _ => continue,
        };
        if end > at {
            found(at, end);
        }
        at = end + 1;
    }
}

fn follows_url(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(3).and_then(|from| bytes.get(from..at)).is_some_and(|w| w.eq_ignore_ascii_case(b"url"))
}

/// Where the string or address that began before `at` ends.
fn until(bytes: &[u8], mut at: usize, mark: u8) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            _ if byte == mark => break,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::mask::covered;

    #[test]
    fn addresses_are_cleaned() {
        for (raw, expected) in [
            ("color:red", "color:red"),
            ("background:url(/bg.png?sig=Qx3rDrRgbqfH)", "background:url(/bg.png?sig=)"),
            ("a{b:URL( '/bg.png?sig=Qx&w=2' ) c}", "a{b:URL( '/bg.png?sig=&w=2' ) c}"),
            ("@import \"/a.css?token=abc\";", "@import \"/a.css?token=\";"),
            ("content:\"a ? b\"; x:url(#icon)", "content:\"a ? b\"; x:url(#icon)"),
            ("url(", "url("),
            ("url(\"", "url(\""),
            ("\\", "\\"),
            ("'\\", "'\\"),
            ("#é{content:'é?'}", "#é{content:'é?'}"),
        ] {
            let mut out = Vec::new();
            spans(raw, &mut out);
            assert_eq!(covered(raw, &out), expected);
        }
    }

    #[test]
    fn strings_are_emptied_under_a_mask() {
        let raw = "--v:\"a\";color:red;background:url(/x) 'y'";
        let mut out = Vec::new();
        all_strings(raw, &mut out);
        assert_eq!(covered(raw, &out), "--v:\"\";color:red;background:url() ''");
    }
}
