//! The viewer as its host sees it: takes frames and settings, and keeps the parts together.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use pillion_protocol::command::{Command, Highlight};
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::from_payload;
use pillion_protocol::ids::Slot;
use pillion_protocol::limits;
use pillion_protocol::mode::Mode;
use pillion_protocol::update::{Asset, CommandResult, Control, Marks, Outcome, Pointer, Scroll};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, HtmlIFrameElement, Url};

use super::gestures::Gestures;
use super::render::inlined;
use super::stage::Stage;
use crate::event::{Message, ViewerEvent};
use crate::mirror::{News, last_style};

/// Milliseconds before a snapshot is asked for again when the last one did not fit; doubled each time.
const RETRY: i32 = 1_000;

/// A timer and what it calls.
type Retry = (i32, Closure<dyn FnMut()>);

/// What a viewer is made of.
pub struct ViewerOptions {
    /// The frame that shows the mirror: `src="/mirror"`, `sandbox="allow-same-origin"`, loaded. The viewer
    /// sets its size and scale; the host puts it at the top left of the same positioned box as `overlay`.
    pub frame: HtmlIFrameElement,
    /// Lies above the frame and takes all gestures. The viewer sets its size to the scaled frame's and draws
    /// cursors, marks and lists in it.
    pub overlay: HtmlElement,
    /// Whether the frame is an empty one in a page with a security policy of its own, which it then shares: inline
    /// styles and images are made so that strict policies let them pass.
    pub guest: bool,
    /// Hears what happens. Called with no borrow held, so it may call the viewer.
    pub on: Rc<dyn Fn(ViewerEvent)>,
}

/// A live mirror in a frame. Dropping it removes all listeners and everything it drew.
pub struct Viewer {
    stage: Rc<Stage>,
    // Dropped with the viewer: the listeners go.
    _gestures: Gestures,
    /// Local addresses of assets, to be given back.
    minted: RefCell<Vec<String>>,
    /// Snapshots in a row that did not fit.
    failed: Cell<u32>,
    retry: RefCell<Option<Retry>>,
    name: RefCell<String>,
}

impl Viewer {
    /// A viewer that shows nothing yet.
    ///
    /// # Errors
    /// When the frame's document cannot be reached: not loaded, or without `allow-same-origin`.
    pub fn new(options: ViewerOptions) -> Result<Viewer, JsValue> {
        let window = web_sys::window().ok_or("no window")?;
        let stage = Stage::new(window, options)?;
        let gestures = Gestures::new(&stage)?;
        Ok(Viewer {
            stage,
            _gestures: gestures,
            minted: RefCell::default(),
            failed: Cell::new(0),
            retry: RefCell::new(None),
            name: RefCell::default(),
        })
    }

    /// How far the agent may go; before it is set, the agent only looks.
    pub fn set_mode(&self, mode: Mode) {
        self.stage.mode.set(Some(mode));
        self.stage.renderer.set_last(&last_style(Some(mode)));
    }

    /// Which agent this is, and the agent's name. Marks of this slot are labelled "You".
    pub fn set_slot(&self, slot: Slot, name: &str) {
        self.stage.slot.set(slot);
        name.clone_into(&mut self.name.borrow_mut());
        self.stage.drawing.borrow_mut().set_slot(slot);
    }

    /// An Update frame of the customer, payload joined and inflated. Other frames are ignored.
    pub fn on_frame(&self, header: &Header, payload: &[u8]) {
        let stage = &self.stage;
        match header.kind {
            FrameType::Snapshot | FrameType::Patch => self.on_tree(header, payload),
            FrameType::Scroll if self.follows(header) => {
                if let Ok(scroll) = from_payload::<Scroll>(payload) {
                    stage.follow_scroll(&scroll);
                    self.commit();
                }
            }
            FrameType::Pointer if self.follows(header) => {
                if let Ok(pointer) = from_payload::<Pointer>(payload) {
                    stage.drawing.borrow_mut().set_cursor(pointer, stage.now());
                    stage.wake();
                }
            }
            FrameType::Marks if self.follows(header) => {
                if let Ok(Marks(marks)) = from_payload(payload) {
                    let count = marks.len().min(limits::MARKS) as u32;
                    stage.drawing.borrow_mut().set_marks(marks, stage.now());
                    stage.wake();
                    stage.emit(ViewerEvent::Marks(count));
                }
            }
            FrameType::Outcome => {
                if let Ok(outcome) = from_payload::<Outcome>(payload)
                    && outcome.slot == stage.slot.get()
                {
                    if let CommandResult::Refused(denied) = outcome.result {
                        stage.clicked.set(0);
                        stage.say(Message::Refused(denied));
                    }
                    // Last, so that a host which knows better where to say it has the last word.
                    stage.emit(ViewerEvent::Outcome { seq: outcome.seq, result: outcome.result });
                }
            }
            FrameType::Asset => {
                if let Ok(asset) = from_payload::<Asset>(payload) {
                    self.on_asset(&asset);
                }
            }
            FrameType::Control => {
                if let Ok(Control { allowed }) = from_payload(payload) {
                    stage.control.set(allowed);
                    stage.emit(ViewerEvent::Control(allowed));
                }
            }
            _ => {}
        }
    }

