//! The tags that judging a page depends on. Knows names alone; how a tag is shown is the page's own affair.

/// Tags that privacy or capture treat in a way of their own. Others are all number 0.
const NAMED: &[&str] = &[
    "", "input", "textarea", "select", "option", "optgroup", "meta", "use", "a", "area", "img", "image",
    "iframe", "frame", "canvas", "video", "audio", "object", "embed", "link", "style", "td", "th", "dd",
    "dt", "datalist", "source", "button", "tr", "body", "title", "svg", "script", "noscript", "template",
    "applet",
];

/// Tags that end a line of text: what stands on both sides of one is not read as one value. Names that are
/// not listed, such as those of custom elements, are inline, as in every browser's own style sheet.
const BORDERS: &str = " address article aside blockquote body br button canvas caption center dd details dialog dir \
div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend \
li main menu nav object ol optgroup option p pre search section select summary table tbody td textarea tfoot th \
thead title tr ul video ";

/// The high bit of a tag's number says that it is a border.
const BORDER: u8 = 0x80;

/// The number of a tag, by its local name in lower case.
pub(crate) fn number(name: &str) -> u8 {
    let number = NAMED.iter().position(|known| *known == name).unwrap_or(0) as u8;
    let border = !name.is_empty() && BORDERS.split(' ').any(|known| known == name);
    if border { number | BORDER } else { number }
}

/// The name of a tag's number; empty for those without a number of their own.
pub(crate) fn name(number: u8) -> &'static str {
    NAMED.get(usize::from(number & !BORDER)).copied().unwrap_or("")
}

/// Whether the tag ends a line of text.
pub(crate) fn is_border(number: u8) -> bool {
    number & BORDER != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_keeps_its_name_and_whether_it_is_a_border() {
        assert_eq!(name(number("input")), "input");
        assert_eq!(name(number("td")), "td");
        assert_eq!(name(number("x-card")), "");
        for (tag, border) in
            [("p", true), ("span", false), ("x-card", false), ("br", true), ("td", true), ("", false)]
        {
            assert_eq!(is_border(number(tag)), border, "{tag}");
        }
    }
}
