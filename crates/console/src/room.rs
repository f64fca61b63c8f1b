//! The co-browsing window at work: carries inputs to the state machine and its actions out, feeds the viewer,
//! and holds the signals that the views read. Decides nothing itself.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use pillion_protocol::command::{Command, Highlight, Navigate, Request};
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::from_payload;
use pillion_protocol::ids::{ChatId, Epoch, Slot};
use pillion_protocol::notice::{AgentNotice, Invite};
use pillion_protocol::signal::AgentSignal;
use pillion_protocol::update::CommandResult;
use pillion_viewer::{Message, Viewer, ViewerEvent, ViewerOptions};

use crate::browser;
use crate::state::quality::{Meter, Quality};
use crate::state::talk::Talks;
use crate::state::tally::Tally;
use crate::state::window::{Action, Input, Stage, Window};
use crate::state::zoom::{self, Zoom};
use crate::wire::{Wire, WireEvent};
use crate::words;

/// Milliseconds that a message beside the pointer stays.
const TIP_MS: f64 = 4_000.0;
/// Milliseconds without any frame after which the window's own socket counts as dead: the relay tells the
/// connection every two seconds.
const OWN_SILENCE_MS: f64 = 10_000.0;
/// Updates kept until the mirror's document is loaded; it is a static page, so this is never reached by a
/// relay that is well.
const EARLY_FRAMES: usize = 2_000;

