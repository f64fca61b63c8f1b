//! What the relay tells of the session.

use crate::prelude::*;
use pillion_protocol::limits;
use pillion_protocol::mode::{Consent, EndReason, Mode};
use pillion_protocol::notice::{Agent, CustomerNotice, SessionState};

use super::words::{Action, Event};
use super::{Session, Stage};
use crate::view::{Cause, Person, Surface};

impl Session {
    pub(super) fn on_notice(&mut self, notice: CustomerNotice, now: f64) {
        match notice {
            CustomerNotice::Welcome { token, epoch, company, session, chat } => {
                self.epoch = epoch;
                self.company = company;
                self.take_over_chat(chat);
                if !self.want.end {
                    self.take_over(session, now);
                }
                self.welcomed(token);
                self.share_if_live();
            }
            CustomerNotice::SessionOpened { id, expires_ms } => {
                if matches!(self.stage, Stage::Opening | Stage::Waiting { .. }) {
                    self.id = Some(id);
                    self.stage = Stage::Waiting { renew_at: now + f64::from(expires_ms) };
                }
            }
            CustomerNotice::AgentAsks(agent) => {
                if matches!(self.stage, Stage::Waiting { .. }) {
                    self.stage = Stage::Asking(person(agent));
                    self.surface = Surface::Panel;
                }
            }
            CustomerNotice::AgentWithdrew(slot) => {
                if matches!(&self.stage, Stage::Asking(agent) if agent.slot == slot) {
                    // The relay sends the fresh ID right behind this.
                    self.stage = Stage::Waiting { renew_at: now };
                }
            }
            CustomerNotice::AgentJoined(agent) => self.on_joined(person(agent), now),
            CustomerNotice::AgentAway(slot) => {
                for agent in self.agents.iter_mut().filter(|agent| agent.slot == slot) {
                    agent.away = true;
                }
            }
            CustomerNotice::AgentBack(slot) => {
                for agent in self.agents.iter_mut().filter(|agent| agent.slot == slot) {
                    agent.away = false;
                }
            }
            CustomerNotice::AgentLeft(slot) => {
                if let Some(place) = self.agents.iter().position(|agent| agent.slot == slot) {
                    let agent = self.agents.remove(place);
                    self.actions.push(Action::Emit(Event::AgentLeft(agent.name)));
                }
            }
            CustomerNotice::Paused { left_ms } => {
                if matches!(self.stage, Stage::Live | Stage::Paused { .. }) {
                    self.actions.push(Action::Mute);
                    self.stage = Stage::Paused { until: now + f64::from(left_ms) };
                }
            }
            CustomerNotice::Resumed => {
                // Only after the customer's own "Start sharing".
                if matches!(self.stage, Stage::Paused { .. }) && !self.memory.stopped {
                    self.stage = Stage::Live;
                    self.share_if_live();
                }
            }
            CustomerNotice::SnapshotWanted => {
                if self.is_shared() {
                    self.actions.push(Action::Snapshot);
                }
            }
            CustomerNotice::Ended(reason) => {
                // After a page load the relay may have no more to say of a session that was live than this.
                let was_live = self.stage == Stage::Idle && self.memory.since > 0.0;
                if self.has_session() || self.stage == Stage::Opening || was_live {
                    self.end(reason, now);
                }
            }
            CustomerNotice::Chat(state) => self.on_chat(state),
            CustomerNotice::Said(message) => self.on_said(message),
            CustomerNotice::Proposed => self.on_proposed(),
            CustomerNotice::ChatClosed => {
                self.close_chat();
                self.rest_if_idle();
            }
            // Nothing that this side sends is refused but by its own mistake; the state that the relay
            // tells next is what counts.
            CustomerNotice::Refused(_) => {}
        }
    }

