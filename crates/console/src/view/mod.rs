//! What the agent sees, in the builder syntax of Leptos. (Its `view!` macro writes `innerHTML` for static
//! parts, which the console's Trusted Types policy blocks.)
//!
//! # Layout
//! - [`login`]; [`workspace`] with [`menu`] and [`lists`]; [`chat`], used in both windows.
//! - [`session`]: the co-browsing window, which shows one of [`entry`], [`stage`] below [`bar`], [`ended`].
//! - [`details`]: the connection's pop-up. [`address`]: the address field.
//! - [`icon`], [`popup`], [`widget`]: small parts.

pub(crate) mod address;
pub(crate) mod bar;
pub(crate) mod chat;
pub(crate) mod details;
pub(crate) mod ended;
pub(crate) mod entry;
pub(crate) mod icon;
pub(crate) mod lists;
pub(crate) mod login;
pub(crate) mod menu;
pub(crate) mod popup;
pub(crate) mod session;
pub(crate) mod stage;
pub(crate) mod widget;
pub(crate) mod workspace;
