//! Tests of the pure core: a room, a hand-made clock, and what it says to whom. No sockets, no waiting.

mod chats;
mod joining;
mod random;
mod returning;
mod sharing;
mod times;

use bytes::Bytes;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::hello::ClientInfo;
use pillion_protocol::ids::{Epoch, SessionId, Slot};
use pillion_protocol::mode::{Channel, Consent, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal};
use pillion_protocol::signal::CustomerSignal;
use pillion_protocol::{from_payload, to_payload};
use serde::de::DeserializeOwned;

use super::*;

pub(super) const CUSTOMER: PeerId = PeerId(1);
pub(super) const AGENT: PeerId = PeerId(2);

/// Counts instead of drawing, so that tests can tell what was drawn when.
#[derive(Default)]
struct Counting(u32);

impl Source for Counting {
    fn session_id(&mut self) -> SessionId {
        self.0 += 1;
        SessionId::new(100_000_000 + self.0).unwrap()
    }

    fn secret(&mut self) -> [u8; 32] {
        self.0 += 1;
        [self.0 as u8; 32]
    }
}

/// A room and all that a test needs around it.
pub(super) struct Bench {
    pub(super) room: Room,
    pub(super) now: u64,
    pub(super) limits: Limits,
    source: Counting,
    /// Of the last input.
    pub(super) actions: Vec<Action>,
}

pub(super) fn maya() -> AgentRef {
    AgentRef { id: AgentId(1), name: "Maya R.".into() }
}

pub(super) fn tom() -> AgentRef {
    AgentRef { id: AgentId(2), name: "Tom B.".into() }
}

pub(super) fn visitor() -> Visitor {
    Visitor { site_key: None, origin: "https://bank.example".into(), client: ClientInfo::default() }
}

impl Bench {
    /// A customer who has just come.
    pub(super) fn new() -> Bench {
        let (limits, mut source) = (Limits::default(), Counting::default());
        let now = 1_000_000;
        let mut cx =
            Context { now, limits: &limits, company: "First Bank", source: &mut source, actions: Vec::new() };
        let room = Room::open(&mut cx, visitor(), CUSTOMER);
        let actions = cx.actions;
        Bench { room, now, limits, source, actions }
    }

    /// A customer with an open session, and its ID.
    pub(super) fn open(mode: Mode, consent: Consent) -> (Bench, SessionId) {
        let mut bench = Bench::new();
        let id = bench.open_session(mode, consent, Channel::Phone);
        (bench, id)
    }

    /// A customer and Maya R., joined.
    pub(super) fn live(mode: Mode) -> Bench {
        let (mut bench, _) = Bench::open(mode, Consent::Code);
        bench.ask(AGENT, &maya()).unwrap();
        bench
    }

    pub(super) fn open_session(&mut self, mode: Mode, consent: Consent, channel: Channel) -> SessionId {
        self.customer(CustomerSignal::OpenSession { mode, consent, channel });
        match self.to_customer::<CustomerNotice>().pop() {
            Some(CustomerNotice::SessionOpened { id, .. }) => id,
            other => panic!("{other:?}"),
        }
    }

