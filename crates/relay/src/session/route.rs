//! Updates and commands: who gets which. Reads headers, never payloads.

use bytes::Bytes;

use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::mode::Mode;
use pillion_protocol::notice::{AgentNotice, Refusal};

use super::room::Room;
use super::{Action, Context, PeerId};

impl Room {
    /// An update of the customer.
    pub(crate) fn customer_frame(
        &mut self,
        cx: &mut Context<'_>,
        peer: PeerId,
        header: Header,
        frame: Bytes,
    ) {
        if self.customer.peer() != Some(peer) {
            return;
        }
        self.customer_arrived(cx);
        if !header.kind.is_update() {
            cx.act(Action::Close { to: peer, code: CloseCode::NotAllowed });
            return;
        }
        let Some(session) = &mut self.session else { return };
        let begins = header.kind == FrameType::Snapshot && !session.in_snapshot;
        if header.kind == FrameType::Snapshot {
            session.in_snapshot = header.flags.has(Flags::MORE);
        }
        if session.paused_until.is_some() {
            return;
        }
        for seat in session.seats.iter_mut().filter(|seat| seat.joined) {
            let Some(to) = seat.presence.peer() else { continue };
            // A patch without its snapshot would be applied to another page.
            if seat.wants_snapshot && !begins {
                continue;
            }
            seat.wants_snapshot = false;
            cx.act(Action::Pass { to, kind: header.kind, frame: frame.clone() });
        }
    }

    /// A command of an agent.
    pub(crate) fn agent_frame(&mut self, cx: &mut Context<'_>, peer: PeerId, header: Header, frame: Bytes) {
        self.agent_arrived(cx, peer);
        let customer = self.customer.peer();
        let Some(session) = &mut self.session else { return };
        let mode = session.mode;
        let paused = session.paused_until.is_some();
        let Some(seat) = session.seat_of(peer) else { return };
        if !header.kind.is_command() || header.flags.slot() != seat.slot {
            cx.act(Action::Close { to: peer, code: CloseCode::NotAllowed });
            return;
        }
        let refusal = match customer {
            _ if !seat.joined => Some(Refusal::WrongState),
            _ if paused => Some(Refusal::Paused),
            _ if !passes(mode, header.kind) => Some(Refusal::Mode),
            None => Some(Refusal::WrongState),
            Some(_) => None,
        };
        let agent = seat.agent.clone();
        match refusal {
            None => self.tell_command(cx, agent, header),
            Some(refusal) => self.tell_dropped(cx, agent, (header.flags.slot(), header.kind), refusal),
        }
        match (refusal, customer) {
            (None, Some(to)) => cx.act(Action::Pass { to, kind: header.kind, frame }),
            // A pointer that is not shown is no news worth 60 notices a second.
            (Some(_), _) if header.kind == FrameType::AgentPointer => {}
            (Some(refusal), _) => cx.tell_agent(peer, &AgentNotice::Dropped(refusal)),
            (None, None) => {}
        }
    }

    /// An agent did not read fast enough, and what waited for them was forgotten.
    pub(crate) fn overflowed(&mut self, cx: &mut Context<'_>, peer: PeerId) {
        if self.customer.peer() == Some(peer) {
            // Commands must not be lost silently: the customer's browser comes back with its token.
            cx.act(Action::Close { to: peer, code: CloseCode::Dead });
            return;
        }
        let Some(seat) = self.session.as_mut().and_then(|session| session.seat_of(peer)) else { return };
        seat.wants_snapshot = true;
        // The first time a snapshot is asked for at once. If that one does not fit either, the agent must catch up
        // first: else one stalled agent keeps the customer's browser busy with snapshots.
        if std::mem::replace(&mut seat.choked, true) {
            seat.owed_snapshot = true;
        } else {
            self.want_snapshot(cx);
        }
    }

    /// Nothing waits for this agent any more.
    pub(crate) fn caught_up(&mut self, cx: &mut Context<'_>, peer: PeerId) {
        let Some(seat) = self.session.as_mut().and_then(|session| session.seat_of(peer)) else { return };
        seat.choked = false;
        if std::mem::replace(&mut seat.owed_snapshot, false) {
            self.want_snapshot(cx);
        }
    }

    /// How the customer's connection is, for the agents' status.
    pub(crate) fn pulse(&mut self, cx: &mut Context<'_>, peer: PeerId, rtt_ms: u32, silent_ms: u32) {
        if self.customer.peer() != Some(peer) {
            return;
        }
        let Some(session) = &mut self.session else { return };
        session.rtt_ms = Some(rtt_ms);
        for agent in session.joined().filter_map(|seat| seat.presence.peer()) {
            cx.tell_agent(agent, &AgentNotice::Connection { rtt_ms, silent_ms });
        }
    }
}

/// The second line: what a mode lets through by frame type. The customer's own gate, which sees the target, is the
/// first.
fn passes(mode: Mode, kind: FrameType) -> bool {
    match mode {
        Mode::FullControl => true,
        Mode::PartialControl => kind != FrameType::Fill,
        Mode::NoControl => {
            matches!(kind, FrameType::AgentPointer | FrameType::Highlight | FrameType::Request)
        }
    }
}
