//! The door to `render.js`, which alone touches the frame's document.

use js_sys::{Array, Uint32Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlIFrameElement;

use crate::mirror::batch::Slot;

// Files that `render.js` imports must be named with something of theirs, or they are not shipped with it.
#[wasm_bindgen(module = "/src/page/dom.js")]
extern "C" {
    #[wasm_bindgen(js_name = isConnected)]
    fn is_connected(node: &web_sys::Node) -> bool;
}

#[wasm_bindgen(module = "/src/page/look.js")]
extern "C" {
    type Look;
}

#[wasm_bindgen(module = "/src/page/shape.js")]
extern "C" {
    fn lift(node: &web_sys::Node, layer: u32);
}

#[wasm_bindgen(module = "/src/page/sheets.js")]
extern "C" {
    type Sheets;

    /// A sheet that a document or shadow root wears.
    pub(super) type Worn;

    /// Gives the root that holds a connected node a sheet.
    #[wasm_bindgen(catch)]
    pub(super) fn wear(node: &web_sys::Node, text: &str) -> Result<Worn, JsValue>;

    /// Takes it off again.
    pub(super) fn shed(worn: &Worn);

    /// A `data:` address.
    pub(super) fn inlined(mime: &str, bytes: &[u8]) -> String;
}

#[wasm_bindgen(module = "/src/page/render.js")]
extern "C" {
    #[wasm_bindgen(js_name = Renderer)]
    type Shim;

    #[wasm_bindgen(constructor, catch, js_class = "Renderer")]
    fn new(frame: &HtmlIFrameElement, first: &str, last: &str, guest: bool) -> Result<Shim, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn apply(this: &Shim, code: &[u32], text: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn empty(this: &Shim);

    #[wasm_bindgen(method)]
    fn set_last(this: &Shim, last: &str);

    #[wasm_bindgen(method)]
    fn hit(this: &Shim, x: f64, y: f64) -> Option<Array>;

    #[wasm_bindgen(method)]
    fn boxes(this: &Shim, slots: Uint32Array) -> js_sys::Float64Array;

    #[wasm_bindgen(method)]
    fn whole_box(this: &Shim, slot: u32) -> Option<Array>;

    #[wasm_bindgen(method)]
    fn wheel(this: &Shim, x: f64, y: f64, by_x: f64, by_y: f64) -> Option<Array>;

    #[wasm_bindgen(method)]
    fn field(this: &Shim, slot: u32) -> Option<Array>;

    #[wasm_bindgen(method)]
    fn set_value(this: &Shim, slot: u32, value: &str);

    #[wasm_bindgen(method)]
    fn options(this: &Shim, slot: u32) -> Option<Array>;

    #[wasm_bindgen(method)]
    fn is_multiple(this: &Shim, slot: u32) -> bool;
}

/// A box in the customer's viewport, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Of its corners.
    pub(super) radius: f64,
}

impl Area {
    /// Whether any of it is to be seen.
    pub(super) fn is_seen(&self) -> bool {
        self.width >= 0.0
    }
}

/// What is under a point.
pub(super) struct Hit {
    /// The innermost element.
    pub(super) slot: Slot,
    pub(super) area: Area,
    /// The cursor that the page's style wants there.
    pub(super) cursor: String,
}

/// An option of a select.
pub(super) struct Choice {
    pub(super) label: String,
    /// Its group's label, or empty.
    pub(super) group: String,
    pub(super) disabled: bool,
    pub(super) chosen: bool,
}

/// What a chooser must know of an input.
pub(super) struct Field {
    pub(super) value: String,
    pub(super) min: String,
    pub(super) max: String,
    pub(super) step: String,
    /// As the page says it, in lower case.
    pub(super) kind: String,
    pub(super) rtl: bool,
}

/// The frame's document.
pub(super) struct Renderer(Shim);

impl Renderer {
    /// Takes a loaded frame's document over and empties it.
    pub(super) fn new(frame: &HtmlIFrameElement, last: &str, guest: bool) -> Result<Renderer, JsValue> {
        Shim::new(frame, crate::mirror::SHADOW_FIRST, last, guest).map(Renderer)
    }

    /// Carries a batch's instructions out, in one call.
    pub(super) fn apply(&self, (code, text): (Vec<u32>, String)) -> Result<(), JsValue> {
        if code.is_empty() { Ok(()) } else { self.0.apply(&code, &text) }
    }

    /// Shows nothing.
    pub(super) fn empty(&self) {
        self.0.empty();
    }

    /// Replaces the style that stands behind everything else.
    pub(super) fn set_last(&self, last: &str) {
        self.0.set_last(last);
    }

    /// What is under a point of the viewport.
    pub(super) fn hit(&self, x: f64, y: f64) -> Option<Hit> {
        let found = self.0.hit(x, y)?;
        let area = area(&found, 1)?;
        Some(Hit {
            slot: number(&found, 0)? as Slot,
            area,
            cursor: found.get(5).as_string().unwrap_or_default(),
        })
    }

    /// What is to be seen of some nodes.
    pub(super) fn boxes(&self, slots: &[Slot]) -> Vec<Area> {
        let numbers = self.0.boxes(Uint32Array::from(slots)).to_vec();
        numbers
            .chunks_exact(5)
            .map(|n| Area { left: n[0], top: n[1], width: n[2], height: n[3], radius: n[4] })
            .collect()
    }

    /// A node's whole border box.
    pub(super) fn whole_box(&self, slot: Slot) -> Option<Area> {
        area(&self.0.whole_box(slot)?, 0)
    }

    /// Scrolls what a wheel over a point scrolls; tells what and where it stands then.
    pub(super) fn wheel(&self, (x, y): (f64, f64), (by_x, by_y): (f64, f64)) -> Option<(Slot, i32, i32)> {
        let moved = self.0.wheel(x, y, by_x, by_y)?;
        Some((number(&moved, 0)? as Slot, number(&moved, 1)? as i32, number(&moved, 2)? as i32))
    }

    /// What a chooser must know of an input.
    pub(super) fn field(&self, slot: Slot) -> Option<Field> {
        let found = self.0.field(slot)?;
        let text = |index| found.get(index).as_string().unwrap_or_default();
        Some(Field {
            value: text(0),
            min: text(1),
            max: text(2),
            step: text(3),
            kind: text(4),
            rtl: text(5) == "rtl",
        })
    }

    /// Shows another value until the customer's page says what it is.
    pub(super) fn set_value(&self, slot: Slot, value: &str) {
        self.0.set_value(slot, value);
    }

    /// The options of a select, in order.
    pub(super) fn options(&self, slot: Slot) -> Option<Vec<Choice>> {
        let options = self.0.options(slot)?;
        Some(
            options
                .iter()
                .filter_map(|option| option.dyn_into::<Array>().ok())
                .map(|option| Choice {
                    label: option.get(0).as_string().unwrap_or_default(),
                    group: option.get(1).as_string().unwrap_or_default(),
                    disabled: option.get(2).is_truthy(),
                    chosen: option.get(3).is_truthy(),
                })
                .collect(),
        )
    }

    /// Whether more than one option can be chosen.
    pub(super) fn is_multiple(&self, slot: Slot) -> bool {
        self.0.is_multiple(slot)
    }
}

fn number(array: &Array, index: u32) -> Option<f64> {
    array.get(index).as_f64()
}

fn area(array: &Array, from: u32) -> Option<Area> {
    let n = |index| number(array, from + index);
    Some(Area { left: n(0)?, top: n(1)?, width: n(2)?, height: n(3)?, radius: 0.0 })
}
