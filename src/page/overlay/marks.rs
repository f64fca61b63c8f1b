//! Highlights: a ring around an element of the page, a note, a number when there are several, and a chip at the edge
//! when the element is out of sight. They follow their elements, frame by frame, only while there are any.
//!
//! Knows nothing of who may mark what.

use crate::prelude::*;
use alloc::rc::Rc;
use core::cell::RefCell;

use pillion_protocol::ids::MarkId;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Document, Element, Event, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition,
    Window,
};

use super::rect::{Rect, html, put, px, style, window_size};
use crate::page::panel::hook::Hook;
use crate::page::panel::tree::{Drawn, button, el, remove, text};
use crate::page::words::{Words, digits, fill};
use crate::view::Person;

/// The ring stands off its element by this much.
const OFF: f64 = 4.0;
/// Room kept between a note or chip and the window's edge.
const EDGE: f64 = 12.0;
/// A mark is fresh, and kept clear of the panel, for this long.
const FRESH_MS: f64 = 10_000.0;

/// One highlight as the wiring gives it: its name, its element, its note, and who set it.
pub(crate) type Given = (MarkId, Element, String, Person);

struct Mark {
    id: MarkId,
    target: Element,
    since: f64,
    ring: Drawn,
    note: Option<Drawn>,
    chip: Drawn,
    number: String,
    /// What was drawn last: nothing is written when nothing moved.
    last: Option<(Option<Rect>, (f64, f64))>,
    _click: Hook,
}

#[derive(Default)]
struct State {
    marks: Vec<Mark>,
    /// The next animation frame; there is none when there are no marks.
    frame: Option<i32>,
}

/// All highlights; dropping it takes them away.
pub(crate) struct Marks {
    window: Window,
    state: Rc<RefCell<State>>,
    step: Closure<dyn FnMut()>,
}

impl Marks {
    /// None yet.
    pub(crate) fn new(window: &Window) -> Marks {
        let state = Rc::new(RefCell::new(State::default()));
        // The step asks for itself again, so it must know its own function.
        let again: Rc<RefCell<Option<js_sys::Function>>> = Rc::default();
        let for_step = (Rc::clone(&state), window.clone(), Rc::clone(&again));
        let step = Closure::<dyn FnMut()>::new(move || {
            let (state, window, again) = &for_step;
            let Ok(mut state) = state.try_borrow_mut() else { return };
            follow(window, &mut state.marks);
            state.frame = match (&*again.borrow(), state.marks.is_empty()) {
                (Some(step), false) => window.request_animation_frame(step).ok(),
                _ => None,
            };
        });
        *again.borrow_mut() = step.as_ref().dyn_ref::<js_sys::Function>().cloned();
        Marks { window: window.clone(), state, step }
    }

    /// Makes these the highlights; those that stay are not drawn anew.
    pub(crate) fn set(&self, document: &Document, layer: &HtmlElement, words: &Words, given: &[Given]) {
        let mut state = self.state.borrow_mut();
        state
            .marks
            .retain(|mark| given.iter().any(|(id, target, ..)| *id == mark.id && *target == mark.target));
        for (id, target, note, person) in given {
            if !state.marks.iter().any(|mark| mark.id == *id) {
                state.marks.extend(Mark::new(document, layer, words, *id, target, note, person));
            }
        }
        let several = state.marks.len() > 1;
        for (place, mark) in state.marks.iter_mut().enumerate() {
            let number = if several { digits(place as u32 + 1) } else { String::new() };
            if number != mark.number {
                mark.ring.update(document, ring(&number));
                mark.number = number;
            }
        }
        follow(&self.window, &mut state.marks);
        if state.frame.is_none() && !state.marks.is_empty() {
            let step = self.step.as_ref().unchecked_ref();
            state.frame = self.window.request_animation_frame(step).ok();
        }
    }

    /// Where the fresh ones are, with their notes: what the panel keeps clear of.
    pub(crate) fn fresh(&self, now: f64) -> Vec<Rect> {
        let state = self.state.borrow();
        let fresh = state.marks.iter().filter(|mark| now - mark.since < FRESH_MS);
        fresh
            .flat_map(|mark| {
                let note = mark.note.as_ref().and_then(|note| Rect::of(note.node().dyn_ref::<Element>()?));
                [Rect::of(&mark.target), note]
            })
            .flatten()
            .collect()
    }
}

impl Drop for Marks {
    fn drop(&mut self) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            if let Some(frame) = state.frame.take() {
                let _ = self.window.cancel_animation_frame(frame);
            }
            state.marks.clear();
        }
    }
}

