//! How long to wait before the next try. Pure: the random number comes from outside.

/// The first wait, in milliseconds.
const FIRST: u32 = 250;
/// The longest wait, in milliseconds: a customer who is back from a tunnel should not sit and wait.
const LONGEST: u32 = 8_000;

/// Exponential waits with jitter.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    tries: u32,
}

impl Backoff {
    /// The next wait in milliseconds. `random` is evenly spread over 0 to 1; it moves the wait between half
    /// and all of the step, so that a thousand customers do not come back to a restarted relay at once.
    pub fn next(&mut self, random: f64) -> u32 {
        let step = FIRST.saturating_mul(1 << self.tries.min(16)).min(LONGEST);
        self.tries += 1;
        step / 2 + (f64::from(step / 2) * random.clamp(0.0, 1.0)) as u32
    }

    /// A connection held: the next wait is the first again.
    pub fn reset(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn waits_double_up_to_the_longest_and_start_anew_after_a_reset() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..8).map(|_| backoff.next(1.0)).collect();
        assert_eq!(waits, [250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
        backoff.reset();
        assert_eq!(backoff.next(0.0), 125);
    }

    #[test]
    fn a_random_number_out_of_range_does_no_harm() {
        for random in [f64::NAN, -1.0, 7.0] {
            assert!((125..=250).contains(&Backoff::default().next(random)));
        }
    }
}
