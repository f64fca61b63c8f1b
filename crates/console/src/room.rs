//! The co-browsing window at work: carries inputs to the state machine and its actions out, feeds the viewer,
//! and holds the signals that the views read. Decides nothing itself.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use pillion_protocol::frame::Header;
use pillion_protocol::ids::{ChatId, Epoch, Slot};
use pillion_protocol::notice::Invite;
use pillion_protocol::signal::AgentSignal;
use pillion_protocol::update::Denied;
use pillion_viewer::Viewer;

use crate::browser;
use crate::state::quality::{Meter, Quality};
use crate::state::talk::Talks;
use crate::state::tally::Tally;
use crate::state::window::{Action, Input, Stage, Window};
use crate::state::zoom::Zoom;
use crate::wire::Wire;
use crate::words;

mod ear;
mod mirror;

/// Milliseconds that a message beside the pointer stays.
const TIP_MS: f64 = 4_000.0;
/// Milliseconds without any frame after which the window's own socket counts as dead: the relay tells the
/// connection every two seconds while the customer is here.
const OWN_SILENCE_MS: f64 = 10_000.0;
/// Words beside the pointer, or at the top of the mirror.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tip {
    /// What they say.
    pub(crate) words: String,
    /// What the customer's side said no to, if it is that.
    pub(crate) why: Option<Denied>,
    /// CSS pixels from the overlay's top left corner.
    pub(crate) at: Option<(f64, f64)>,
    until: f64,
}

/// The customer's page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Page {
    /// Its address.
    pub(crate) url: String,
    /// Its title.
    pub(crate) title: String,
}

/// What the connection's details show.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Details {
    /// The newest round trip in milliseconds.
    pub(crate) rtt_ms: u32,
    /// Age in milliseconds and round trip, oldest first.
    pub(crate) history: Vec<(f64, u32)>,
    /// Bytes a second over the last seconds.
    pub(crate) rate: f64,
    /// How often the page was asked for again.
    pub(crate) resyncs: u32,
}

/// The window's signals, and the handle to what does the work.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub(crate) stage: RwSignal<Stage>,
    pub(crate) needs_login: RwSignal<bool>,
    pub(crate) now: RwSignal<f64>,
    pub(crate) quality: RwSignal<Quality>,
    pub(crate) details: RwSignal<Details>,
    pub(crate) zoom: RwSignal<Zoom>,
    pub(crate) viewport: RwSignal<(u32, u32)>,
    pub(crate) space: RwSignal<(f64, f64)>,
    pub(crate) highlight: RwSignal<bool>,
    pub(crate) note: RwSignal<String>,
    pub(crate) marks: RwSignal<u32>,
    pub(crate) page: RwSignal<Page>,
    pub(crate) control: RwSignal<bool>,
    pub(crate) tip: RwSignal<Option<Tip>>,
    pub(crate) talks: RwSignal<Talks>,
    pub(crate) chat: RwSignal<Option<ChatId>>,
    pub(crate) chat_open: RwSignal<bool>,
    pub(crate) invites: RwSignal<Vec<Invite>>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

struct Inner {
    window: RefCell<Window>,
    wire: Rc<Wire>,
    viewer: RefCell<Option<Rc<Viewer>>>,
    early: RefCell<Vec<(Header, Vec<u8>)>>,
    meter: RefCell<Meter>,
    tally: RefCell<Tally>,
    /// Bytes received in all, at a time: the base of the rate.
    rate_from: Cell<(f64, u64)>,
    epoch: Cell<Epoch>,
    slot: Cell<Slot>,
    name: RefCell<String>,
    /// Numbers of commands of the bar, whose refusals belong to no pointer.
    of_bar: RefCell<Vec<u32>>,
    last_frame: Cell<f64>,
    has_measurements: Cell<bool>,
}

impl Room {
    /// A window that asks for the session ID.
    pub(crate) fn new() -> Room {
        let now = browser::now();
        // The wire speaks to a room that holds the wire: the handle is put in when both are there.
        let handle = Rc::new(Cell::new(None::<Room>));
        let hears = Rc::clone(&handle);
        let wire = Wire::new(move |event| {
            if let Some(room) = hears.get() {
                room.hear(event);
            }
        });
        let inner = Inner {
            window: RefCell::default(),
            wire,
            viewer: RefCell::default(),
            early: RefCell::default(),
            meter: RefCell::new(Meter::new(now)),
            tally: RefCell::default(),
            rate_from: Cell::new((now, 0)),
            epoch: Cell::default(),
            slot: Cell::default(),
            name: RefCell::default(),
            of_bar: RefCell::default(),
            last_frame: Cell::new(now),
            has_measurements: Cell::new(false),
        };
        let room = Room {
            stage: RwSignal::new(Stage::Entry(None)),
            needs_login: RwSignal::new(false),
            now: RwSignal::new(now),
            quality: RwSignal::new(Quality::Good),
            details: RwSignal::default(),
            zoom: RwSignal::new(Zoom::Fit),
            viewport: RwSignal::new((1280, 800)),
            space: RwSignal::new((0.0, 0.0)),
            highlight: RwSignal::new(false),
            note: RwSignal::default(),
            marks: RwSignal::new(0),
            page: RwSignal::default(),
            control: RwSignal::new(true),
            tip: RwSignal::new(None),
            talks: RwSignal::default(),
            chat: RwSignal::new(None),
            chat_open: RwSignal::new(false),
            invites: RwSignal::new(Vec::new()),
            inner: StoredValue::new_local(Rc::new(inner)),
        };
        handle.set(Some(room));
        room
    }

