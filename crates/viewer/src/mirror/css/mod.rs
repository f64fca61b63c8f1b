//! Cleans style text: what would load comes as an asset or goes, what selectors look for is where the mirror
//! puts it, and everything else stays as the page has it.
//!
//! Works on tokens ([`token`]), so that comments, strings and escapes hide nothing. Addresses, strings that are
//! addresses and the dropped rules are found wherever they stand; only the rewriting of selectors depends on
//! being right about what is a selector.

mod clean;
mod selector;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod token;

pub(crate) use clean::{Cleaned, clean};
