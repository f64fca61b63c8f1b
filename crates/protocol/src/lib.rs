//! The words that customer, agent and relay share, and their bytes.
//!
//! Knows nothing of browsers, sockets, time or storage: everything here turns values into bytes and back.
//!
//! # Layout
//! - [`frame`]: the header that every WebSocket message starts with; the one list of frame types.
//! - [`hello`], [`signal`], [`notice`]: what a peer and the relay say to each other.
//! - [`tree`]: the page: snapshots and patches, in columns.
//! - [`update`]: the other things a customer's side sends to agents.
//! - [`command`]: what an agent asks the customer's side to do.
//! - [`ids`], [`mode`], [`close`], [`limits`], [`version`]: the small words they are made of.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

#[doc(hidden)]
pub mod prelude;

pub mod frame;
pub mod varint;

pub mod hello;
pub mod notice;
pub mod signal;

pub mod command;
pub mod tree;
pub mod update;

pub mod close;
pub mod ids;
pub mod limits;
pub mod mode;
pub mod version;

use crate::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A payload that its type cannot be read from.
///
/// One value on purpose: a peer that sends garbage learns no more than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadPayload;

impl core::fmt::Display for BadPayload {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the payload is not of the frame's type")
    }
}

impl core::error::Error for BadPayload {}

/// Serializes a message of this crate (everything but trees) to its payload bytes.
///
/// Cannot fail for the types of this crate; an empty payload, which no type reads, stands for the
/// impossible error so that no panic path exists.
pub fn to_payload<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Reads a message from a whole payload. Bytes left over are an error.
pub fn from_payload<T: DeserializeOwned>(payload: &[u8]) -> Result<T, BadPayload> {
    match postcard::take_from_bytes(payload) {
        Ok((message, [])) => Ok(message),
        _ => Err(BadPayload),
    }
}
