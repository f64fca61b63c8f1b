//! What was shown last of strings whose caller cannot tell whether they are new: fields' values, title and
//! address. Keeps hashes, no content.

use super::sticky::hash;
use crate::prelude::*;

/// The last string that was shown, for each node or place, sorted.
#[derive(Default)]
pub(super) struct Shown(Vec<(u32, u64)>);

impl Shown {
    /// The place of the document's address; node ids stay far below.
    pub(super) const URL: u32 = u32::MAX;
    /// Stylesheets' places begin here.
    pub(super) const SHEETS: u32 = 1 << 30;
    /// The place of the document's title.
    pub(super) const TITLE: u32 = u32::MAX - 1;

    /// Whether exactly this string was shown there last.
    pub(super) fn is_known(&self, place: u32, raw: &str) -> bool {
        self.at(place).ok().and_then(|at| self.0.get(at)).is_some_and(|known| known.1 == hash(0, 0, raw))
    }

    /// Takes note of a string that is shown as it is.
    pub(super) fn note(&mut self, place: u32, raw: &str) {
        let entry = (place, hash(0, 0, raw));
        match self.at(place) {
            Ok(at) => {
                if let Some(known) = self.0.get_mut(at) {
                    *known = entry;
                }
            }
            Err(at) => self.0.insert(at, entry),
        }
    }

    pub(super) fn forget(&mut self, place: u32) {
        if let Ok(at) = self.at(place) {
            self.0.remove(at);
        }
    }

    fn at(&self, place: u32) -> Result<usize, usize> {
        self.0.binary_search_by_key(&place, |known| known.0)
    }
}
