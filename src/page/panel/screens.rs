//! The co-browsing panel's screens before and during a session, large and as a bar.
//!
//! Knows no document and no session: a screen is a value made from the view.

use crate::prelude::*;
use pillion_protocol::limits::CUSTOMER_AWAY_MS;
use pillion_protocol::mode::{Consent, Mode};

use super::icons;
use super::receipt;
use super::scene::{
    Scene, avatar, boxed, end_button, first, headline, hint, main_button, person_row, plain_button, row,
};
use super::tree::{El, button, el};
use crate::page::words::{clock, digits, fill};
use crate::view::{Confirm, Live, Panel, Person};

/// The panel, or nothing when there is nothing to say.
pub(crate) fn panel(scene: &Scene<'_>) -> Option<El> {
    if scene.is_bar() {
        return bar(scene);
    }
    let (kind, card) = match &scene.view.panel {
        Panel::Idle => return None,
        Panel::Connecting => ("waiting", connecting(scene)),
        Panel::Waiting { id, renew_at, consent } => ("waiting", waiting(scene, id, *renew_at, *consent)),
        Panel::Asking { agent, mode } => ("asking", asking(scene, agent, *mode)),
        Panel::Live(live) => ("live", self::live(scene, live)),
        Panel::Paused { agent, until } => ("live", paused(scene, agent.as_ref(), *until)),
        Panel::Reconnecting { agent, until } => ("live", reconnecting(scene, agent.as_ref(), *until)),
        Panel::Ended { reason, receipt } => ("asking", receipt::ended(scene, *reason, receipt.as_ref())),
        Panel::CannotStart { cause, detail } => ("waiting", receipt::cannot_start(scene, *cause, detail)),
    };
    Some(card.with("data-kind", kind))
}

/// The card that all screens are in; it stays while the screens change.
pub(crate) fn card(scene: &Scene<'_>) -> El {
    el("section", "card panel").with("role", "dialog").with("aria-label", scene.words.co_browsing)
}

fn connecting(scene: &Scene<'_>) -> El {
    let state = el("p", "state").child(el("i", "spin")).child(headline(scene.words.connecting));
    card(scene).child(scene.head(false, false)).child(state)
}

fn waiting(scene: &Scene<'_>, id: &str, renew_at: f64, consent: Consent) -> El {
    let words = scene.words;
    let then = if consent == Consent::Code { words.can_join } else { words.then_allow };
    let copy_label = if scene.local.is_copied { words.copied } else { words.copy };
    let copy_icon = if scene.local.is_copied { icons::CHECK } else { icons::COPY };
    let copy = button("copy", "copy").with("aria-label", copy_label).child(icons::icon(copy_icon));
    let number = el("div", "id")
        .child(el("output", "digits").with("role", "status").with("dir", "ltr").says(id))
        .maybe(
            scene
                .local
                .is_copied
                .then(|| el("span", "hint copied").with("role", "status").says(words.copied)),
        )
        .child(copy);
    let state = el("div", "state")
        .child(el("i", "spin"))
        .child(el("b", "").says(words.waiting))
        .child(hint(&fill(words.new_number, &[&clock(renew_at - scene.now)])));
    let about = |kind, shape, title: &str, what: &str| {
        boxed(kind, shape, el("p", "soft").child(el("b", "").says(title)).says(what))
    };
    let shares = el("div", "box shares")
        .child(about("about can", icons::EYE, words.shared, words.shared_what))
        .child(about("about not", icons::LOCK, words.never_shared, words.never_shared_what));
    card(scene)
        .child(scene.head(true, false))
        .child(headline(words.read_number))
        .child(el("p", "soft").says(then))
        .child(number)
        .child(state)
        .child(shares)
        .child(row(end_button(words), None))
}

