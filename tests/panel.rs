//! The customer's panel in a real browser: each screen has its exact words and roles, and each control reports what
//! the customer did. How it looks is not tested here.
#![cfg(target_arch = "wasm32")]
// The bench is test code, though no single function of it is a test.
#![allow(clippy::unwrap_used, clippy::panic)]

/// The panel is not public, so the files are built into this test. It does not use all of them.
#[allow(dead_code, unreachable_pub)]
#[path = "../src/view.rs"]
mod view;

extern crate alloc;

use pillion_protocol::prelude;

#[allow(dead_code)]
#[path = "."]
mod page {
    #[path = "../src/page/panel/mod.rs"]
    pub(crate) mod panel;
}

#[path = "panel/bench.rs"]
mod bench;
#[path = "panel/overlay.rs"]
mod overlay;
#[path = "panel/screens.rs"]
mod screens;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
