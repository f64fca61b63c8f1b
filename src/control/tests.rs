//! The command table, line by line, and the door in front of it.

use crate::prelude::*;
use pillion_protocol::command::*;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, MarkId, NodeId, Slot};
use pillion_protocol::mode::Mode;
use pillion_protocol::update::{Denied, Place, PointerAction};

use super::target::Kind;
use super::*;
use crate::view::Confirm;

mod edges;

const FULL: Mode = Mode::FullControl;
const PARTIAL: Mode = Mode::PartialControl;
const NONE: Mode = Mode::NoControl;

fn step(tag: &str) -> Step {
    Step { tag: tag.into(), ..Step::default() }
}

fn typed(tag: &str, kind: &str) -> Step {
    Step { kind: kind.into(), ..step(tag) }
}

fn role(role: &str) -> Step {
    Step { role: role.into(), ..step("div") }
}

fn link(address: Address) -> Step {
    Step { link: Some(Link { address, new_window: false, download: false }), ..step("a") }
}

fn in_form(step: Step) -> Step {
    Step { in_form: true, ..step }
}

fn marked(marks: Marks, step: Step) -> Step {
    Step { marks, ..step }
}

fn target(steps: impl IntoIterator<Item = Step>) -> Target {
    let page = [step("main"), step("body"), step("html")];
    Target { reach: Reach::There, path: steps.into_iter().chain(page).collect() }
}

fn click() -> Command {
    let at = Place { node: NodeId(7), x: 1, y: 1 };
    Command::Click(Click { at, kind: ClickKind::Single, held: Held::default() })
}

fn fill(what: Filling) -> Command {
    Command::Fill(Fill { node: NodeId(7), what })
}

fn insert() -> Command {
    fill(Filling::Insert("a".into()))
}

fn key(key: KeyName) -> Command {
    Command::Key(Key { node: NodeId(7), key, held: Held::default() })
}

/// "Y", "N reason", "C question".
fn verdict(command: Command, target: &Target, mode: Mode) -> String {
    match permit(command, target, &Address::Own, mode) {
        Verdict::Go(_) => "Y".into(),
        Verdict::Ask(pending) => format!("C {:?}", Verdict::Ask(pending).question().unwrap()),
        Verdict::No(denied) => format!("N {denied:?}"),
    }
}

#[track_caller]
fn check(what: &str, command: Command, steps: Vec<Step>, expected: [&str; 3]) {
    let target = target(steps);
    for (mode, expected) in [FULL, PARTIAL, NONE].into_iter().zip(expected) {
        assert_eq!(verdict(command.clone(), &target, mode), expected, "{what}, {mode:?}");
    }
}

const VIEW_ONLY: &str = "N ViewOnly";
const FORM: &str = "N Form";

