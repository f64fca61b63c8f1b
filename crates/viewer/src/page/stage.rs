//! What all of the viewer shares: the mirror, the frame's document, the settings, and the loop that draws and
//! sends what waits.
//!
//! Knows nothing of which gesture means what.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::{Rc, Weak};

use pillion_protocol::command::{AgentPointer, Command};
use pillion_protocol::ids::Slot;
use pillion_protocol::mode::Mode;
use pillion_protocol::update::{Place, PointerAction, ScrollPosition};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement, HtmlIFrameElement, Window};

use super::drawing::Drawing;
use super::render::Renderer;
use super::viewer::ViewerOptions;
use crate::compose::{self, Terms, Typing};
use crate::event::{Message, ViewerEvent};
use crate::mirror::Mirror;

/// Milliseconds between two pointers or two scrolls: well below what the relay lets an agent send.
const PACE: f64 = 40.0;
/// Milliseconds for which a scroller that the agent moved does not follow older news of the customer's.
const SCROLL_HOLD: f64 = 300.0;

/// What a browser calls before it draws.
type OnFrame = Closure<dyn FnMut(f64)>;

/// What is shared.
pub(super) struct Stage {
    pub(super) window: Window,
    pub(super) document: Document,
    /// Whether the frame stands in a page with a security policy of its own.
    pub(super) guest: bool,
    pub(super) frame: HtmlIFrameElement,
    pub(super) overlay: HtmlElement,
    pub(super) renderer: Renderer,
    pub(super) mirror: RefCell<Mirror>,
    pub(super) drawing: RefCell<Drawing>,
    pub(super) typing: RefCell<Typing>,
    pub(super) mode: Cell<Option<Mode>>,
    pub(super) control: Cell<bool>,
    pub(super) slot: Cell<Slot>,
    pub(super) scale: Cell<f64>,
    pub(super) viewport: Cell<(u32, u32)>,
    pub(super) active: Cell<bool>,
    pub(super) highlight: Cell<bool>,
    /// The field that the agent clicked and the customer's page has not focused yet; 0 is none.
    pub(super) clicked: Cell<u32>,
    /// Where the agent's pointer is, in the overlay's pixels; nothing when it is elsewhere.
    pub(super) pointer: Cell<Option<(f64, f64)>>,
    /// Where the agent did something last, in the overlay's pixels.
    pub(super) acted: Cell<(f64, f64)>,
    /// Nodes that assets came for.
    pub(super) stale: RefCell<HashSet<u32>>,
    pointer_sent: Cell<f64>,
    pointer_moved: Cell<bool>,
    scrolls: RefCell<Scrolls>,
    on: Rc<dyn Fn(ViewerEvent)>,
    frame_asked: Cell<Option<i32>>,
    on_frame: RefCell<Option<OnFrame>>,
}

/// Scrollers that the agent moved.
#[derive(Default)]
struct Scrolls {
    /// To be sent.
    moved: HashMap<u32, (i32, i32)>,
    sent: f64,
    /// Until when they do not follow the customer's.
    held: HashMap<u32, f64>,
    /// The customer's newest of those.
    late: HashMap<u32, ScrollPosition>,
}

impl Stage {
    pub(super) fn new(
        window: Window,
        ViewerOptions { frame, overlay, guest, on }: ViewerOptions,
    ) -> Result<Rc<Stage>, JsValue> {
        let document = window.document().ok_or("no document")?;
        let renderer = Renderer::new(&frame, &crate::mirror::last_style(None), guest)?;
        let drawing = Drawing::new(&document, &overlay, guest)?;
        let stage = Rc::new(Stage {
            window,
            document,
            guest,
            frame,
            overlay,
            renderer,
            mirror: RefCell::new(Mirror::new()),
            drawing: RefCell::new(drawing),
            typing: RefCell::default(),
            mode: Cell::new(None),
            control: Cell::new(true),
            slot: Cell::default(),
            scale: Cell::new(1.0),
            viewport: Cell::new((0, 0)),
            active: Cell::new(true),
            highlight: Cell::new(false),
            clicked: Cell::new(0),
            pointer: Cell::new(None),
            acted: Cell::new((0.0, 0.0)),
            stale: RefCell::default(),
            pointer_sent: Cell::new(0.0),
            pointer_moved: Cell::new(false),
            scrolls: RefCell::default(),
            on,
            frame_asked: Cell::new(None),
            on_frame: RefCell::new(None),
        });
        let weak: Weak<Stage> = Rc::downgrade(&stage);
        *stage.on_frame.borrow_mut() = Some(Closure::new(move |_: f64| {
            if let Some(stage) = weak.upgrade() {
                stage.frame_asked.set(None);
                stage.tick();
            }
        }));
        Ok(stage)
    }

