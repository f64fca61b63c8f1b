//! Which fields are sensitive (R2 of privacy.md): by type, autocomplete, names, labels and shape.
//! Does not know what was decided before (`sticky`) nor what a field holds (`patterns`).

use super::search::holds;
use super::words::{Kinds, kinds};
use crate::prelude::*;

/// How firmly a field is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Masked unless the owner unmasks it.
    Two,
    /// Always masked: passwords, card and taxpayer numbers, codes, keys.
    One,
}

/// What makes an element a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind<'a> {
    /// `<input>` with its type, lower case; empty means text.
    Input(&'a str),
    /// `<textarea>`.
    Textarea,
    /// `<select>`.
    Select,
    /// `[contenteditable]`.
    Editable,
    /// An element with role textbox, searchbox, combobox or spinbutton.
    Role,
    /// A form-associated custom element.
    #[default]
    Custom,
}

impl FieldKind<'_> {
    /// Whether the field only starts an action, so that its name says nothing about its value.
    fn is_button(self) -> bool {
        matches!(self, FieldKind::Input("submit" | "button" | "reset" | "image"))
    }
}

/// What the reader sees of one field. Strings are raw; absent ones are empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldHints<'a> {
    /// The field's node id.
    pub node: u32,
    /// The node id of its form, 0 for none.
    pub form: u32,
    /// What it is.
    pub kind: FieldKind<'a>,
    /// Whether its type was `password` at any time since the snippet ran, or in the markup.
    pub ever_password: bool,
    /// The attribute of that name.
    pub autocomplete: &'a str,
    /// The attribute of that name.
    pub name: &'a str,
    /// The attribute of that name.
    pub id: &'a str,
    /// Further texts that name it: aria-label, the text of aria-labelledby, of its labels, placeholder, title,
    /// the legend if it is the only field, the previous cell or `dt`, data-testid, formcontrolname, ng-model.
    pub labels: &'a [&'a str],
    /// The placeholder once more, for its shape.
    pub placeholder: &'a str,
    /// The attribute of that name.
    pub pattern: &'a str,
    /// Whether its computed `-webkit-text-security` is other than `none`.
    pub text_security: bool,
    /// How many adjacent inputs with maxlength 1 it stands among, itself included.
    pub single_character_run: u32,
}

/// How sensitive the field is by what it is called and how it looks; `None` if nothing speaks for it.
pub fn classify(hints: &FieldHints<'_>) -> Option<Tier> {
    if hints.ever_password || hints.text_security || hints.kind == FieldKind::Input("password") {
        return Some(Tier::One);
    }
    let mut tier = autocomplete(hints.autocomplete);
    if tier == Some(Tier::One) || hints.kind.is_button() {
        return tier;
    }
    if hints.single_character_run >= 4 || shape(hints.placeholder) || shape(hints.pattern) {
        return Some(Tier::One);
    }
    for text in [hints.name, hints.id, hints.placeholder].iter().chain(hints.labels) {
        tier = tier.max(named(text));
        if tier == Some(Tier::One) {
            break;
        }
    }
    tier
}

/// The tier of one name or label.
pub(super) fn named(text: &str) -> Option<Tier> {
    let kinds = kinds(text);
    if kinds == Kinds::NONE {
        None
    } else if kinds.is_tier_one() {
        Some(Tier::One)
    } else {
        Some(Tier::Two)
    }
}

fn autocomplete(raw: &str) -> Option<Tier> {
    raw.split_ascii_whitespace().map(autocomplete_token).max().flatten()
}

fn autocomplete_token(token: &str) -> Option<Tier> {
    let is = |names: &[&str]| names.iter().any(|n| token.eq_ignore_ascii_case(n));
    let starts = |head: &str| token.get(..head.len()).is_some_and(|t| t.eq_ignore_ascii_case(head));
    if is(&["current-password", "new-password", "one-time-code", "cc-number", "cc-csc"]) {
        Some(Tier::One)
    } else if starts("cc-exp")
        || starts("bday")
        || is(&["cc-name", "cc-given-name", "cc-additional-name", "cc-family-name"])
    {
        Some(Tier::Two)
    } else {
        None
    }
}

/// Whether a placeholder or a `pattern` has the shape of a social security or card number.
fn shape(raw: &str) -> bool {
    if raw.len() < 9 || raw.len() > 200 {
        return false;
    }
    // A placeholder: any mask character (digit, #, X, _, 0) counts as a place; groups must be 3-2-4 or 4-4-4-4.
    let groups = mask_groups(raw);
    if [&[3, 2, 4][..], &[4, 4, 4, 4], &[4, 6, 5], &[16]].contains(&groups.as_slice()) {
        return true;
    }
    // A pattern: \d or [0-9], with counts, as the groups that they demand.
    match pattern_counts(raw).as_slice() {
        [3, 2, 4] | [4, 4, 4, 4, ..] | [13..=16] => true,
        [4] | [4, 4] => holds(raw.as_bytes(), b"){4}"),
        _ => false,
    }
}

