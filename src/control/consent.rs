//! Whether a command is one to look at: is its sender in, is it new, is it of this page, does the customer
//! let agents act, and is it not one too many. Knows no targets.

use crate::prelude::*;
use pillion_protocol::command::Command;
use pillion_protocol::frame::Header;
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::limits;
use pillion_protocol::update::Denied;

/// The door in front of the gate.
#[derive(Debug, Default)]
pub struct Gate {
    agents: Vec<Sender>,
    epoch: Epoch,
    /// The page is shared right now.
    open: bool,
    /// The customer lets agents act.
    acting: bool,
}

#[derive(Debug)]
struct Sender {
    slot: Slot,
    is_in: bool,
    last: u32,
    all: Bucket,
    acts: Bucket,
}

/// A second's allowance that fills up evenly. The relay limits too; this side does not trust it to.
#[derive(Debug)]
struct Bucket {
    left: f64,
    size: f64,
    at: f64,
}

impl Bucket {
    fn new(per_second: u32, now: f64) -> Bucket {
        let size = f64::from(per_second);
        Bucket { left: size, size, at: now }
    }

    fn take(&mut self, now: f64) -> bool {
        // A clock that jumps back refills nothing.
        let passed = (now - self.at).max(0.0) / 1000.0;
        self.left = (self.left + passed * self.size).min(self.size);
        self.at = now;
        let enough = self.left >= 1.0;
        if enough {
            self.left -= 1.0;
        }
        enough
    }
}

impl Gate {
    /// A closed gate.
    pub fn new() -> Gate {
        Gate { acting: true, ..Gate::default() }
    }

    /// These agents are in, and nobody else.
    pub fn admit(&mut self, slots: impl Iterator<Item = Slot>, now: f64) {
        for sender in &mut self.agents {
            sender.is_in = false;
        }
        slots.for_each(|slot| self.admit_agent(slot, now));
    }

    /// An agent is in. Their counter goes on where it was, whoever had the place before: what was sent once
    /// is never new again.
    pub fn admit_agent(&mut self, slot: Slot, now: f64) {
        if let Some(sender) = self.agents.iter_mut().find(|sender| sender.slot == slot) {
            sender.is_in = true;
            return;
        }
        let all = Bucket::new(limits::AGENT_FRAMES_PER_SECOND, now);
        let acts = Bucket::new(limits::ACTS_PER_SECOND, now);
        self.agents.push(Sender { slot, is_in: true, last: 0, all, acts });
    }

    /// An agent is gone.
    pub fn dismiss_agent(&mut self, slot: Slot) {
        if let Some(sender) = self.agents.iter_mut().find(|sender| sender.slot == slot) {
            sender.is_in = false;
        }
    }

    /// The page is shared, as this page load.
    pub fn open(&mut self, epoch: Epoch) {
        (self.open, self.epoch) = (true, epoch);
    }

    /// Nothing is shared, and no command counts.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// The customer's switch.
    pub fn let_act(&mut self, acting: bool) {
        self.acting = acting;
    }

    /// Whether the customer lets agents act.
    pub fn lets_act(&self) -> bool {
        self.acting
    }

    /// Looks at a command's head. `Ok` says that it may go on to [`super::permit()`].
    pub fn check(&mut self, header: &Header, command: &Command, now: f64) -> Result<(), Denied> {
        let slot = header.flags.slot();
        let Some(sender) = self.agents.iter_mut().find(|sender| sender.slot == slot && sender.is_in) else {
            return Err(Denied::Never);
        };
        let is_new = header.seq > sender.last || (header.kind.is_coalesced() && header.seq == sender.last);
        if !is_new {
            return Err(Denied::Replay);
        }
        sender.last = header.seq;
        if !self.open {
            return Err(Denied::Paused);
        }
        if header.epoch != self.epoch {
            return Err(Denied::Changed);
        }
        if !sender.all.take(now) || (header.kind.is_act() && !sender.acts.take(now)) {
            return Err(Denied::TooFast);
        }
        let only_shows = matches!(command, Command::Pointer(_) | Command::Highlight(_) | Command::Request(_));
        if !self.acting && !only_shows {
            return Err(Denied::SwitchedOff);
        }
        Ok(())
    }
}
