//! What the agent does above the frame becomes commands, lists and refusals.

use pillion_protocol::command::{ClickKind, Command, Filling, Highlight, KeyName};
use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::{MarkId, NodeId, Slot};
use pillion_protocol::mode::Mode;
use pillion_protocol::tree::NodeFlags;
use pillion_protocol::update::{
    CommandResult, Denied, Mark, Marks, Outcome, Place, Pointer, PointerAction, Scroll, ScrollPosition,
};
use pillion_viewer::{Message, ViewerEvent};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    HtmlElement, HtmlInputElement, InputEvent, InputEventInit, KeyboardEvent, KeyboardEventInit, MouseEvent,
    MouseEventInit, PointerEvent, PointerEventInit, WheelEvent, WheelEventInit,
};

use crate::page::{Customer, Stage, until};

/// A page with a field at 10, 10, each 200 by 40 with 10 between: text 5, checkbox 6, select 7, private 8, range 9.
fn form(stage: &Stage) -> Customer {
    let mut page = Customer::new();
    let place = |row: u32| {
        format!(
            "position:absolute;box-sizing:border-box;margin:0;left:10px;top:{}px;width:200px;height:40px",
            10 + 50 * row
        )
    };
    page.element(4, 0, "input", &[("style", &place(0))]);
    page.element(4, 5, "input", &[("type", "checkbox"), ("style", &place(1))]);
    page.element(4, 6, "select", &[("style", &place(2))]);
    page.element(4, 7, "input", &[("style", &place(3))]);
    page.element(4, 8, "input", &[("type", "range"), ("max", "10"), ("style", &place(4))]);
    for (prev, label) in [(0, "one"), (10, "two"), (12, "three")] {
        let option = page.element(7, prev, "option", &[]);
        page.text(option, 0, label);
    }
    page.element(4, 9, "div", &[("style", "height:3000px")]);
    page.tree.flags(NodeId(8), NodeFlags(NodeFlags::PRIVATE));
    page.send(stage, FrameType::Snapshot);
    page
}

fn center(row: u32) -> (i32, i32) {
    (110, 30 + 50 * row as i32)
}

fn press(stage: &Stage, (x, y): (i32, i32), kind: &str) {
    let init = PointerEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_client_x(x);
    init.set_client_y(y);
    stage.overlay.dispatch_event(&PointerEvent::new_with_event_init_dict(kind, &init).unwrap()).unwrap();
}

fn click(stage: &Stage, point: (i32, i32), detail: i32) {
    press(stage, point, "pointerdown");
    press(stage, point, "pointerup");
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_client_x(point.0);
    init.set_client_y(point.1);
    init.set_detail(detail);
    stage
        .overlay
        .dispatch_event(&MouseEvent::new_with_mouse_event_init_dict("click", &init).unwrap())
        .unwrap();
}

fn keys(stage: &Stage) -> HtmlElement {
    stage.overlay.query_selector("textarea").unwrap().unwrap().unchecked_into()
}

fn key(target: &HtmlElement, name: &str) {
    let init = KeyboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_key(name);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap();
}

fn type_text(stage: &Stage, text: &str) {
    let init = InputEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_input_type("insertText");
    init.set_data(Some(text));
    let event = InputEvent::new_with_event_init_dict("beforeinput", &init).unwrap();
    keys(stage).dispatch_event(&event).unwrap();
}

/// The commands so far but for pointers, and forgets them.
fn commands(stage: &Stage) -> Vec<Command> {
    let events = core::mem::take(&mut *stage.events.borrow_mut());
    let command = |event| match event {
        ViewerEvent::Command { command: Command::Pointer(_) } => None,
        ViewerEvent::Command { command } => Some(command),
        _ => None,
    };
    events.into_iter().filter_map(command).collect()
}

fn refusals(stage: &Stage) -> Vec<Denied> {
    let events = core::mem::take(&mut *stage.events.borrow_mut());
    let refusal = |event| match event {
        ViewerEvent::Message { message: Message::Refused(denied), .. } => Some(denied),
        ViewerEvent::Command { command: Command::Pointer(_) } => None,
        ViewerEvent::Command { command } => panic!("{command:?}"),
        _ => None,
    };
    events.into_iter().filter_map(refusal).collect()
}

