//! Which attributes leave at all (R1 and R5 of privacy.md) and what each holds.
//! Does not judge their content.

use super::search::listed;

/// What an attribute holds, and so how its value is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Never captured.
    Never,
    /// A URL.
    Url,
    /// URLs with descriptions, separated by commas.
    UrlSet,
    /// CSS declarations.
    Css,
    /// Numbers of a drawing: long rows of digits that mean nothing.
    Drawing,
    /// Anything else.
    Text,
}

/// How an attribute is treated under an owner's mask, or in the private mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Covered {
    /// Judged as if nothing covered it: it says how the element looks or behaves.
    Stays,
    /// Text that people see: stars.
    Words,
    /// A link: `#`, so that it still looks like one.
    Link,
    /// CSS without its strings and addresses.
    Css,
    /// Not sent.
    Dropped,
}

/// Layout attributes: they stay under a mask. All others are dropped, so that a new one cannot leak.
const LAYOUT: &str = " id class role dir lang hidden tabindex type rows cols colspan rowspan span width height \
size border cellpadding cellspacing align valign bgcolor color face disabled readonly required multiple open for \
slot part is contenteditable spellcheck wrap start reversed scope headers nowrap inert popover rel media \
xmlns xmlns:xlink version preserveAspectRatio fill stroke stroke-width stroke-linecap stroke-linejoin \
stroke-dashoffset stroke-opacity fill-opacity fill-rule clip-rule clip-path mask opacity x y x1 y1 x2 y2 cx cy \
r rx ry dx dy fx fy offset stop-color stop-opacity gradientUnits patternUnits text-anchor dominant-baseline \
font-size font-weight font-family visibility display overflow vector-effect focusable ";
/// aria attributes that name other elements by id.
const ARIA_IDS: &str = " aria-describedby aria-labelledby aria-controls aria-owns aria-activedescendant \
aria-flowto aria-details aria-errormessage ";
/// What the other aria attributes may say and still be states.
const ARIA_STATES: &str = " true false mixed undefined page step location date time menu listbox tree grid \
dialog ascending descending none other off polite assertive horizontal vertical inline list both grammar \
spelling additions removals all ";

/// What the attribute holds. `tag` and `subtype` (an input's type, a meta's name) are lower case.
pub(super) fn sort(tag: &str, subtype: &str, name: &str) -> Sort {
    let bytes = name.as_bytes();
    if let [b'o' | b'O', b'n' | b'N', ..] = bytes {
        return Sort::Never;
    }
    match name {
        "class" | "id" | "type" | "title" | "alt" | "name" | "role" => Sort::Text,
        "style" => Sort::Css,
        "srcset" | "imagesrcset" => Sort::UrlSet,
        "nonce" | "integrity" | "srcdoc" | "ping" | "autofocus" | "formaction" | "http-equiv" => Sort::Never,
        "content" if tag == "meta" && !matches!(subtype, "viewport" | "color-scheme" | "theme-color") => {
            Sort::Never
        }
        // The page in a frame is no part of this one.
        "src" | "data" if matches!(tag, "iframe" | "frame" | "object" | "embed") => Sort::Never,
        "value" if tag == "input" && matches!(subtype, "hidden" | "file" | "password") => Sort::Never,
        "d" | "points" | "viewBox" | "transform" | "gradientTransform" | "patternTransform"
        | "stroke-dasharray" | "values" | "keyTimes" | "keySplines" | "keyPoints" | "path" | "coords"
        | "sizes" => Sort::Drawing,
        "href" | "src" | "action" | "poster" | "cite" | "background" | "longdesc" | "data" | "xlink:href"
        | "manifest" | "codebase" | "icon" | "usemap" => Sort::Url,
        _ if bytes.iter().any(u8::is_ascii_uppercase) => {
            // XML documents keep capitals; a list must not be passed by by them.
            let lower = name.to_ascii_lowercase();
            if lower == name { Sort::Text } else { sort(tag, subtype, &lower) }
        }
        _ => Sort::Text,
    }
}

/// Whether a change of the attribute is sent while the field is masked: others may follow what is typed.
pub fn changes_when_masked(name: &str) -> bool {
    matches!(name, "class" | "disabled" | "readonly" | "hidden" | "aria-invalid" | "aria-describedby")
}

