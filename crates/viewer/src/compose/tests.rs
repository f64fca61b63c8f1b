//! Every gesture, mode and kind of target.

use pillion_protocol::command::{ClickKind, Command, Filling, Held, Highlight, KeyName};
use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::{Epoch, NodeId};
use pillion_protocol::mode::Mode;
use pillion_protocol::tree::{Namespace, NodeFlags, SafeText, TreeWriter};
use pillion_protocol::update::{Denied, Place};

use super::target::{What, find, marked};
use super::{
    Reply, Terms, Typing, click, highlight, is_refused, key, place, slider_value, types_into, wheel,
};
use crate::mirror::Mirror;

const FULL: Terms = Terms { mode: Some(Mode::FullControl), control: true };
const PARTIAL: Terms = Terms { mode: Some(Mode::PartialControl), control: true };
const NOTHING: Terms = Terms { mode: Some(Mode::NoControl), control: true };
const OFF: Terms = Terms { mode: Some(Mode::FullControl), control: false };
const UNKNOWN: Terms = Terms { mode: None, control: true };

struct Plain<'a>(&'a str);

impl SafeText for Plain<'_> {
    fn as_safe_str(&self) -> &str {
        self.0
    }
}

/// Parent, tag and attributes.
type Child<'a> = (u32, &'a str, &'a [(&'a str, &'a str)]);

