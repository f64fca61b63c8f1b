//! Where two rules of the table meet.

use super::*;

fn label(control: Step) -> Step {
    Step { labels: Some(Box::new(control)), ..step("label") }
}

#[test]
fn a_label_far_from_its_form_sends_it_no_more_freely_than_the_button() {
    let button = || Step { form_confirms: true, ..in_form(typed("button", "submit")) };
    check("label of a submit button", click(), vec![label(button())], ["C Submit", FORM, VIEW_ONLY]);
    let marked = marked(Marks::CONFIRM, in_form(typed("button", "submit")));
    check("label of a marked button", click(), vec![label(marked)], ["C Submit", FORM, VIEW_ONLY]);
    let free = in_form(typed("button", "submit"));
    check("label of another", click(), vec![label(free)], ["Y", FORM, VIEW_ONLY]);
}

#[test]
fn enter_in_a_field_is_judged_with_the_button_that_it_presses() {
    let field = || in_form(typed("input", "text"));
    let with = |button: Step| vec![field(), step("form"), button];
    let button = |marks| marked(marks, in_form(typed("button", "submit")));
    let enter = || key(KeyName::Enter);
    check("a free button", enter(), with(button(Marks(0))), ["Y", FORM, VIEW_ONLY]);
    check("to be confirmed", enter(), with(button(Marks::CONFIRM)), ["C Submit", FORM, VIEW_ONLY]);
    check("not for agents", enter(), with(button(Marks::NO_CONTROL)), ["N Site", FORM, VIEW_ONLY]);
    let area = Step { form_confirms: true, ..in_form(step("textarea")) };
    check("a line break", enter(), vec![area], ["Y", FORM, VIEW_ONLY]);
}

#[test]
fn keys_of_partial_control_touch_nothing_that_is_kept() {
    for (marks, denied) in
        [(Marks::OURS, "N Never"), (Marks::BLOCKED, "N Site"), (Marks::NO_CONTROL, "N Site")]
    {
        for name in [KeyName::Escape, KeyName::PageDown] {
            check(name.name(), key(name), vec![marked(marks, step("div"))], [denied, denied, VIEW_ONLY]);
        }
    }
    let frame = || vec![step("iframe")];
    check("frame of another site", key(KeyName::Escape), frame(), ["N Never", "N Never", VIEW_ONLY]);
}

#[test]
fn a_private_field_is_not_scrolled() {
    let scroll = || Command::Scroll(AgentScroll { node: NodeId(7), x: 0, y: 9 });
    let denied = ["N Private", "N Private", VIEW_ONLY];
    check("private", scroll(), vec![marked(Marks::PRIVATE, step("textarea"))], denied);
    check("free", scroll(), vec![step("textarea")], ["Y", "Y", VIEW_ONLY]);
    let closed = ["N Site", "N Site", VIEW_ONLY];
    check("blocked", scroll(), vec![marked(Marks::BLOCKED, step("div"))], closed);
}

#[test]
fn only_who_is_in_is_heard() {
    let mut gate = Gate::new();
    gate.open(Epoch(1));
    gate.admit([Slot(1)].into_iter(), 0.0);
    let check =
        |gate: &mut Gate, slot, seq| gate.check(&header(FrameType::Click, slot, 1, seq), &click(), 0.0);
    assert_eq!(check(&mut gate, 1, 1), Ok(()));
    assert_eq!(check(&mut gate, 2, 1), Err(Denied::Never));
    gate.admit([Slot(2)].into_iter(), 0.0);
    assert_eq!(check(&mut gate, 1, 2), Err(Denied::Never), "whoever was in before is out");
    assert_eq!(check(&mut gate, 2, 1), Ok(()));
    gate.admit([Slot(1), Slot(2)].into_iter(), 0.0);
    assert_eq!(check(&mut gate, 1, 1), Err(Denied::Replay), "the counter goes on");
}

#[test]
fn a_second_agent_in_the_same_second_gets_no_more_than_their_own_share() {
    let mut gate = Gate::new();
    gate.open(Epoch(1));
    gate.admit([Slot(1)].into_iter(), 0.0);
    let done = |gate: &mut Gate, from: u32| {
        (from..from + 20)
            .filter(|seq| gate.check(&header(FrameType::Click, 1, 1, *seq), &click(), 0.0).is_ok())
            .count()
    };
    assert_eq!(done(&mut gate, 1), 10);
    // Leaving and coming back fills nothing up.
    gate.admit([].into_iter(), 0.0);
    gate.admit([Slot(1)].into_iter(), 0.0);
    assert_eq!(done(&mut gate, 100), 0);
}