/// Words beside the pointer, or at the top of the mirror.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tip {
    /// What they say.
    pub(crate) words: String,
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

    fn hear(&self, event: WireEvent) {
        match event {
            WireEvent::Frame(header, payload) => self.frame(&header, &payload),
            WireEvent::Gap => match self.inner().viewer() {
                Some(viewer) => viewer.on_gap(),
                None => self.resync(),
            },
            WireEvent::Closed(code) => self.input(Input::Closed(code)),
            WireEvent::Unreachable => self.input(Input::Unreachable),
            WireEvent::LoggedOut => self.input(Input::LoggedOut),
        }
    }

    fn frame(&self, header: &Header, payload: &[u8]) {
        let inner = self.inner();
        let now = browser::now();
        inner.last_frame.set(now);
        inner.tally.borrow_mut().received(payload.len());
        if header.kind == FrameType::Notice {
            // A notice that this build cannot read is one of a newer relay: nothing to act on.
            if let Ok(notice) = from_payload::<AgentNotice>(payload) {
                self.notice(&inner, notice, now);
            }
            return;
        }
        if !header.kind.is_update() {
            return;
        }
        inner.meter.borrow_mut().heard(now);
        match inner.viewer() {
            Some(viewer) => viewer.on_frame(header, payload),
            None if inner.early.borrow().len() < EARLY_FRAMES => {
                inner.early.borrow_mut().push((*header, payload.to_vec()));
            }
            None => {}
        }
    }

    fn notice(&self, inner: &Rc<Inner>, notice: AgentNotice, now: f64) {
        match &notice {
            AgentNotice::Joined { chat, .. } => {
                if self.stage.with_untracked(|stage| stage.live().is_none()) {
                    inner.meter.replace(Meter::new(now));
                    inner.tally.take();
                    inner.rate_from.set((now, 0));
                    self.quality.set(Quality::Good);
                    self.zoom.set(Zoom::Fit);
                    self.control.set(true);
                    self.page.set(Page::default());
                }
                inner.meter.borrow_mut().heard(now);
                if let Some(chat) = chat {
                    self.chat.set(Some(chat.id));
                    self.talks.update(|talks| talks.set(chat.clone()));
                }
            }
            AgentNotice::Connection { rtt_ms, silent_ms } => {
                inner.has_measurements.set(true);
                inner.meter.borrow_mut().measured(*rtt_ms, *silent_ms, now);
            }
            AgentNotice::CustomerBack => inner.meter.borrow_mut().heard(now),
            AgentNotice::Dropped(refusal) => self.tell(words::refused(*refusal), None),
            AgentNotice::Refused(refusal) => self.tell(words::refused(*refusal), None),
            AgentNotice::Workspace(workspace) => self.invites.set(workspace.invites.clone()),
            AgentNotice::Chat(chat) => {
                self.chat.update(|open| *open = open.or(Some(chat.id)));
                self.talks.update(|talks| talks.set(chat.clone()));
            }
            AgentNotice::Said(id, message) => {
                let (id, message) = (*id, message.clone());
                self.talks.update(|talks| {
                    talks.said(id, message);
                });
            }
            AgentNotice::ChatClosed(id) => self.talks.update(|talks| talks.over(*id)),
            _ => {}
        }
        self.input(Input::Notice(notice));
    }

    /// The mirror's document is loaded.
    pub(crate) fn mirror_loaded(&self, options: ViewerOptions) {
        let inner = self.inner();
        let Ok(viewer) = Viewer::new(options) else {
            self.tell(words::UNREACHABLE, None);
            return;
        };
        let viewer = Rc::new(viewer);
        inner.viewer.replace(Some(Rc::clone(&viewer)));
        viewer.set_slot(inner.slot.get(), &inner.name.borrow().clone());
        viewer.set_scale(self.scale_untracked());
        if let Some(live) = self.stage.get_untracked().live() {
            viewer.set_mode(live.mode);
            viewer.set_active(live.is_here());
        }
        for (header, payload) in inner.early.take() {
            viewer.on_frame(&header, &payload);
        }
    }

    /// The mirror is no longer on the page.
    pub(crate) fn mirror_gone(&self) {
        let viewer = self.inner().viewer.take();
        drop(viewer);
    }

    /// What the viewer says.
    pub(crate) fn viewer_event(&self, event: ViewerEvent) {
        let inner = self.inner();
        match event {
            ViewerEvent::Command { command } => {
                self.send(&command);
            }
            ViewerEvent::Epoch(epoch) => inner.epoch.set(epoch),
            ViewerEvent::Page { url, title } => {
                inner.tally.borrow_mut().page(&url);
                self.page.set(Page { url, title });
            }
            ViewerEvent::Viewport { width, height } => self.viewport.set((width, height)),
            ViewerEvent::Marks(count) => {
                inner.tally.borrow_mut().marks(count);
                self.marks.set(count);
            }
            ViewerEvent::Outcome { seq, result } => self.outcome(&inner, seq, result),
            ViewerEvent::Message { message, x, y } => {
                let words = match message {
                    Message::Refused(denied) => words::denied(denied),
                    Message::WriteOnly => words::WRITE_ONLY,
                };
                self.tell(words, Some((x, y)));
            }
            ViewerEvent::SnapshotWanted => self.resync(),
            ViewerEvent::Rendered => self.input(Input::Picture),
            ViewerEvent::Control(allowed) => self.control.set(allowed),
            ViewerEvent::HighlightLeft => self.set_highlight(false),
            _ => {}
        }
    }

    fn outcome(&self, inner: &Rc<Inner>, seq: u32, result: CommandResult) {
        let is_of_bar = inner.of_bar.borrow().contains(&seq);
        match result {
            CommandResult::Done => inner.tally.borrow_mut().outcome(seq, true),
            CommandResult::Confirming => {
                self.tell(words::CONFIRMING, None);
                return;
            }
            CommandResult::Refused(denied) => {
                inner.tally.borrow_mut().outcome(seq, false);
                if is_of_bar {
                    self.tell(words::denied(denied), None);
                }
            }
        }
        inner.of_bar.borrow_mut().retain(|sent| *sent != seq);
    }

    fn resync(&self) {
        self.inner().tally.borrow_mut().resync();
        self.send(&Command::Request(Request::Snapshot));
    }

    fn send(&self, command: &Command) -> Option<u32> {
        let inner = self.inner();
        let epoch = inner.epoch.get();
        let seq = inner.wire.send(command.frame_type(), epoch, inner.slot.get(), command.to_payload())?;
        inner.tally.borrow_mut().sent(seq, epoch, command);
        Some(seq)
    }

    /// Back, forward, reload, or an address.
    pub(crate) fn navigate(&self, to: Navigate) {
        if let Some(seq) = self.send(&Command::Navigate(to)) {
            let inner = self.inner();
            let mut of_bar = inner.of_bar.borrow_mut();
            of_bar.push(seq);
            // Only the newest can still be answered.
            let old = of_bar.len().saturating_sub(16);
            of_bar.drain(..old);
        }
    }

    /// Switches the highlight tool.
    pub(crate) fn set_highlight(&self, on: bool) {
        self.highlight.set(on);
        if let Some(viewer) = self.inner().viewer() {
            viewer.set_highlight(on);
        }
    }

    /// Takes all marks away.
    pub(crate) fn clear_marks(&self) {
        match self.inner().viewer() {
            Some(viewer) => viewer.clear_marks(),
            None => {
                self.send(&Command::Highlight(Highlight::Clear));
            }
        }
    }

    /// The scale that fits, and follows the window.
    pub(crate) fn fit(&self) -> f64 {
        zoom::fit(self.viewport.get(), self.space.get())
    }

    /// The scale that is shown.
    pub(crate) fn scale(&self) -> f64 {
        self.zoom.get().scale(self.fit())
    }

    fn scale_untracked(&self) -> f64 {
        untrack(|| self.scale())
    }

    /// Tells the viewer the scale.
    pub(crate) fn apply_scale(&self, scale: f64) {
        if let Some(viewer) = self.inner().viewer() {
            viewer.set_scale(scale);
        }
    }

    /// Shows words for four seconds, beside the pointer or at the top of the mirror.
    pub(crate) fn tell(&self, words: &str, at: Option<(f64, f64)>) {
        self.tip.set(Some(Tip { words: words.into(), at, until: browser::now() + TIP_MS }));
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
        let live = self.stage.with_untracked(|stage| stage.live().map(|live| live.lost_since.is_some()));
        if let Some(is_lost) = live {
            let quality = inner.meter.borrow_mut().tick(now);
            if self.quality.get_untracked() != quality {
                self.quality.set(quality);
            }
            self.measure(&inner, now);
            let is_dead = inner.has_measurements.get() && now - inner.last_frame.get() > OWN_SILENCE_MS;
            if is_dead && !is_lost {
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
