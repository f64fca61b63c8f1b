//! The conductor: what happened in, what is to be done out. Pure; time is a parameter.
//!
//! Knows the life of a session and of the chat beside it; nothing of the DOM, of sockets or of what the
//! page holds. The relay decides what *is*; this side decides what leaves.
//!
//! # Layout
//! - [`words`]: inputs, actions, events, states.
//! - `link`: the socket's coming and going, Hello and Welcome.
//! - `life`: what the relay tells of the session.
//! - `chat`: the chat beside it.
//! - `show`: the view of it all.
//! - `memory`: what is kept over page loads.

mod chat;
mod life;
mod link;
mod memory;
mod show;
#[cfg(test)]
mod tests;
pub mod words;

use crate::prelude::*;
use pillion_link::backoff::Backoff;
use pillion_protocol::ids::{Epoch, SessionId};
use pillion_protocol::limits;
use pillion_protocol::mode::{Channel, EndReason, Mode};
use pillion_protocol::signal::CustomerSignal;

use crate::view::{Cause, ChatView, Confirm, Person, Receipt, Surface, UiEvent};
use memory::Memory;
use words::{Action, Event, Input, Settings, State};

/// The conductor.
pub struct Session {
    settings: Settings,
    random: fn() -> f64,
    link: Link,
    /// When the session is given up, while the socket is away.
    lost_until: Option<f64>,
    asks_why: bool,
    backoff: Backoff,
    /// The page load that was counted as shared.
    shared_epoch: Option<Epoch>,
    /// The customer shared the page in the chat with the agent there: that was the consent.
    by_chat: bool,
    /// The relay let the agent in whom the customer is being asked about.
    is_in_unasked: bool,
    /// The relay missed the customer's Stop sharing.
    pause_again: bool,
    /// Whether the next Hello is the first of this page load.
    page_load: bool,
    epoch: Epoch,
    memory: Memory,
    want: Want,
    stage: Stage,
    /// The stricter of the tag's mode and the one the session was opened with.
    mode: Mode,
    id: Option<SessionId>,
    agents: Vec<Person>,
    control: bool,
    private_fields: u32,
    last_filled: Option<String>,
    confirm: Option<Confirm>,
    surface: Surface,
    company: String,
    chat: Option<ChatView>,
    unsent: Vec<String>,
    actions: Vec<Action>,
}

/// How the socket stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Link {
    /// None, and none is wanted.
    Down,
    /// Being opened, or open and not welcomed yet.
    Opening,
    /// The relay said Welcome.
    Up,
    /// Lost; the next try is made then.
    Lost { retry_at: f64 },
}

/// What to tell the relay once it said Welcome.
#[derive(Debug, Default)]
struct Want {
    session: Option<Channel>,
    chat: bool,
    end: bool,
}

/// Where the session is.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Idle,
    /// The relay is being asked for an ID.
    Opening,
    Waiting {
        renew_at: f64,
    },
    Asking(Person),
    Live,
    Paused {
        until: f64,
    },
    Ended {
        reason: EndReason,
        receipt: Option<Receipt>,
    },
    Failed {
        cause: Cause,
        detail: String,
    },
}

