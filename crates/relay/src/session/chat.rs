//! The chat between a customer and the agent who took it. Knows nothing of the page.

use std::collections::VecDeque;

use pillion_protocol::ids::ChatId;
use pillion_protocol::mode::Channel;
use pillion_protocol::notice::{AgentNotice, ChatMessage, ChatState, CustomerNotice, Refusal};
use pillion_protocol::signal::AgentSignal;

use super::room::{Chat, Invite, Room};
use super::seat::AgentRef;
use super::{Action, AgentId, Context, PeerId, hash_of, notice_frame, token};
use crate::person;

/// Messages kept for a page load or a second window.
const KEPT: usize = 200;

impl Room {
    pub(super) fn open_chat(&mut self, cx: &mut Context<'_>, peer: PeerId, name: &str) {
        let name = person::name(name);
        match &mut self.chat {
            Some(chat) if !name.is_empty() => chat.customer = name,
            Some(_) => {}
            none => {
                let secret = cx.source.secret();
                let [a, b, c, d, e, f, g, h, ..] = secret;
                *none = Some(Chat {
                    // 53 bits, so that the number is whole in every tool that reads numbers as floats.
                    id: ChatId(u64::from_le_bytes([a, b, c, d, e, f, g, h]) >> 11),
                    customer: name,
                    agent: None,
                    opened_at: cx.now,
                    messages: VecDeque::new(),
                    last_number: 0,
                    read: 0,
                });
            }
        }
        cx.act(Action::Save);
        cx.act(Action::Changed);
        if let Some(chat) = &self.chat {
            cx.tell_customer(peer, &CustomerNotice::Chat(chat.state()));
        }
    }

    pub(super) fn customer_writes(&mut self, cx: &mut Context<'_>, peer: PeerId, text: &str) {
        let Some(chat) = &mut self.chat else {
            return cx.tell_customer(peer, &CustomerNotice::Refused(Refusal::NoChat));
        };
        let Some(text) = person::message(text) else {
            return cx.tell_customer(peer, &CustomerNotice::Refused(Refusal::BadText));
        };
        let message = chat.add(false, text, cx.now);
        self.spread(cx, &message);
    }

    /// A signal about this room's chat, from any socket of an agent.
    pub(crate) fn chat_says(
        &mut self,
        cx: &mut Context<'_>,
        peer: PeerId,
        agent: &AgentRef,
        signal: AgentSignal,
    ) -> Result<(), Refusal> {
        self.agent_arrived(cx, peer);
        let customer = self.customer.peer();
        let Some(chat) = &mut self.chat else { return Err(Refusal::NoChat) };
        if let AgentSignal::TakeChat(_) = signal {
            return self.take_chat(cx, agent);
        }
        if !chat.is_of(agent.id) {
            return Err(Refusal::NoChat);
        }
        match signal {
            AgentSignal::Say(_, text) => {
                let text = person::message(&text).ok_or(Refusal::BadText)?;
                let message = chat.add(true, text, cx.now);
                chat.read = message.number;
                self.spread(cx, &message);
            }
            AgentSignal::Read(_) => {
                chat.read = chat.last_number;
                cx.act(Action::Changed);
            }
            AgentSignal::Propose(_) => {
                let live = self.session.as_ref().is_some_and(super::room::Session::is_live);
                let customer = customer.filter(|_| !live).ok_or(Refusal::WrongState)?;
                cx.tell_customer(customer, &CustomerNotice::Proposed);
            }
            AgentSignal::CloseChat(_) => self.close_chat(cx),
            _ => return Err(Refusal::WrongState),
        }
        Ok(())
    }

    fn take_chat(&mut self, cx: &mut Context<'_>, agent: &AgentRef) -> Result<(), Refusal> {
        let Some(chat) = &mut self.chat else { return Err(Refusal::NoChat) };
        match &chat.agent {
            Some(taken) if taken.id != agent.id => return Err(Refusal::NoChat),
            _ => chat.agent = Some(agent.clone()),
        }
        let state = chat.state();
        cx.act(Action::Save);
        cx.act(Action::Changed);
        if let Some(customer) = self.customer.peer() {
            cx.tell_customer(customer, &CustomerNotice::Chat(state.clone()));
        }
        self.tell_chat(cx, &AgentNotice::Chat(state));
        let by_chat = |session: &super::room::Session| !session.is_live() && session.channel == Channel::Chat;
        if self.session.as_ref().is_some_and(by_chat) {
            self.invite_agent_of_chat(cx, false);
        }
        Ok(())
    }