    /// Tells the host. No borrow may be held: the host may call back.
    pub(super) fn emit(&self, event: ViewerEvent) {
        (self.on)(event);
    }

    pub(super) fn send(&self, command: Command) {
        self.emit(ViewerEvent::Command { command });
    }

    /// Words beside where the agent did something last.
    pub(super) fn say(&self, message: Message) {
        let (x, y) = self.acted.get();
        self.emit(ViewerEvent::Message { message, x, y });
    }

    pub(super) fn terms(&self) -> Terms {
        Terms { mode: self.mode.get(), control: self.control.get() }
    }

    /// Whether gestures mean something.
    pub(super) fn listens(&self) -> bool {
        self.active.get() && self.mirror.borrow().is_live()
    }

    /// Milliseconds on a clock that only goes forward.
    pub(super) fn now(&self) -> f64 {
        self.window.performance().map_or(0.0, |performance| performance.now())
    }

    /// The field that typing is for; 0 is none.
    pub(super) fn focus(&self) -> u32 {
        match self.clicked.get() {
            0 => self.mirror.borrow().focus,
            clicked => clicked,
        }
    }

    /// Carries out what the mirror wrote.
    pub(super) fn commit(&self) -> Result<(), JsValue> {
        let instructions = self.mirror.borrow_mut().batch.take();
        self.renderer.apply(instructions)
    }

    /// Draws at the next frame, and as long as there is something to follow.
    pub(super) fn wake(&self) {
        if self.frame_asked.get().is_some() {
            return;
        }
        if let Some(closure) = &*self.on_frame.borrow() {
            self.frame_asked.set(self.window.request_animation_frame(closure.as_ref().unchecked_ref()).ok());
        }
    }

    fn tick(&self) {
        let now = self.now();
        let mut more = self.send_waiting(now);
        let stale = core::mem::take(&mut *self.stale.borrow_mut());
        if !stale.is_empty() {
            self.mirror.borrow_mut().refresh_assets(stale);
        }
        self.apply_late_scrolls(now);
        if !self.mirror.borrow().batch.is_empty() && self.commit().is_err() {
            self.lost();
        }
        if let (Ok(mirror), Ok(mut drawing)) = (self.mirror.try_borrow(), self.drawing.try_borrow_mut()) {
            more |= drawing.update(&self.renderer, &mirror, self.scale.get(), now);
        }
        if more {
            self.wake();
        }
    }

    /// Sends what waited for its time; tells whether something still waits.
    fn send_waiting(&self, now: f64) -> bool {
        let focus = self.focus();
        let due = self.typing.borrow_mut().due(focus, now);
        due.into_iter().for_each(|command| self.send(command));
        if self.pointer_moved.get() && now - self.pointer_sent.get() >= PACE {
            self.send_pointer(PointerAction::Move);
        }
        let moved = {
            let mut scrolls = self.scrolls.borrow_mut();
            let due = now - scrolls.sent >= PACE && !scrolls.moved.is_empty();
            if due {
                scrolls.sent = now;
            }
            if due { core::mem::take(&mut scrolls.moved) } else { HashMap::new() }
        };
        for (node, (x, y)) in moved {
            if let Some(command) = compose::wheel(self.terms(), node, x, y) {
                self.send(command);
            }
        }
        let scrolls = self.scrolls.borrow();
        self.pointer_moved.get()
            || self.typing.borrow().is_pending()
            || !scrolls.moved.is_empty()
            || !scrolls.late.is_empty()
    }

    /// The agent's pointer moved, pressed or left: sent soon.
    pub(super) fn pointer_moved(&self, at: Option<(f64, f64)>) {
        self.pointer.set(at);
        self.pointer_moved.set(true);
        self.wake();
    }

