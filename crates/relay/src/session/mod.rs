//! The pure core of the relay: what happens in a room when something comes in. A room is one customer's visit with its
//! session, its chat and the agents in it. Methods take an input and a [`Context`] with the time, and leave
//! [`Action`]s. Knows no sockets, no clock, no storage, and nothing of what is inside updates and commands.
//!
//! # Layout
//! - `room`: what a room holds, its keys and deadlines; `life`: what time and ends do to it.
//! - `customer`, `agent`, `chat`: what each may say; `route`: updates and commands.
//! - `trail`: what the audit log is told.
//! - `seat`: an agent's place; `token`: coming back; `record`: what outlives a restart; `summary`: what workspaces show.

mod agent;
mod chat;
mod customer;
mod life;
mod record;
mod room;
mod route;
mod seat;
mod summary;
mod token;
mod trail;

use std::fmt;

use bytes::Bytes;
use serde::Serialize;

use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::ids::{ChatId, SessionId};
use pillion_protocol::mode::{EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice};
use pillion_protocol::to_payload;

use crate::audit::{Event, Place};
use crate::limits::Limits;

pub(crate) use agent::Door;
pub(crate) use record::Record;
pub(crate) use room::{Room, Stage, Visitor};
pub(crate) use seat::AgentRef;
pub(crate) use summary::Summary;
pub(crate) use token::{Fit, Hash, Presented, hash_of};

/// One socket of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PeerId(pub(crate) u64);

/// One room, now and after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize)]
pub(crate) struct RoomId(pub(crate) u64);

impl fmt::Display for RoomId {
    /// For logs: tells rooms apart and opens none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0 as u32)
    }
}

/// An agent's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize)]
pub(crate) struct AgentId(pub(crate) i64);

/// By what a room is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The nine digits.
    Session(SessionId),
    /// A customer's resume token.
    Customer(Hash),
    /// An agent's resume token.
    Agent(Hash),
    /// An invite.
    Invite(Hash),
    /// A chat.
    Chat(ChatId),
}

/// Where a room gets what must be unique or unguessable.
pub(crate) trait Source {
    /// An ID that no other room has.
    fn session_id(&mut self) -> SessionId;
    /// 256 random bits.
    fn secret(&mut self) -> [u8; 32];
}

/// What a room must know to act, and where it leaves what is to be done.
pub(crate) struct Context<'a> {
    /// Milliseconds since 1970.
    pub(crate) now: u64,
    /// Times and counts.
    pub(crate) limits: &'a Limits,
    /// Whom the agents work for.
    pub(crate) company: &'a str,
    /// IDs and secrets.
    pub(crate) source: &'a mut dyn Source,
    /// In order. A [`Action::Save`] anywhere in it is carried out before anything is sent.
    pub(crate) actions: Vec<Action>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Send the relay's own words.
    Say { to: PeerId, frame: Bytes },
    /// Pass an update or a command on.
    Pass { to: PeerId, kind: FrameType, frame: Bytes },
    /// Forget the updates and commands that still wait for this peer.
    Purge { to: PeerId },
    /// Close the socket, after what was sent before.
    Close { to: PeerId, code: CloseCode },
    /// Ping this customer often, or not.
    Pulse { to: PeerId, often: bool },
    /// Tell every workspace of this agent.
    TellAgent { agent: AgentId, frame: Bytes },
    /// What outlives a restart changed.
    Save,
    /// What workspaces show changed.
    Changed,
    /// Tell whoever comes with this token that it is over, and why.
    Farewell { token: Hash, reason: EndReason },
    /// Write into the audit log, before anything else of this list is done.
    Audit { place: Place, event: Event },
    /// A session that was live is over.
    Over(Over),
    /// Nothing is left of this room.
    Gone,
}

/// A session that was live is over: metadata for the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Over {
    pub(crate) agent: AgentRef,
    pub(crate) origin: String,
    pub(crate) customer: String,
    pub(crate) mode: Mode,
    pub(crate) reason: EndReason,
    pub(crate) ended_at: u64,
    pub(crate) live_ms: u32,
}

impl Context<'_> {
    fn tell_customer(&mut self, to: PeerId, notice: &CustomerNotice) {
        self.actions.push(Action::Say { to, frame: notice_frame(notice) });
    }

    fn tell_agent(&mut self, to: PeerId, notice: &AgentNotice) {
        self.actions.push(Action::Say { to, frame: notice_frame(notice) });
    }

    fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Milliseconds until `then`, as the wire says it.
    fn left(&self, then: u64) -> u32 {
        u32::try_from(then.saturating_sub(self.now)).unwrap_or(u32::MAX)
    }

    /// Milliseconds since `then`, as the wire says it.
    fn since(&self, then: u64) -> u32 {
        u32::try_from(self.now.saturating_sub(then)).unwrap_or(u32::MAX)
    }
}

/// The frame of a notice.
pub(crate) fn notice_frame<T: Serialize>(notice: &T) -> Bytes {
    Header::plain(FrameType::Notice).frame(&to_payload(notice)).into()
}

#[cfg(test)]
mod tests;
