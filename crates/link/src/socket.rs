//! The WebSocket and the deflate streams below outbox and inbox. The only file of this crate that names
//! the browser.
//!
//! Held with web-sys rather than gloo-net: gloo's socket hides `bufferedAmount`, which backpressure needs.

use crate::prelude::*;
use alloc::collections::VecDeque;
use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use js_sys::Uint8Array;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::limits;
use pillion_protocol::version::Version;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use crate::inbox::{Arrival, Inbox};
use crate::outbox::{Entry, Outbox};

#[wasm_bindgen(module = "/src/stream.js")]
extern "C" {
    fn deflate(bytes: Uint8Array, done: JsValue);
    fn inflate(bytes: Uint8Array, limit: u32, done: JsValue);
}

/// Bytes in the socket's own buffer over which nothing more is handed to it: what waits with us can still
/// be coalesced, what waits there cannot.
const SOCKET_BUFFER: u32 = 128 * 1024;

/// A number of the counter for every four milliseconds: an agent may use one in sixteen, and a burst of a second at once.
const MS_A_NUMBER: u32 = 4;
/// The close code of a socket that was lost or never made.
const LOST: u16 = 1006;

/// What happens on a link.
#[derive(Debug)]
pub enum LinkEvent {
    /// The socket is open: say Hello.
    Open,
    /// A whole payload, inflated.
    Frame(Header, Vec<u8>),
    /// An update is missing or could not be read: ask for a snapshot.
    Gap,
    /// The socket is closed, and this link is of no more use.
    Closed {
        /// The close code; 1006 when the network or a policy did it.
        code: u16,
        /// The reason, mostly of the protocol's table.
        reason: String,
    },
}

/// The socket could not even be made: a bad address, or a policy that forbids it (Firefox throws there).
#[derive(Debug)]
pub struct LinkError;

/// One socket to the relay. Dropping it closes the socket.
pub struct Link(Rc<Inner>);

struct Inner {
    socket: WebSocket,
    on: Box<dyn Fn(LinkEvent)>,
    outbox: RefCell<Outbox>,
    inbox: RefCell<Inbox>,
    arrived: RefCell<VecDeque<(Header, Vec<u8>)>>,
    deflating: Cell<bool>,
    inflating: Cell<bool>,
    waiting: Cell<bool>,
    alive: Cell<bool>,
    hooks: RefCell<Option<Hooks>>,
}

/// The socket's listeners; they hold the link weakly, so that dropping the link drops them.
struct Hooks {
    _open: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
    _error: Closure<dyn FnMut()>,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: i32) -> JsValue;
}

impl Link {
    /// A customer's link to `url` (`wss://…/ws/customer`).
    pub fn of_customer(url: &str, on: impl Fn(LinkEvent) + 'static) -> Result<Link, LinkError> {
        Link::connect(url, Inbox::of_customer(), on)
    }

    /// An agent's link to `url` (`wss://…/ws/agent`).
    pub fn of_agent(url: &str, on: impl Fn(LinkEvent) + 'static) -> Result<Link, LinkError> {
        Link::connect(url, Inbox::of_agent(), on)
    }

    fn connect(url: &str, inbox: Inbox, on: impl Fn(LinkEvent) + 'static) -> Result<Link, LinkError> {
        let socket = WebSocket::new_with_str(url, Version::LATEST.subprotocol()).map_err(|_| LinkError)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let inner = Rc::new(Inner {
            socket,
            on: Box::new(on),
            outbox: RefCell::default(),
            inbox: RefCell::new(inbox),
            arrived: RefCell::default(),
            deflating: Cell::new(false),
            inflating: Cell::new(false),
            waiting: Cell::new(false),
            alive: Cell::new(true),
            hooks: RefCell::new(None),
        });
        inner.listen();
        Ok(Link(inner))
    }

    /// Sends a Hello or Signal.
    pub fn plain(&self, kind: FrameType, payload: Vec<u8>) {
        self.send(kind, Epoch(0), Slot(0), payload);
    }

    /// Sends an Update or Command: numbered, deflated and split as the outbox says. Returns the number that
    /// it gets, which for an Update that waits or is split is that of an earlier frame.
    pub fn send(&self, kind: FrameType, epoch: Epoch, slot: Slot, payload: Vec<u8>) -> u32 {
        self.0.outbox.borrow_mut().push(Entry { kind, epoch, slot, payload });
        Inner::pump(&self.0);
        self.0.outbox.borrow().last_seq()
    }

    /// An agent is in, `live_ms` after the session went live: the counter starts above all that an earlier
    /// socket of theirs can have used, since no agent may send more than 60 frames a second.
    pub fn count_from_live(&self, live_ms: u32) {
        self.0.outbox.borrow_mut().count_from(live_ms / MS_A_NUMBER);
    }

    /// Bytes that are not on the network yet.
    pub fn buffered(&self) -> usize {
        self.0.outbox.borrow().bytes() + self.0.socket.buffered_amount() as usize
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.0.shut();
    }
}