#[test]
fn clicks_follow_the_table() {
    let other = || Address::Other("https://evil.example".into());
    let ask_other = r#"C OtherSite("https://evil.example")"#;
    let window =
        Step { link: Some(Link { address: Address::Own, new_window: true, download: false }), ..step("a") };
    let download =
        Step { link: Some(Link { address: Address::Own, new_window: false, download: true }), ..step("a") };
    let yes = ["Y", "Y", VIEW_ONLY];
    let form = ["Y", FORM, VIEW_ONLY];
    let unknown = ["Y", "N UnknownTarget", VIEW_ONLY];
    check("link", click(), vec![link(Address::Own)], yes);
    check("text in a link", click(), vec![step("span"), link(Address::Own)], yes);
    check("link to another site", click(), vec![link(other())], [ask_other, ask_other, VIEW_ONLY]);
    check("script link", click(), vec![link(Address::Forbidden)], ["N Address", "N Address", VIEW_ONLY]);
    check("link to a new window", click(), vec![window], ["C NewWindow", "C NewWindow", VIEW_ONLY]);
    check("download", click(), vec![download], ["C Download", "C Download", VIEW_ONLY]);
    for name in ["link", "tab", "menuitem", "treeitem"] {
        check(name, click(), vec![role(name)], yes);
    }
    check("summary", click(), vec![step("summary")], yes);
    check("menu toggle", click(), vec![typed("button", "button")], yes);
    check("button in a form", click(), vec![in_form(typed("button", "button"))], form);
    check("bare button", click(), vec![typed("button", "submit")], unknown);
    check("bare div", click(), vec![step("div")], unknown);
    check("custom element", click(), vec![step("my-widget")], unknown);
    check("allowed div", click(), vec![marked(Marks::ALLOW, step("div"))], yes);
    check("allowed select", click(), vec![marked(Marks::ALLOW, step("select"))], form);
    for kind in
        ["text", "email", "number", "password", "search", "", "date", "checkbox", "radio", "range", "color"]
    {
        check(kind, click(), vec![typed("input", kind)], form);
    }
    for kind in ["submit", "reset", "image"] {
        check(kind, click(), vec![in_form(typed("input", kind))], form);
    }
    for tag in ["textarea", "select", "option", "datalist"] {
        check(tag, click(), vec![step(tag)], form);
    }
    for name in [
        "textbox",
        "searchbox",
        "combobox",
        "listbox",
        "option",
        "checkbox",
        "radio",
        "switch",
        "slider",
        "spinbutton",
        "menuitemcheckbox",
        "menuitemradio",
    ] {
        check(name, click(), vec![role(name)], form);
        check("a link inside of it", click(), vec![link(Address::Own), role(name)], form);
        check("inside of a link", click(), vec![role(name), link(Address::Own)], form);
    }
    check("editable", click(), vec![Step { editable: true, ..step("div") }], form);
    check("state by aria", click(), vec![Step { holds_state: true, ..role("button") }], form);
    check("tab with state", click(), vec![Step { holds_state: true, ..role("tab") }], form);
    check("file", click(), vec![typed("input", "file")], ["N Never", "N Never", VIEW_ONLY]);
    check("frame of another site", click(), vec![step("iframe")], ["N Never", "N Never", VIEW_ONLY]);
    let label = |control: Step| Step { labels: Some(Box::new(control)), ..step("label") };
    check("label of a checkbox", click(), vec![label(typed("input", "checkbox"))], form);
    check(
        "label of a file input",
        click(),
        vec![label(typed("input", "file"))],
        ["N Never", "N Never", VIEW_ONLY],
    );
    for kind in [ClickKind::Double, ClickKind::Context] {
        let twice =
            Command::Click(Click { at: Place { node: NodeId(7), x: 1, y: 1 }, kind, held: Held::default() });
        check("more than a click", twice, vec![link(Address::Own)], unknown);
    }
    let private = label(marked(Marks::PRIVATE, typed("input", "text")));
    check("label of a private field", click(), vec![private], ["N Private", "N Private", VIEW_ONLY]);
}

#[test]
fn sending_a_form_with_private_fields_is_asked_about() {
    let submit = Step { form_confirms: true, ..in_form(typed("button", "submit")) };
    check("submit", click(), vec![submit], ["C Submit", FORM, VIEW_ONLY]);
    let field = Step { form_confirms: true, ..in_form(typed("input", "text")) };
    check("Enter in a field", key(KeyName::Enter), vec![field.clone()], ["C Submit", FORM, VIEW_ONLY]);
    check("Space in a field", key(KeyName::Space), vec![field], ["Y", FORM, VIEW_ONLY]);
    check(
        "marked",
        click(),
        vec![marked(Marks::CONFIRM, step("div"))],
        ["C Submit", "N UnknownTarget", VIEW_ONLY],
    );
}

#[test]
fn marks_hold_wherever_they_are_on_the_path() {
    let everything = || vec![click(), insert(), key(KeyName::Tab), key(KeyName::Escape)];
    for (marks, denied) in
        [(Marks::OURS, "N Never"), (Marks::BLOCKED, "N Site"), (Marks::NO_CONTROL, "N Site")]
    {
        for command in everything() {
            for path in [
                vec![marked(marks, typed("input", "text"))],
                vec![typed("input", "text"), marked(marks, step("div"))],
            ] {
                assert_eq!(verdict(command.clone(), &target(path), FULL), denied, "{command:?}");
            }
        }
    }
    let private = || vec![marked(Marks::PRIVATE, typed("input", "text"))];
    for command in
        [click(), insert(), fill(Filling::Value("".into())), key(KeyName::Backspace), key(KeyName::Tab)]
    {
        assert_eq!(verdict(command, &target(private()), FULL), "N Private");
    }
    let write_only = vec![marked(Marks::PRIVATE.with(Marks::WRITE_ONLY), typed("input", "text"))];
    check("write-only", insert(), write_only.clone(), ["Y", FORM, VIEW_ONLY]);
    check(
        "write-only, keys could read by their effect",
        key(KeyName::Backspace),
        write_only,
        ["N Private", FORM, VIEW_ONLY],
    );
}

