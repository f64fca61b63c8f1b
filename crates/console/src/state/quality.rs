//! How good the customer's connection is, from what the relay measures. Knows nothing of how it is shown.

use std::collections::VecDeque;

/// Round trips up to this many milliseconds are good.
const GOOD_MS: u32 = 200;
/// Round trips up to this many milliseconds are slow; above they are poor.
const SLOW_MS: u32 = 600;
/// Milliseconds of silence that mean offline.
const SILENT_MS: f64 = 5_000.0;
/// A class must hold this long before it is shown, so that one slow answer does not flicker.
const HOLD_MS: f64 = 3_000.0;
/// Milliseconds that the history reaches back.
const HISTORY_MS: f64 = 120_000.0;

/// The four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quality {
    /// Up to 200 ms.
    Good,
    /// Up to 600 ms.
    Slow,
    /// Above.
    Poor,
    /// Nothing heard for five seconds.
    Offline,
}

impl Quality {
    /// All four, best first.
    pub const ALL: [Quality; 4] = [Quality::Good, Quality::Slow, Quality::Poor, Quality::Offline];

    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Quality::Good => "good",
            Quality::Slow => "slow",
            Quality::Poor => "poor",
            Quality::Offline => "offline",
        }
    }

    /// How many of the four bars are filled.
    pub fn bars(self) -> u8 {
        match self {
            Quality::Good => 4,
            Quality::Slow => 2,
            Quality::Poor => 1,
            Quality::Offline => 0,
        }
    }

    /// The class of one round trip.
    pub fn of(rtt_ms: u32) -> Quality {
        if rtt_ms <= GOOD_MS {
            Quality::Good
        } else if rtt_ms <= SLOW_MS {
            Quality::Slow
        } else {
            Quality::Poor
        }
    }
}

/// Watches the connection. All times are milliseconds of one clock that only goes up.
#[derive(Debug, Clone)]
pub struct Meter {
    shown: Quality,
    /// Another class than the shown one, and since when it has held.
    candidate: Option<(Quality, f64)>,
    rtt_ms: u32,
    heard: f64,
    history: VecDeque<(f64, u32)>,
    counted_to: f64,
    spent: [f64; 4],
}

impl Meter {
    /// A meter that starts at good: nobody is told of trouble that was not measured.
    pub fn new(now: f64) -> Meter {
        Meter {
            shown: Quality::Good,
            candidate: None,
            rtt_ms: 0,
            heard: now,
            history: VecDeque::new(),
            counted_to: now,
            spent: [0.0; 4],
        }
    }

    /// The relay's measurement.
    pub fn measured(&mut self, rtt_ms: u32, silent_ms: u32, now: f64) {
        self.rtt_ms = rtt_ms;
        self.heard = self.heard.max(now - f64::from(silent_ms));
        if f64::from(silent_ms) < SILENT_MS {
            self.history.push_back((now, rtt_ms));
        }
        while self.history.front().is_some_and(|(at, _)| now - at > HISTORY_MS) {
            self.history.pop_front();
        }
        self.tick(now);
    }

    /// Anything at all came from the customer.
    pub fn heard(&mut self, now: f64) {
        self.heard = self.heard.max(now);
    }

    /// Time passed; to be called about once a second. Returns the class to show.
    pub fn tick(&mut self, now: f64) -> Quality {
        let place = self.shown as usize;
        self.spent[place] += (now - self.counted_to).max(0.0);
        self.counted_to = now;
        let is_silent = now - self.heard >= SILENT_MS;
        let current = if is_silent { Quality::Offline } else { Quality::of(self.rtt_ms) };
        if current == self.shown {
            self.candidate = None;
        } else if current == Quality::Offline {
            // Five seconds of silence have held long enough already.
            self.shown = current;
            self.candidate = None;
        } else {
            match self.candidate {
                Some((candidate, since)) if candidate == current => {
                    if now - since >= HOLD_MS {
                        self.shown = current;
                        self.candidate = None;
                    }
                }
                _ => self.candidate = Some((current, now)),
            }
        }
        self.shown
    }

    /// The class to show.
    pub fn quality(&self) -> Quality {
        self.shown
    }

    /// The newest round trip in milliseconds.
    pub fn rtt_ms(&self) -> u32 {
        self.rtt_ms
    }

    /// The round trips of the last two minutes: age in milliseconds and the value, oldest first.
    pub fn history(&self, now: f64) -> Vec<(f64, u32)> {
        self.history.iter().map(|(at, rtt)| (now - at, *rtt)).filter(|(age, _)| *age <= HISTORY_MS).collect()
    }

    /// Milliseconds spent in a class so far.
    pub fn spent(&self, quality: Quality) -> u32 {
        self.spent[quality as usize] as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_those_of_the_design() {
        assert_eq!(Quality::of(0), Quality::Good);
        assert_eq!(Quality::of(200), Quality::Good);
        assert_eq!(Quality::of(201), Quality::Slow);
        assert_eq!(Quality::of(600), Quality::Slow);
        assert_eq!(Quality::of(601), Quality::Poor);
    }

    #[test]
    fn a_class_is_shown_after_it_held_for_three_seconds() {
        let mut meter = Meter::new(0.0);
        meter.measured(400, 0, 1_000.0);
        assert_eq!(meter.quality(), Quality::Good);
        meter.measured(420, 0, 3_000.0);
        assert_eq!(meter.quality(), Quality::Good);
        assert_eq!(meter.tick(4_000.0), Quality::Slow);
    }

    #[test]
    fn one_slow_answer_changes_nothing() {
        let mut meter = Meter::new(0.0);
        meter.measured(900, 0, 1_000.0);
        meter.measured(50, 0, 3_000.0);
        meter.measured(900, 0, 3_500.0);
        assert_eq!(meter.tick(5_000.0), Quality::Good);
    }

    #[test]
    fn five_silent_seconds_are_offline_and_coming_back_takes_three() {
        let mut meter = Meter::new(0.0);
        meter.measured(40, 0, 1_000.0);
        assert_eq!(meter.tick(5_900.0), Quality::Good);
        assert_eq!(meter.tick(6_000.0), Quality::Offline);
        meter.measured(40, 0, 8_000.0);
        assert_eq!(meter.quality(), Quality::Offline);
        assert_eq!(meter.tick(11_000.0), Quality::Good);
    }

    #[test]
    fn the_relay_can_tell_of_silence_while_its_notices_go_on() {
        let mut meter = Meter::new(0.0);
        meter.measured(40, 0, 2_000.0);
        meter.measured(40, 2_000, 4_000.0);
        meter.measured(40, 4_000, 6_000.0);
        assert_eq!(meter.tick(7_000.0), Quality::Offline);
        assert_eq!(meter.history(7_000.0).len(), 3);
    }

    #[test]
    fn the_time_in_each_class_is_counted() {
        let mut meter = Meter::new(0.0);
        meter.measured(400, 0, 1_000.0);
        meter.heard(4_000.0);
        meter.tick(4_000.0);
        meter.tick(6_000.0);
        assert_eq!(meter.spent(Quality::Good), 4_000);
        assert_eq!(meter.spent(Quality::Slow), 2_000);
    }
}
