//! The one key in the tab's session storage. A page without storage has sessions that end with the page.

use crate::prelude::*;
use web_sys::Storage;

/// Also looked for by snippet.js, to know whether a visit goes on.
const KEY: &str = "pillion";

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Keeps it over page loads.
pub(crate) fn set(value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, value);
    }
}

/// What is kept.
pub(crate) fn get() -> Option<String> {
    storage()?.get_item(KEY).ok()?
}

/// Leaves nothing.
pub(crate) fn clear() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}
