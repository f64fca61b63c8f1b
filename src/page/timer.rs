//! The browser's timers. Dropping one takes it back. Knows nothing of what they are for.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(handle: &JsValue);
}

/// Runs something once, unless it is dropped before.
pub(crate) struct Timer {
    handle: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Runs `act` once, `ms` milliseconds from now.
    pub(crate) fn once(ms: u32, act: impl FnMut() + 'static) -> Timer {
        let callback = Closure::<dyn FnMut()>::new(act);
        Timer { handle: set_timeout(callback.as_ref(), longest(ms)), _callback: callback }
    }
}

/// Runs `act` in a task of its own, `ms` milliseconds from now, whatever happens until then.
pub(crate) fn later(ms: u32, act: impl FnOnce() + 'static) {
    set_timeout(&Closure::once_into_js(act), longest(ms));
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.handle);
    }
}

/// Browsers take a number of 31 bits and run anything over it at once.
fn longest(ms: u32) -> i32 {
    i32::try_from(ms).unwrap_or(i32::MAX)
}
