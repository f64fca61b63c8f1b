//! What the audit log tells: who did what, as metadata. No text of a page, a chat or a field, no URL, no key that was
//! pressed, no address of a network, no session ID, no token can be said in these words.

use serde_json::{Value, json};

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::{NodeId, Slot};
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::Refusal;
use pillion_protocol::update::{CommandResult, Outcome};

use crate::session::{AgentId, AgentRef};

/// A session in the audit log: its internal name, and the rules that it is under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The site's key; `None` is the default site.
    pub(crate) site: Option<String>,
    /// See [`crate::session::Room`]: 128 bits that open nothing.
    pub(crate) session: String,
    /// What the site granted.
    pub(crate) rules: Rules,
}

/// What a session is under: part of the policy hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) mode: Mode,
    pub(crate) consent: Consent,
}

/// How a session's agent was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consented {
    /// The customer pressed Allow.
    Allow,
    /// The site takes the ID as consent.
    Code,
    /// The customer shared with this agent by name, in the chat.
    Invite,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// The relay serves, with this configuration.
    Started { version: &'static str, settings: Value },
    /// The relay stops in good order.
    Stopped,
    /// A customer opened a session.
    Created { origin: String, channel: Channel },
    /// An agent asks to be let in.
    JoinRequested { agent: AgentRef, slot: Slot, invited: bool },
    /// An agent gave an ID or invite that is not good, or may not try.
    JoinRefused { agent: AgentRef, reason: Refusal },
    /// An agent is in.
    Allowed { agent: AgentRef, slot: Slot, by: Consented },
    /// The customer did not let the agent in.
    Denied { agent: AgentRef, slot: Slot },
    /// The agent withdrew, or was lost while asking.
    Withdrew { agent: AgentRef, slot: Slot },
    /// The agent's socket was lost; the place is kept.
    AgentLost { agent: AgentRef, slot: Slot },
    /// The agent came back to the place.
    AgentBack { agent: AgentRef, slot: Slot },
    /// The agent stayed away for too long.
    AgentLeft { agent: AgentRef, slot: Slot },
    /// A command goes to the customer's side.
    Command { agent: AgentRef, slot: Slot, kind: FrameType, seq: u32 },
    /// The relay did not pass a command on.
    CommandDropped { agent: AgentRef, slot: Slot, kind: FrameType, reason: Refusal },
    /// The customer's side says what became of a command.
    Outcome { outcome: Outcome, kind: FrameType, node: NodeId },
    /// The customer stopped sharing.
    Paused,
    /// The customer shares again.
    Resumed,
    /// The session is over.
    Ended { reason: EndReason },
    /// An agent logged in. `how`: `password`, `sso`, `token`.
    LoggedIn { agent: AgentRef, how: &'static str },
    /// A log-in failed. The account is named only if there is one: people type passwords into the wrong box.
    LogInFailed { agent: Option<AgentRef>, how: &'static str, reason: &'static str },
    /// An agent logged out.
    LoggedOut { agent: AgentRef },
}

impl Event {
    /// Its name in the log.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Event::Started { .. } => "start",
            Event::Stopped => "stop",
            Event::Created { .. } => "create",
            Event::JoinRequested { .. } => "join-request",
            Event::JoinRefused { .. } => "join-refused",
            Event::Allowed { .. } => "allow",
            Event::Denied { .. } => "deny",
            Event::Withdrew { .. } => "withdraw",
            Event::AgentLost { .. } => "agent-lost",
            Event::AgentBack { .. } => "agent-back",
            Event::AgentLeft { .. } => "agent-left",
            Event::Command { .. } => "command",
            Event::CommandDropped { .. } => "command-dropped",
            Event::Outcome { .. } => "outcome",
            Event::Paused => "pause",
            Event::Resumed => "resume",
            Event::Ended { .. } => "end",
            Event::LoggedIn { .. } => "login",
            Event::LogInFailed { .. } => "login-failed",
            Event::LoggedOut { .. } => "logout",
        }
    }

    /// Counts it, log or not.
    pub(super) fn count(&self) {
        metrics::counter!("pillion_events_total", "event" => self.name()).increment(1);
        if let Event::Outcome { outcome, .. } = self {
            let result = match outcome.result {
                CommandResult::Done => "done",
                CommandResult::Confirming => "confirming",
                CommandResult::Refused(_) => "refused",
            };
            metrics::counter!("pillion_outcomes_total", "result" => result).increment(1);
        }
    }

    /// Whether a session must not go on as if it had been recorded when it was not: somebody gets to see a page.
    pub(crate) fn opens(&self) -> bool {
        matches!(self, Event::Created { .. } | Event::JoinRequested { .. } | Event::Allowed { .. })
    }

    /// Whether it must be on the disk, not only in the system's memory, before anybody is told.
    pub(super) fn is_weighty(&self) -> bool {
        !matches!(self, Event::Command { .. } | Event::CommandDropped { .. } | Event::Outcome { .. })
    }

    /// Whether a signed head follows.
    pub(super) fn calls_for_head(&self) -> bool {
        matches!(self, Event::Ended { .. } | Event::Stopped)
    }

    /// Who did it.
    fn actor(&self) -> Value {
        match self {
            Event::Started { .. } | Event::Stopped => json!("relay"),
            Event::Created { .. }
            | Event::Allowed { by: Consented::Allow | Consented::Invite, .. }
            | Event::Denied { .. }
            | Event::Outcome { .. }
            | Event::Paused
            | Event::Resumed => json!("customer"),
            Event::Ended { reason } => json!(match reason {
                EndReason::Customer | EndReason::Declined | EndReason::Unsupported => "customer",
                EndReason::Agent => "agent",
                _ => "relay",
            }),
            Event::LogInFailed { agent: None, .. } => json!("unknown"),
            Event::JoinRequested { agent, .. }
            | Event::JoinRefused { agent, .. }
            | Event::Allowed { agent, .. }
            | Event::Withdrew { agent, .. }
            | Event::AgentLost { agent, .. }
            | Event::AgentBack { agent, .. }
            | Event::AgentLeft { agent, .. }
            | Event::Command { agent, .. }
            | Event::CommandDropped { agent, .. }
            | Event::LoggedIn { agent, .. }
            | Event::LogInFailed { agent: Some(agent), .. }
            | Event::LoggedOut { agent } => person(agent),
        }
    }

    /// What else there is to say.
    fn details(&self, rules: Option<Rules>) -> Vec<(&'static str, Value)> {
        let slot = |slot: &Slot| ("slot", json!(slot.0));
        match self {
            Event::Started { version, settings } => {
                vec![("version", json!(version)), ("settings", settings.clone())]
            }
            Event::Created { origin, channel } => {
                let mut out = vec![("origin", json!(origin)), ("channel", json!(channel.word()))];
                if let Some(rules) = rules {
                    out.push(("mode", json!(rules.mode.word())));
                    out.push(("consent", json!(rules.consent.word())));
                }
                out
            }
            Event::JoinRequested { slot: at, invited, .. } => {
                vec![slot(at), ("by", json!(if *invited { "invite" } else { "id" }))]
            }
            Event::JoinRefused { reason, .. } => vec![("reason", json!(refusal(*reason)))],
            Event::Allowed { agent, slot: at, by } => {
                let by = match by {
                    Consented::Allow => "allow",
                    Consented::Code => "code",
                    Consented::Invite => "invite",
                };
                vec![slot(at), ("agent", person(agent)), ("by", json!(by))]
            }
            Event::Denied { agent, slot: at } => vec![slot(at), ("agent", person(agent))],
            Event::Withdrew { slot: at, .. }
            | Event::AgentLost { slot: at, .. }
            | Event::AgentBack { slot: at, .. }
            | Event::AgentLeft { slot: at, .. } => vec![slot(at)],
            Event::Command { slot: at, kind, seq, .. } => {
                vec![slot(at), ("command", json!(kind.name())), ("number", json!(seq))]
            }
            Event::CommandDropped { slot: at, kind, reason, .. } => {
                vec![slot(at), ("command", json!(kind.name())), ("reason", json!(refusal(*reason)))]
            }
            Event::Outcome { outcome, kind, node } => {
                let mut out = vec![
                    slot(&outcome.slot),
                    ("command", json!(kind.name())),
                    ("number", json!(outcome.seq)),
                    ("node", json!(node.0)),
                ];
                match outcome.result {
                    CommandResult::Done => out.push(("result", json!("done"))),
                    CommandResult::Confirming => out.push(("result", json!("confirming"))),
                    CommandResult::Refused(denied) => {
                        out.push(("result", json!("refused")));
                        out.push(("reason", json!(kebab(&format!("{denied:?}")))));
                    }
                }
                out
            }
            Event::Ended { reason } => vec![("reason", json!(reason.word()))],
            Event::LoggedIn { how, .. } => vec![("how", json!(how))],
            Event::LogInFailed { how, reason, .. } => vec![("how", json!(how)), ("reason", json!(reason))],
            Event::Stopped | Event::Paused | Event::Resumed | Event::LoggedOut { .. } => Vec::new(),
        }
    }

    /// All members of its line but the chain's own.
    pub(super) fn members(&self, place: Option<&Place>) -> Vec<(&'static str, Value)> {
        let mut out = vec![("event", json!(self.name())), ("actor", self.actor())];
        if let Some(place) = place {
            out.push(("site", json!(place.site.as_deref().unwrap_or("default"))));
            out.push(("session", json!(place.session)));
        }
        out.extend(self.details(place.map(|place| place.rules)));
        out
    }
}

