//! What the console knows, as plain values: everything that can be decided without a browser is decided here
//! and tested natively. Nothing below this module names the page, a socket or a clock; time is a parameter.

pub mod clock;
pub mod entry;
pub mod quality;
pub mod talk;
pub mod tally;
pub mod window;
pub mod zoom;
