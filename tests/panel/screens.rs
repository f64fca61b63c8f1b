//! Each screen: its words, its roles, and what its controls report.

use pillion_protocol::ids::Slot;
use pillion_protocol::mode::{Consent, EndReason, Mode};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlTextAreaElement;

use crate::bench::{Bench, document, live, maya, press, until};
use crate::view::{Cause, ChatView, Confirm, Live, Message, Panel, Receipt, Surface, UiEvent, View};

fn waiting(consent: Consent) -> Panel {
    Panel::Waiting { id: "418 205 937".into(), renew_at: js_sys::Date::now() + 582_500.0, consent }
}

#[wasm_bindgen_test]
fn waiting_shows_the_id_in_three_groups_as_a_status() {
    let bench = Bench::new();
    bench.panel(waiting(Consent::Ask));
    assert_eq!(bench.find("[role=status]").unwrap().text_content().unwrap(), "418 205 937");
    assert_eq!(bench.find("[role=status]").unwrap().get_attribute("dir").unwrap(), "ltr");
    bench.reads(&[
        "Read this number to your agent",
        "They type it in, then you choose Allow.",
        "Waiting for your agent",
        "New number in 9:4",
        "The pages of this site, and where you point",
        "Passwords, card and Social Security numbers, your other tabs and apps",
    ]);
    bench.panel(waiting(Consent::Code));
    bench.reads(&["They type it in and can join you."]);
    bench.button("End session").click();
    bench.button("Chat").click();
    assert_eq!(bench.events(), [UiEvent::End, UiEvent::OpenChat]);
}

#[wasm_bindgen_test]
fn opening_moves_focus_to_the_headline() {
    let bench = Bench::new();
    bench.panel(waiting(Consent::Ask));
    let focused = bench.root.active_element().and_then(|active| active.text_content());
    assert_eq!(focused.as_deref(), Some("Read this number to your agent"));
}

#[wasm_bindgen_test]
async fn a_request_says_who_and_what_and_allow_is_inert_at_first() {
    let bench = Bench::new();
    bench.panel(Panel::Asking { agent: maya(), mode: Mode::FullControl });
    bench.reads(&[
        "Maya R. wants to join",
        "Full-control. Maya can see this page, point, click and fill in fields with you.",
        "Your private fields stay hidden. You can stop at any time.",
        "Only allow if you are talking to Maya now.",
    ]);
    assert_eq!(bench.find("[aria-live=assertive]").unwrap().text_content().unwrap(), "Maya R. wants to join");
    assert!(bench.root.active_element().is_none(), "a request takes no focus");
    bench.button("Allow").click();
    assert_eq!(bench.events(), [], "too early to be meant");
    bench.button("Decline").click();
    assert_eq!(bench.events(), [UiEvent::Decline(Slot(1))]);
    until("Allow can be pressed", || !bench.button("Allow").has_attribute("disabled")).await;
    bench.button("Allow").click();
    assert_eq!(bench.events(), [UiEvent::Allow(Slot(1))]);
    for (mode, words) in [
        (Mode::PartialControl, "Maya can see this page, point, and open pages. Only you fill in fields."),
        (Mode::NoControl, "Maya can see this page and point. Only you click and type."),
    ] {
        bench.panel(Panel::Asking { agent: maya(), mode });
        bench.reads(&[words]);
    }
}

#[wasm_bindgen_test]
async fn another_request_makes_allow_inert_again() {
    let bench = Bench::new();
    bench.panel(Panel::Asking { agent: maya(), mode: Mode::NoControl });
    until("Allow can be pressed", || !bench.button("Allow").has_attribute("disabled")).await;
    let other = crate::view::Person { slot: Slot(2), name: "Sam T.".into(), away: false };
    bench.panel(Panel::Asking { agent: other, mode: Mode::NoControl });
    bench.button("Allow").click();
    assert_eq!(bench.events(), []);
}

#[wasm_bindgen_test]
fn live_names_agent_and_mode_and_has_the_switch() {
    let bench = Bench::new();
    bench.panel(Panel::Live(Live { filled: Some("Employment status".into()), ..live() }));
    bench.reads(&[
        "Maya R. sees this page",
        "Mode: Full-control · 4:12",
        "2 private fields are hidden",
        "Maya filled in Employment status",
    ]);
    let switch = bench.find("[role=switch]").unwrap();
    assert_eq!(switch.text_content().unwrap(), "Maya may click and type");
    assert_eq!(switch.get_attribute("aria-checked").unwrap(), "true");
    switch.click();
    for name in ["Undo", "Stop sharing", "End session"] {
        bench.button(name).click();
    }
    assert_eq!(bench.events(), [UiEvent::Control(false), UiEvent::Undo, UiEvent::Pause, UiEvent::End]);

    let partial = Live { mode: Mode::PartialControl, control: false, private_fields: 1, ..live() };
    bench.panel(Panel::Live(partial));
    bench.reads(&["Maya may open pages", "1 private field is hidden"]);
    assert_eq!(bench.find("[role=switch]").unwrap().get_attribute("aria-checked").unwrap(), "false");
    assert!(bench.find(".filled").is_none(), "nothing was filled in");
    bench.panel(Panel::Live(Live { mode: Mode::NoControl, ..live() }));
    assert!(bench.find("[role=switch]").is_none(), "in no-control there is nothing to switch");
}

