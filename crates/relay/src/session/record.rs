//! What of a room outlives a restart: metadata that both sides need to go on. Never content, never a chat message or the
//! name that a customer gave in one, and no session ID in clear once it was used.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use pillion_protocol::hello::ClientInfo;
use pillion_protocol::ids::{ChatId, Epoch, SessionId, Slot};
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};

use super::customer::LONGEST_EXPECTED_AWAY_MS;
use super::room::{Chat, Invite, Room, Session, Visitor};
use super::seat::{AgentRef, Presence, Seat};
use super::token::{Rotating, StoredToken};
use super::trail::Runs;
use super::{Source, hash_of, token};
use crate::limits::Limits;

/// A room in the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    site_key: Option<String>,
    origin: String,
    client: ClientInfo,
    epoch: u32,
    token: StoredToken,
    expected_until: u64,
    untold_end: Option<EndReason>,
    session: Option<StoredSession>,
    chat: Option<StoredChat>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredSession {
    #[serde(default)]
    name: String,
    /// Only while nobody has used it.
    id: Option<u32>,
    id_until: u64,
    opened_at: u64,
    mode: Mode,
    consent: Consent,
    channel: Channel,
    live_at: Option<u64>,
    paused_until: Option<u64>,
    last_slot: u8,
    /// Whether an invite lets its agent in at once.
    direct: Option<bool>,
    seats: Vec<StoredSeat>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredSeat {
    slot: u8,
    agent: AgentRef,
    token: StoredToken,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredChat {
    id: u64,
    agent: Option<AgentRef>,
    opened_at: u64,
    last_number: u32,
}

impl Room {
    /// What to store now.
    pub(crate) fn record(&self) -> Record {
        let live = self.session.as_ref().filter(|session| session.is_live());
        let used = live.map(|session| session.id_known.then_some(session.id));
        let store = |token: &Rotating| token.store(used);
        Record {
            site_key: self.visitor.site_key.clone(),
            origin: self.visitor.origin.clone(),
            client: self.visitor.client.clone(),
            epoch: self.epoch.0,
            token: store(&self.token),
            expected_until: self.expected_until,
            untold_end: self.untold_end,
            session: self.session.as_ref().map(|session| StoredSession {
                name: session.name.clone(),
                id: (!session.is_live()).then(|| session.id.number()),
                id_until: session.id_until,
                opened_at: session.opened_at,
                mode: session.mode,
                consent: session.consent,
                channel: session.channel,
                live_at: session.live_at,
                paused_until: session.paused_until,
                last_slot: session.last_slot.0,
                direct: session.invite.as_ref().map(|invite| invite.direct),
                // Who was asking must ask again: their window shows that the connection was lost.
                seats: session
                    .joined()
                    .map(|seat| StoredSeat {
                        slot: seat.slot.0,
                        agent: seat.agent.clone(),
                        token: store(&seat.token),
                    })
                    .collect(),
            }),
            chat: self.chat.as_ref().map(|chat| StoredChat {
                id: chat.id.0,
                agent: chat.agent.clone(),
                opened_at: chat.opened_at,
                last_number: chat.last_number,
            }),
        }
    }

    /// A room as it was, with everybody away from now on. `None` if the record is damaged.
    pub(crate) fn restore(
        record: Record,
        now: u64,
        limits: &Limits,
        source: &mut dyn Source,
    ) -> Option<Room> {
        let chat = record.chat.map(|chat| Chat {
            id: ChatId(chat.id),
            customer: String::new(),
            agent: chat.agent,
            opened_at: chat.opened_at,
            messages: VecDeque::new(),
            last_number: chat.last_number,
            read: chat.last_number,
        });
        let session = match record.session {
            Some(stored) => Some(stored.restore(chat.as_ref(), now, limits, source)?),
            None => None,
        };
        let expected_until = record.expected_until.min(now + LONGEST_EXPECTED_AWAY_MS);
        Some(Room {
            visitor: Visitor { site_key: record.site_key, origin: record.origin, client: record.client },
            epoch: Epoch(record.epoch),
            token: Rotating::restore(&record.token)?,
            customer: Presence::Away { until: expected_until.max(now + limits.customer_away_ms) },
            expected_until,
            session,
            chat,
            untold_end: record.untold_end,
        })
    }
}

impl StoredSession {
    fn restore(
        self,
        chat: Option<&Chat>,
        now: u64,
        limits: &Limits,
        source: &mut dyn Source,
    ) -> Option<Session> {
        let mut seats = Vec::new();
        for seat in self.seats {
            seats.push(Seat {
                slot: Slot(seat.slot),
                agent: seat.agent,
                presence: Presence::Away { until: now + limits.agent_away_ms },
                joined: true,
                token: Rotating::restore(&seat.token)?,
                wants_snapshot: true,
                choked: false,
                owed_snapshot: false,
            });
        }
        // An invite's token is not stored: its agent sees a new one.
        let invite = self.direct.zip(chat.and_then(|chat| chat.agent.clone())).map(|(direct, agent)| {
            let token = token::invite(source);
            let until = now + limits.invite_ms;
            Invite { hash: hash_of(&token), token, agent, made_at: now, until, direct }
        });
        Some(Session {
            // Of a version that had no names.
            name: if self.name.is_empty() { token::name(source) } else { self.name },
            runs: Runs::default(),
            id: SessionId::new(self.id.unwrap_or(0))?,
            id_known: self.id.is_some(),
            // A clock that was set back must not make a session, a pause or an ID last longer.
            id_until: self.id_until.min(now + limits.unjoined_ms),
            opened_at: self.opened_at.min(now),
            mode: self.mode,
            consent: self.consent,
            channel: self.channel,
            live_at: self.live_at.map(|at| at.min(now)),
            paused_until: self.paused_until.map(|until| until.min(now + limits.paused_ms)),
            seats,
            last_slot: Slot(self.last_slot),
            invite,
            in_snapshot: false,
            rtt_ms: None,
        })
    }
}
