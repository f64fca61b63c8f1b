//! What the agent sees, shown to the customer on their own page: the agent's viewer, on the very frames that leave.
//!
//! Loaded when the customer asks for it and not before. Knows no socket, no masking and no session: what it is not
//! given was not sent either.

#[cfg(target_arch = "wasm32")]
pub mod page;
