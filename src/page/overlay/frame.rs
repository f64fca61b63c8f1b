//! The frame around a shared page, with a tab that says the state.
//!
//! Knows no session: it is told what to say.

use crate::prelude::*;
use alloc::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Document, Event, HtmlElement, MouseEvent, Window};

use super::rect::Rect;
use crate::page::panel::hook::Hook;
use crate::page::panel::icons;
use crate::page::panel::tree::{Drawn, El, el, remove};

/// Which frame, and the words of its tab.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub(crate) state: State,
    pub(crate) words: String,
}

/// Told apart by the line and the words, not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Live,
    Paused,
    Reconnecting,
}

/// The frame; dropping it takes it away.
pub(crate) struct Frame {
    drawn: Drawn,
    shown: Shown,
    _pointer: Option<Hook>,
    _focus: Option<Hook>,
}

impl Frame {
    /// Draws the frame into `layer`.
    pub(crate) fn new(
        window: &Window,
        document: &Document,
        layer: &HtmlElement,
        shown: Shown,
    ) -> Option<Frame> {
        let drawn = Drawn::new(document, element(&shown))?;
        layer.append_child(drawn.node()).ok()?;
        let tab: Option<HtmlElement> = drawn.node().last_child().and_then(|node| node.dyn_into().ok());
        let tab = tab.map(Rc::new);
        let pointer = tab.clone().map(|tab| {
            // Where the tab is when it is large; measured once, since the small one is somewhere else.
            let place = Rect::of(&tab);
            Hook::first(window, "pointermove", move |event: Event| {
                let (Some(event), Some(place)) = (event.dyn_ref::<MouseEvent>(), place) else { return };
                let at = Rect {
                    left: f64::from(event.client_x()),
                    top: f64::from(event.client_y()),
                    width: 1.0,
                    height: 1.0,
                };
                shrink(&tab, "data-near", place.grown(80.0).touches(at));
            })
        });
        let focus = tab.map(|tab| {
            Hook::first(window, "focusin", move |event: Event| {
                let field = event.target().and_then(|target| target.dyn_into().ok());
                let field = field.and_then(|field| Rect::of(&field));
                let is_under = field.zip(Rect::of(&tab)).is_some_and(|(field, tab)| field.touches(tab));
                shrink(&tab, "data-under", is_under);
            })
        });
        Some(Frame { drawn, shown, _pointer: pointer, _focus: focus })
    }

    /// Changes state and words.
    pub(crate) fn update(&mut self, document: &Document, shown: Shown) {
        if shown != self.shown {
            self.drawn.update(document, element(&shown));
            self.shown = shown;
        }
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        remove(self.drawn.node());
    }
}

fn shrink(tab: &HtmlElement, why: &str, is_small: bool) {
    if tab.has_attribute(why) != is_small {
        let _ = tab.toggle_attribute_with_force(why, is_small);
    }
}

fn element(shown: &Shown) -> El {
    let (state, icon) = match shown.state {
        State::Live => ("live", icons::EYE),
        State::Paused => ("paused", icons::BARS),
        State::Reconnecting => ("reconnecting", icons::TURN),
    };
    el("div", "frame")
        .with("data-state", state)
        .child(el("i", "edge"))
        .child(el("div", "tab").child(icons::icon(icon)).child(el("span", "").says(shown.words.as_str())))
}
