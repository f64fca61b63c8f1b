//! Below the bar: the message strip, and the mirror on its canvas with what may lie over it.

use leptos::ev;
use leptos::html::{div, h2, iframe, input, p, section, span};
use leptos::prelude::*;
use pillion_protocol::limits;
use pillion_protocol::update::Denied;
use pillion_viewer::ViewerOptions;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, HtmlIFrameElement, ResizeObserver};

use crate::room::Room;
use crate::state::clock;
use crate::state::quality::Quality;
use crate::state::window::Live;
use crate::state::zoom::Zoom;
use crate::view::icon::{Icon, icon};
use crate::view::widget::strip;
use crate::words;

/// Milliseconds before a loading picture is shown at all.
const SHAPES_MS: f64 = 300.0;
/// Milliseconds before it says that it takes long.
const LONG_MS: f64 = 8_000.0;
/// Milliseconds that a customer may be away without a word: most page loads are shorter.
const QUIET_AWAY_MS: f64 = 1_000.0;

/// Strip and canvas.
pub(crate) fn stage(room: Room) -> AnyView {
    div().class("stage").child((message_strip(room), canvas(room))).into_any()
}

/// What the one strip says; the first that holds wins.
#[derive(Clone, PartialEq)]
enum Strip {
    Reconnecting(&'static str, String),
    Marking,
    Off,
    Mode(&'static str),
}

fn message_strip(room: Room) -> AnyView {
    let which = Memo::new(move |_| {
        let now = room.now.get();
        room.stage.with(|stage| {
            let live = stage.live()?;
            if let Some(since) = live.lost_since {
                let left = (since + limits::AGENT_AWAY_MS as f64 - now).max(0.0);
                return Some(Strip::Reconnecting(words::RECONNECTING_OWN, clock::minutes(left as u32)));
            }
            if let (Some(since), Some(until)) = (live.away_since, live.away_until)
                && now - since >= QUIET_AWAY_MS
            {
                let left = clock::minutes((until - now).max(0.0) as u32);
                return Some(Strip::Reconnecting(words::RECONNECTING_CUSTOMER, left));
            }
            if live.paused_until.is_some() {
                return None;
            }
            if room.highlight.get() {
                return Some(Strip::Marking);
            }
            if !room.control.get() {
                return Some(Strip::Off);
            }
            words::mode_strip(live.mode).map(Strip::Mode)
        })
    });
    let mode_icon = move || match room.stage.with(|stage| stage.live().map(|live| live.mode)) {
        Some(pillion_protocol::mode::Mode::NoControl) => Icon::Eye,
        _ => Icon::NoForms,
    };
    (move || {
        which.get().map(|which| match which {
            Strip::Reconnecting(why, left) => strip(
                "reconnecting",
                Icon::Wait,
                (
                    leptos::html::strong().child(words::RECONNECTING),
                    format!(" {why}"),
                    format!(" The session is kept for {left}."),
                ),
            ),
            Strip::Marking => strip(
                "marking",
                Icon::Marker,
                (
                    leptos::html::strong().child(words::MARKING),
                    format!(" {}", words::MARKING_MORE),
                    note(room),
                ),
            ),
            Strip::Off => strip("quiet", Icon::NoForms, words::SWITCHED_OFF),
            Strip::Mode(words) => strip("quiet", mode_icon(), words),
        })
    })
    .into_any()
}

/// A few words for the next mark, shown to the customer beside it.
fn note(room: Room) -> AnyView {
    input()
        .attr("type", "text")
        .attr("class", "mark-note")
        .attr("aria-label", words::MARK_NOTE)
        .attr("placeholder", words::MARK_NOTE)
        .attr("autocomplete", "off")
        .attr("dir", "auto")
        .attr("maxlength", limits::NOTE.to_string())
        .prop("value", room.note)
        .on(ev::input, move |event| room.note.set(event_target_value(&event)))
        .into_any()
}

fn canvas(room: Room) -> AnyView {
    let canvas = NodeRef::<leptos::html::Section>::new();
    follow_size(canvas, room.space);
    Effect::new(move |_| room.apply_scale(room.scale()));
    let size = Memo::new(move |_| {
        let (width, height) = room.viewport.get();
        let scale = room.scale();
        (f64::from(width) * scale, f64::from(height) * scale)
    });
    let is_grey = Memo::new(move |_| {
        let now = room.now.get();
        room.stage.with(|stage| {
            stage.live().is_some_and(|live| {
                let is_away = live.away_since.is_some_and(|since| now - since >= QUIET_AWAY_MS);
                live.lost_since.is_some() || is_away
            })
        })
    });
    section()
        .attr("class", move || if room.zoom.get() == Zoom::Fit { "canvas fitted" } else { "canvas" })
        .attr("aria-label", "Mirror")
        .node_ref(canvas)
        .child(
            div().class("canvas-space").child(
                div().class("mirror-place").style(("width", move || format!("{}px", size.get().0))).child((
                    div()
                        .attr("class", move || if is_grey.get() { "mirror is-grey" } else { "mirror" })
                        .style(("height", move || format!("{}px", size.get().1)))
                        .child((mirror(room), loading(room), veil(room), tip(room))),
                    caption(room),
                )),
            ),
        )
        .into_any()
}

/// Keeps `space` at the size of an element.
fn follow_size(element: NodeRef<leptos::html::Section>, space: RwSignal<(f64, f64)>) {
    let observer = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let element: HtmlElement = element.unchecked_into();
        let measured = element.clone();
        let measure = move || {
            let size = (f64::from(measured.offset_width()), f64::from(measured.offset_height()));
            if space.try_get_untracked().is_some_and(|known| known != size) {
                space.set(size);
            }
        };
        measure();
        let changed = Closure::<dyn FnMut()>::new(measure);
        if let Ok(watcher) = ResizeObserver::new(changed.as_ref().unchecked_ref()) {
            watcher.observe(element.unchecked_ref::<Element>());
            observer.set_value(Some((watcher, changed)));
        }
    });
    on_cleanup(move || {
        observer.try_update_value(|observer| {
            if let Some((watcher, _)) = observer.take() {
                watcher.disconnect();
            }
        });
    });
}

