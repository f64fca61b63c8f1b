//! What may leave the customer's page. The one place that decides it; privacy.md is the specification.
//!
//! Everything that leaves is a [`Masked`], which only this module can make from page content, and the
//! encoder takes nothing else. Input is plain data that the page's reader gathered; there is no DOM in here.
//!
//! - [`Privacy`]: one document's judge. Judges every string, remembers what was sensitive.
//! - `field`: what is known of one. `owner`: the owner's marks and how they pass down. `sticky`: what stays sensitive. `attributes`: which
//!   attributes leave. `classify`, `words`, `tokens`, `fold`: sensitive fields by name. `patterns`: sensitive
//!   values by form. `url`, `css`: addresses and style. `reflect`: repeated values. `mask`, `masked`: the result.

mod attributes;
mod classify;
mod css;
mod field;
mod fold;
mod judge;
mod mask;
mod masked;
mod owner;
mod patterns;
mod reflect;
mod search;
mod shown;
mod sticky;
mod tokens;
mod url;
mod words;

#[cfg(test)]
mod tests;

pub use attributes::{changes_when_masked, content_leaves};
pub use classify::{FieldHints, FieldKind, Tier, classify};
pub use field::FieldState;
pub use judge::{Element, Place, Policy, Privacy};
pub use masked::Masked;
pub use owner::Marks;
pub use patterns::{Label, Scan, scan, scan_run};
