//! A document's judge as its callers see it.

use crate::prelude::*;
#[cfg(not(target_arch = "wasm32"))]
mod properties;

use super::*;

/// A judge after its first flush.
fn standard() -> Privacy {
    let mut privacy = Privacy::new(Policy::default());
    privacy.end_flush();
    privacy
}
fn private() -> Privacy {
    Privacy::new(Policy { private: true })
}
fn text_field(node: u32) -> FieldHints<'static> {
    FieldHints { node, kind: FieldKind::Input("text"), ..FieldHints::default() }
}
fn at(node: u32, marks: Marks) -> Place {
    Place { node, marks, ..Place::default() }
}
fn fresh(node: u32) -> Place {
    Place { node, fresh: true, ..Place::default() }
}
fn element<'a>(tag: &'a str, subtype: &'a str, marks: Marks) -> Element<'a> {
    Element { place: at(1, marks), tag, subtype, field: None }
}

#[test]
fn a_field_is_shown_by_its_tier() {
    let mut privacy = standard();
    let mut field = |hints: FieldHints<'_>, marks: Marks, raw: &str| {
        let mut state = privacy.field(&hints, marks);
        privacy.value(&mut state, marks, raw).as_str().to_string()
    };
    let unmask = Marks::UNMASK;
    assert_eq!(field(FieldHints { name: "city", ..text_field(1) }, Marks::NONE, "Bath"), "Bath");
    assert_eq!(field(FieldHints { name: "pin", ..text_field(2) }, Marks::NONE, "Z2GS3"), "********");
    assert_eq!(field(FieldHints { name: "pin", ..text_field(3) }, Marks::NONE, ""), "");
    assert_eq!(field(FieldHints { name: "pin", ..text_field(4) }, unmask, "Z2GS3"), "********");
    assert_eq!(field(FieldHints { name: "dob", ..text_field(5) }, Marks::NONE, "1990"), "********");
    assert_eq!(field(FieldHints { name: "dob", form: 9, ..text_field(6) }, unmask, "1991"), "1991");
    assert_eq!(field(FieldHints { name: "city", ..text_field(7) }, Marks::MASK, "Bath"), "********");
    assert_eq!(field(FieldHints { name: "city", ..text_field(8) }, Marks::IGNORE, "Bath"), "");
    assert_eq!(field(FieldHints { name: "pin", ..text_field(9) }, Marks::IGNORE, "Z2GS3"), "********");
    assert_eq!(field(FieldHints { name: "q", ..text_field(10) }, unmask, "4111 1111 1111 1111"), "********");
}

#[test]
fn sensitivity_only_rises() {
    let mut privacy = standard();
    let password =
        FieldHints { form: 5, name: "f7", id: "f7", kind: FieldKind::Input("password"), ..text_field(1) };
    assert!(privacy.field(&password, Marks::NONE).masked);
    // The same node as plain text, another of its name, another of its id, and one of another form.
    assert!(privacy.field(&text_field(1), Marks::NONE).masked);
    assert!(privacy.field(&FieldHints { form: 5, name: "f7", ..text_field(2) }, Marks::NONE).masked);
    assert!(privacy.field(&FieldHints { form: 5, id: "f7", ..text_field(3) }, Marks::NONE).masked);
    assert!(!privacy.field(&FieldHints { form: 6, name: "f7", ..text_field(4) }, Marks::NONE).masked);
    assert!(!privacy.field(&FieldHints { form: 5, name: "f8", ..text_field(5) }, Marks::NONE).masked);
    // An unmask that comes later clears nothing.
    let birth = FieldHints { name: "dob", ..text_field(6) };
    assert!(privacy.field(&birth, Marks::NONE).masked);
    assert!(privacy.field(&birth, Marks::UNMASK).masked);
}

