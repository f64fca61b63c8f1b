//! The lists of the workspace: who waits, live sessions, recent ones, today's numbers. All from what the relay
//! told; nothing is made up for an empty list.

use leptos::ev;
use leptos::html::{button, div, dl, h2, li, p, section, span, table, tbody, td, th, thead, tr, ul};
use leptos::prelude::*;
use pillion_protocol::ids::ChatId;
use pillion_protocol::notice::{ChatSummary, Invite, LiveSummary, RecentSummary};

use crate::browser;
use crate::desk::Desk;
use crate::state::clock;
use crate::state::quality::Quality;
use crate::view::icon::{Icon, bars, icon};
use crate::view::widget::{avatar, row};
use crate::words;

/// Invites, and chats that nobody took.
pub(crate) fn waiting(desk: Desk) -> AnyView {
    let count = Memo::new(move |_| desk.waiting());
    let invites = Memo::new(move |_| desk.told.with(|told| told.workspace.invites.clone()));
    let chats = Memo::new(move |_| {
        desk.told
            .with(|told| told.workspace.chats.iter().filter(|chat| !chat.mine).cloned().collect::<Vec<_>>())
    });
    let has_chats = Memo::new(move |_| !chats.with(Vec::is_empty));
    let each = ForProps::builder()
        .each(move || invites.get())
        .key(|invite: &Invite| invite.token.clone())
        .children(move |invite| card(desk, invite))
        .build();
    section()
        .attr("aria-labelledby", "waiting-title")
        .child((
            h2().attr("id", "waiting-title").child(("Waiting for you", move || {
                (count.get() > 0).then(|| span().class("count").child(move || count.get()))
            })),
            div()
                .class("sr-only")
                .attr("role", "status")
                .child(move || (!invites.with(Vec::is_empty)).then_some(words::INVITE)),
            move || (count.get() == 0).then(|| p().class("box empty").child(words::NOBODY)),
            div().class("waiting").child((For(each), move || has_chats.get().then(|| lines(desk, chats)))),
        ))
        .into_any()
}

/// An invite's card with its chat.
fn card(desk: Desk, invite: Invite) -> AnyView {
    let (token, chat) = (invite.token.clone(), invite.chat);
    let age = age(desk, move |told| {
        told.workspace.invites.iter().find(|known| known.token == token).map(|known| known.age_ms)
    });
    let token = invite.token.clone();
    div()
        .class("invite")
        .attr("role", "group")
        .attr("aria-label", words::INVITE)
        .child((
            div().class("invite-head").child((
                div().class("square-icon").child(icon(Icon::Cobrowse)),
                div().child((
                    leptos::html::strong().child(words::INVITE),
                    p().child(words::wants_to_share(words::customer(&invite.customer))),
                )),
                span().class("when digits").child(move || age.get()),
            )),
            div().class("two").child((
                button()
                    .attr("type", "button")
                    .attr("class", "button primary")
                    .on(ev::click, move |_| crate::view::chat::join(&token))
                    .child("Join"),
                button()
                    .attr("type", "button")
                    .attr("class", "button")
                    .on(ev::click, move |_| desk.open_chat(chat, true))
                    .child("Open chat"),
            )),
        ))
        .into_any()
}

/// A list of chats. A line stays as it is, focus and all, until something in it changes.
pub(crate) fn lines(desk: Desk, chats: Memo<Vec<ChatSummary>>) -> AnyView {
    let each = ForProps::builder()
        .each(move || chats.get())
        .key(|chat: &ChatSummary| (chat.id, chat.customer.clone(), chat.last.clone(), chat.mine, chat.unread))
        .children(move |chat| line(desk, chat))
        .build();
    ul().class("box chats").child(For(each)).into_any()
}

/// A chat in a list.
fn line(desk: Desk, chat: ChatSummary) -> AnyView {
    let id: ChatId = chat.id;
    let age = age(desk, move |told| {
        told.workspace.chats.iter().find(|known| known.id == id).map(|known| known.age_ms)
    });
    let is_open = Memo::new(move |_| desk.chat.get() == Some(id));
    let name = words::customer(&chat.customer).to_owned();
    let unread = chat.unread;
    li().attr("class", "chat-line")
        .attr("aria-current", move || is_open.get().then_some("true"))
        .child((
            avatar(&name),
            div().class("chat-words").child((
                div().child((
                    leptos::html::strong().attr("dir", "auto").child(name.clone()),
                    (unread > 0 && chat.mine).then(|| {
                        span().class("unread").child((unread, span().class("sr-only").child(" unread")))
                    }),
                    span().class("when digits").child(move || age.get()),
                )),
                p().attr("dir", "auto").child(chat.last),
            )),
            button()
                .attr("type", "button")
                .attr("class", "button")
                .attr("aria-label", format!("Open chat with {name}"))
                .on(ev::click, move |_| desk.open_chat(id, chat.mine))
                .child("Open"),
        ))
        .into_any()
}

