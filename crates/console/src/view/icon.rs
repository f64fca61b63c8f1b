//! The icons: simple shapes on a grid of 24, drawn with one stroke. Decoration always: a word or an accessible
//! name stands beside each.

use leptos::prelude::*;
use leptos::svg::{self, path, rect};

use crate::state::quality::Quality;

macro_rules! icons {
    ($($name:ident = $path:literal),+ $(,)?) => {
        /// Which icon.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Icon { $($name),+ }

        impl Icon {
            fn path(self) -> &'static str {
                match self { $(Icon::$name => $path),+ }
            }
        }
    };
}

icons! {
    Cobrowse = "M11 19H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 5h14a1.5 1.5 0 0 1 1.5 1.5V11M3.5 9.5h17M6.2 7.3h.01M12.5 12.5l8 2.9-3.5 1.6-1.6 3.5z",
    Chat = "M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9a1.5 1.5 0 0 1-1.5 1.5h-6.5L8 20v-3.5H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5zM7.5 9h9M7.5 12h6",
    Pause = "M9 6v12M15 6v12",
    End = "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6",
    Eye = "M2.5 12s3.2-6 9.5-6 9.5 6 9.5 6-3.2 6-9.5 6-9.5-6-9.5-6zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
    EyeOff = "M2.5 12s3.2-6 9.5-6 9.5 6 9.5 6-3.2 6-9.5 6-9.5-6-9.5-6zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM4 4l16 16",
    Lock = "M7 11h10a1.5 1.5 0 0 1 1.5 1.5v6A1.5 1.5 0 0 1 17 20H7a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1 7 11zM8.5 11V7.8a3.5 3.5 0 0 1 7 0V11",
    Key = "M8 11.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10.9 12.6l8.6-8.6M16 7.5l3 3",
    Marker = "M4 20.5h16M8 16.5l-1.5.5.6-3.4L16 4.7a1.4 1.4 0 0 1 2 0l1.3 1.3a1.4 1.4 0 0 1 0 2L11 16.3zM7.1 13.6l3.3 3.2M14 6.7l3.3 3.3",
    AutoFit = "M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M9 9h6a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1z",
    ZoomIn = "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3l5.2 5.2M7.8 10.5h5.4M10.5 7.8v5.4",
    ZoomOut = "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3l5.2 5.2M7.8 10.5h5.4",
    NoForms = "M9.5 7.5H19A1.5 1.5 0 0 1 20.5 9v6a1.5 1.5 0 0 1-1.2 1.5M15 16.5H5A1.5 1.5 0 0 1 3.5 15V9A1.5 1.5 0 0 1 5 7.5h1M7 10.7v2.6M4.5 4.5l15 15",
    Back = "M20 12H4.5M10.5 6l-6 6 6 6",
    Forward = "M4 12h15.5M13.5 6l6 6-6 6",
    Reload = "M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4.5V9H15",
    Home = "M4 11l8-7 8 7M6 9.5V20h4.5v-5h3v5H18V9.5",
    List = "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
    Grid = "M4.5 4.5h5.5v5.5H4.5zM14 4.5h5.5v5.5H14zM4.5 14h5.5v5.5H4.5zM14 14h5.5v5.5H14z",
    Up = "M6 14.5l6-6 6 6",
    Down = "M6 9.5l6 6 6-6",
    External = "M14 4.5h5.5V10M19.5 4.5L11 13M17.5 14v4a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V8A1.5 1.5 0 0 1 6 6.5h4",
    LogOut = "M13 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h7M9.5 12h11M16.5 8l4 4-4 4",
    Info = "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5M12 8h.01",
    Warn = "M12 4.5l8.5 15h-17zM12 10v4.5M12 17h.01",
    Send = "M20 4L3.5 11l6.5 3 3 6.5zM10 14l4-4",
    Close = "M6 6l12 12M18 6L6 18",
    Check = "M5 12.5l4.5 4.5L19 7.5",
    Copy = "M10 8.5h8.5A1.5 1.5 0 0 1 20 10v8.5a1.5 1.5 0 0 1-1.5 1.5H10a1.5 1.5 0 0 1-1.5-1.5V10A1.5 1.5 0 0 1 10 8.5zM15.5 8.5v-3A1.5 1.5 0 0 0 14 4H5.5A1.5 1.5 0 0 0 4 5.5V14a1.5 1.5 0 0 0 1.5 1.5h3",
    Clock = "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l3 2",
    Pointer = "M5 4.5l14 5-6 2.6-2.6 6z",
    More = "M5 12h.01M12 12h.01M19 12h.01",
    Wait = "M12 3.5a8.5 8.5 0 1 0 8.5 8.5",
}

/// An icon of the size of the text beside it.
pub(crate) fn icon(which: Icon) -> AnyView {
    let class = match which {
        // Points need more than a hair to be seen.
        Icon::More => "icon icon-dots",
        Icon::Wait => "icon icon-wait",
        _ => "icon",
    };
    svg::svg()
        .attr("class", class)
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(path().attr("d", which.path()))
        .into_any()
}

/// The product's mark: a solid arrow that leads, and the outline of a second one behind it.
pub(crate) fn mark() -> AnyView {
    svg::svg()
        .attr("class", "mark")
        .attr("viewBox", "0 0 36 36")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child((
            rect().attr("width", "36").attr("height", "36").attr("rx", "10").attr("class", "mark-ground"),
            path().attr("d", "M20.5 10.8L9.5 8.2l3.1 11.2").attr("class", "mark-behind"),
            path().attr("d", "M14.8 13.2l13.4 5-6 2.6-2.7 6.2z").attr("class", "mark-lead"),
        ))
        .into_any()
}

/// Four rising bars; struck through when offline.
pub(crate) fn bars(quality: Quality) -> AnyView {
    let filled = quality.bars();
    let bar = |n: u8| {
        let height = 4 + n * 4;
        rect()
            .attr("x", (2 + n * 5).to_string())
            .attr("y", (21 - height).to_string())
            .attr("width", "3.4")
            .attr("height", height.to_string())
            .attr("rx", "1")
            .attr("class", if n < filled { "bar-on" } else { "bar-off" })
    };
    svg::svg()
        .attr("class", "icon bars")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child((
            [0, 1, 2, 3].map(bar).into_iter().collect::<Vec<_>>(),
            (quality == Quality::Offline).then(|| path().attr("d", "M3 4l18 17")),
        ))
        .into_any()
}
