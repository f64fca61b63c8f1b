//! The screens after a session, and when there can be none.
//!
//! Knows no document and no session: a screen is a value made from the view.

use crate::prelude::*;
use pillion_protocol::mode::EndReason;

use super::icons;
use super::scene::{Scene, hint, main_button, person_row, plain_button, row, wall_clock};
use super::screens::card;
use super::tree::{El, button, el};
use crate::page::words::{Words, digits, fill, first_name};
use crate::view::{Cause, Receipt};

/// "Session ended", why, and what happened.
pub(crate) fn ended(scene: &Scene<'_>, reason: EndReason, receipt: Option<&Receipt>) -> El {
    let words = scene.words;
    let name = receipt.map_or(words.your_agent, |receipt| first_name(&receipt.agent));
    let why = fill(words.reason(reason), &[name]);
    let face = el("div", "round").child(icons::icon(icons::CHECK));
    let top =
        card(scene).child(scene.head(false, true)).child(person_row(face, words.ended, Some(hint(&why))));
    let close = main_button("close", None, words.close);
    let Some(receipt) = receipt else { return top.child(row(close, None)) };
    let facts = facts(words, receipt).into_iter().fold(el("dl", "box facts"), |list, (label, value)| {
        list.child(el("dt", "soft").says(&label)).child(el("dd", "").says(&value))
    });
    let list = (!receipt.filled.is_empty()).then(|| {
        let is_open = scene.local.is_list_open;
        let labels =
            receipt.filled.iter().fold(el("ul", ""), |list, label| list.child(el("li", "").says(label)));
        el("div", "listed")
            .child(
                button("link more", "list")
                    .with("aria-expanded", if is_open { "true" } else { "false" })
                    .child(icons::icon(icons::LIST))
                    .child(el("span", "grow").says(&fill(words.show_filled, &[name])))
                    .child(if is_open { icons::icon(icons::DOWN) } else { icons::directed(icons::ALONG) }),
            )
            .maybe(is_open.then_some(labels))
    });
    let save = button("btn", "save").child(icons::icon(icons::SAVE)).says(words.save);
    top.child(facts).maybe(list).child(row(save, Some(close)))
}

/// The lines of a receipt: label and value.
fn facts(words: &Words, receipt: &Receipt) -> Vec<(String, String)> {
    let minutes = ((receipt.to - receipt.from).max(0.0) / 60_000.0 + 0.5) as u32;
    let is_same_half =
        (wall_clock(receipt.from, true).ends_with("am")) == wall_clock(receipt.to, true).ends_with("am");
    let from = wall_clock(receipt.from, !is_same_half);
    let time = fill(words.time_span, &[&from, &wall_clock(receipt.to, true), &digits(minutes.max(1))]);
    vec![
        (words.agent.to_owned(), receipt.agent.clone()),
        (words.time.to_owned(), time),
        (words.mode_label.to_owned(), receipt.mode.label().to_owned()),
        (words.pages.to_owned(), digits(receipt.pages)),
        (words.privates_hidden.to_owned(), digits(receipt.private_fields)),
        (fill(words.filled_by, &[first_name(&receipt.agent)]), digits(receipt.filled.len() as u32)),
    ]
}

/// A receipt as plain text, to keep.
pub(crate) fn as_text(words: &Words, reason: EndReason, receipt: &Receipt) -> String {
    let mut out = String::from(words.ended);
    out.push('\n');
    out.push_str(&fill(words.reason(reason), &[first_name(&receipt.agent)]));
    out.push_str("\n\n");
    for (label, value) in facts(words, receipt) {
        out.push_str(&fill("{}: {}\n", &[&label, &value]));
    }
    for label in &receipt.filled {
        out.push_str(&fill("- {}\n", &[label]));
    }
    out
}

/// "Co-browsing cannot start here", why, and what to do.
pub(crate) fn cannot_start(scene: &Scene<'_>, cause: Cause, detail: &str) -> El {
    let words = scene.words;
    let why = match cause {
        Cause::Policy => words.cause_policy,
        Cause::Settings => words.cause_settings,
        Cause::Browser => words.cause_browser,
        Cause::Relay => words.cause_relay,
    };
    // Without a relay there is no chat either.
    let (main, offer) = match cause {
        Cause::Relay => (main_button("retry", None, words.try_again), None),
        _ => (
            main_button("chat", Some(icons::CHAT), words.chat),
            Some(el("p", "soft").says(words.stay_on_phone)),
        ),
    };
    card(scene)
        .child(scene.head(false, true))
        .child(el("div", "round warn").child(icons::icon(icons::WARN)))
        .child(super::scene::headline(words.cannot_start))
        .child(el("p", "soft").says(why).says(" ").says(words.nothing_shared))
        .maybe(offer)
        .child(row(main, Some(plain_button("close", words.close))))
        .child(
            el("details", "")
                .child(
                    el("summary", "")
                        .child(el("span", "grow").says(words.developers))
                        .child(icons::icon(icons::DOWN)),
                )
                .child(el("pre", "").says(detail)),
        )
}
