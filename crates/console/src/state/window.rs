//! The co-browsing window from the session ID to the summary: what each notice, click and loss means.
//!
//! Takes inputs and the time, gives back actions. Knows nothing of sockets, the mirror or the views; times are
//! milliseconds of one clock that only goes up.

use pillion_protocol::close::CloseCode;
use pillion_protocol::hello::Purpose;
use pillion_protocol::ids::{SessionId, Slot};
use pillion_protocol::limits;
use pillion_protocol::mode::{EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, Refusal};
use pillion_protocol::signal::AgentSignal;

mod stage;

pub use stage::{Ended, Live, Problem, Stage};

/// How long Close session waits for the relay's word before the window says so itself.
const CLOSING_MS: f64 = 3_000.0;

/// What happens to the window.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Start was pressed, with this in the field.
    Start(String),
    /// The window was opened with an invite's token.
    Invite(String),
    /// The window was loaded again, with the token of its session.
    Reloaded(String),
    /// Cancel was pressed while the customer was being asked.
    Cancel,
    /// Close session was pressed.
    Close,
    /// The relay says something.
    Notice(AgentNotice),
    /// The socket is gone.
    Closed(u16),
    /// The relay could not be reached for a ticket.
    Unreachable,
    /// The log-in ran out.
    LoggedOut,
    /// The agent logged in again.
    LoggedIn,
    /// The page's picture is up.
    Picture,
    /// The agent wants to enter another ID.
    Again,
    /// About a second passed.
    Tick,
}

/// What must be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Fetch a ticket, open a socket, say this Hello.
    Connect(Purpose),
    /// The same, after the next wait of the backoff.
    ConnectLater(Purpose),
    /// A connection held: the next wait is the first again.
    Held,
    /// Close the socket and forget planned tries.
    Disconnect,
    /// Tell the relay.
    Signal(AgentSignal),
    /// Keep the token over a reload.
    Keep(String),
    /// Nothing is to be kept any more.
    Forget,
    /// The place and name of this agent.
    Me(Slot, String),
    /// The session begins, or begins again on a new socket.
    Begin(Mode),
    /// Empty the mirror.
    Clear,
    /// Whether gestures reach the page.
    Active(bool),
}

/// The window.
#[derive(Debug, Clone)]
pub struct Window {
    stage: Stage,
    purpose: Option<Purpose>,
    token: Option<String>,
    lost_since: Option<f64>,
    closing_since: Option<f64>,
    needs_login: bool,
}

impl Default for Window {
    fn default() -> Self {
        Window {
            stage: Stage::Entry(None),
            purpose: None,
            token: None,
            lost_since: None,
            closing_since: None,
            needs_login: false,
        }
    }
}

impl Window {
    /// What to show.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Whether the log-in form lies over it.
    pub fn needs_login(&self) -> bool {
        self.needs_login
    }

    /// Takes an input; the actions are to be done in their order.
    pub fn on(&mut self, input: Input, now: f64) -> Vec<Action> {
        match input {
            Input::Start(typed) => match (&self.stage, SessionId::parse(&typed)) {
                (Stage::Entry(_), Some(id)) => self.join(Purpose::Join(id)),
                (Stage::Entry(_), None) => self.entry(Problem::Short),
                _ => vec![],
            },
            Input::Invite(token) => self.join(Purpose::Invite(token)),
            Input::Reloaded(token) => {
                self.lost_since = Some(now);
                self.token = Some(token.clone());
                self.join(Purpose::Resume(token))
            }
            Input::Cancel if matches!(self.stage, Stage::Asking | Stage::Connecting) => {
                let mut actions = vec![Action::Signal(AgentSignal::Cancel)];
                actions.extend(self.leave(Stage::Entry(None)));
                actions
            }
            Input::Close => self.close(now),
            Input::Notice(notice) => self.notice(notice, now),
            Input::Closed(code) => self.closed(code, now),
            Input::Unreachable => self.lost(now),
            Input::LoggedOut => {
                self.needs_login = true;
                vec![]
            }
            Input::LoggedIn => {
                self.needs_login = false;
                self.purpose.clone().map(Action::Connect).into_iter().collect()
            }
            Input::Picture => {
                if let Stage::Live(live) = &mut self.stage {
                    live.blank_since = None;
                }
                vec![]
            }
            Input::Again if matches!(self.stage, Stage::Ended(_)) => self.leave(Stage::Entry(None)),
            Input::Tick => self.tick(now),
            Input::Cancel | Input::Again => vec![],
        }
    }

