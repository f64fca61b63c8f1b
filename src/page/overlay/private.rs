//! The marks of private fields: a dashed outline and "Private" with a lock, for the customer's eyes.
//!
//! Knows no rule of privacy: it is told which fields.

use crate::prelude::*;
use alloc::rc::Rc;
use core::cell::RefCell;

use crate::page::timer::Timer;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement, Window};

use super::rect::{Rect, html, window_size};
use crate::page::panel::hook::Hook;
use crate::page::panel::icons;
use crate::page::panel::tree::{Drawn, el, remove};
use crate::page::words::Words;

/// A page can move a field without any event; the marks catch up at this pace.
const CATCH_UP_MS: u32 = 400;
/// The outline stands off its field by this much.
const OFF: f64 = 4.0;

struct Mark {
    field: Element,
    drawn: Drawn,
    last: Option<Rect>,
}

/// All of them; dropping it takes them away.
#[derive(Default)]
pub(crate) struct PrivateMarks {
    marks: Rc<RefCell<Vec<Mark>>>,
    /// Only while there are marks.
    hooks: RefCell<Option<(Timer, [Hook; 2])>>,
}

impl PrivateMarks {
    /// Makes these the marked fields.
    pub(crate) fn set(
        &self,
        window: &Window,
        document: &Document,
        layer: &HtmlElement,
        words: &Words,
        fields: &[Element],
    ) {
        {
            let mut marks = self.marks.borrow_mut();
            marks.retain(|mark| fields.contains(&mark.field));
            for field in fields {
                if !marks.iter().any(|mark| mark.field == *field) {
                    marks.extend(Mark::new(window, document, layer, words, field));
                }
            }
        }
        if fields.is_empty() {
            *self.hooks.borrow_mut() = None;
            return;
        }
        follow(window, document, &self.marks);
        let mut hooks = self.hooks.borrow_mut();
        if hooks.is_none() {
            let again = || {
                let (window, document, marks) = (window.clone(), document.clone(), Rc::clone(&self.marks));
                move || follow(&window, &document, &marks)
            };
            let (tick, scroll, resize) = (again(), again(), again());
            *hooks = Some((
                Timer::every(CATCH_UP_MS, tick),
                [
                    Hook::first(window, "scroll", move |_: Event| scroll()),
                    Hook::first(window, "resize", move |_: Event| resize()),
                ],
            ));
        }
    }
}

impl Mark {
    fn new(
        window: &Window,
        document: &Document,
        layer: &HtmlElement,
        words: &Words,
        field: &Element,
    ) -> Option<Mark> {
        let pill = el("span", "pill").child(icons::icon(icons::LOCK)).says(words.private);
        let mark = el("div", "private-mark")
            .with("aria-hidden", "true")
            .with("data-on", if is_dark(window, field) { "dark" } else { "light" })
            .child(pill);
        let drawn = Drawn::new(document, mark)?;
        layer.append_child(drawn.node()).ok()?;
        Some(Mark { field: field.clone(), drawn, last: None })
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        remove(self.drawn.node());
    }
}

fn follow(window: &Window, document: &Document, marks: &RefCell<Vec<Mark>>) {
    let Ok(mut marks) = marks.try_borrow_mut() else { return };
    let (width, height) = window_size(window);
    for mark in marks.iter_mut() {
        let rect =
            Rect::of(&mark.field).filter(|rect| is_in_sight(document, &mark.field, *rect, width, height));
        let Some(node) = mark.drawn.node().dyn_ref::<Element>().cloned().and_then(html) else { continue };
        if rect.is_none() || mark.last != rect {
            node.set_hidden(rect.is_none());
        }
        if let Some(rect) = rect.filter(|rect| mark.last != Some(*rect)) {
            rect.grown(OFF).apply(&node);
        }
        mark.last = rect;
    }
}

/// Whether the field is what the customer sees there, and not a dialog or another part of the page above it.
fn is_in_sight(document: &Document, field: &Element, rect: Rect, width: f64, height: f64) -> bool {
    let (x, y) = (rect.left + rect.width / 2.0, rect.top + rect.height / 2.0);
    if x < 0.0 || y < 0.0 || x >= width || y >= height {
        return true;
    }
    let Some(hit) = document.element_from_point(x as f32, y as f32) else { return true };
    let is_ours = hit.tag_name() == "PILLION-UI";
    // In a frame or a shadow root the hit is what holds them.
    let is_nested = field.owner_document().as_ref() != Some(document) || field.get_root_node() != **document;
    is_ours
        || is_nested
        || hit.contains(Some(field))
        || field.contains(Some(&hit))
        || hit.closest("label").is_ok_and(|label| label.is_some())
}

/// Whether what is behind the field is dark: the first background that covers.
fn is_dark(window: &Window, field: &Element) -> bool {
    let mut at = Some(field.clone());
    while let Some(element) = at {
        let style = window.get_computed_style(&element).ok().flatten();
        let colour =
            style.and_then(|style| style.get_property_value("background-color").ok()).unwrap_or_default();
        let parts: Vec<u32> =
            colour.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
        if let [red, green, blue, ..] = parts[..]
            && colour.starts_with("rgb")
            && parts.get(3) != Some(&0)
        {
            return red * 2 + green * 7 + blue < 1_000;
        }
        at = element.parent_element();
    }
    false
}
