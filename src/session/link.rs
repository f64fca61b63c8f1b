//! The socket's coming and going, Hello and Welcome.

use crate::prelude::*;
use pillion_link::backoff::Backoff;
use pillion_protocol::close::CloseCode;
use pillion_protocol::hello::{CustomerHello, Resume};
use pillion_protocol::limits;
use pillion_protocol::mode::EndReason;
use pillion_protocol::signal::CustomerSignal;

use super::memory::Memory;
use super::words::{Action, Event};
use super::{Link, Session, Stage, Want};
use crate::view::{Cause, Surface};

impl Session {
    /// Tells the relay now, or opens the socket first.
    pub(super) fn connect_or_tell(&mut self) {
        match self.link {
            Link::Up => self.tell_wants(),
            Link::Down => self.connect(),
            Link::Opening | Link::Lost { .. } => {}
        }
    }

    fn connect(&mut self) {
        self.link = Link::Opening;
        self.actions.push(Action::Connect);
    }

    /// Tells the relay, if it can be told. What must not be lost is kept in `want` or `unsent` instead.
    pub(super) fn signal(&mut self, signal: CustomerSignal) {
        if self.link == Link::Up {
            self.actions.push(Action::Signal(signal));
        }
    }

    pub(super) fn resume_visit(&mut self, stored: &str) {
        match Memory::read(stored) {
            Some(memory) => {
                self.control = memory.control || memory.since == 0.0;
                self.memory = memory;
                self.page_load = true;
                self.connect();
            }
            None => {
                self.actions.push(Action::ClearStore);
                self.rest_if_idle();
            }
        }
    }

    /// Another page of this tab may have gone on with the visit meanwhile: only what is stored counts.
    pub(super) fn restored(&mut self, stored: Option<&str>, now: f64) {
        (self.link, self.lost_until) = (Link::Down, None);
        match stored.filter(|stored| Memory::read(stored).is_some()) {
            Some(stored) => {
                if self.has_session() {
                    self.stage = Stage::Idle;
                }
                self.resume_visit(stored);
            }
            None => self.visit_is_over(now),
        }
    }

    /// The site's public key, empty for the relay's default site.
    pub fn site_key(&self) -> &str {
        self.settings.site_key.as_deref().unwrap_or_default()
    }

    pub(super) fn say_hello(&mut self) {
        let resume = (!self.memory.token.is_empty())
            .then(|| Resume { token: self.memory.token.clone(), page_load: self.page_load });
        let hello = CustomerHello {
            site_key: self.settings.site_key.clone(),
            client: self.settings.client.clone(),
            resume,
        };
        self.actions.push(Action::Hello(Box::new(hello)));
    }

    /// The relay said Welcome, and what it holds has been taken over.
    pub(super) fn welcomed(&mut self, token: String) {
        self.memory.token = token;
        (self.page_load, self.link, self.lost_until) = (false, Link::Up, None);
        self.backoff = Backoff::default();
        self.store();
        self.tell_wants();
        self.rest_if_idle();
    }

    pub(super) fn tell_wants(&mut self) {
        let want = core::mem::take(&mut self.want);
        if want.end {
            self.signal(CustomerSignal::End);
        }
        if want.chat {
            self.signal(CustomerSignal::OpenChat { name: String::new() });
        }
        if let Some(channel) = want.session {
            let (mode, consent) = (self.settings.mode, self.settings.consent);
            self.signal(CustomerSignal::OpenSession { mode, consent, channel });
        }
        if self.chat.is_some() {
            for text in core::mem::take(&mut self.unsent) {
                self.signal(CustomerSignal::Say(text));
            }
        }
    }

