//! Finds the images and fonts that the tree names, each once. Does not fetch, and does not judge addresses: it
//! gets them before and after `privacy`, since one is needed to fetch and the other is what the agent knows.

use crate::prelude::*;
/// An image or font to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where it is.
    pub address: Box<str>,
    /// How the agent's tree names it.
    pub name: Box<str>,
    /// Whether it may be fetched from another origin: fonts and images that ask for it.
    pub cross: bool,
}

/// The addresses that were found before, by hash: a false "before" leaves out one image.
#[derive(Default)]
pub(crate) struct Seen(Vec<u64>);

/// How many addresses one session looks at.
const MOST: usize = 4096;

impl Seen {
    /// Whether this is the first time.
    fn is_new(&mut self, name: &str) -> bool {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        match self.0.binary_search(&hash) {
            Err(at) if self.0.len() < MOST => {
                self.0.insert(at, hash);
                true
            }
            _ => false,
        }
    }

    /// Notes one address. `out` gets it the first time.
    pub(crate) fn note(&mut self, address: &str, name: &str, cross: bool, out: &mut Vec<Wanted>) {
        let fetched = ["http://", "https://", "blob:"].iter().any(|scheme| address.starts_with(scheme));
        if fetched && !name.is_empty() && self.is_new(name) {
            out.push(Wanted { address: address.into(), name: name.into(), cross });
        }
    }

    /// Notes all addresses in style text. Both forms have the same ones in the same order, or none is taken.
    pub(crate) fn note_style(&mut self, raw: &str, judged: &str, out: &mut Vec<Wanted>) {
        let (before, after) = (addresses(raw), addresses(judged));
        if before.len() != after.len() {
            return;
        }
        for ((address, font), (name, _)) in before.iter().zip(&after) {
            self.note(address, name, *font, out);
        }
    }
}

/// The addresses in style text, as the reader writes them: `url("…")`. True for those of a font.
fn addresses(css: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut rest = css;
    // A search of our own: that of `str` would bring in more code than all of this file.
    while let Some(at) = rest.as_bytes().windows(5).position(|five| five == b"url(\"") {
        let before = rest.get(..at).unwrap_or("");
        // The last rule that was opened decides; in the first piece that may be the whole text before.
        let font = before.rfind('{').map_or_else(
            || found.last().is_some_and(|(_, font)| *font) && !before.contains('}'),
            |open| before.get(..open).is_some_and(|head| head.trim_end().ends_with("@font-face")),
        );
        rest = rest.get(at + 5..).unwrap_or("");
        let Some(end) = rest.find('"') else { break };
        found.push((rest.get(..end).unwrap_or(""), font));
        rest = rest.get(end..).unwrap_or("");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_images_and_fonts_are_told_apart() {
        let css = "a { background: url(\"http://h/a.png\"), url(\"http://h/b.png\"); }\n\
            @font-face { font-family: x; src: url(\"http://h/x.woff2\") format(\"woff2\"), url(\"http://h/x.woff\"); }\n\
            b { background: url(\"http://h/c.png\"); }";
        let found: Vec<_> =
            addresses(css).into_iter().map(|(url, font)| (url.rsplit('/').next().unwrap(), font)).collect();
        assert_eq!(
            found,
            [("a.png", false), ("b.png", false), ("x.woff2", true), ("x.woff", true), ("c.png", false)]
        );
        assert_eq!(addresses("url(\""), []);
    }

    #[test]
    fn each_address_is_wanted_once_and_foreign_schemes_never() {
        let mut seen = Seen::default();
        let mut out = Vec::new();
        for address in
            ["http://h/a.png", "http://h/a.png", "data:image/png;base64,AA", "javascript:x", "", "blob:x"]
        {
            seen.note(address, address, false, &mut out);
        }
        assert_eq!(
            out.iter().map(|wanted| &*wanted.address).collect::<Vec<_>>(),
            ["http://h/a.png", "blob:x"]
        );
        seen.note("http://h/s.png?sig=abc", "http://h/s.png?sig=", false, &mut out);
        assert_eq!(&*out[2].name, "http://h/s.png?sig=");
        seen.note_style("url(\"http://h/1\") url(\"http://h/2\")", "url(\"\")", &mut out);
        assert_eq!(out.len(), 3);
    }
}