/// Lengths of the groups in `###-##-####`, `XXX XX XXXX`, `0000 0000 0000 0000`; empty if it is no such mask.
fn mask_groups(raw: &str) -> Vec<u8> {
    let mut groups = vec![0u8];
    for c in raw.trim_ascii().chars() {
        match c {
            '#' | 'X' | 'x' | '_' | '*' | '•' | '·' | '0'..='9' => {
                if let Some(last) = groups.last_mut() {
                    *last += 1;
                }
            }
            ' ' | '-' | '.' | '–' | '\u{a0}' => groups.push(0),
            _ => return Vec::new(),
        }
    }
    groups
}

/// The counts of digits that a regular expression asks for: `\d{3}-?\d{2}-?\d{4}` gives 3, 2, 4.
fn pattern_counts(raw: &str) -> Vec<u32> {
    let mut counts: Vec<u32> = Vec::new();
    let mut rest = raw.as_bytes();
    // Whether the last thing read was a digit: `\d\d\d` is one group of 3.
    let mut glued = false;
    while let Some((_, after)) = rest.split_first() {
        let digit = [&b"\\d"[..], b"[0-9]"].iter().find_map(|sign| rest.strip_prefix(*sign));
        let Some(mut after) = digit else {
            glued = false;
            rest = after;
            continue;
        };
        let mut count = 1;
        if let Some(inner) = after.strip_prefix(b"{") {
            // `{13,16}`: the most it takes, which stands last.
            let end = inner.iter().take(8).position(|b| *b == b'}').unwrap_or(0);
            let last = inner.get(..end).and_then(|body| body.rsplit(|b| *b == b',').next()).unwrap_or(&[]);
            count = last.iter().filter(|b| b.is_ascii_digit()).fold(0, |n, b| n * 10 + u32::from(b - b'0'));
            after = inner.get(end..).and_then(|tail| tail.strip_prefix(b"}")).unwrap_or(inner);
        }
        match counts.last_mut() {
            Some(last) if glued => *last += count,
            _ => counts.push(count),
        }
        glued = true;
        rest = after;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hints: FieldHints<'_>, expected: Option<Tier>) {
        assert_eq!(classify(&hints), expected, "{hints:?}");
    }
    fn text() -> FieldHints<'static> {
        FieldHints { kind: FieldKind::Input("text"), ..FieldHints::default() }
    }

    #[test]
    fn a_password_now_or_ever_is_tier_one() {
        check(FieldHints { kind: FieldKind::Input("password"), ..text() }, Some(Tier::One));
        check(FieldHints { ever_password: true, ..text() }, Some(Tier::One));
        check(FieldHints { text_security: true, ..text() }, Some(Tier::One));
        check(text(), None);
    }

    #[test]
    fn autocomplete_tokens_count_in_any_case_and_place() {
        for (raw, expected) in [
            ("CC-NUMBER", Some(Tier::One)),
            ("new-password", Some(Tier::One)),
            ("section-a billing cc-csc webauthn", Some(Tier::One)),
            ("one-time-code", Some(Tier::One)),
            ("shipping cc-exp-month", Some(Tier::Two)),
            ("bday", Some(Tier::Two)),
            ("bday-year cc-number", Some(Tier::One)),
            ("cc-family-name", Some(Tier::Two)),
            ("cc-type", None),
            ("transaction-amount", None),
            ("tel", None),
            ("off", None),
            ("", None),
        ] {
            check(FieldHints { autocomplete: raw, ..text() }, expected);
        }
    }

    #[test]
    fn names_and_labels_count() {
        check(FieldHints { name: "taxId", ..text() }, Some(Tier::One));
        check(FieldHints { id: "txtSSN", ..text() }, Some(Tier::One));
        check(FieldHints { name: "dob", ..text() }, Some(Tier::Two));
        check(FieldHints { name: "dob", id: "pin", ..text() }, Some(Tier::One));
        check(FieldHints { labels: &["", "Bank account number"], ..text() }, Some(Tier::Two));
        check(FieldHints { labels: &["Enter your 4-digit PIN"], ..text() }, Some(Tier::One));
        check(FieldHints { kind: FieldKind::Role, labels: &["PIN"], ..text() }, Some(Tier::One));
        check(FieldHints { name: "phone", autocomplete: "tel", ..text() }, None);
        check(FieldHints { kind: FieldKind::Input("submit"), name: "login_password", ..text() }, None);
    }

    #[test]
    fn the_shape_of_a_number_counts() {
        for shape in ["XXX-XX-XXXX", "###-##-####", "___ __ ____", "123-45-6789", "0000 0000 0000 0000"] {
            check(FieldHints { placeholder: shape, ..text() }, Some(Tier::One));
        }
        for pattern in [
            "\\d{3}-?\\d{2}-?\\d{4}",
            "[0-9]{3}-[0-9]{2}-[0-9]{4}",
            "\\d\\d\\d-\\d\\d-\\d\\d\\d\\d",
            "(\\d{4} ?){4}",
            "\\d{4}[ -]\\d{4}[ -]\\d{4}[ -]\\d{4}",
            "\\d{13,16}",
        ] {
            check(FieldHints { pattern, ..text() }, Some(Tier::One));
        }
        for other in
            ["(555) 555-0100", "555-555-0100", "MM/DD/YYYY", "[0-9]{5}(-[0-9]{4})?", "\\d{10}", "00000"]
        {
            check(FieldHints { placeholder: other, pattern: other, ..text() }, None);
        }
        check(FieldHints { single_character_run: 4, ..text() }, Some(Tier::One));
        check(FieldHints { single_character_run: 3, ..text() }, None);
    }
}