    /// What the relay holds of the session is what is, but for consent: what the customer did not start is no
    /// session, whom they did not agree to is asked about, and what they stopped stays stopped.
    fn take_over(&mut self, session: Option<SessionState>, now: f64) {
        let Some(session) = session.filter(|_| self.memory.started) else {
            if self.has_session() {
                self.end(EndReason::CustomerGone, now);
            }
            return;
        };
        self.id = Some(session.id);
        self.mode = stricter(self.settings.mode, session.mode);
        self.want.session = None;
        let (agents, strangers): (Vec<_>, Vec<_>) =
            session.agents.into_iter().map(person).partition(|agent| self.has_consent(agent));
        self.agents = agents;
        self.agree_to_first();
        if !self.agents.is_empty() && self.memory.since == 0.0 {
            self.memory.since = now - f64::from(session.live_ms);
        }
        self.is_in_unasked = session.asking.is_none() && !strangers.is_empty();
        let asking = session.asking.map(person).or_else(|| strangers.into_iter().next());
        self.stage = match (asking, session.paused_left_ms) {
            (Some(agent), _) => Stage::Asking(agent),
            (None, Some(left)) => Stage::Paused { until: now + f64::from(left) },
            // The customer said stop while the relay could not hear it: say it again, and share nothing.
            (None, None) if self.memory.stopped => {
                self.pause_again = true;
                Stage::Paused { until: now + limits::PAUSED_MS as f64 }
            }
            (None, None) if self.memory.since > 0.0 || !self.agents.is_empty() => Stage::Live,
            (None, None) => Stage::Waiting { renew_at: now + f64::from(session.expires_ms) },
        };
        if self.stage != Stage::Live {
            self.actions.push(Action::Mute);
        }
        if self.surface == Surface::Closed && self.page_load {
            self.surface = Surface::Panel;
        }
    }

    fn on_joined(&mut self, agent: Person, now: f64) {
        if !self.has_session() {
            return;
        }
        if !self.has_consent(&agent) {
            self.actions.push(Action::Mute);
            self.stage = Stage::Asking(agent);
            self.is_in_unasked = true;
            self.surface = Surface::Panel;
            return;
        }
        self.actions.push(Action::Emit(Event::AgentJoined(agent.name.clone())));
        self.agents.retain(|other| other.slot != agent.slot);
        self.agents.push(agent);
        self.agree_to_first();
        if self.memory.since == 0.0 {
            self.memory.since = now;
        }
        if self.memory.stopped {
            self.stage = Stage::Paused { until: now + limits::PAUSED_MS as f64 };
        } else if !matches!(self.stage, Stage::Paused { .. }) {
            self.stage = Stage::Live;
        }
        self.share_if_live();
    }

    /// The customer says yes to an agent whom the relay had let in already.
    pub(super) fn let_in_unasked(&mut self, now: f64) {
        if !core::mem::take(&mut self.is_in_unasked) {
            return;
        }
        if let Stage::Asking(agent) = self.stage.clone() {
            self.on_joined(agent, now);
        }
    }

    /// Whether the customer agreed to be seen by this agent. The relay saying so is not enough. Giving the ID away,
    /// or sharing in the chat, is consent to one agent.
    fn has_consent(&self, agent: &Person) -> bool {
        match &self.memory.agent {
            Some((slot, name)) => *slot == agent.slot && *name == agent.name,
            None => self.settings.consent == Consent::Code || self.by_chat,
        }
    }

    fn agree_to_first(&mut self) {
        if let (None, Some(agent)) = (&self.memory.agent, self.agents.first()) {
            self.memory.agent = Some((agent.slot, agent.name.clone()));
            self.store();
        }
    }

    /// Lets updates out, beginning with a snapshot.
    fn share_if_live(&mut self) {
        if core::mem::take(&mut self.pause_again) {
            self.signal(pillion_protocol::signal::CustomerSignal::Pause);
        }
        if !self.is_shared() {
            return;
        }
        if self.shared_epoch != Some(self.epoch) {
            self.shared_epoch = Some(self.epoch);
            self.memory.pages += 1;
            self.store();
        }
        self.actions.push(Action::Control(self.control));
        self.actions.push(Action::Share(self.epoch));
    }

    /// It cannot start: the panel says why.
    pub(super) fn cannot_start(&mut self, cause: Cause, detail: String) {
        self.want.session = None;
        self.actions.push(Action::StopCapture);
        self.actions.push(Action::Emit(Event::Failed(cause, detail.clone())));
        self.stage = Stage::Failed { cause, detail };
        self.surface = Surface::Panel;
        self.rest_if_idle();
    }
}

/// The mode that allows less.
fn stricter(a: Mode, b: Mode) -> Mode {
    let rank = |mode| match mode {
        Mode::FullControl => 2,
        Mode::PartialControl => 1,
        Mode::NoControl => 0,
    };
    if rank(a) <= rank(b) { a } else { b }
}

fn person(agent: Agent) -> Person {
    Person { slot: agent.slot, name: agent.name, away: false }
}
