//! What a room holds, by which keys it is found, and when it must be looked at next. What happens in it is said by the
//! sibling files.

use std::collections::VecDeque;

use pillion_protocol::hello::ClientInfo;
use pillion_protocol::ids::{ChatId, Epoch, SessionId, Slot};
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::ChatMessage;

use super::seat::{AgentRef, Presence, Seat};
use super::token::{Hash, Rotating};
use super::trail::Runs;
use super::{Key, PeerId};

/// One customer's visit: it begins with their first Hello and ends when they are gone.
#[derive(Debug)]
pub(crate) struct Room {
    pub(super) visitor: Visitor,
    pub(super) epoch: Epoch,
    pub(super) token: Rotating,
    pub(super) customer: Presence,
    /// The page announced that it leaves for a foreign log-in: being away is fine until then.
    pub(super) expected_until: u64,
    pub(super) session: Option<Session>,
    pub(super) chat: Option<Chat>,
    /// How a session ended while the customer was away; told when they come back.
    pub(super) untold_end: Option<EndReason>,
}

/// How far a session is, for numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stage {
    None,
    Waiting,
    Live,
    Paused,
}

/// Who visits, and from where: fixed for the visit, but for a browser that updates itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visitor {
    pub(crate) site_key: Option<String>,
    /// By the relay's own check.
    pub(crate) origin: String,
    pub(crate) client: ClientInfo,
}

/// One co-browsing encounter.
#[derive(Debug)]
pub(super) struct Session {
    /// For the audit log: 128 random bits that open nothing.
    pub(super) name: String,
    pub(super) runs: Runs,
    pub(super) id: SessionId,
    /// False for a moment after a restart, when `id` is a placeholder: see [`super::token`].
    pub(super) id_known: bool,
    pub(super) id_until: u64,
    pub(super) opened_at: u64,
    pub(super) mode: Mode,
    pub(super) consent: Consent,
    pub(super) channel: Channel,
    pub(super) live_at: Option<u64>,
    pub(super) paused_until: Option<u64>,
    pub(super) seats: Vec<Seat>,
    pub(super) last_slot: Slot,
    pub(super) invite: Option<Invite>,
    /// A snapshot has begun and not ended.
    pub(super) in_snapshot: bool,
    pub(super) rtt_ms: Option<u32>,
}

/// A one-time token with which the chat's agent joins.
#[derive(Debug)]
pub(super) struct Invite {
    pub(super) token: String,
    pub(super) hash: Hash,
    pub(super) agent: AgentRef,
    pub(super) made_at: u64,
    pub(super) until: u64,
    /// The customer shared with this agent by name, which is consent: the agent is let in at once.
    pub(super) direct: bool,
}

/// The chat of a visit. What is said is kept in memory alone: after a restart the chat goes on without its history.
#[derive(Debug)]
pub(super) struct Chat {
    pub(super) id: ChatId,
    /// The customer's name; may be empty.
    pub(super) customer: String,
    pub(super) agent: Option<AgentRef>,
    pub(super) opened_at: u64,
    pub(super) messages: VecDeque<ChatMessage>,
    pub(super) last_number: u32,
    /// The agent has read up to this number.
    pub(super) read: u32,
}

impl Room {
    /// What finds this room now.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.token.hashes().map(Key::Customer).collect();
        keys.extend(self.chat.iter().map(|chat| Key::Chat(chat.id)));
        if let Some(session) = &self.session {
            keys.extend(session.id_known.then_some(Key::Session(session.id)));
            keys.extend(session.invite.iter().map(|invite| Key::Invite(invite.hash)));
            keys.extend(session.seats.iter().flat_map(|seat| seat.token.hashes().map(Key::Agent)));
        }
        keys
    }

    /// When [`Room::tick`] has something to do, if nothing else happens.
    pub(crate) fn deadline(&self, waiting_ms: u64, session_ms: u64) -> Option<u64> {
        let session = self.session.as_ref().map(|session| session.deadline(waiting_ms, session_ms));
        [self.customer.deadline(), session].into_iter().flatten().min()
    }

    /// How far its session is.
    pub(crate) fn stage(&self) -> Stage {
        match &self.session {
            None => Stage::None,
            Some(session) if session.paused_until.is_some() => Stage::Paused,
            Some(session) if !session.is_live() => Stage::Waiting,
            Some(_) => Stage::Live,
        }
    }

    /// Whether a session is open.
    pub(crate) fn has_session(&self) -> bool {
        self.session.is_some()
    }

    /// The customer's name from the chat.
    pub(super) fn customer_name(&self) -> String {
        self.chat.as_ref().map(|chat| chat.customer.clone()).unwrap_or_default()
    }
}

impl Session {
    /// A peer's token brought the ID back.
    pub(super) fn learn_id(&mut self, id: Option<SessionId>) {
        if let (false, Some(id)) = (self.id_known, id) {
            (self.id, self.id_known) = (id, true);
        }
    }

    pub(super) fn is_live(&self) -> bool {
        self.live_at.is_some()
    }

    pub(super) fn joined(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| seat.joined)
    }

    pub(super) fn asking(&self) -> Option<&Seat> {
        self.seats.iter().find(|seat| !seat.joined)
    }

    pub(super) fn seat(&mut self, slot: Slot) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.slot == slot)
    }

    pub(super) fn seat_of(&mut self, peer: PeerId) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.presence.peer() == Some(peer))
    }

    /// Nobody gets updates until the next snapshot begins.
    pub(super) fn want_snapshots(&mut self) {
        for seat in &mut self.seats {
            seat.wants_snapshot = true;
        }
    }

    fn deadline(&self, waiting_ms: u64, session_ms: u64) -> u64 {
        let life = match self.live_at {
            Some(live_at) => live_at + session_ms,
            // While an agent asks, the ID is not replaced under their fingers.
            None if self.seats.is_empty() => self.id_until.min(self.opened_at + waiting_ms),
            None => u64::MAX,
        };
        let invite = self.invite.iter().map(|invite| invite.until);
        let seats = self.seats.iter().filter_map(|seat| seat.presence.deadline());
        invite.chain(seats).chain(self.paused_until).fold(life, u64::min)
    }
}
