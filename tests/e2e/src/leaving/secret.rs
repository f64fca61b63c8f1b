//! A text that a site owner does not want to leave, and the search for it in strings that left. Knows no page.

use crate::canary::Canary;

/// Fewer digits than these stand on every page.
const DIGITS: usize = 6;

/// A text that must not leave.
#[derive(Debug)]
pub struct Secret {
    text: String,
    exact: Canary,
    plain: String,
    /// Its digits, when it is a number.
    digits: Option<String>,
}

impl Secret {
    /// A secret; nothing but white space is none.
    pub fn new(text: &str) -> Option<Secret> {
        let text = text.trim();
        let is_number = !text.chars().any(char::is_alphabetic);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = (is_number && digits.len() >= DIGITS).then_some(digits);
        let exact = Canary::new(text, text.chars().count());
        (!text.is_empty()).then(|| Secret { text: text.to_owned(), exact, plain: plain(text), digits })
    }

    /// As the owner wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// In which form the secret is in a string that left.
    pub fn found(&self, text: &str) -> Option<String> {
        let decoded = percent_decoded(text);
        let is_in =
            |digits: &String| digits_of(text).contains(digits) || digits_of(&decoded).contains(digits);
        if let Some(form) = self.exact.found(text.as_bytes()) {
            Some(form.to_owned())
        } else if plain(text).contains(&self.plain) {
            Some(format!("\"{}\" with other capitals or spaces", self.text))
        } else if plain(&decoded).contains(&self.plain) {
            Some(format!("\"{}\" escaped for a URL", self.text))
        } else {
            let is_there = self.digits.as_ref().is_some_and(is_in);
            is_there.then(|| format!("the digits of \"{}\"", self.text))
        }
    }

    /// In which form the secret is in bytes that left.
    pub fn found_in_bytes(&self, bytes: &[u8]) -> Option<String> {
        self.exact.found(bytes).map(str::to_owned)
    }
}

/// Small letters, and white space folded.
fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The digits of a text; what numbers are not written with parts them.
fn digits_of(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !"-./()\u{2011}\u{2013}".contains(*c));
    kept.map(|c| if c.is_ascii_digit() { c } else { '|' }).collect()
}

/// Percent escapes read; what is not UTF-8 then is replaced.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = after.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_its_forms() {
        let secret = Secret::new("523-48-1907").unwrap();
        for text in
            ["523481907", "523 48 1907", "523%2d48%2D1907", "NTIzLTQ4LTE5MDc=", "3532332d34382d31393037"]
        {
            assert!(secret.found(text).is_some(), "{text}");
        }
        for text in ["***-**-****", "52348190", "523-48 of 1907", ""] {
            assert!(secret.found(text).is_none(), "{text}");
        }
        let name = Secret::new(" Jordan Parker ").unwrap();
        assert!(name.found("Dear JORDAN\n PARKER,").is_some());
        assert!(name.found("?who=jordan+parker").is_some());
        assert!(name.found("Jordan and Parker").is_none());
    }

    #[test]
    fn nothing_is_no_secret() {
        assert!(Secret::new(" ").is_none());
    }
}
