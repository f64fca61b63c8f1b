//! Tells the page's script, by way of snippet.js, what happened. Knows the names of the events, no reasons
//! for them.

use crate::prelude::*;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::session::Session;
use crate::session::words::Event;
use crate::view::Cause;

/// Calls snippet.js with a name and a detail. What a listener of the page throws stays there.
pub(crate) fn emit(to: &Function, name: &str, detail: &[(&str, JsValue)]) {
    let object = Object::new();
    for (key, value) in detail {
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    let _ = to.call2(&JsValue::NULL, &JsValue::from_str(name), &object);
}

/// Tells of an event of the session.
pub(crate) fn event(to: &Function, event: &Event, session: &Session) {
    let text = JsValue::from_str;
    match event {
        Event::State => {
            let names: Array = session.agents().iter().map(|agent| text(&agent.name)).collect();
            let id = session.id().map_or(JsValue::NULL, |id| text(&id.to_string()));
            let detail = [
                ("state", text(session.state().word())),
                ("sessionId", id),
                ("mode", text(session.mode().word())),
                ("agents", names.into()),
            ];
            emit(to, "statechange", &detail);
        }
        Event::AgentJoined(name) => emit(to, "agentjoined", &[("name", text(name))]),
        Event::AgentLeft(name) => emit(to, "agentleft", &[("name", text(name))]),
        Event::Ended(reason) => emit(to, "ended", &[("reason", text(reason.word()))]),
        Event::Failed(cause, detail) => {
            let cause = match cause {
                Cause::Policy => "policy",
                Cause::Settings => "settings",
                Cause::Browser => "browser",
                Cause::Relay => "relay",
            };
            emit(to, "failed", &[("cause", text(cause)), ("detail", text(detail))]);
        }
        Event::Idle => emit(to, "idle", &[]),
    }
}
