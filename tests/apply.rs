//! Commands on a real page: what is found out for the gate, what is done, and what is left alone.
//!
//! Run by `wasm-pack test --headless --chrome` (or `--firefox`) at the root.

#![cfg(target_arch = "wasm32")]
// Clippy knows the tests of the standard harness only.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "apply/clicks.rs"]
mod clicks;
#[path = "apply/fields.rs"]
mod fields;
#[path = "apply/gate.rs"]
mod gate;
#[path = "apply/keys.rs"]
mod keys;
#[path = "apply/looks.rs"]
mod looks;
#[path = "apply/page.rs"]
mod page;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