impl Inner {
    fn listen(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let open = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = weak.upgrade() {
                inner.tell(LinkEvent::Open);
                Inner::pump(&inner);
            }
        });
        let weak = Rc::downgrade(self);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = weak.upgrade()
                && let Ok(buffer) = event.data().dyn_into::<js_sys::ArrayBuffer>()
            {
                // Looked at before it is copied: memory that wasm has taken it never gives back.
                if buffer.byte_length() as usize > limits::TREE_BYTES {
                    return inner.tell(LinkEvent::Gap);
                }
                inner.receive(&Uint8Array::new(&buffer).to_vec());
            }
        });
        let weak = Rc::downgrade(self);
        let close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            if let Some(inner) = weak.upgrade() {
                inner.tell(LinkEvent::Closed { code: event.code(), reason: event.reason() });
                inner.shut();
            }
        });
        let weak = Rc::downgrade(self);
        // Chromium says no more than this when a security policy forbids the socket: no close follows.
        let error = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = weak.upgrade()
                && inner.socket.ready_state() == WebSocket::CLOSED
            {
                inner.tell(LinkEvent::Closed { code: LOST, reason: String::new() });
                inner.shut();
            }
        });
        self.socket.set_onerror(Some(error.as_ref().unchecked_ref()));
        self.socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        self.socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        self.socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        *self.hooks.borrow_mut() =
            Some(Hooks { _open: open, _message: message, _close: close, _error: error });
    }

    fn tell(&self, event: LinkEvent) {
        if self.alive.get() {
            (self.on)(event);
        }
    }

    fn shut(&self) {
        self.alive.set(false);
        self.outbox.borrow_mut().clear();
        self.arrived.borrow_mut().clear();
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        self.socket.set_onerror(None);
        let _ = self.socket.close_with_code(1000);
    }

    /// Sends what waits, in order, until the socket is full or a payload must be deflated first.
    fn pump(self: &Rc<Self>) {
        while self.alive.get()
            && !self.deflating.get()
            && !self.waiting.get()
            && self.socket.ready_state() == WebSocket::OPEN
        {
            if self.socket.buffered_amount() > SOCKET_BUFFER {
                return self.wait();
            }
            let Some(entry) = self.outbox.borrow_mut().pop() else { return };
            if entry.wants_deflate() {
                return self.deflate(entry);
            }
            let payload = entry.payload.as_slice();
            let frames = self.outbox.borrow_mut().frames(&entry, payload, false);
            self.put(&frames);
        }
    }

    fn put(&self, frames: &[Vec<u8>]) {
        for frame in frames {
            // Fails only when the socket is closing, and then its peer gets a fresh snapshot later.
            let _ = self.socket.send_with_u8_array(frame);
        }
    }

    /// Looks again a little later: the socket has no event for "drained".
    fn wait(self: &Rc<Self>) {
        self.waiting.set(true);
        let weak = Rc::downgrade(self);
        let again = Closure::once_into_js(move || {
            if let Some(inner) = weak.upgrade() {
                inner.waiting.set(false);
                Inner::pump(&inner);
            }
        });
        set_timeout(&again, 20);
    }

    fn deflate(self: &Rc<Self>, entry: Entry) {
        self.deflating.set(true);
        let weak = Rc::downgrade(self);
        let bytes = Uint8Array::from(entry.payload.as_slice());
        let done = move |deflated: Option<Vec<u8>>| {
            let Some(inner) = weak.upgrade() else { return };
            inner.deflating.set(false);
            if !inner.alive.get() {
                return;
            }
            let frames = match &deflated {
                Some(bytes) => inner.outbox.borrow_mut().frames(&entry, bytes, true),
                // No reason is known for which it may fail; sent as it is, it is still right.
                None => inner.outbox.borrow_mut().frames(&entry, &entry.payload, false),
            };
            inner.put(&frames);
            Inner::pump(&inner);
        };
        deflate(bytes, once(done));
    }

    fn receive(self: &Rc<Self>, frame: &[u8]) {
        let arrival = self.inbox.borrow_mut().take(frame);
        match arrival {
            Arrival::Whole(header, payload) => {
                self.arrived.borrow_mut().push_back((header, payload));
                self.deliver();
            }
            Arrival::Nothing => {}
            Arrival::Gap | Arrival::Bad => self.tell(LinkEvent::Gap),
        }
    }

    /// Hands on what arrived, in order; a deflated payload holds up those behind it.
    fn deliver(self: &Rc<Self>) {
        while self.alive.get() && !self.inflating.get() {
            let Some((header, payload)) = self.arrived.borrow_mut().pop_front() else { return };
            if !header.flags.has(Flags::DEFLATED) {
                self.tell(LinkEvent::Frame(header, payload));
                continue;
            }
            self.inflating.set(true);
            let weak = Rc::downgrade(self);
            let bytes = Uint8Array::from(payload.as_slice());
            let done = move |inflated: Option<Vec<u8>>| {
                let Some(inner) = weak.upgrade() else { return };
                inner.inflating.set(false);
                match inflated {
                    Some(bytes) => inner.tell(LinkEvent::Frame(header, bytes)),
                    None => inner.tell(LinkEvent::Gap),
                }
                inner.deliver();
            };
            inflate(bytes, limits::TREE_BYTES as u32, once(done));
        }
    }
}

/// A callback for JavaScript that is called once and then gone. A future executor would cost more than it
/// saves here.
fn once(done: impl FnOnce(Option<Vec<u8>>) + 'static) -> JsValue {
    Closure::once_into_js(move |bytes: JsValue| done(bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)))
}
