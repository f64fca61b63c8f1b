//! What is known of a field once it was judged. Does not judge.

use super::classify::Tier;
use super::owner::Marks;

/// What is known of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldState {
    /// Its node id.
    pub node: u32,
    /// How sensitive it is in itself.
    pub tier: Option<Tier>,
    /// Its value is never shown: by tier, mark or private mode. Its children are walked with [`Marks::FIELD`].
    pub masked: bool,
    /// `data-cobrowse-ignore`: it looks empty, and its value is not read.
    pub ignored: bool,
    /// The agent may write into it unseen (R9).
    pub cofill: bool,
}

impl FieldState {
    /// Whether what it holds is searched for elsewhere. In the private mode a field may be masked without being
    /// sensitive: what the owner shows elsewhere is not searched for it.
    pub fn is_sensitive(&self, marks: Marks) -> bool {
        self.tier.is_some() || marks.has(Marks::MASK.with(Marks::FIELD))
    }
}
