//! What a redraw looks at: the view, what only the panel itself remembers, and the time; and the parts that several
//! screens share.
//!
//! Knows no document: screens are values.

use crate::prelude::*;
use js_sys::Date;
use pillion_protocol::ids::Slot;
use wasm_bindgen::JsValue;

use super::icons;
use super::tree::{El, button, el};
use crate::page::words::{Words, first_name, initials, time_of_day};
use crate::view::{Panel, Person, Surface, View};

/// What the panel remembers that is nobody else's business.
#[derive(Debug, Clone, Default)]
pub(crate) struct Local {
    /// The customer made it small.
    pub(crate) is_small: bool,
    /// It made itself small, to stay clear of what is spoken of.
    pub(crate) is_aside: bool,
    /// The number was copied a moment ago.
    pub(crate) is_copied: bool,
    /// The request or question has stood long enough to be answered on purpose.
    pub(crate) may_allow: bool,
    /// What the agent filled in is shown.
    pub(crate) is_list_open: bool,
    /// The last session ID shown, for the line below a request.
    pub(crate) id: String,
}

/// Everything a redraw looks at.
pub(crate) struct Scene<'a> {
    pub(crate) words: &'static Words,
    pub(crate) view: &'a View,
    pub(crate) local: &'a Local,
    /// Milliseconds of `Date.now()`.
    pub(crate) now: f64,
}

impl Scene<'_> {
    /// Whether the panel is to be drawn as a bar.
    pub(crate) fn is_bar(&self) -> bool {
        let is_over =
            matches!(self.view.panel, Panel::Ended { .. } | Panel::CannotStart { .. } | Panel::Connecting);
        !is_over && (self.local.is_small || self.local.is_aside || self.view.surface == Surface::Closed)
    }

    /// The head of a panel: mark, title, the chat's button if it is wanted, and the one that puts the panel away.
    pub(crate) fn head(&self, with_chat: bool, is_over: bool) -> El {
        let words = self.words;
        let away = if is_over {
            button("away", "close").with("aria-label", words.close).child(icons::icon(icons::CROSS))
        } else {
            button("away", "small")
                .with("aria-label", words.collapse)
                .with("aria-expanded", "true")
                .child(icons::icon(icons::DOWN))
        };
        el("div", "head")
            .with("data-drag", "")
            .child(icons::mark())
            .child(el("b", "").says(words.co_browsing))
            .maybe(with_chat.then(|| self.chat_button()))
            .child(away)
    }

    fn chat_button(&self) -> El {
        let unread = self.view.chat.as_ref().map_or(0, |chat| chat.unread);
        let label = if unread == 0 {
            self.words.chat.to_owned()
        } else {
            crate::page::words::fill(self.words.chat_unread, &[&crate::page::words::digits(unread)])
        };
        button("talk", "chat")
            .with("aria-label", &label)
            .child(icons::icon(icons::CHAT))
            .maybe((unread > 0).then(|| el("i", "dot new")))
    }
}

/// The headline: what focus goes to when the panel opens.
#[inline(never)]
pub(crate) fn headline(words: &str) -> El {
    el("h2", "").with("tabindex", "-1").with("data-headline", "").says(words)
}

/// A round picture of a person, with a dot that goes with the words beside it.
#[inline(never)]
pub(crate) fn avatar(person: Option<&Person>, name: &str, dot: Option<&'static str>) -> El {
    el("div", "face")
        .with("aria-hidden", "true")
        .with("--who", colour(person.map_or(Slot(1), |person| person.slot)))
        .says(&initials(name))
        .maybe(dot.map(|state| el("i", "dot").with("data-state", state)))
}

/// The colour of an agent, the same wherever they are seen.
pub(crate) fn colour(slot: Slot) -> &'static str {
    const COLOURS: [&str; 6] = ["#2458c6", "#a3245c", "#7a4e12", "#1f6b8a", "#5b4a9e", "#4a5a20"];
    COLOURS[usize::from(slot.0.saturating_sub(1)) % COLOURS.len()]
}

/// Who it is about: picture, headline and a line below.
#[inline(never)]
pub(crate) fn person_row(face: El, head: &str, below: Option<El>) -> El {
    el("div", "who").child(face).child(el("div", "names").child(headline(head)).maybe(below))
}

/// The name to use after the first mention.
#[inline(never)]
pub(crate) fn first<'a>(person: Option<&'a Person>, words: &Words) -> &'a str {
    person.map_or(words.your_agent, |person| first_name(&person.name))
}

/// The clock on the wall at `at`: "2:19 pm"; without "pm" unless `half`.
pub(crate) fn wall_clock(at: f64, half: bool) -> String {
    let date = Date::new(&JsValue::from_f64(at));
    time_of_day(date.get_hours(), date.get_minutes(), half)
}

/// A quiet line.
#[inline(never)]
pub(crate) fn hint(words: &str) -> El {
    el("p", "hint").says(words)
}

/// A row of buttons.
#[inline(never)]
pub(crate) fn row(first: El, second: Option<El>) -> El {
    el("div", "row").child(first).maybe(second)
}

/// A main button with an icon before its words.
#[inline(never)]
pub(crate) fn main_button(act: &'static str, shape: Option<&'static str>, words: &str) -> El {
    button("btn main", act).maybe(shape.map(icons::icon)).says(words)
}

/// A second button.
#[inline(never)]
pub(crate) fn plain_button(act: &'static str, words: &str) -> El {
    button("btn", act).says(words)
}

/// "End session": one click, always.
pub(crate) fn end_button(words: &Words) -> El {
    button("btn bad", "end").says(words.end)
}

/// A box with an icon at its start.
#[inline(never)]
pub(crate) fn boxed(kind: &'static str, shape: &'static str, content: El) -> El {
    el("div", kind).child(icons::icon(shape)).child(content)
}