    fn join(&mut self, purpose: Purpose) -> Vec<Action> {
        self.stage = Stage::Connecting;
        self.purpose = Some(purpose.clone());
        vec![Action::Connect(purpose)]
    }

    fn entry(&mut self, problem: Problem) -> Vec<Action> {
        self.leave(Stage::Entry(Some(problem)))
    }

    /// Gives the session up, whatever it was, and shows `stage`.
    fn leave(&mut self, stage: Stage) -> Vec<Action> {
        *self = Window { stage, ..Window::default() };
        vec![Action::Disconnect, Action::Forget, Action::Clear]
    }

    fn end(&mut self, reason: EndReason, now: f64) -> Vec<Action> {
        let live = match &self.stage {
            Stage::Live(live) => Some(live.clone()),
            // Closed while offline: the summary is up, and the relay has now been told.
            Stage::Ended(ended) => {
                let ended = ended.clone();
                return self.leave(Stage::Ended(ended));
            }
            _ => None,
        };
        self.leave(Stage::Ended(Ended { reason, at: now, live }))
    }

    fn close(&mut self, now: f64) -> Vec<Action> {
        let Stage::Live(live) = &self.stage else { return vec![] };
        self.closing_since = Some(now);
        if self.lost_since.is_none() {
            return vec![Action::Signal(AgentSignal::End)];
        }
        // The relay cannot be told yet. The tries to come back go on behind the summary, to tell it.
        self.stage = Stage::Ended(Ended { reason: EndReason::Agent, at: now, live: Some(live.clone()) });
        vec![Action::Clear]
    }

    fn notice(&mut self, notice: AgentNotice, now: f64) -> Vec<Action> {
        match notice {
            AgentNotice::Welcome { token, slot, name } => {
                self.token = Some(token.clone());
                let mut actions = vec![Action::Held, Action::Me(slot, name)];
                if matches!(self.purpose, Some(Purpose::Resume(_))) {
                    // The old token is used up. Before the customer let the agent in, there is nothing to go on with.
                    self.purpose = Some(Purpose::Resume(token.clone()));
                    actions.push(Action::Keep(token));
                }
                actions
            }
            AgentNotice::JoinRefused(refusal) => self.refused(refusal, now),
            AgentNotice::Asking => {
                self.lost_since = None;
                self.stage = Stage::Asking;
                vec![]
            }
            AgentNotice::Joined { id, mode, client, origin, customer, live_ms, paused_left_ms, .. } => {
                self.lost_since = None;
                if self.closing_since.is_some() {
                    return vec![Action::Signal(AgentSignal::End)];
                }
                let token = self.token.clone().unwrap_or_default();
                self.purpose = Some(Purpose::Resume(token.clone()));
                let is_back = matches!(self.stage, Stage::Live(_));
                let paused_until = paused_left_ms.map(|left| now + f64::from(left));
                let live = Live {
                    id,
                    mode,
                    client,
                    origin,
                    customer,
                    since: now - f64::from(live_ms),
                    paused_until,
                    away_since: None,
                    away_until: None,
                    lost_since: None,
                    blank_since: (!is_back && paused_until.is_none()).then_some(now),
                };
                self.stage = Stage::Live(live);
                let mut actions =
                    vec![Action::Keep(token), Action::Begin(mode), Action::Active(paused_until.is_none())];
                if paused_until.is_some() {
                    actions.push(Action::Clear);
                }
                actions
            }
            AgentNotice::Ended(reason) => self.end(reason, now),
            AgentNotice::CustomerAway { left_ms } => self.with_live(|live| {
                live.away_since = Some(now);
                live.away_until = Some(now + f64::from(left_ms));
                vec![Action::Active(false)]
            }),
            AgentNotice::CustomerBack => self.with_live(|live| {
                live.away_since = None;
                live.away_until = None;
                vec![Action::Active(live.paused_until.is_none())]
            }),
            AgentNotice::Paused { left_ms } => self.with_live(|live| {
                live.paused_until = Some(now + f64::from(left_ms));
                live.blank_since = None;
                vec![Action::Active(false), Action::Clear]
            }),
            AgentNotice::Resumed => self.with_live(|live| {
                live.paused_until = None;
                live.blank_since = Some(now);
                vec![Action::Active(live.away_until.is_none())]
            }),
            _ => vec![],
        }
    }

