//! Everything of the customer's side that touches the browser. Knows no rules: what may leave is decided by
//! `privacy`, what may be done by `control`, what happens next by `session`.
//!
//! # Layout
//! - out: [`watch`] with its shim (`reader.js` and the files it imports), [`nodes`], [`read`], [`assets`].
//! - in: `commands` (a command's way), [`apply`] (looks at the live target, does what is permitted).
//! - our own surfaces: [`panel`], whose scripts draw them.
//! - `wiring` joins them; `tell`, `store` and `page_events` are its way to the page's script, to the tab's
//!   storage, and to the page's coming and going.

pub mod apply;
pub mod assets;
mod commands;
mod contact;
pub mod nodes;
mod page_events;
pub mod panel;
mod preview;
pub mod read;
mod sharing;
pub(crate) mod store;
mod tell;
pub(crate) mod timer;
pub mod watch;
pub(crate) mod wiring;