#[test]
fn a_value_that_is_a_card_number_makes_its_field_sensitive() {
    let mut privacy = standard();
    let mut state = privacy.field(&FieldHints { name: "note", ..text_field(1) }, Marks::NONE);
    assert_eq!(privacy.value(&mut state, Marks::NONE, "4111 1111 1111 111").as_str(), "4111 1111 1111 111");
    assert_eq!(privacy.value(&mut state, Marks::NONE, "4111 1111 1111 1111").as_str(), "********");
    assert_eq!(state.tier, Some(Tier::One));
    let mut again = privacy.field(&FieldHints { name: "note", ..text_field(1) }, Marks::NONE);
    assert_eq!(privacy.value(&mut again, Marks::NONE, "4111").as_str(), "********");
}

#[test]
fn an_owner_mask_stays_when_its_attribute_goes() {
    let mut privacy = standard();
    let marks = privacy.marks(1, Marks::MASK, Marks::NONE);
    assert_eq!(privacy.text(&at(2, marks), "private part").as_str(), "******** ****");
    let marks = privacy.marks(1, Marks::UNMASK, Marks::NONE);
    assert_eq!(privacy.text(&at(3, marks), "private part").as_str(), "******** ****");
    // A text node that moved out keeps its mask.
    assert_eq!(privacy.text(&at(2, Marks::NONE), "private part").as_str(), "******** ****");
    assert_eq!(privacy.text(&at(4, Marks::NONE), "public part").as_str(), "public part");
}

#[test]
fn the_content_of_a_masked_field_is_stars() {
    let mut privacy = standard();
    let inside = Marks::FIELD;
    assert_eq!(privacy.text(&at(1, inside), "Z2GS3vprg77g").as_str(), "********");
    assert_eq!(privacy.text(&at(2, inside), "").as_str(), "");
    assert_eq!(privacy.attribute(&element("option", "", inside), "value", "a"), None);
    assert_eq!(privacy.attribute(&element("option", "", inside), "selected", ""), None);
    let label = privacy.attribute(&element("option", "", inside), "label", "abcd");
    assert_eq!(label.as_ref().map(Masked::as_str), Some("****"));
}

#[test]
fn a_masked_field_sends_no_carrier_of_its_value() {
    let mut privacy = standard();
    let state =
        privacy.field(&FieldHints { labels: &["PIN"], kind: FieldKind::Role, ..text_field(1) }, Marks::NONE);
    let field = Element { field: Some(state), ..element("input", "text", Marks::NONE) };
    for name in ["value", "checked", "aria-valuetext", "aria-valuenow", "data-value"] {
        assert_eq!(privacy.attribute(&field, name, "WF9DLz27RhFM"), None, "{name}");
    }
    for (name, raw, shown) in [
        ("placeholder", "Enter your PIN", "Enter your PIN"),
        ("title", "SSN 512-73-4961", "SSN ***-**-****"),
        ("name", "pin", "pin"),
        ("class", "wide", "wide"),
    ] {
        assert_eq!(privacy.attribute(&field, name, raw).map(|m| m.as_str().to_string()), Some(shown.into()));
    }
}

#[test]
fn attributes_are_judged_by_what_they_hold() {
    let mut privacy = standard();
    let mut check = |tag, name, raw, shown: Option<&str>| {
        let sent = privacy.attribute(&element(tag, "", Marks::NONE), name, raw);
        assert_eq!(sent.as_ref().map(Masked::as_str), shown, "{name}={raw}");
    };
    check("span", "title", "Card 6011-1428-0824-5959", Some("Card **** **** **** ****"));
    check("a", "href", "/pay?n=4539941161648974", Some("/pay?n=**** **** **** ****"));
    check("a", "href", "/go?a=1&access_token=Msc8NQKKG2QP&b=2", Some("/go?a=1&access_token=&b=2"));
    check("div", "style", "background:url(/bg.png?sig=Qx3rDrRgbqfH)", Some("background:url(/bg.png?sig=)"));
    check("path", "d", "M50 60 10 20 30 40 12 18", Some("M50 60 10 20 30 40 12 18"));
    check("button", "onclick", "x", None);
    check("p", "class", "", Some(""));
}

