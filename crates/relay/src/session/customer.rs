//! What a customer may say, and what it does. Knows nothing of commands or of what the page holds.

use pillion_protocol::close::CloseCode;
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal, SessionState};
use pillion_protocol::signal::CustomerSignal;

use super::room::{Room, Session, Visitor};
use super::seat::Presence;
use super::token::{Fit, Presented, Rotating};
use super::trail::Runs;
use super::{Action, Context, PeerId, token};
use crate::audit::{Consented, Event};

/// The longest time a page may announce to be away, in seconds.
const LONGEST_EXPECTED_AWAY_S: u16 = 900;
/// The same in milliseconds.
pub(super) const LONGEST_EXPECTED_AWAY_MS: u64 = LONGEST_EXPECTED_AWAY_S as u64 * 1000;

impl Room {
    /// A customer who comes without a token: a new visit.
    pub(crate) fn open(cx: &mut Context<'_>, visitor: Visitor, peer: PeerId) -> Room {
        let (token, text) = Rotating::first(cx.source);
        let room = Room {
            visitor,
            epoch: Epoch(1),
            token,
            customer: Presence::Here(peer),
            expected_until: 0,
            session: None,
            chat: None,
            untold_end: None,
        };
        cx.act(Action::Save);
        room.welcome(cx, peer, text);
        room
    }

    /// A customer who comes back. Nothing happens unless the token is good and of this site.
    pub(crate) fn customer_back(
        &mut self,
        cx: &mut Context<'_>,
        peer: PeerId,
        token: &Presented,
        visitor: Visitor,
        page_load: bool,
    ) -> Fit {
        let same_site =
            (&self.visitor.site_key, &self.visitor.origin) == (&visitor.site_key, &visitor.origin);
        let fit = self.token.fits(token, self.customer.peer().is_some());
        if !same_site || fit != Fit::Good {
            return if same_site { fit } else { Fit::Bad };
        }
        let unsealed = self.token.unseal(token);
        let text = self.token.rotate(token, cx.source);
        self.visitor = visitor;
        self.expected_until = 0;
        if page_load {
            self.epoch = Epoch(self.epoch.0.wrapping_add(1));
        }
        let before = std::mem::replace(&mut self.customer, Presence::Here(peer));
        cx.act(Action::Save);
        if let Presence::Here(old) = before {
            cx.act(Action::Close { to: old, code: CloseCode::Replaced });
        }
        if let Some(session) = &mut self.session {
            session.learn_id(unsealed);
            session.in_snapshot = false;
            session.want_snapshots();
            for agent in session.joined().filter_map(|seat| seat.presence.peer()) {
                // The last epoch's commands would be refused; what waits of the old page would be wrong.
                cx.act(Action::Purge { to: agent });
                cx.tell_agent(agent, &AgentNotice::CustomerBack);
            }
            cx.act(Action::Pulse { to: peer, often: session.is_live() });
        }
        self.welcome(cx, peer, text);
        if let Some(reason) = self.untold_end.take() {
            cx.tell_customer(peer, &CustomerNotice::Ended(reason));
        }
        cx.act(Action::Changed);
        Fit::Good
    }

    fn welcome(&self, cx: &mut Context<'_>, peer: PeerId, token: String) {
        let notice = CustomerNotice::Welcome {
            token,
            epoch: self.epoch,
            company: cx.company.to_owned(),
            session: self.session.as_ref().map(|session| state(session, cx)),
            chat: self.chat.as_ref().map(super::room::Chat::state),
        };
        cx.tell_customer(peer, &notice);
    }

    /// The customer's socket is gone. `done` says that they closed it on purpose.
    pub(crate) fn customer_lost(&mut self, cx: &mut Context<'_>, peer: PeerId, done: bool) {
        if self.customer != Presence::Here(peer) {
            return;
        }
        if done && self.session.is_none() && self.chat.is_none() {
            cx.act(Action::Gone);
            return;
        }
        let until = self.expected_until.max(cx.now + cx.limits.customer_away_ms);
        self.customer = Presence::Away { until };
        if let Some(session) = &mut self.session {
            session.rtt_ms = None;
            let left_ms = cx.left(until);
            for agent in session.joined().filter_map(|seat| seat.presence.peer()) {
                cx.tell_agent(agent, &AgentNotice::CustomerAway { left_ms });
            }
        }
        cx.act(Action::Changed);
    }

    /// A signal of the customer.
    pub(crate) fn customer_says(&mut self, cx: &mut Context<'_>, peer: PeerId, signal: CustomerSignal) {
        if self.customer != Presence::Here(peer) {
            return;
        }
        self.customer_arrived(cx);
        match signal {
            CustomerSignal::OpenSession { mode, consent, channel } => {
                self.open_session(cx, peer, mode, consent, channel);
            }
            CustomerSignal::Allow(slot) => self.allow(cx, peer, slot),
            CustomerSignal::Decline(slot) => self.decline(cx, peer, slot),
            CustomerSignal::Pause => self.pause(cx, peer),
            CustomerSignal::Resume => self.resume(cx, peer),
            CustomerSignal::End => self.end_or_refuse(cx, peer, EndReason::Customer),
            CustomerSignal::Unsupported => self.end_or_refuse(cx, peer, EndReason::Unsupported),
            CustomerSignal::OpenChat { name } => self.open_chat(cx, peer, &name),
            CustomerSignal::Say(text) => self.customer_writes(cx, peer, &text),
            CustomerSignal::CloseChat => self.close_chat(cx),
            CustomerSignal::Acted { outcome, kind, node } => self.tell_outcome(cx, outcome, kind, node),
            CustomerSignal::ExpectAway { seconds } => {
                let seconds = u64::from(seconds.min(LONGEST_EXPECTED_AWAY_S));
                self.expected_until = cx.now + seconds * 1000;
            }
        }
    }

