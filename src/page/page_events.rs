//! The page's own coming and going: into the back-forward cache and out of it.

use std::rc::Weak;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventTarget, PageTransitionEvent};

use super::store;
use super::wiring::Core;
use crate::session::words::Input;

type Hook = Closure<dyn FnMut(PageTransitionEvent)>;

/// The listeners. Dropping it takes them away.
pub(crate) struct PageEvents {
    window: EventTarget,
    hooks: [(&'static str, Hook); 2],
}

impl PageEvents {
    pub(crate) fn listen(core: Weak<Core>) -> PageEvents {
        let back = core.clone();
        let hide = Closure::<dyn FnMut(PageTransitionEvent)>::new(move |event: PageTransitionEvent| {
            if let Some(core) = core.upgrade().filter(|_| event.persisted()) {
                core.hidden();
            }
        });
        let show = Closure::<dyn FnMut(PageTransitionEvent)>::new(move |event: PageTransitionEvent| {
            if let Some(core) = back.upgrade().filter(|_| event.persisted()) {
                core.on(Input::Restored(store::get()));
            }
        });
        let window: EventTarget = js_sys::global().unchecked_into();
        let hooks = [("pagehide", hide), ("pageshow", show)];
        for (name, hook) in &hooks {
            let _ = window.add_event_listener_with_callback(name, hook.as_ref().unchecked_ref());
        }
        PageEvents { window, hooks }
    }
}

impl Drop for PageEvents {
    fn drop(&mut self) {
        for (name, hook) in &self.hooks {
            let _ = self.window.remove_event_listener_with_callback(name, hook.as_ref().unchecked_ref());
        }
    }
}