/// A page of elements, each with its parent, tag and attributes; numbered from 2 in order.
fn page(elements: &[Child<'_>], flags: &[(u32, u32)]) -> Mirror {
    let mut tree = TreeWriter::new();
    tree.document(NodeId(1), NodeId::NONE);
    let mut last = std::collections::HashMap::new();
    for (id, (parent, tag, attributes)) in (2..).zip(elements) {
        let attributes: Vec<_> = attributes.iter().map(|(name, value)| (Plain(name), Plain(value))).collect();
        let prev = last.insert(*parent, id).unwrap_or(0);
        let namespace = if matches!(*tag, "svg" | "path" | "g") { Namespace::Svg } else { Namespace::Html };
        tree.element((NodeId(id), NodeId(*parent), NodeId(prev)), namespace, &Plain(tag), &attributes);
    }
    for (id, bits) in flags {
        tree.flags(NodeId(*id), NodeFlags(*bits));
    }
    let mut mirror = Mirror::new();
    mirror.tree(FrameType::Snapshot, Epoch(1), &tree.finish()).unwrap();
    mirror
}

/// One element in `html > body`, which are 2 and 3; it is 4.
fn one(tag: &str, attributes: &[(&str, &str)], flags: u32) -> Mirror {
    page(&[(1, "html", &[]), (2, "body", &[]), (3, tag, attributes)], &[(4, flags)])
}

fn at(node: u32) -> Place {
    Place { node: NodeId(node), x: 1, y: 2 }
}

fn single(terms: Terms, mirror: &Mirror, node: u32) -> Reply {
    click(terms, &mirror.model, at(node), ClickKind::Single, Held(0))
}

type Element = (&'static str, &'static [(&'static str, &'static str)], What);

/// Kinds of targets, each as a single element.
const KINDS: &[Element] = &[
    ("div", &[], What::Page),
    ("a", &[("href", "/x")], What::Page),
    ("div", &[("role", "link")], What::Page),
    ("div", &[("role", "tab")], What::Page),
    ("summary", &[], What::Page),
    ("button", &[("type", "button")], What::Page),
    ("input", &[("type", "button")], What::Page),
    ("button", &[("type", "reset")], What::Submit),
    ("input", &[("type", "submit")], What::Submit),
    ("input", &[("type", "image")], What::Submit),
    ("input", &[], What::Text),
    ("input", &[("type", "email")], What::Text),
    ("input", &[("type", "text"), ("role", "combobox")], What::Text),
    ("textarea", &[], What::Text),
    ("div", &[("contenteditable", "")], What::Text),
    ("div", &[("contenteditable", "plaintext-only")], What::Text),
    ("div", &[("contenteditable", "false")], What::Page),
    ("div", &[("role", "textbox")], What::Text),
    ("div", &[("role", "presentation searchbox")], What::Text),
    ("input", &[("type", "checkbox")], What::Check),
    ("input", &[("type", "RADIO")], What::Check),
    ("select", &[], What::Select),
    ("input", &[("type", "range")], What::Range),
    ("input", &[("type", "date")], What::Chooser),
    ("input", &[("type", "color")], What::Chooser),
    ("input", &[("type", "file")], What::File),
    ("label", &[("for", "x")], What::Custom),
    ("label", &[], What::Page),
    ("div", &[("role", "switch")], What::Custom),
    ("div", &[("role", "slider")], What::Custom),
    ("div", &[("role", "spinbutton")], What::Custom),
    ("div", &[("role", "combobox")], What::Custom),
    ("div", &[("role", "option")], What::Custom),
    ("div", &[("aria-checked", "false")], What::Custom),
    ("button", &[("type", "button"), ("aria-pressed", "true")], What::Custom),
    ("button", &[("type", "button"), ("aria-haspopup", "listbox")], What::Custom),
    ("button", &[("type", "button"), ("aria-haspopup", "menu")], What::Page),
    ("button", &[("type", "button"), ("role", "combobox")], What::Custom),
    ("video", &[], What::Box),
];

#[test]
fn targets_are_what_their_elements_say() {
    for (tag, attributes, expected) in KINDS {
        let mirror = one(tag, attributes, 0);
        assert_eq!(find(&mirror.model, 4).what, *expected, "{tag} {attributes:?}");
    }
}

#[test]
fn a_click_depends_on_mode_and_target() {
    for (tag, attributes, what) in KINDS {
        let mirror = one(tag, attributes, 0);
        for kind in [ClickKind::Single, ClickKind::Double, ClickKind::Context] {
            let case = format!("{tag} {attributes:?} {kind:?}");
            let reply = |terms| click(terms, &mirror.model, at(4), kind, Held(Held::SHIFT));
            let sent =
                Command::Click(pillion_protocol::command::Click { at: at(4), kind, held: Held(Held::SHIFT) });
            assert_eq!(reply(NOTHING), Reply::Refuse(Denied::ViewOnly), "{case}");
            assert_eq!(reply(UNKNOWN), Reply::Refuse(Denied::ViewOnly), "{case}");
            assert_eq!(reply(OFF), Reply::Refuse(Denied::SwitchedOff), "{case}");
            let partial = match (what, kind) {
                (What::Box, _) => Reply::Refuse(Denied::Never),
                (What::Page, ClickKind::Single) => Reply::Send(sent.clone()),
                (What::Page, ClickKind::Double) => Reply::Nothing,
                (What::Page, ClickKind::Context) => Reply::Refuse(Denied::UnknownTarget),
                _ => Reply::Refuse(Denied::Form),
            };
            assert_eq!(reply(PARTIAL), partial, "{case}");
            let full = match (what, kind) {
                (What::File | What::Box, _) => Reply::Refuse(Denied::Never),
                (_, ClickKind::Context) => Reply::Send(sent),
                (What::Text, _) => Reply::SendAndType(sent, 4),
                (What::Select, _) => Reply::List(4),
                (What::Range, _) => Reply::Slide(4),
                (What::Chooser, _) => Reply::Edit(4),
                _ => Reply::Send(sent),
            };
            assert_eq!(reply(FULL), full, "{case}");
        }
    }
}

#[test]
fn private_and_kept_targets_are_refused_at_once() {
    for (tag, attributes, what) in KINDS {
        let private = one(tag, attributes, NodeFlags::PRIVATE);
        let kept = one(tag, attributes, NodeFlags::NO_CONTROL);
        let expected = match what {
            What::Page | What::Submit => None,
            What::File | What::Box => Some(Denied::Never),
            _ => Some(Denied::Private),
        };
        match (single(FULL, &private, 4), expected) {
            (Reply::Refuse(denied), Some(expected)) => assert_eq!(denied, expected, "{tag} {attributes:?}"),
            (Reply::Refuse(denied), None) => panic!("{denied:?} for {tag} {attributes:?}"),
            (_, None) => {}
            (reply, Some(_)) => panic!("{reply:?} for {tag} {attributes:?}"),
        }
        assert_eq!(single(FULL, &kept, 4), Reply::Refuse(Denied::Site), "{tag} {attributes:?}");
        let write_only = one(tag, attributes, NodeFlags::PRIVATE | NodeFlags::WRITE_ONLY);
        assert_ne!(single(FULL, &write_only, 4), Reply::Refuse(Denied::Private), "{tag} {attributes:?}");
    }
}

#[test]
fn a_button_in_a_form_submits_it_in_the_sense_of_partial_control() {
    let mirror = page(
        &[
            (1, "html", &[]),
            (2, "form", &[]),
            (3, "button", &[("type", "button")]),
            (4, "span", &[]),
            (2, "button", &[]),
        ],
        &[],
    );
    assert_eq!(find(&mirror.model, 5).what, What::Submit);
    assert_eq!(find(&mirror.model, 5).node, 4);
    assert_eq!(single(PARTIAL, &mirror, 5), Reply::Refuse(Denied::Form));
    assert!(matches!(single(PARTIAL, &mirror, 6), Reply::Send(_)));
}

#[test]
fn a_target_is_found_from_within_and_rules_of_ancestors_count() {
    let mirror = page(
        &[
            (1, "html", &[]),
            (2, "div", &[]),                    // 3, kept by the site
            (3, "select", &[]),                 // 4
            (4, "optgroup", &[]),               // 5
            (5, "option", &[]),                 // 6
            (2, "label", &[]),                  // 7
            (7, "b", &[]),                      // 8
            (7, "input", &[("type", "file")]),  // 9
            (2, "div", &[("role", "textbox")]), // 10, private
            (10, "i", &[]),                     // 11
        ],
        &[(3, NodeFlags::NO_CONTROL), (10, NodeFlags::PRIVATE)],
    );
    assert_eq!((find(&mirror.model, 6).node, find(&mirror.model, 6).what), (4, What::Select));
    assert!(find(&mirror.model, 6).kept);
    assert_eq!((find(&mirror.model, 8).node, find(&mirror.model, 8).what), (7, What::Custom));
    assert!(find(&mirror.model, 11).private);
    assert_eq!(find(&mirror.model, 99).what, What::Page);
}

#[test]
fn the_pointer_says_no_where_nothing_can_be_done_but_not_on_a_page_that_is_only_looked_at() {
    let input = one("input", &[], 0);
    assert!(is_refused(PARTIAL, &input.model, 4) && !is_refused(FULL, &input.model, 4));
    assert!(!is_refused(NOTHING, &input.model, 4));
    let private = one("input", &[], NodeFlags::PRIVATE);
    assert!(is_refused(FULL, &private.model, 4) && is_refused(NOTHING, &private.model, 4));
    let div = one("div", &[], 0);
    assert!(!is_refused(PARTIAL, &div.model, 4));
}

#[test]
fn scrolling_is_for_the_modes_that_act() {
    for (terms, allowed) in [(FULL, true), (PARTIAL, true), (NOTHING, false), (OFF, false), (UNKNOWN, false)]
    {
        assert_eq!(wheel(terms, 4, 1, 2).is_some(), allowed, "{terms:?}");
    }
}

#[test]
fn marks_go_on_the_whole_control_or_drawing() {
    let mirror = page(
        &[
            (1, "html", &[]),
            (2, "a", &[("href", "/")]),
            (3, "b", &[]),
            (2, "svg", &[]),
            (5, "g", &[]),
            (6, "path", &[]),
            (2, "p", &[]),
        ],
        &[],
    );
    for (node, expected) in [(4, 3), (7, 5), (6, 5), (8, 8), (2, 2)] {
        assert_eq!(marked(&mirror.model, node), expected, "{node}");
    }
    let private = one("input", &[], NodeFlags::PRIVATE);
    let Command::Highlight(Highlight::Toggle { node, note }) = highlight(&private.model, 4) else { panic!() };
    assert_eq!((node, note.as_str()), (NodeId(4), ""));
}

#[test]
fn keys_depend_on_mode_and_focus() {
    let field = one("input", &[], 0);
    let private = one("input", &[], NodeFlags::PRIVATE);
    for name in KeyName::ALL {
        use KeyName::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Escape, Home, PageDown, PageUp, Tab};
        let scrolls =
            matches!(name, ArrowDown | ArrowLeft | ArrowRight | ArrowUp | End | Home | PageDown | PageUp);
        let press = |terms, mirror: &Mirror, focus| {
            key(terms, &mirror.model, focus, *name, Held(0)).map(|key| key.map(drop))
        };
        let own = matches!(name, Tab | Escape);
        assert_eq!(press(NOTHING, &field, 4), (!own).then_some(Err(Denied::ViewOnly)), "{name:?}");
        assert_eq!(press(OFF, &field, 4), (!own).then_some(Err(Denied::SwitchedOff)), "{name:?}");
        let partial = match *name {
            Escape => Some(Ok(())),
            Tab => None,
            _ if scrolls => Some(Ok(())),
            _ => Some(Err(Denied::Form)),
        };
        assert_eq!(press(PARTIAL, &field, 0), partial, "{name:?}");
        let partial = if own { partial } else { Some(Err(Denied::Form)) };
        assert_eq!(press(PARTIAL, &field, 4), partial, "{name:?}");
        assert_eq!(press(FULL, &field, 4), Some(Ok(())), "{name:?}");
        assert_eq!(press(FULL, &field, 0), (*name != Tab).then_some(Ok(())), "{name:?}");
        let masked = if own { Some(Ok(())) } else { Some(Err(Denied::Private)) };
        assert_eq!(press(FULL, &private, 4), masked, "{name:?}");
    }
}

