//! How an agent comes into a session, comes back, and what they may say in it. Knows nothing of tickets and log-ins:
//! who the agent is was settled before.

use pillion_protocol::close::CloseCode;
use pillion_protocol::ids::Slot;
use pillion_protocol::mode::{Consent, EndReason};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal};
use pillion_protocol::signal::AgentSignal;

use super::room::{Room, Session};
use super::seat::{AgentRef, Presence, Seat};
use super::token::{Fit, Hash, Presented, Rotating};
use super::{Action, Context, PeerId};
use crate::audit::{Consented, Event};

/// How many agents may be in a session at one time.
const SEATS: usize = 1;
/// Slots are four bits, and 0 is the customer.
const SLOTS: u8 = 15;

/// By which door an agent comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// The customer read the ID out.
    Id,
    /// The customer shared in the chat.
    Invite(Hash),
}

impl Room {
    /// An agent wants in. `Ok` when the agent has a place, asking or joined, and was told so.
    pub(crate) fn agent_asks(
        &mut self,
        cx: &mut Context<'_>,
        peer: PeerId,
        agent: &AgentRef,
        door: Door,
    ) -> Result<(), Refusal> {
        let Some(session) = &mut self.session else { return Err(Refusal::UnknownSession) };
        let direct = match (door, &session.invite) {
            (Door::Id, _) => false,
            (Door::Invite(hash), Some(invite)) if invite.hash == hash && invite.agent.id == agent.id => {
                if invite.until <= cx.now {
                    return Err(Refusal::BadToken);
                }
                invite.direct
            }
            (Door::Invite(_), _) => return Err(Refusal::BadToken),
        };
        // The same agent in a new window, while the old one is lost: the customer let this person in already.
        let own = |seat: &&mut Seat| seat.agent.id == agent.id && seat.presence.peer().is_none();
        if let Some(seat) = session.seats.iter_mut().find(own) {
            let slot = seat.slot;
            let (token, text) = Rotating::first(cx.source);
            seat.token = token;
            self.sit_down(cx, peer, slot, text);
            return Ok(());
        }
        if session.seats.len() >= SEATS {
            return Err(Refusal::InUse);
        }
        let slot = Slot(session.last_slot.0 % SLOTS + 1);
        session.last_slot = slot;
        let (token, text) = Rotating::first(cx.source);
        let seat = Seat::new(slot, agent.clone(), peer, token);
        let shown = seat.shown();
        session.seats.push(seat);
        let by_code = session.consent == Consent::Code;
        cx.act(Action::Save);
        cx.tell_agent(peer, &AgentNotice::Welcome { token: text, slot, name: agent.name.clone() });
        let invited = door != Door::Id;
        self.tell_audit(cx, Event::JoinRequested { agent: agent.clone(), slot, invited });
        if direct {
            self.let_in(cx, slot, Consented::Invite);
        } else if by_code {
            self.let_in(cx, slot, Consented::Code);
        } else {
            cx.tell_agent(peer, &AgentNotice::Asking);
            if let Some(customer) = self.customer.peer() {
                cx.tell_customer(customer, &CustomerNotice::AgentAsks(shown));
            }
        }
        Ok(())
    }

    /// An agent comes back to their place. Nothing happens unless the token is good and theirs.
    pub(crate) fn agent_back(
        &mut self,
        cx: &mut Context<'_>,
        peer: PeerId,
        agent: &AgentRef,
        token: &Presented,
    ) -> Fit {
        let Some(session) = &mut self.session else { return Fit::Bad };
        let fit = |seat: &Seat| seat.token.fits(token, seat.presence.peer().is_some());
        let own = |seat: &&mut Seat| seat.agent.id == agent.id && fit(seat) != Fit::Bad;
        let Some(seat) = session.seats.iter_mut().find(own) else { return Fit::Bad };
        if fit(seat) == Fit::Held {
            return Fit::Held;
        }
        let unsealed = seat.token.unseal(token);
        let text = seat.token.rotate(token, cx.source);
        let slot = seat.slot;
        session.learn_id(unsealed);
        self.sit_down(cx, peer, slot, text);
        Fit::Good
    }

    /// An agent takes their own place again, on a new socket.
    fn sit_down(&mut self, cx: &mut Context<'_>, peer: PeerId, slot: Slot, token: String) {
        let Some(session) = &mut self.session else { return };
        let Some(seat) = session.seat(slot) else { return };
        let before = std::mem::replace(&mut seat.presence, Presence::Here(peer));
        (seat.wants_snapshot, seat.choked, seat.owed_snapshot) = (true, false, false);
        let agent = seat.agent.clone();
        let name = agent.name.clone();
        let joined = seat.joined;
        cx.act(Action::Save);
        cx.act(Action::Changed);
        if let Presence::Here(old) = before {
            cx.act(Action::Close { to: old, code: CloseCode::Replaced });
        }
        cx.tell_agent(peer, &AgentNotice::Welcome { token, slot, name });
        if !joined {
            cx.tell_agent(peer, &AgentNotice::Asking);
            return;
        }
        self.tell_audit(cx, Event::AgentBack { agent, slot });
        self.tell_joined(cx, slot);
        if let Some(customer) = self.customer.peer() {
            cx.tell_customer(customer, &CustomerNotice::AgentBack(slot));
        }
        self.want_snapshot(cx);
    }

