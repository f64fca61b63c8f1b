//! The two rows above the mirror. Words and icons of a control change with the width (in the style sheet), its
//! accessible name never does.

use leptos::ev;
use leptos::html::{button, dd, div, dl, dt, h1, header, section, span};
use leptos::prelude::*;
use pillion_protocol::command::Navigate;
use pillion_protocol::mode::Mode;

use crate::room::Room;
use crate::state::clock;
use crate::state::window::{Input, Live};
use crate::state::zoom::{self, LEVELS, Zoom};
use crate::view::icon::{Icon, icon, mark};
use crate::view::{address, details, popup};
use crate::words;

/// Both rows. `narrow` is whether the second row's lesser controls go into "More".
pub(crate) fn bar(room: Room, narrow: RwSignal<bool>) -> AnyView {
    header()
        .class("bars-top")
        .child((
            div().class("row row-1").child((
                h1().class("sr-only").child(words::THIS_WINDOW),
                mark(),
                about(room),
                div().class("session-facts wide-only").child(move || facts(room)),
                div().class("spacer"),
                mode(room),
                details::connection(room),
                move || (!narrow.get()).then(|| chat(room)),
                span().class("divider"),
                button()
                    .attr("type", "button")
                    .attr("class", "tool danger with-word")
                    .attr("aria-label", "Close session")
                    .attr("data-tip", "Close session")
                    .on(ev::click, move |_| room.input(Input::Close))
                    .child((icon(Icon::End), span().class("word keep-720").child("Close session"))),
            )),
            div()
                .class("row row-2")
                .attr("role", "toolbar")
                .attr("aria-label", "Page")
                .child(move || if narrow.get() { narrow_row(room) } else { wide_row(room) }),
        ))
        .into_any()
}

fn wide_row(room: Room) -> AnyView {
    (
        step(room, "Back", Icon::Back, || Navigate::Back),
        step(room, "Forward", Icon::Forward, || Navigate::Forward),
        step(room, "Reload", Icon::Reload, || Navigate::Reload),
        address::address(room),
        highlight(room),
        clear_marks(room),
        zoom_group(room),
        auto_fit(room),
    )
        .into_any()
}

fn narrow_row(room: Room) -> AnyView {
    let open = RwSignal::new(false);
    popup::close_on_press_outside(open, "more");
    (
        step(room, "Back", Icon::Back, || Navigate::Back),
        step(room, "Reload", Icon::Reload, || Navigate::Reload),
        div().class("spacer"),
        highlight(room),
        div()
            .attr("id", "more")
            .attr("class", "pop-host")
            .on(ev::keydown, move |event| popup::keys(&event, open, "more-button"))
            .child((
                button()
                    .attr("type", "button")
                    .attr("id", "more-button")
                    .attr("class", "tool")
                    .attr("aria-label", "More")
                    .attr("aria-haspopup", "dialog")
                    .attr("aria-expanded", move || open.get().to_string())
                    .on(ev::click, move |_| open.update(|open| *open = !*open))
                    .child((icon(Icon::More), span().class("word").child("More"))),
                move || {
                    open.get().then(|| {
                        div().class("pop more-pop").attr("role", "dialog").attr("aria-label", "More").child((
                            div().class("more-line").child((
                                step(room, "Forward", Icon::Forward, || Navigate::Forward),
                                address::address(room),
                            )),
                            div().class("more-line").child((zoom_group(room), auto_fit(room), chat(room))),
                            div().class("more-line").child(clear_marks(room)),
                        ))
                    })
                },
            )),
    )
        .into_any()
}

