//! What of a session goes into the audit log. Knows no log.
//!
//! Typing would give its rhythm and its length away: a run of the same command on the same node with the same result is
//! one line every ten seconds. Pointers and scrolling do nothing to a page and are not told.

use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{NodeId, Slot};
use pillion_protocol::notice::Refusal;
use pillion_protocol::update::{CommandResult, Outcome};

use super::room::{Room, Session};
use super::seat::AgentRef;
use super::{Action, Context, PeerId};
use crate::audit::{Event, Place, Rules};

/// How long a run of the same is one line.
const RUN_MS: u64 = 10_000;

/// The last line of each kind that runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Runs {
    command: Run<(Slot, FrameType)>,
    dropped: Run<(Slot, FrameType, Refusal)>,
    outcome: Run<(Slot, FrameType, NodeId, CommandResult)>,
}

#[derive(Debug, Clone)]
struct Run<T>(Option<(T, u64)>);

impl<T> Default for Run<T> {
    fn default() -> Run<T> {
        Run(None)
    }
}

impl<T: PartialEq> Run<T> {
    /// Whether this is worth a line.
    fn is_new(&mut self, what: T, now: u64) -> bool {
        let same = self.0.as_ref().is_some_and(|(last, at)| *last == what && now < at + RUN_MS);
        if !same {
            self.0 = Some((what, now));
        }
        !same
    }
}

/// Commands that typing is made of.
fn runs(kind: FrameType) -> bool {
    matches!(kind, FrameType::Fill | FrameType::Key)
}

impl Room {
    /// Tells something of the session. Nothing without one.
    pub(super) fn tell_audit(&self, cx: &mut Context<'_>, event: Event) {
        if let Some(session) = &self.session {
            cx.act(Action::Audit { place: self.place(session), event });
        }
    }

    pub(super) fn place(&self, session: &Session) -> Place {
        Place {
            site: self.visitor.site_key.clone(),
            session: session.name.clone(),
            rules: Rules { mode: session.mode, consent: session.consent },
        }
    }

    /// A command is passed on.
    pub(super) fn tell_command(&mut self, cx: &mut Context<'_>, agent: AgentRef, header: Header) {
        let Some(session) = &mut self.session else { return };
        let (slot, kind) = (header.flags.slot(), header.kind);
        // A command in several frames is told with its last.
        if !kind.is_recorded() || header.flags.has(Flags::MORE) {
            return;
        }
        if session.runs.command.is_new((slot, kind), cx.now) || !runs(kind) {
            self.tell_audit(cx, Event::Command { agent, slot, kind, seq: header.seq });
        }
    }

    /// A command was not passed on.
    pub(super) fn tell_dropped(
        &mut self,
        cx: &mut Context<'_>,
        agent: AgentRef,
        (slot, kind): (Slot, FrameType),
        reason: Refusal,
    ) {
        let Some(session) = &mut self.session else { return };
        if kind.is_recorded() && session.runs.dropped.is_new((slot, kind, reason), cx.now) {
            self.tell_audit(cx, Event::CommandDropped { agent, slot, kind, reason });
        }
    }

    /// A command came too fast: the connection dropped it.
    pub(crate) fn too_fast(&mut self, cx: &mut Context<'_>, peer: PeerId, kind: FrameType) {
        let seat = self.session.as_mut().and_then(|session| session.seat_of(peer));
        if let Some((agent, slot)) = seat.map(|seat| (seat.agent.clone(), seat.slot)) {
            self.tell_dropped(cx, agent, (slot, kind), Refusal::TooFast);
        }
    }

    /// The customer's side says what became of a command.
    pub(super) fn tell_outcome(&mut self, cx: &mut Context<'_>, outcome: Outcome, kind: u8, node: NodeId) {
        let Some(session) = &mut self.session else { return };
        let Some(kind) = FrameType::from_number(kind).filter(|kind| kind.is_recorded()) else { return };
        let what = (outcome.slot, kind, node, outcome.result);
        if session.runs.outcome.is_new(what, cx.now) || !runs(kind) {
            self.tell_audit(cx, Event::Outcome { outcome, kind, node });
        }
    }
}
