//! What every pop-up has in common: Escape and a press elsewhere close it, focus goes back to its button, and
//! the arrow keys walk through a menu.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Closes a pop-up on a press outside of `host`, an element's id, which holds the button and the pop-up.
pub(crate) fn close_on_press_outside(open: RwSignal<bool>, host: &'static str) {
    let handle = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_inside =
            target.is_some_and(|target| target.closest(&format!("#{host}")).ok().flatten().is_some());
        if !is_inside && open.try_get_untracked() == Some(true) {
            open.set(false);
        }
    });
    on_cleanup(move || handle.remove());
}

/// For the `keydown` of a host: Escape closes and gives the focus back to the element `button`; the arrow keys,
/// Home and End move among the menu's items.
pub(crate) fn keys(event: &KeyboardEvent, open: RwSignal<bool>, button: &str) {
    if !open.get_untracked() {
        return;
    }
    match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            open.set(false);
            crate::browser::focus(button);
        }
        key @ ("ArrowDown" | "ArrowUp" | "Home" | "End") => {
            let host = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(host) = host {
                event.prevent_default();
                walk(&host, key);
            }
        }
        _ => {}
    }
}

/// Moves the focus to the first item of a menu in `host`, or to the next in the key's direction.
fn walk(host: &Element, key: &str) {
    let Ok(found) = host.query_selector_all("[role=menuitem], [role=menuitemradio]") else { return };
    let items: Vec<HtmlElement> =
        (0..found.length()).filter_map(|n| found.get(n)?.dyn_into::<HtmlElement>().ok()).collect();
    let Some(last) = items.len().checked_sub(1) else { return };
    let focused = crate::browser::document().and_then(|document| document.active_element());
    let at = items.iter().position(|item| focused.as_ref() == Some(item.as_ref()));
    let next = match (key, at) {
        ("Home", _) | ("ArrowDown", None) => 0,
        ("End", _) | ("ArrowUp", None) => last,
        ("ArrowDown", Some(at)) => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
        (_, Some(at)) => {
            if at == 0 {
                last
            } else {
                at - 1
            }
        }
        (_, None) => 0,
    };
    let _ = items[next].focus();
}

/// Focuses the first item of a menu once it is on the page.
pub(crate) fn focus_first(host: &'static str) {
    request_animation_frame(move || {
        let element = crate::browser::document().and_then(|document| document.get_element_by_id(host));
        if let Some(element) = element {
            walk(&element, "Home");
        }
    });
}