#[test]
fn text_goes_into_text_fields_only() {
    let field = one("input", &[], 0);
    assert_eq!(types_into(FULL, &field.model, 4), Some(Ok(false)));
    assert_eq!(types_into(FULL, &field.model, 0), None);
    assert_eq!(types_into(PARTIAL, &field.model, 4), Some(Err(Denied::Form)));
    assert_eq!(types_into(NOTHING, &field.model, 4), Some(Err(Denied::ViewOnly)));
    assert_eq!(types_into(FULL, &one("div", &[], 0).model, 4), None);
    assert_eq!(types_into(FULL, &one("input", &[], NodeFlags::PRIVATE).model, 4), Some(Err(Denied::Private)));
    let write_only = one("input", &[], NodeFlags::PRIVATE | NodeFlags::WRITE_ONLY);
    assert_eq!(types_into(FULL, &write_only.model, 4), Some(Ok(true)));
}

fn inserts(commands: Vec<Command>) -> Vec<(u32, String)> {
    let insert = |command| match command {
        Command::Fill(fill) => match fill.what {
            Filling::Insert(text) => (fill.node.0, text),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    commands.into_iter().map(insert).collect()
}

#[test]
fn the_first_character_goes_at_once_and_the_next_in_batches() {
    let mut typing = Typing::default();
    assert_eq!(inserts(typing.insert(4, "J", 1000.0)), [(4, "J".to_owned())]);
    assert_eq!(inserts(typing.insert(4, "o", 1010.0)), []);
    assert_eq!(inserts(typing.insert(4, "r", 1020.0)), []);
    assert!(typing.is_pending());
    assert_eq!(inserts(typing.due(4, 1040.0)), []);
    assert_eq!(inserts(typing.due(4, 1050.0)), [(4, "or".to_owned())]);
    assert!(!typing.is_pending());
    assert_eq!(inserts(typing.insert(4, "d", 1200.0)), [(4, "d".to_owned())]);
}

#[test]
fn what_was_typed_goes_before_what_comes_next_and_into_its_own_field() {
    let mut typing = Typing::default();
    typing.insert(4, "a", 1000.0);
    typing.insert(4, "b", 1001.0);
    assert_eq!(inserts(typing.insert(5, "c", 1002.0)), [(4, "b".to_owned())]);
    assert_eq!(inserts(typing.flush(9, 1003.0)), [(5, "c".to_owned())]);
}

#[test]
fn after_a_key_that_moves_the_focus_text_waits_for_the_field_that_gets_it() {
    let mut typing = Typing::default();
    typing.wait_for_focus(1000.0);
    assert_eq!(inserts(typing.insert(4, "x", 1100.0)), []);
    assert_eq!(inserts(typing.due(4, 1200.0)), []);
    typing.focus_moved();
    assert_eq!(inserts(typing.due(5, 1210.0)), [(5, "x".to_owned())]);
    typing.wait_for_focus(2000.0);
    typing.insert(5, "y", 2010.0);
    assert_eq!(inserts(typing.due(5, 2400.0)), [(5, "y".to_owned())]);
}

#[test]
fn long_text_goes_in_pieces_that_a_command_may_carry() {
    let mut typing = Typing::default();
    let sent = inserts(typing.insert(4, &"ä".repeat(9_000), 1000.0));
    assert_eq!(sent.iter().map(|(_, text)| text.chars().count()).collect::<Vec<_>>(), [4_000, 4_000, 1_000]);
}

#[test]
fn places_are_parts_of_the_box() {
    assert_eq!(place(7, (0.0, 10.0), (100.0, 10.0)), Place { node: NodeId(7), x: 0, y: 65535 });
    assert_eq!(place(7, (50.0, -3.0), (100.0, 10.0)), Place { node: NodeId(7), x: 32768, y: 0 });
    assert_eq!(place(7, (5.0, f64::NAN), (0.0, 10.0)), Place { node: NodeId(7), x: 32768, y: 0 });
}

#[test]
fn a_slider_stands_on_its_steps() {
    for (part, min, max, step, expected) in [
        (0.5, "", "", "", "50"),
        (0.504, "0", "100", "1", "50"),
        (1.0, "0", "10", "3", "9"),
        (0.33, "0", "1", "0.1", "0.3"),
        (0.0, "-5", "5", "1", "-5"),
        (0.5, "0", "1", "any", "0.5"),
        (0.7, "10", "0", "1", "10"),
        (0.26, "500", "20000", "500", "5500"),
        (0.5, "x", "NaN", "-1", "50"),
    ] {
        assert_eq!(slider_value(part, min, max, step), expected, "{part} of {min} to {max} by {step}");
    }
}
