//! Brings characters to one plain form: compatibility forms, letter case and Latin accents.
//! Knows nothing of words, patterns or pages.
//!
//! A small hand-made table stands in for full Unicode normalisation, which would cost more bytes of wasm
//! than the whole of `privacy`. What it leaves out: ligatures, composed Hangul, and scripts without case.

/// Base letters of U+00C0 to U+017F; `*` stands for a sign that is no letter.
const LATIN: &[u8; 192] = b"aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo*ouuuuypy\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln\
nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// The plain (NFKC-like) form of one character, or `None` for characters that show nothing
/// (zero-width, soft hyphen, direction marks, variation selectors).
pub(super) fn compat(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    let u = c as u32;
    let digit = |d: u32| char::from_digit(d % 10, 10);
    match u {
        0xAD | 0x34F | 0x61C | 0x180E | 0xFEFF => None,
        0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F => None,
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 => Some(' '),
        0x2010..=0x2015 | 0x2043 | 0x2212 | 0xFE58 | 0xFE63 => Some('-'),
        0xB2 => Some('2'),
        0xB3 => Some('3'),
        0xB9 => Some('1'),
        0x660..=0x669 => digit(u - 0x660),
        0x6F0..=0x6F9 => digit(u - 0x6F0),
        0x966..=0x96F => digit(u - 0x966),
        0x2070 | 0x2074..=0x2079 => digit(u - 0x2070),
        0x2080..=0x2089 => digit(u - 0x2080),
        0x2460..=0x2468 => digit(u - 0x2460 + 1),
        0xFF01..=0xFF5E => char::from_u32(u - 0xFEE0),
        // Mathematical alphabets: thirteen styles of A to Z, a to z, in order; then five styles of digits.
        0x1D400..=0x1D6A3 => {
            let letter = (u - 0x1D400) % 52;
            char::from_u32(if letter < 26 { 0x41 + letter } else { 0x61 + letter - 26 })
        }
        0x1D7CE..=0x1D7FF => digit(u - 0x1D7CE),
        _ => Some(c),
    }
}

/// Whether the character is an accent that stands on the letter before it.
pub(super) fn is_accent(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF)
}

/// Lower case without Latin accents. Expects a character that went through [`compat`].
pub(super) fn base(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let u = c as u32;
    if (0xC0..0x180).contains(&u) {
        return match LATIN.get((u - 0xC0) as usize) {
            Some(b'*') | None => c,
            Some(&b) => b as char,
        };
    }
    let shift = match u {
        // Greek, Cyrillic, Armenian: capitals stand a fixed way before the small letters.
        0x391..=0x3A9 | 0x410..=0x42F => 0x20,
        0x400..=0x40F => 0x50,
        0x531..=0x556 => 0x30,
        // Further Cyrillic, further Latin, Coptic: capital and small letter in turn.
        0x460..=0x481 | 0x48A..=0x4BF | 0x4D0..=0x52F | 0x1E00..=0x1EFF | 0x218..=0x233 => 1 - u % 2,
        _ => 0,
    };
    char::from_u32(u + shift).unwrap_or(c)
}

/// Whether the character is a letter or a digit. Outside ASCII everything counts that does not stand among
/// signs: close enough for names and borders of words, and without tables.
pub(super) fn is_word(c: char) -> bool {
    match c as u32 {
        0..0x80 => c.is_ascii_alphanumeric(),
        0xAA | 0xB5 | 0xBA => true,
        0x80..=0xBF | 0xD7 | 0xF7 | 0x2000..=0x2BFF | 0x3000..=0x3004 | 0x3007..=0x3020 => false,
        0xE000..=0xF8FF | 0xFE10..=0xFE6F | 0xFFE0..=0xFFFF | 0x1F000..=0x1FFFF => false,
        _ => true,
    }
}

/// Whether the character is a capital letter.
pub(super) fn is_capital(c: char) -> bool {
    match c as u32 {
        0..0x80 => c.is_ascii_uppercase(),
        0xD7 | 0xDF => false,
        0xC0..=0xDE => true,
        // Capital and small letter in turn, but not in step all the way.
        u @ (0x100..=0x137 | 0x14A..=0x177) => u % 2 == 0,
        u @ (0x139..=0x148 | 0x179..=0x17E) => u % 2 == 1,
        0x178 => true,
        0x80..0x180 => false,
        _ => base(c) != c,
    }
}

/// The number at `%XX`, for the two hexadecimal digits after a percent sign.
pub(super) fn hex_pair(high: Option<&u8>, low: Option<&u8>) -> Option<u8> {
    let digit = |b: Option<&u8>| (*b? as char).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn latin_letters_lose_case_and_accents() {
        let fold =
            |s: &str| s.chars().filter_map(compat).filter(|c| !is_accent(*c)).map(base).collect::<String>();
        for (raw, plain) in [
            ("Contraseña", "contrasena"),
            ("SÉCURITÉ", "securite"),
            ("número", "numero"),
            ("nu\u{301}mero", "numero"),
            ("Žluťoučký kůň", "zlutoucky kun"),
            ("ŁÓDŹ", "lodz"),
            ("ÿŸ", "yy"),
            ("Straße", "strase"),
            ("Пароль", "пароль"),
        ] {
            assert_eq!(fold(raw), plain);
        }
    }

    #[test]
    fn compatibility_forms_become_plain() {
        let plain = |s: &str| s.chars().filter_map(compat).collect::<String>();
        assert_eq!(plain("５１２－７３"), "512-73");
        assert_eq!(plain("4\u{200B}1\u{AD}1"), "411");
        assert_eq!(plain("1\u{A0}2\u{2013}3"), "1 2-3");
        assert_eq!(plain("𝟙𝟚𝟛𝐀𝐛"), "123Ab");
    }
}
