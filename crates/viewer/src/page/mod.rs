//! The only part of the viewer that touches a browser.
//!
//! - [`viewer`]: the viewer as its host sees it.
//! - [`stage`]: what all of it shares: the mirror, the frame's document, the settings.
//! - [`render`]: the door to `render.js`, which alone touches the frame's document.
//! - [`gestures`], [`keyboard`], [`chooser`]: what the agent does.
//! - [`drawing`], [`figures`]: marks and cursors above the frame.

mod chooser;
mod drawing;
mod figures;
mod gestures;
mod keyboard;
mod listen;
mod render;
mod stage;
pub(crate) mod viewer;