    /// The customer's consent is given: this agent is in.
    pub(super) fn let_in(&mut self, cx: &mut Context<'_>, slot: Slot, by: Consented) {
        let Some(session) = &mut self.session else { return };
        let Some(seat) = session.seat(slot) else { return };
        seat.joined = true;
        let (shown, agent) = (seat.shown(), seat.agent.clone());
        session.live_at.get_or_insert(cx.now);
        session.invite = None;
        cx.act(Action::Save);
        cx.act(Action::Changed);
        self.tell_audit(cx, Event::Allowed { agent, slot, by });
        self.tell_joined(cx, slot);
        if let Some(customer) = self.customer.peer() {
            cx.tell_customer(customer, &CustomerNotice::AgentJoined(shown));
            cx.act(Action::Pulse { to: customer, often: true });
        }
    }

    fn tell_joined(&self, cx: &mut Context<'_>, slot: Slot) {
        let Some(session) = &self.session else { return };
        let Some(seat) = session.seats.iter().find(|seat| seat.slot == slot) else { return };
        let Some(peer) = seat.presence.peer() else { return };
        let chat = self.chat.as_ref().filter(|chat| chat.is_of(seat.agent.id));
        let notice = AgentNotice::Joined {
            id: session.id,
            mode: session.mode,
            client: self.visitor.client.clone(),
            origin: self.visitor.origin.clone(),
            customer: self.customer_name(),
            live_ms: session.live_at.map_or(0, |live_at| cx.since(live_at)),
            channel: session.channel,
            chat: chat.map(super::room::Chat::state),
            paused_left_ms: session.paused_until.map(|until| cx.left(until)),
        };
        cx.tell_agent(peer, &notice);
        if let Presence::Away { until } = self.customer {
            let left_ms = cx.left(until);
            cx.tell_agent(peer, &AgentNotice::CustomerAway { left_ms });
        }
    }

    /// Asks the customer for a fresh snapshot, unless none may be sent or one follows anyway.
    pub(super) fn want_snapshot(&self, cx: &mut Context<'_>) {
        let paused = self.session.as_ref().is_some_and(|session| session.paused_until.is_some());
        if let (Some(customer), false) = (self.customer.peer(), paused) {
            cx.tell_customer(customer, &CustomerNotice::SnapshotWanted);
        }
    }

    /// An agent's socket is gone: their place is kept if they were in, else their request is withdrawn.
    pub(crate) fn agent_lost(&mut self, cx: &mut Context<'_>, peer: PeerId) {
        let customer = self.customer.peer();
        let Some(session) = &mut self.session else { return };
        let Some(seat) = session.seat_of(peer) else { return };
        let (slot, agent) = (seat.slot, seat.agent.clone());
        if !seat.joined {
            return self.withdraw(cx, slot);
        }
        seat.presence = Presence::Away { until: cx.now + cx.limits.agent_away_ms };
        cx.act(Action::Changed);
        if let Some(customer) = customer {
            cx.tell_customer(customer, &CustomerNotice::AgentAway(slot));
        }
        self.tell_audit(cx, Event::AgentLost { agent, slot });
    }

    fn withdraw(&mut self, cx: &mut Context<'_>, slot: Slot) {
        let Some(session) = &mut self.session else { return };
        let agent = session.seat(slot).map(|seat| seat.agent.clone());
        session.seats.retain(|seat| seat.slot != slot);
        if let Some(agent) = agent {
            self.tell_audit(cx, Event::Withdrew { agent, slot });
        }
        cx.act(Action::Save);
        cx.act(Action::Changed);
        if let Some(customer) = self.customer.peer() {
            cx.tell_customer(customer, &CustomerNotice::AgentWithdrew(slot));
        }
    }

    /// A signal about the session itself, from the socket of an agent's place.
    pub(crate) fn agent_says(&mut self, cx: &mut Context<'_>, peer: PeerId, signal: &AgentSignal) {
        self.agent_arrived(cx, peer);
        let Some(session) = &mut self.session else { return };
        let Some(seat) = session.seat_of(peer) else { return };
        let (slot, joined) = (seat.slot, seat.joined);
        match signal {
            AgentSignal::End if joined => self.end(cx, EndReason::Agent),
            AgentSignal::End | AgentSignal::Cancel if !joined => {
                self.withdraw(cx, slot);
                cx.act(Action::Close { to: peer, code: CloseCode::Done });
            }
            _ => cx.tell_agent(peer, &AgentNotice::Refused(Refusal::WrongState)),
        }
    }

    /// Anything that an agent sends shows that the Welcome arrived, and with it the token.
    pub(super) fn agent_arrived(&mut self, cx: &mut Context<'_>, peer: PeerId) {
        let seat = self.session.as_mut().and_then(|session| session.seat_of(peer));
        if seat.is_some_and(|seat| seat.token.arrived()) {
            cx.act(Action::Save);
        }
    }
}

impl Session {
    /// The agent for records: the first who joined.
    pub(super) fn first_agent(&self) -> Option<&AgentRef> {
        self.joined().next().map(|seat| &seat.agent)
    }
}