    fn inner(&self) -> Rc<Inner> {
        self.inner.get_value()
    }

    /// Takes an input, does what follows from it, and shows the result.
    pub(crate) fn input(&self, input: Input) {
        let inner = self.inner();
        let actions = inner.window.borrow_mut().on(input, browser::now());
        for action in actions {
            self.act(&inner, action);
        }
        let (stage, needs_login) = {
            let window = inner.window.borrow();
            (window.stage().clone(), window.needs_login())
        };
        if self.stage.with_untracked(|shown| *shown != stage) {
            self.stage.set(stage);
        }
        if self.needs_login.get_untracked() != needs_login {
            self.needs_login.set(needs_login);
        }
    }

    fn act(&self, inner: &Rc<Inner>, action: Action) {
        match action {
            Action::Connect(purpose) => inner.wire.connect(purpose),
            Action::ConnectLater(purpose) => inner.wire.connect_later(purpose),
            Action::Held => inner.wire.held(),
            Action::Disconnect => inner.wire.disconnect(),
            Action::Signal(signal) => inner.wire.signal(&signal),
            Action::Keep(token) => browser::keep_token(Some(&token)),
            Action::Forget => browser::keep_token(None),
            Action::Me(slot, name) => {
                inner.slot.set(slot);
                inner.name.replace(name);
            }
            Action::Begin(mode) => {
                inner.early.borrow_mut().clear();
                if let Some(viewer) = inner.viewer() {
                    viewer.set_slot(inner.slot.get(), &inner.name.borrow().clone());
                    viewer.set_mode(mode);
                }
            }
            Action::Clear => {
                self.marks.set(0);
                self.highlight.set(false);
                inner.early.borrow_mut().clear();
                if let Some(viewer) = inner.viewer() {
                    viewer.clear();
                }
            }
            Action::Active(active) => {
                if let Some(viewer) = inner.viewer() {
                    viewer.set_active(active);
                }
            }
        }
    }

    /// Shows words for four seconds at the top of the mirror.
    pub(crate) fn tell(&self, words: &str) {
        self.show(Tip { words: words.into(), why: None, at: None, until: 0.0 });
    }

    /// Says why something was not done, beside the pointer if it was the pointer's doing.
    pub(crate) fn tell_denied(&self, why: Denied, at: Option<(f64, f64)>) {
        self.show(Tip { words: words::denied(why).into(), why: Some(why), at, until: 0.0 });
    }

    fn show(&self, tip: Tip) {
        self.tip.set(Some(Tip { until: browser::now() + TIP_MS, ..tip }));
    }

    /// Tells the relay something about a chat.
    pub(crate) fn signal(&self, signal: &AgentSignal) {
        self.inner().wire.signal(signal);
    }

    /// The counts for the summary: pages, fields, marks.
    pub(crate) fn counts(&self) -> (usize, usize, u32) {
        let inner = self.inner();
        let tally = inner.tally.borrow();
        (tally.pages_seen(), tally.fields_filled(), tally.marks_made())
    }

    /// Milliseconds in each class of connection, best first.
    pub(crate) fn spent(&self) -> [u32; 4] {
        let inner = self.inner();
        let meter = inner.meter.borrow();
        Quality::ALL.map(|quality| meter.spent(quality))
    }

    /// Half a second passed.
    pub(crate) fn tick(&self) {
        let inner = self.inner();
        let now = browser::now();
        self.now.set(now);
        if self.tip.with_untracked(|tip| tip.as_ref().is_some_and(|tip| now >= tip.until)) {
            self.tip.set(None);
        }
        let live = self.stage.with_untracked(|stage| {
            stage.live().map(|live| live.lost_since.is_some() || live.away_until.is_some())
        });
        if let Some(is_quiet) = live {
            let quality = inner.meter.borrow_mut().tick(now);
            if self.quality.get_untracked() != quality {
                self.quality.set(quality);
            }
            self.measure(&inner, now);
            let is_dead = inner.has_measurements.get() && now - inner.last_frame.get() > OWN_SILENCE_MS;
            if is_dead && !is_quiet {
                self.offline();
            }
        }
        self.input(Input::Tick);
    }

    /// The browser says that the network is gone, or the relay has been silent for too long.
    pub(crate) fn offline(&self) {
        let inner = self.inner();
        inner.last_frame.set(browser::now());
        inner.has_measurements.set(false);
        inner.wire.disconnect();
        self.input(Input::Closed(1006));
    }

    fn measure(&self, inner: &Rc<Inner>, now: f64) {
        let tally = inner.tally.borrow();
        let meter = inner.meter.borrow();
        let (from, bytes) = inner.rate_from.get();
        let rate = (tally.bytes_received() - bytes.min(tally.bytes_received())) as f64 * 1000.0
            / (now - from).max(1.0);
        if now - from > 5_000.0 {
            inner.rate_from.set((now, tally.bytes_received()));
        }
        let details =
            Details { rtt_ms: meter.rtt_ms(), history: meter.history(now), rate, resyncs: tally.resyncs() };
        if self.details.with_untracked(|shown| *shown != details) {
            self.details.set(details);
        }
    }
}

impl Inner {
    fn viewer(&self) -> Option<Rc<Viewer>> {
        self.viewer.borrow().clone()
    }
}
