//! The customer's panel, chat and overlay, in the shadow root that `snippet.js` made.
//!
//! Draws a `View` and reports what the customer did as `UiEvent`s. Knows no session, no socket and no page content.

use crate::prelude::*;
pub(crate) mod act;
pub(crate) mod chat;
pub(crate) mod hook;
pub(crate) mod icons;
pub(crate) mod look;
pub(crate) mod place;
pub(crate) mod receipt;
pub(crate) mod scene;
pub(crate) mod screens;
pub(crate) mod show;
pub(crate) mod speech;
pub(crate) mod stage;
pub(crate) mod toplayer;
pub(crate) mod tree;

use alloc::rc::Rc;
use core::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, ShadowRoot};

use crate::page::overlay::marks::Given;
use crate::page::panel::hook::Hook;
use crate::page::panel::stage::Stage;
use crate::view::{Person, UiEvent, View};

/// What the tag says about looks. Its accent is not here: `snippet.js` has made its colours of it already.
#[derive(Debug, Clone, Default)]
pub(crate) struct UiSettings {
    /// A BCP 47 tag.
    pub(crate) lang: String,
    /// "auto", "light" or "dark".
    pub(crate) theme: String,
    /// "bottom-right" and so on, physical.
    pub(crate) position: String,
}

/// Everything of ours that is to be seen, but for the launcher. Dropping it takes all of it away.
pub(crate) struct Ui {
    stage: Rc<RefCell<Stage>>,
    _hooks: Vec<Hook>,
}

/// Events that must not reach the page's own shortcuts and "click outside" handlers.
const OURS: [&str; 9] =
    ["keydown", "keypress", "keyup", "input", "click", "pointerdown", "pointerup", "mousedown", "mouseup"];

impl Ui {
    /// Puts an empty surface into the shadow root. Nothing is to be seen before the first `show`.
    ///
    /// # Errors
    /// The document is gone or lacks what a browser of the supported list has.
    pub(crate) fn mount(
        host: &Element,
        root: &ShadowRoot,
        settings: UiSettings,
        on: Rc<dyn Fn(UiEvent)>,
    ) -> Result<Ui, JsValue> {
        let stage = Stage::new(host, root, &settings, on)?;
        let layer = stage.layer().clone();
        let window = stage.window().clone();
        let stage = Rc::new(RefCell::new(stage));
        let mut hooks: Vec<Hook> = OURS
            .iter()
            .map(|kind| Hook::new(&layer, kind, |event: Event| event.stop_propagation()))
            .collect();
        let listen = |target: &web_sys::EventTarget, kind, act: fn(&Rc<RefCell<Stage>>, &Event)| {
            let stage = Rc::downgrade(&stage);
            Hook::new(target, kind, move |event: Event| {
                if let Some(stage) = stage.upgrade() {
                    act(&stage, &event);
                }
            })
        };
        hooks.push(listen(&layer, "click", clicked));
        hooks.push(listen(&layer, "keydown", pressed));
        hooks.push(listen(&layer, "pointerdown", place::grab));
        hooks.push(listen(&layer, "pointermove", place::drag));
        hooks.push(listen(&layer, "pointerup", place::release));
        hooks.push(listen(&layer, "pointercancel", place::release));
        for kind in ["focusin", "scroll", "resize"] {
            let stage = Rc::downgrade(&stage);
            hooks.push(Hook::first(&window, kind, move |_: Event| {
                if let Some(stage) = stage.upgrade() {
                    place::keep_clear(&stage);
                }
            }));
        }
        Ok(Ui { stage, _hooks: hooks })
    }

    /// Shows a state, whole. The same state again changes nothing, and focus stays where it is as long as its
    /// element is part of the new state.
    pub(crate) fn show(&self, view: &View) {
        show::show(&self.stage, view);
        place::keep_clear(&self.stage);
    }

    /// Moves an agent's cursor to a place in the window, in pixels, or hides it; `press` adds a ring.
    pub(crate) fn cursor(&self, person: &Person, at: Option<(f64, f64)>, press: bool) {
        if let Ok(stage) = self.stage.try_borrow() {
            stage.cursor(person, at, press);
        }
    }

    /// Makes these the highlights. They follow their elements by themselves.
    pub(crate) fn marks(&self, marks: &[Given]) {
        if let Ok(stage) = self.stage.try_borrow() {
            stage.marks(marks);
        }
        place::keep_clear(&self.stage);
    }

    /// Makes these the fields that are marked as private. They are shown while a session has an agent.
    pub(crate) fn private(&self, fields: &[Element]) {
        if let Ok(mut stage) = self.stage.try_borrow_mut() {
            stage.private(fields);
        }
    }
}

fn clicked(stage: &Rc<RefCell<Stage>>, event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("[data-do]").ok().flatten()) else { return };
    if let Some(name) = button.get_attribute("data-do") {
        act::act(stage, &name);
    }
}

fn pressed(stage: &Rc<RefCell<Stage>>, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let is_writing = target.is_some_and(|target| target.tag_name() == "TEXTAREA");
    match event.key().as_str() {
        // While an input method composes, both keys are its own.
        _ if event.is_composing() => return,
        "Escape" => act::escape(stage),
        "Enter" if is_writing && !event.shift_key() => act::act(stage, "say"),
        _ => return,
    }
    event.prevent_default();
}