    /// Anything that the customer sends shows that the Welcome arrived, and with it the token.
    pub(super) fn customer_arrived(&mut self, cx: &mut Context<'_>) {
        if self.token.arrived() {
            cx.act(Action::Save);
        }
    }

    fn open_session(
        &mut self,
        cx: &mut Context<'_>,
        peer: PeerId,
        mode: Mode,
        consent: Consent,
        channel: Channel,
    ) {
        let fresh = self.session.is_none();
        match &mut self.session {
            // Opened by phone and now offered in the chat: the agent of the chat may join too.
            Some(session) if !session.is_live() => session.channel = channel,
            Some(_) => {}
            none => {
                *none = Some(Session {
                    name: token::name(cx.source),
                    runs: Runs::default(),
                    id: cx.source.session_id(),
                    id_known: true,
                    id_until: cx.now + cx.limits.unjoined_ms,
                    opened_at: cx.now,
                    mode,
                    consent,
                    channel,
                    live_at: None,
                    paused_until: None,
                    seats: Vec::new(),
                    last_slot: Slot(0),
                    invite: None,
                    in_snapshot: false,
                    rtt_ms: None,
                });
            }
        }
        if fresh {
            let origin = self.visitor.origin.clone();
            self.tell_audit(cx, Event::Created { origin, channel });
        }
        if channel == Channel::Chat {
            self.invite_agent_of_chat(cx, true);
        }
        cx.act(Action::Save);
        cx.act(Action::Changed);
        if let Some(session) = &self.session {
            cx.tell_customer(peer, &opened(session, cx));
        }
    }

    fn allow(&mut self, cx: &mut Context<'_>, peer: PeerId, slot: Slot) {
        let asking = self.session.as_ref().and_then(|session| session.asking()).map(|seat| seat.slot);
        // The slot names who was seen on the screen: an agent who asked later has another one.
        if asking == Some(slot) { self.let_in(cx, slot, Consented::Allow) } else { refuse(cx, peer) }
    }

    fn decline(&mut self, cx: &mut Context<'_>, peer: PeerId, slot: Slot) {
        let asking = self.session.as_ref().and_then(|session| session.asking());
        match asking.filter(|seat| seat.slot == slot).map(|seat| seat.agent.clone()) {
            Some(agent) => {
                self.tell_audit(cx, Event::Denied { agent, slot });
                self.end(cx, EndReason::Declined);
            }
            None => refuse(cx, peer),
        }
    }

    fn pause(&mut self, cx: &mut Context<'_>, peer: PeerId) {
        let Some(session) = &mut self.session else { return refuse(cx, peer) };
        let begins = session.paused_until.is_none();
        let until = *session.paused_until.get_or_insert(cx.now + cx.limits.paused_ms);
        session.want_snapshots();
        cx.act(Action::Save);
        cx.act(Action::Changed);
        let left_ms = cx.left(until);
        for agent in session.joined().filter_map(|seat| seat.presence.peer()) {
            // What was sent before the stop and has not left yet does not leave any more.
            cx.act(Action::Purge { to: agent });
            cx.tell_agent(agent, &AgentNotice::Paused { left_ms });
        }
        cx.tell_customer(peer, &CustomerNotice::Paused { left_ms });
        if begins {
            self.tell_audit(cx, Event::Paused);
        }
    }

    fn resume(&mut self, cx: &mut Context<'_>, peer: PeerId) {
        let Some(session) = &mut self.session else { return refuse(cx, peer) };
        if session.paused_until.take().is_none() {
            return refuse(cx, peer);
        }
        cx.act(Action::Save);
        cx.act(Action::Changed);
        for agent in session.joined().filter_map(|seat| seat.presence.peer()) {
            cx.tell_agent(agent, &AgentNotice::Resumed);
        }
        cx.tell_customer(peer, &CustomerNotice::Resumed);
        self.tell_audit(cx, Event::Resumed);
    }

    fn end_or_refuse(&mut self, cx: &mut Context<'_>, peer: PeerId, reason: EndReason) {
        if self.session.is_some() { self.end(cx, reason) } else { refuse(cx, peer) }
    }
}

fn refuse(cx: &mut Context<'_>, peer: PeerId) {
    cx.tell_customer(peer, &CustomerNotice::Refused(Refusal::WrongState));
}

/// The ID and its life.
pub(super) fn opened(session: &Session, cx: &Context<'_>) -> CustomerNotice {
    let expires_ms = if session.is_live() { 0 } else { cx.left(session.id_until) };
    CustomerNotice::SessionOpened { id: session.id, expires_ms }
}

fn state(session: &Session, cx: &Context<'_>) -> SessionState {
    SessionState {
        id: session.id,
        mode: session.mode,
        expires_ms: if session.is_live() { 0 } else { cx.left(session.id_until) },
        live_ms: session.live_at.map_or(0, |live_at| cx.since(live_at)),
        paused_left_ms: session.paused_until.map(|until| cx.left(until)),
        asking: session.asking().map(super::seat::Seat::shown),
        agents: session.joined().map(super::seat::Seat::shown).collect(),
    }
}
