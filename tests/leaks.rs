//! The leak cases in a real browser: the real reader and watcher, every byte that they would send, and the tree that an
//! agent builds of it. Many cases in one page, one after the other; `tests/e2e` runs the samples with all of the product.
//!
//! Run by `wasm-pack test --headless --chrome` (or `--firefox`) at the root.

#![cfg(target_arch = "wasm32")]
// Tests, but their helpers are no test functions, which is all that clippy.toml excepts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code, unreachable_pub)]

#[path = "leaks/cases.rs"]
mod cases;
#[path = "browser/dump.rs"]
mod dump;
#[path = "leaks/forms.rs"]
mod forms;
#[path = "browser/mirror.rs"]
mod mirror;
#[path = "browser/rig.rs"]
mod rig;
#[path = "leaks/run.rs"]
mod run;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_samples_hold() {
    run::all(cases::samples()).await;
}

#[wasm_bindgen_test]
async fn no_field_that_is_named_or_shaped_like_a_secret_leaves() {
    run::of("fields").await;
}

#[wasm_bindgen_test]
async fn no_sensitive_pattern_and_nothing_that_is_never_read_leaves() {
    run::of("patterns").await;
}

#[wasm_bindgen_test]
async fn no_carrier_of_an_echo_leaves() {
    run::of("carriers").await;
}

#[wasm_bindgen_test]
async fn no_echo_leaves_whenever_it_comes() {
    run::of("echoes").await;
}

#[wasm_bindgen_test]
async fn the_owners_marks_hold() {
    run::of("owner").await;
}

#[wasm_bindgen_test]
async fn what_is_not_sensitive_arrives() {
    run::of("allowed").await;
}
