//! Every string goes through `privacy`, on every way into the tree.

use super::*;

const CARD: &str = "4111 1111 1111 1111";

#[test]
fn patterns_are_masked_on_every_way() {
    let mut wire = Wire::new();
    let page = Script::page()
        .element(3, 0, "p", &[("title", CARD), ("style", &format!("--x:'{CARD}'"))])
        .text(4, CARD)
        .up()
        .element(5, 0, "input", &[("value", CARD)])
        .field(5, "text", "note", "Note")
        .up()
        .element(6, 0, "style", &[])
        .op(16, &[N(6), N(0), N(0), S(CARD), S(&format!("a{{content:'{CARD}'}}"))])
        .up()
        .op(23, &[S(&format!("https://h/?q={CARD}")), S(CARD)])
        .value(5, CARD);
    let (lines, _) = wire.snapshot(&page);
    assert_eq!(lines.len(), 10, "{lines:#?}");
    assert!(!has(&lines, &["1111"]), "{lines:#?}");
    let patch = Script::default()
        .op(19, &[N(3), S("title"), S(CARD)])
        .op(19, &[N(3), S(CARD), S("x")])
        .op(20, &[N(3), S(CARD)])
        .op(21, &[N(4), S(CARD)])
        .at(2, 6)
        .element(7, 0, CARD, &[(CARD, "")])
        .op(5, &[N(8), N(8)])
        .text(9, CARD)
        .up()
        .up()
        .at(1, 0)
        .op(4, &[N(10), N(10), S(CARD), S(CARD), S(CARD)]);
    let (lines, _) = wire.patch(&patch);
    assert_eq!(lines.len(), 8, "{lines:#?}");
    assert!(!has(&lines, &["1111"]), "{lines:#?}");
}

#[test]
fn a_value_spread_over_a_line_is_found_also_when_its_last_part_comes_later() {
    let mut wire = Wire::new();
    let page = Script::page()
        .element(3, 0, "p", &[])
        .element(4, 0, "span", &[])
        .text(5, "512-")
        .up()
        .element(6, 0, "span", &[])
        .text(7, "73-")
        .up()
        .text(8, "none")
        .up()
        .up();
    let (lines, _) = wire.snapshot(&page);
    assert!(has(&lines, &["512-"]));
    let (lines, _) = wire.patch(&Script::default().op(21, &[N(8), S("4961")]));
    assert!(!has(&lines, &["4961"]), "{lines:?}");
    // The parts that were shown before are covered too.
    assert!(has(&lines, &["SetText", "NodeId(5)"]) && has(&lines, &["SetText", "NodeId(7)"]), "{lines:?}");
    assert!(!has(&lines, &["512-"]) && !has(&lines, &["73-"]));
}

#[test]
fn blocks_are_no_line() {
    let mut wire = Wire::new();
    let mut page = Script::page();
    for (id, text) in [(3, "512-"), (5, "73-"), (7, "4961")] {
        page = page.element(id, 0, "p", &[]).text(id + 1, text).up();
    }
    let (lines, _) = wire.snapshot(&page.up());
    assert!(has(&lines, &["4961"]) && has(&lines, &["512-"]));
}

#[test]
fn a_label_in_the_row_or_column_counts() {
    let table = Script::page()
        .element(3, 0, "table", &[])
        .element(4, 0, "tbody", &[])
        .element(5, 0, "tr", &[])
        .element(6, 0, "th", &[])
        .text(7, "Name")
        .up()
        .element(8, 0, "th", &[])
        .text(9, "Account number")
        .up()
        .up()
        .element(10, 0, "tr", &[])
        .element(11, 0, "td", &[])
        .text(12, "Current")
        .up()
        .element(13, 0, "td", &[])
        .text(14, "48291307")
        .up()
        .up()
        .up()
        .up()
        .element(15, 0, "dl", &[])
        .element(16, 0, "dt", &[])
        .text(17, "Routing number")
        .up()
        .element(18, 0, "dd", &[])
        .text(19, "021000021")
        .up()
        .element(20, 0, "dd", &[])
        .text(21, "order 48291307")
        .up();
    let (lines, _) = Wire::new().snapshot(&table);
    assert!(!has(&lines, &["NodeId(14)", "48291307"]) && !has(&lines, &["021000021"]), "{lines:#?}");
    assert!(has(&lines, &["Account number"]));
}

