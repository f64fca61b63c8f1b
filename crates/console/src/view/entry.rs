//! The card in the middle of the co-browsing window before there is a mirror: the session ID, reaching the
//! relay, and asking the customer.

use leptos::ev;
use leptos::html::{button, div, form, h1, input, label, main, p, span};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::browser;
use crate::room::Room;
use crate::state::entry::group;
use crate::state::window::{Input, Problem, Stage};
use crate::view::icon::{Icon, icon, mark};
use crate::words;

/// The card. `typed` is what is in the field; it outlives the card, so that a wrong ID can be corrected.
pub(crate) fn entry(room: Room, typed: RwSignal<String>) -> AnyView {
    let kind = Memo::new(move |_| match room.stage.get() {
        Stage::Asking => 2,
        Stage::Connecting => 1,
        _ => 0,
    });
    main()
        .class("card-page")
        .child((
            div().class("card").child((
                div().class("brandline").child((mark(), span().child(words::COBROWSING))),
                move || match kind.get() {
                    0 => ask(room, typed),
                    1 => wait(room, words::CONNECTING),
                    _ => wait(room, words::ASKING),
                },
            )),
            move || {
                (kind.get() == 0)
                    .then(|| div().class("card-note").child((icon(Icon::Info), p().child(words::NO_ID_YET))))
            },
        ))
        .into_any()
}

fn wait(room: Room, words: &'static str) -> AnyView {
    request_animation_frame(|| browser::focus("asking"));
    div()
        .class("asking")
        .child((
            icon(Icon::Wait),
            h1().attr("id", "asking").attr("tabindex", "-1").child(words),
            button()
                .attr("type", "button")
                .attr("class", "button wide")
                .on(ev::click, move |_| room.input(Input::Cancel))
                .child("Cancel"),
        ))
        .into_any()
}

fn ask(room: Room, typed: RwSignal<String>) -> AnyView {
    let problem = Memo::new(move |_| match room.stage.get() {
        Stage::Entry(problem) => problem,
        _ => None,
    });
    let words = Memo::new(move |_| {
        problem.get().map(|problem| match problem {
            Problem::Short => words::SHORT_ID.to_owned(),
            Problem::Unknown => words::UNKNOWN_ID.to_owned(),
            Problem::InUse => words::IN_USE.to_owned(),
            Problem::TooMany { until } => {
                words::too_many_tries(((until - room.now.get()).max(0.0) / 1000.0).ceil() as u32)
            }
            Problem::Unreachable => words::UNREACHABLE.to_owned(),
            Problem::DeadInvite => words::DEAD_INVITE.to_owned(),
            Problem::Replaced => words::REPLACED.to_owned(),
        })
    });
    // Read out when it comes, not on every second of a countdown.
    let spoken = Memo::new(move |_| problem.get().and_then(|_| words.get_untracked()));
    request_animation_frame(|| browser::focus("session-id"));
    form()
        .attr("novalidate", "")
        .on(ev::submit, move |event| {
            event.prevent_default();
            room.input(Input::Start(typed.get_untracked()));
            browser::focus("session-id");
        })
        .child((
            h1().child(words::ENTER_ID),
            p().class("lead").child(words::ENTER_ID_HINT),
            label().attr("for", "session-id").child("Session ID"),
            input()
                .attr("id", "session-id")
                .attr("class", "field id-field")
                .attr("type", "text")
                .attr("inputmode", "numeric")
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .attr("dir", "ltr")
                .attr("aria-invalid", move || problem.get().map(|_| "true"))
                .attr("aria-describedby", move || problem.get().map(|_| "id-problem"))
                .prop("value", typed)
                .on(ev::input, move |event| regroup(&event, typed)),
            div()
                .class("problem")
                .attr("id", "id-problem")
                .child(move || words.get().map(|words| (icon(Icon::Warn), span().child(words)))),
            div().class("sr-only").attr("role", "alert").child(move || spoken.get()),
            button().attr("type", "submit").attr("class", "button primary wide").child("Start"),
        ))
        .into_any()
}

/// Puts the spaces into the field and the caret back to where it was.
fn regroup(event: &ev::Event, typed: RwSignal<String>) {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field else { return };
    let caret = field.selection_start().ok().flatten().unwrap_or(u32::MAX);
    let grouped = group(&field.value(), caret as usize);
    if field.value() != grouped.text {
        field.set_value(&grouped.text);
        let caret = grouped.caret as u32;
        // Fails only for fields without a caret, which this one is not.
        let _ = field.set_selection_range(caret, caret);
    }
    typed.set(grouped.text);
}
