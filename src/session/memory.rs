//! What a session remembers over page loads, as the one string in the tab's session storage.
//!
//! The token, and the few facts for the receipt that the relay must not know. Never leaves the browser, is
//! written by us alone, and is read as carefully as if it were not.

use crate::prelude::*;
use pillion_protocol::ids::Slot;

/// The facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Memory {
    /// For the next Hello.
    pub(super) token: String,
    /// When the first agent came in; 0 before.
    pub(super) since: f64,
    /// Page loads that were shared.
    pub(super) pages: u32,
    /// The most private fields on one page.
    pub(super) private_fields: u32,
    /// Whether the customer lets agents act.
    pub(super) control: bool,
    /// The customer started a session: the relay cannot.
    pub(super) started: bool,
    /// The customer stopped sharing, and has not started again.
    pub(super) stopped: bool,
    /// The agent whom the customer agreed to.
    pub(super) agent: Option<(Slot, String)>,
    /// Labels of the fields that agents filled in.
    pub(super) filled: Vec<String>,
}

/// Between the facts. A token is base64url and labels lose their control characters.
const SEPARATOR: char = '\u{1f}';

/// Labels beyond this many are only counted by the ones kept.
const LABELS: usize = 50;

impl Memory {
    pub(super) fn write(&self) -> String {
        let numbers = [
            self.since as u64,
            u64::from(self.pages),
            u64::from(self.private_fields),
            u64::from(self.control) | u64::from(self.started) << 1 | u64::from(self.stopped) << 2,
            self.agent.as_ref().map_or(0, |(slot, _)| u64::from(slot.0)),
        ];
        let mut out = self.token.clone();
        for number in numbers {
            out.push(SEPARATOR);
            out.push_str(&number.to_string());
        }
        let agent = self.agent.as_ref().map_or("", |(_, name)| name);
        for text in core::iter::once(agent).chain(self.filled.iter().take(LABELS).map(String::as_str)) {
            out.push(SEPARATOR);
            out.extend(text.chars().filter(|c| !c.is_control()));
        }
        out
    }

    /// `None` when there is no token in it: then there is no visit to go on with.
    pub(super) fn read(stored: &str) -> Option<Memory> {
        let mut parts = stored.split(SEPARATOR);
        let token = parts.next().filter(|token| !token.is_empty())?;
        let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok()).unwrap_or_default();
        let [since, pages, private_fields, is, slot] = [number(), number(), number(), number(), number()];
        let agent = parts.next().unwrap_or_default();
        Some(Memory {
            token: token.into(),
            since: since as f64,
            pages: pages as u32,
            private_fields: private_fields as u32,
            control: is & 1 != 0,
            started: is & 2 != 0,
            stopped: is & 4 != 0,
            agent: (slot != 0).then(|| (Slot(slot as u8), agent.into())),
            filled: parts.take(LABELS).map(Into::into).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back() {
        let memory = Memory {
            token: "abc_-9".into(),
            since: 1_790_000_000_000.0,
            pages: 3,
            private_fields: 2,
            control: true,
            started: true,
            stopped: true,
            agent: Some((Slot(3), "Maya R.".into())),
            filled: vec!["Employment status".into(), "ZIP".into()],
        };
        assert_eq!(Memory::read(&memory.write()), Some(memory));
    }

    #[test]
    fn anything_else_is_read_as_far_as_it_makes_sense() {
        assert_eq!(Memory::read(""), None);
        assert_eq!(Memory::read("\u{1f}1"), None);
        let token_alone = Memory { token: "abc".into(), ..Memory::default() };
        assert_eq!(Memory::read("abc"), Some(token_alone.clone()));
        assert_eq!(Memory::read("abc\u{1f}x\u{1f}-1\u{1f}99999999999999999999999"), Some(token_alone));
    }
}
