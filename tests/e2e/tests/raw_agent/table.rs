//! The command table of `docs/security.md`, on the targets of `pages/targets.html`. Under no-control all of it is refused.

use pillion_protocol::command::{Filling, KeyName};

/// Clicks: the targets, and what is said of them under full-control and under partial-control. `Y` is done, `C` is
/// asked about; all else is why not.
pub(crate) const CLICKS: &[(&str, &str, &str)] = &[
    ("own toggle shadow-button framed", "Y", "Y"),
    ("away blank download", "C", "C"),
    ("script tabbed-script data user rect", "Address", "Address"),
    ("pressed opens-list opens-fields tab-state switch-element", "Y", "Form"),
    ("bare-submit bare role-button unknown words", "Y", "UnknownTarget"),
    ("text email number search tel url date time when month week color range box radio", "Y", "Form"),
    ("fixed off area choice many editor bold label-box label-around link-in-label option-link", "Y", "Form"),
    ("r-textbox r-searchbox r-combobox r-listbox r-option r-checkbox r-radio r-switch", "Y", "Form"),
    ("r-slider r-spin r-menu-check r-menu-radio framed-field shadow-field login", "Y", "Form"),
    ("password ssn card masked masked-area masked-choice masked-box masked-editor", "Private", "Private"),
    ("masked-slider label-private framed-password shadow-password", "Private", "Private"),
    ("cofill-password cofill-pin cofill-code cofill-cvv", "Private", "Private"),
    ("cofill", "Y", "Form"),
    ("file clear-file label-file label-around-file other-frame", "Never", "Never"),
    ("hidden:0 hidden:1 ignored kept kept-field kept-link", "Site", "Site"),
    ("kept-button kept-tag-field", "Site", "Site"),
    ("under-file covered invisible none inert far", "Changed", "Changed"),
    ("plain-text plain-button send reset image", "Y", "Form"),
    ("send-private send-marked send-away label-send", "C", "Form"),
];

/// Fields, what is filled in (a value, typed text, a check, an option), and what is said under full-control. Under
/// partial-control all are parts of forms.
pub(crate) const FILLS: &[(&str, &str, &str)] = &[
    ("text number area cofill framed-field shadow-field plain-text", "value", "Y"),
    ("text area editor", "insert", "Y"),
    ("box radio", "check", "Y"),
    ("choice many", "choose", "Y"),
    (
        "password ssn card masked masked-area masked-editor framed-password shadow-password",
        "value",
        "Private",
    ),
    (
        "password ssn card masked masked-area masked-editor framed-password shadow-password",
        "insert",
        "Private",
    ),
    ("cofill-password cofill-pin cofill-code cofill-cvv", "value", "Private"),
    ("cofill-password cofill-pin cofill-code cofill-cvv", "clear", "Private"),
    ("masked-box", "check", "Private"),
    ("masked-choice", "choose", "Private"),
    ("file", "value", "Never"),
    ("other-frame", "insert", "Never"),
    ("hidden:0 hidden:1 ignored kept-field kept-tag-field", "insert", "Site"),
    ("none inert", "value", "Changed"),
    ("fixed off words bare box #document", "value", "Misfit"),
    ("date box own", "insert", "Misfit"),
    ("text choice r-checkbox words", "check", "Misfit"),
    ("text words r-listbox", "choose", "Misfit"),
    ("choice", "choose-none", "Misfit"),
    ("choice", "choose-two", "Misfit"),
    ("choice", "choose-beyond", "Misfit"),
    ("text area editor", "huge", "Misfit"),
    ("color date number", "nonsense", "Misfit"),
];

/// Keys on targets, under full-control and partial-control.
pub(crate) const KEYS: &[(&str, &[KeyName], &str, &str)] = &[
    ("text box choice", &[KeyName::Tab, KeyName::Backspace, KeyName::Delete], "Y", "Form"),
    ("text", &[KeyName::ArrowLeft, KeyName::Home, KeyName::PageDown], "Y", "Form"),
    ("text toggle", &[KeyName::Escape], "Y", "Y"),
    ("toggle own", &[KeyName::ArrowDown, KeyName::PageUp], "Y", "Y"),
    (
        "password ssn masked cofill",
        &[KeyName::Backspace, KeyName::Enter, KeyName::Tab, KeyName::Home],
        "Private",
        "Form",
    ),
    ("password cofill", &[KeyName::Escape], "Private", "Private"),
    ("kept-field", &[KeyName::Escape], "Site", "Site"),
    ("guarded-text", &[KeyName::Enter], "Site", "Form"),
    ("login send-private", &[KeyName::Enter], "C", "Form"),
    ("away", &[KeyName::Enter], "C", "Form"),
    ("script user", &[KeyName::Enter], "Address", "Form"),
    ("file", &[KeyName::Enter, KeyName::Space], "Never", "Form"),
    ("other-frame", &[KeyName::Escape, KeyName::PageDown], "Never", "Never"),
    ("none inert", &[KeyName::Enter], "Changed", "Form"),
];

/// Addresses, in both modes.
pub(crate) const ADDRESSES: &[(&str, &str)] = &[
    ("javascript:document.body.remove()", "Address"),
    ("\tjava\nscript:document.body.remove()", "Address"),
    ("data:text/html,x", "Address"),
    ("blob:http://localhost/x", "Address"),
    ("http://bank@away.invalid/", "Address"),
    ("//u:p@away.invalid/", "Address"),
    ("file:///etc/passwd", "Address"),
    ("http://", "Address"),
    ("about:blank", "Address"),
    ("http://away.invalid/", "C"),
    ("//away.invalid", "C"),
];

/// What a word of [`FILLS`] fills in.
pub(crate) fn filling(what: &str) -> Filling {
    match what {
        "value" => Filling::Value("7".into()),
        "clear" => Filling::Value(String::new()),
        "insert" => Filling::Insert("7".into()),
        "check" => Filling::Checked(true),
        "choose" => Filling::Options(vec![0]),
        "choose-none" => Filling::Options(vec![]),
        "choose-two" => Filling::Options(vec![0, 1]),
        "choose-beyond" => Filling::Options(vec![9]),
        "huge" => Filling::Insert("7".repeat(4_001)),
        "nonsense" => Filling::Value("x'\"<".into()),
        other => unreachable!("{other}"),
    }
}
