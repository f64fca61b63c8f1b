//! The reader and watcher in JavaScript, as Rust sees them. Knows no DOM of its own: nodes are numbers here.

use crate::prelude::*;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

// Files that `watcher.js` imports must be named, or they are not shipped with it.
#[wasm_bindgen(module = "/src/page/dom.js")]
extern "C" {
    #[wasm_bindgen(js_name = isConnected)]
    pub(super) fn is_connected(node: &Node) -> bool;
}

#[wasm_bindgen(module = "/src/page/batch.js")]
extern "C" {
    pub(super) type Batch;
}

#[wasm_bindgen(module = "/src/page/fields.js")]
extern "C" {
    #[wasm_bindgen(js_name = fieldKind)]
    pub(super) fn field_kind(node: &Element, tag: &str) -> u32;
}

#[wasm_bindgen(module = "/src/page/sheets.js")]
extern "C" {
    pub(super) fn absolute(address: &str, base: &str) -> String;
}

#[wasm_bindgen(module = "/src/page/reader.js")]
extern "C" {
    pub(super) type Reader;
}

#[wasm_bindgen(module = "/src/page/changes.js")]
extern "C" {
    pub(super) type Changes;
}

#[wasm_bindgen(module = "/src/page/watcher.js")]
extern "C" {
    /// `Watcher` of `watcher.js`.
    #[wasm_bindgen(js_name = Watcher)]
    pub(super) type Shim;

    /// `marks` and `lists`: pairs of a text and its bit. Throws if the page lacks what is needed.
    #[wasm_bindgen(constructor, js_class = "Watcher", catch)]
    pub(super) fn new(
        memory: &JsValue,
        grow: &Function,
        take: &Function,
        secret: &Function,
        broken: &Function,
        host: &Element,
        marks: &Array,
        lists: &Array,
        untrusted: bool,
    ) -> Result<Shim, JsValue>;

    #[wasm_bindgen(method)]
    pub(super) fn start(this: &Shim);
    #[wasm_bindgen(method)]
    pub(super) fn stop(this: &Shim);
    #[wasm_bindgen(method)]
    pub(super) fn snapshot(this: &Shim);
    #[wasm_bindgen(method)]
    pub(super) fn flush(this: &Shim);
    #[wasm_bindgen(method)]
    pub(super) fn node(this: &Shim, id: u32) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub(super) fn id(this: &Shim, node: &Node) -> u32;
}
