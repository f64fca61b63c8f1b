//! The socket to the relay, and what is found out when it does not open. Knows no payloads but notices.

use crate::prelude::*;

use pillion_link::{Link, LinkEvent};
use pillion_protocol::frame::FrameType;
use pillion_protocol::from_payload;
use pillion_protocol::notice::CustomerNotice;
use wasm_bindgen::prelude::*;

use super::wiring::Core;
use crate::session::words::Input;
use crate::view::Cause;

// Files that `watcher.js` imports must be named with something of theirs, or they are not shipped with it.
#[wasm_bindgen(module = "/src/page/site.js")]
extern "C" {
    #[wasm_bindgen(js_name = Site)]
    type Unused;
}

#[wasm_bindgen(module = "/src/page/watcher.js")]
extern "C" {
    fn refusal(socket: &str, key: &str, told: &JsValue);
}

impl Core {
    pub(super) fn connect(&self) {
        let me = self.me();
        let on = move |event| {
            if let Some(core) = me.upgrade() {
                core.on_link(event);
            }
        };
        match Link::of_customer(&self.socket, on) {
            Ok(link) => *self.link.borrow_mut() = Some(link),
            Err(_) => self.queue.borrow_mut().push_back(Input::LinkClosed(1006)),
        }
    }

    pub(super) fn ask_why(&self) {
        let me = self.me();
        let told = Closure::once_into_js(move |reason: Option<String>| {
            if let Some(core) = me.upgrade() {
                core.on(Input::Why(reason));
            }
        });
        refusal(&self.socket, self.session.borrow().site_key(), &told);
    }

    /// The page's security policy forbids this address. Without the socket there is no session.
    pub(crate) fn forbidden(&self, uri: &str) {
        let is_ours = uri.contains("://") && self.socket.starts_with(uri);
        if is_ours && !self.session.borrow().is_shared() {
            let relay = self.socket.split("/ws/").next().unwrap_or_default();
            let detail =
                ["Content-Security-Policy blocks the relay: add ", relay, " to connect-src"].concat();
            self.on(Input::CannotStart(Cause::Policy, detail));
        }
    }

    fn on_link(&self, event: LinkEvent) {
        match event {
            LinkEvent::Open => self.on(Input::LinkOpen),
            LinkEvent::Closed { code, .. } => self.on(Input::LinkClosed(code)),
            LinkEvent::Frame(header, payload) if header.kind == FrameType::Notice => {
                if let Ok(notice) = from_payload::<CustomerNotice>(&payload) {
                    self.on(Input::Notice(notice));
                }
            }
            LinkEvent::Frame(header, payload) => self.on_command(&header, &payload),
            // Of a customer's inbox: a frame that is none. Commands that matter are sent again by people.
            LinkEvent::Gap => {}
        }
    }
}