    /// Frames were lost on the way: the mirror stays as it is until the next snapshot, which is asked for.
    pub fn on_gap(&self) {
        if self.stage.mirror.borrow_mut().lose() {
            self.stage.emit(ViewerEvent::SnapshotWanted);
        }
    }

    /// Switches the highlight tool.
    pub fn set_highlight(&self, on: bool) {
        self.stage.highlight.set(on);
        self.stage.drawing.borrow_mut().set_hover(None);
        self.stage.pointer_moved(self.stage.pointer.get());
    }

    /// Overlay pixels per pixel of the customer's viewport.
    pub fn set_scale(&self, scale: f64) {
        if scale.is_finite() && scale > 0.0 {
            self.stage.scale.set(scale);
            self.fit();
        }
    }

    /// Empties the mirror, marks and cursors: sharing is stopped. The next snapshot fills it again.
    pub fn clear(&self) {
        self.stage.mirror.borrow_mut().clear();
        self.stage.renderer.empty();
        self.stage.forget_page();
        self.stage.emit(ViewerEvent::Marks(0));
    }

    /// Whether gestures count: not while the connection is away.
    pub fn set_active(&self, active: bool) {
        self.stage.active.set(active);
    }

    /// Takes all marks away, here and at the customer's.
    pub fn clear_marks(&self) {
        self.stage.send(Command::Highlight(Highlight::Clear));
    }

    fn follows(&self, header: &Header) -> bool {
        self.stage.mirror.borrow().follows(header.epoch)
    }

    fn on_tree(&self, header: &Header, payload: &[u8]) {
        let stage = &self.stage;
        let done = stage.mirror.borrow_mut().tree(header.kind, header.epoch, payload);
        match done {
            Ok(()) => self.commit(),
            Err(_) if header.kind == FrameType::Patch => stage.emit(ViewerEvent::SnapshotWanted),
            Err(_) => self.ask_later(),
        }
        self.tell_news();
    }

    /// A snapshot did not fit. The next one may be the same, so it is not asked for at once again and again.
    fn ask_later(&self) {
        let failed = self.failed.get() + 1;
        self.failed.set(failed);
        if failed == 1 {
            self.stage.emit(ViewerEvent::SnapshotWanted);
            return;
        }
        let stage = Rc::downgrade(&self.stage);
        let closure = Closure::new(move || {
            if let Some(stage) = stage.upgrade() {
                stage.emit(ViewerEvent::SnapshotWanted);
            }
        });
        let wait = RETRY << (failed - 2).min(5);
        let timer = self
            .stage
            .window
            .set_timeout_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), wait);
        if let Ok(timer) = timer {
            self.stop_retry();
            *self.retry.borrow_mut() = Some((timer, closure));
        }
    }

    fn stop_retry(&self) {
        if let Some((timer, _)) = self.retry.borrow_mut().take() {
            self.stage.window.clear_timeout_with_handle(timer);
        }
    }

    fn commit(&self) {
        if self.stage.commit().is_err() {
            self.stage.lost();
        }
    }

    fn tell_news(&self) {
        let stage = &self.stage;
        let news = stage.mirror.borrow_mut().news();
        for news in news {
            match news {
                News::Epoch(epoch) => {
                    stage.forget_page();
                    stage.emit(ViewerEvent::Epoch(epoch));
                    stage.emit(ViewerEvent::Marks(0));
                }
                News::Page { url, title } => stage.emit(ViewerEvent::Page { url, title }),
                News::Viewport(viewport) => {
                    stage.viewport.set((viewport.width, viewport.height));
                    self.fit();
                    stage.emit(ViewerEvent::Viewport { width: viewport.width, height: viewport.height });
                }
                News::Focus(_) => {
                    stage.clicked.set(0);
                    stage.typing.borrow_mut().focus_moved();
                }
                News::Shown => {
                    self.failed.set(0);
                    self.stop_retry();
                    stage.emit(ViewerEvent::Rendered);
                }
            }
        }
        stage.wake();
    }

    fn on_asset(&self, asset: &Asset) {
        let stage = &self.stage;
        if !stage.mirror.borrow().takes(asset) {
            return;
        }
        let local = if asset.bytes.is_empty() {
            None
        } else if stage.guest {
            Some(inlined(&asset.mime, &asset.bytes))
        } else {
            mint(asset).ok()
        };
        if let Some(local) = local.as_ref().filter(|_| !stage.guest) {
            self.minted.borrow_mut().push(local.clone());
        }
        let waiting = stage.mirror.borrow_mut().asset(asset, local);
        stage.stale.borrow_mut().extend(waiting);
        stage.wake();
    }

    fn fit(&self) {
        // Fails only for a name that is no property.
        let _ = self.stage.fit();
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.stop_retry();
        for url in self.minted.borrow().iter() {
            let _ = Url::revoke_object_url(url);
        }
    }
}

/// A local address for an asset's bytes.
fn mint(asset: &Asset) -> Result<String, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(&asset.mime);
    let parts = Array::of1(&Uint8Array::from(asset.bytes.as_slice()));
    Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence_and_options(&parts, &options)?)
}
