//! Commands on a real page: what is found out for the gate, what is done, and what is left alone.
//!
//! The module is compiled into this test, because it is nobody's business outside of the crate.
#![cfg(target_arch = "wasm32")]

#[path = "../src/page/apply/mod.rs"]
mod apply;
#[path = "apply/clicks.rs"]
mod clicks;
#[path = "apply/fields.rs"]
mod fields;
#[path = "apply/keys.rs"]
mod keys;
#[path = "apply/looks.rs"]
mod looks;
#[path = "apply/page.rs"]
mod page;

use pillion::control;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
