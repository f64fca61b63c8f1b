//! The relay's clock: milliseconds since 1970 that never go back. Knows no time zones.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Wall time as it was when the process started, carried on by the monotonic clock: times can be compared with those
/// of the database, and a changed system clock ends no session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    base_ms: u64,
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Clock {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { base_ms: wall.as_millis() as u64, started: Instant::now() }
    }

    /// Milliseconds since 1970, UTC.
    pub(crate) fn now(&self) -> u64 {
        self.base_ms + self.started.elapsed().as_millis() as u64
    }
}
