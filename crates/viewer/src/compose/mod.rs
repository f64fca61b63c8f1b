//! Gestures to commands: what the agent did, and what is known of its target, to a command, a chooser or a
//! refusal. Pure.
//!
//! Refuses by itself only what the customer's gate would refuse for certain, to tell the agent at once and to ask
//! nothing of the customer's page. The gate remains the judge: everything else is sent.
//!
//! Knows nothing of browsers and of who carries commands.

mod pointing;
pub(crate) mod target;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod typing;

pub(crate) use pointing::{Reply, click, highlight, is_refused, place, slider_value, wheel};
pub(crate) use typing::{Typing, key, types_into};

use pillion_protocol::mode::Mode;

/// What the agent may do at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    /// The session's mode; none before it is known, which allows nothing.
    pub(crate) mode: Option<Mode>,
    /// Whether the customer lets agents click and type.
    pub(crate) control: bool,
}
