//! The customer's side of Pillion: reads the page, masks it, streams it, and judges what an agent may do.
//!
//! # Layout, in the order in which things flow
//! - [`config`], [`client`]: the tag's attributes, and what the browser calls itself. Pure.
//! - out: `page::watch` → [`privacy`] → `capture` → the link.
//! - in: the link → [`control`] → `page::apply` → the outcome.
//! - [`session`]: the conductor of both; [`view`]: what the customer is shown; [`marks`]: highlights. Pure.
//! - `page`: the only folder that names the browser. `page::wiring` carries out what the conductor says.
//!
//! The door for JavaScript is at the end of this file and nothing but that.

#![no_std]

extern crate alloc;
// In tests and natively the standard library takes care of panics and memory.
#[cfg(feature = "std")]
extern crate std;

use pillion_protocol::prelude;
#[cfg(not(feature = "std"))]
mod small;

pub mod client;
pub mod config;
pub mod control;
pub mod marks;
pub mod privacy;
pub mod session;
pub mod view;

pub mod capture;
#[cfg(target_arch = "wasm32")]
pub mod page;

#[cfg(target_arch = "wasm32")]
/// The door for JavaScript.
pub mod door {
    use alloc::borrow::ToOwned;
    use alloc::rc::Rc;

    use js_sys::{Function, Reflect};
    use pillion_protocol::mode::Channel;
    use wasm_bindgen::prelude::*;
    use web_sys::{Element, ShadowRoot};

    use crate::client::client;
    use crate::config::{Attributes, Config};
    use crate::page::panel::UiSettings;
    use crate::page::watch::CaptureSettings;
    use crate::page::wiring::{self, Handed};
    use crate::session::words::{Input, Settings};
    use crate::view::Cause;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = console, js_name = error)]
        fn console_error(message: &str);
    }

    /// What snippet.js holds of us. Freeing it leaves the page as it was.
    #[wasm_bindgen]
    pub struct Core(Rc<wiring::Core>);

    /// Mounts our surfaces in snippet.js' element. `config` has the tag's attributes as strings; `emit` is called
    /// with the name of an event and its detail.
    #[wasm_bindgen]
    pub fn boot(host: Element, root: ShadowRoot, config: &JsValue, emit: Function) -> Result<Core, JsValue> {
        #[cfg(feature = "std")]
        console_error_panic_hook::set_once();
        let text = |key: &str| {
            let value = Reflect::get(config, &JsValue::from_str(key)).unwrap_or_default();
            value.as_string().unwrap_or_default()
        };
        let attributes = Attributes {
            mode: text("mode"),
            relay: text("relay"),
            site_key: text("siteKey"),
            consent: text("consent"),
            privacy: text("privacy"),
            highlight_seconds: text("highlightSeconds"),
        };
        let (config, problems) = Config::read(&attributes);
        let capture = CaptureSettings {
            private_mode: config.private,
            mask: text("mask"),
            block: text("block"),
            ignore: text("ignore"),
            unmask: text("unmask"),
            no_control: text("noControl"),
            host: host.clone(),
        };
        let ui = UiSettings { lang: text("lang"), theme: text("theme"), position: text("position") };
        let agent =
            web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
        let settings = Settings {
            mode: config.mode,
            consent: config.consent,
            site_key: config.site_key.clone(),
            client: client(&agent, &text("lang")),
        };
        let refusal = problems
            .iter()
            .find(|problem| problem.fatal)
            .map(|problem| [problem.attribute, ": ", problem.message].concat())
            .or_else(|| capture.bad_selector());
        let core = wiring::Core::new(Handed { host, root, emit, config, capture, ui, settings, refusal })?;
        Ok(Core(core))
    }

    #[wasm_bindgen]
    impl Core {
        /// Starts a session: `channel` is `phone` or `chat`.
        pub fn start(&self, channel: &str) {
            self.begin(Input::Start(Channel::parse(channel).unwrap_or(Channel::Phone)));
        }

        /// Opens the chat.
        #[wasm_bindgen(js_name = openChat)]
        pub fn open_chat(&self) {
            self.begin(Input::OpenChat);
        }

        /// Goes on with the visit that the tab's session storage remembers.
        #[wasm_bindgen(js_name = resumeVisit)]
        pub fn resume_visit(&self) {
            let stored = crate::page::store::get().unwrap_or_default();
            self.begin(Input::ResumeVisit(stored));
        }

        /// Stops sharing.
        pub fn pause(&self) {
            self.0.on(Input::Pause);
        }

        /// Starts sharing again.
        pub fn resume(&self) {
            self.0.on(Input::Resume);
        }

        /// Ends the session.
        pub fn end(&self) {
            self.0.on(Input::End);
        }

        /// Shows the panel.
        #[wasm_bindgen(js_name = openPanel)]
        pub fn open_panel(&self) {
            self.0.on(Input::OpenPanel);
        }

        /// Shows what the agent sees; without a session, what an agent would see.
        #[wasm_bindgen(js_name = previewAgentView)]
        pub fn preview_agent_view(&self) {
            match self.0.refusal() {
                None => self.0.preview(),
                Some(_) => self.begin(Input::OpenPanel),
            }
        }

        /// The page is about to leave for a foreign log-in: keep the visit that many seconds.
        #[wasm_bindgen(js_name = expectDisconnect)]
        pub fn expect_disconnect(&self, seconds: u32, _message: &str) {
            self.0.on(Input::ExpectAway(seconds.min(900) as u16));
        }

        /// Nothing starts while the tag has an error that could let something out.
        fn begin(&self, input: Input) {
            match self.0.refusal() {
                None => self.0.on(input),
                Some(message) => {
                    console_error(&["Pillion: ", message].concat());
                    self.0.on(Input::CannotStart(Cause::Settings, message.to_owned()));
                }
            }
        }
    }
}
