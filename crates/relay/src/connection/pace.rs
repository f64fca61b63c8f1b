//! How much a peer may send. Knows neither frames nor rooms.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use pillion_protocol::limits;

type Bucket = RateLimiter<NotKeyed, InMemoryState, MonotonicClock, NoOpMiddleware<std::time::Instant>>;

/// A frame counts for at least so many bytes, so that a flood of empty ones is slowed down too.
const SMALLEST: u32 = 512;
/// Signals a second, and at once: what people do by hand, with room for a fast tester.
const SIGNALS: (u32, u32) = (10, 30);
/// So many times too fast is no accident.
const GROSS: u32 = 10;
/// Notices of dropped commands a second.
const COMPLAINTS: u32 = 5;

fn bucket(per_second: u32, burst: u32) -> Bucket {
    let one = NonZeroU32::MIN;
    let quota = Quota::per_second(NonZeroU32::new(per_second).unwrap_or(one))
        .allow_burst(NonZeroU32::new(burst).unwrap_or(one));
    RateLimiter::direct_with_clock(quota, MonotonicClock)
}

/// A customer's bytes: slowed down, never refused, since a heavy page is no fault of theirs.
pub(super) struct Bytes(Bucket);

impl Bytes {
    pub(super) fn new() -> Bytes {
        Bytes(bucket(limits::CUSTOMER_BYTES_PER_SECOND, limits::CUSTOMER_BURST))
    }

    /// Takes the bytes of a frame, and says how long to wait if there are too few.
    pub(super) fn take(&self, bytes: usize) -> Result<(), Duration> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX).clamp(SMALLEST, limits::CUSTOMER_BURST);
        match self.0.check_n(NonZeroU32::new(bytes).unwrap_or(NonZeroU32::MIN)) {
            Ok(Err(wait)) => Err(wait.wait_time_from(MonotonicClock.now())),
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

/// Signals of either side.
pub(super) struct Signals(Bucket);

impl Signals {
    pub(super) fn new() -> Signals {
        Signals(bucket(SIGNALS.0, SIGNALS.1))
    }

    pub(super) fn allows(&self) -> bool {
        self.0.check().is_ok()
    }
}

/// What a customer says became of commands: as many as an agent may send.
pub(super) struct Reports(Bucket);

impl Reports {
    pub(super) fn new() -> Reports {
        Reports(bucket(limits::AGENT_FRAMES_PER_SECOND, limits::AGENT_FRAMES_PER_SECOND * 2))
    }

    pub(super) fn allows(&self) -> bool {
        self.0.check().is_ok()
    }
}

/// What to do with a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Pass it on.
    Pass,
    /// Drop it and say so.
    Drop,
    /// Drop it silently: enough was said.
    DropQuietly,
    /// This is an attack: close.
    Close,
}

/// An agent's commands.
pub(super) struct Commands {
    frames: Bucket,
    acts: Bucket,
    gross: Bucket,
    complaints: Bucket,
}

impl Commands {
    pub(super) fn new() -> Commands {
        let (frames, acts) = (limits::AGENT_FRAMES_PER_SECOND, limits::ACTS_PER_SECOND);
        Commands {
            frames: bucket(frames, frames),
            acts: bucket(acts, acts),
            gross: bucket(frames * GROSS, frames * GROSS),
            complaints: bucket(COMPLAINTS, COMPLAINTS),
        }
    }

    /// `act`: the command does something on the page.
    pub(super) fn judge(&self, act: bool) -> Verdict {
        if self.gross.check().is_err() {
            return Verdict::Close;
        }
        if self.frames.check().is_ok() && (!act || self.acts.check().is_ok()) {
            return Verdict::Pass;
        }
        if self.complaints.check().is_ok() { Verdict::Drop } else { Verdict::DropQuietly }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_counted_apart_and_a_flood_is_an_attack() {
        let commands = Commands::new();
        let acts: Vec<Verdict> = (0..20).map(|_| commands.judge(true)).collect();
        assert_eq!(acts.iter().filter(|it| **it == Verdict::Pass).count(), limits::ACTS_PER_SECOND as usize);
        assert_eq!(acts.iter().filter(|it| **it == Verdict::Drop).count(), COMPLAINTS as usize);
        assert_eq!(commands.judge(false), Verdict::Pass);
        assert!((0..1000).any(|_| commands.judge(false) == Verdict::Close));
    }

    #[test]
    fn a_burst_passes_and_what_follows_waits() {
        let bytes = Bytes::new();
        let frames = limits::CUSTOMER_BURST as usize / limits::CUSTOMER_FRAME;
        assert!((0..frames).all(|_| bytes.take(limits::CUSTOMER_FRAME).is_ok()));
        let wait = bytes.take(limits::CUSTOMER_FRAME).unwrap_err();
        assert!(wait > Duration::ZERO && wait < Duration::from_secs(1), "{wait:?}");
    }
}
