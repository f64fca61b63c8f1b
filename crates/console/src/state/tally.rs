//! What happened in a session, counted for the summary at its end. Counts only: no content of the page is
//! kept, addresses but as fingerprints.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use pillion_protocol::command::Command;
use pillion_protocol::ids::{Epoch, NodeId};

/// Counts of one session, as this window saw it.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pages: HashSet<u64>,
    sent: Vec<(u32, Epoch, NodeId)>,
    filled: HashSet<(Epoch, NodeId)>,
    marks: u32,
    marks_alive: u32,
    bytes: u64,
    resyncs: u32,
}

/// Fills whose outcome is awaited; older ones are forgotten rather than kept for ever.
const AWAITED: usize = 256;

impl Tally {
    /// The customer's page has this address.
    pub fn page(&mut self, url: &str) {
        let mut hasher = DefaultHasher::new();
        // A place within a page is no page of its own.
        url.split('#').next().unwrap_or(url).hash(&mut hasher);
        self.pages.insert(hasher.finish());
    }

    /// A command left with this number.
    pub fn sent(&mut self, seq: u32, epoch: Epoch, command: &Command) {
        if let Command::Fill(fill) = command {
            if self.sent.len() == AWAITED {
                self.sent.remove(0);
            }
            self.sent.push((seq, epoch, fill.node));
        }
    }

    /// The customer's side did the command of this number, or did not.
    pub fn outcome(&mut self, seq: u32, is_done: bool) {
        if let Some(place) = self.sent.iter().position(|(sent, ..)| *sent == seq) {
            let (_, epoch, node) = self.sent.remove(place);
            if is_done {
                self.filled.insert((epoch, node));
            }
        }
    }

    /// So many marks are on the page now.
    pub fn marks(&mut self, alive: u32) {
        self.marks += alive.saturating_sub(self.marks_alive);
        self.marks_alive = alive;
    }

    /// So many bytes came in.
    pub fn received(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    /// The mirror lost the thread and asked for the page again.
    pub fn resync(&mut self) {
        self.resyncs += 1;
    }

    /// How many pages were seen.
    pub fn pages_seen(&self) -> usize {
        self.pages.len()
    }

    /// How many fields this agent filled in.
    pub fn fields_filled(&self) -> usize {
        self.filled.len()
    }

    /// How many marks were made.
    pub fn marks_made(&self) -> u32 {
        self.marks
    }

    /// How many bytes came in.
    pub fn bytes_received(&self) -> u64 {
        self.bytes
    }

    /// How often the page had to be asked for again.
    pub fn resyncs(&self) -> u32 {
        self.resyncs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pillion_protocol::command::{Fill, Filling};

    fn fill(node: u32) -> Command {
        Command::Fill(Fill { node: NodeId(node), what: Filling::Insert("a".into()) })
    }

    #[test]
    fn a_page_counts_once_whatever_its_fragment() {
        let mut tally = Tally::default();
        for url in
            ["https://a.example/x", "https://a.example/x#top", "https://a.example/y", "https://a.example/x"]
        {
            tally.page(url);
        }
        assert_eq!(tally.pages_seen(), 2);
    }

    #[test]
    fn a_field_counts_once_and_only_when_it_was_filled() {
        let mut tally = Tally::default();
        for (seq, node) in [(1, 7), (2, 7), (3, 8)] {
            tally.sent(seq, Epoch(1), &fill(node));
        }
        tally.outcome(1, true);
        tally.outcome(2, true);
        tally.outcome(3, false);
        tally.outcome(9, true);
        assert_eq!(tally.fields_filled(), 1);
    }

    #[test]
    fn marks_that_go_do_not_count_again() {
        let mut tally = Tally::default();
        for alive in [1, 2, 1, 2, 0] {
            tally.marks(alive);
        }
        assert_eq!(tally.marks_made(), 3);
    }
}