/// The label with its tooltip: what the customer uses.
fn about(room: Room) -> AnyView {
    let fact = move |name: &'static str, read: fn(&Live) -> String| {
        let value = Memo::new(move |_| room.stage.with(|stage| stage.live().map(read).unwrap_or_default()));
        div().child((dt().child(name), dd().child(move || value.get())))
    };
    let hidden = RwSignal::new(false);
    section()
        .attr("class", "about")
        .attr("aria-label", words::COBROWSING)
        .attr("aria-describedby", "about-tip")
        .attr("data-hidden", move || hidden.get().then_some("true"))
        .on(ev::mouseenter, move |_| hidden.set(false))
        .on(ev::focusin, move |_| hidden.set(false))
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" {
                hidden.set(true);
            }
        })
        .child((
            button()
                .attr("type", "button")
                .attr("class", "about-label")
                .attr("aria-describedby", "about-tip")
                .child((span().child(words::COBROWSING), icon(Icon::Info))),
            div().attr("class", "tooltip about-tip").attr("id", "about-tip").attr("role", "tooltip").child(
                dl().child((
                    fact("Browser", |live| or_unknown(&live.client.browser)),
                    fact("Version", |live| or_unknown(&live.client.version)),
                    fact("System", |live| or_unknown(&live.client.system)),
                    fact("Site", |live| {
                        or_unknown(live.origin.strip_prefix("https://").unwrap_or(&live.origin))
                    }),
                    div()
                        .class("narrow-only")
                        .child((dt().child("Session"), dd().child(move || facts(room)))),
                )),
            ),
        ))
        .into_any()
}

fn or_unknown(text: &str) -> String {
    if text.is_empty() { "unknown".to_owned() } else { text.to_owned() }
}

/// Session ID and time.
fn facts(room: Room) -> Option<AnyView> {
    let id = Memo::new(move |_| room.stage.with(|stage| stage.live().map(|live| live.id.grouped())));
    let time = Memo::new(move |_| {
        let since = room.stage.with(|stage| stage.live().map(|live| live.since));
        since.map(|since| clock::elapsed((room.now.get() - since).max(0.0) as u32))
    });
    let facts = (
        span().class("digits").attr("dir", "ltr").child(move || id.get()),
        span().attr("aria-hidden", "true").child(" · "),
        span().class("digits").child(move || time.get()),
    );
    Some(facts.into_any())
}

fn mode(room: Room) -> AnyView {
    let mode = Memo::new(move |_| room.stage.with(|stage| stage.live().map(|live| live.mode)));
    (move || {
        mode.get().map(|mode| {
            let (which, class) = match mode {
                Mode::FullControl => (Icon::Pointer, "status mode full"),
                Mode::PartialControl => (Icon::NoForms, "status mode"),
                Mode::NoControl => (Icon::Eye, "status mode"),
            };
            let words = format!("Mode: {}", mode.label());
            div()
                .attr("class", class)
                .attr("role", "status")
                .attr("aria-label", words.clone())
                .child((icon(which), span().child(words)))
        })
    })
    .into_any()
}

fn chat(room: Room) -> AnyView {
    let unread = Memo::new(move |_| room.talks.with(|talks| talks.unread()));
    button()
        .attr("type", "button")
        .attr("id", "chat-button")
        .attr("class", "tool plain with-word")
        .attr("aria-label", "Chat")
        .attr("data-tip", "Chat")
        .attr("aria-pressed", move || room.chat_open.get().to_string())
        .attr("aria-describedby", "chat-unread")
        .on(ev::click, move |_| room.chat_open.update(|open| *open = !*open))
        .child((
            icon(Icon::Chat),
            span().class("word keep-1280").child("Chat"),
            span().attr("id", "chat-unread").attr("class", "unread").child(move || {
                (unread.get() > 0).then(|| (unread.get(), span().class("sr-only").child(" unread")))
            }),
        ))
        .into_any()
}

/// A button that takes the customer's browser one step.
fn step(room: Room, name: &'static str, which: Icon, to: fn() -> Navigate) -> AnyView {
    let off = Memo::new(move |_| !can_navigate(room));
    button()
        .attr("type", "button")
        .attr("class", "tool plain square")
        .attr("aria-label", name)
        .attr("data-tip", name)
        .attr("disabled", move || off.get().then_some(""))
        .on(ev::click, move |_| room.navigate(to()))
        .child(icon(which))
        .into_any()
}

/// Whether the agent may move the customer's browser just now. The customer's side decides for good; this
/// only spares the agent a refusal.
pub(crate) fn can_navigate(room: Room) -> bool {
    let may = room
        .stage
        .with(|stage| stage.live().is_some_and(|live| live.mode != Mode::NoControl && live.is_here()));
    may && room.control.get()
}

fn is_here(room: Room) -> bool {
    room.stage.with(|stage| stage.live().is_some_and(Live::is_here))
}

/// Whether there is a picture to scale: it stays while either side is away, and is gone in a pause.
fn has_picture(room: Room) -> bool {
    room.stage.with(|stage| stage.live().is_some_and(|live| live.paused_until.is_none()))
}

