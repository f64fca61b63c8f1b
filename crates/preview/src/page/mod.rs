//! The door for JavaScript: the dialog, the viewer in it, and the frames that come in. Knows not where they come from.

use std::rc::Rc;

use js_sys::Function;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::ids::Epoch;
use pillion_viewer::{Viewer, ViewerEvent, ViewerOptions};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlIFrameElement, ShadowRoot};

#[wasm_bindgen(module = "/src/page/dialog.js")]
extern "C" {
    type Dialog;

    #[wasm_bindgen(constructor)]
    fn new(root: &ShadowRoot, lang: &str, closed: &Function, loaded: &JsValue) -> Dialog;

    #[wasm_bindgen(method, getter)]
    fn frame(this: &Dialog) -> HtmlIFrameElement;

    #[wasm_bindgen(method, getter)]
    fn overlay(this: &Dialog) -> HtmlElement;

    /// The customer's viewport has this size.
    #[wasm_bindgen(method)]
    fn size(this: &Dialog, width: u32, height: u32);

    /// How large the mirror is drawn.
    #[wasm_bindgen(method)]
    fn scaled(this: &Dialog, tell: &JsValue);

    #[wasm_bindgen(method)]
    fn shown(this: &Dialog);

    #[wasm_bindgen(method)]
    fn private(this: &Dialog, fields: u32);

    #[wasm_bindgen(method)]
    fn close(this: &Dialog);
}

/// The open preview. Freeing it takes it off the page.
#[wasm_bindgen]
pub struct Preview {
    dialog: Rc<Dialog>,
    viewer: Rc<std::cell::OnceCell<Viewer>>,
    _scaled: Closure<dyn FnMut(f64)>,
}

/// Opens the preview in our shadow root. `tell` hears `ready` when frames can come, beginning with a snapshot,
/// `lost` when another snapshot is needed, `failed` when the frame cannot be used, and `closed` when the customer closed it.
#[wasm_bindgen]
pub fn open(root: &ShadowRoot, lang: &str, tell: Function) -> Preview {
    let say = {
        let tell = tell.clone();
        // A listener that throws is the core's own; there is nobody here to tell.
        move |word: &str| drop(tell.call1(&JsValue::NULL, &JsValue::from_str(word)))
    };
    let viewer: Rc<std::cell::OnceCell<Viewer>> = Rc::default();
    let slot: Rc<std::cell::OnceCell<Rc<Dialog>>> = Rc::default();
    let loaded = {
        let (viewer, slot, say) = (viewer.clone(), slot.clone(), say.clone());
        Closure::once_into_js(move || {
            let Some(dialog) = slot.get().cloned() else { return };
            let told = Rc::downgrade(&dialog);
            let lost = say.clone();
            let on = move |event| {
                let Some(dialog) = told.upgrade() else { return };
                match event {
                    ViewerEvent::Viewport { width, height } => dialog.size(width, height),
                    ViewerEvent::Rendered => dialog.shown(),
                    ViewerEvent::SnapshotWanted => lost("lost"),
                    // The customer only looks.
                    _ => {}
                }
            };
            let options = ViewerOptions {
                frame: dialog.frame(),
                overlay: dialog.overlay(),
                guest: true,
                on: Rc::new(on),
            };
            match Viewer::new(options) {
                Ok(made) => {
                    made.set_active(false);
                    // Loaded once, so nothing is there yet.
                    let _ = viewer.set(made);
                    say("ready");
                }
                Err(_) => say("failed"),
            }
        })
    };
    let dialog = Rc::new(Dialog::new(root, lang, &tell, &loaded));
    let scaled = {
        let viewer = viewer.clone();
        Closure::<dyn FnMut(f64)>::new(move |scale| {
            if let Some(viewer) = viewer.get() {
                viewer.set_scale(scale);
            }
        })
    };
    dialog.scaled(scaled.as_ref());
    let _ = slot.set(dialog.clone());
    Preview { dialog, viewer, _scaled: scaled }
}

#[wasm_bindgen]
impl Preview {
    /// A frame that leaves: its type, the page load, the payload before it is compressed.
    pub fn frame(&self, kind: u8, epoch: u32, payload: &[u8]) {
        if let (Some(viewer), Some(kind)) = (self.viewer.get(), FrameType::from_number(kind)) {
            let mut header = Header::plain(kind);
            header.epoch = Epoch(epoch);
            viewer.on_frame(&header, payload);
        }
    }

    /// How many private fields the page has.
    pub fn private(&self, fields: u32) {
        self.dialog.private(fields);
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.dialog.close();
    }
}
