//! A command's way through this side: the door, the live target, the gate, the page, the outcome.

use crate::page::timer::Timer;
use crate::prelude::*;
use pillion_protocol::command::{Command, Highlight};
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::ids::NodeId;
use pillion_protocol::mode::Mode;
use pillion_protocol::signal::CustomerSignal;
use pillion_protocol::to_payload;
use pillion_protocol::tree::NodeFlags;
use pillion_protocol::update::{CommandResult, Denied, Outcome, PointerAction};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node};

use super::apply::{self, Nodes, Surroundings};
use super::tell;
use super::watch::Watcher;
use super::wiring::{Core, address, now};
use crate::control::{Pending, Permitted, Verdict, permit};
use crate::session::words::Input;
use crate::view::Person;

/// A command on its way: its head, and the node that it is for.
#[derive(Clone, Copy)]
struct Order {
    header: Header,
    node: NodeId,
}

impl Core {
    pub(super) fn on_command(&self, header: &Header, payload: &[u8]) {
        let Ok(command) = Command::from_frame(header.kind, payload) else {
            return self.refuse(Order { header: *header, node: NodeId::NONE }, Denied::Misfit);
        };
        let order = Order { header: *header, node: command.node() };
        let checked = self.gate.borrow_mut().check(header, &command, now());
        match (checked, command) {
            // They come by the dozen: one that is late needs no answer.
            (Err(_), Command::Pointer(_)) => {}
            (Err(denied), _) => self.refuse(order, denied),
            (Ok(()), Command::Pointer(pointer)) => self.show_cursor(header, pointer.at, pointer.action),
            (Ok(()), Command::Request(_)) => self.snapshot(),
            (Ok(()), command) => self.judge(order, command),
        }
    }

    fn judge(&self, order: Order, command: Command) {
        let mode = self.session.borrow().mode();
        self.catch_up();
        let verdict = self.with_page(|around| {
            let (target, address) = apply::inspect(around, &command);
            permit(command, &target, &address, mode)
        });
        match verdict {
            Some(verdict) => self.carry_out(order, verdict),
            None => self.refuse(order, Denied::Changed),
        }
    }

    fn carry_out(&self, order: Order, verdict: Verdict) {
        match verdict {
            Verdict::No(denied) => self.refuse(order, denied),
            Verdict::Ask(_) if self.pending.borrow().is_some() => self.refuse(order, Denied::TooFast),
            Verdict::Ask(pending) => {
                self.outcome(order, CommandResult::Confirming);
                self.ask(order, pending);
            }
            Verdict::Go(permitted) => match permitted.command() {
                Command::Highlight(highlight) => self.mark(order, highlight),
                _ => self.apply(order, &permitted),
            },
        }
    }

    fn apply(&self, order: Order, permitted: &Permitted) {
        match self.with_page(|around| apply::apply(around, permitted)) {
            Some(Ok(done)) => {
                if let Some(filled) = done.filled {
                    let label = filled.label().to_owned();
                    self.undo.borrow_mut().push(filled);
                    self.on(Input::Filled(label));
                }
                // The agent should see it as soon as the page has it.
                self.catch_up();
                self.outcome(order, CommandResult::Done);
                self.look_again(order);
            }
            Some(Err(denied)) => self.refuse(order, denied),
            None => self.refuse(order, Denied::Changed),
        }
    }

    /// Under partial-control a form may still change by scripts that the command set going: the agent is told.
    fn look_again(&self, order: Order) {
        if self.session.borrow().mode() != Mode::PartialControl {
            return;
        }
        self.later_in(apply::LATE_MS, move |core| {
            if apply::was_late() {
                core.refuse(order, Denied::Form);
            }
        });
    }

    fn ask(&self, order: Order, pending: Pending) {
        let question = pending.question().clone();
        *self.pending.borrow_mut() = Some((order.header, pending));
        self.on(Input::Confirm(Some(question)));
    }

    /// The customer answered.
    pub(super) fn confirmed(&self, yes: bool) {
        let Some((header, pending)) = self.pending.take() else { return };
        let order = Order { header, node: pending.command().node() };
        if !yes {
            return self.refuse(order, Denied::Customer);
        }
        if self.person(&header).is_none() {
            return self.refuse(order, Denied::Never);
        }
        let mode = self.session.borrow().mode();
        self.catch_up();
        let verdict = self.with_page(|around| {
            let (target, address) = apply::inspect(around, pending.command());
            pending.confirmed(&target, &address, mode)
        });
        match verdict {
            Some(verdict) => self.carry_out(order, verdict),
            None => self.refuse(order, Denied::Changed),
        }
    }

    /// What waits for the customer's word no longer does.
    pub(super) fn forget_pending(&self) {
        if self.pending.take().is_some() {
            self.later(|core| core.on(Input::Confirm(None)));
        }
    }

    fn refuse(&self, order: Order, denied: Denied) {
        self.outcome(order, CommandResult::Refused(denied));
        let text = JsValue::from_str;
        let detail = [("command", text(order.header.kind.name())), ("reason", text(reason(denied)))];
        tell::emit(&self.emit, "commandrefused", &detail);
    }

