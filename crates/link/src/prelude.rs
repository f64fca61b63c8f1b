//! What `std`'s prelude would bring: this crate stands on `core` and `alloc` alone, so that what browsers load carries
//! neither the standard library's panics nor its formatting. Knows nothing else.

#[allow(unused_imports, reason = "not every build of the crate uses all of them")]
pub(crate) use alloc::{
    borrow::ToOwned,
    boxed::Box,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