fn person(agent: &AgentRef) -> Value {
    let AgentRef { id: AgentId(id), name, .. } = agent;
    json!({ "agent": id, "name": name })
}

fn refusal(refusal: Refusal) -> String {
    let text = format!("{refusal:?}");
    // A variant's fields are no reason.
    kebab(text.split([' ', '{', '(']).next().unwrap_or_default())
}

/// `TooFast` is `too-fast`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_words() {
        assert_eq!(refusal(Refusal::TooManyTries { retry_s: 5 }), "too-many-tries");
        assert_eq!(refusal(Refusal::Mode), "mode");
        assert_eq!(kebab("SwitchedOff"), "switched-off");
    }

    #[test]
    fn who_did_it_is_who_the_relay_knows_it_was() {
        let agent = AgentRef { id: AgentId(3), name: "Maya R.".into() };
        let by = |by| Event::Allowed { agent: agent.clone(), slot: Slot(1), by }.actor();
        assert_eq!(by(Consented::Allow), "customer");
        assert_eq!(by(Consented::Code), json!({ "agent": 3, "name": "Maya R." }));
        assert_eq!(Event::Ended { reason: EndReason::TimeLimit }.actor(), "relay");
        assert_eq!(Event::LogInFailed { agent: None, how: "password", reason: "wrong" }.actor(), "unknown");
    }
}
