//! What agents may do. Pure.
//!
//! Knows the command table of `docs/security.md`; nothing of the DOM: [`target`] is what the page's side
//! found out about the live node, at the moment of execution.
//!
//! - [`consent`]: is this command one to look at: who sent it, is it new, does the customer allow acting.
//! - [`permit`]: the one gate. It alone makes a [`Permitted`], and `page::apply` takes nothing else.

pub mod consent;
pub mod permit;
pub mod target;
#[cfg(test)]
mod tests;

pub use consent::Gate;
pub use permit::{Pending, Permitted, Verdict, permit};
pub use target::{Address, Link, Marks, Reach, Step, Target};
