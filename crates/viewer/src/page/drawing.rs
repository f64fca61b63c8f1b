//! What is drawn above the frame: marks, private fields, the customer's pointer and focus, and the outline of the
//! highlight tool. All of it follows the elements.
//!
//! Knows nothing of gestures.

use std::collections::BTreeMap;

use pillion_protocol::ids::Slot;
use pillion_protocol::limits;
use pillion_protocol::tree::NodeFlags;
use pillion_protocol::update::{Mark, Pointer, PointerAction};
use wasm_bindgen::JsValue;
use web_sys::{Document, HtmlElement};

use super::figures;
use super::render::{Area, Renderer, Worn, shed, wear};
use crate::mirror::{Mirror, words};

/// Milliseconds without movement after which the pointer's label goes.
const LABEL: f64 = 4_000.0;
/// Milliseconds without movement after which the pointer goes.
const ARROW: f64 = 15_000.0;
/// Private fields that are outlined at most: a page with more is private altogether.
const PRIVATE: usize = 200;
/// Pixels of the pill "Hidden from you": fields that are narrower get its lock alone.
const PILL: f64 = 150.0;
/// Pixels below a mark that its note needs.
const NOTE: f64 = 44.0;

/// The layers in the overlay. Dropping it takes them away.
pub(super) struct Drawing {
    document: Document,
    overlay: HtmlElement,
    guest: bool,
    looks: Worn,
    private_layer: HtmlElement,
    marks_layer: HtmlElement,
    cursor_layer: HtmlElement,
    hover: HtmlElement,
    focus: HtmlElement,
    cursor: HtmlElement,
    slot: Slot,
    private: BTreeMap<u32, HtmlElement>,
    marks: Vec<Drawn>,
    hovered: Option<u32>,
    pointer: Option<Pointer>,
    pointer_moved: f64,
}

/// A mark on the page.
struct Drawn {
    mark: Mark,
    root: HtmlElement,
    /// When it goes.
    until: f64,
    left: Option<HtmlElement>,
}

impl Drawing {
    /// Puts empty layers into the overlay.
    pub(super) fn new(document: &Document, overlay: &HtmlElement, guest: bool) -> Result<Drawing, JsValue> {
        let looks = wear(overlay, include_str!("overlay.css"))?;
        let layer = || -> Result<HtmlElement, JsValue> {
            let layer = figures::element(document, "div", "pv-layer")?;
            layer.set_attribute("aria-hidden", "true")?;
            Ok(layer)
        };
        let (private_layer, marks_layer, cursor_layer) = (layer()?, layer()?, layer()?);
        let hover = figures::element(document, "div", "pv-hover")?;
        let focus = figures::element(document, "div", "pv-focus")?;
        let cursor = figures::cursor(document)?;
        for hidden in [&hover, &focus, &cursor] {
            hidden.style().set_property("display", "none")?;
        }
        private_layer.append_child(&focus)?;
        marks_layer.append_child(&hover)?;
        cursor_layer.append_child(&cursor)?;
        for layer in [&private_layer, &marks_layer, &cursor_layer] {
            overlay.append_child(layer)?;
        }
        Ok(Drawing {
            document: document.clone(),
            overlay: overlay.clone(),
            guest,
            looks,
            private_layer,
            marks_layer,
            cursor_layer,
            hover,
            focus,
            cursor,
            slot: Slot(0),
            private: BTreeMap::new(),
            marks: Vec::new(),
            hovered: None,
            pointer: None,
            pointer_moved: 0.0,
        })
    }

    /// Whose marks are "You".
    pub(super) fn set_slot(&mut self, slot: Slot) {
        self.slot = slot;
    }

    /// Nothing is marked and pointed at any more.
    pub(super) fn clear(&mut self) {
        for drawn in self.marks.drain(..) {
            drawn.root.remove();
        }
        for (_, figure) in core::mem::take(&mut self.private) {
            figure.remove();
        }
        self.hovered = None;
        self.pointer = None;
    }

    /// The node that a click would mark.
    pub(super) fn set_hover(&mut self, node: Option<u32>) {
        self.hovered = node;
    }

    /// Where the customer's pointer is.
    pub(super) fn set_cursor(&mut self, pointer: Pointer, now: f64) {
        self.pointer = (!pointer.at.node.is_none()).then_some(pointer);
        self.pointer_moved = now;
        if pointer.action == PointerAction::Press {
            // Fails only when the cursor's own elements are gone, and then there is nothing to ring.
            let _ = figures::press(&self.document, &self.cursor);
        }
    }

    /// All marks there are now. Those that were there keep their figures.
    pub(super) fn set_marks(&mut self, marks: Vec<Mark>, now: f64) {
        let mut old = core::mem::take(&mut self.marks);
        // The agents wrote the notes, but it is the customer's side that says so.
        for mut mark in marks.into_iter().take(limits::MARKS) {
            mark.note = words::line(&mark.note, limits::NOTE);
            let until = now + f64::from(mark.left_ms);
            let place = old.iter().position(|drawn| drawn.mark.id == mark.id && drawn.mark.note == mark.note);
            match place {
                Some(place) => self.marks.push(Drawn { mark, until, ..old.swap_remove(place) }),
                None => {
                    if let Ok((root, left)) = self.mark(&mark) {
                        self.marks.push(Drawn { mark, root, until, left });
                    }
                }
            }
        }
        for gone in old {
            gone.root.remove();
        }
        let many = self.marks.len() > 1;
        for (number, drawn) in (1..).zip(&self.marks) {
            if let Ok(Some(badge)) = drawn.root.query_selector(".pv-badge") {
                badge.set_text_content(Some(&format!("{number}")));
                let _ = badge.toggle_attribute_with_force("hidden", !many);
            }
        }
    }

