//! The highlights that are alive: made, taken away, run out. Pure; time is a parameter.
//!
//! Lives on the customer's side, which is the only one that knows when a marked element is gone. A page load
//! ends them all by itself, because nothing of this survives it.

use crate::prelude::*;
use pillion_protocol::command::Highlight;
use pillion_protocol::ids::{MarkId, NodeId, Slot};
use pillion_protocol::limits;
use pillion_protocol::update;

/// The highlights of a page.
#[derive(Debug, Default)]
pub struct Highlights {
    alive: Vec<Alive>,
    made: u32,
    life_ms: f64,
}

/// One highlight.
#[derive(Debug, Clone, PartialEq)]
pub struct Alive {
    /// Its number.
    pub id: MarkId,
    /// What it marks.
    pub node: NodeId,
    /// Who made it.
    pub slot: Slot,
    /// The agent's words.
    pub note: String,
    /// When it goes.
    pub until: f64,
}

impl Highlights {
    /// None, each of which will live `life_ms`.
    pub fn new(life_ms: u32) -> Highlights {
        Highlights { life_ms: f64::from(life_ms), ..Highlights::default() }
    }

    /// Does what an agent asked and the gate permitted. Over [`limits::MARKS`] the oldest gives way.
    pub fn apply(&mut self, highlight: &Highlight, slot: Slot, now: f64) {
        match highlight {
            Highlight::Toggle { node, note } => {
                let count = self.alive.len();
                self.alive.retain(|mark| mark.node != *node);
                if self.alive.len() < count {
                    return;
                }
                if self.alive.len() >= limits::MARKS {
                    self.alive.remove(0);
                }
                self.made += 1;
                let note = note.chars().filter(|c| !c.is_control()).take(limits::NOTE).collect();
                let until = now + self.life_ms;
                self.alive.push(Alive { id: MarkId(self.made), node: *node, slot, note, until });
            }
            Highlight::Remove(id) => self.alive.retain(|mark| mark.id != *id),
            Highlight::Clear => self.alive.clear(),
        }
    }

    /// Takes away what has run out and what `is_gone`. Says whether anything was.
    pub fn sweep(&mut self, now: f64, is_gone: impl Fn(NodeId) -> bool) -> bool {
        let count = self.alive.len();
        self.alive.retain(|mark| mark.until > now && !is_gone(mark.node));
        self.alive.len() < count
    }

    /// Those that are alive, oldest first.
    pub fn alive(&self) -> &[Alive] {
        &self.alive
    }

    /// What agents are told.
    pub fn update(&self, now: f64) -> update::Marks {
        let mark = |mark: &Alive| update::Mark {
            id: mark.id,
            node: mark.node,
            slot: mark.slot,
            note: mark.note.clone(),
            left_ms: (mark.until - now).max(0.0) as u32,
        };
        update::Marks(self.alive.iter().map(mark).collect())
    }

    /// Ends them all.
    pub fn clear(&mut self) {
        self.alive.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toggle(node: u32) -> Highlight {
        Highlight::Toggle { node: NodeId(node), note: "as on your\npay slip".into() }
    }

    fn nodes(highlights: &Highlights) -> Vec<u32> {
        highlights.alive().iter().map(|mark| mark.node.0).collect()
    }

    #[test]
    fn marking_twice_takes_away_and_numbers_are_never_used_again() {
        let mut highlights = Highlights::new(1000);
        highlights.apply(&toggle(5), Slot(1), 0.0);
        highlights.apply(&toggle(6), Slot(1), 0.0);
        assert_eq!(nodes(&highlights), [5, 6]);
        assert_eq!(highlights.alive()[0].note, "as on yourpay slip");
        highlights.apply(&toggle(5), Slot(1), 0.0);
        highlights.apply(&toggle(5), Slot(1), 0.0);
        let ids: Vec<_> = highlights.alive().iter().map(|mark| mark.id.0).collect();
        assert_eq!((nodes(&highlights), ids), (vec![6, 5], vec![2, 3]));
        highlights.apply(&Highlight::Remove(MarkId(2)), Slot(1), 0.0);
        assert_eq!(nodes(&highlights), [5]);
        highlights.apply(&Highlight::Clear, Slot(1), 0.0);
        assert!(nodes(&highlights).is_empty());
    }

    #[test]
    fn marks_run_out_and_go_with_their_element() {
        let mut highlights = Highlights::new(1000);
        highlights.apply(&toggle(5), Slot(1), 0.0);
        highlights.apply(&toggle(6), Slot(1), 500.0);
        assert_eq!(highlights.update(600.0).0[1].left_ms, 900);
        assert!(!highlights.sweep(999.0, |_| false));
        assert!(highlights.sweep(1000.0, |_| false));
        assert_eq!(nodes(&highlights), [6]);
        assert!(highlights.sweep(1000.0, |node| node == NodeId(6)));
        assert!(nodes(&highlights).is_empty());
    }

    #[test]
    fn there_are_never_more_than_the_limit() {
        let mut highlights = Highlights::new(1000);
        (1..=30).for_each(|node| highlights.apply(&toggle(node), Slot(1), 0.0));
        assert_eq!(highlights.alive().len(), limits::MARKS);
        assert_eq!(nodes(&highlights)[0], 11);
    }
}
