//! The agents' cursors: an arrow in the agent's colour, the name beside it, a ring for a press.
//!
//! Knows no mirror: positions are pixels of the window.

use crate::prelude::*;
use alloc::rc::{Rc, Weak};
use core::cell::RefCell;

use crate::page::timer::Timer;
use js_sys::Date;
use pillion_protocol::ids::Slot;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, Window};

use super::rect::{put, window_size};
use crate::page::panel::scene::colour;
use crate::page::panel::tree::{Drawn, el, remove};
use crate::view::Person;

/// Without movement the name goes after this many milliseconds,
const NAME_MS: f64 = 4_000.0;
/// and the arrow after these.
const ARROW_MS: f64 = 15_000.0;
/// Room the name needs at the end edge and below, before it flips.
const NAME_ROOM: (f64, f64) = (140.0, 56.0);

type Shared = Rc<RefCell<Vec<Cursor>>>;

struct Cursor {
    slot: Slot,
    drawn: Drawn,
    name: String,
    moved: f64,
    /// Runs only while something is to be hidden.
    timer: Option<Timer>,
}

/// All cursors; dropping it takes them away.
#[derive(Default)]
pub(crate) struct Cursors(Shared);

impl Cursors {
    /// Moves a person's cursor, or hides it.
    pub(crate) fn set(
        &self,
        window: &Window,
        document: &Document,
        layer: &HtmlElement,
        person: &Person,
        at: Option<(f64, f64)>,
        press: bool,
    ) {
        let Some((x, y)) = at else {
            self.take(person.slot);
            return;
        };
        let mut all = self.0.borrow_mut();
        all.retain(|cursor| cursor.slot != person.slot || cursor.name == person.name);
        if !all.iter().any(|cursor| cursor.slot == person.slot) {
            all.extend(Cursor::new(document, layer, person));
        }
        let Some(cursor) = all.iter_mut().find(|cursor| cursor.slot == person.slot) else { return };
        cursor.moved = Date::now();
        if let Some(node) = cursor.node() {
            put(&node, x, y);
            let (width, height) = window_size(window);
            let _ = node.toggle_attribute_with_force("data-flip", x > width - NAME_ROOM.0);
            let _ = node.toggle_attribute_with_force("data-over", y > height - NAME_ROOM.1);
            let _ = node.set_attribute("data-shown", "all");
            if press {
                ring(document, &node);
            }
        }
        if cursor.timer.is_none() {
            cursor.timer = Some(fade_later(Rc::downgrade(&self.0), person.slot, NAME_MS));
        }
    }

    /// Takes one away.
    pub(crate) fn take(&self, slot: Slot) {
        self.0.borrow_mut().retain(|cursor| cursor.slot != slot);
    }

    /// Takes all away but these.
    pub(crate) fn keep(&self, agents: &[Person]) {
        self.0
            .borrow_mut()
            .retain(|cursor| agents.iter().any(|agent| agent.slot == cursor.slot && !agent.away));
    }
}

impl Cursor {
    fn new(document: &Document, layer: &HtmlElement, person: &Person) -> Option<Cursor> {
        let arrow = el("svg", "arrow")
            .with("viewBox", "0 0 24 24")
            .child(el("path", "").with("d", "M2 2 20.5 9.2 12.4 12.4 9.2 20.5Z"));
        let cursor = el("div", "cursor")
            .with("aria-hidden", "true")
            .with("--who", colour(person.slot))
            .child(arrow)
            .child(el("span", "name").says(person.name.as_str()));
        let drawn = Drawn::new(document, cursor)?;
        layer.append_child(drawn.node()).ok()?;
        Some(Cursor { slot: person.slot, drawn, name: person.name.clone(), moved: 0.0, timer: None })
    }

    fn node(&self) -> Option<HtmlElement> {
        self.drawn.node().dyn_ref::<HtmlElement>().cloned()
    }
}

impl Drop for Cursor {
    fn drop(&mut self) {
        remove(self.drawn.node());
    }
}

/// One ring that grows and fades; a new press starts a new one.
fn ring(document: &Document, cursor: &HtmlElement) {
    if let Some(old) = cursor.query_selector(".ring").ok().flatten() {
        remove(&old);
    }
    if let Some(ring) = Drawn::new(document, el("i", "ring")) {
        let _ = cursor.append_child(ring.node());
    }
}

fn fade_later(all: Weak<RefCell<Vec<Cursor>>>, slot: Slot, after: f64) -> Timer {
    Timer::once(after.max(1.0) as u32, move || {
        let Some(shared) = all.upgrade() else { return };
        let Ok(mut cursors) = shared.try_borrow_mut() else { return };
        let Some(cursor) = cursors.iter_mut().find(|cursor| cursor.slot == slot) else { return };
        let still = Date::now() - cursor.moved;
        let (shown, next) = match still {
            _ if still >= ARROW_MS => ("none", None),
            _ if still >= NAME_MS => ("arrow", Some(ARROW_MS - still)),
            _ => ("all", Some(NAME_MS - still)),
        };
        if let Some(node) = cursor.node() {
            let _ = node.set_attribute("data-shown", shown);
        }
        cursor.timer = next.map(|after| fade_later(Rc::downgrade(&shared), slot, after));
    })
}
