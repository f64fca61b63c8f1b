//! What is drawn over the page: the frame, the agents' cursors, their marks, and the marks of private fields.
//!
//! Takes no clicks, except on the chips that lead to a mark; shifts no layout; knows nothing of sessions.

pub(crate) mod cursors;
pub(crate) mod frame;
pub(crate) mod marks;
pub(crate) mod private;
pub(crate) mod rect;