impl Mark {
    fn new(
        document: &Document,
        layer: &HtmlElement,
        words: &Words,
        id: MarkId,
        target: &Element,
        note: &str,
        person: &Person,
    ) -> Option<Mark> {
        let said = |content: &str| {
            el("div", "note-label")
                .child(el("b", "").says(person.name.as_str()))
                .child(text(" "))
                .child(text(content))
        };
        let ring = Drawn::new(document, ring(""))?;
        let note = if note.is_empty() { None } else { Drawn::new(document, said(note)) };
        let chip =
            button("chip", "").child(el("span", "up").says(&fill(words.marked_above, &[&person.name])));
        let chip = chip
            .child(el("span", "down").says(&fill(words.marked_below, &[&person.name])))
            .child(el("span", "beside").says(&fill(words.marked_beside, &[&person.name])));
        let chip = Drawn::new(document, chip.with("hidden", ""))?;
        for node in [Some(&ring), note.as_ref(), Some(&chip)].into_iter().flatten() {
            layer.append_child(node.node()).ok()?;
        }
        let to = target.clone();
        let click = Hook::new(chip.node(), "click", move |_: Event| {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Center);
            options.set_behavior(ScrollBehavior::Auto);
            to.scroll_into_view_with_scroll_into_view_options(&options);
        });
        let since = js_sys::Date::now();
        let target = target.clone();
        Some(Mark { id, target, since, ring, note, chip, number: String::new(), last: None, _click: click })
    }

    fn draw(&mut self, rect: Option<Rect>, (width, height): (f64, f64)) {
        let node = |drawn: &Drawn| drawn.node().dyn_ref::<Element>().cloned().and_then(html);
        let (Some(ring), Some(chip)) = (node(&self.ring), node(&self.chip)) else { return };
        let note = self.note.as_ref().and_then(node);
        let window = Rect { left: 0.0, top: 0.0, width, height };
        let visible = rect.filter(|rect| rect.touches(window));
        ring.set_hidden(visible.is_none());
        if let Some(note) = &note {
            note.set_hidden(visible.is_none());
        }
        // An element that takes no room has no place to lead to.
        let side = rect.filter(|_| visible.is_none()).map(|rect| match () {
            () if rect.top + rect.height <= 0.0 => "up",
            () if rect.top >= height => "down",
            () => "beside",
        });
        chip.set_hidden(side.is_none());
        if let Some(side) = side {
            let _ = chip.set_attribute("data-side", side);
        }
        if let Some(rect) = visible {
            rect.grown(OFF).apply(&ring);
            let around =
                web_sys::window().and_then(|window| window.get_computed_style(&self.target).ok().flatten());
            let radius = around.and_then(|around| around.get_property_value("border-top-left-radius").ok());
            let radius = radius.as_deref().and_then(pixels).unwrap_or(0.0);
            style(&ring, "border-radius", &px(radius + OFF));
            if let Some(note) = note {
                place_note(&note, rect, width, height);
            }
        }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        for drawn in [Some(&self.ring), self.note.as_ref(), Some(&self.chip)].into_iter().flatten() {
            remove(drawn.node());
        }
    }
}

fn ring(number: &str) -> crate::page::panel::tree::El {
    el("div", "ring-mark").maybe((!number.is_empty()).then(|| el("b", "number").says(number)))
}

/// Below the element, or above it where there is more room.
fn place_note(note: &HtmlElement, rect: Rect, width: f64, height: f64) {
    let (wide, high) = (f64::from(note.offset_width()), f64::from(note.offset_height()));
    let gap = OFF + 8.0;
    let is_below = height - rect.top - rect.height >= high + gap + EDGE || rect.top < high + gap + EDGE;
    let top = if is_below { rect.top + rect.height + gap } else { rect.top - high - gap };
    let left = rect.left.min(width - wide - EDGE).max(EDGE);
    let _ = note.set_attribute("data-side", if is_below { "below" } else { "above" });
    put(note, left, top.min(height - high - EDGE).max(EDGE));
}

fn follow(window: &Window, marks: &mut [Mark]) {
    let size = window_size(window);
    for mark in marks {
        let rect = Rect::of(&mark.target);
        if mark.last != Some((rect, size)) {
            mark.last = Some((rect, size));
            mark.draw(rect, size);
        }
    }
}

/// The pixels of a computed length: "8px" or "8.5px 4px".
fn pixels(value: &str) -> Option<f64> {
    let value = value.split("px").next()?;
    let whole = value.split('.').next()?;
    whole.parse::<u32>().ok().map(f64::from)
}