/// The frame and the transparent layer above it that takes all gestures.
fn mirror(room: Room) -> AnyView {
    let overlay = NodeRef::<leptos::html::Div>::new();
    on_cleanup(move || room.mirror_gone());
    (
        // The sandbox is there before the frame is: attributes are set before it is put on the page.
        iframe()
            .attr("sandbox", "allow-same-origin")
            .attr("title", "Customer's page")
            .attr("class", "mirror-frame")
            .attr("tabindex", "-1")
            .attr("src", "/mirror")
            .on(ev::load, move |event| {
                let frame = event.target().and_then(|target| target.dyn_into::<HtmlIFrameElement>().ok());
                if let (Some(frame), Some(overlay)) = (frame, overlay.get_untracked()) {
                    let overlay: HtmlElement = overlay.unchecked_into();
                    let on = Rc::new(move |event| room.viewer_event(event));
                    room.mirror_loaded(ViewerOptions { frame, overlay, guest: false, on });
                }
            }),
        div().class("mirror-overlay").node_ref(overlay),
    )
        .into_any()
}

fn loading(room: Room) -> AnyView {
    let stage = Memo::new(move |_| {
        let now = room.now.get();
        let since = room.stage.with(|stage| stage.live().and_then(|live| live.blank_since));
        since.map(|since| match now - since {
            waited if waited < SHAPES_MS => 0,
            waited if waited < LONG_MS => 1,
            _ => 2,
        })
    });
    let bone = |class: &'static str| div().attr("class", format!("bone {class}"));
    (move || {
        stage.get().filter(|stage| *stage > 0).map(|stage| {
            div().class("shapes").child((
                bone("head"),
                bone("title"),
                bone("text"),
                bone("box"),
                p().attr("role", "status").child((
                    icon(Icon::Wait),
                    span().child(if stage == 1 { words::GETTING } else { words::GETTING_LONG }),
                )),
            ))
        })
    })
    .into_any()
}

/// Opaque: the customer was told that nobody sees the page.
fn veil(room: Room) -> AnyView {
    let until = Memo::new(move |_| room.stage.with(|stage| stage.live().and_then(|live| live.paused_until)));
    let is_up = Memo::new(move |_| until.get().is_some());
    let left = Memo::new(move |_| {
        until.get().map(|until| clock::minutes((until - room.now.get()).max(0.0) as u32)).unwrap_or_default()
    });
    (move || {
        is_up.get().then(|| {
            div().class("veil").child((
                div().class("veil-icon").child(icon(Icon::Pause)),
                h2().child(words::VEIL),
                p().child(words::VEIL_TEXT),
                div().class("veil-left").child((
                    icon(Icon::Clock),
                    span().child(("Kept for ", span().class("digits").child(move || left.get()), " more")),
                )),
            ))
        })
    })
    .into_any()
}

/// Words beside the pointer, on the side with more room; or at the top when there is no pointer to them.
fn tip(room: Room) -> AnyView {
    (move || {
        room.tip.get().map(|tip| {
            let (width, height) = room.viewport.get_untracked();
            let scale = untrack(|| room.scale());
            let (width, height) = (f64::from(width) * scale, f64::from(height) * scale);
            let (class, style) = match tip.at {
                None => ("tip at-top", String::new()),
                Some((x, y)) => {
                    let across = if x > width / 2.0 {
                        format!("right:{:.0}px", width - x)
                    } else {
                        format!("left:{x:.0}px")
                    };
                    let down = if y > height - 90.0 {
                        format!("bottom:{:.0}px", height - y + 14.0)
                    } else {
                        format!("top:{:.0}px", y + 18.0)
                    };
                    ("tip", format!("{across};{down}"))
                }
            };
            div()
                .attr("class", class)
                .attr("style", style)
                .attr("role", "status")
                .child((icon(tip_icon(tip.why)), span().child(tip.words)))
        })
    })
    .into_any()
}

fn tip_icon(why: Option<Denied>) -> Icon {
    match why {
        Some(Denied::Form) => Icon::NoForms,
        Some(Denied::Private) => Icon::Lock,
        Some(Denied::ViewOnly) => Icon::Eye,
        _ => Icon::Info,
    }
}

/// Whose page it is, and how far behind the agent sees it.
fn caption(room: Room) -> AnyView {
    let words = Memo::new(move |_| {
        room.stage.with(|stage| {
            let live: &Live = stage.live()?;
            if live.paused_until.is_some() {
                return None;
            }
            Some(match room.quality.get() {
                Quality::Slow | Quality::Poor => {
                    format!("About {} behind", words::about(room.details.with(|details| details.rtt_ms)))
                }
                Quality::Offline => words::OFFLINE_CAPTION.to_owned(),
                Quality::Good => words::on_this_page(&live.customer),
            })
        })
    });
    div()
        .class("caption")
        .child((
            span().child(move || words.get().map(|_| "Customer’s page")),
            span().child(move || words.get()),
        ))
        .into_any()
}