    /// Sends where the pointer is now.
    pub(super) fn send_pointer(&self, action: PointerAction) {
        self.pointer_moved.set(false);
        self.pointer_sent.set(self.now());
        if self.listens() {
            let at = self.pointer.get().and_then(|point| self.place(point)).unwrap_or_default();
            self.send(Command::Pointer(AgentPointer { at, action }));
        }
    }

    /// A point of the overlay in the customer's viewport.
    pub(super) fn to_page(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x / self.scale.get(), y / self.scale.get())
    }

    /// A point of the overlay as a place in a node.
    pub(super) fn place(&self, point: (f64, f64)) -> Option<Place> {
        let (x, y) = self.to_page(point);
        let hit = self.renderer.hit(x, y)?;
        let node = self.mirror.borrow().model.at_slot(hit.slot)?;
        Some(compose::place(node, (x - hit.area.left, y - hit.area.top), (hit.area.width, hit.area.height)))
    }

    /// The agent moved a scroller; the mirror shows it already.
    pub(super) fn scrolled(&self, node: u32, x: i32, y: i32) {
        let mut scrolls = self.scrolls.borrow_mut();
        scrolls.moved.insert(node, (x, y));
        scrolls.held.insert(node, self.now() + SCROLL_HOLD);
        drop(scrolls);
        self.wake();
    }

    /// The customer's scrollers moved.
    pub(super) fn follow_scroll(&self, scroll: &pillion_protocol::update::Scroll) {
        let now = self.now();
        let mut scrolls = self.scrolls.borrow_mut();
        let Scrolls { held, late, .. } = &mut *scrolls;
        held.retain(|_, until| now < *until);
        for position in &scroll.0 {
            if held.contains_key(&position.node.0) {
                late.insert(position.node.0, *position);
            }
        }
        let wait = !late.is_empty();
        self.mirror.borrow_mut().scroll(scroll, |node| held.contains_key(&node));
        drop(scrolls);
        if wait {
            self.wake();
        }
    }

    fn apply_late_scrolls(&self, now: f64) {
        let mut scrolls = self.scrolls.borrow_mut();
        let Scrolls { held, late, .. } = &mut *scrolls;
        held.retain(|_, until| now < *until);
        let ready: Vec<_> = late.values().filter(|late| !held.contains_key(&late.node.0)).copied().collect();
        if ready.is_empty() {
            return;
        }
        late.retain(|node, _| held.contains_key(node));
        self.mirror.borrow_mut().scroll(&pillion_protocol::update::Scroll(ready), |_| false);
    }

    /// Another page: nothing of the old one is to be sent or followed.
    pub(super) fn forget_page(&self) {
        self.clicked.set(0);
        *self.typing.borrow_mut() = Typing::default();
        *self.scrolls.borrow_mut() = Scrolls::default();
        self.stale.borrow_mut().clear();
        self.drawing.borrow_mut().clear();
        self.wake();
    }

    /// The document did not take the instructions: what it shows now may be wrong, so it shows nothing.
    pub(super) fn lost(&self) {
        let new = self.mirror.borrow_mut().lose();
        self.renderer.empty();
        self.forget_page();
        if new {
            self.emit(ViewerEvent::SnapshotWanted);
        }
    }

    /// Sizes frame and overlay to the customer's viewport and the scale.
    pub(super) fn fit(&self) -> Result<(), JsValue> {
        let ((width, height), scale) = (self.viewport.get(), self.scale.get());
        let frame = self.frame.style();
        frame.set_property("width", &format!("{width}px"))?;
        frame.set_property("height", &format!("{height}px"))?;
        frame.set_property("border", "0")?;
        frame.set_property("transform-origin", "0 0")?;
        frame.set_property("transform", &format!("scale({scale})"))?;
        let overlay = self.overlay.style();
        overlay.set_property("width", &format!("{}px", f64::from(width) * scale))?;
        overlay.set_property("height", &format!("{}px", f64::from(height) * scale))?;
        self.wake();
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(asked) = self.frame_asked.get() {
            let _ = self.window.cancel_animation_frame(asked);
        }
        self.renderer.empty();
    }
}