/// Whether the attribute carries a field's value, and so is not sent when the field is masked. Titles and
/// such stay: they are judged like any text.
pub(super) fn carries_value(name: &str) -> bool {
    matches!(
        name,
        "value"
            | "checked"
            | "selected"
            | "aria-valuetext"
            | "aria-valuenow"
            | "aria-checked"
            | "aria-selected"
    ) || name.starts_with("data-")
}

/// The treatment under an owner's mask, and inside a masked field.
pub(super) fn under_mask(tag: &str, name: &str, raw: &str) -> Covered {
    match name {
        "title" | "alt" | "placeholder" | "label" | "aria-label" => Covered::Words,
        "style" => Covered::Css,
        // A reference within the page, such as an icon of a sprite.
        "href" | "xlink:href" if tag == "use" && raw.starts_with('#') => Covered::Stays,
        "href" | "xlink:href" => Covered::Link,
        _ if name.starts_with("aria-") => aria(name, raw),
        _ if listed(LAYOUT, name) || sort(tag, "", name) == Sort::Drawing => Covered::Stays,
        _ => Covered::Dropped,
    }
}

/// The treatment in the private mode, which covers text and links, but not pictures and style.
pub(super) fn in_private_mode(tag: &str, name: &str, raw: &str) -> Covered {
    match name {
        "title" | "alt" | "placeholder" | "label" | "summary" | "content" if tag != "meta" => Covered::Words,
        "href" | "xlink:href" if matches!(tag, "a" | "area") => Covered::Link,
        "value" | "checked" | "selected" => Covered::Dropped,
        "aria-label" => Covered::Words,
        _ if name.starts_with("aria-") => aria(name, raw),
        _ if name.starts_with("data-") => Covered::Dropped,
        _ => Covered::Stays,
    }
}

fn aria(name: &str, raw: &str) -> Covered {
    if listed(ARIA_IDS, name) || listed(ARIA_STATES, raw) { Covered::Stays } else { Covered::Dropped }
}

/// Whether the content of an element leaves. For the others the element may be shown, empty or as a box.
pub fn content_leaves(tag: &str) -> bool {
    !matches!(
        tag,
        "script"
            | "noscript"
            | "template"
            | "object"
            | "embed"
            | "applet"
            | "iframe"
            | "frame"
            | "canvas"
            | "video"
            | "audio"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_captured() {
        for (tag, subtype, name) in [
            ("a", "", "onclick"),
            ("a", "", "ONCLICK"),
            ("script", "", "nonce"),
            ("link", "", "integrity"),
            ("iframe", "", "srcdoc"),
            ("a", "", "ping"),
            ("input", "text", "autofocus"),
            ("button", "", "formaction"),
            ("meta", "", "http-equiv"),
            ("meta", "csrf-token", "content"),
            ("meta", "", "content"),
            ("input", "hidden", "value"),
            ("input", "file", "value"),
            ("input", "password", "value"),
            ("iframe", "", "src"),
            ("object", "", "data"),
        ] {
            assert_eq!(sort(tag, subtype, name), Sort::Never, "{tag} {name}");
        }
        assert_eq!(sort("meta", "viewport", "content"), Sort::Text);
        assert_eq!(sort("input", "text", "value"), Sort::Text);
        assert_eq!(sort("a", "", "href"), Sort::Url);
        assert_eq!(sort("img", "", "srcset"), Sort::UrlSet);
        assert_eq!(sort("svg", "", "viewBox"), Sort::Drawing);
    }

    #[test]
    fn under_a_mask_only_the_layout_stays() {
        for (tag, name, raw, expected) in [
            ("p", "class", "a", Covered::Stays),
            ("p", "title", "a", Covered::Words),
            ("a", "href", "/x", Covered::Link),
            ("use", "href", "#icon", Covered::Stays),
            ("img", "src", "/x", Covered::Dropped),
            ("img", "srcset", "/x", Covered::Dropped),
            ("video", "poster", "/x", Covered::Dropped),
            ("input", "name", "a", Covered::Dropped),
            ("input", "value", "a", Covered::Dropped),
            ("p", "data-k", "a", Covered::Dropped),
            ("p", "aria-expanded", "true", Covered::Stays),
            ("p", "aria-valuetext", "four", Covered::Dropped),
            ("p", "never-heard-of", "a", Covered::Dropped),
        ] {
            assert_eq!(under_mask(tag, name, raw), expected, "{name}");
        }
    }
}
