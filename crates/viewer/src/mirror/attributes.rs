//! Which attributes the mirror may have, and what becomes of the others. An allow-list.
//!
//! An attribute that is not on the list is written as `data-cb-<name>`, where it does nothing, and the page's
//! style sheets are rewritten to look there ([`super::css`]): `[href]`, `[name=q]`, `[_ngcontent-abc]` still
//! match. So the list says what browsers act on, and fidelity does not hang on it.
//!
//! Deliberately not done: fields are not forced to `readonly`. The frame takes no input at all, and `readonly`
//! would change how most sites' fields look.

use std::borrow::Cow;

/// Before the name of an attribute that is kept as data only.
pub(crate) const DATA: &str = "data-cb-";

/// Bytes of an attribute's name.
const NAME_BYTES: usize = 128;

/// Attributes that are written under their own name; none of them runs, loads, opens or sends anything. Sorted.
#[rustfmt::skip]
const KEEP: &[&str] = &[
    "abbr", "align", "alignment-baseline", "alt", "amplitude", "azimuth", "baseFrequency", "baseline-shift",
    "bgcolor", "bias", "border", "cellpadding", "cellspacing", "char", "checked", "class", "clear",
    "clip-path", "clip-rule", "clipPathUnits", "color", "color-interpolation", "color-interpolation-filters",
    "cols", "colspan", "columnalign", "columnspan", "cursor", "cx", "cy", "d", "datetime", "default", "depth",
    "diffuseConstant", "dir", "direction", "disabled", "display", "displaystyle", "divisor",
    "dominant-baseline", "dx", "dy", "edgeMode", "elevation", "exponent", "exportparts", "face", "fill",
    "fill-opacity", "fill-rule", "filter", "filterUnits", "flood-color", "flood-opacity", "font-family",
    "font-size", "font-stretch", "font-style", "font-variant", "font-weight", "for", "frame", "fx", "fy",
    "gradientTransform", "gradientUnits", "headers", "height", "hidden", "high", "hspace", "id",
    "image-rendering", "in", "in2", "inert", "intercept", "k1", "k2", "k3", "k4", "kernelMatrix", "label",
    "lang", "lengthAdjust", "letter-spacing", "lighting-color", "limitingConeAngle", "linethickness", "low",
    "lspace", "marker-end", "marker-mid", "marker-start", "markerHeight", "markerUnits", "markerWidth",
    "mask", "maskContentUnits", "maskUnits", "mathbackground", "mathcolor", "mathsize", "mathvariant", "max",
    "maxlength", "min", "minlength", "multiple", "noshade", "nowrap", "numOctaves", "offset", "opacity",
    "open", "operator", "optimum", "order", "orient", "overflow", "paint-order", "part", "pathLength",
    "patternContentUnits", "patternTransform", "patternUnits", "placeholder", "pointer-events", "points",
    "pointsAtX", "pointsAtY", "pointsAtZ", "popover", "preserveAlpha", "preserveAspectRatio",
    "primitiveUnits", "r", "radius", "readonly", "refX", "refY", "required", "result", "reversed", "role",
    "rotate", "rows", "rowspan", "rspace", "rules", "rx", "ry", "scale", "scope", "scriptlevel", "seed",
    "selected", "shape-rendering", "side", "size", "slope", "slot", "spacing", "span", "specularConstant",
    "specularExponent", "spreadMethod", "start", "startOffset", "stdDeviation", "step", "stitchTiles",
    "stop-color", "stop-opacity", "stretchy", "stroke", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "style",
    "summary", "surfaceScale", "symmetric", "systemLanguage", "tableValues", "targetX", "targetY",
    "text-anchor", "text-decoration", "text-rendering", "textLength", "title", "transform",
    "transform-origin", "unicode-bidi", "valign", "value", "values", "vector-effect", "viewBox", "visibility",
    "vspace", "width", "word-spacing", "wrap", "writing-mode", "x", "x1", "x2", "xChannelSelector", "y", "y1",
    "y2", "yChannelSelector", "z",
];

/// What becomes of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict<'a> {
    /// Written under its own name.
    Keep,
    /// Written as data under this name.
    Data(Cow<'a, str>),
    /// Never written.
    Drop,
}

