//! The customer's panel, chat and overlay, in the shadow root that `snippet.js` made.
//!
//! Hands views to the script that draws them (`ui.js` and the files it imports), whole and in one go, and hears from it
//! what the customer did. Knows no session, no socket and no page content.

mod shim;
mod text;

use alloc::rc::Rc;

use js_sys::Array;
use pillion_protocol::ids::{MarkId, Slot};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ShadowRoot};

use crate::prelude::*;
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

/// One highlight as the wiring gives it: its name, its element, its note, and who set it.
pub(crate) type Given = (MarkId, Element, String, Person);

/// Everything of ours that is to be seen, but for the launcher. Dropping it takes all of it away.
pub(crate) struct Ui {
    surface: shim::Surface,
    _tell: Closure<dyn Fn(String, JsValue)>,
}

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
        let tell = Closure::<dyn Fn(String, JsValue)>::new(move |name: String, detail: JsValue| {
            if let Some(event) = event(&name, &detail) {
                on(event);
            }
        });
        let UiSettings { lang, theme, position } = settings;
        let surface = shim::mount(host, root, &lang, &theme, &position, tell.as_ref())?;
        Ok(Ui { surface, _tell: tell })
    }

    /// Shows a state, whole. The same state again changes nothing, and focus stays where it is as long as its
    /// element is part of the new state.
    pub(crate) fn show(&self, view: &View) {
        self.surface.show(&text::of(view));
    }

    /// Moves an agent's cursor to a place in the window, in pixels, or hides it; `press` adds a ring.
    pub(crate) fn cursor(&self, person: &Person, at: Option<(f64, f64)>, press: bool) {
        let (x, y) = at.unwrap_or((f64::NAN, f64::NAN));
        self.surface.cursor(person.slot.0, &person.name, x, y, press);
    }

    /// Makes these the highlights. They follow their elements by themselves.
    pub(crate) fn marks(&self, marks: &[Given]) {
        let all = Array::new();
        for (id, target, note, person) in marks {
            let name = JsValue::from_str(&person.name);
            all.push(&Array::of4(&id.0.into(), target, &JsValue::from_str(note), &name));
        }
        self.surface.marks(&all);
    }

    /// Makes these the fields that are marked as private. They are shown while a session has an agent.
    pub(crate) fn private(&self, fields: &[Element]) {
        let all = Array::new();
        for field in fields {
            all.push(field);
        }
        self.surface.fields(&all);
    }
}

impl Drop for Ui {
    fn drop(&mut self) {
        self.surface.end();
    }
}

/// What the customer did, by the name of the button and what belongs to it: an agent's slot, a switch, a text.
fn event(name: &str, detail: &JsValue) -> Option<UiEvent> {
    let number = || detail.as_f64().unwrap_or_default() as u8;
    Some(match name {
        "allow" => UiEvent::Allow(Slot(number())),
        "decline" => UiEvent::Decline(Slot(number())),
        "pause" => UiEvent::Pause,
        "resume" => UiEvent::Resume,
        "end" => UiEvent::End,
        "close" => UiEvent::Close,
        "retry" => UiEvent::Retry,
        "control" => UiEvent::Control(number() == 1),
        "undo" => UiEvent::Undo,
        "yes" => UiEvent::Confirm(true),
        "no" => UiEvent::Confirm(false),
        "chat" => UiEvent::OpenChat,
        "hide" => UiEvent::HideChat,
        "panel" => UiEvent::OpenPanel,
        "say" => UiEvent::Say(detail.as_string()?),
        "share" => UiEvent::Share,
        "notnow" => UiEvent::NotNow,
        "preview" => UiEvent::Preview,
        _ => return None,
    })
}