#[test]
fn filling_fits_the_field_or_is_refused() {
    let (value, checked) = (|| fill(Filling::Value("v".into())), || fill(Filling::Checked(true)));
    let options = || fill(Filling::Options(vec![1]));
    let yes = ["Y", FORM, VIEW_ONLY];
    let misfit = ["N Misfit", FORM, VIEW_ONLY];
    check("text", value(), vec![typed("input", "text")], yes);
    check("date", value(), vec![typed("input", "date")], yes);
    check("range", value(), vec![typed("input", "range")], yes);
    check("editable", insert(), vec![Step { editable: true, ..step("div") }], yes);
    check("role", insert(), vec![role("searchbox")], yes);
    check("checkbox", checked(), vec![typed("input", "checkbox")], yes);
    check("select", options(), vec![step("select")], yes);
    check("value into a checkbox", value(), vec![typed("input", "checkbox")], misfit);
    check("typing into a date", insert(), vec![typed("input", "date")], misfit);
    check("checking a text", checked(), vec![typed("input", "text")], misfit);
    check("choosing in a text", options(), vec![typed("input", "text")], misfit);
    check("filling a paragraph", insert(), vec![step("p")], misfit);
    check("read-only", insert(), vec![marked(Marks::FIXED, typed("input", "text"))], misfit);
    check("too long", fill(Filling::Insert("a".repeat(4_001))), vec![typed("input", "text")], misfit);
    check("file", value(), vec![typed("input", "file")], ["N Never", FORM, VIEW_ONLY]);
}

#[test]
fn keys_follow_the_table() {
    let field = || vec![typed("input", "text")];
    for name in KeyName::ALL {
        check(
            name.name(),
            key(*name),
            field(),
            ["Y", if *name == KeyName::Escape { "Y" } else { FORM }, VIEW_ONLY],
        );
    }
    for name in [KeyName::ArrowDown, KeyName::PageUp, KeyName::Home, KeyName::Escape] {
        check(name.name(), key(name), vec![], ["Y", "Y", VIEW_ONLY]);
    }
    check("Tab on the page", key(KeyName::Tab), vec![], ["Y", FORM, VIEW_ONLY]);
    check(
        "Enter on a link",
        key(KeyName::Enter),
        vec![link(Address::Forbidden)],
        ["N Address", FORM, VIEW_ONLY],
    );
}

#[test]
fn pointing_marking_scrolling_and_navigating_follow_the_table() {
    let at = Place { node: NodeId(7), x: 1, y: 1 };
    let pointer = Command::Pointer(AgentPointer { at, action: PointerAction::Move });
    check("pointer", pointer, vec![], ["Y"; 3]);
    let mark = |note: &str| Command::Highlight(Highlight::Toggle { node: NodeId(7), note: note.into() });
    check("highlight", mark(""), vec![step("p")], ["Y"; 3]);
    check("highlight a private field", mark(""), vec![marked(Marks::PRIVATE, step("input"))], ["Y"; 3]);
    check("highlight us", mark(""), vec![marked(Marks::OURS, step("div"))], ["N Never"; 3]);
    check("a long note", mark(&"n".repeat(81)), vec![step("p")], ["N Misfit"; 3]);
    check("unmark", Command::Highlight(Highlight::Remove(MarkId(1))), vec![], ["Y"; 3]);
    check(
        "scroll",
        Command::Scroll(AgentScroll { node: NodeId(1), x: 0, y: 9 }),
        vec![],
        ["Y", "Y", VIEW_ONLY],
    );
    for navigate in [Navigate::Back, Navigate::Forward, Navigate::Reload, Navigate::To("/x".into())] {
        check("navigate", Command::Navigate(navigate), vec![], ["Y", "Y", VIEW_ONLY]);
    }
    let go =
        |address| permit(Command::Navigate(Navigate::To("x".into())), &Target::default(), &address, PARTIAL);
    assert_eq!(go(Address::Forbidden), Verdict::No(Denied::Address));
    assert_eq!(
        go(Address::Other("https://b".into())).question(),
        Some(&Confirm::OtherSite("https://b".into()))
    );
    check("a fresh snapshot", Command::Request(Request::Snapshot), vec![], ["Y"; 3]);
}

#[test]
fn what_cannot_be_reached_is_not_touched() {
    for reach in [Reach::Gone, Reach::Hidden, Reach::Covered] {
        for command in [click(), insert(), key(KeyName::Enter)] {
            let target = Target { reach, ..target([typed("input", "text")]) };
            assert_eq!(verdict(command, &target, FULL), "N Changed");
        }
    }
}

