//! The agent's keyboard: a hidden text area in the overlay holds the focus, so that input methods, paste and
//! on-screen keyboards work, and nothing is typed into the frame.
//!
//! Knows nothing of what is allowed.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use pillion_protocol::command::{Command, Held, KeyName};
use pillion_protocol::update::Denied;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, CompositionEvent, Event, HtmlTextAreaElement, InputEvent, KeyboardEvent};

use super::listen::Listener;
use super::stage::Stage;
use crate::compose;
use crate::event::{Message, ViewerEvent};

/// Where typing goes.
pub(super) struct Keyboard {
    area: HtmlTextAreaElement,
    stage: Weak<Stage>,
    /// The field that the agent was told about that it can be written only.
    told: Cell<u32>,
    listeners: std::cell::RefCell<Vec<Listener>>,
}

impl Keyboard {
    pub(super) fn new(stage: &Rc<Stage>) -> Result<Rc<Keyboard>, JsValue> {
        let area: HtmlTextAreaElement = stage.document.create_element("textarea")?.unchecked_into();
        area.set_class_name("pv-keys");
        for (name, value) in [
            ("aria-label", "Customer's page: type into the field in focus"),
            ("autocomplete", "off"),
            ("autocapitalize", "off"),
            ("autocorrect", "off"),
            ("spellcheck", "false"),
        ] {
            area.set_attribute(name, value)?;
        }
        stage.overlay.append_child(&area)?;
        let keyboard = Rc::new(Keyboard {
            area,
            stage: Rc::downgrade(stage),
            told: Cell::new(0),
            listeners: std::cell::RefCell::default(),
        });
        macro_rules! on {
            ($kind:literal, $event:ty, $method:ident) => {{
                let keyboard = Rc::downgrade(&keyboard);
                Listener::new(&keyboard.upgrade().ok_or("gone")?.area, $kind, move |event: $event| {
                    if let Some(keyboard) = keyboard.upgrade()
                        && let Some(stage) = keyboard.stage.upgrade()
                    {
                        keyboard.$method(&stage, &event);
                    }
                })?
            }};
        }
        *keyboard.listeners.borrow_mut() = vec![
            on!("keydown", KeyboardEvent, key_down),
            on!("beforeinput", InputEvent, before_input),
            on!("compositionend", CompositionEvent, composed),
            on!("paste", ClipboardEvent, pasted),
            on!("input", Event, emptied),
        ];
        Ok(keyboard)
    }

    /// What is typed from now on is for the customer's page.
    pub(super) fn focus(&self) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // Fails only for an element that cannot have the focus.
        let _ = self.area.focus_with_options(&options);
    }

    fn key_down(&self, stage: &Stage, event: &KeyboardEvent) {
        if event.is_composing() || event.key() == "Process" || event.key() == "Unidentified" {
            return;
        }
        if event.key() == "Escape" && stage.highlight.get() {
            event.prevent_default();
            stage.emit(ViewerEvent::HighlightLeft);
            return;
        }
        if !stage.listens() {
            return;
        }
        let Some(key) = KeyName::parse(&event.key()) else { return };
        // Shortcuts of the browser and of the console stay theirs.
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let focus = stage.focus();
        let takes_text = compose::types_into(stage.terms(), &stage.mirror.borrow().model, focus).is_some();
        if key == KeyName::Space && takes_text {
            return;
        }
        let held = Held(if event.shift_key() { Held::SHIFT } else { 0 });
        if self.press(stage, key, held) {
            event.prevent_default();
        }
    }

    /// Sends a key, or says why not; tells whether it was for the customer's page.
    fn press(&self, stage: &Stage, key: KeyName, held: Held) -> bool {
        let focus = stage.focus();
        let composed = compose::key(stage.terms(), &stage.mirror.borrow().model, focus, key, held);
        match composed {
            None => return false,
            Some(Err(denied)) => self.refuse(stage, denied),
            Some(Ok(command)) => {
                let now = stage.now();
                let typed = stage.typing.borrow_mut().flush(focus, now);
                typed.into_iter().for_each(|command| stage.send(command));
                self.send(stage, command);
                if matches!(key, KeyName::Tab | KeyName::Enter) {
                    stage.typing.borrow_mut().wait_for_focus(now);
                    if key == KeyName::Tab {
                        stage.clicked.set(0);
                    }
                }
            }
        }
        true
    }

    fn before_input(&self, stage: &Stage, event: &InputEvent) {
        if event.is_composing() {
            return;
        }
        match &*event.input_type() {
            "insertText" => self.insert(stage, &event.data().unwrap_or_default()),
            // On-screen keyboards say these without a key.
            "deleteContentBackward" => drop(self.press(stage, KeyName::Backspace, Held(0))),
            "deleteContentForward" => drop(self.press(stage, KeyName::Delete, Held(0))),
            "insertLineBreak" | "insertParagraph" => drop(self.press(stage, KeyName::Enter, Held(0))),
            // The text of a composition comes when it ends.
            "insertCompositionText" | "deleteCompositionText" => return,
            _ => {}
        }
        event.prevent_default();
    }

    fn composed(&self, stage: &Stage, event: &CompositionEvent) {
        self.insert(stage, &event.data().unwrap_or_default());
        self.area.set_value("");
    }

    fn pasted(&self, stage: &Stage, event: &ClipboardEvent) {
        event.prevent_default();
        let text =
            event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        self.insert(stage, &text);
    }

    /// Whatever came into the area past the other listeners goes.
    fn emptied(&self, _: &Stage, event: &Event) {
        let composing = event.dyn_ref::<InputEvent>().is_some_and(InputEvent::is_composing);
        if !composing {
            self.area.set_value("");
        }
    }

    fn insert(&self, stage: &Stage, text: &str) {
        if text.is_empty() || !stage.listens() || stage.highlight.get() {
            return;
        }
        let focus = stage.focus();
        let may = compose::types_into(stage.terms(), &stage.mirror.borrow().model, focus);
        match may {
            None => {}
            Some(Err(denied)) => self.refuse(stage, denied),
            Some(Ok(write_only)) => {
                if write_only && self.told.replace(focus) != focus {
                    stage.say(Message::WriteOnly);
                }
                let now = stage.now();
                let due = stage.typing.borrow_mut().insert(focus, text, now);
                due.into_iter().for_each(|command| self.send(stage, command));
                stage.wake();
            }
        }
    }

    fn send(&self, stage: &Stage, command: Command) {
        self.note_place(stage);
        stage.send(command);
    }

    fn refuse(&self, stage: &Stage, denied: Denied) {
        self.note_place(stage);
        stage.say(Message::Refused(denied));
    }

    /// Words about typing stand at the field, not where the pointer happens to be.
    fn note_place(&self, stage: &Stage) {
        let slot = stage.mirror.borrow().model.get(stage.focus()).map_or(0, |node| node.slot);
        if let Some(area) = stage.renderer.whole_box(slot) {
            let scale = stage.scale.get();
            stage.acted.set((area.left * scale + 16.0, (area.top + area.height) * scale));
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        self.area.remove();
    }
}
