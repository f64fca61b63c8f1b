//! Carries out what the conductor says: the one place where session, link, capture, gate and surfaces meet.
//!
//! Decides nothing itself. Every way in from JavaScript ends in [`Core::on`], which queues what arrives
//! while it works, so that our own doings can call back without harm.

use crate::prelude::*;
use alloc::collections::VecDeque;
use alloc::rc::{Rc, Weak};
use core::cell::{Cell, RefCell};

use crate::page::timer::Timer;
use js_sys::Function;
use pillion_link::Link;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::to_payload;
use pillion_protocol::update::Control;
use wasm_bindgen::JsValue;
use web_sys::{Element, ShadowRoot};

use super::apply::Filled;
use super::panel::{Ui, UiSettings};
use super::preview::Preview;
use super::watch::{CaptureSettings, Watcher};
use super::{page_events, store, tell};
use crate::config::Config;
use crate::control::{Gate, Pending};
use crate::marks::Highlights;
use crate::session::Session;
use crate::session::words::{Action, Event, Input, Settings};
use crate::view::{Surface, UiEvent, View};

/// Everything of a page's co-browsing. Dropping it leaves the page as it was.
pub(crate) struct Core {
    pub(super) session: RefCell<Session>,
    pub(super) gate: RefCell<Gate>,
    pub(super) highlights: RefCell<Highlights>,
    pub(super) pending: RefCell<Option<(Header, Pending)>>,
    pub(super) undo: RefCell<Vec<Filled>>,
    /// Shared, so that what runs inside of it may end the session: it goes when the last one lets go of it.
    pub(super) watcher: RefCell<Option<Rc<Watcher>>>,
    pub(super) host: Element,
    /// Where our surfaces are, and the tag of their language: for what is loaded later.
    pub(super) root: ShadowRoot,
    pub(super) lang: String,
    pub(super) preview: RefCell<Option<Preview>>,
    pub(super) ui: Ui,
    pub(super) sweep: RefCell<Option<Timer>>,
    pub(super) emit: Function,
    /// The address that the highlights belong to.
    pub(super) address: RefCell<String>,
    pub(super) link: RefCell<Option<Link>>,
    shown: RefCell<Option<View>>,
    wake: RefCell<Option<Timer>>,
    page_events: RefCell<Option<page_events::PageEvents>>,
    pub(super) socket: String,
    pub(super) capture: CaptureSettings,
    refusal: Option<String>,
    pub(super) queue: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
    pub(super) private_fields: Cell<u32>,
    me: Weak<Core>,
}

/// What snippet.js hands over.
pub(crate) struct Handed {
    /// `<pillion-ui>`.
    pub(crate) host: Element,
    /// Its shadow root.
    pub(crate) root: ShadowRoot,
    /// The function that passes events on to the page's script.
    pub(crate) emit: Function,
    /// The tag, read.
    pub(crate) config: Config,
    /// The tag's selector lists.
    pub(crate) capture: CaptureSettings,
    /// How our surfaces look.
    pub(crate) ui: UiSettings,
    /// What stays the same for the conductor.
    pub(crate) settings: Settings,
    /// Why nothing may start, if the tag has an error that could let something out.
    pub(crate) refusal: Option<String>,
}

/// `Date.now()`, in milliseconds.
pub(super) fn now() -> f64 {
    js_sys::Date::now()
}

/// The page's address now.
pub(super) fn address() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

impl Core {
    /// Mounts our surfaces; nothing else happens before [`Core::on`].
    pub(crate) fn new(handed: Handed) -> Result<Rc<Core>, JsValue> {
        let Handed { host, root, emit, config, capture, ui, settings, refusal } = handed;
        // The surfaces call back into what they are part of: an empty box first, filled right below.
        let back: Rc<RefCell<Weak<Core>>> = Rc::default();
        let reach = back.clone();
        let lang = ui.lang.clone();
        let ui = Ui::mount(
            &host,
            &root,
            ui,
            Rc::new(move |event| match reach.borrow().upgrade() {
                Some(core) if event == UiEvent::Preview => core.preview(),
                Some(core) => core.on(Input::Ui(event)),
                None => {}
            }),
        )?;
        let core = Rc::new_cyclic(|me| Core {
            session: RefCell::new(Session::new(settings, js_sys::Math::random)),
            gate: RefCell::new(Gate::new()),
            highlights: RefCell::new(Highlights::new(config.highlight_ms)),
            pending: RefCell::default(),
            undo: RefCell::default(),
            watcher: RefCell::default(),
            host,
            root,
            lang,
            preview: RefCell::default(),
            ui,
            sweep: RefCell::default(),
            emit,
            address: RefCell::new(address()),
            link: RefCell::default(),
            shown: RefCell::default(),
            wake: RefCell::default(),
            page_events: RefCell::default(),
            socket: config.socket,
            capture,
            refusal,
            queue: RefCell::default(),
            busy: Cell::new(false),
            private_fields: Cell::new(0),
            me: me.clone(),
        });
        *back.borrow_mut() = core.me.clone();
        *core.page_events.borrow_mut() = Some(page_events::PageEvents::listen(core.me.clone()));
        Ok(core)
    }