    fn with_live(&mut self, change: impl FnOnce(&mut Live) -> Vec<Action>) -> Vec<Action> {
        match &mut self.stage {
            Stage::Live(live) => change(live),
            _ => vec![],
        }
    }

    fn refused(&mut self, refusal: Refusal, now: f64) -> Vec<Action> {
        match refusal {
            Refusal::Declined => self.end(EndReason::Declined, now),
            _ if self.is_resuming() => self.end(EndReason::AgentGone, now),
            Refusal::InUse => self.entry(Problem::InUse),
            Refusal::TooManyTries { retry_s } => {
                self.entry(Problem::TooMany { until: now + f64::from(retry_s) * 1000.0 })
            }
            _ if matches!(self.purpose, Some(Purpose::Invite(_))) => self.entry(Problem::DeadInvite),
            Refusal::UnknownSession => self.entry(Problem::Unknown),
            _ => self.entry(Problem::Unreachable),
        }
    }

    fn closed(&mut self, code: u16, now: f64) -> Vec<Action> {
        if self.purpose.is_none() || matches!(self.stage, Stage::Entry(_)) {
            return vec![];
        }
        match CloseCode::from_code(code) {
            Some(CloseCode::Replaced) => self.entry(Problem::Replaced),
            Some(CloseCode::Ended) => self.end(EndReason::Relay, now),
            Some(CloseCode::BadToken) if self.is_resuming() => self.end(EndReason::AgentGone, now),
            // `done` without a word before it: a relay that goes away in good order.
            Some(CloseCode::Done) => self.lost(now),
            _ if CloseCode::is_retryable(code) => self.lost(now),
            _ if self.is_resuming() => self.end(EndReason::Relay, now),
            _ => self.entry(Problem::Unreachable),
        }
    }

    /// Whether there is a session to go on with.
    fn is_resuming(&self) -> bool {
        matches!(self.purpose, Some(Purpose::Resume(_)))
    }

    /// The connection is gone, or could not be made.
    fn lost(&mut self, now: f64) -> Vec<Action> {
        let purpose = match self.purpose.clone() {
            Some(purpose @ Purpose::Resume(_)) => purpose,
            // The relay withdrew the request with the socket: it is made again. A relay that was never reached is
            // told at once, and so is an invite, which cannot be used twice.
            Some(purpose @ Purpose::Join(_)) if self.token.is_some() => purpose,
            Some(_) => return self.entry(Problem::Unreachable),
            None => return vec![],
        };
        let since = *self.lost_since.get_or_insert(now);
        if self.is_too_late(now) {
            return self.give_up(now);
        }
        match &mut self.stage {
            Stage::Live(live) => live.lost_since = Some(since),
            Stage::Asking => self.stage = Stage::Connecting,
            _ => {}
        }
        vec![Action::Active(false), Action::ConnectLater(purpose)]
    }

    fn give_up(&mut self, now: f64) -> Vec<Action> {
        if self.is_resuming() {
            self.end(EndReason::AgentGone, now)
        } else {
            self.entry(Problem::Unreachable)
        }
    }

    fn is_too_late(&self, now: f64) -> bool {
        self.lost_since.is_some_and(|since| now - since >= limits::AGENT_AWAY_MS as f64)
    }

    fn tick(&mut self, now: f64) -> Vec<Action> {
        if self.is_too_late(now) {
            return self.give_up(now);
        }
        match (&self.stage, self.closing_since) {
            (Stage::Live(_), Some(since)) if now - since >= CLOSING_MS => self.end(EndReason::Agent, now),
            (Stage::Entry(Some(Problem::TooMany { until })), _) if now >= *until => {
                self.stage = Stage::Entry(None);
                vec![]
            }
            _ => vec![],
        }
    }
}

#[cfg(test)]
mod tests;
