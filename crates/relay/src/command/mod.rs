//! What the binary does besides serving.

pub mod agent;
pub mod audit;
pub mod frames;
pub mod policy;