fn highlight(room: Room) -> AnyView {
    let off = Memo::new(move |_| !is_here(room));
    button()
        .attr("type", "button")
        .attr("id", "highlight-button")
        .attr("class", "tool with-word")
        .attr("aria-label", "Highlight")
        .attr("data-tip", "Highlight")
        .attr("aria-pressed", move || room.highlight.get().to_string())
        .attr("disabled", move || off.get().then_some(""))
        .on(ev::click, move |_| room.set_highlight(!room.highlight.get_untracked()))
        .child((icon(Icon::Marker), span().class("word keep-1024").child("Highlight")))
        .into_any()
}

fn clear_marks(room: Room) -> AnyView {
    (move || {
        let marks = room.marks.get();
        (marks > 0).then(|| {
            button()
                .attr("type", "button")
                .attr("class", "tool plain with-word")
                .on(ev::click, move |_| {
                    room.clear_marks();
                    crate::browser::focus("highlight-button");
                })
                .child(words::clear_marks(marks))
        })
    })
    .into_any()
}

fn zoom_group(room: Room) -> AnyView {
    let off = Memo::new(move |_| !has_picture(room));
    let level = Memo::new(move |_| zoom::percent(room.scale()));
    let open = RwSignal::new(false);
    popup::close_on_press_outside(open, "zoom");
    let by = move |name: &'static str, which: Icon, next: fn(Zoom, f64) -> Zoom| {
        button()
            .attr("type", "button")
            .attr("class", "tool plain square")
            .attr("aria-label", name)
            .attr("data-tip", name)
            .attr("disabled", move || off.get().then_some(""))
            .on(ev::click, move |_| {
                let fit = untrack(|| room.fit());
                room.zoom.update(|zoom| *zoom = next(*zoom, fit));
            })
            .child(icon(which))
    };
    let choice = move |percent: u16| {
        button()
            .attr("type", "button")
            .attr("role", "menuitemradio")
            .attr("class", "choice")
            .attr("tabindex", "-1")
            .attr("aria-checked", move || (level.get() == percent).to_string())
            .on(ev::click, move |_| {
                room.zoom.set(Zoom::Level(percent));
                open.set(false);
                crate::browser::focus("zoom-level");
            })
            .child(format!("{percent}%"))
    };
    div()
        .attr("id", "zoom")
        .attr("class", "group pop-host")
        .attr("role", "group")
        .attr("aria-label", "Zoom")
        .on(ev::keydown, move |event| popup::keys(&event, open, "zoom-level"))
        .child((
            by("Zoom out", Icon::ZoomOut, Zoom::smaller),
            button()
                .attr("type", "button")
                .attr("id", "zoom-level")
                .attr("class", "tool plain level")
                .attr("aria-label", move || format!("Level {}%", level.get()))
                .attr("aria-haspopup", "menu")
                .attr("aria-expanded", move || open.get().to_string())
                .attr("disabled", move || off.get().then_some(""))
                .on(ev::click, move |_| {
                    open.update(|open| *open = !*open);
                    if open.get_untracked() {
                        popup::focus_first("zoom-levels");
                    }
                })
                .child(move || format!("{}%", level.get())),
            by("Zoom in", Icon::ZoomIn, Zoom::larger),
            move || {
                open.get().then(|| {
                    div()
                        .attr("id", "zoom-levels")
                        .attr("class", "pop levels")
                        .attr("role", "menu")
                        .attr("aria-label", "Level")
                        .child(LEVELS.map(choice).into_iter().collect::<Vec<_>>())
                })
            },
        ))
        .into_any()
}

fn auto_fit(room: Room) -> AnyView {
    let off = Memo::new(move |_| !has_picture(room));
    button()
        .attr("type", "button")
        .attr("class", "tool with-word")
        .attr("aria-label", "Auto-fit")
        .attr("data-tip", "Auto-fit")
        .attr("aria-pressed", move || (room.zoom.get() == Zoom::Fit).to_string())
        .attr("disabled", move || off.get().then_some(""))
        .on(ev::click, move |_| {
            let fit = untrack(|| room.fit());
            room.zoom.update(|zoom| *zoom = zoom.toggle_fit(fit));
        })
        .child((icon(Icon::AutoFit), span().class("word keep-1280").child("Auto-fit")))
        .into_any()
}
