//! The workspace: navigation on the left, the chosen section, and the menu.

use leptos::ev;
use leptos::html::{button, div, h1, header, main, nav, p, section, span};
use leptos::prelude::*;

use crate::api::Me;
use crate::browser;
use crate::desk::{Desk, Section};
use crate::view::chat::{Pane, chat};
use crate::view::icon::{Icon, icon, mark};
use crate::view::login::login;
use crate::view::widget::{avatar, strip};
use crate::view::{lists, menu};
use crate::words;

/// The workspace of an agent. `leave` is called when the agent logs out.
pub(crate) fn workspace(me: Me, leave: UnsyncCallback<()>) -> AnyView {
    let desk = Desk::new();
    desk.open();
    let tick = gloo_timers::callback::Interval::new(1_000, move || desk.now.set(browser::now()));
    let tick = StoredValue::new_local(Some(tick));
    on_cleanup(move || {
        tick.try_update_value(|tick| tick.take());
        desk.close();
    });
    Effect::new(move |_| {
        let waiting = desk.waiting() + desk.unread();
        let name = format!("Workspace, {}", words::PRODUCT);
        browser::set_title(&if waiting > 0 { format!("({waiting}) {name}") } else { name });
    });
    let name = StoredValue::new(me.name.clone());
    let company = me.company.clone();
    div()
        .class("workspace")
        .child((
            side(desk, &me, leave),
            main().class("desk").attr("inert", move || desk.needs_login.get().then_some("")).child((
                move || desk.is_lost.get().then(|| strip("reconnecting", Icon::Wait, words::RECONNECTING)),
                move || {
                    (desk.section.get() != Section::Chats)
                        .then(|| desk.notice.get())
                        .flatten()
                        .map(|words| strip("quiet", Icon::Warn, words))
                },
                header().child((h1().child(move || title(desk.section.get())), menu::menu(desk))),
                move || match desk.section.get() {
                    Section::Overview => overview(desk, &name.get_value()),
                    Section::Chats => chats(desk),
                    Section::Sessions => div()
                        .class("desk-column")
                        .child((lists::live(desk), lists::recent(desk, &name.get_value())))
                        .into_any(),
                },
            )),
            move || {
                desk.needs_login.get().then(|| {
                    let done = UnsyncCallback::new(move |()| desk.open());
                    let back = browser::path();
                    div().class("over").child(login(company.clone(), Some(words::LOGGED_OUT), back, done))
                })
            },
        ))
        .into_any()
}

fn title(section: Section) -> &'static str {
    match section {
        Section::Overview => "Workspace",
        Section::Chats => "Chats",
        Section::Sessions => "Sessions",
    }
}

fn side(desk: Desk, me: &Me, leave: UnsyncCallback<()>) -> AnyView {
    let count = Memo::new(move |_| desk.open_chats());
    let entry = move |to: Section, which: Icon| {
        button()
            .attr("type", "button")
            .attr("class", "nav-item")
            .attr("aria-current", move || (desk.section.get() == to).then_some("page"))
            .on(ev::click, move |_| desk.section.set(to))
            .child((icon(which), span().class("nav-word").child(title(to)), move || {
                (to == Section::Chats && count.get() > 0)
                    .then(|| span().class("nav-count").child(move || count.get()))
            }))
    };
    nav()
        .class("side")
        .attr("inert", move || desk.needs_login.get().then_some(""))
        .attr("aria-label", "Main")
        .child((
            div().class("brandline").child((mark(), span().class("nav-word").child(words::PRODUCT))),
            entry(Section::Overview, Icon::Home),
            entry(Section::Chats, Icon::Chat),
            entry(Section::Sessions, Icon::Cobrowse),
            div().class("spacer"),
            div().class("me").child((
                avatar(&me.name),
                div().class("nav-word").child((
                    leptos::html::strong().child(me.name.clone()),
                    span()
                        .class("under")
                        .child(move || if desk.is_lost.get() { words::RECONNECTING } else { "Available" }),
                )),
                button()
                    .attr("type", "button")
                    .attr("class", "ghost")
                    .attr("aria-label", "Log out")
                    .attr("data-tip", "Log out")
                    .on(ev::click, move |_| leave.run(()))
                    .child(icon(Icon::LogOut)),
            )),
        ))
        .into_any()
}

fn overview(desk: Desk, me: &str) -> AnyView {
    let me = StoredValue::new(me.to_owned());
    (move || {
        desk.has_told.get().then(|| {
            div().class("desk-grid").child((
                div().class("desk-column").child((
                    lists::waiting(desk),
                    lists::live(desk),
                    lists::recent(desk, &me.get_value()),
                )),
                div().class("desk-column aside").child(lists::today(desk)),
            ))
        })
    })
    .into_any()
}

fn chats(desk: Desk) -> AnyView {
    let all = Memo::new(move |_| desk.told.with(|told| told.workspace.chats.clone()));
    let has_chats = Memo::new(move |_| !all.with(Vec::is_empty));
    let is_open = Memo::new(move |_| desk.chat.get().is_some());
    let pane = Pane {
        talks: desk.talks,
        chat: desk.chat.into(),
        customer: Signal::derive(move || desk.customer()),
        invites: Signal::derive(move || {
            let shown = desk.chat.get();
            desk.told.with(|told| {
                told.workspace.invites.iter().filter(|invite| Some(invite.chat) == shown).cloned().collect()
            })
        }),
        none: words::CHOOSE_CHAT,
        may_propose: true,
        notice: desk.notice.into(),
        is_online: Signal::derive(move || !desk.is_lost.get()),
        signal: UnsyncCallback::new(move |signal| desk.signal(&signal)),
        close: UnsyncCallback::new(move |()| desk.chat.set(None)),
    };
    div()
        .class("chats-page")
        .child((
            section().attr("aria-label", "Chats").child(move || {
                if has_chats.get() {
                    lists::lines(desk, all)
                } else {
                    p().class("box empty").child(words::NOBODY).into_any()
                }
            }),
            move || is_open.get().then(|| chat(pane)),
        ))
        .into_any()
}
