//! Where the panel stands in the window: its corner, where the customer dragged it, and how it stays clear of the
//! field in focus and of fresh highlights.
//!
//! Knows no session and no words.

use crate::prelude::*;
use alloc::rc::Rc;
use core::cell::RefCell;

use crate::page::timer::Timer;
use js_sys::Date;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, PointerEvent};

use super::stage::Stage;
use crate::page::overlay::rect::{Rect, px, style, window_size};
use crate::view::{Panel, Surface};

/// Room around what is to be kept clear.
const ROOM: f64 = 16.0;
/// The panel moves at most once in so many milliseconds,
const PAUSE_MS: f64 = 800.0;
/// and comes back when the place was free for these.
const BACK_MS: u32 = 5_000;
/// Distance from the window's edges.
const EDGE: f64 = 24.0;
/// Below this width the panel is as wide as the window and cannot be dragged.
const PHONE: f64 = 480.0;

/// See the module.
pub(crate) struct Place {
    is_top: bool,
    is_left: bool,
    /// Away from the site's corner, to stay clear: to the other side, to the other edge.
    other: (bool, bool),
    /// Where the customer put it: then it only becomes small and large there.
    dragged: Option<(f64, f64)>,
    /// From the pointer to the panel's corner, while it is dragged.
    grip: Option<(f64, f64)>,
    moved: f64,
    /// Where the large panel was when it made itself small.
    large: Option<Rect>,
}

impl Place {
    /// At the site's corner: "bottom-right" and so on.
    pub(crate) fn new(position: &str) -> Place {
        Place {
            is_top: position.starts_with("top"),
            is_left: position.ends_with("left"),
            other: (false, false),
            dragged: None,
            grip: None,
            moved: 0.0,
            large: None,
        }
    }

    /// Puts the card there.
    pub(crate) fn apply(&self, card: &HtmlElement) {
        let edges = ["left", "right", "top", "bottom"];
        if let Some((left, top)) = self.dragged {
            for (edge, value) in edges.iter().zip([px(left), "auto".into(), px(top), "auto".into()]) {
                style(card, edge, &value);
            }
            return;
        }
        if self.other == (false, false) {
            for edge in edges {
                let _ = card.style().remove_property(edge);
            }
            return;
        }
        let is_left = self.is_left != self.other.0;
        let is_top = self.is_top != self.other.1;
        for (edge, is_on) in edges.iter().zip([is_left, !is_left, is_top, !is_top]) {
            style(card, edge, if is_on { "24px" } else { "auto" });
        }
    }

    /// Puts the count of unread messages onto the launcher.
    pub(crate) fn apply_badge(&self, badge: &HtmlElement) {
        style(badge, if self.is_left { "left" } else { "right" }, "22px");
        style(badge, if self.is_top { "top" } else { "bottom" }, if self.is_top { "22px" } else { "64px" });
    }
}