fn asking(scene: &Scene<'_>, agent: &Person, mode: Mode) -> El {
    let words = scene.words;
    let name = first(Some(agent), words);
    let company =
        scene.view.chat.as_ref().map(|chat| chat.company.as_str()).filter(|company| !company.is_empty());
    let may = el("p", "")
        .child(el("b", "").says(mode.label()).says("."))
        .says(" ")
        .says(&fill(words.may(mode), &[name]));
    let allow = gated(scene, main_button("allow", None, words.allow));
    let id = (!scene.local.id.is_empty()).then(|| hint(&fill(words.session, &[&scene.local.id])));
    card(scene)
        .child(scene.head(false, false))
        .child(person_row(
            avatar(Some(agent), &agent.name, None),
            &fill(words.wants_to_join, &[&agent.name]),
            company.map(hint),
        ))
        .child(boxed("box good", icons::ARROW, may))
        .child(boxed("note", icons::LOCK, el("p", "soft").says(words.stay_hidden)))
        .child(row(allow, Some(plain_button("decline", words.decline))))
        .child(el("div", "foot").child(hint(&fill(words.only_allow, &[name]))).maybe(id))
}

/// A button that does nothing at first, so that a key pressed in the page cannot consent.
fn gated(scene: &Scene<'_>, button: El) -> El {
    if scene.local.may_allow { button } else { button.with("disabled", "") }
}

fn live(scene: &Scene<'_>, live: &Live) -> El {
    let words = scene.words;
    let agent = live.agents.first();
    let name = first(agent, words);
    let full = agent.map_or(words.your_agent, |agent| agent.name.as_str());
    let is_away = agent.is_none_or(|agent| agent.away);
    let below = if is_away {
        hint(&fill(words.away, &[name]))
    } else {
        let mut line = fill(words.mode, &[live.mode.label()]);
        line.push_str(" · ");
        line.push_str(&clock(scene.now - live.since));
        hint(&line)
    };
    let face = avatar(agent, full, Some(if is_away { "off" } else { "on" }));
    let top = card(scene).child(scene.head(true, false)).child(person_row(
        face,
        &fill(words.sees, &[full]),
        Some(below),
    ));
    if let Some(confirm) = &live.confirm {
        return top.child(question(scene, name, confirm)).child(sharing_row(scene));
    }
    let may = match live.mode {
        Mode::FullControl => Some(words.may_click),
        Mode::PartialControl => Some(words.may_open),
        Mode::NoControl => None,
    };
    let switch = may.map(|may| {
        button("line switch", "control")
            .with("role", "switch")
            .with("aria-checked", if live.control { "true" } else { "false" })
            .child(icons::icon(icons::ARROW))
            .child(el("span", "grow").says(&fill(may, &[name])))
            .child(el("i", "knob"))
    });
    let private = match live.private_fields {
        0 => None,
        1 => Some(words.one_private.to_owned()),
        many => Some(fill(words.privates, &[&digits(many)])),
    };
    let private = private.map(|words| boxed("line private", icons::LOCK, el("span", "grow").says(&words)));
    let filled = live.filled.as_ref().map(|field| {
        el("div", "line filled")
            .child(icons::directed(icons::BACK))
            .child(el("span", "grow").says(&fill(words.filled_in, &[name, field])))
            .child(button("link", "undo").says(words.undo))
    });
    top.child(el("div", "lines").maybe(switch).maybe(private).maybe(filled)).child(sharing_row(scene))
}

fn question(scene: &Scene<'_>, name: &str, confirm: &Confirm) -> El {
    let words = scene.words;
    let (title, what) = match confirm {
        Confirm::OtherSite(origin) => (words.ask_site, fill(words.ask_site_what, &[name, origin])),
        Confirm::NewWindow => (words.ask_window, fill(words.ask_window_what, &[name])),
        Confirm::Download => (words.ask_download, fill(words.ask_download_what, &[name])),
        Confirm::Submit => (words.ask_submit, fill(words.ask_submit_what, &[name])),
    };
    let said = el("p", "soft").child(el("b", "").says(title)).says(&what);
    let yes = gated(scene, plain_button("yes", words.allow));
    el("div", "box ask")
        .with("role", "group")
        .with("aria-label", title)
        .child(boxed("note", icons::ASK, said))
        .child(row(yes, Some(plain_button("no", words.dont_allow))))
}

