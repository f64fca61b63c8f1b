//! Our icons: simple shapes on a 24 grid, drawn with one stroke.
//!
//! Knows no colours; they take that of the text around them.

use super::tree::{El, el};

/// A solid arrow that leads and the outline of a second one behind it; in a rounded square.
pub(crate) fn mark() -> El {
    el("svg", "mark")
        .with("viewBox", "0 0 24 24")
        .child(line("M7 13.8 3.6 3.6 13.8 7"))
        .child(el("path", "f").with("d", "M8.6 8.6 20.6 12.9 15.2 15.2 12.9 20.6Z"))
}

/// One of the shapes below.
#[inline(never)]
pub(crate) fn icon(shape: &'static str) -> El {
    el("svg", "").with("viewBox", "0 0 24 24").child(line(shape))
}

/// One that mirrors where reading goes from right to left.
pub(crate) fn directed(shape: &'static str) -> El {
    el("svg", "dir").with("viewBox", "0 0 24 24").child(line(shape))
}

fn line(shape: &'static str) -> El {
    el("path", "").with("d", shape)
}

pub(crate) const CHAT: &str =
    "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9l-4 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5";
pub(crate) const PAGE: &str =
    "M11 19H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v4M3 9h18M13.5 12.5l8 2.9-3.6 1.5-1.5 3.6Z";
pub(crate) const DOWN: &str = "M5.5 9l6.5 6.5L18.5 9";
pub(crate) const UP: &str = "M5.5 15.5 12 9l6.5 6.5";
pub(crate) const ALONG: &str = "M9 5.5l6.5 6.5L9 18.5";
pub(crate) const CROSS: &str = "M6 6l12 12M18 6 6 18";
pub(crate) const COPY: &str = "M10 8h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2ZM16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2";
pub(crate) const CHECK: &str = "M5 12.5l4.5 4.5L19 7.5";
pub(crate) const EYE: &str = "M2.5 12C4.5 8 8 6 12 6s7.5 2 9.5 6c-2 4-5.5 6-9.5 6s-7.5-2-9.5-6ZM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z";
pub(crate) const EYE_SHUT: &str = "M3 3l18 18M9 6.4A11 11 0 0 1 12 6c4 0 7.5 2 9.5 6a12 12 0 0 1-2.7 3.6M6.3 7.9A12 12 0 0 0 2.5 12c2 4 5.5 6 9.5 6a11 11 0 0 0 4.7-1M10 10a2.8 2.8 0 0 0 4 4";
pub(crate) const LOCK: &str =
    "M7 11h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2ZM8 11V7.5a4 4 0 0 1 8 0V11";
pub(crate) const ARROW: &str = "M4.5 4.5 20 10l-7 3-3 7Z";
pub(crate) const BACK: &str = "M8 5 3.5 9.5 8 14M3.5 9.5H15a5 5 0 0 1 0 10h-4";
pub(crate) const BARS: &str = "M9 5.5v13M15 5.5v13";
pub(crate) const PLAY: &str = "M8 5.5v13l10.5-6.5Z";
pub(crate) const TURN: &str = "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15";
pub(crate) const WARN: &str = "M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17v.1";
pub(crate) const LIST: &str = "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1";
pub(crate) const SAVE: &str = "M12 4v11M7 10.5l5 5 5-5M5 20h14";
pub(crate) const SEND: &str = "M20.5 3.5 3.5 10l7 3.5 3.5 7ZM20.5 3.5l-10 10";
pub(crate) const ASK: &str =
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.7.3-1.1.9-1.1 1.7v.3M12 16.8v.1";