#[test]
fn the_private_mode_covers_text_and_links() {
    let mut privacy = private();
    assert_eq!(privacy.text(&at(1, Marks::NONE), "FjVdb2JWFRfL").as_str(), "************");
    assert_eq!(privacy.text(&at(2, Marks::UNMASK), "visible").as_str(), "visible");
    assert_eq!(privacy.title("My bank").as_str(), "**** ****");
    let mut check = |tag, marks, name, raw, shown: Option<&str>| {
        let sent = privacy.attribute(&element(tag, "", marks), name, raw);
        assert_eq!(sent.as_ref().map(Masked::as_str), shown, "{name}={raw}");
    };
    check("a", Marks::NONE, "href", "/u/DQHmdvtH77Rb", Some("#"));
    check("a", Marks::NONE, "data-k", "DQHmdvtH77Rb", None);
    check("a", Marks::NONE, "title", "abc", Some("****"));
    check("a", Marks::NONE, "class", "abc", Some("abc"));
    check("img", Marks::NONE, "src", "/logo.png", Some("/logo.png"));
    check("a", Marks::UNMASK, "href", "/u/1", Some("/u/1"));
    let state = privacy.field(&FieldHints { name: "city", ..text_field(9) }, Marks::NONE);
    assert!(state.masked);
}

#[test]
fn a_blocked_element_sends_nothing() {
    let mut privacy = standard();
    assert_eq!(privacy.attribute(&element("div", "", Marks::BLOCK), "class", "a"), None);
    assert_eq!(privacy.text(&at(1, Marks::BLOCK), "abc").as_str(), "");
}

#[test]
fn a_repeated_value_is_covered_in_what_is_fresh_only() {
    let mut privacy = standard();
    privacy.secret(1, "kingfisher");
    assert_eq!(privacy.text(&at(2, Marks::NONE), "a kingfisher").as_str(), "a kingfisher");
    assert_eq!(privacy.text(&fresh(3), "a kingfisher").as_str(), "a ********");
    // The node that was hit stays covered, also in a later snapshot.
    assert_eq!(privacy.text(&at(3, Marks::NONE), "a kingfisher").as_str(), "********");
    let of = Element { place: fresh(4), tag: "span", ..Element::default() };
    let alt = privacy.attribute(&of, "alt", "v=kingfisher");
    assert_eq!(alt.as_ref().map(Masked::as_str), Some("v=********"));
    assert_eq!(privacy.url("/?q=kingfisher#x").as_str(), "/?q=********#x");
    assert_eq!(privacy.title("kingfisher").as_str(), "********");
    assert_eq!(
        privacy.css(9, 0, "#o::after{content:\"kingfisher\"}").as_str(),
        "#o::after{content:\"********\"}"
    );
    assert_eq!(privacy.name("data-kingfisher", true).as_str(), "x-masked");
    let mut other = privacy.field(&FieldHints { name: "note", ..text_field(5) }, Marks::NONE);
    assert_eq!(privacy.value(&mut other, Marks::NONE, "kingfisher").as_str(), "********");
    // Those that were hit are compared again, fresh or not; those that were not stay as they are.
    let of = Element { place: at(4, Marks::NONE), ..of };
    let alt = privacy.attribute(&of, "alt", "v=kingfisher");
    assert_eq!(alt.as_ref().map(Masked::as_str), Some("v=********"));
    assert_eq!(
        privacy.css(9, 0, "#o::after{content:\"kingfisher\"}").as_str(),
        "#o::after{content:\"********\"}"
    );
}

