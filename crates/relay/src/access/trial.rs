//! A try whose outcome is not known yet: it counts from its begin on, and no longer than it takes, also when whoever made
//! it goes away before. Knows no limits.

use std::sync::Mutex;

/// What counts tries.
pub(super) trait Trials {
    /// Whose try it is.
    type Key;
    /// False: too many are on their way.
    fn begin(&mut self, key: &Self::Key, now: u64) -> bool;
    /// It is over.
    fn end(&mut self, key: &Self::Key);
}

/// One try.
pub(super) struct Trial<'a, T: Trials> {
    trials: &'a Mutex<T>,
    key: T::Key,
}

impl<'a, T: Trials> Trial<'a, T> {
    pub(super) fn begin(trials: &'a Mutex<T>, key: T::Key, now: u64) -> Option<Trial<'a, T>> {
        let begins = super::lock(trials).begin(&key, now);
        begins.then(|| Trial { trials, key })
    }
}

impl<T: Trials> Drop for Trial<'_, T> {
    fn drop(&mut self) {
        super::lock(self.trials).end(&self.key);
    }
}
