//! The workspace's menu: Co-browsing, Chat, Sessions.

use leptos::ev;
use leptos::html::{button, div, span};
use leptos::prelude::*;

use crate::browser;
use crate::desk::{Desk, Section};
use crate::view::icon::{Icon, icon};
use crate::view::popup;
use crate::words;

/// The button and its menu.
pub(crate) fn menu(desk: Desk) -> AnyView {
    let open = RwSignal::new(false);
    popup::close_on_press_outside(open, "menu");
    let waiting = Memo::new(move |_| desk.waiting());
    let item = move |name: &'static str, which: Icon, is_outside: bool, id: &'static str, act: fn(Desk)| {
        button()
            .attr("type", "button")
            .attr("role", "menuitem")
            .attr("class", "menu-item")
            .attr("tabindex", "-1")
            .attr("aria-label", name)
            .attr("aria-describedby", id)
            .on(ev::click, move |_| {
                open.set(false);
                browser::focus("menu-button");
                act(desk);
            })
            .child((
                div().class("square-icon").child(icon(which)),
                div().child((
                    leptos::html::strong().child(name),
                    span().attr("id", id).attr("aria-hidden", "true").child(move || match name {
                        "Chat" => words::waiting(waiting.get()),
                        "Sessions" => "Live and past".to_owned(),
                        _ => "Enter a session ID".to_owned(),
                    }),
                )),
                is_outside.then(|| icon(Icon::External)),
            ))
    };
    div()
        .attr("id", "menu")
        .attr("class", "pop-host")
        .on(ev::keydown, move |event| popup::keys(&event, open, "menu-button"))
        .child((
            button()
                .attr("type", "button")
                .attr("id", "menu-button")
                .attr("class", "button primary")
                .attr("aria-haspopup", "menu")
                .attr("aria-expanded", move || open.get().to_string())
                .on(ev::click, move |_| {
                    open.update(|open| *open = !*open);
                    if open.get_untracked() {
                        popup::focus_first("menu-list");
                    }
                })
                .child((icon(Icon::Grid), span().child("Menu"), move || {
                    icon(if open.get() { Icon::Up } else { Icon::Down })
                })),
            move || {
                open.get().then(|| {
                    div()
                        .attr("id", "menu-list")
                        .attr("class", "pop menu-list")
                        .attr("role", "menu")
                        .attr("aria-label", "Menu")
                        .child((
                            item(words::COBROWSING, Icon::Cobrowse, true, "menu-1", |_| {
                                browser::open_session("")
                            }),
                            item("Chat", Icon::Chat, false, "menu-2", |desk| {
                                desk.section.set(Section::Chats)
                            }),
                            item("Sessions", Icon::List, false, "menu-3", |desk| {
                                desk.section.set(Section::Sessions)
                            }),
                        ))
                })
            },
        ))
        .into_any()
}
