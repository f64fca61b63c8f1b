//! The chat beside the session: its messages, what waits to be said, and the agent's proposal to share.

use crate::prelude::*;
use pillion_protocol::limits;
use pillion_protocol::notice::{ChatMessage, ChatState};
use pillion_protocol::signal::CustomerSignal;

use super::{Link, Session};
use crate::view::{ChatView, Message, Surface};

impl Session {
    pub(super) fn open_chat(&mut self) {
        self.surface = Surface::Chat;
        let open = self.chat.as_ref().is_some_and(|chat| !chat.closed);
        if let Some(chat) = &mut self.chat {
            chat.unread = 0;
        }
        if !open {
            let company = self.company.clone();
            self.chat = Some(ChatView { company, offline: self.link != Link::Up, ..ChatView::default() });
            self.want.chat = true;
            self.connect_or_tell();
        }
    }

    /// What the relay holds of the chat after a page load or a lost network.
    pub(super) fn take_over_chat(&mut self, state: Option<ChatState>) {
        match state {
            Some(state) => {
                self.want.chat = false;
                self.on_chat(state);
            }
            None if !self.want.chat => self.close_chat(),
            None => {}
        }
    }

    pub(super) fn on_chat(&mut self, state: ChatState) {
        let company = self.company.clone();
        let chat = self.chat.get_or_insert_default();
        chat.company = company;
        chat.agent = state.agent;
        // A restarted relay has forgotten what was said; this page has not.
        if state.messages.len() >= chat.messages.len() {
            chat.messages = state.messages.into_iter().map(message).collect();
        }
        (chat.offline, chat.closed) = (false, false);
        if self.link == Link::Up {
            for text in core::mem::take(&mut self.unsent) {
                self.signal(CustomerSignal::Say(text));
            }
        }
    }

    pub(super) fn on_said(&mut self, said: ChatMessage) {
        let Some(chat) = &mut self.chat else { return };
        if said.from_agent && self.surface != Surface::Chat {
            chat.unread += 1;
        }
        chat.messages.push(message(said));
    }

    pub(super) fn on_proposed(&mut self) {
        let shared = self.has_session();
        if let Some(chat) = self.chat.as_mut().filter(|_| !shared) {
            chat.proposed = true;
            self.surface = Surface::Chat;
        }
    }

    pub(super) fn answer_proposal(&mut self) {
        if let Some(chat) = &mut self.chat {
            chat.proposed = false;
        }
    }

    pub(super) fn say(&mut self, text: String) {
        let text = text.trim();
        if text.is_empty() || self.chat.as_ref().is_none_or(|chat| chat.closed) {
            return;
        }
        let text: String = text.chars().take(limits::CHAT_TEXT).collect();
        if self.link == Link::Up && !self.want.chat {
            self.signal(CustomerSignal::Say(text));
        } else {
            self.unsent.push(text);
        }
    }

    /// The chat is over; what was said stays to be read.
    pub(super) fn close_chat(&mut self) {
        if let Some(chat) = &mut self.chat {
            (chat.closed, chat.proposed) = (true, false);
        }
        self.want.chat = false;
        self.unsent.clear();
    }
}

fn message(said: ChatMessage) -> Message {
    Message { from_agent: said.from_agent, text: said.text, at: said.at_ms as f64 }
}
