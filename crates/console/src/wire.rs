//! One agent's way to the relay: ticket, socket, Hello, and the next try when it is lost. Knows nothing of what
//! the frames mean.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use pillion_link::backoff::Backoff;
use pillion_link::{Link, LinkEvent};
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::hello::{AgentHello, Purpose};
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::signal::AgentSignal;
use pillion_protocol::to_payload;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError};
use crate::browser;

/// What happens on the wire.
pub(crate) enum WireEvent {
    /// A frame of the relay or of the customer.
    Frame(Header, Vec<u8>),
    /// An update is missing.
    Gap,
    /// The socket is gone.
    Closed(u16),
    /// No ticket could be had, or no socket be made.
    Unreachable,
    /// The log-in ran out.
    LoggedOut,
}

/// The wire. One socket at a time; what an older one still says is not heard.
pub(crate) struct Wire {
    on: Box<dyn Fn(WireEvent)>,
    link: RefCell<Option<Link>>,
    turn: Cell<u32>,
    backoff: RefCell<Backoff>,
    later: RefCell<Option<Timeout>>,
}

impl Wire {
    /// A wire without a socket. `on` is called with no borrow held.
    pub(crate) fn new(on: impl Fn(WireEvent) + 'static) -> Rc<Wire> {
        Rc::new(Wire {
            on: Box::new(on),
            link: RefCell::default(),
            turn: Cell::new(0),
            backoff: RefCell::default(),
            later: RefCell::default(),
        })
    }

    /// Fetches a ticket, opens a socket and says Hello.
    pub(crate) fn connect(self: &Rc<Self>, purpose: Purpose) {
        self.disconnect();
        let turn = self.turn.get();
        let wire = Rc::clone(self);
        spawn_local(async move {
            let ticket = api::ticket().await;
            if wire.turn.get() != turn {
                return;
            }
            match ticket {
                Ok(ticket) => wire.open(turn, AgentHello { ticket, purpose }),
                Err(ApiError::LoggedOut { .. }) => (wire.on)(WireEvent::LoggedOut),
                Err(_) => (wire.on)(WireEvent::Unreachable),
            }
        });
    }

    /// The same after the next wait of the backoff.
    pub(crate) fn connect_later(self: &Rc<Self>, purpose: Purpose) {
        self.disconnect();
        let wait = self.backoff.borrow_mut().next(browser::random());
        let wire = Rc::clone(self);
        let later = Timeout::new(wait, move || wire.connect(purpose));
        self.later.replace(Some(later));
    }

    /// A connection held: the next wait is the first again.
    pub(crate) fn held(&self) {
        self.backoff.borrow_mut().reset();
    }

    /// Closes the socket and forgets planned tries.
    pub(crate) fn disconnect(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
        let later = self.later.take();
        let link = self.link.take();
        drop((later, link));
    }

    /// Tells the relay; without a socket nothing is told.
    pub(crate) fn signal(&self, signal: &AgentSignal) {
        if let Some(link) = self.link.borrow().as_ref() {
            link.plain(FrameType::Signal, to_payload(signal));
        }
    }

    /// Sends a command; returns its number, or nothing without a socket.
    pub(crate) fn send(&self, kind: FrameType, epoch: Epoch, slot: Slot, payload: Vec<u8>) -> Option<u32> {
        self.link.borrow().as_ref().map(|link| link.send(kind, epoch, slot, payload))
    }

    /// The agent is in: counts on above what an earlier socket of theirs may have used.
    pub(crate) fn count_from_live(&self, live_ms: u32) {
        if let Some(link) = self.link.borrow().as_ref() {
            link.count_from_live(live_ms);
        }
    }

    fn open(self: &Rc<Self>, turn: u32, hello: AgentHello) {
        let weak = Rc::downgrade(self);
        let hello = to_payload(&hello);
        let link = Link::of_agent(&browser::socket_url("/ws/agent"), move |event| {
            let Some(wire) = weak.upgrade().filter(|wire| wire.turn.get() == turn) else { return };
            match event {
                LinkEvent::Open => {
                    if let Some(link) = wire.link.borrow().as_ref() {
                        link.plain(FrameType::Hello, hello.clone());
                    }
                }
                LinkEvent::Frame(header, payload) => (wire.on)(WireEvent::Frame(header, payload)),
                LinkEvent::Gap => (wire.on)(WireEvent::Gap),
                LinkEvent::Closed { code, .. } => {
                    wire.disconnect();
                    (wire.on)(WireEvent::Closed(code));
                }
            }
        });
        match link {
            Ok(link) => drop(self.link.replace(Some(link))),
            Err(_) => (self.on)(WireEvent::Unreachable),
        }
    }
}