#[test]
fn a_yes_counts_for_what_was_asked_and_no_more() {
    let to = |origin: &str| target([link(Address::Other(origin.into()))]);
    let ask = |target: &Target| match permit(click(), target, &Address::Own, FULL) {
        Verdict::Ask(pending) => pending,
        other => panic!("{other:?}"),
    };
    let again = |target: &Target| ask(&to("https://a")).confirmed(target, &Address::Own, FULL);
    assert!(matches!(again(&to("https://a")), Verdict::Go(_)));
    assert!(matches!(again(&to("https://b")), Verdict::Ask(_)), "the link was swapped meanwhile");
    let private = target([marked(Marks::PRIVATE, typed("input", "text"))]);
    assert_eq!(again(&private), Verdict::No(Denied::Private));
}

#[test]
fn strictest_reading_of_an_element_wins() {
    assert_eq!(Step { role: "button".into(), ..typed("input", "file") }.what(), Kind::File);
    assert_eq!(Step { role: "link".into(), ..typed("input", "text") }.what(), Kind::Text);
    assert_eq!(Step { role: "option".into(), ..link(Address::Own) }.what(), Kind::List);
    assert_eq!(Step { role: "tab".into(), ..in_form(typed("button", "button")) }.what(), Kind::FormButton);
}

fn header(kind: FrameType, slot: u8, epoch: u32, seq: u32) -> Header {
    Header { kind, flags: Flags::default().from_slot(Slot(slot)), epoch: Epoch(epoch), seq }
}

#[test]
fn the_door_knows_who_is_in_what_is_new_and_what_the_customer_said() {
    let mut gate = Gate::new();
    let check = |gate: &mut Gate, kind, slot, epoch, seq, command: Command| {
        gate.check(&header(kind, slot, epoch, seq), &command, 0.0)
    };
    gate.open(Epoch(2));
    assert_eq!(check(&mut gate, FrameType::Click, 1, 2, 1, click()), Err(Denied::Never), "nobody is in");
    gate.admit_agent(Slot(1), 0.0);
    assert_eq!(check(&mut gate, FrameType::Click, 1, 2, 1, click()), Ok(()));
    assert_eq!(check(&mut gate, FrameType::Click, 1, 2, 1, click()), Err(Denied::Replay));
    assert_eq!(check(&mut gate, FrameType::Click, 2, 2, 9, click()), Err(Denied::Never));
    assert_eq!(
        check(&mut gate, FrameType::Click, 1, 1, 2, click()),
        Err(Denied::Changed),
        "another page load"
    );
    gate.let_act(false);
    assert_eq!(check(&mut gate, FrameType::Click, 1, 2, 3, click()), Err(Denied::SwitchedOff));
    let mark = Command::Highlight(Highlight::Clear);
    assert_eq!(check(&mut gate, FrameType::Highlight, 1, 2, 4, mark.clone()), Ok(()));
    gate.let_act(true);
    gate.close();
    assert_eq!(check(&mut gate, FrameType::Highlight, 1, 2, 5, mark.clone()), Err(Denied::Paused));
    gate.open(Epoch(2));
    assert_eq!(check(&mut gate, FrameType::Highlight, 1, 2, 5, mark.clone()), Err(Denied::Replay));
    gate.dismiss_agent(Slot(1));
    assert_eq!(check(&mut gate, FrameType::Highlight, 1, 2, 6, mark.clone()), Err(Denied::Never));
    gate.admit_agent(Slot(1), 0.0);
    assert_eq!(check(&mut gate, FrameType::Highlight, 1, 2, 5, mark.clone()), Err(Denied::Replay));
    assert_eq!(check(&mut gate, FrameType::Highlight, 1, 2, 6, mark), Ok(()));
}

#[test]
fn ten_acts_a_second_are_enough() {
    let mut gate = Gate::new();
    gate.admit_agent(Slot(1), 0.0);
    gate.open(Epoch(1));
    let mut done = 0;
    for seq in 1..=30 {
        let head = header(FrameType::Click, 1, 1, seq);
        match gate.check(&head, &click(), 0.0) {
            Ok(()) => done += 1,
            denied => assert_eq!(denied, Err(Denied::TooFast)),
        }
    }
    assert_eq!(done, 10);
    assert_eq!(gate.check(&header(FrameType::Click, 1, 1, 31), &click(), 1000.0), Ok(()));
}