/// The pointer goes down: on the head, but not on a button, it begins to drag.
pub(crate) fn grab(stage: &Rc<RefCell<Stage>>, event: &Event) {
    let (Some(event), Ok(mut stage)) = (event.dyn_ref::<PointerEvent>(), stage.try_borrow_mut()) else {
        return;
    };
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let is_grip = target.closest("[data-drag]").is_ok_and(|head| head.is_some())
        && target.closest("button").is_ok_and(|button| button.is_none());
    let width = window_size(stage.window()).0;
    let Some(rect) = stage.card().as_deref().and_then(Rect::of) else { return };
    if is_grip && event.button() == 0 && width >= PHONE {
        stage.place.grip =
            Some((rect.left - f64::from(event.client_x()), rect.top - f64::from(event.client_y())));
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

/// The pointer moves.
pub(crate) fn drag(stage: &Rc<RefCell<Stage>>, event: &Event) {
    let (Some(event), Ok(mut stage)) = (event.dyn_ref::<PointerEvent>(), stage.try_borrow_mut()) else {
        return;
    };
    let (Some(grip), Some(card)) = (stage.place.grip, stage.card()) else { return };
    let (width, height) = window_size(stage.window());
    let within = |at: f64, size: i32, room: f64| at.min(room - f64::from(size) - 8.0).max(8.0);
    let left = within(f64::from(event.client_x()) + grip.0, card.offset_width(), width);
    let top = within(f64::from(event.client_y()) + grip.1, card.offset_height(), height);
    stage.place.dragged = Some((left, top));
    stage.place.apply(&card);
}

/// The pointer goes up.
pub(crate) fn release(stage: &Rc<RefCell<Stage>>, _event: &Event) {
    if let Ok(mut stage) = stage.try_borrow_mut() {
        stage.place.grip = None;
    }
}

/// The customer wants it large: it stays so for a while, whatever it covers.
pub(crate) fn hold(stage: &mut Stage) {
    stage.place.moved = Date::now() + f64::from(BACK_MS);
    stage.place.other = (false, false);
    stage.place.large = None;
    stage.timers.borrow_mut().aside = None;
}

/// Makes way for what is spoken of, or comes back.
pub(crate) fn keep_clear(shared: &Rc<RefCell<Stage>>) {
    let Ok(mut stage) = shared.try_borrow_mut() else { return };
    let Some(card) = stage.card() else { return };
    let is_asking = match &stage.view().panel {
        Panel::Asking { .. } => true,
        Panel::Live(live) => live.confirm.is_some(),
        panel => !matches!(panel, Panel::Waiting { .. } | Panel::Paused { .. } | Panel::Reconnecting { .. }),
    };
    if is_asking || stage.view().surface != Surface::Panel || Date::now() - stage.place.moved < PAUSE_MS {
        return;
    }
    // It never moves under a hand.
    if stage.is_in_use() {
        return;
    }
    let clear = to_keep_clear(&stage);
    let covers = |rect: Option<Rect>| rect.is_some_and(|rect| clear.iter().any(|place| place.touches(rect)));
    let at = Rect::of(&card);
    if stage.local.is_aside {
        if covers(stage.place.large) {
            stage.timers.borrow_mut().aside = None;
        } else if stage.timers.borrow().aside.is_none() {
            come_back_later(&stage, shared);
        }
        if covers(at) {
            to_free_corner(&mut stage, &clear);
        }
    } else if covers(at) && !stage.local.is_small {
        stage.place.large = at;
        stage.local.is_aside = true;
        stage.place.moved = Date::now();
        stage.redraw();
        let bar = stage.card().as_deref().and_then(Rect::of);
        if covers(bar) {
            to_free_corner(&mut stage, &clear);
        }
    } else if covers(at) {
        to_free_corner(&mut stage, &clear);
    }
}

fn to_keep_clear(stage: &Stage) -> Vec<Rect> {
    let mut places = stage.fresh_marks();
    let active = stage.document().active_element().filter(|active| {
        active
            .matches("input,textarea,select,[contenteditable],[role=textbox],[role=combobox]")
            .unwrap_or(false)
    });
    places.extend(active.as_ref().and_then(Rect::of));
    places.iter().map(|place| place.grown(ROOM)).collect()
}

/// The other side first, then the other edge; on a phone, where it is as wide as the window, only the other edge.
fn to_free_corner(stage: &mut Stage, clear: &[Rect]) {
    let Some(rect) = stage.card().as_deref().and_then(Rect::of).filter(|_| stage.place.dragged.is_none())
    else {
        return;
    };
    let (width, height) = window_size(stage.window());
    let tries: &[(bool, bool)] = if width < PHONE {
        &[(false, false), (false, true)]
    } else {
        &[(false, false), (true, false), (false, true), (true, true)]
    };
    let free = tries.iter().find(|other| {
        let is_left = stage.place.is_left != other.0;
        let is_top = stage.place.is_top != other.1;
        let left = if is_left { EDGE } else { width - rect.width - EDGE };
        let top = if is_top { EDGE } else { height - rect.height - EDGE };
        !clear.iter().any(|place| place.touches(Rect { left, top, ..rect }))
    });
    if let (Some(free), Some(card)) = (free, stage.card()) {
        stage.place.other = *free;
        stage.place.moved = Date::now();
        stage.place.apply(&card);
    }
}

fn come_back_later(stage: &Stage, shared: &Rc<RefCell<Stage>>) {
    let again = Rc::downgrade(shared);
    let back = Timer::once(BACK_MS, move || {
        let Some(shared) = again.upgrade() else { return };
        let Ok(mut stage) = shared.try_borrow_mut() else { return };
        stage.timers.borrow_mut().aside = None;
        let clear = to_keep_clear(&stage);
        let is_free = !stage.place.large.is_some_and(|large| clear.iter().any(|place| place.touches(large)));
        if is_free && !stage.is_in_use() {
            stage.local.is_aside = false;
            stage.place.other = (false, false);
            stage.place.moved = Date::now();
            stage.redraw();
        }
    });
    stage.timers.borrow_mut().aside = Some(back);
}
