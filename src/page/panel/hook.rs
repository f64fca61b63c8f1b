//! Listeners and timers of ours that end when they are dropped.
//!
//! Knows nothing of what they are for.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// A listener; dropping it takes it off.
#[must_use = "a listener is taken off when this is dropped"]
pub(crate) struct Hook {
    target: EventTarget,
    kind: &'static str,
    capture: bool,
    run: Closure<dyn FnMut(Event)>,
}

impl Hook {
    /// Listens on `target` itself and what bubbles to it.
    pub(crate) fn new(target: &EventTarget, kind: &'static str, run: impl FnMut(Event) + 'static) -> Hook {
        Hook::add(target, kind, false, run)
    }

    /// Listens before the page does, and to events that do not bubble; promises not to prevent anything.
    pub(crate) fn first(target: &EventTarget, kind: &'static str, run: impl FnMut(Event) + 'static) -> Hook {
        Hook::add(target, kind, true, run)
    }

    fn add(
        target: &EventTarget,
        kind: &'static str,
        capture: bool,
        run: impl FnMut(Event) + 'static,
    ) -> Hook {
        let run = Closure::<dyn FnMut(Event)>::new(run);
        let options = AddEventListenerOptions::new();
        options.set_capture(capture);
        options.set_passive(capture);
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            kind,
            run.as_ref().unchecked_ref(),
            &options,
        );
        Hook { target: target.clone(), kind, capture, run }
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.kind,
            self.run.as_ref().unchecked_ref(),
            self.capture,
        );
    }
}
