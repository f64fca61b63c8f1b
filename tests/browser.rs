//! The customer's side in a real browser: reading, watching and listening, seen from what an agent gets.
//!
//! Run by `wasm-pack test --headless --chrome` (or `--firefox`) at the root.

#![cfg(target_arch = "wasm32")]
// Tests, but their helpers are no test functions, which is all that clippy.toml excepts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "browser/dump.rs"]
mod dump;
#[path = "browser/listen.rs"]
mod listen;
#[path = "browser/mirror.rs"]
mod mirror;
#[path = "browser/random.rs"]
mod random;
#[path = "browser/read.rs"]
mod read;
#[path = "browser/rig.rs"]
mod rig;
#[path = "browser/watch.rs"]
mod watch;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
