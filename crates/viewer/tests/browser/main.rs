//! The viewer in a real browser: frames in, a sandboxed document and events out.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod corpus;
mod gestures;
mod page;
mod sandbox;
mod tree;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
