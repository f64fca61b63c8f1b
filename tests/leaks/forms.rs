//! The forms in which a secret may have slipped out, and the search for them. Knows bytes only.

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A value that must not leave the customer's browser.
#[derive(Debug)]
pub struct Canary {
    /// What to look for, with the name of the form.
    needles: Vec<(String, Vec<u8>)>,
}

impl Canary {
    /// Looks for `secret` and every beginning of it of at least `prefix` characters: as UTF-8, UTF-16, escaped for
    /// JSON, HTML or a URL, in base64 at any alignment, in hex, and backwards.
    pub fn new(secret: &str, prefix: usize) -> Canary {
        let ends = secret.char_indices().map(|(at, c)| at + c.len_utf8());
        // From the longest to the shortest, so that the first hit says the most.
        let beginnings =
            ends.enumerate().filter(|(index, _)| index + 1 >= prefix).map(|(_, end)| &secret[..end]);
        let mut needles: Vec<(String, Vec<u8>)> = Vec::new();
        for text in beginnings.collect::<Vec<_>>().into_iter().rev() {
            for (form, bytes) in forms(text) {
                if !needles.iter().any(|(_, known)| *known == bytes) {
                    needles.push((format!("\"{text}\" {form}"), bytes));
                }
            }
        }
        Canary { needles }
    }

    /// Whether it is in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.found(text.as_bytes()).is_some()
    }

    /// The first form that is in these bytes.
    pub fn found(&self, bytes: &[u8]) -> Option<&str> {
        self.needles.iter().find(|(_, needle)| is_in(needle, bytes)).map(|(form, _)| form.as_str())
    }
}

fn is_in(needle: &[u8], bytes: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else { return false };
    bytes.iter().enumerate().any(|(at, byte)| byte == first && bytes[at + 1..].starts_with(rest))
}

fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let escaped = |open: &str, width: usize, radix: fn(u32, usize) -> String, close: &str| {
        text.chars()
            .map(|c| format!("{open}{}{close}", radix(c as u32, width)))
            .collect::<String>()
            .into_bytes()
    };
    let hex = |upper: bool| {
        let digits = |byte: &u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        bytes.iter().map(digits).collect::<String>().into_bytes()
    };
    let percent = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.~".contains(c) {
            c.to_string()
        } else {
            c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect()
        }
    };
    let mut forms = vec![
        ("as it is", bytes.to_vec()),
        ("in UTF-16", utf16(u16::to_le_bytes)),
        ("in UTF-16, big end first", utf16(u16::to_be_bytes)),
        ("escaped for JSON", escaped("\\u", 4, |c, width| format!("{c:0width$x}"), "")),
        ("escaped for HTML", escaped("&#", 0, |c, _| c.to_string(), ";")),
        ("escaped for a URL", text.chars().map(percent).collect::<String>().into_bytes()),
        (
            "escaped for a URL throughout",
            bytes.iter().map(|b| format!("%{b:02X}")).collect::<String>().into(),
        ),
        ("in hex", hex(false)),
        ("in upper-case hex", hex(true)),
        ("backwards", text.chars().rev().collect::<String>().into_bytes()),
    ];
    forms.extend((0..3).map(|shift| ("in base64", base64_inside(bytes, shift))));
    forms
}

/// What base64 looks like for these bytes when `shift` other bytes stand before them: the characters that depend on
/// these bytes alone.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    let shifted: Vec<u8> = std::iter::repeat_n(0, shift).chain(bytes.iter().copied()).collect();
    let sextet = |index: usize| {
        let bit = index * 6;
        let pair =
            u16::from(shifted[bit / 8]) << 8 | u16::from(shifted.get(bit / 8 + 1).copied().unwrap_or(0));
        BASE64[usize::from(pair >> (10 - bit % 8) & 0x3f)]
    };
    // The first sextet without a bit of the bytes before, to the last without a bit of the bytes after.
    let first = (shift * 8).div_ceil(6);
    (first..shifted.len() * 8 / 6).map(sextet).collect()
}
