//! Which elements the mirror may have, and what stands in for the others. An allow-list: a name that is not
//! here becomes an element that no browser knows.
//!
//! Knows nothing of attributes, and not where an element stands.

use std::borrow::Cow;

use pillion_protocol::tree::Namespace;

/// What the mirror makes of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan<'a> {
    /// The namespace that it is created in.
    pub(crate) namespace: Namespace,
    /// The local name that it is created with.
    pub(crate) tag: Cow<'a, str>,
    /// What is special about it.
    pub(crate) part: Part,
}

/// What is special about an element in the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Nothing: it is itself, with what is below it.
    Plain,
    /// It owns a style sheet; what is below it is not shown.
    Sheet,
    /// It may hold the document of a frame of the same origin.
    Frame,
    /// It is an inert box: it keeps its name for the page's style sheets, its content is never loaded.
    Inert,
    /// It is not in the mirror. An empty, invisible stand-in keeps `:nth-child` and `+` right.
    Gone,
}

impl Part {
    /// Whether what is below it is left out.
    pub(crate) fn is_hollow(self) -> bool {
        matches!(self, Part::Sheet | Part::Frame | Part::Inert | Part::Gone)
    }
}

/// Local names of HTML that are shown as they are. Sorted.
#[rustfmt::skip]
const HTML: &[&str] = &[
    "a", "abbr", "acronym", "address", "area", "article", "aside", "b", "bdi", "bdo", "big", "blockquote",
    "body", "br", "button", "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd",
    "del", "details", "dfn", "dialog", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure", "font",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i",
    "img", "input", "ins", "kbd", "label", "legend", "li", "main", "map", "mark", "menu", "meter", "nav",
    "nobr", "ol", "optgroup", "option", "output", "p", "picture", "pre", "progress", "q", "rb", "rp", "rt",
    "rtc", "ruby", "s", "samp", "search", "section", "select", "slot", "small", "source", "span", "strike",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time",
    "title", "tr", "tt", "u", "ul", "var", "wbr",
];

/// Local names of HTML that may run, load or rule: nothing of them is shown. Sorted.
#[rustfmt::skip]
const GONE: &[&str] = &[
    "applet", "base", "basefont", "bgsound", "fencedframe", "frame", "frameset", "meta", "noembed",
    "noframes", "noscript", "param", "portal", "script", "template", "track",
];

/// Local names of SVG that are shown. Sorted.
#[rustfmt::skip]
const SVG: &[&str] = &[
    "a", "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
    "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight",
    "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge",
    "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile",
    "feTurbulence", "filter", "g", "image", "line", "linearGradient", "marker", "mask", "metadata", "path",
    "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "svg", "switch", "symbol", "text",
    "textPath", "title", "tspan", "use",
];

/// Local names of MathML that only lay out their content. Sorted.
#[rustfmt::skip]
const MATHML: &[&str] = &[
    "math", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable",
    "mtd", "mtext", "mtr", "munder", "munderover", "none", "semantics",
];

/// The HTML elements that may have a shadow root, besides custom ones. Sorted.
#[rustfmt::skip]
const HOSTS: &[&str] = &[
    "article", "aside", "blockquote", "body", "div", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "main", "nav", "p", "section", "span",
];

/// What stands for an element that is not in the mirror, in HTML. Hidden by the mirror's own style.
pub(crate) const STAND_IN: &str = "cb-gone";

/// What the mirror makes of an element of this name.
pub(crate) fn plan(namespace: Namespace, tag: &str) -> Plan<'_> {
    let same = |part| Plan { namespace, tag: Cow::Borrowed(tag), part };
    let html = |tag, part| Plan { namespace: Namespace::Html, tag, part };
    let gone = || html(Cow::Borrowed(STAND_IN), Part::Gone);
    match namespace {
        Namespace::Html => match tag {
            "style" | "link" => html(Cow::Borrowed("style"), Part::Sheet),
            "iframe" => same(Part::Frame),
            "canvas" | "video" | "audio" | "object" | "embed" => same(Part::Inert),
            _ if has(HTML, tag) || is_custom_name(tag) => same(Part::Plain),
            _ if has(GONE, tag) => gone(),
            _ => renamed(tag).map_or_else(gone, |tag| html(tag, Part::Plain)),
        },
        Namespace::Svg => match tag {
            "style" => html(Cow::Borrowed("style"), Part::Sheet),
            _ if has(SVG, tag) => same(Part::Plain),
            // A group that holds nothing: an HTML element there would not be drawn either, but would be odd.
            _ => Plan { namespace, tag: Cow::Borrowed("g"), part: Part::Gone },
        },
        Namespace::MathMl if has(MATHML, tag) => same(Part::Plain),
        Namespace::MathMl => gone(),
    }
}

