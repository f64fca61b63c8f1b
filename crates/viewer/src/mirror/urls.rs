//! Which addresses may stand in the mirror. Everything else is never written into it, so it is never asked for.
//!
//! Knows nothing of attributes and style text; they ask here.

/// Bytes of a `data:` address.
const DATA_BYTES: usize = 2 * 1024 * 1024;

/// Kinds of images that a `data:` address or an asset may have.
#[rustfmt::skip]
const IMAGES: &[&str] = &[
    "image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/avif", "image/svg+xml",
    "image/x-icon", "image/vnd.microsoft.icon", "image/bmp",
];

/// Kinds of fonts that a `data:` address or an asset may have.
#[rustfmt::skip]
const FONTS: &[&str] = &[
    "font/woff2", "font/woff", "font/ttf", "font/otf", "font/sfnt", "font/collection",
    "application/font-woff", "application/font-woff2", "application/x-font-woff", "application/x-font-ttf",
    "application/x-font-opentype", "application/font-sfnt", "application/vnd.ms-fontobject",
];

/// What an address is to the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address<'a> {
    /// Carries its content in itself; may stand as it is, where a browser takes it for an image or a font.
    Data(&'a str),
    /// A part of the same page: `#id`.
    Fragment(&'a str),
    /// Comes as an asset, or not at all.
    Remote(&'a str),
    /// May not stand anywhere.
    Refused,
}

/// Judges an address as the tree names it. `page` is the page's own address: with a fragment it is the page.
pub(crate) fn judge<'a>(address: &'a str, page: &str) -> Address<'a> {
    let address = address.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    if address.is_empty() {
        return Address::Refused;
    }
    if let Some(fragment) = fragment(address, page) {
        return Address::Fragment(fragment);
    }
    match scheme(address) {
        Some("data") => data(address).map_or(Address::Refused, Address::Data),
        Some("http" | "https" | "blob") | None => Address::Remote(address),
        Some(_) => Address::Refused,
    }
}

/// Whether a browser may be given bytes of this kind.
pub(crate) fn is_asset_kind(mime: &str) -> bool {
    IMAGES.contains(&mime) || FONTS.contains(&mime)
}

/// `#id`, also when it was made absolute.
fn fragment<'a>(address: &'a str, page: &str) -> Option<&'a str> {
    let page = page.split('#').next().unwrap_or_default();
    let rest = if address.starts_with('#') { address } else { address.strip_prefix(page)? };
    rest.starts_with('#').then_some(rest)
}

/// The scheme in lower case, of those that are of interest; `Some("")` for any other.
fn scheme(address: &str) -> Option<&'static str> {
    let end = address.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))?;
    // Browsers skip tabs and line ends within a scheme: what has them is not one of the known ones here, and
    // anything that is unknown and goes on with a colon somewhere is refused.
    if !address[end..].starts_with(':') {
        return address[end..].contains(|c: char| c.is_ascii_control()).then_some("");
    }
    ["data", "http", "https", "blob"]
        .into_iter()
        .find(|known| address[..end].eq_ignore_ascii_case(known))
        .or(Some(""))
}

/// A `data:` address of a kind that may stand; of an SVG without its fragment. With one, Firefox takes an SVG that is
/// named by `filter`, `mask` and their like for a document, and lets it ask for style sheets, whatever the policy says.
fn data(address: &str) -> Option<&str> {
    let kind = address.get(5..)?;
    let kind = kind[..kind.find([';', ','])?].trim().to_ascii_lowercase();
    let address = match &*kind {
        "image/svg+xml" => address.split('#').next()?,
        _ => address,
    };
    (address.len() <= DATA_BYTES && is_asset_kind(&kind)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_carries_itself_or_comes_as_an_asset_may_stand() {
        let page = "https://bank.example/apply?x=1";
        for (address, expected) in [
            ("data:image/png;base64,AA", Address::Data("data:image/png;base64,AA")),
            ("DATA:image/svg+xml,<svg/>", Address::Data("DATA:image/svg+xml,<svg/>")),
            ("data:image/svg+xml,<svg/>#f", Address::Data("data:image/svg+xml,<svg/>")),
            ("data:Image/SVG+xml;x,a#b#c", Address::Data("data:Image/SVG+xml;x,a")),
            ("data:image/png;base64,AA#f", Address::Data("data:image/png;base64,AA#f")),
            ("data:font/woff2;base64,AA", Address::Data("data:font/woff2;base64,AA")),
            ("data:text/html,<script>", Address::Refused),
            ("data:,x", Address::Refused),
            ("data:image/png", Address::Refused),
            ("#grad", Address::Fragment("#grad")),
            ("https://bank.example/apply?x=1#grad", Address::Fragment("#grad")),
            ("https://bank.example/apply?x=12#grad", Address::Remote("https://bank.example/apply?x=12#grad")),
            ("https://bank.example/a.png", Address::Remote("https://bank.example/a.png")),
            (" https://bank.example/a.png\n", Address::Remote("https://bank.example/a.png")),
            ("blob:https://bank.example/1", Address::Remote("blob:https://bank.example/1")),
            ("//bank.example/a.png", Address::Remote("//bank.example/a.png")),
            ("javascript:alert(1)", Address::Refused),
            ("JaVaScRiPt:alert(1)", Address::Refused),
            ("java\tscript:alert(1)", Address::Refused),
            ("vbscript:x", Address::Refused),
            ("file:///etc/passwd", Address::Refused),
            ("", Address::Refused),
        ] {
            assert_eq!(judge(address, page), expected, "{address:?}");
        }
    }

    #[test]
    fn an_unknown_page_makes_no_address_a_fragment() {
        assert_eq!(judge("https://x.example/#a", ""), Address::Remote("https://x.example/#a"));
    }
}
