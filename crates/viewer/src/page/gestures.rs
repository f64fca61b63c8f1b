//! The agent's pointer: listens on the overlay, asks what is there, and does what `compose` says.
//!
//! Knows nothing of what is allowed.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use pillion_protocol::command::{ClickKind, Command, Fill, Filling, Held};
use pillion_protocol::ids::NodeId;
use pillion_protocol::update::PointerAction;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MouseEvent, PointerEvent, WheelEvent};

use super::chooser::Chooser;
use super::keyboard::Keyboard;
use super::listen::Listener;
use super::stage::Stage;
use crate::compose::{self, Reply};
use crate::event::Message;

/// CSS pixels of a line, for wheels that count lines.
const LINE: f64 = 16.0;

/// All listeners of the overlay.
pub(super) struct Gestures {
    _listeners: Vec<Listener>,
    _keyboard: Rc<Keyboard>,
}

/// What the listeners share besides the stage.
struct Hand {
    stage: Weak<Stage>,
    keyboard: Rc<Keyboard>,
    chooser: RefCell<Option<Chooser>>,
    /// The slider whose thumb is dragged.
    sliding: Cell<u32>,
}

impl Gestures {
    pub(super) fn new(stage: &Rc<Stage>) -> Result<Gestures, JsValue> {
        let keyboard = Keyboard::new(stage)?;
        let hand = Rc::new(Hand {
            stage: Rc::downgrade(stage),
            keyboard: keyboard.clone(),
            chooser: RefCell::new(None),
            sliding: Cell::new(0),
        });
        let overlay = &stage.overlay;
        macro_rules! on {
            ($kind:literal, $event:ty, $method:ident) => {{
                let hand = hand.clone();
                Listener::new(overlay, $kind, move |event: $event| {
                    if let Some(stage) = hand.stage.upgrade() {
                        hand.$method(&stage, &event);
                    }
                })?
            }};
        }
        let listeners = vec![
            on!("pointermove", PointerEvent, moved),
            on!("pointerleave", PointerEvent, left),
            on!("pointerdown", PointerEvent, pressed),
            on!("pointerup", PointerEvent, released),
            on!("pointercancel", PointerEvent, released),
            on!("click", MouseEvent, clicked),
            on!("contextmenu", MouseEvent, context),
            on!("wheel", WheelEvent, wheeled),
        ];
        Ok(Gestures { _listeners: listeners, _keyboard: keyboard })
    }
}

