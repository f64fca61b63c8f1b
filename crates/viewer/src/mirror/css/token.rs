//! Style text to tokens, as CSS Syntax Level 3 has them: strings, comments, escapes and addresses are
//! recognised where a browser recognises them, so that what is cleaned is what a browser would read.
//!
//! Knows nothing of what the tokens mean.

use std::borrow::Cow;

/// A token. Those that say something are decoded; `raw` in [`Token`] is what stood there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'a> {
    /// A name.
    Ident(Cow<'a, str>),
    /// A name with an opening bracket behind it.
    Function(Cow<'a, str>),
    /// `@` and a name.
    At(Cow<'a, str>),
    /// A string's content.
    Text(Cow<'a, str>),
    /// An address without quotes, `url(…)`.
    Url(Cow<'a, str>),
    /// A string or an address that is broken: a browser drops what it stands in.
    Bad,
    /// A comment.
    Comment,
    /// White space.
    Space,
    /// `<!--` or `-->`.
    Mark,
    /// A number, `#hash` or anything else that says nothing here; written as it stood.
    Other,
    /// One of `:;,[](){}` or any other single character.
    Sign(char),
}

/// A token and the text that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) raw: &'a str,
}

/// Reads style text token by token.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Tokens<'a> {
        Tokens { rest: text }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let (kind, length) = read(self.rest)?;
        let (raw, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(Token { kind, raw })
    }
}

/// The first token of `text` and its bytes.
fn read(text: &str) -> Option<(Kind<'_>, usize)> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    Some(match first {
        b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => (Kind::Space, count(bytes, is_space)),
        b'/' if bytes.get(1) == Some(&b'*') => {
            (Kind::Comment, text[2..].find("*/").map_or(text.len(), |end| end + 4))
        }
        b'"' | b'\'' => string(text, first),
        b'#' if bytes.get(1).is_some_and(|b| is_name_byte(*b)) || is_escape(&bytes[1..]) => {
            (Kind::Other, 1 + name(&text[1..]).1)
        }
        b'0'..=b'9' | b'+' | b'-' | b'.' if starts_number(bytes) => (Kind::Other, number(text)),
        b'-' if text.starts_with("-->") => (Kind::Mark, 3),
        b'<' if text.starts_with("<!--") => (Kind::Mark, 4),
        b'@' if starts_name(&bytes[1..]) => {
            let (name, length) = name(&text[1..]);
            (Kind::At(name), 1 + length)
        }
        _ if starts_name(bytes) => name_like(text),
        _ => {
            let sign = text.chars().next()?;
            (Kind::Sign(sign), sign.len_utf8())
        }
    })
}

/// A name, a function or an address.
fn name_like(text: &str) -> (Kind<'_>, usize) {
    let (word, length) = name(text);
    if !text[length..].starts_with('(') {
        return (Kind::Ident(word), length);
    }
    let inside = &text[length + 1..];
    let spaces = count(inside.as_bytes(), is_space);
    if !word.eq_ignore_ascii_case("url") || inside[spaces..].starts_with(['"', '\'']) {
        return (Kind::Function(word), length + 1);
    }
    let (kind, end) = address(&inside[spaces..]);
    (kind, length + 1 + spaces + end)
}

/// What stands in `url(` up to and with the closing bracket.
fn address(text: &str) -> (Kind<'_>, usize) {
    let bytes = text.as_bytes();
    let mut decoded = String::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b')' => return (Kind::Url(decoded.into()), at + 1),
            _ if is_space(*byte) => {
                let end = at + count(&bytes[at..], is_space);
                return match bytes.get(end) {
                    None => (Kind::Url(decoded.into()), end),
                    Some(b')') => (Kind::Url(decoded.into()), end + 1),
                    Some(_) => (Kind::Bad, end + rest_of_bad_address(&text[end..])),
                };
            }
            b'"' | b'\'' | b'(' | 0..=8 | 0x0b | 0x0e..=0x1f | 0x7f => {
                return (Kind::Bad, at + rest_of_bad_address(&text[at..]));
            }
            b'\\' if is_escape(&bytes[at..]) => {
                let (c, length) = escape(&text[at..]);
                decoded.push(c);
                at += length;
            }
            b'\\' => return (Kind::Bad, at + rest_of_bad_address(&text[at..])),
            _ => {
                let run = count(&bytes[at..], |b| {
                    !matches!(b, b')' | b'"' | b'\'' | b'(' | b'\\' | 0..=0x20 | 0x7f)
                });
                decoded.push_str(&text[at..at + run]);
                at += run;
            }
        }
    }
    (Kind::Url(decoded.into()), at)
}

fn rest_of_bad_address(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b')' => return at + 1,
            b'\\' if is_escape(&bytes[at..]) => at += escape(&text[at..]).1,
            _ => at += 1,
        }
    }
    at
}