#[test]
fn what_was_shown_before_a_value_came_stays() {
    let mut privacy = standard();
    let mut city = privacy.field(&FieldHints { name: "city", ..text_field(5) }, Marks::NONE);
    let shown = |privacy: &mut Privacy, city: &mut FieldState| {
        [
            privacy.title("kingfisher"),
            privacy.url("/kingfisher"),
            privacy.value(city, Marks::NONE, "kingfisher"),
        ]
        .map(|m| m.as_str().to_string())
    };
    assert_eq!(shown(&mut privacy, &mut city), ["kingfisher", "/kingfisher", "kingfisher"]);
    privacy.secret(1, "kingfisher");
    assert_eq!(shown(&mut privacy, &mut city), ["kingfisher", "/kingfisher", "kingfisher"]);
    assert_eq!(privacy.title("kingfisher!").as_str(), "********!");
}

#[test]
fn the_first_flush_is_compared_with_long_values_only() {
    let mut privacy = Privacy::new(Policy::default());
    privacy.secret(1, "kingfisher");
    privacy.secret(2, "2026");
    assert_eq!(privacy.text(&at(3, Marks::NONE), "kingfisher 2026").as_str(), "******** 2026");
    privacy.end_flush();
    assert_eq!(privacy.text(&at(4, Marks::NONE), "kingfisher 2026").as_str(), "kingfisher 2026");
    assert_eq!(privacy.text(&fresh(5), "kingfisher 2026").as_str(), "******** ********");
}

#[test]
fn a_run_is_judged_as_one_text() {
    let mut privacy = standard();
    let mut run = |texts: &[(Place, &str)]| {
        privacy.run(texts).iter().map(|m| m.as_str().to_string()).collect::<Vec<_>>()
    };
    let plain = |node| at(node, Marks::NONE);
    assert_eq!(run(&[(plain(1), "512-73"), (plain(2), "-4961 ok")]), ["***-**-****", " ok"]);
    assert_eq!(
        run(&[(plain(1), "512-73"), (at(2, Marks::MASK), "-"), (plain(3), "-4961")]),
        ["512-73", "****", "-4961"]
    );
    assert_eq!(run(&[]), Vec::<String>::new());
    privacy.secret(9, "RgrL6L8x7dM6");
    let mut run = |texts: &[(Place, &str)]| {
        privacy.run(texts).iter().map(|m| m.as_str().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(run(&[(fresh(4), "v RgrL6L"), (fresh(5), "8x7dM6")]), ["v ********", ""]);
    assert_eq!(run(&[(plain(4), "v RgrL6L"), (plain(5), "8x7dM6")]), ["********", "********"]);
}

#[test]
fn a_label_counts_unless_the_owner_unmasks() {
    let mut privacy = standard();
    let place = Place { label: Label::of("Account number"), ..at(1, Marks::NONE) };
    assert_eq!(privacy.text(&place, "782258055267").as_str(), "********");
    let place = Place { marks: Marks::UNMASK, ..place };
    assert_eq!(privacy.text(&place, "782258055267").as_str(), "782258055267");
}

#[test]
fn only_a_masked_tier_two_field_may_be_filled_unseen() {
    let mut privacy = standard();
    let mut cofill = |hints: FieldHints<'_>| privacy.field(&hints, Marks::COFILL).cofill;
    assert!(cofill(FieldHints { name: "dob", ..text_field(1) }));
    assert!(!cofill(FieldHints { name: "pin", ..text_field(2) }));
    assert!(!cofill(FieldHints { name: "city", ..text_field(3) }));
    assert!(!privacy.field(&FieldHints { name: "dob", ..text_field(4) }, Marks::NONE).cofill);
}

#[test]
fn a_plain_place_is_told_from_one_that_needs_its_context() {
    let mut privacy = standard();
    assert!(privacy.is_plain(&at(1, Marks::NONE)));
    assert!(privacy.is_plain(&fresh(1)));
    assert!(!privacy.is_plain(&at(1, Marks::MASK)));
    assert!(!privacy.is_plain(&at(1, Marks::UNMASK)));
    assert!(!private().is_plain(&at(1, Marks::NONE)));
    privacy.secret(2, "kingfisher");
    assert!(privacy.is_plain(&at(1, Marks::NONE)));
    assert!(!privacy.is_plain(&fresh(1)));
}