    fn mark(&self, mark: &Mark) -> Result<(HtmlElement, Option<HtmlElement>), JsValue> {
        let root = figures::element(&self.document, "div", "pv-mark pv-fresh")?;
        let badge = figures::element(&self.document, "div", "pv-badge")?;
        root.append_child(&badge)?;
        let mut left = None;
        if !mark.note.is_empty() {
            let note = figures::element(&self.document, "div", "pv-note")?;
            let author = figures::element(&self.document, "b", "")?;
            author.set_text_content(Some(if mark.slot == self.slot { "You" } else { "Agent" }));
            let words = figures::element(&self.document, "span", "")?;
            words.set_text_content(Some(&mark.note));
            let time = figures::element(&self.document, "span", "")?;
            for part in [&author, &words, &time] {
                note.append_child(part)?;
            }
            root.append_child(&note)?;
            left = Some(time);
        }
        self.marks_layer.append_child(&root)?;
        Ok((root, left))
    }

    /// Puts everything where its element is now; tells whether there is something that may move.
    pub(super) fn update(&mut self, renderer: &Renderer, mirror: &Mirror, scale: f64, now: f64) -> bool {
        let live = mirror.is_live();
        let slot = |node: u32| if live { mirror.model.get(node).map_or(0, |node| node.slot) } else { 0 };
        self.keep_private(mirror, live);
        let mut slots = vec![slot(mirror.focus), self.hovered.map_or(0, slot)];
        slots.extend(self.private.keys().map(|node| slot(*node)));
        slots.extend(self.marks.iter().map(|drawn| slot(drawn.mark.node.0)));
        let mut areas = renderer.boxes(&slots).into_iter();
        figures::place(&self.focus, areas.next(), scale, 4.5, 4.0);
        figures::place(&self.hover, areas.next(), scale, 4.0, 4.0);
        for figure in self.private.values() {
            let area = areas.next();
            let small = area.is_some_and(|area| area.width * scale < PILL);
            let _ = figure.class_list().toggle_with_force("pv-small", small);
            figures::place(figure, area, scale, 4.0, 4.0);
        }
        let height = f64::from(self.overlay.client_height());
        for drawn in &self.marks {
            let area = areas.next();
            let above = area.is_some_and(|area| (area.top + area.height) * scale + NOTE > height);
            let _ = drawn.root.class_list().toggle_with_force("pv-above", above);
            figures::place(&drawn.root, area, scale, 4.5, 4.0);
            if let Some(left) = &drawn.left {
                let seconds = ((drawn.until - now) / 1000.0).max(0.0) as u32;
                let words = format!(" \u{b7} {}:{:02} left", seconds / 60, seconds % 60);
                if left.text_content().as_deref() != Some(&words) {
                    left.set_text_content(Some(&words));
                }
            }
        }
        let pointing = live && self.point(renderer, mirror, scale, now);
        live && (pointing || slots.iter().any(|slot| *slot != 0))
    }

    /// A figure for each private field, and for no other.
    fn keep_private(&mut self, mirror: &Mirror, live: bool) {
        let is_private = |node: &u32| live && mirror.flags(*node).has(NodeFlags::PRIVATE);
        self.private.retain(|node, figure| {
            let keep = is_private(node);
            if !keep {
                figure.remove();
            }
            keep
        });
        for node in mirror.flagged.iter().filter(|node| is_private(node)).take(PRIVATE) {
            if !self.private.contains_key(node)
                && let Ok(figure) = figures::private(&self.document, self.guest)
                && self.private_layer.append_child(&figure).is_ok()
            {
                self.private.insert(*node, figure);
            }
        }
    }

    /// The customer's pointer; tells whether it is shown.
    fn point(&self, renderer: &Renderer, mirror: &Mirror, scale: f64, now: f64) -> bool {
        let style = self.cursor.style();
        // These fail only for names that are no properties or classes.
        let set = |name, value: &str| drop(style.set_property(name, value));
        let age = now - self.pointer_moved;
        let area = self.pointer.filter(|_| age < ARROW).and_then(|pointer| {
            let slot = mirror.model.get(pointer.at.node.0).ok()?.slot;
            Some((pointer, renderer.whole_box(slot)?))
        });
        let Some((pointer, area)) = area else {
            set("display", "none");
            return self.pointer.is_some() && age < ARROW;
        };
        let (x, y) = point_in(area, pointer, scale);
        set("display", "");
        set("transform", &format!("translate({x:.1}px,{y:.1}px)"));
        let classes = self.cursor.class_list();
        let (width, height) =
            (f64::from(self.overlay.client_width()), f64::from(self.overlay.client_height()));
        let _ = classes.toggle_with_force("pv-left", x > width - 110.0);
        let _ = classes.toggle_with_force("pv-up", y > height - 50.0);
        let _ = classes.toggle_with_force("pv-quiet", age > LABEL);
        true
    }
}

fn point_in(area: Area, pointer: Pointer, scale: f64) -> (f64, f64) {
    let part = |at: u16| f64::from(at) / 65535.0;
    let (x, y) = (area.left + area.width * part(pointer.at.x), area.top + area.height * part(pointer.at.y));
    (x * scale, y * scale)
}

impl Drop for Drawing {
    fn drop(&mut self) {
        shed(&self.looks);
        for layer in [&self.private_layer, &self.marks_layer, &self.cursor_layer] {
            layer.remove();
        }
    }
}