#[wasm_bindgen_test]
fn what_the_agent_sees_is_offered_only_where_it_can_be_shown() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    assert!(!bench.text().contains("What the agent sees"));
    bench.panel(Panel::Live(Live { can_preview: true, ..live() }));
    bench.button("What the agent sees").click();
    assert_eq!(bench.events(), [UiEvent::Preview]);
}

#[wasm_bindgen_test]
fn any_text_arrives_as_it_is() {
    let bench = Bench::new();
    let odd = "\"Name\" \\ <b>{}</b>\n\t\u{1}\u{1f} ключ 😀 \u{2028}";
    bench.panel(Panel::Live(Live { filled: Some(odd.into()), ..live() }));
    bench.reads(&[&format!("Maya filled in {odd}Undo")]);
}

#[wasm_bindgen_test]
fn a_redraw_keeps_the_button_and_its_focus() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    let stop = bench.button("Stop sharing");
    stop.focus().unwrap();
    bench.panel(Panel::Live(Live { filled: Some("ZIP code".into()), private_fields: 7, ..live() }));
    assert!(bench.button("Stop sharing") == stop, "the same node");
    assert!(bench.root.active_element().is_some_and(|active| active == *stop));
}

#[wasm_bindgen_test]
async fn a_question_is_answered_on_purpose() {
    let bench = Bench::new();
    for (confirm, words) in [
        (Confirm::OtherSite("https://example.org".into()), "Maya wants to open https://example.org"),
        (Confirm::NewWindow, "Maya wants to open a new window."),
        (Confirm::Download, "Maya wants to download a file to your device."),
        (Confirm::Submit, "Maya wants to send the form on this page. Check it first."),
    ] {
        bench.panel(Panel::Live(Live { confirm: Some(confirm), ..live() }));
        bench.reads(&[words]);
        bench.button("Allow").click();
        assert_eq!(bench.events(), []);
    }
    bench.button("Don’t allow").click();
    until("Allow can be pressed", || !bench.button("Allow").has_attribute("disabled")).await;
    bench.button("Allow").click();
    assert_eq!(bench.events(), [UiEvent::Confirm(false), UiEvent::Confirm(true)]);
}

#[wasm_bindgen_test]
fn paused_and_reconnecting_say_what_is_kept() {
    let bench = Bench::new();
    let until = js_sys::Date::now() + 1_771_500.0;
    bench.panel(Panel::Paused { agent: Some(maya()), until });
    bench.reads(&[
        "Sharing is stopped",
        "Maya is still connected",
        "Maya cannot see this page now. Start again whenever you like, with the same session ID.",
        "The session ends by itself in 29:31.",
    ]);
    bench.button("Start sharing").click();
    bench.panel(Panel::Reconnecting { agent: Some(maya()), until: js_sys::Date::now() + 108_500.0 });
    bench.reads(&[
        "Reconnecting",
        "Trying again. 1:48 left",
        "The network dropped. Your session is kept and your page is as you left it. You can go on.",
    ]);
    bench.button("Stop sharing").click();
    assert_eq!(bench.events(), [UiEvent::Resume, UiEvent::Pause]);
}

#[wasm_bindgen_test]
fn the_receipt_lists_what_happened() {
    let bench = Bench::new();
    let to = js_sys::Date::now();
    let receipt = Receipt {
        agent: "Maya R.".into(),
        from: to - 780_000.0,
        to,
        mode: Mode::FullControl,
        pages: 3,
        private_fields: 2,
        filled: vec!["Employment status".into()],
    };
    bench.panel(Panel::Ended { reason: EndReason::Agent, receipt: Some(receipt) });
    bench.reads(&[
        "Session ended",
        "Maya ended it. Nobody sees this page now.",
        "Pages shared3",
        "Private fields hidden2",
        "Filled in by Maya1",
        "13 min",
    ]);
    assert!(!bench.text().contains("Employment status"));
    bench.button("Show what Maya filled in").click();
    bench.reads(&["Employment status"]);
    press(&bench.find(".card").unwrap(), "Escape");
    assert_eq!(bench.events(), [UiEvent::Close]);
}

#[wasm_bindgen_test]
fn every_end_has_its_sentence() {
    let bench = Bench::new();
    for (reason, words) in [
        (EndReason::Customer, "You ended it. Nobody sees this page now."),
        (EndReason::Declined, "You declined. Nothing was shared."),
        (EndReason::WaitingTimeout, "No agent joined. Open Co-browsing again for a new number."),
        (EndReason::IdleTimeout, "Nothing happened for a while, so the session ended."),
        (EndReason::TimeLimit, "The session reached its longest time. You can start a new one."),
        (EndReason::CustomerGone, "The connection was lost for too long. You can start a new one."),
        (EndReason::Relay, "The service stopped the session. You can start a new one."),
        (EndReason::Unsupported, "Co-browsing cannot start here. Nothing was shared."),
    ] {
        bench.panel(Panel::Ended { reason, receipt: None });
        bench.reads(&[words]);
    }
}

