//! The relay: brings customers and agents together and serves everything that their browsers load. It passes pages
//! and commands on as opaque bytes: it reads the frame header and nothing behind it.
//!
//! # Layout
//! - [`cli`], [`config`], [`limits`]: what the operator says. [`command`]: what the binary does besides serving.
//! - [`server`]: the accept loop and the end of it. `http`: every route. `connection`: one WebSocket.
//! - `session`: the pure core. A room (one customer's visit with its session and chat) takes inputs and the time and
//!   returns actions. No sockets, no clock, no storage.
//! - `hub`: the rooms of this process; carries out what they ask for. `registry`: which room a number or token is for.
//!   `workspace`: what agents see of all rooms.
//! - `bus`: the way to a peer. `store`: what outlives the process. Both are small traits with one embedded default.
//! - `audit`: who did what, chained and signed. Metadata alone.
//! - `access`: who may log in, join, connect. `site`, `origin`: which pages may carry the tag.

#![cfg(not(target_arch = "wasm32"))]

pub mod cli;
pub mod command;
pub mod config;
pub mod limits;
pub mod server;

mod access;
mod address;
mod app;
mod audit;
mod bus;
mod clock;
mod connection;
mod http;
mod hub;
mod idle;
mod log;
mod origin;
mod person;
mod random;
mod registry;
mod session;
mod site;
mod store;
mod workspace;