    /// Why nothing may start.
    pub(crate) fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// The capture, while there is one.
    pub(super) fn watcher(&self) -> Option<Rc<Watcher>> {
        self.watcher.borrow().clone()
    }

    pub(super) fn private_fields(&self) -> u32 {
        self.private_fields.get()
    }

    /// Whether one of our surfaces is open.
    pub(super) fn is_open(&self) -> bool {
        self.shown.borrow().as_ref().is_some_and(|view| view.surface != Surface::Closed)
    }

    pub(super) fn me(&self) -> Weak<Core> {
        self.me.clone()
    }

    /// Something happened.
    pub(crate) fn on(&self, input: Input) {
        self.queue.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        while let Some(input) = self.next() {
            let actions = self.session.borrow_mut().on(input, now());
            for action in actions {
                self.act(action);
            }
        }
        // Only whom the customer agreed to is heard, whatever the relay says.
        self.gate.borrow_mut().admit(self.session.borrow().agents().iter().map(|agent| agent.slot), now());
        self.busy.set(false);
        self.show();
    }

    fn next(&self) -> Option<Input> {
        self.queue.borrow_mut().pop_front()
    }

    /// Shows what there is to see, if it changed.
    fn show(&self) {
        let view = self.session.borrow().view();
        let before = self.shown.replace(Some(view.clone()));
        if before.as_ref() == Some(&view) {
            return;
        }
        let is_open = view.surface != Surface::Closed;
        if before.is_none_or(|before| (before.surface != Surface::Closed) != is_open) {
            tell::emit(&self.emit, "surface", &[("open", JsValue::from_bool(is_open))]);
        }
        self.ui.show(&view);
    }

    fn act(&self, action: Action) {
        match action {
            Action::Connect => self.connect(),
            Action::Disconnect => drop(self.link.take()),
            Action::AskWhy => self.ask_why(),
            Action::Hello(hello) => self.plain(FrameType::Hello, to_payload(&*hello)),
            Action::Signal(signal) => self.plain(FrameType::Signal, to_payload(&signal)),
            Action::Share(_) => self.share(),
            Action::Mute => {
                self.gate.borrow_mut().close();
                self.forget_pending();
            }
            Action::StopCapture => self.stop_capture(),
            Action::Snapshot => self.snapshot(),
            Action::Store(value) => store::set(&value),
            Action::ClearStore => store::clear(),
            Action::Wake(ms) => self.wake_in(ms),
            Action::Control(allowed) => {
                self.gate.borrow_mut().let_act(allowed);
                self.update(FrameType::Control, to_payload(&Control { allowed }));
            }
            Action::Confirmed(yes) => self.confirmed(yes),
            Action::Undo => {
                let filled = self.undo.borrow_mut().pop();
                if let Some(filled) = filled {
                    filled.undo();
                    self.queue.borrow_mut().push_back(Input::Undone);
                }
            }
            Action::Emit(event) => self.emit(&event),
        }
    }

    fn emit(&self, event: &Event) {
        tell::event(&self.emit, event, &self.session.borrow());
    }

    pub(super) fn plain(&self, kind: FrameType, payload: Vec<u8>) {
        if let Some(link) = &*self.link.borrow() {
            link.plain(kind, payload);
        }
    }

    /// Runs something when the present call is over.
    pub(super) fn later(&self, run: impl FnOnce(&Core) + 'static) {
        self.later_in(0, run);
    }

    /// Runs something after so many milliseconds.
    pub(super) fn later_in(&self, ms: u32, run: impl FnOnce(&Core) + 'static) {
        let me = self.me.clone();
        crate::page::timer::later(ms, move || {
            if let Some(core) = me.upgrade() {
                run(&core);
            }
        });
    }

    fn wake_in(&self, ms: u32) {
        let me = self.me.clone();
        let wake = Timer::once(ms, move || {
            if let Some(core) = me.upgrade() {
                core.on(Input::Tick);
            }
        });
        *self.wake.borrow_mut() = Some(wake);
    }

    /// The page goes into the back-forward cache: an open socket would keep it out.
    pub(super) fn hidden(&self) {
        drop(self.link.take());
    }
}
