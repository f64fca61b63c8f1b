//! Keys and text to commands: the first character at once, a run of them in batches, all in the order in which
//! they were typed. Time comes from outside.

use pillion_protocol::command::{Command, Fill, Filling, Held, Key, KeyName};
use pillion_protocol::ids::NodeId;
use pillion_protocol::limits;
use pillion_protocol::mode::Mode;
use pillion_protocol::update::Denied;

use super::Terms;
use super::pointing::refusal;
use super::target::{self, What};
use crate::mirror::Model;

/// Milliseconds that characters are gathered after some were sent.
const GATHER: f64 = 50.0;
/// Milliseconds that characters wait for the customer's focus to move after a key that moves it.
const WAIT: f64 = 400.0;

/// What was typed and not sent yet.
#[derive(Debug, Default)]
pub(crate) struct Typing {
    text: String,
    /// The field that it is for; 0: the one that has the focus when the wait is over.
    node: u32,
    sent: f64,
    waiting_until: f64,
}

impl Typing {
    /// Text was typed for a field. Returns what is to be sent now.
    pub(crate) fn insert(&mut self, node: u32, text: &str, now: f64) -> Vec<Command> {
        let mut out = Vec::new();
        let waiting = now < self.waiting_until;
        if !waiting && self.node != node {
            out.extend(self.flush(self.node, now));
        }
        self.node = if waiting { 0 } else { node };
        self.text.push_str(text);
        if !waiting && now - self.sent >= GATHER {
            out.extend(self.flush(node, now));
        }
        out
    }

    /// What is due by now; `focus` is the field that has the customer's focus.
    pub(crate) fn due(&mut self, focus: u32, now: f64) -> Vec<Command> {
        if self.text.is_empty() || now < self.waiting_until || now - self.sent < GATHER {
            return Vec::new();
        }
        self.flush(focus, now)
    }

    /// Everything, because something else is sent next that must not overtake it.
    pub(crate) fn flush(&mut self, focus: u32, now: f64) -> Vec<Command> {
        let node = if self.node == 0 { focus } else { self.node };
        let text = core::mem::take(&mut self.text);
        self.node = 0;
        if text.is_empty() || node == 0 {
            return Vec::new();
        }
        self.sent = now;
        pieces(&text)
            .map(|piece| Command::Fill(Fill { node: NodeId(node), what: Filling::Insert(piece.to_owned()) }))
            .collect()
    }

    /// A key was sent that moves the focus: what is typed next is for the field that gets it.
    pub(crate) fn wait_for_focus(&mut self, now: f64) {
        self.waiting_until = now + WAIT;
    }

    /// The customer's focus moved, as awaited or by itself.
    pub(crate) fn focus_moved(&mut self) {
        self.waiting_until = 0.0;
    }

    /// Whether something is to be sent later.
    pub(crate) fn is_pending(&self) -> bool {
        !self.text.is_empty()
    }
}

/// Pieces of text that one command may carry each.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().nth(limits::FILL_TEXT).map_or(rest.len(), |(end, _)| end);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Whether text can be typed into a node: yes, no because it takes none, or a refusal. Yes says whether it can
/// only be written.
pub(crate) fn types_into(terms: Terms, model: &Model, node: u32) -> Option<Result<bool, Denied>> {
    let target = target::find(model, node);
    if let Some(denied) = refusal(terms, &target) {
        return Some(Err(denied));
    }
    (node != 0 && target.what == What::Text).then_some(Ok(target.private))
}

/// A key that is no text, with the focus on a node (0: on none). `None`: it is not for the customer's page.
pub(crate) fn key(
    terms: Terms,
    model: &Model,
    focus: u32,
    key: KeyName,
    held: Held,
) -> Option<Result<Command, Denied>> {
    use KeyName::{Backspace, Delete, Enter, Escape, Space, Tab};
    let target = target::find(model, focus);
    let in_field = focus != 0 && target.what.is_form();
    match terms.mode {
        // The agent's own keyboard moves about the console then.
        None | Some(Mode::NoControl) if key == Tab || key == Escape => return None,
        None | Some(Mode::NoControl) => return Some(Err(Denied::ViewOnly)),
        _ if !terms.control => return (!matches!(key, Tab | Escape)).then_some(Err(Denied::SwitchedOff)),
        Some(Mode::PartialControl) => match key {
            Escape => {}
            Tab => return None,
            Enter | Space | Backspace | Delete => return Some(Err(Denied::Form)),
            _ if in_field => return Some(Err(Denied::Form)),
            _ => {}
        },
        Some(Mode::FullControl) => match key {
            // With no field in focus there is none to leave; the console keeps its own tab order.
            Tab if focus == 0 => return None,
            Tab | Escape => {}
            _ if focus == 0 => {}
            _ => {
                if let Some(denied) = refusal(terms, &target) {
                    return Some(Err(denied));
                }
            }
        },
    }
    Some(Ok(Command::Key(Key { node: NodeId(focus), key, held })))
}