#[wasm_bindgen_test]
fn cannot_start_says_why_and_what_to_do() {
    let bench = Bench::new();
    for (cause, words) in [
        (Cause::Policy, "The site’s security settings do not allow it."),
        (Cause::Settings, "The site has a setting to put right first."),
        (Cause::Browser, "Your browser is too old for it. An update helps."),
    ] {
        bench.panel(Panel::CannotStart { cause, detail: "add wss://relay to connect-src".into() });
        bench.reads(&["Co-browsing cannot start here", words, "Stay on the phone, or write to us here."]);
        bench.reads(&["For the site’s developers", "add wss://relay to connect-src"]);
    }
    bench.panel(Panel::CannotStart { cause: Cause::Relay, detail: String::new() });
    bench.reads(&["We cannot reach the service right now."]);
    bench.button("Try again").click();
    assert_eq!(bench.events(), [UiEvent::Retry]);
}

#[wasm_bindgen_test]
fn the_chat_sends_on_enter_and_keeps_links_inert() {
    let bench = Bench::new();
    let message = |text: &str| Message { from_agent: true, text: text.into(), at: js_sys::Date::now() };
    let messages = vec![message("See https://example.com/a, <b>now</b>.")];
    let chat = ChatView { agent: Some("Maya R.".into()), messages, proposed: true, ..ChatView::default() };
    bench.chat(chat.clone());
    bench.reads(&["See https://example.com/a, <b>now</b>.", "Share this page with Maya?"]);
    assert!(bench.find("[data-do=panel]").is_none(), "there is no session to go to");
    let link = bench.find(".log a").unwrap();
    assert_eq!(link.get_attribute("href").unwrap(), "https://example.com/a");
    assert_eq!(link.get_attribute("rel").unwrap(), "noopener noreferrer nofollow");
    bench.button("Share this page").click();
    bench.button("Not now").click();
    let field: HtmlTextAreaElement = bench.find("textarea").unwrap().unchecked_into();
    field.set_value("  Hello ");
    bench.chat(ChatView { unread: 1, ..chat });
    assert_eq!(field.value(), "  Hello ", "a redraw keeps what is being written");
    press(&field, "Enter");
    press(&field, "Enter");
    press(&field, "Escape");
    let expected = [UiEvent::Share, UiEvent::NotNow, UiEvent::Say("Hello".into()), UiEvent::HideChat];
    assert_eq!(bench.events(), expected);
    bench.chat(ChatView { offline: true, ..ChatView::default() });
    bench.reads(&["Write to us, we answer here.", "Not sent. Try again"]);
}

#[wasm_bindgen_test]
fn a_request_is_seen_though_the_chat_is_open() {
    let bench = Bench::new();
    let panel = Panel::Asking { agent: maya(), mode: Mode::FullControl };
    bench.ui().show(&View { surface: Surface::Chat, panel, chat: Some(ChatView::default()) });
    bench.reads(&["Maya R. wants to join"]);
}

#[wasm_bindgen_test]
fn it_becomes_a_bar_and_large_again() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    press(&bench.find(".card").unwrap(), "Escape");
    assert!(bench.find(".bar").is_some());
    bench.reads(&["Maya R.", "sees this page", "Stop sharing"]);
    assert!(!bench.text().contains("End session"));
    bench.button("Make it large").click();
    assert!(bench.find(".bar").is_none());
    assert_eq!(bench.events(), [], "only how it looks has changed");
}

#[wasm_bindgen_test]
fn the_page_does_not_hear_what_is_typed_into_the_chat() {
    let bench = Bench::new();
    bench.chat(ChatView::default());
    let heard = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = heard.clone();
    let hear = Closure::<dyn FnMut()>::new(move || count.set(count.get() + 1));
    let hear = hear.as_ref().unchecked_ref();
    document().add_event_listener_with_callback("keydown", hear).unwrap();
    press(&bench.find("textarea").unwrap(), "k");
    document().remove_event_listener_with_callback("keydown", hear).unwrap();
    assert_eq!(heard.get(), 0);
}

#[wasm_bindgen_test]
fn dropping_it_leaves_no_trace() {
    let mut bench = Bench::new();
    bench.panel(Panel::Live(live()));
    bench.ui().cursor(&maya(), Some((10.0, 10.0)), true);
    bench.ui = None;
    assert_eq!(bench.root.child_nodes().length(), 0);
    assert_eq!(bench.root.adopted_style_sheets().length(), 0);
    assert_eq!(bench.host.get_attribute_names().length(), 0);
}
