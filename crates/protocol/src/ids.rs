//! The numbers that name things. Knows nothing of what they name.

use crate::prelude::*;
use core::fmt;

use serde::{Deserialize, Serialize};

/// A node of the customer's page, numbered by the customer's side from 1, never reused within an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct NodeId(pub u32);

impl NodeId {
    /// No node: "first place" as a previous sibling, "the page" as a target.
    pub const NONE: NodeId = NodeId(0);

    /// Whether this is [`NodeId::NONE`].
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// One page load of a session, numbered by the relay from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct Epoch(pub u32);

/// An agent's place in a session, 1 to 15. 0 stands for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct Slot(pub u8);

/// A highlight of a session, numbered by the customer's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct MarkId(pub u32);

/// A chat, numbered by the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct ChatId(pub u64);

/// The nine digits that a customer reads out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionId(u32);

impl SessionId {
    /// How many IDs there are: 10^9.
    pub const COUNT: u32 = 1_000_000_000;

    /// The ID of this number, which must be below [`SessionId::COUNT`].
    pub fn new(number: u32) -> Option<SessionId> {
        (number < SessionId::COUNT).then_some(SessionId(number))
    }

    /// The number, 0 to 999 999 999.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Reads what a person typed: nine digits of ASCII, with spaces, dots and dashes anywhere.
    pub fn parse(typed: &str) -> Option<SessionId> {
        let mut number = 0u32;
        let mut digits = 0;
        for c in typed.chars() {
            match c {
                '0'..='9' if digits < 9 => {
                    number = number * 10 + (c as u32 - '0' as u32);
                    digits += 1;
                }
                ' ' | '\u{a0}' | '\t' | '-' | '.' | '\u{2010}'..='\u{2015}' => {}
                _ => return None,
            }
        }
        (digits == 9).then_some(SessionId(number))
    }

    /// Three groups of three digits with a space between: "418 205 937".
    pub fn grouped(self) -> String {
        let mut out = String::with_capacity(11);
        for (place, divisor) in (0..9).map(|place| (place, 10u32.pow(8 - place))) {
            if place == 3 || place == 6 {
                out.push(' ');
            }
            out.push(char::from(b'0' + (self.0 / divisor % 10) as u8));
        }
        out
    }
}

impl fmt::Display for SessionId {
    /// Nine digits without spaces, as in URLs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.grouped().replace(' ', ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_people_type_it() {
        let id = SessionId::new(48_291_307).unwrap();
        assert_eq!(id.grouped(), "048 291 307");
        assert_eq!(id.to_string(), "048291307");
        for typed in ["048 291 307", "048291307", " 048-291-307 ", "048.291.307", "048\u{a0}291\u{2013}307"] {
            assert_eq!(SessionId::parse(typed), Some(id), "{typed:?}");
        }
        for typed in ["", "12345678", "1234567890", "12345678a", "١٢٣٤٥٦٧٨٩", "123 456 78O"] {
            assert_eq!(SessionId::parse(typed), None, "{typed:?}");
        }
        assert_eq!(SessionId::new(SessionId::COUNT), None);
    }
}
