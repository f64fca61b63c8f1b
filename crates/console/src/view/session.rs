//! The co-browsing window as a whole: which of its pages is shown, and what is read out.

use leptos::ev;
use leptos::html::{div, main};
use leptos::prelude::*;
use pillion_protocol::ids::SessionId;

use crate::browser;
use crate::room::Room;
use crate::state::window::{Input, Stage};
use crate::view::bar::bar;
use crate::view::chat::{Pane, chat};
use crate::view::ended::ended;
use crate::view::entry::entry;
use crate::view::login::login;
use crate::view::stage::stage;
use crate::words;

/// Below this many CSS pixels the lesser controls go into "More".
const NARROW: f64 = 720.0;

/// How the window was opened.
pub(crate) enum Opened {
    /// With nothing: it asks.
    Empty,
    /// With the digits of a session ID.
    Id(String),
    /// With an invite's token.
    Invite(String),
    /// Again, with the token of its session.
    Again(String),
}

/// The page that the window shows.
#[derive(Clone, Copy, PartialEq)]
enum Page {
    Card,
    Mirror,
    Summary,
}

/// The window.
pub(crate) fn session(opened: Opened, company: String) -> AnyView {
    let room = Room::new();
    let typed = RwSignal::new(String::new());
    let narrow = RwSignal::new(is_narrow());
    let resized = window_event_listener(ev::resize, move |_| {
        let is_narrow = is_narrow();
        if narrow.get_untracked() != is_narrow {
            narrow.set(is_narrow);
        }
    });
    let gone = window_event_listener(ev::offline, move |_| {
        if room.stage.with_untracked(|stage| stage.live().is_some_and(|live| live.lost_since.is_none())) {
            room.offline();
        }
    });
    let tick = gloo_timers::callback::Interval::new(500, move || room.tick());
    // Esc leaves the tool wherever the focus is; in the mirror the viewer says so itself.
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && room.highlight.get_untracked() && !event.default_prevented() {
            room.set_highlight(false);
        }
    });
    let tick = StoredValue::new_local(Some(tick));
    on_cleanup(move || {
        resized.remove();
        gone.remove();
        keys.remove();
        tick.try_update_value(|tick| tick.take());
    });
    match opened {
        Opened::Empty => {}
        Opened::Id(digits) => {
            let grouped = SessionId::parse(&digits)
                .map_or_else(|| crate::state::entry::group(&digits, 0).text, SessionId::grouped);
            typed.set(grouped.clone());
            room.input(Input::Start(grouped));
        }
        Opened::Invite(token) => room.input(Input::Invite(token)),
        Opened::Again(token) => room.input(Input::Reloaded(token)),
    }

    let page = Memo::new(move |_| match room.stage.get() {
        Stage::Entry(_) | Stage::Connecting | Stage::Asking => Page::Card,
        Stage::Live(_) => Page::Mirror,
        Stage::Ended(_) => Page::Summary,
    });
    title(room);
    let spoken = spoken(room);
    div()
        .class("window")
        .child((
            div().class("sr-only").attr("aria-live", "polite").child(move || spoken.get()),
            div().class("window-body").attr("inert", move || room.needs_login.get().then_some("")).child(
                move || match page.get() {
                    Page::Card => entry(room, typed),
                    Page::Mirror => live(room, narrow),
                    Page::Summary => match room.stage.get_untracked() {
                        Stage::Ended(summary) => ended(room, summary),
                        _ => ().into_any(),
                    },
                },
            ),
            move || {
                room.needs_login.get().then(|| {
                    let done = UnsyncCallback::new(move |()| room.input(Input::LoggedIn));
                    let back = browser::path();
                    div().class("over").child(login(company.clone(), Some(words::LOGGED_OUT), back, done))
                })
            },
        ))
        .into_any()
}

fn live(room: Room, narrow: RwSignal<bool>) -> AnyView {
    let pane = Pane {
        talks: room.talks,
        chat: room.chat.into(),
        customer: Signal::derive(move || {
            room.stage.with(|stage| stage.live().map(|live| live.customer.clone()).unwrap_or_default())
        }),
        invites: Signal::derive(move || {
            let own = room.chat.get();
            room.invites
                .with(|invites| invites.iter().filter(|invite| Some(invite.chat) != own).cloned().collect())
        }),
        none: words::NO_CHAT_HERE,
        may_propose: false,
        notice: Signal::derive(|| None),
        is_online: Signal::derive(move || {
            room.stage.with(|stage| stage.live().is_some_and(|live| live.lost_since.is_none()))
        }),
        signal: UnsyncCallback::new(move |signal| room.signal(&signal)),
        close: UnsyncCallback::new(move |()| {
            room.chat_open.set(false);
            browser::focus("chat-button");
        }),
    };
    (
        bar(room, narrow),
        main().class("below").child((stage(room), move || room.chat_open.get().then(|| chat(pane)))),
    )
        .into_any()
}

/// The window's title: what it is for now.
fn title(room: Room) {
    Effect::new(move |_| {
        let unread = room.talks.with(|talks| talks.unread());
        let title = room.stage.with(|stage| match stage {
            Stage::Live(live) => format!("{} {}", words::COBROWSING, live.id.grouped()),
            Stage::Ended(_) => words::SESSION_ENDED.to_owned(),
            _ => words::COBROWSING.to_owned(),
        });
        browser::set_title(&if unread > 0 { format!("({unread}) {title}") } else { title });
    });
}

/// One sentence for what changed, for those who cannot see it.
fn spoken(room: Room) -> Memo<String> {
    Memo::new(move |_| {
        room.stage.with(|stage| match stage {
            Stage::Entry(_) => String::new(),
            Stage::Connecting => words::CONNECTING.to_owned(),
            Stage::Asking => words::ASKING.to_owned(),
            Stage::Ended(ended) => words::ended(ended.reason).to_owned(),
            Stage::Live(live) if live.lost_since.is_some() => words::RECONNECTING.to_owned(),
            Stage::Live(live) if live.paused_until.is_some() => words::VEIL.to_owned(),
            Stage::Live(_) if room.highlight.get() => words::MARKING.to_owned(),
            Stage::Live(_) if !room.control.get() => words::SWITCHED_OFF.to_owned(),
            Stage::Live(_) => words::SEES_PAGE.to_owned(),
        })
    })
}

fn is_narrow() -> bool {
    let width =
        web_sys::window().and_then(|window| window.inner_width().ok()).and_then(|width| width.as_f64());
    width.is_some_and(|width| width < NARROW)
}
