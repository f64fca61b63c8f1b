//! The only part of the viewer that touches a browser.

pub mod viewer;
