//! What holds for every string: nothing panics, and a masked value is in no result.

use crate::prelude::*;
use proptest::prelude::*;

use crate::privacy::*;

/// Strings made of what the scanners look for, so that random ones come near their branches.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,20}",
        "[a-zA-Z]{1,8}",
        "[ .:=?#&;/@%+\\\\\"'()<>_-]{1,3}",
        Just("password is ".to_string()),
        Just("account number ".to_string()),
        Just("https://".to_string()),
        Just("url(".to_string()),
        Just("eyJ".to_string()),
        Just("-----BEGIN ".to_string()),
        Just("%4".to_string()),
        Just("\\u00".to_string()),
        Just("GB82".to_string()),
        Just("\u{200b}".to_string()),
        Just("５".to_string()),
        Just("e\u{301}".to_string()),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_string_panics(raw in tricky(), secret in tricky(), name in tricky()) {
        let mut privacy = Privacy::new(Policy::default());
        privacy.secret(1, &secret);
        privacy.end_flush();
        let place = Place { node: 2, fresh: true, label: Label::of(&name), ..Place::default() };
        privacy.text(&place, &raw);
        let cut = raw.char_indices().nth(raw.chars().count() / 2).map_or(0, |(at, _)| at);
        let (a, b) = raw.split_at(cut);
        prop_assert_eq!(privacy.run(&[(place, a), (place, b)]).len(), 2);
        for attribute in ["href", "srcset", "style", "title", "d", "data-x", name.as_str()] {
            let element = Element { place, tag: "a", ..Element::default() };
            privacy.attribute(&element, attribute, &raw);
            let element = Element { place: Place { marks: Marks::MASK, ..place }, ..element };
            privacy.attribute(&element, attribute, &raw);
        }
        privacy.url(&raw);
        privacy.css(1, 0, &raw);
        privacy.title(&raw);
        let hints = FieldHints {
            name: &name, id: &raw, labels: &[&secret], placeholder: &raw, pattern: &raw, autocomplete: &raw,
            ..FieldHints::default()
        };
        privacy.field(&hints, Marks::NONE);
    }

    #[test]
    fn an_address_that_was_cleaned_is_clean(raw in "(https?://)?[a-z]{0,4}(:[a-z0-9]{0,4}@)?[a-z/]{0,6}[?#][a-zA-Z_=&;%0-9/]{0,30}") {
        let mut privacy = Privacy::new(Policy::default());
        let element = Element { tag: "a", ..Element::default() };
        let mut clean = |raw: &str| privacy.attribute(&element, "href", raw).map(|m| m.as_str().to_string());
        let once = clean(&raw).unwrap_or_default();
        prop_assert_eq!(clean(&once).unwrap_or_default(), once);
    }

    #[test]
    fn more_hints_never_make_a_field_less_sensitive(name in tricky(), label in tricky()) {
        let labels = [label.as_str()];
        let hints = FieldHints { name: &name, kind: FieldKind::Input("text"), ..FieldHints::default() };
        let with_label = classify(&FieldHints { labels: &labels, ..hints });
        prop_assert!(with_label >= classify(&hints));
    }

    #[test]
    fn a_sensitive_value_is_in_no_later_result(
        secret in "[a-zA-Z0-9!@é]{8,20}", before in "[a-z ,(:]{0,10}", after in "[a-z ,)]{0,10}"
    ) {
        let mut privacy = Privacy::new(Policy::default());
        let hints = FieldHints { node: 1, name: "pin", ..FieldHints::default() };
        let mut state = privacy.field(&hints, Marks::NONE);
        prop_assert_eq!(privacy.value(&mut state, Marks::NONE, &secret), Masked::stars());
        privacy.end_flush();
        let raw = format!("{before}{secret}{after}");
        let place = Place { node: 2, fresh: true, ..Place::default() };
        prop_assert!(!privacy.text(&place, &raw).as_str().contains(&secret));
        let half = secret.char_indices().nth(4).map_or(0, |(at, _)| at);
        let (a, b) = secret.split_at(half);
        let run: String = privacy.run(&[(Place { node: 3, ..place }, a), (Place { node: 4, ..place }, b)])
            .iter().map(Masked::as_str).collect();
        prop_assert!(!run.contains(&secret));
        let element = Element { place: Place { node: 5, ..place }, tag: "a", ..Element::default() };
        for name in ["title", "href", "style", "data-x"] {
            let sent = privacy.attribute(&element, name, &raw);
            prop_assert!(!sent.is_some_and(|m| m.as_str().contains(&secret)));
        }
    }

    #[test]
    fn text_under_a_mask_shows_only_stars_and_spaces(raw in tricky()) {
        let mut privacy = Privacy::new(Policy::default());
        let place = Place { node: 2, marks: Marks::MASK, ..Place::default() };
        let shown = privacy.text(&place, &raw);
        prop_assert!(shown.as_str().chars().all(|c| c == '*' || c.is_whitespace()));
    }

    #[test]
    fn a_scan_is_settled_after_one_pass(raw in tricky()) {
        // What was covered is not sensitive any more, and what is clean stays as it is.
        if let Scan::Masked(masked) = scan(&raw) {
            prop_assert_ne!(masked.as_str(), raw.as_str());
        }
    }
}
