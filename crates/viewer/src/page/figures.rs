//! Single things that are drawn above the frame: elements with our classes, and where they stand.
//!
//! Knows nothing of what they are drawn for.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

use super::render::Area;

const SVG: &str = "http://www.w3.org/2000/svg";

/// A new element of a class.
pub(super) fn element(document: &Document, tag: &str, class: &str) -> Result<HtmlElement, JsValue> {
    let element: HtmlElement = document.create_element(tag)?.unchecked_into();
    element.set_class_name(class);
    Ok(element)
}

/// A drawing of one path on a grid of 24.
fn icon(document: &Document, path: &str, attributes: &[(&str, &str)]) -> Result<Element, JsValue> {
    let svg = document.create_element_ns(Some(SVG), "svg")?;
    svg.set_attribute("viewBox", "0 0 24 24")?;
    svg.set_attribute("aria-hidden", "true")?;
    let shape = document.create_element_ns(Some(SVG), "path")?;
    shape.set_attribute("d", path)?;
    for (name, value) in attributes {
        shape.set_attribute(name, value)?;
    }
    svg.append_child(&shape)?;
    Ok(svg)
}

/// The outline of a private field with its pill. A customer who looks reads "Hidden", since it is not hidden from them.
pub(super) fn private(document: &Document, guest: bool) -> Result<HtmlElement, JsValue> {
    let frame = element(document, "div", "pv-private")?;
    let pill = element(document, "div", "pv-pill")?;
    let lock =
        [("fill", "none"), ("stroke", "currentColor"), ("stroke-width", "2.2"), ("stroke-linejoin", "round")];
    pill.append_child(&icon(document, "M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3", &lock)?.into())?;
    let words = element(document, "span", "")?;
    words.set_text_content(Some(if guest { "Hidden" } else { "Hidden from you" }));
    pill.append_child(&words)?;
    frame.append_child(&pill)?;
    Ok(frame)
}

/// The customer's pointer.
pub(super) fn cursor(document: &Document) -> Result<HtmlElement, JsValue> {
    let root = element(document, "div", "pv-cursor")?;
    let colours =
        [("fill", "#14211F"), ("stroke", "#fff"), ("stroke-width", "1.8"), ("stroke-linejoin", "round")];
    root.append_child(&icon(document, "M3 2l17.5 7.6-7.4 2.6-3.2 7.4z", &colours)?.into())?;
    let name = element(document, "div", "pv-name")?;
    name.set_text_content(Some("Customer"));
    root.append_child(&name)?;
    Ok(root)
}

/// The ring of a press, at a pointer. It is drawn once and goes by itself.
pub(super) fn press(document: &Document, cursor: &HtmlElement) -> Result<(), JsValue> {
    if let Some(old) = cursor.query_selector(".pv-ring")? {
        old.remove();
    }
    let ring = element(document, "div", "pv-ring")?;
    cursor.append_child(&ring)?;
    Ok(())
}

/// Puts an element where an area of the customer's viewport is, `outside` pixels around it.
pub(super) fn place(element: &HtmlElement, area: Option<Area>, scale: f64, outside: f64, radius: f64) {
    let style = element.style();
    // These fail only for names that are no properties.
    let set = |name, value: &str| drop(style.set_property(name, value));
    let Some(area) = area.filter(Area::is_seen) else { return set("display", "none") };
    set("display", "");
    // Whole pixels: fine lines on half ones are blurred.
    let (left, top) = ((area.left * scale - outside).round(), (area.top * scale - outside).round());
    set("transform", &format!("translate({left}px,{top}px)"));
    set("width", &format!("{}px", ((area.left + area.width) * scale + outside).round() - left));
    set("height", &format!("{}px", ((area.top + area.height) * scale + outside).round() - top));
    if radius >= 0.0 {
        set("border-radius", &format!("{:.1}px", area.radius * scale + radius));
    }
}