    /// One input; what it left is in [`Bench::actions`].
    pub(super) fn act<R>(&mut self, input: impl FnOnce(&mut Room, &mut Context<'_>) -> R) -> R {
        let mut cx = Context {
            now: self.now,
            limits: &self.limits,
            company: "First Bank",
            source: &mut self.source,
            actions: Vec::new(),
        };
        let out = input(&mut self.room, &mut cx);
        self.actions = cx.actions;
        out
    }

    pub(super) fn customer(&mut self, signal: CustomerSignal) {
        self.act(|room, cx| room.customer_says(cx, CUSTOMER, signal));
    }

    pub(super) fn ask(&mut self, peer: PeerId, agent: &AgentRef) -> Result<(), Refusal> {
        self.act(|room, cx| room.agent_asks(cx, peer, agent, Door::Id))
    }

    pub(super) fn update(&mut self, kind: FrameType, flags: Flags) {
        let header = Header { kind, flags, epoch: Epoch(1), seq: 1 };
        let frame = Bytes::from(header.frame(b""));
        self.act(|room, cx| room.customer_frame(cx, CUSTOMER, header, frame));
    }

    pub(super) fn command(&mut self, kind: FrameType, slot: u8) {
        let header = Header { kind, flags: Flags::default().from_slot(Slot(slot)), epoch: Epoch(1), seq: 1 };
        let frame = Bytes::from(header.frame(b""));
        self.act(|room, cx| room.agent_frame(cx, AGENT, header, frame));
    }

    /// Lets time pass and looks at the room if it wants to be looked at by then. Gives whether it did.
    pub(super) fn pass(&mut self, ms: u64) -> bool {
        self.now += ms;
        let deadline = self.room.deadline(self.limits.waiting_ms, self.limits.session_ms);
        let due = deadline.is_some_and(|deadline| deadline <= self.now);
        self.actions.clear();
        if due {
            self.act(|room, cx| room.tick(cx));
        }
        due
    }

    /// The room after a restart of the relay.
    pub(super) fn restart(&mut self) {
        let stored = serde_json::to_string(&self.room.record()).unwrap();
        let record = serde_json::from_str(&stored).unwrap();
        self.room = Room::restore(record, self.now, &self.limits, &mut self.source).unwrap();
    }

    pub(super) fn said<T: DeserializeOwned>(&self, peer: PeerId) -> Vec<T> {
        let frames = self.actions.iter().filter_map(|action| match action {
            Action::Say { to, frame } if *to == peer => Some(frame),
            _ => None,
        });
        frames.map(|frame| from_payload(Header::split(frame).unwrap().1).unwrap()).collect()
    }

    pub(super) fn to_customer<T: DeserializeOwned>(&self) -> Vec<T> {
        self.said(CUSTOMER)
    }

    pub(super) fn to_agent(&self) -> Vec<AgentNotice> {
        self.said(AGENT)
    }

    pub(super) fn notices(&self) -> Vec<CustomerNotice> {
        self.said(CUSTOMER)
    }

    /// To whom frames were passed on.
    pub(super) fn passed(&self) -> Vec<PeerId> {
        let to = |action: &Action| match action {
            Action::Pass { to, .. } => Some(*to),
            _ => None,
        };
        self.actions.iter().filter_map(to).collect()
    }

    pub(super) fn has(&self, action: &Action) -> bool {
        self.actions.contains(action)
    }

    /// The token of the last Welcome to this peer.
    pub(super) fn token(&self, peer: PeerId) -> String {
        let frames = self.actions.iter().filter_map(|action| match action {
            Action::Say { to, frame } if *to == peer => Some(Header::split(frame).unwrap().1),
            _ => None,
        });
        let tokens = frames.filter_map(|payload| match peer {
            CUSTOMER | PeerId(11..=19) => match from_payload(payload) {
                Ok(CustomerNotice::Welcome { token, .. }) => Some(token),
                _ => None,
            },
            _ => match from_payload(payload) {
                Ok(AgentNotice::Welcome { token, .. }) => Some(token),
                _ => None,
            },
        });
        tokens.last().unwrap()
    }

    /// The customer comes back on this socket.
    pub(super) fn back(&mut self, peer: PeerId, token: &str, page_load: bool) -> bool {
        let token = Presented::of(token);
        self.act(|room, cx| room.customer_back(cx, peer, &token, visitor(), page_load)) == Fit::Good
    }

    pub(super) fn lose_customer(&mut self, peer: PeerId) {
        self.act(|room, cx| room.customer_lost(cx, peer, false));
    }
}

impl Room {
    /// All sockets of this room.
    pub(super) fn peers(&self) -> Vec<PeerId> {
        let seats = self.session.iter().flat_map(|session| &session.seats);
        self.customer.peer().into_iter().chain(seats.filter_map(|seat| seat.presence.peer())).collect()
    }

    /// The sockets of agents who are in.
    pub(super) fn joined_peers(&self) -> Vec<PeerId> {
        let seats = self.session.iter().flat_map(|session| session.joined());
        seats.filter_map(|seat| seat.presence.peer()).collect()
    }

    pub(super) fn is_paused(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.paused_until.is_some())
    }
}

#[test]
fn what_is_said_is_what_was_meant() {
    let payload = to_payload(&CustomerNotice::Resumed);
    assert_eq!(notice_frame(&CustomerNotice::Resumed), Header::plain(FrameType::Notice).frame(&payload));
}