impl Hand {
    /// A list or editor of ours is open and has the event.
    fn is_ours(&self, event: &MouseEvent) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        self.chooser.borrow().as_ref().is_some_and(|chooser| chooser.contains(target.as_ref()))
    }

    fn point(&self, stage: &Stage, event: &MouseEvent) -> (f64, f64) {
        let area = stage.overlay.get_bounding_client_rect();
        (f64::from(event.client_x()) - area.left(), f64::from(event.client_y()) - area.top())
    }

    fn moved(&self, stage: &Stage, event: &PointerEvent) {
        if self.is_ours(event) {
            return;
        }
        let point = self.point(stage, event);
        if self.sliding.get() != 0 {
            self.slide(stage, point);
        }
        stage.pointer_moved(Some(point));
        let (x, y) = stage.to_page(point);
        let hit = stage.renderer.hit(x, y);
        let node = hit.as_ref().and_then(|hit| stage.mirror.borrow().model.at_slot(hit.slot)).unwrap_or(0);
        let mirror = stage.mirror.borrow();
        let highlight = stage.highlight.get();
        let hover = (highlight && node != 0).then(|| compose::target::marked(&mirror.model, node));
        stage.drawing.borrow_mut().set_hover(hover);
        let refused = !highlight && compose::is_refused(stage.terms(), &mirror.model, node);
        let cursor = match hit {
            _ if !stage.active.get() => "default".to_owned(),
            _ if highlight => "crosshair".to_owned(),
            _ if refused => "not-allowed".to_owned(),
            Some(hit) => hit.cursor,
            None => "default".to_owned(),
        };
        // Fails only for a name that is no property.
        let _ = stage.overlay.style().set_property("cursor", &cursor);
    }

    fn left(&self, stage: &Stage, _: &PointerEvent) {
        stage.pointer_moved(None);
        stage.drawing.borrow_mut().set_hover(None);
    }

    fn pressed(&self, stage: &Stage, event: &PointerEvent) {
        if self.is_ours(event) {
            return;
        }
        self.chooser.borrow_mut().take();
        // The browser would take the focus away from where typing goes, and select the overlay's words.
        event.prevent_default();
        self.keyboard.focus();
        let point = self.point(stage, event);
        stage.pointer.set(Some(point));
        if event.button() != 0 || !stage.listens() || stage.highlight.get() {
            return;
        }
        stage.send_pointer(PointerAction::Press);
        let Some(at) = stage.place(point) else { return };
        let reply = {
            let mirror = stage.mirror.borrow();
            compose::click(stage.terms(), &mirror.model, at, ClickKind::Single, Held(0))
        };
        if let Reply::Slide(node) = reply {
            self.sliding.set(node);
            let _ = stage.overlay.set_pointer_capture(event.pointer_id());
            self.slide(stage, point);
        }
    }

    /// Shows where the thumb is dragged to; the customer's page gets the value when it is let go.
    fn slide(&self, stage: &Stage, point: (f64, f64)) -> Option<String> {
        let slot = stage.mirror.borrow().model.get(self.sliding.get()).ok()?.slot;
        let area = stage.renderer.whole_box(slot)?;
        let field = stage.renderer.field(slot)?;
        let (x, _) = stage.to_page(point);
        let part = ((x - area.left) / area.width.max(1.0)).clamp(0.0, 1.0);
        let part = if field.rtl { 1.0 - part } else { part };
        let value = compose::slider_value(part, &field.min, &field.max, &field.step);
        stage.renderer.set_value(slot, &value);
        Some(value)
    }

    fn released(&self, stage: &Stage, event: &PointerEvent) {
        let node = self.sliding.get();
        if node == 0 {
            return;
        }
        let point = self.point(stage, event);
        let value = self.slide(stage, point);
        self.sliding.set(0);
        if let (Some(value), true) = (value, stage.listens()) {
            self.send_in_order(
                stage,
                Command::Fill(Fill { node: NodeId(node), what: Filling::Value(value) }),
            );
        }
    }

    fn clicked(&self, stage: &Rc<Stage>, event: &MouseEvent) {
        if self.is_ours(event) {
            return;
        }
        // Of a run of clicks every second one makes a double click; the first of the two was sent at once.
        let kind = if event.detail() % 2 == 0 { ClickKind::Double } else { ClickKind::Single };
        self.click(stage, event, if event.detail() == 0 { ClickKind::Single } else { kind });
    }

    fn context(&self, stage: &Rc<Stage>, event: &MouseEvent) {
        if self.is_ours(event) {
            return;
        }
        event.prevent_default();
        self.click(stage, event, ClickKind::Context);
    }

    fn click(&self, stage: &Rc<Stage>, event: &MouseEvent, kind: ClickKind) {
        let point = self.point(stage, event);
        stage.acted.set(point);
        if !stage.listens() {
            return;
        }
        let Some(at) = stage.place(point) else { return };
        if stage.highlight.get() {
            if kind != ClickKind::Context {
                let command = compose::highlight(&stage.mirror.borrow().model, at.node.0);
                stage.send(command);
            }
            return;
        }
        let reply = {
            let mirror = stage.mirror.borrow();
            compose::click(stage.terms(), &mirror.model, at, kind, held(event))
        };
        match reply {
            Reply::Send(command) => {
                self.send_in_order(stage, command);
                // What is typed next is for the field that this may bring to focus.
                stage.clicked.set(0);
            }
            Reply::SendAndType(command, node) => {
                self.send_in_order(stage, command);
                stage.clicked.set(node);
                stage.typing.borrow_mut().focus_moved();
            }
            Reply::List(node) => self.choose(stage, Chooser::list(stage, &self.keyboard, node)),
            Reply::Edit(node) => self.choose(stage, Chooser::editor(stage, &self.keyboard, node)),
            Reply::Refuse(denied) => {
                stage.say(Message::Refused(denied));
                // What is typed next was meant for here, and must not go into the field before.
                stage.clicked.set(at.node.0);
            }
            Reply::Slide(_) | Reply::Nothing => {}
        }
    }

    fn choose(&self, stage: &Stage, chooser: Result<Option<Chooser>, JsValue>) {
        let Ok(Some(chooser)) = chooser else { return };
        chooser.focus();
        // The one before goes first: it gives the focus back when it goes.
        self.chooser.borrow_mut().take();
        *self.chooser.borrow_mut() = Some(chooser);
        stage.wake();
    }

    /// Sends a command behind what was typed before it.
    fn send_in_order(&self, stage: &Stage, command: Command) {
        let typed = stage.typing.borrow_mut().flush(stage.focus(), stage.now());
        typed.into_iter().for_each(|command| stage.send(command));
        stage.send(command);
    }

    fn wheeled(&self, stage: &Stage, event: &WheelEvent) {
        // With Control it is the browser's zoom.
        if self.is_ours(event) || event.ctrl_key() || !stage.listens() {
            return;
        }
        event.prevent_default();
        if compose::wheel(stage.terms(), 0, 0, 0).is_none() {
            return;
        }
        self.chooser.borrow_mut().take();
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => LINE,
            WheelEvent::DOM_DELTA_PAGE => f64::from(stage.viewport.get().1),
            _ => 1.0 / stage.scale.get(),
        };
        let (mut x, mut y) = (event.delta_x() * unit, event.delta_y() * unit);
        if event.shift_key() && x == 0.0 {
            (x, y) = (y, 0.0);
        }
        let at = stage.to_page(self.point(stage, event));
        let Some((slot, x, y)) = stage.renderer.wheel(at, (x, y)) else { return };
        let node = stage.mirror.borrow().model.at_slot(slot);
        if let Some(node) = node {
            stage.scrolled(node, x, y);
        }
    }
}

fn held(event: &MouseEvent) -> Held {
    let bit = |set, bit| if set { bit } else { 0 };
    Held(
        bit(event.shift_key(), Held::SHIFT)
            | bit(event.ctrl_key(), Held::CONTROL)
            | bit(event.alt_key(), Held::ALT)
            | bit(event.meta_key(), Held::META),
    )
}
