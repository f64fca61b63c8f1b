//! The scripts beside this file, as Rust sees them. Knows nothing of what is drawn.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRoot};

// Only `ui.js` is imported by name. It imports the others one after another, each from the next: the server of the
// browser tests gets stuck when a browser asks for more than four files at a time. Naming the others here makes
// wasm-bindgen ship them.
#[wasm_bindgen(module = "/src/page/panel/look.js")]
extern "C" {
    type Look;
}

#[wasm_bindgen(module = "/src/page/panel/tree.js")]
extern "C" {
    type Tree;
}

#[wasm_bindgen(module = "/src/page/panel/words.js")]
extern "C" {
    type Words;
}

#[wasm_bindgen(module = "/src/page/panel/parts.js")]
extern "C" {
    type Parts;
}

#[wasm_bindgen(module = "/src/page/panel/screens.js")]
extern "C" {
    type Screens;
}

#[wasm_bindgen(module = "/src/page/panel/chat.js")]
extern "C" {
    type Chat;
}

#[wasm_bindgen(module = "/src/page/panel/rect.js")]
extern "C" {
    type Rects;
}

#[wasm_bindgen(module = "/src/page/panel/over.js")]
extern "C" {
    type Over;
}

#[wasm_bindgen(module = "/src/page/panel/marks.js")]
extern "C" {
    type Marks;
}

#[wasm_bindgen(module = "/src/page/panel/place.js")]
extern "C" {
    type Place;
}

#[wasm_bindgen(module = "/src/page/panel/layer.js")]
extern "C" {
    type Layer;
}

#[wasm_bindgen(module = "/src/page/dom.js")]
extern "C" {
    type Page;
}

#[wasm_bindgen(module = "/src/page/panel/ui.js")]
extern "C" {
    /// What `mount` of `ui.js` gives.
    pub(super) type Surface;

    #[wasm_bindgen(catch)]
    pub(super) fn mount(
        host: &Element,
        root: &ShadowRoot,
        lang: &str,
        theme: &str,
        position: &str,
        tell: &JsValue,
    ) -> Result<Surface, JsValue>;

    // None of these throws: the script catches its own errors.
    #[wasm_bindgen(method)]
    pub(super) fn show(this: &Surface, view: &str);
    /// Hides the cursor when the place is not a number.
    #[wasm_bindgen(method)]
    pub(super) fn cursor(this: &Surface, slot: u8, name: &str, x: f64, y: f64, press: bool);
    /// Of each: id, element, note, name.
    #[wasm_bindgen(method)]
    pub(super) fn marks(this: &Surface, marks: &Array);
    #[wasm_bindgen(method)]
    pub(super) fn fields(this: &Surface, fields: &Array);
    #[wasm_bindgen(method)]
    pub(super) fn end(this: &Surface);
}