fn sharing_row(scene: &Scene<'_>) -> El {
    row(main_button("pause", Some(icons::BARS), scene.words.stop), Some(end_button(scene.words)))
}

fn paused(scene: &Scene<'_>, agent: Option<&Person>, until: f64) -> El {
    let words = scene.words;
    let name = first(agent, words);
    let face = agent.map(|agent| avatar(Some(agent), &agent.name, Some("off")));
    let below = agent.map(|_| hint(&fill(words.still_connected, &[name])));
    card(scene)
        .child(scene.head(true, false))
        .child(match face {
            Some(face) => person_row(face, words.stopped, below),
            None => headline(words.stopped),
        })
        .child(boxed("box warn", icons::EYE_SHUT, el("p", "").says(&fill(words.cannot_see, &[name]))))
        .child(row(main_button("resume", Some(icons::PLAY), words.start), Some(end_button(words))))
        .child(el("div", "foot").child(hint(&fill(words.ends_in, &[&clock(until - scene.now)]))))
}

fn reconnecting(scene: &Scene<'_>, agent: Option<&Person>, until: f64) -> El {
    let words = scene.words;
    let left = (until - scene.now).max(0.0);
    let part = (left / CUSTOMER_AWAY_MS as f64 * 100.0).min(100.0) as u32;
    let mut width = digits(part);
    width.push('%');
    let below = hint(&fill(words.left, &[&clock(left)]));
    card(scene)
        .child(scene.head(true, false))
        .child(match agent {
            Some(agent) => {
                person_row(avatar(Some(agent), &agent.name, Some("off")), words.reconnecting, Some(below))
            }
            None => {
                el("div", "who").child(el("div", "names").child(headline(words.reconnecting)).child(below))
            }
        })
        .child(el("div", "left").with("--left", &width).with("aria-hidden", "true"))
        .child(boxed("box", icons::TURN, el("p", "soft").says(words.dropped)))
        .child(sharing_row(scene))
}

/// The small form of a panel: who or what, the one button that matters, and the way back.
fn bar(scene: &Scene<'_>) -> Option<El> {
    let words = scene.words;
    let person = |person: Option<&Person>, dot| {
        let name = person.map_or(words.your_agent, |person| person.name.as_str());
        avatar(person, name, Some(dot))
    };
    let stop = || main_button("pause", Some(icons::BARS), words.stop);
    let (face, title, below, act) = match &scene.view.panel {
        Panel::Waiting { id, .. } => (icons::mark(), id.clone(), words.waiting.to_owned(), None),
        Panel::Asking { agent, .. } => {
            let below = fill(words.wants_to_join, &[""]).trim().to_owned();
            (avatar(Some(agent), &agent.name, None), agent.name.clone(), below, None)
        }
        Panel::Live(live) => {
            let agent = live.agents.first();
            let is_away = agent.is_none_or(|agent| agent.away);
            let name = agent.map_or(words.your_agent, |agent| agent.name.as_str());
            let below = fill(words.sees, &[""]).trim().to_owned();
            (person(agent, if is_away { "off" } else { "on" }), name.to_owned(), below, Some(stop()))
        }
        Panel::Paused { agent, .. } => {
            let start = main_button("resume", Some(icons::PLAY), words.start);
            (person(agent.as_ref(), "off"), words.stopped.to_owned(), String::new(), Some(start))
        }
        Panel::Reconnecting { agent, until } => {
            let left = fill(words.left, &[&clock(until - scene.now)]);
            (person(agent.as_ref(), "off"), words.reconnecting.to_owned(), left, Some(stop()))
        }
        _ => return None,
    };
    let names = el("div", "names")
        .child(el("b", "").with("data-headline", "").with("tabindex", "-1").says(&title))
        .child(hint(&below));
    let large = button("away", "large")
        .with("aria-label", words.expand)
        .with("aria-expanded", "false")
        .child(icons::icon(icons::UP));
    Some(
        el("section", "card panel bar")
            .with("role", "dialog")
            .with("aria-label", words.co_browsing)
            .with("data-drag", "")
            .child(face)
            .child(names)
            .maybe(act)
            .child(large),
    )
}