/// Whether an element of this plan can be given a shadow root.
pub(crate) fn can_host(plan: &Plan<'_>) -> bool {
    plan.namespace == Namespace::Html
        && plan.part == Part::Plain
        && (has(HOSTS, &plan.tag) || is_custom_name(&plan.tag) && !plan.tag.starts_with("cb-"))
}

/// Whether a browser takes this for a custom element's name. Nothing is ever defined in the mirror, so such an
/// element is inert. Narrower than HTML allows: ASCII only, which is what sites use.
fn is_custom_name(tag: &str) -> bool {
    const RESERVED: [&str; 8] = [
        "annotation-xml",
        "color-profile",
        "font-face",
        "font-face-src",
        "font-face-uri",
        "font-face-format",
        "font-face-name",
        "missing-glyph",
    ];
    tag.contains('-')
        && tag.len() <= 128
        && tag.starts_with(|first: char| first.is_ascii_lowercase())
        && tag
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
        && !RESERVED.contains(&tag)
}

/// An unknown name as one that no browser will ever know, so that its text is shown and nothing else.
fn renamed(tag: &str) -> Option<Cow<'_, str>> {
    let fit = !tag.is_empty()
        && tag.len() <= 128
        && tag
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'));
    fit.then(|| Cow::Owned(format!("cb-{tag}")))
}

fn has(list: &[&str], tag: &str) -> bool {
    list.binary_search(&tag).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_for_the_search() {
        for list in [HTML, GONE, SVG, MATHML, HOSTS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn what_may_run_or_load_is_not_in_the_mirror() {
        for tag in [
            "script", "base", "meta", "noscript", "template", "frame", "frameset", "portal", "applet",
            "param",
        ] {
            let plan = plan(Namespace::Html, tag);
            assert_eq!((&*plan.tag, plan.part), (STAND_IN, Part::Gone), "{tag}");
        }
        for tag in [
            "script",
            "foreignObject",
            "animate",
            "animateTransform",
            "animateMotion",
            "set",
            "feImage",
            "SCRIPT",
        ] {
            let plan = plan(Namespace::Svg, tag);
            assert_eq!((&*plan.tag, plan.part), ("g", Part::Gone), "{tag}");
        }
        assert_eq!(plan(Namespace::MathMl, "annotation-xml").part, Part::Gone);
        assert_eq!(plan(Namespace::MathMl, "maction").part, Part::Gone);
    }

    #[test]
    fn sheets_own_their_text_and_a_link_is_a_sheet_at_most() {
        assert_eq!(plan(Namespace::Html, "link").tag, "style");
        assert_eq!(plan(Namespace::Html, "link").part, Part::Sheet);
        assert_eq!(plan(Namespace::Svg, "style").namespace, Namespace::Html);
    }

    #[test]
    fn unknown_names_are_shown_under_a_name_that_no_browser_knows() {
        assert_eq!(plan(Namespace::Html, "usermedia").tag, "cb-usermedia");
        assert_eq!(plan(Namespace::Html, "fencedframe").part, Part::Gone);
        assert_eq!(plan(Namespace::Html, "SCRIPT").part, Part::Gone);
        assert_eq!(plan(Namespace::Html, "a b").part, Part::Gone);
        assert_eq!(plan(Namespace::Html, "").part, Part::Gone);
    }

    #[test]
    fn custom_elements_keep_their_names_and_their_shadow_roots() {
        let own = plan(Namespace::Html, "acme-menu");
        assert_eq!((&*own.tag, own.part), ("acme-menu", Part::Plain));
        assert!(can_host(&own));
        assert!(can_host(&plan(Namespace::Html, "section")));
        for tag in ["input", "script", "iframe", "video", "foo", "a"] {
            assert!(!can_host(&plan(Namespace::Html, tag)), "{tag}");
        }
        assert!(!can_host(&plan(Namespace::Svg, "g")));
    }
}