fn string(text: &str, quote: u8) -> (Kind<'_>, usize) {
    let bytes = text.as_bytes();
    let mut decoded: Option<String> = None;
    let mut at = 1;
    let mut plain = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b if *b == quote => break,
            b'\n' | b'\r' | b'\x0c' => return (Kind::Bad, at),
            b'\\' => {
                let decoded = decoded.get_or_insert_default();
                decoded.push_str(&text[plain..at]);
                at += match bytes.get(at + 1) {
                    None => 1,
                    Some(b'\r') if bytes.get(at + 2) == Some(&b'\n') => 3,
                    Some(b'\n' | b'\r' | b'\x0c') => 2,
                    Some(_) => {
                        let (c, length) = escape(&text[at..]);
                        decoded.push(c);
                        length
                    }
                };
                plain = at;
            }
            _ => at += 1,
        }
    }
    let content = match decoded {
        Some(mut decoded) => {
            decoded.push_str(&text[plain..at]);
            Cow::Owned(decoded)
        }
        None => Cow::Borrowed(&text[1..at]),
    };
    (Kind::Text(content), (at + 1).min(text.len()))
}

/// The name at the start of `text`, decoded, and its bytes.
fn name(text: &str) -> (Cow<'_, str>, usize) {
    let bytes = text.as_bytes();
    let plain = count(bytes, is_name_byte);
    if !is_escape(&bytes[plain..]) {
        return (Cow::Borrowed(&text[..plain]), plain);
    }
    let mut decoded = text[..plain].to_owned();
    let mut at = plain;
    loop {
        if is_escape(&bytes[at..]) {
            let (c, length) = escape(&text[at..]);
            decoded.push(c);
            at += length;
        } else {
            let run = count(&bytes[at..], is_name_byte);
            if run == 0 {
                return (Cow::Owned(decoded), at);
            }
            decoded.push_str(&text[at..at + run]);
            at += run;
        }
    }
}

/// The character of the escape at the start of `text`, and its bytes.
fn escape(text: &str) -> (char, usize) {
    let rest = &text[1..];
    let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 {
        return rest.chars().next().map_or(('\u{fffd}', 1), |c| (c, 1 + c.len_utf8()));
    }
    let code = u32::from_str_radix(&rest[..digits], 16).unwrap_or(0);
    let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
    let space = match rest.as_bytes().get(digits..) {
        Some([b'\r', b'\n', ..]) => 2,
        Some([b, ..]) if is_space(*b) => 1,
        _ => 0,
    };
    (c, 1 + digits + space)
}

/// A number with its unit.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes[0], b'+' | b'-'));
    at += count(&bytes[at..], |b| b.is_ascii_digit());
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1 + count(&bytes[at + 1..], |b| b.is_ascii_digit());
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
            at += 1 + sign + count(&bytes[at + 1 + sign..], |b| b.is_ascii_digit());
        }
    }
    match bytes.get(at) {
        Some(b'%') => at + 1,
        _ if starts_name(&bytes[at..]) => at + name(&text[at..]).1,
        _ => at,
    }
}

fn starts_number(bytes: &[u8]) -> bool {
    let rest = if matches!(bytes.first(), Some(b'+' | b'-')) { &bytes[1..] } else { bytes };
    match rest {
        [b'.', digit, ..] => digit.is_ascii_digit(),
        [digit, ..] => digit.is_ascii_digit(),
        [] => false,
    }
}

fn starts_name(bytes: &[u8]) -> bool {
    match bytes {
        [b'-', b'-', ..] => true,
        [b'-', rest @ ..] => rest.first().is_some_and(|b| is_name_start(*b)) || is_escape(rest),
        [b, ..] if is_name_start(*b) => true,
        _ => is_escape(bytes),
    }
}

fn is_escape(bytes: &[u8]) -> bool {
    match bytes {
        [b'\\', next, ..] => !matches!(next, b'\n' | b'\r' | b'\x0c'),
        // A backslash at the very end stands for the replacement character.
        [b'\\'] => true,
        _ => false,
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 || byte == 0
}

fn is_name_byte(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || byte == b'-'
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn count(bytes: &[u8], accept: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| accept(**b)).count()
}

/// Writes a name so that it is read as the same name again.
pub(super) fn write_name(out: &mut String, name: &str) {
    for (place, c) in name.char_indices() {
        let plain = c.is_ascii_alphabetic()
            || c == '_'
            || u32::from(c) >= 0x80
            // Dashes alone would be a sign, or with what follows the end of a mark.
            || c == '-' && (place > 0 || name.contains(|c| c != '-'))
            || c.is_ascii_digit() && place > 0 && !(place == 1 && name.starts_with('-'));
        if plain {
            out.push(c);
        } else if c == '\0' {
            out.push('\u{fffd}');
        } else {
            write_escape(out, c);
        }
    }
}

/// Writes a string in double quotes so that it is read as the same string again.
pub(super) fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '\0' => out.push('\u{fffd}'),
            '"' | '\\' | '\x01'..='\x1f' | '\x7f' => write_escape(out, c),
            // Not needed within a text node; costs nothing and holds wherever the text may land.
            '<' => write_escape(out, c),
            _ => out.push(c),
        }
    }
    out.push('"');
}

fn write_escape(out: &mut String, c: char) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push('\\');
    let code = u32::from(c);
    let mut shift = 20;
    while shift > 0 && code >> shift == 0 {
        shift -= 4;
    }
    loop {
        out.push(char::from(DIGITS[(code >> shift) as usize & 15]));
        if shift == 0 {
            break;
        }
        shift -= 4;
    }
    out.push(' ');
}
