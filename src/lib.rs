//! The customer's side of Pillion.

pub mod privacy;
pub mod view;
