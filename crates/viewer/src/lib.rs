//! The agent's end of co-browsing: the mirror, and gestures turned into commands. Embeddable: it needs an
//! empty frame, an element above it, and somebody who carries frames in and commands out.
//!
//! Knows nothing of sockets, logins, chats or the console around it.
//!
//! # Layout
//! - [`mirror`]: frames to a checked tree, and from it instructions for the frame's document. Pure.
//! - [`compose`]: a gesture and what is known of its target to a command, or to a refusal. Pure.
//! - [`page`]: the only part that touches a browser: carries out the instructions, listens to the agent's
//!   gestures, draws cursors and marks.
//! - [`event`]: what the viewer tells its host.

mod compose;
pub mod event;
mod mirror;
mod page;

pub use event::{Message, ViewerEvent};
pub use page::viewer::{Viewer, ViewerOptions};
