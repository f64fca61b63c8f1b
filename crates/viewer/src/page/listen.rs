//! Event listeners that go when they are dropped.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// A listener; dropping it takes it away.
#[must_use = "the listener goes when this is dropped"]
pub(super) struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `then` for each event of a kind. Not passive: `then` may prevent what the browser would do.
    pub(super) fn new<E: JsCast>(
        target: &EventTarget,
        kind: &'static str,
        mut then: impl FnMut(E) + 'static,
    ) -> Result<Listener, JsValue> {
        let closure = Closure::new(move |event: Event| {
            if let Ok(event) = event.dyn_into::<E>() {
                then(event);
            }
        });
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        target.add_event_listener_with_callback_and_add_event_listener_options(
            kind,
            closure.as_ref().unchecked_ref(),
            &options,
        )?;
        Ok(Listener { target: target.clone(), kind, closure })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Fails only for a target that is gone, and then there is nothing to take away.
        let _ =
            self.target.remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref());
    }
}
