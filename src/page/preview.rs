//! "What the agent sees": hands the frames that leave to the viewer that the page loads for it.
//!
//! Knows neither what frames hold nor how they are drawn. Without a session it shows an owner what would leave.

use crate::prelude::*;

use pillion_protocol::frame::FrameType;
use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

use super::tell;
use super::wiring::Core;
use crate::session::words::{Input, State};

// Files that `watcher.js` imports must be named with something of theirs, or they are not shipped with it.
#[wasm_bindgen(module = "/src/page/preview.js")]
extern "C" {
    type AgentView;
}

#[wasm_bindgen(module = "/src/page/watcher.js")]
extern "C" {
    #[wasm_bindgen(js_name = AgentView)]
    type Shim;

    #[wasm_bindgen(constructor, js_class = "AgentView")]
    fn new(root: &ShadowRoot, lang: &str, fields: u32, tell: &JsValue) -> Shim;

    #[wasm_bindgen(method)]
    fn frame(this: &Shim, kind: u8, epoch: u32, payload: &[u8]);

    #[wasm_bindgen(method)]
    fn fields(this: &Shim, count: u32);

    #[wasm_bindgen(method)]
    fn close(this: &Shim);
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn complain(message: &str);
}

/// The open preview. Dropping it closes it.
pub(super) struct Preview {
    shim: Shim,
    _tell: Closure<dyn FnMut(String)>,
}

impl Preview {
    /// A frame that leaves now, or would if the page were shared.
    pub(super) fn frame(&self, kind: FrameType, epoch: u32, payload: &[u8]) {
        self.shim.frame(kind as u8, epoch, payload);
    }

    /// How many private fields the page has.
    pub(super) fn fields(&self, count: u32) {
        self.shim.fields(count);
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.shim.close();
    }
}

impl Core {
    /// Opens the preview, if none is open.
    pub(crate) fn preview(&self) {
        if self.preview.borrow().is_some() {
            return;
        }
        if !self.capture() {
            // Why not is in the queue.
            return self.on(Input::Tick);
        }
        let me = self.me();
        // The viewer may be in the midst of something: what it says is heard in a task of its own.
        let heard = Closure::<dyn FnMut(String)>::new(move |word: String| {
            if let Some(core) = me.upgrade() {
                core.later(move |core| core.preview_said(&word));
            }
        });
        let shim = Shim::new(&self.root, &self.lang, self.private_fields(), heard.as_ref());
        *self.preview.borrow_mut() = Some(Preview { shim, _tell: heard });
    }

    fn preview_said(&self, word: &str) {
        match word {
            "ready" | "lost" => {
                if let Some(watcher) = self.watcher() {
                    watcher.snapshot();
                }
            }
            _ => {
                if word == "failed" {
                    complain(
                        "Pillion: what the agent sees cannot be shown here: network, policy or integrity",
                    );
                }
                drop(self.preview.take());
                if !self.session.borrow().is_shared() {
                    self.stop_capture();
                }
                if self.session.borrow().state() == State::Idle && !self.is_open() {
                    tell::emit(&self.emit, "idle", &[]);
                }
            }
        }
    }
}
