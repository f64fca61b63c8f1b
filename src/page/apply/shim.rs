//! The functions of the `.js` files beside this one. Knows nothing of what they are for.
//!
//! All of them return errors: a page can make any call fail, and an exception that went through would leave
//! borrows behind.

use crate::prelude::*;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

// Only `keys.js` is imported by name. It imports the others one after another, each from the next: the server of the
// browser tests gets stuck when a browser asks for more than four files at a time. Naming the others here makes
// wasm-bindgen ship them.
#[wasm_bindgen(module = "/src/page/apply/edit.js")]
extern "C" {
    pub(super) type Edit;
}

#[wasm_bindgen(module = "/src/page/apply/click.js")]
extern "C" {
    pub(super) type Click;
}

#[wasm_bindgen(module = "/src/page/apply/guard.js")]
extern "C" {
    pub(super) type Guard;
}

#[wasm_bindgen(module = "/src/page/apply/look.js")]
extern "C" {
    pub(super) type Look;
}

#[wasm_bindgen(module = "/src/page/dom.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = isConnected)]
    pub(super) fn is_connected(node: &Node) -> Result<bool, JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn focus(element: &Element) -> Result<bool, JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn point(node: &Node, x: f64, y: f64) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_name = onTop)]
    pub(super) fn on_top(node: &Node, x: f64, y: f64, host: &Element) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn belongs(element: &Element, node: &Node) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn path(element: &Element) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_name = elementOf)]
    pub(super) fn element_of(node: &Node) -> Result<Option<Element>, JsValue>;
    #[wasm_bindgen(catch, js_name = isUsable)]
    pub(super) fn is_usable(element: &Element) -> Result<bool, JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn address(text: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn describe(element: &Element) -> Result<String, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn bits(element: &Element) -> Result<u32, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn labelled(element: &Element) -> Result<Option<Element>, JsValue>;
    #[wasm_bindgen(catch, js_name = groupOf)]
    pub(super) fn group_of(element: &Element) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn controls(element: &Element) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_name = labelOf)]
    pub(super) fn label_of(element: &Element) -> Result<String, JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn click(
        node: &Node,
        x: f64,
        y: f64,
        host: &Element,
        kind: u8,
        held: u8,
        guarded: bool,
    ) -> Result<u8, JsValue>;
    #[wasm_bindgen(catch, js_name = releasePointer)]
    pub(super) fn release_pointer() -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn value(element: &Element, text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn insert(element: &Element, text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn check(element: &Element, on: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn choose(element: &Element, indices: &[u16]) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = releaseEdits)]
    pub(super) fn release_edits() -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn body() -> Result<Element, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn down(element: &Element, key: &str, held: u8) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn act(element: &Element, key: &str, held: u8) -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn up(element: &Element, key: &str, held: u8) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn sender(node: &Node) -> Result<Option<Element>, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn scroll(element: &Element, key: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn stops(from: &Element, back: bool, host: &Element) -> Result<Array, JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = scrollTo)]
    pub(super) fn scroll_to(node: &Node, x: i32, y: i32) -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn back() -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn forward() -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn reload() -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn go(address: &str) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/page/apply/keys.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(super) fn guard(element: &Element) -> Result<Function, JsValue>;
    #[wasm_bindgen(catch, js_name = wasLate)]
    pub(super) fn was_late() -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_name = releaseGuards)]
    pub(super) fn release_guards() -> Result<(), JsValue>;
}
