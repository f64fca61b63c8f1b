//! What `std`'s prelude would bring, for this crate, the link and the customer's side: they stand on `core` and `alloc`
//! alone, so that what browsers load carries neither the standard library's panics nor its formatting. Knows nothing else.

pub use alloc::{
    borrow::ToOwned,
    boxed::Box,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