/// How long something has been there, counted on from when the relay told it.
fn age(desk: Desk, read: impl Fn(&crate::desk::Told) -> Option<u32> + Send + Sync + 'static) -> Memo<String> {
    Memo::new(move |_| {
        let since = desk.told.with(|told| read(told).map(|age| told.at - f64::from(age)));
        since.map(|since| clock::elapsed((desk.now.get() - since).max(0.0) as u32)).unwrap_or_default()
    })
}

/// Sessions that are live.
pub(crate) fn live(desk: Desk) -> AnyView {
    let all = Memo::new(move |_| desk.told.with(|told| told.workspace.live.clone()));
    let one = move |(place, session): (usize, LiveSummary)| {
        let time = age(desk, move |told| told.workspace.live.get(place).map(|live| live.live_ms));
        let quality = session.rtt_ms.map_or(Quality::Offline, Quality::of);
        tr().child((
            td().child(who(&session.customer, &session.origin)),
            td().child(session.mode.label()),
            td().child(if session.mine { "You".to_owned() } else { session.agent }),
            td().class("digits").child(move || time.get()),
            td().child(
                span()
                    .attr("class", format!("quality {}", quality.word()))
                    .child((bars(quality), span().child(quality.word()))),
            ),
        ))
    };
    section()
        .attr("aria-labelledby", "live-title")
        .child((h2().attr("id", "live-title").child("Live sessions"), move || {
            if all.with(Vec::is_empty) {
                p().class("box empty").child(words::NO_LIVE).into_any()
            } else {
                let head = ["Customer", "Mode", "Agent", "Time", "Connection"];
                let rows: Vec<_> = all.get().into_iter().enumerate().map(one).collect();
                grid(&head, rows.into_any())
            }
        }))
        .into_any()
}

/// Sessions that ended lately.
pub(crate) fn recent(desk: Desk, me: &str) -> AnyView {
    let all = Memo::new(move |_| desk.told.with(|told| told.workspace.recent.clone()));
    let me = me.to_owned();
    let one = move |session: RecentSummary| {
        let is_mine = session.agent == me;
        tr().child((
            td().child(who(&session.customer, &session.origin)),
            td().child(browser::time_of_day(session.ended_at_ms as f64)),
            td().child(clock::short_length(session.live_ms)),
            td().child(session.mode.label()),
            td().child(if is_mine { "You".to_owned() } else { session.agent.clone() }),
            td().class("quiet").child(words::ended_short(session.reason, is_mine)),
        ))
    };
    section()
        .attr("aria-labelledby", "recent-title")
        .child((h2().attr("id", "recent-title").child("Recent"), move || {
            if all.with(Vec::is_empty) {
                p().class("box empty").child(words::NO_RECENT).into_any()
            } else {
                let head = ["Customer", "Ended", "Length", "Mode", "Agent", "Why it ended"];
                let rows: Vec<_> = all.get().into_iter().map(&one).collect();
                grid(&head, rows.into_any())
            }
        }))
        .into_any()
}

fn grid(head: &[&'static str], rows: AnyView) -> AnyView {
    let head: Vec<_> = head.iter().map(|name| th().attr("scope", "col").child(*name)).collect();
    div()
        .class("box table")
        .child(table().child((thead().child(tr().child(head)), tbody().child(rows))))
        .into_any()
}

fn who(customer: &str, origin: &str) -> AnyView {
    let site = origin.split_once("://").map_or(origin, |(_, host)| host).to_owned();
    (
        leptos::html::strong().attr("dir", "auto").child(words::customer(customer).to_owned()),
        span().class("under").child(site),
    )
        .into_any()
}

/// Today's numbers.
pub(crate) fn today(desk: Desk) -> AnyView {
    let today = Memo::new(move |_| desk.told.with(|told| told.workspace.today));
    section()
        .attr("aria-labelledby", "today-title")
        .child((
            h2().attr("id", "today-title").child("Today"),
            dl().class("facts box").child((
                row("Sessions", move || today.get().sessions),
                row("Average length", move || match today.get() {
                    today if today.sessions == 0 => "none yet".to_owned(),
                    today => clock::short_length(today.mean_live_ms),
                }),
                row("Ended by customer", move || today.get().ended_by_customer),
            )),
            div().class("never").child((icon(Icon::Lock), p().child(words::NEVER_SEEN))),
        ))
        .into_any()
}