    /// Invites the chat's agent to the session, if there are both. `direct`: the customer shares with this agent by
    /// name, which is consent.
    pub(super) fn invite_agent_of_chat(&mut self, cx: &mut Context<'_>, direct: bool) {
        let Some(agent) = self.chat.as_ref().and_then(|chat| chat.agent.clone()) else { return };
        let Some(session) = self.session.as_mut().filter(|session| session.live_at.is_none()) else { return };
        if let Some(invite) = session.invite.as_mut().filter(|invite| invite.agent.id == agent.id) {
            invite.direct |= direct;
            return;
        }
        let token = token::invite(cx.source);
        let until = cx.now + cx.limits.invite_ms;
        session.invite = Some(Invite { hash: hash_of(&token), token, agent, made_at: cx.now, until, direct });
        cx.act(Action::Save);
        cx.act(Action::Changed);
    }

    /// A fresh token for the invite: the customer still waits.
    pub(super) fn renew_invite(&mut self, cx: &mut Context<'_>) {
        let Some(invite) = self.session.as_mut().and_then(|session| session.invite.as_mut()) else { return };
        invite.token = token::invite(cx.source);
        invite.hash = hash_of(&invite.token);
        invite.until = cx.now + cx.limits.invite_ms;
        cx.act(Action::Save);
        cx.act(Action::Changed);
    }

    pub(super) fn close_chat(&mut self, cx: &mut Context<'_>) {
        let Some(chat) = self.chat.take() else { return };
        if let Some(customer) = self.customer.peer() {
            cx.tell_customer(customer, &CustomerNotice::ChatClosed);
        }
        // Without the chat there is no invite; the session's ID still works.
        if let Some(session) = &mut self.session {
            session.invite = None;
        }
        if let Some(agent) = &chat.agent {
            self.tell(cx, agent.id, &AgentNotice::ChatClosed(chat.id));
        }
        cx.act(Action::Save);
        cx.act(Action::Changed);
    }

    /// A message to both sides, the writer's own included, so that all windows show the same order.
    fn spread(&mut self, cx: &mut Context<'_>, message: &ChatMessage) {
        let Some(id) = self.chat.as_ref().map(|chat| chat.id) else { return };
        if let Some(customer) = self.customer.peer() {
            cx.tell_customer(customer, &CustomerNotice::Said(message.clone()));
        }
        self.tell_chat(cx, &AgentNotice::Said(id, message.clone()));
        cx.act(Action::Changed);
    }

    /// Tells the chat's agent, if it has one.
    fn tell_chat(&self, cx: &mut Context<'_>, notice: &AgentNotice) {
        if let Some(agent) = self.chat.as_ref().and_then(|chat| chat.agent.as_ref()) {
            self.tell(cx, agent.id, notice);
        }
    }

    /// Tells an agent in all their workspaces, and in their window of this session.
    fn tell(&self, cx: &mut Context<'_>, agent: AgentId, notice: &AgentNotice) {
        let frame = notice_frame(notice);
        let seats = self.session.iter().flat_map(|session| session.joined());
        for peer in seats.filter(|seat| seat.agent.id == agent).filter_map(|seat| seat.presence.peer()) {
            cx.act(Action::Say { to: peer, frame: frame.clone() });
        }
        cx.act(Action::TellAgent { agent, frame });
    }

    /// The chat with all that was said, for a new socket of its agent.
    pub(crate) fn chat_for(&self, agent: AgentId) -> Option<ChatState> {
        self.chat.as_ref().filter(|chat| chat.is_of(agent)).map(Chat::state)
    }
}

impl Chat {
    pub(super) fn is_of(&self, agent: AgentId) -> bool {
        self.agent.as_ref().is_some_and(|own| own.id == agent)
    }

    pub(super) fn state(&self) -> ChatState {
        ChatState {
            id: self.id,
            agent: self.agent.as_ref().map(|agent| agent.name.clone()),
            messages: self.messages.iter().cloned().collect(),
        }
    }

    /// Messages of the customer that the agent has not read.
    pub(super) fn unread(&self) -> u32 {
        self.messages.iter().filter(|message| !message.from_agent && message.number > self.read).count()
            as u32
    }

    fn add(&mut self, from_agent: bool, text: String, now: u64) -> ChatMessage {
        self.last_number += 1;
        let message = ChatMessage { number: self.last_number, from_agent, text, at_ms: now };
        if self.messages.len() == KEPT {
            self.messages.pop_front();
        }
        self.messages.push_back(message.clone());
        message
    }
}
