//! The browser's end of the wire, the same for customer and agent.
//!
//! Knows frames and their order; nothing of pages, sessions or people.
//!
//! # Layout
//! - [`outbox`]: numbers, splits and coalesces what goes out. Pure.
//! - [`inbox`]: joins what comes in and notices gaps. Pure.
//! - [`backoff`]: how long to wait before the next try. Pure.
//! - `socket`: the WebSocket and the deflate streams that the two stand on. Browser only.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

use pillion_protocol::prelude;

pub mod backoff;
pub mod inbox;
pub mod outbox;
#[cfg(target_arch = "wasm32")]
mod socket;

#[cfg(target_arch = "wasm32")]
pub use socket::{Link, LinkError, LinkEvent};