/// What becomes of an attribute of this name. Values are judged by whoever writes them: `style` and everything
/// that can say `url(` is cleaned as style text, and `type`, `href` and `src` have rules of their own besides.
pub(crate) fn judge(name: &str) -> Verdict<'_> {
    if KEEP.binary_search(&name).is_ok() || name.starts_with("aria-") && is_name(name) {
        return Verdict::Keep;
    }
    // Handlers do not run in a frame without scripts; they are left out all the same.
    if !is_name(name)
        || name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
        || name.starts_with(DATA)
    {
        return Verdict::Drop;
    }
    if name.starts_with("data-") {
        return Verdict::Keep;
    }
    // A colon would name a namespace's prefix; nothing selects by it.
    let name = if name.contains(':') { Cow::Owned(name.replace(':', "-")) } else { Cow::Borrowed(name) };
    Verdict::Data(Cow::Owned(format!("{DATA}{name}")))
}

/// The name under which a selector finds the attribute `name`, which it says in any case. `None`: under its own.
pub(crate) fn selector_name(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let kept = KEEP.iter().any(|keep| keep.eq_ignore_ascii_case(name))
        || lower.starts_with("aria-")
        || lower.starts_with("data-");
    (!kept).then(|| format!("{DATA}{name}"))
}

/// Whether HTML compares the values of this attribute without case, so that a rewritten selector must say so.
pub(crate) fn is_caseless(name: &str) -> bool {
    const CASELESS: [&str; 14] = [
        "type",
        "target",
        "rel",
        "rev",
        "hreflang",
        "enctype",
        "accept",
        "accept-charset",
        "charset",
        "http-equiv",
        "language",
        "media",
        "shape",
        "link",
    ];
    CASELESS.iter().any(|caseless| caseless.eq_ignore_ascii_case(name))
}

/// Narrower than what browsers accept in `setAttribute`, so that it never fails.
fn is_name(name: &str) -> bool {
    name.len() <= NAME_BYTES
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_for_the_search() {
        assert!(KEEP.is_sorted(), "{:?}", KEEP.windows(2).find(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn nothing_that_loads_runs_or_opens_keeps_its_name() {
        for name in [
            "href",
            "src",
            "srcset",
            "poster",
            "action",
            "formaction",
            "target",
            "ping",
            "download",
            "data",
            "background",
            "cite",
            "longdesc",
            "usemap",
            "manifest",
            "codebase",
            "classid",
            "archive",
            "profile",
            "icon",
            "lowsrc",
            "dynsrc",
            "srcdoc",
            "sandbox",
            "allow",
            "is",
            "autofocus",
            "contenteditable",
            "name",
            "type",
            "rel",
            "http-equiv",
            "content",
            "autocomplete",
            "tabindex",
            "accesskey",
            "form",
            "formtarget",
            "popovertarget",
            "imagesrcset",
            "attributeName",
            "from",
            "to",
            "by",
            "begin",
            "end",
            "crossorigin",
            "integrity",
            "nonce",
            "shadowrootmode",
        ] {
            assert_eq!(judge(name), Verdict::Data(Cow::Owned(format!("data-cb-{name}"))), "{name}");
        }
        assert_eq!(judge("xlink:href"), Verdict::Data("data-cb-xlink-href".into()));
    }

    #[test]
    fn handlers_odd_names_and_our_own_names_are_dropped() {
        for name in [
            "onclick",
            "onload",
            "ONERROR",
            "on",
            "",
            "@click",
            "(tap)",
            "a b",
            "a=b",
            "1a",
            "data-cb-href",
            "<",
        ] {
            assert_eq!(judge(name), Verdict::Drop, "{name}");
        }
        assert_eq!(judge(&"a".repeat(200)), Verdict::Drop);
    }

    #[test]
    fn what_style_sheets_hang_on_stays() {
        for name in
            ["class", "id", "style", "data-state", "aria-expanded", "role", "viewBox", "colspan", "slot"]
        {
            assert_eq!(judge(name), Verdict::Keep, "{name}");
            assert_eq!(selector_name(name), None, "{name}");
        }
        assert_eq!(selector_name("HREF").as_deref(), Some("data-cb-HREF"));
        assert_eq!(selector_name("viewbox"), None);
    }
}
