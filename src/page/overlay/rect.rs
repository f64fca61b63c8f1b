//! Where an element is in the window, also one in a frame of the same site.
//!
//! Knows nothing of what is drawn there.

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Window};

/// A rectangle in pixels of the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Rect {
    /// Where `element` is; nothing when it takes no room or has left the page.
    pub(crate) fn of(element: &Element) -> Option<Rect> {
        let at = element.get_bounding_client_rect();
        let mut rect = Rect { left: at.left(), top: at.top(), width: at.width(), height: at.height() };
        if rect.width <= 0.0 || rect.height <= 0.0 || !element.is_connected() {
            return None;
        }
        let mut view = element.owner_document().and_then(|document| document.default_view());
        while let Some(frame) = view.as_ref().and_then(|view| view.frame_element().ok().flatten()) {
            let outer = frame.get_bounding_client_rect();
            rect.left += outer.left() + f64::from(frame.client_left());
            rect.top += outer.top() + f64::from(frame.client_top());
            view = frame.owner_document().and_then(|document| document.default_view());
        }
        Some(rect)
    }

    /// The same with `room` more on each side.
    pub(crate) fn grown(self, room: f64) -> Rect {
        Rect {
            left: self.left - room,
            top: self.top - room,
            width: self.width + 2.0 * room,
            height: self.height + 2.0 * room,
        }
    }

    /// Whether the two share a point.
    pub(crate) fn touches(self, other: Rect) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }

    /// Puts `node`, which is fixed at the window's corner, onto this rectangle.
    pub(crate) fn apply(self, node: &HtmlElement) {
        put(node, self.left, self.top);
        style(node, "width", &px(self.width));
        style(node, "height", &px(self.height));
    }
}

/// The size of the window without scroll bars.
pub(crate) fn window_size(window: &Window) -> (f64, f64) {
    let root = window.document().and_then(|document| document.document_element());
    root.map_or((0.0, 0.0), |root| (f64::from(root.client_width()), viewport_height(window, &root)))
}

/// In quirks mode the root element is as high as the page, so the window is asked.
fn viewport_height(window: &Window, root: &Element) -> f64 {
    let inner = window.inner_height().ok().and_then(|height| height.as_f64());
    inner.unwrap_or_else(|| f64::from(root.client_height()))
}

/// Moves a fixed element by its transform, which costs no layout.
pub(crate) fn put(node: &HtmlElement, left: f64, top: f64) {
    let mut value = String::from("translate(");
    value.push_str(&px(left));
    value.push(',');
    value.push_str(&px(top));
    value.push(')');
    style(node, "transform", &value);
}

/// Sets a property of an element's style: by script, which the page's security policy does not forbid.
pub(crate) fn style(node: &HtmlElement, name: &str, value: &str) {
    let _ = node.style().set_property(name, value);
}

/// Pixels to half a pixel, without the weight of float formatting. (`f64::clamp` has it too, in its panic: it is
/// used nowhere here.)
pub(crate) fn px(value: f64) -> String {
    let halves = js_sys::Math::round(value * 2.0) as i32;
    let mut out = String::new();
    if halves < 0 {
        out.push('-');
    }
    out.push_str(&crate::page::words::digits(halves.unsigned_abs() / 2));
    if halves % 2 != 0 {
        out.push_str(".5");
    }
    out.push_str("px");
    out
}

/// The element as one that has a style.
pub(crate) fn html(element: Element) -> Option<HtmlElement> {
    element.dyn_into().ok()
}
