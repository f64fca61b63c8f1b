//! What happens to the page itself: it goes into the back-forward cache and comes out of it, and its security policy
//! forbids something.

use alloc::rc::Weak;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, PageTransitionEvent};

use super::store;
use super::wiring::Core;
use crate::session::words::Input;

type Hook = Closure<dyn FnMut(Event)>;

/// The listeners. Dropping it takes them away.
pub(crate) struct PageEvents {
    window: EventTarget,
    hooks: [(&'static str, Hook); 3],
}

impl PageEvents {
    pub(crate) fn listen(core: Weak<Core>) -> PageEvents {
        let is_kept = |event: &Event| event.unchecked_ref::<PageTransitionEvent>().persisted();
        let (back, forbidden) = (core.clone(), core.clone());
        let hide = Hook::new(move |event: Event| {
            if let Some(core) = core.upgrade().filter(|_| is_kept(&event)) {
                core.hidden();
            }
        });
        let show = Hook::new(move |event: Event| {
            if let Some(core) = back.upgrade().filter(|_| is_kept(&event)) {
                core.on(Input::Restored(store::get()));
            }
        });
        let forbid = Hook::new(move |event: Event| {
            let uri = js_sys::Reflect::get(&event, &"blockedURI".into()).ok().and_then(|uri| uri.as_string());
            if let (Some(core), Some(uri)) = (forbidden.upgrade(), uri) {
                core.forbidden(&uri);
            }
        });
        let window: EventTarget = js_sys::global().unchecked_into();
        let hooks = [("pagehide", hide), ("pageshow", show), ("securitypolicyviolation", forbid)];
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