#[test]
fn owner_marks_pass_down_and_hold_for_what_comes_later() {
    let mut wire = Wire::new();
    let page = Script::page().element(3, 4, "div", &[("title", "canary")]).text(4, "canary").up().up();
    let (lines, _) = wire.snapshot(&page);
    assert!(!has(&lines, &["canary"]));
    let (lines, _) =
        wire.patch(&Script::default().at(3, 4).element(5, 0, "b", &[("alt", "canary")]).text(6, "canary"));
    assert_eq!(lines.len(), 2);
    assert!(!has(&lines, &["canary"]));
    // Taken out of the masked part, under another number: the key remembers.
    wire.patch(&Script::default().gone(&[4]));
    let (lines, _) = wire.patch(&Script::default().at(2, 3).op(3, &[N(7), N(4), S("canary")]));
    assert!(lines.len() == 1 && !has(&lines, &["canary"]), "{lines:?}");
}

#[test]
fn marks_that_come_later_are_followed_by_a_second_reading() {
    let mut wire = Wire::new();
    wire.snapshot(&Script::page().element(3, 0, "div", &[("title", "shown")]).text(4, "shown").up().up());
    let (lines, out) = wire.patch(&Script::default().op(9, &[N(3), N(4)]));
    assert!(has(&lines, &["SetText", "NodeId(4)"]) && !has(&lines, &["shown"]));
    assert_eq!(out.reply, [super::super::reply::READ_AGAIN, 3]);
    let (lines, _) = wire.patch(&Script::default().op(19 | 1 << 8, &[N(3), S("data-x"), S("shown")]));
    assert!(has(&lines, &["RemoveAttribute", "data-x"]));
    let (_, out) = wire.patch(&Script::default().op(9, &[N(3), N(1)]));
    assert_eq!(out.reply, [super::super::reply::BLOCKED, 3]);
}

#[test]
fn a_masked_field_shows_stars_and_a_masked_select_no_options() {
    let mut wire = Wire::new();
    let page = Script::page()
        .element(3, 0, "select", &[("name", "pin")])
        .field(3, "", "pin", "")
        .element(4, 0, "option", &[])
        .text(5, "canary")
        .up()
        .up()
        .op(14, &[N(3), N(1), N(0)])
        .element(6, 0, "input", &[("type", "checkbox")])
        .field(6, "checkbox", "cvv", "")
        .up()
        .op(13, &[N(6), N(1)])
        .element(7, 0, "input", &[("value", "canary")])
        .field(7, "text", "x", "Card number")
        .up()
        .value(7, "canary")
        .op(12, &[N(7), N(0)]);
    let (lines, out) = wire.snapshot(&page);
    assert!(!has(&lines, &["canary"]) && !has(&lines, &["Selected"]), "{lines:#?}");
    assert!(has(&lines, &["Value", "NodeId(3)", "\"********\""]));
    assert!(has(&lines, &["Checked { id: NodeId(6), checked: false, indeterminate: true }"]));
    assert!(
        has(&lines, &["Value", "NodeId(7)", "\"********\""]) && has(&lines, &["Value", "NodeId(7)", "\"\""])
    );
    assert_eq!(out.private, Some(3));
    assert!(wire.capture.flags_of(7).has(pillion_protocol::tree::NodeFlags::PRIVATE));
    assert_eq!(wire.capture.private_fields().collect::<Vec<_>>(), [3, 6, 7]);
    let (_, out) = wire.patch(&Script::default().gone(&[3]));
    assert_eq!(out.private, Some(2));
}

#[test]
fn in_the_private_mode_nothing_readable_leaves() {
    let page = Script::page()
        .element(
            3,
            0,
            "a",
            &[("href", "/canary"), ("title", "canary"), ("data-x", "canary"), ("class", "kept")],
        )
        .text(4, "canary")
        .up()
        .op(23, &[S("https://h/"), S("canary")]);
    let (lines, _) = Wire::with(true).snapshot(&page);
    assert!(!has(&lines, &["canary"]) && has(&lines, &["kept"]));
}

#[test]
fn a_value_without_a_field_stays_here() {
    let (lines, _) = Wire::new().snapshot(&Script::page().element(3, 0, "x-y", &[]).up().value(3, "canary"));
    assert!(!has(&lines, &["canary"]) && !has(&lines, &["Value"]));
}