    pub(super) fn on_link_closed(&mut self, code: u16, now: f64) {
        match CloseCode::from_code(code) {
            Some(CloseCode::BadSiteKey) => {
                self.give_up();
                return self.cannot_start(
                    Cause::Settings,
                    "The relay does not know this site key: check data-site-key.".into(),
                );
            }
            Some(CloseCode::BadOrigin) => {
                self.give_up();
                return self.cannot_start(
                    Cause::Settings,
                    "The relay does not allow this site: add its origin to the relay's allow_origin.".into(),
                );
            }
            Some(CloseCode::BadVersion) => {
                self.give_up();
                return self.cannot_start(
                    Cause::Settings,
                    "snippet.js and the relay are of different versions.".into(),
                );
            }
            Some(CloseCode::BadToken | CloseCode::Ended | CloseCode::Replaced) => {
                return self.visit_is_over(now);
            }
            _ => {}
        }
        let starting = self.stage == Stage::Opening || self.want.chat;
        let until = match self.lost_until {
            Some(until) => until,
            // A visit that the relay knows, on this page or the last one, is worth trying again.
            None if !self.memory.token.is_empty() => now + limits::CUSTOMER_AWAY_MS as f64,
            None => {
                self.give_up();
                if starting {
                    self.asks_why = true;
                    return self.actions.push(Action::AskWhy);
                }
                return self.rest_if_idle();
            }
        };
        if now >= until || !CloseCode::is_retryable(code) {
            return self.visit_is_over(now);
        }
        let wait = self.backoff.next((self.random)());
        self.link = Link::Lost { retry_at: now + f64::from(wait) };
        self.lost_until = Some(until);
        self.actions.push(Action::Disconnect);
        self.actions.push(Action::Wake(wait));
        if let Some(chat) = &mut self.chat {
            chat.offline = true;
        }
    }

    /// The relay told why it refuses this page, or could not be asked.
    pub(super) fn on_why(&mut self, reason: Option<String>) {
        if !core::mem::take(&mut self.asks_why) || self.link != Link::Down {
            return;
        }
        match reason {
            Some(reason) => self.cannot_start(Cause::Settings, reason),
            None => self.cannot_start(Cause::Relay, "The relay could not be reached.".into()),
        }
    }

    pub(super) fn on_tick(&mut self, now: f64) {
        let Link::Lost { retry_at } = self.link else { return };
        if self.lost_until.is_some_and(|until| now >= until) {
            self.visit_is_over(now);
        } else if now >= retry_at {
            self.connect();
        } else {
            self.actions.push(Action::Wake((retry_at - now) as u32 + 1));
        }
    }

    /// The relay no longer has, or was too long without, this visit.
    fn visit_is_over(&mut self, now: f64) {
        let wanted = self.want.session;
        self.give_up();
        self.memory.token.clear();
        self.page_load = false;
        self.actions.push(Action::ClearStore);
        self.close_chat();
        if self.has_session() {
            self.end(EndReason::CustomerGone, now);
        } else if let Some(channel) = wanted.filter(|_| self.stage == Stage::Opening) {
            // The token was of a visit long gone; the customer wants a new session anyway.
            self.want.session = Some(channel);
            self.connect();
        }
        self.rest_if_idle();
    }

    fn give_up(&mut self) {
        if self.link != Link::Down {
            self.actions.push(Action::Disconnect);
        }
        (self.link, self.want, self.lost_until) = (Link::Down, Want::default(), None);
    }

    /// With no session and no chat there is nothing to be connected for, and nothing to remember.
    pub(super) fn rest_if_idle(&mut self) {
        let chatting = self.chat.as_ref().is_some_and(|chat| !chat.closed);
        let wanted = self.want.session.is_some() || self.want.chat || self.want.end;
        if self.has_session()
            || self.stage == Stage::Opening
            || chatting
            || wanted
            || self.link == Link::Opening
            || self.asks_why
        {
            return;
        }
        let had_anything = self.link != Link::Down || !self.memory.token.is_empty();
        if had_anything {
            self.give_up();
            self.memory = Memory::default();
            self.actions.push(Action::ClearStore);
        }
        if self.stage == Stage::Idle && self.surface == Surface::Closed {
            self.actions.push(Action::Emit(Event::Idle));
        }
    }
}
