//! Counts failures and locks after too many. Time is a parameter.

use std::collections::HashMap;
use std::hash::Hash;

use crate::limits::Tries;

/// Keys remembered at most: a flood of made-up keys must not take the memory.
const KEPT: usize = 100_000;

/// Failures by key.
#[derive(Debug)]
pub(crate) struct Counter<K> {
    tries: Tries,
    by_key: HashMap<K, Failures>,
}

#[derive(Debug)]
struct Failures {
    since: u64,
    count: u32,
    locked_until: u64,
    /// Tries whose outcome is not known yet.
    pending: u32,
}

impl<K: Eq + Hash> Counter<K> {
    pub(crate) fn new(tries: Tries) -> Counter<K> {
        Counter { tries, by_key: HashMap::new() }
    }

    /// Seconds until the lock ends, at least 1, if there is one.
    pub(crate) fn locked(&self, key: &K, now: u64) -> Option<u32> {
        let left = self.by_key.get(key)?.locked_until.saturating_sub(now);
        (left > 0).then(|| u32::try_from(left.div_ceil(1000)).unwrap_or(u32::MAX))
    }

    /// Begins a try, unless as many are on their way as may still fail: many at once get no further than one after the
    /// other. Each that began must [`Counter::end`].
    pub(crate) fn begin(&mut self, key: K, now: u64) -> bool {
        let most = self.tries.count;
        let failures = self.entry(key, now);
        let begins = failures.locked_until <= now && failures.count + failures.pending < most;
        failures.pending += u32::from(begins);
        begins
    }

    /// A try is over. Whether it failed, [`Counter::fail`] tells.
    pub(crate) fn end(&mut self, key: &K) {
        if let Some(failures) = self.by_key.get_mut(key) {
            failures.pending = failures.pending.saturating_sub(1);
        }
    }

    fn entry(&mut self, key: K, now: u64) -> &mut Failures {
        let window = self.tries.window_ms;
        if self.by_key.len() >= KEPT {
            self.by_key.retain(|_, it| it.locked_until > now || it.since + window > now || it.pending > 0);
            if self.by_key.len() >= KEPT {
                self.by_key.clear();
            }
        }
        let new = Failures { since: now, count: 0, locked_until: 0, pending: 0 };
        let failures = self.by_key.entry(key).or_insert(new);
        if failures.since + window <= now {
            (failures.since, failures.count) = (now, 0);
        }
        failures
    }

    /// Counts one failure; the last that is let pass begins the lock.
    pub(crate) fn fail(&mut self, key: K, now: u64) {
        let tries = self.tries;
        let failures = self.entry(key, now);
        failures.count += 1;
        if failures.count >= tries.count {
            failures.locked_until = now + tries.lock_ms;
            (failures.since, failures.count) = (now, 0);
        }
    }

    /// Forgets a key's failures.
    pub(crate) fn clear(&mut self, key: &K) {
        self.by_key.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter() -> Counter<&'static str> {
        Counter::new(Tries { count: 3, window_ms: 1000, lock_ms: 5000 })
    }

    #[test]
    fn too_many_failures_lock_this_key_alone() {
        let mut counter = counter();
        for now in [0, 1, 2] {
            assert_eq!(counter.locked(&"a", now), None);
            counter.fail("a", now);
        }
        assert_eq!(counter.locked(&"a", 2), Some(5));
        assert_eq!(counter.locked(&"a", 5001), Some(1));
        assert_eq!(counter.locked(&"a", 5002), None);
        assert_eq!(counter.locked(&"b", 2), None);
    }

    #[test]
    fn many_at_once_get_no_further_than_one_after_the_other() {
        let mut counter = counter();
        counter.fail("a", 0);
        assert!(counter.begin("a", 1) && counter.begin("a", 1) && !counter.begin("a", 1));
        assert!(counter.begin("b", 1));
        counter.end(&"a");
        assert!(counter.begin("a", 2));
        for _ in 0..2 {
            counter.fail("a", 3);
            counter.end(&"a");
        }
        assert!(counter.locked(&"a", 3).is_some() && !counter.begin("a", 3));
        assert!(counter.begin("a", 5003));
    }

    #[test]
    fn old_failures_and_successes_are_forgotten() {
        let mut counter = counter();
        counter.fail("a", 0);
        counter.fail("a", 1);
        counter.fail("a", 1000);
        assert_eq!(counter.locked(&"a", 1000), None);
        counter.fail("a", 1001);
        counter.clear(&"a");
        counter.fail("a", 1002);
        assert_eq!(counter.locked(&"a", 1002), None);
    }
}
