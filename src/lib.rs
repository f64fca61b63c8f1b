//! The customer's side of Pillion.

pub mod config;
mod capture;
pub mod privacy;
pub mod session;
pub mod view;
