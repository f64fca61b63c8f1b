//! The connection: the status in the bar, and the pop-up with advice first and numbers second.

use leptos::ev;
use leptos::html::{button, div, dl, h2, p, span};
use leptos::prelude::*;
use leptos::svg::{self, line, polyline};

use crate::room::{Details, Room};
use crate::state::quality::Quality;
use crate::view::icon::bars;
use crate::view::popup;
use crate::view::widget::row;
use crate::words;

/// How far back the curve goes, in milliseconds.
const SPAN_MS: f64 = 120_000.0;

/// The status, which is a button too.
pub(crate) fn connection(room: Room) -> AnyView {
    let open = RwSignal::new(false);
    popup::close_on_press_outside(open, "connection");
    let words = Memo::new(move |_| format!("Connection: {}", room.quality.get().word()));
    div()
        .attr("id", "connection")
        .attr("class", "pop-host")
        .on(ev::keydown, move |event| popup::keys(&event, open, "connection-button"))
        .child((
            div().attr("role", "status").attr("aria-label", move || words.get()).child(
                button()
                    .attr("type", "button")
                    .attr("id", "connection-button")
                    .attr("class", move || {
                        format!("tool plain with-word quality {}", room.quality.get().word())
                    })
                    .attr("data-tip", move || words.get())
                    .attr("aria-haspopup", "dialog")
                    .attr("aria-expanded", move || open.get().to_string())
                    .on(ev::click, move |_| open.update(|open| *open = !*open))
                    .child((
                        move || bars(room.quality.get()),
                        span().class("word keep-1024").child(move || words.get()),
                    )),
            ),
            move || {
                open.get().then(|| {
                    div()
                        .attr("class", "pop details")
                        .attr("role", "dialog")
                        .attr("aria-label", "Connection")
                        .child(numbers(room))
                })
            },
        ))
        .into_any()
}

fn numbers(room: Room) -> AnyView {
    let advice = Memo::new(move |_| {
        let live =
            room.stage.with(|stage| stage.live().map(|live| (live.away_until, live.lost_since.is_some())));
        let (away_until, is_lost) = live.unwrap_or_default();
        if is_lost {
            return words::RECONNECTING_OWN.to_owned();
        }
        let kept = away_until.map(|until| (until - room.now.get()).max(0.0) as u32);
        words::advice(room.quality.get(), room.details.with(|details| details.rtt_ms), kept)
    });
    let detail = move |read: fn(&Details) -> String| {
        let value = Memo::new(move |_| room.details.with(read));
        move || value.get()
    };
    (
        h2().child((
            move || bars(room.quality.get()),
            span().child(move || format!("Connection: {}", room.quality.get().word())),
        )),
        p().child(move || advice.get()),
        move || curve(&room.details.with(|details| details.history.clone()), room.quality.get()),
        dl().class("facts").child((
            row("Round trip", detail(|details| format!("{} ms", details.rtt_ms))),
            row("Page data", detail(|details| rate(details.rate))),
            row("Resyncs", detail(|details| details.resyncs.to_string())),
        )),
    )
        .into_any()
}

fn rate(bytes_a_second: f64) -> String {
    format!("{:.1} kB/s", bytes_a_second / 1000.0)
}

/// The round trips of the last two minutes.
fn curve(history: &[(f64, u32)], quality: Quality) -> Option<AnyView> {
    if history.len() < 2 {
        return None;
    }
    let highest = history.iter().map(|(_, rtt)| *rtt).max().unwrap_or(0);
    let top =
        [100, 250, 500, 1000, 2000, 5000].into_iter().find(|top| *top >= highest).unwrap_or(highest.max(1));
    let points: Vec<String> = history
        .iter()
        .map(|(age, rtt)| {
            let x = 320.0 * (1.0 - age / SPAN_MS);
            let y = 62.0 - 60.0 * f64::from(*rtt) / f64::from(top);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let rule = |y: &'static str| {
        line().attr("x1", "0").attr("x2", "320").attr("y1", y).attr("y2", y).attr("class", "rule")
    };
    let drawn = svg::svg()
        .attr("class", format!("curve {}", quality.word()))
        .attr("viewBox", "0 0 320 64")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child((rule("1"), rule("32"), rule("63"), polyline().attr("points", points.join(" "))));
    let under = div().class("curve-words").child((
        span().child("2 min ago"),
        span().child(format!("Round trip, 0 to {top} ms")),
        span().child("now"),
    ));
    Some(div().child((drawn, under)).into_any())
}
