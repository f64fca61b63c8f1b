//! The agent workspace and co-browsing window, in Leptos.
//!
//! Knows nothing of pages and how they are mirrored: that is the viewer's. Decides nothing that the customer's
//! side decides.
//!
//! # Layout
//! - [`state`]: what the windows know and what follows on what. Pure, tested natively.
//! - [`words`]: every sentence that an agent reads.
//! - `api`, `wire`, `browser`: HTTP, the socket, and the little that is wanted of the browser.
//! - `desk`, `room`: the workspace and the co-browsing window at work: they join the above with signals.
//! - `view`: what is seen. `app` chooses the window.

pub mod state;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod api;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod desk;
#[cfg(target_arch = "wasm32")]
mod room;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
mod wire;

/// Starts the console: called by the module's loader.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    app::mount();
}
