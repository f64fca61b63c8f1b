//! The viewer as its host sees it: wires mirror, gestures and overlay together.

use std::rc::Rc;

use pillion_protocol::frame::Header;
use pillion_protocol::ids::Slot;
use pillion_protocol::mode::Mode;
use wasm_bindgen::JsValue;
use web_sys::{HtmlElement, HtmlIFrameElement};

use crate::event::ViewerEvent;

/// What a viewer is made of.
pub struct ViewerOptions {
    /// The frame that shows the mirror: `src="/mirror"`, `sandbox="allow-same-origin"`, loaded. The viewer
    /// sets its size and scale; the host puts it at the top left of the same positioned box as `overlay`.
    pub frame: HtmlIFrameElement,
    /// Lies above the frame and takes all gestures. The viewer sets its size to the scaled frame's and draws
    /// cursors, marks and lists in it.
    pub overlay: HtmlElement,
    /// Hears what happens. Called with no borrow held, so it may call the viewer.
    pub on: Rc<dyn Fn(ViewerEvent)>,
}

/// A live mirror in a frame. Dropping it removes all listeners and everything it drew.
pub struct Viewer {
    options: ViewerOptions,
}

impl Viewer {
    /// A viewer that shows nothing yet.
    ///
    /// # Errors
    /// When the frame's document cannot be reached: not loaded, or without `allow-same-origin`.
    pub fn new(options: ViewerOptions) -> Result<Viewer, JsValue> {
        Ok(Viewer { options })
    }

    /// How far the agent may go; before it is set, not at all.
    pub fn set_mode(&self, _mode: Mode) {}

    /// Which agent this is, and the name that the marks of this agent carry for others.
    pub fn set_slot(&self, _slot: Slot, _name: &str) {}

    /// An Update frame of the customer, payload joined and inflated. Other frames are ignored.
    pub fn on_frame(&self, _header: &Header, _payload: &[u8]) {}

    /// Frames were lost on the way.
    pub fn on_gap(&self) {
        (self.options.on)(ViewerEvent::SnapshotWanted);
    }

    /// Switches the highlight tool.
    pub fn set_highlight(&self, _on: bool) {}

    /// Overlay pixels per pixel of the customer's viewport.
    pub fn set_scale(&self, _scale: f64) {}

    /// Empties the mirror, marks and cursors: sharing is stopped. The next snapshot fills it again.
    pub fn clear(&self) {}

    /// Whether gestures count: not while the connection is away.
    pub fn set_active(&self, _active: bool) {}

    /// Takes all marks away, here and at the customer's.
    pub fn clear_marks(&self) {}
}
