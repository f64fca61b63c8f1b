//! The summary at the end of a session: why it ended, and what this window counted.

use leptos::ev;
use leptos::html::{button, div, dl, h1, header, label, main, p, span, textarea};
use leptos::prelude::*;

use crate::browser;
use crate::room::Room;
use crate::state::clock;
use crate::state::quality::Quality;
use crate::state::window::{Ended, Input};
use crate::view::icon::{Icon, icon, mark};
use crate::view::widget::row;
use crate::words;

/// The summary. Numbers that do not apply (a declined request) are left out.
pub(crate) fn ended(room: Room, ended: Ended) -> AnyView {
    let facts = facts(room, &ended);
    let at = browser::time_of_day(browser::wall_clock(ended.at));
    let reason = words::ended(ended.reason);
    let sentence = match ended.live {
        Some(_) => words::ended_at(reason, &at),
        None => reason.to_owned(),
    };
    let id = ended.live.as_ref().map(|live| live.id.grouped());
    let note = RwSignal::new(String::new());
    let is_copied = RwSignal::new(false);
    let copied_facts = facts.clone();
    let copied_sentence = sentence.clone();
    request_animation_frame(|| browser::focus("ended"));

    let copy = move |_| {
        let mut text = format!("{}\n{copied_sentence}\n", words::SESSION_ENDED);
        for (name, value) in &copied_facts {
            text.push_str(&format!("{name}: {value}\n"));
        }
        let note = note.get_untracked();
        if !note.trim().is_empty() {
            text.push_str(&format!("{}: {}\n", words::NOTE, note.trim()));
        }
        is_copied.set(browser::copy(&text));
    };
    div()
        .class("window")
        .child((
            header().class("bars-top").child(div().class("row row-1").child((
                mark(),
                span().class("about-label").child(words::COBROWSING),
                id.map(|id| div().class("session-facts").child(span().class("digits").child(id))),
                div().class("spacer"),
                div().class("status").attr("role", "status").child(words::SESSION_ENDED),
            ))),
            main().class("card-page").child(
                div().class("card summary").child((
                    div().class("summary-head").child((
                        div().class("round").child(icon(if ended.live.is_some() {
                            Icon::Check
                        } else {
                            Icon::Info
                        })),
                        div().child((
                            h1().attr("id", "ended").attr("tabindex", "-1").child(words::SESSION_ENDED),
                            p().class("lead").child(sentence),
                        )),
                    )),
                    (!facts.is_empty()).then(|| {
                        dl().class("facts box").child(
                            facts.into_iter().map(|(name, value)| row(name, value)).collect::<Vec<_>>(),
                        )
                    }),
                    ended.live.is_some().then(|| {
                        div().class("note").child((
                            label().attr("for", "note").child(words::NOTE),
                            textarea()
                                .attr("id", "note")
                                .attr("class", "field")
                                .attr("rows", "2")
                                .attr("placeholder", words::NOTE_PLACEHOLDER)
                                .attr("aria-describedby", "note-hint")
                                .prop("value", note)
                                .on(ev::input, move |event| note.set(event_target_value(&event))),
                            p().attr("id", "note-hint").class("hint").child(words::NOTE_HINT),
                        ))
                    }),
                    div().class("two").child((
                        ended.live.is_some().then(|| {
                            button().attr("type", "button").attr("class", "button").on(ev::click, copy).child(
                                (
                                    move || icon(if is_copied.get() { Icon::Check } else { Icon::Copy }),
                                    span().attr("aria-live", "polite").child(move || {
                                        if is_copied.get() { "Copied" } else { "Copy summary" }
                                    }),
                                ),
                            )
                        }),
                        button()
                            .attr("type", "button")
                            .attr("class", "button primary")
                            .on(ev::click, move |_| {
                                browser::close_window();
                                // A browser that keeps the window shows what it is good for next.
                                room.input(Input::Again);
                            })
                            .child("Close window"),
                    )),
                )),
            ),
        ))
        .into_any()
}

fn facts(room: Room, ended: &Ended) -> Vec<(&'static str, String)> {
    let Some(live) = &ended.live else { return Vec::new() };
    let (pages, fields, marks) = room.counts();
    let mut facts = Vec::new();
    if !live.customer.trim().is_empty() {
        facts.push(("Customer", live.customer.clone()));
    }
    if !live.origin.is_empty() {
        facts.push(("Site", live.origin.clone()));
    }
    facts.push(("Length", clock::length((ended.at - live.since).max(0.0) as u32)));
    facts.push(("Mode", live.mode.label().to_owned()));
    facts.push(("Pages seen", pages.to_string()));
    facts.push(("Fields you filled in", fields.to_string()));
    facts.push(("Marks you made", marks.to_string()));
    facts.push(("Connection", connection(room.spent())));
    facts
}

/// "good, slow for 40 s": the class that held longest, and the worse ones with their time.
fn connection(spent: [u32; 4]) -> String {
    let main = (0..4).max_by_key(|place| (spent[*place], 4 - *place)).unwrap_or(0);
    let mut words = Quality::ALL[main].word().to_owned();
    for (place, quality) in Quality::ALL.into_iter().enumerate() {
        if place != main && place > 0 && spent[place] >= 1_000 {
            words.push_str(&format!(", {} for {}", quality.word(), clock::length(spent[place])));
        }
    }
    words
}
