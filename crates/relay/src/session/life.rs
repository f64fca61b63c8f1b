//! What time does to a room, and how sessions end. Time comes as a parameter.

use pillion_protocol::close::CloseCode;
use pillion_protocol::mode::EndReason;
use pillion_protocol::notice::{AgentNotice, CustomerNotice};

use super::customer::opened;
use super::room::Room;
use super::seat::Presence;
use super::{Action, Context, Over};
use crate::audit::Event;

impl Room {
    /// Carries out everything whose time has come.
    pub(crate) fn tick(&mut self, cx: &mut Context<'_>) {
        if let Presence::Away { until } = self.customer
            && until <= cx.now
        {
            return self.customer_gone(cx);
        }
        if let Some(reason) = self.run_out(cx) {
            return self.end(cx, reason);
        }
        self.agents_gone(cx);
        let Some(session) = &mut self.session else { return };
        if !session.is_live() && session.seats.is_empty() && session.id_until <= cx.now {
            session.id = cx.source.session_id();
            session.id_known = true;
            session.id_until = cx.now + cx.limits.unjoined_ms;
            cx.act(Action::Save);
            if let Some(customer) = self.customer.peer() {
                let notice = opened(session, cx);
                cx.tell_customer(customer, &notice);
            }
        }
        if session.invite.as_ref().is_some_and(|invite| invite.until <= cx.now) {
            self.renew_invite(cx);
        }
    }

    /// Why the session's time is over, if it is.
    fn run_out(&self, cx: &Context<'_>) -> Option<EndReason> {
        let session = self.session.as_ref()?;
        let waited = cx.now >= session.opened_at + cx.limits.waiting_ms;
        if session.live_at.is_some_and(|live_at| cx.now >= live_at + cx.limits.session_ms) {
            Some(EndReason::TimeLimit)
        } else if session.paused_until.is_some_and(|until| until <= cx.now) {
            Some(EndReason::IdleTimeout)
        } else if !session.is_live() && session.seats.is_empty() && waited {
            Some(EndReason::WaitingTimeout)
        } else {
            None
        }
    }

    fn customer_gone(&mut self, cx: &mut Context<'_>) {
        let reason = if self.session.is_some() { Some(EndReason::CustomerGone) } else { self.untold_end };
        if let Some(reason) = reason {
            for token in self.token.hashes() {
                cx.act(Action::Farewell { token, reason });
            }
        }
        if self.session.is_some() {
            self.end(cx, EndReason::CustomerGone);
        }
        self.close_chat(cx);
        cx.act(Action::Changed);
        cx.act(Action::Gone);
    }

    /// Agents who stayed away lose their place; without the last one the session is over.
    fn agents_gone(&mut self, cx: &mut Context<'_>) {
        let Some(session) = &mut self.session else { return };
        let gone = |presence: Presence| presence.deadline().is_some_and(|until| until <= cx.now);
        let Some(lost) = session.seats.iter().position(|seat| gone(seat.presence)) else { return };
        if session.joined().filter(|seat| !gone(seat.presence)).count() == 0 {
            return self.end(cx, EndReason::AgentGone);
        }
        let seat = session.seats.remove(lost);
        cx.act(Action::Save);
        cx.act(Action::Changed);
        for token in seat.token.hashes() {
            cx.act(Action::Farewell { token, reason: EndReason::AgentGone });
        }
        if let Some(customer) = self.customer.peer() {
            cx.tell_customer(customer, &CustomerNotice::AgentLeft(seat.slot));
        }
        self.tell_audit(cx, Event::AgentLeft { agent: seat.agent, slot: seat.slot });
        self.agents_gone(cx);
    }

    /// The session is over for everybody, and everybody learns why: who is away learns it when they come back.
    pub(crate) fn end(&mut self, cx: &mut Context<'_>, reason: EndReason) {
        self.tell_audit(cx, Event::Ended { reason });
        let Some(session) = self.session.take() else { return };
        cx.act(Action::Save);
        cx.act(Action::Changed);
        for seat in &session.seats {
            match seat.presence {
                Presence::Here(peer) => {
                    // Nothing of the page arrives after the end.
                    cx.act(Action::Purge { to: peer });
                    cx.tell_agent(peer, &AgentNotice::Ended(reason));
                    cx.act(Action::Close { to: peer, code: CloseCode::Ended });
                }
                Presence::Away { .. } => {
                    for token in seat.token.hashes() {
                        cx.act(Action::Farewell { token, reason });
                    }
                }
            }
        }
        match self.customer {
            Presence::Here(peer) => {
                cx.act(Action::Purge { to: peer });
                cx.act(Action::Pulse { to: peer, often: false });
                cx.tell_customer(peer, &CustomerNotice::Ended(reason));
            }
            Presence::Away { .. } => self.untold_end = Some(reason),
        }
        if let (Some(agent), Some(live_at)) = (session.first_agent(), session.live_at) {
            cx.act(Action::Over(Over {
                agent: agent.clone(),
                origin: self.visitor.origin.clone(),
                customer: self.customer_name(),
                mode: session.mode,
                reason,
                ended_at: cx.now,
                live_ms: cx.since(live_at),
            }));
        }
    }
}
