//! The mirror's own style text: what browsers do to links by themselves, boxes, and how forms look that cannot be
//! edited.
//!
//! Knows nothing of the page's style; it stands before or behind it.

use pillion_protocol::mode::Mode;

/// First in a document's head: links have no address here, so no browser styles them as links.
pub(crate) const FIRST: &str = "@layer cb-first{:is(a,area)[data-cb-href]{color:LinkText;text-decoration:underline;cursor:pointer}\
     [data-cb-contenteditable]:not([data-cb-contenteditable=false i]){overflow-wrap:break-word}}";

/// The same for a shadow root, where it is the first of the adopted sheets.
pub(crate) const SHADOW_FIRST: &str = FIRST;

/// Behind everything else, everywhere.
const LAST: &str = concat!(
    "cb-gone{display:none!important}",
    // Its alternative text stands there only once it is known that the image does not come.
    "img:not([src],[data-cb-missing]){color:transparent!important}",
    "[data-cb-box]{background:#e6ebe9 center/contain no-repeat!important;border-radius:0!important;",
    "box-shadow:inset 0 0 0 1px #dce3e1!important;color:transparent!important;box-sizing:border-box!important;",
    "min-width:0!important;min-height:0!important;max-width:none!important;max-height:none!important}",
);

/// Fields, and what acts on a form. Also elements that say they are one.
const FORM: &str = ":is(input:not([type=hidden]),textarea,select,form button,button[data-cb-type=submit i],\
    button[data-cb-type=reset i],[data-cb-contenteditable]:not([data-cb-contenteditable=false i]),\
    [role=textbox],[role=searchbox],[role=combobox],[role=listbox],[role=spinbutton],[role=slider],\
    [role=checkbox],[role=radio],[role=switch],[role=menuitemcheckbox],[role=menuitemradio])";

/// The stripes of what cannot be edited.
const STRIPES: &str =
    "repeating-linear-gradient(135deg,rgb(20 33 31/.07) 0 7px,transparent 7px 14px) #f0efed";

/// How a form looks that cannot be edited: hatched and dashed, its values still readable.
const LOCKED: &str = "border:1px dashed #8a9793!important;box-shadow:none!important;color:#45534f!important;\
    -webkit-text-fill-color:#45534f!important;opacity:1!important;text-shadow:none!important}";

/// What browsers draw themselves takes no background.
const LOCKED_DRAWN: &str = "input:is([type=checkbox i],[type=radio i],[type=range i],[type=color i])\
    {filter:grayscale(1)!important;opacity:.55!important;outline:1px dashed #8a9793!important;\
    outline-offset:2px!important}";

/// A list keeps its arrow, which would else go with the page's background. The name of nothing gives it more
/// weight than [`FORM`] has.
const LOCKED_LIST: &str = "select:not([multiple],[size],#cb-nothing){appearance:none!important;background:url(\"data:image/svg+xml,\
    %3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%2345534f' stroke-width='2'%3E\
    %3Cpath d='M6 9l6 6 6-6'/%3E%3C/svg%3E\") right 10px center/18px no-repeat,";

/// The words in boxes. The colours are those of hints on the canvas.
const WORDS: [(&str, &str); 5] = [
    ("hidden", "Hidden by the site"),
    ("other-site", "Other site"),
    ("video", "Video"),
    ("drawing", "Drawing"),
    ("too-large", "Too large"),
];

/// The text of the last sheet, in this mode.
pub(crate) fn last(mode: Option<Mode>) -> String {
    let mut out = LAST.to_owned();
    for (kind, word) in WORDS {
        let width = word.len() * 8 + 16;
        out.push_str(&format!(
            "[data-cb-box={kind}]{{background-image:url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
             width='{width}' height='24'%3E%3Ctext x='50%25' y='16' text-anchor='middle' font-family='system-ui,sans-serif' \
             font-size='13' fill='%235a6864'%3E{word}%3C/text%3E%3C/svg%3E\")!important;background-size:auto!important}}"
        ));
    }
    if mode == Some(Mode::PartialControl) {
        out.push_str(&format!(
            "{FORM}{{background:{STRIPES}!important;{LOCKED}{LOCKED_LIST}{STRIPES}!important}}"
        ));
        out.push_str(LOCKED_DRAWN);
    }
    out
}
