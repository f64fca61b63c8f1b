//! The few things that the console wants of the browser outside its views. Knows nothing of sessions.

use js_sys::{Date, Math};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Storage, UrlSearchParams};

use crate::state::clock;

/// The key under which a window keeps the token of its session.
const TOKEN: &str = "pillion-console";

/// Milliseconds of a clock that only goes up.
pub(crate) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or_else(Date::now, |clock| clock.now())
}

/// A random number, 0 to 1: for waits, never for secrets.
pub(crate) fn random() -> f64 {
    Math::random()
}

/// The address of a path of the relay as a socket.
pub(crate) fn socket_url(path: &str) -> String {
    let location = web_sys::window().map(|window| window.location());
    let part = |read: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        location.as_ref().and_then(|location| read(location).ok()).unwrap_or_default()
    };
    let scheme = if part(web_sys::Location::protocol) == "http:" { "ws" } else { "wss" };
    format!("{scheme}://{}{path}", part(web_sys::Location::host))
}

/// The path of this window.
pub(crate) fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// The path and query of this window's address.
pub(crate) fn address() -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    path() + &search
}

/// Takes a parameter out of this window's address: it is read once and then gone from the address bar and the
/// history, so that neither a screenshot nor a bookmark carries it.
pub(crate) fn take_parameter(name: &str) -> Option<String> {
    let window = web_sys::window()?;
    let search = window.location().search().ok()?;
    let value = UrlSearchParams::new_with_str(&search).ok()?.get(name)?;
    let path = window.location().pathname().ok()?;
    let history = window.history().ok()?;
    // Nothing is lost but tidiness when a browser refuses.
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    Some(value)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// The token that a reload of this window left.
pub(crate) fn kept_token() -> Option<String> {
    storage()?.get_item(TOKEN).ok()?
}

/// Keeps a token over a reload of this window, or forgets it.
pub(crate) fn keep_token(token: Option<&str>) {
    let Some(storage) = storage() else { return };
    // A full or switched-off storage costs the session on a reload, nothing else.
    let _ = match token {
        Some(token) => storage.set_item(TOKEN, token),
        None => storage.remove_item(TOKEN),
    };
}

/// Opens the co-browsing window, a browser window of its own that cannot reach back to this one.
pub(crate) fn open_session(query: &str) {
    let Some(window) = web_sys::window() else { return };
    let size = |read: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>, usual: f64| {
        read.ok().and_then(|value| value.as_f64()).filter(|value| *value > 0.0).unwrap_or(usual)
    };
    let width = (size(window.inner_width(), 1280.0) * 0.95).clamp(760.0, 1440.0);
    let height = (size(window.inner_height(), 900.0) * 0.95).clamp(560.0, 1000.0);
    let features = format!("noopener,popup,width={width:.0},height={height:.0}");
    // With noopener the answer is nothing even when it worked; a blocked pop-up is told by the browser itself.
    let _ = window.open_with_url_and_target_and_features(
        &format!("/console/session{query}"),
        "_blank",
        &features,
    );
}

/// Opens an address of a chat in a tab that knows nothing of this one.
pub(crate) fn open_outside(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.open_with_url_and_target_and_features(address, "_blank", "noopener,noreferrer");
    }
}

/// Closes this window, if the browser lets a page do that.
pub(crate) fn close_window() {
    if let Some(window) = web_sys::window() {
        let _ = window.close();
    }
}

/// Sets the window's title.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The document.
pub(crate) fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Whether somebody can see this window.
pub(crate) fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Moves the focus to the element of this id.
pub(crate) fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Puts text on the clipboard. Returns whether it could: the console's permissions policy may forbid the
/// newer way, so the older one is asked.
pub(crate) fn copy(text: &str) -> bool {
    let Some(document) = document() else { return false };
    let area = document.create_element("textarea").ok();
    let area = area.and_then(|area| area.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let (Some(area), Some(body)) = (area, document.body()) else { return false };
    area.set_value(text);
    area.set_class_name("sr-only");
    if body.append_child(&area).is_err() {
        return false;
    }
    area.select();
    let copy = js_sys::Reflect::get(&document, &"execCommand".into()).ok();
    let copy = copy.and_then(|copy| copy.dyn_into::<js_sys::Function>().ok());
    let is_copied = copy
        .and_then(|copy| copy.call1(&document, &"copy".into()).ok())
        .is_some_and(|answer| answer.is_truthy());
    area.remove();
    is_copied
}

/// A moment as a time of day in this browser's time zone. `at_ms` counts from 1970.
pub(crate) fn time_of_day(at_ms: f64) -> String {
    let date = Date::new(&at_ms.into());
    clock::time_of_day(date.get_hours(), date.get_minutes())
}

/// The moment of a time of [`now`], in milliseconds since 1970.
pub(crate) fn wall_clock(at: f64) -> f64 {
    Date::now() - (now() - at)
}
