//! An agent's place in a session. Knows nothing of the customer.

use serde::{Deserialize, Serialize};

use pillion_protocol::ids::Slot;
use pillion_protocol::notice::Agent;

use super::token::Rotating;
use super::{AgentId, PeerId};

/// An agent as the relay knows them: by their account, never by what their browser says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AgentRef {
    pub(crate) id: AgentId,
    /// Clean: see [`crate::person::name`].
    pub(crate) name: String,
}

/// Where a peer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// On this socket.
    Here(PeerId),
    /// Lost; kept until this time.
    Away { until: u64 },
}

impl Presence {
    pub(super) fn peer(self) -> Option<PeerId> {
        match self {
            Presence::Here(peer) => Some(peer),
            Presence::Away { .. } => None,
        }
    }

    /// When being away runs out.
    pub(super) fn deadline(self) -> Option<u64> {
        match self {
            Presence::Here(_) => None,
            Presence::Away { until } => Some(until),
        }
    }
}

/// An agent's place.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub(super) slot: Slot,
    pub(super) agent: AgentRef,
    pub(super) presence: Presence,
    /// False while the customer is asked.
    pub(super) joined: bool,
    pub(super) token: Rotating,
    /// Gets no updates until the next snapshot begins.
    pub(super) wants_snapshot: bool,
    /// Its queue overflowed and it has not caught up since.
    pub(super) choked: bool,
    /// A snapshot was asked for while choked, which must wait until it caught up.
    pub(super) owed_snapshot: bool,
}

impl Seat {
    pub(super) fn new(slot: Slot, agent: AgentRef, peer: PeerId, token: Rotating) -> Seat {
        Seat {
            slot,
            agent,
            presence: Presence::Here(peer),
            joined: false,
            token,
            wants_snapshot: true,
            choked: false,
            owed_snapshot: false,
        }
    }

    /// As the customer sees them.
    pub(super) fn shown(&self) -> Agent {
        Agent { slot: self.slot, name: self.agent.name.clone() }
    }
}