impl Session {
    /// A conductor at rest. `random` is evenly spread over 0 to 1.
    pub fn new(settings: Settings, random: fn() -> f64) -> Session {
        Session {
            mode: settings.mode,
            settings,
            random,
            link: Link::Down,
            lost_until: None,
            asks_why: false,
            backoff: Backoff::default(),
            shared_epoch: None,
            by_chat: false,
            is_in_unasked: false,
            pause_again: false,
            page_load: false,
            epoch: Epoch(0),
            memory: Memory::default(),
            want: Want::default(),
            stage: Stage::Idle,
            id: None,
            agents: Vec::new(),
            control: true,
            private_fields: 0,
            last_filled: None,
            confirm: None,
            surface: Surface::Closed,
            company: String::new(),
            chat: None,
            unsent: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// Takes what happened at `now` (milliseconds of `Date.now()`) and says what is to be done, in order.
    pub fn on(&mut self, input: Input, now: f64) -> Vec<Action> {
        let before = (self.state(), self.id, self.agents.len());
        match input {
            Input::Start(channel) => self.start(channel, false),
            Input::OpenChat => self.open_chat(),
            Input::ResumeVisit(stored) => self.resume_visit(&stored),
            Input::Restored(stored) => self.restored(stored.as_deref(), now),
            Input::Pause => self.pause(now),
            Input::Resume => self.resume(),
            Input::End => self.end_by_customer(now),
            Input::OpenPanel => self.surface = Surface::Panel,
            Input::ExpectAway(seconds) => self.signal(CustomerSignal::ExpectAway { seconds }),
            Input::Ui(event) => self.on_ui(event, now),
            Input::LinkOpen => self.say_hello(),
            Input::LinkClosed(code) => self.on_link_closed(code, now),
            Input::Notice(notice) => self.on_notice(notice, now),
            Input::Why(reason) => self.on_why(reason),
            Input::Tick => self.on_tick(now),
            Input::PrivateFields(count) => {
                self.private_fields = count;
                self.memory.private_fields = self.memory.private_fields.max(count);
            }
            Input::Filled(label) => {
                self.last_filled = Some(label.clone());
                self.memory.filled.push(label);
                self.store();
            }
            Input::Undone => {
                self.last_filled = None;
                self.memory.filled.pop();
                self.store();
            }
            Input::Confirm(confirm) => self.confirm = confirm,
            Input::Broken(detail) => self.broken(detail, now),
            Input::CannotStart(cause, detail) => self.cannot_start(cause, detail),
        }
        if before != (self.state(), self.id, self.agents.len()) {
            self.actions.push(Action::Emit(Event::State));
        }
        core::mem::take(&mut self.actions)
    }

    /// The contract's state.
    pub fn state(&self) -> State {
        let lost = self.lost_until.is_some();
        match &self.stage {
            // After a page load the relay has not said yet whether the session still is.
            Stage::Idle if self.page_load && self.memory.since > 0.0 => State::Reconnecting,
            Stage::Idle => State::Idle,
            Stage::Failed { .. } => State::Idle,
            Stage::Ended { .. } => State::Ended,
            Stage::Opening => State::Connecting,
            _ if lost => State::Reconnecting,
            Stage::Waiting { .. } => State::Waiting,
            Stage::Asking(_) => State::Requested,
            Stage::Live => State::Live,
            Stage::Paused { .. } => State::Paused,
        }
    }

    /// The session's ID, while there is one.
    pub fn id(&self) -> Option<SessionId> {
        self.id
    }

    /// What agents may do at most: the stricter of the tag's mode and the session's.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The agents who are in.
    pub fn agents(&self) -> &[Person] {
        &self.agents
    }

    /// The page load that updates belong to.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Whether updates may leave right now.
    pub fn is_shared(&self) -> bool {
        self.stage == Stage::Live && self.link == Link::Up
    }

    /// `with_the_agent`: the customer chose to share with the very agent of the chat, which is consent. Any other
    /// start during a chat invites that agent too, but they are asked about like everybody else.
    fn start(&mut self, channel: Channel, with_the_agent: bool) {
        let has_chat = self.chat.as_ref().is_some_and(|chat| !chat.closed && chat.agent.is_some());
        let channel = if has_chat { Channel::Chat } else { channel };
        self.surface = Surface::Panel;
        if self.has_session() || self.stage == Stage::Opening {
            return;
        }
        self.stage = Stage::Opening;
        self.mode = self.settings.mode;
        let token = core::mem::take(&mut self.memory.token);
        self.memory = Memory { token, control: true, started: true, ..Memory::default() };
        (self.control, self.last_filled, self.confirm, self.private_fields) = (true, None, None, 0);
        (self.by_chat, self.is_in_unasked) = (with_the_agent && has_chat, false);
        self.want.session = Some(channel);
        self.connect_or_tell();
    }

    fn has_session(&self) -> bool {
        matches!(self.stage, Stage::Waiting { .. } | Stage::Asking(_) | Stage::Live | Stage::Paused { .. })
    }

    fn pause(&mut self, now: f64) {
        if self.stage == Stage::Live {
            // Muted here and now: the customer's word counts from the click, not from the relay's answer.
            self.stage = Stage::Paused { until: now + limits::PAUSED_MS as f64 };
            self.actions.push(Action::Mute);
            self.memory.stopped = true;
            self.store();
            self.signal(CustomerSignal::Pause);
        }
    }

    fn resume(&mut self) {
        if matches!(self.stage, Stage::Paused { .. }) {
            self.memory.stopped = false;
            self.store();
            self.signal(CustomerSignal::Resume);
        }
    }

    fn end_by_customer(&mut self, now: f64) {
        match self.stage {
            Stage::Waiting { .. }
            | Stage::Asking(_)
            | Stage::Live
            | Stage::Paused { .. }
            | Stage::Opening => {
                if self.link == Link::Up {
                    self.signal(CustomerSignal::End);
                } else {
                    // Told as soon as the relay can be reached again, within the time it keeps the visit.
                    self.want.end = !self.memory.token.is_empty();
                }
                self.end(EndReason::Customer, now);
            }
            _ => {}
        }
    }

    fn on_ui(&mut self, event: UiEvent, now: f64) {
        match event {
            UiEvent::Start | UiEvent::Retry => self.start(Channel::Phone, false),
            UiEvent::Share => {
                self.answer_proposal();
                self.start(Channel::Chat, true);
            }
            UiEvent::Allow(slot) => {
                if let Stage::Asking(agent) = &self.stage
                    && agent.slot == slot
                {
                    self.memory.agent = Some((slot, agent.name.clone()));
                    self.store();
                    self.signal(CustomerSignal::Allow(slot));
                    self.let_in_unasked(now);
                }
            }
            UiEvent::Decline(slot) => {
                if matches!(&self.stage, Stage::Asking(agent) if agent.slot == slot) {
                    self.signal(CustomerSignal::Decline(slot));
                    if core::mem::take(&mut self.is_in_unasked) {
                        self.signal(CustomerSignal::End);
                        self.end(EndReason::Declined, now);
                    }
                }
            }
            UiEvent::Pause => self.pause(now),
            UiEvent::Resume => self.resume(),
            UiEvent::End => self.end_by_customer(now),
            UiEvent::Close => self.close(),
            UiEvent::Control(allowed) => {
                self.control = allowed;
                self.memory.control = allowed;
                self.store();
                self.actions.push(Action::Control(allowed));
            }
            UiEvent::Undo => self.actions.push(Action::Undo),
            UiEvent::Confirm(yes) => {
                self.confirm = None;
                self.actions.push(Action::Confirmed(yes));
            }
            UiEvent::OpenChat => self.open_chat(),
            UiEvent::HideChat => {
                self.surface = if self.has_session() { Surface::Panel } else { Surface::Closed };
            }
            UiEvent::OpenPanel => self.surface = Surface::Panel,
            UiEvent::Say(text) => self.say(text),
            UiEvent::NotNow => self.answer_proposal(),
            // Not offered: the view says that there is none.
            UiEvent::Preview => {}
        }
    }

    /// A finished session's panel is put away.
    fn close(&mut self) {
        if matches!(self.stage, Stage::Ended { .. } | Stage::Failed { .. }) {
            self.stage = Stage::Idle;
        }
        self.surface = Surface::Closed;
        self.rest_if_idle();
    }

    /// The session is over for this side: nothing leaves from here on.
    fn end(&mut self, reason: EndReason, now: f64) {
        let was_live = self.memory.since > 0.0;
        let receipt = was_live.then(|| Receipt {
            agent: self.agents.first().map(|agent| agent.name.clone()).unwrap_or_default(),
            from: self.memory.since,
            to: now,
            mode: self.mode,
            pages: self.memory.pages,
            private_fields: self.memory.private_fields,
            filled: core::mem::take(&mut self.memory.filled),
        });
        self.actions.push(Action::Mute);
        self.actions.push(Action::StopCapture);
        self.stage = Stage::Ended { reason, receipt };
        self.id = None;
        self.agents.clear();
        self.confirm = None;
        self.want.session = None;
        self.memory = Memory { token: core::mem::take(&mut self.memory.token), ..Memory::default() };
        self.actions.push(Action::Emit(Event::Ended(reason)));
        if self.surface == Surface::Closed {
            self.surface = Surface::Panel;
        }
        self.rest_if_idle();
    }

    fn broken(&mut self, detail: String, now: f64) {
        if self.has_session() {
            self.signal(CustomerSignal::Unsupported);
            self.end(EndReason::Unsupported, now);
        }
        self.cannot_start(Cause::Browser, detail);
    }

    fn store(&mut self) {
        if !self.memory.token.is_empty() {
            self.actions.push(Action::Store(self.memory.write()));
        }
    }
}