    fn outcome(&self, Order { header, node }: Order, result: CommandResult) {
        let outcome = Outcome { slot: header.flags.slot(), seq: header.seq, result };
        self.update(FrameType::Outcome, to_payload(&outcome));
        // The relay reads no Outcome: what its audit log tells, it is told.
        if header.kind.is_recorded() {
            let acted = CustomerSignal::Acted { outcome, kind: header.kind as u8, node };
            self.plain(FrameType::Signal, to_payload(&acted));
        }
    }

    fn show_cursor(&self, header: &Header, at: pillion_protocol::update::Place, action: PointerAction) {
        let Some(person) = self.person(header) else { return };
        let point = self.with_page(|around| apply::place_to_point(around, at)).flatten();
        self.ui.cursor(&person, point, action == PointerAction::Press);
    }

    fn person(&self, header: &Header) -> Option<Person> {
        let session = self.session.borrow();
        session.agents().iter().find(|agent| agent.slot == header.flags.slot()).cloned()
    }

    fn mark(&self, order: Order, highlight: &Highlight) {
        self.highlights.borrow_mut().apply(highlight, order.header.flags.slot(), now());
        self.outcome(order, CommandResult::Done);
        self.marks_changed();
    }

    /// An in-page route change: what was marked belongs to the page that is gone.
    /// A new title alone is no other page.
    pub(super) fn page_moved(&self) {
        let now_at = address();
        if self.address.replace(now_at.clone()) == now_at {
            return;
        }
        if !self.highlights.borrow().alive().is_empty() {
            self.highlights.borrow_mut().clear();
            self.marks_changed();
        }
    }

    fn marks_changed(&self) {
        self.tell_marks();
        let session = self.session.borrow();
        let watcher = self.watcher();
        let highlights = self.highlights.borrow();
        let shown: Vec<_> = highlights
            .alive()
            .iter()
            .filter_map(|mark| {
                let element: Element = as_element(watcher.as_ref()?.node(mark.node)?)?;
                let person = session.agents().iter().find(|agent| agent.slot == mark.slot)?.clone();
                Some((mark.id, element, mark.note.clone(), person))
            })
            .collect();
        self.ui.marks(&shown);
        let sweep = (!highlights.alive().is_empty()).then(|| self.sweep_in(SWEEP_MS));
        *self.sweep.borrow_mut() = sweep;
    }

    fn sweep_in(&self, ms: u32) -> Timer {
        let me = self.me();
        Timer::once(ms, move || {
            let Some(core) = me.upgrade() else { return };
            let is_gone = |node: NodeId| {
                let watcher = core.watcher();
                watcher
                    .as_ref()
                    .and_then(|watcher| watcher.node(node))
                    .is_none_or(|node| !node.is_connected())
            };
            let gone = core.highlights.borrow_mut().sweep(now(), is_gone);
            if gone {
                core.marks_changed();
            } else {
                let again = core.sweep_in(SWEEP_MS);
                *core.sweep.borrow_mut() = Some(again);
            }
        })
    }

    /// Tells agents which highlights there are.
    pub(super) fn tell_marks(&self) {
        let marks = self.highlights.borrow().update(now());
        self.update(FrameType::Marks, to_payload(&marks));
    }

    /// Reads what changed on the page by now: what the agent does not have yet was not judged yet either.
    fn catch_up(&self) {
        if let Some(watcher) = self.watcher() {
            watcher.flush();
        }
    }

    fn with_page<T>(&self, run: impl FnOnce(&Surroundings<'_>) -> T) -> Option<T> {
        let nodes = self.watcher()?;
        Some(run(&Surroundings { nodes: &*nodes, host: &self.host, mode: self.session.borrow().mode() }))
    }
}

/// The node as an element. Asked of the node itself: one of a frame is of another realm's class.
fn as_element(node: Node) -> Option<Element> {
    (node.node_type() == Node::ELEMENT_NODE).then(|| node.unchecked_into())
}

impl Nodes for Watcher {
    fn node(&self, id: NodeId) -> Option<Node> {
        Watcher::node(self, id)
    }

    fn flags(&self, id: NodeId) -> NodeFlags {
        self.flags_of(id)
    }

    fn id_of(&self, node: &Node) -> NodeId {
        Watcher::id_of(self, node)
    }
}

/// How often highlights are looked over for those that have run out or lost their element. Only while there
/// are any.
const SWEEP_MS: u32 = 250;

/// The word that the page's script is told.
fn reason(denied: Denied) -> &'static str {
    match denied {
        Denied::Form => "form",
        Denied::ViewOnly => "view-only",
        Denied::UnknownTarget => "unknown-target",
        Denied::Private => "private",
        Denied::Site => "site",
        Denied::SwitchedOff => "switched-off",
        Denied::Customer => "customer",
        Denied::Changed => "changed",
        Denied::TooFast => "too-fast",
        Denied::Never => "never",
        Denied::Address => "address",
        Denied::Misfit => "misfit",
        Denied::Paused => "paused",
        Denied::Replay => "replay",
        _ => "other",
    }
}
