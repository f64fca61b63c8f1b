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
    // Only the first character of the lower form: the few longer ones (such as Turkish dotted I) are in LATIN.
    c.to_lowercase().next().unwrap_or(c)
}

/// The number at `%XX`, for the two hexadecimal digits after a percent sign.
pub(super) fn hex_pair(high: Option<&u8>, low: Option<&u8>) -> Option<u8> {
    let digit = |b: Option<&u8>| (*b? as char).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

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