#[wasm_bindgen_test]
fn clicks_name_the_node_and_the_place_and_typing_follows_them() {
    let stage = Stage::new();
    let _page = form(&stage);
    commands(&stage);
    stage.viewer.set_scale(0.5);
    click(&stage, (55, 15), 1);
    let sent = commands(&stage);
    let [Command::Click(sent)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((sent.at.node, sent.kind), (NodeId(5), ClickKind::Single));
    assert!(sent.at.x.abs_diff(32768) < 400 && sent.at.y.abs_diff(32768) < 2000, "{sent:?}");
    stage.viewer.set_scale(1.0);
    type_text(&stage, "J");
    key(&keys(&stage), "Backspace");
    let sent = commands(&stage);
    let [Command::Fill(fill), Command::Key(back)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((fill.node, &fill.what), (NodeId(5), &Filling::Insert("J".to_owned())));
    assert_eq!((back.node, back.key), (NodeId(5), KeyName::Backspace));
    click(&stage, center(1), 1);
    click(&stage, center(1), 2);
    let sent = commands(&stage);
    let kinds: Vec<_> = sent
        .iter()
        .map(|command| if let Command::Click(click) = command { click.kind } else { panic!() })
        .collect();
    assert_eq!(kinds, [ClickKind::Single, ClickKind::Double]);
}

#[wasm_bindgen_test]
fn a_select_opens_a_list_of_ours_that_keys_and_clicks_choose_from() {
    let stage = Stage::new();
    let _page = form(&stage);
    commands(&stage);
    click(&stage, center(2), 1);
    assert!(commands(&stage).is_empty());
    let list: HtmlElement = stage.overlay.query_selector("[role=listbox]").unwrap().unwrap().unchecked_into();
    assert_eq!(list.query_selector_all("[role=option]").unwrap().length(), 3);
    key(&list, "ArrowDown");
    key(&list, "t");
    key(&list, "Enter");
    let sent = commands(&stage);
    let [Command::Fill(fill)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((fill.node, &fill.what), (NodeId(7), &Filling::Options(vec![2])));
    assert!(stage.overlay.query_selector("[role=listbox]").unwrap().is_none());
    assert_eq!(stage.overlay.owner_document().unwrap().active_element(), Some(keys(&stage).into()));
}

#[wasm_bindgen_test]
fn a_slider_is_dragged_here_and_set_when_it_is_let_go() {
    let stage = Stage::new();
    let _page = form(&stage);
    commands(&stage);
    let (_, y) = center(4);
    press(&stage, (110, y), "pointerdown");
    press(&stage, (189, y), "pointermove");
    assert_eq!(stage.find("[type=range]").unchecked_into::<HtmlInputElement>().value(), "9");
    press(&stage, (189, y), "pointerup");
    let sent = commands(&stage);
    let [Command::Fill(fill)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((fill.node, &fill.what), (NodeId(9), &Filling::Value("9".to_owned())));
}

#[wasm_bindgen_test]
fn refusals_are_told_here_and_nothing_is_sent() {
    let stage = Stage::new();
    let page = form(&stage);
    refusals(&stage);
    click(&stage, center(3), 1);
    assert_eq!(refusals(&stage), [Denied::Private]);
    stage.viewer.set_mode(Mode::PartialControl);
    for row in 0..5 {
        click(&stage, center(row), 1);
    }
    assert_eq!(refusals(&stage), [Denied::Form; 5]);
    let window = stage.frame.content_window().unwrap();
    let field = window.get_computed_style(&stage.find("input")).unwrap().unwrap();
    assert!(field.get_property_value("background-image").unwrap().contains("gradient"));
    stage.viewer.set_mode(Mode::NoControl);
    click(&stage, (400, 300), 1);
    assert_eq!(refusals(&stage), [Denied::ViewOnly]);
    stage.viewer.set_active(false);
    click(&stage, (400, 300), 1);
    assert_eq!(refusals(&stage), []);
    stage.viewer.set_active(true);
    stage.viewer.set_mode(Mode::FullControl);
    let outcome = |slot, result| Outcome { slot: Slot(slot), seq: 7, result };
    page.tell(&stage, FrameType::Outcome, &outcome(2, CommandResult::Refused(Denied::Changed)));
    assert_eq!(refusals(&stage), []);
    page.tell(&stage, FrameType::Outcome, &outcome(1, CommandResult::Refused(Denied::Changed)));
    assert_eq!(refusals(&stage), [Denied::Changed]);
}

#[wasm_bindgen_test]
async fn the_wheel_moves_the_mirror_at_once_and_the_customer_has_the_last_word() {
    let stage = Stage::new();
    let page = form(&stage);
    commands(&stage);
    let init = WheelEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_client_x(400);
    init.set_client_y(300);
    init.set_delta_y(120.0);
    stage.overlay.dispatch_event(&WheelEvent::new_with_event_init_dict("wheel", &init).unwrap()).unwrap();
    let window = stage.frame.content_window().unwrap();
    assert_eq!(window.scroll_y().unwrap(), 120.0);
    until("the scroll is sent", || {
        commands(&stage).iter().any(|command| matches!(command, Command::Scroll(scroll) if scroll.node == NodeId(1) && scroll.y == 120))
    })
    .await;
    let position = ScrollPosition { node: NodeId(1), x: 0, y: 60 };
    page.tell(&stage, FrameType::Scroll, &Scroll(vec![position]));
    assert_eq!(window.scroll_y().unwrap(), 120.0, "it may be older than the agent's own");
    until("the customer's position wins", || window.scroll_y().unwrap() == 60.0).await;
}

#[wasm_bindgen_test]
async fn marks_private_fields_and_the_customers_pointer_follow_their_elements() {
    let stage = Stage::new();
    let mut page = form(&stage);
    let area = |class: &str| {
        let found = stage.overlay.query_selector(class).unwrap()?;
        let area = found.get_bounding_client_rect();
        (area.width() > 0.0).then(|| (area.left(), area.top(), area.width()))
    };
    until("the private field is outlined", || area(".pv-private").is_some()).await;
    assert_eq!(area(".pv-private"), Some((6.0, 156.0, 208.0)));
    let mark = |id, node| Mark {
        id: MarkId(id),
        node: NodeId(node),
        slot: Slot(1),
        note: "Here".to_owned(),
        left_ms: 180_000,
    };
    page.tell(&stage, FrameType::Marks, &Marks(vec![mark(1, 5), mark(2, 6)]));
    until("the marks are drawn", || area(".pv-mark").is_some()).await;
    assert_eq!(stage.heard(|event| *event == ViewerEvent::Marks(2)), 1);
    assert!(stage.overlay.text_content().unwrap().contains("YouHere"));
    let pointer = Pointer { at: Place { node: NodeId(5), x: 32768, y: 32768 }, action: PointerAction::Press };
    page.tell(&stage, FrameType::Pointer, &pointer);
    until("the pointer is drawn", || area(".pv-name").is_some()).await;
    let before = area(".pv-mark").unwrap();
    page.tree.set_attribute(
        NodeId(5),
        &crate::page::Plain("style"),
        &crate::page::Plain("position:absolute;left:300px;top:10px;width:50px"),
    );
    page.send(&stage, FrameType::Patch);
    until("the mark has moved", || area(".pv-mark").is_some_and(|now| now != before)).await;
    page.tell(&stage, FrameType::Marks, &Marks(Vec::new()));
    until("the marks are gone", || area(".pv-mark").is_none()).await;
}

#[wasm_bindgen_test]
fn the_highlight_tool_marks_what_is_clicked_and_escape_leaves_it() {
    let stage = Stage::new();
    let _page = form(&stage);
    stage.viewer.set_mode(Mode::NoControl);
    stage.viewer.set_highlight(true);
    commands(&stage);
    click(&stage, center(3), 1);
    let sent = commands(&stage);
    let [Command::Highlight(Highlight::Toggle { node, .. })] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(*node, NodeId(8));
    key(&keys(&stage), "Escape");
    assert_eq!(stage.heard(|event| *event == ViewerEvent::HighlightLeft), 1);
    stage.viewer.clear_marks();
    assert_eq!(commands(&stage), [Command::Highlight(Highlight::Clear)]);
}

#[wasm_bindgen_test]
fn a_dropped_viewer_leaves_nothing_in_the_overlay() {
    let stage = Stage::new();
    let _page = form(&stage);
    let (overlay, events) = (stage.overlay.clone(), stage.events.clone());
    drop(stage);
    assert_eq!(overlay.child_element_count(), 0);
    let heard = events.borrow().len();
    overlay.click();
    assert_eq!(events.borrow().len(), heard);
}
