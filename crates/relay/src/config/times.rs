//! Times that operators may set, with their bounds. Knows no other settings, and not what the times do.

use std::collections::BTreeMap;

use super::ConfigError;
use crate::limits::Limits;

/// One of them.
struct Time {
    key: &'static str,
    /// Seconds, both included.
    bounds: (u64, u64),
    /// Where it goes.
    place: fn(&mut Limits) -> &mut u64,
}

const HOUR: u64 = 3600;

/// All of them. The bounds keep sessions possible below and secrets short-lived above.
const TIMES: &[Time] = &[
    Time { key: "unjoined", bounds: (5, HOUR), place: |it| &mut it.unjoined_ms },
    Time { key: "waiting", bounds: (5, 4 * HOUR), place: |it| &mut it.waiting_ms },
    Time { key: "customer-away", bounds: (1, 900), place: |it| &mut it.customer_away_ms },
    Time { key: "agent-away", bounds: (1, 900), place: |it| &mut it.agent_away_ms },
    Time { key: "paused", bounds: (1, 4 * HOUR), place: |it| &mut it.paused_ms },
    Time { key: "session", bounds: (5, 12 * HOUR), place: |it| &mut it.session_ms },
    Time { key: "invite", bounds: (5, HOUR), place: |it| &mut it.invite_ms },
    Time { key: "login", bounds: (60, 24 * HOUR), place: |it| &mut it.login_ms },
];

const SECONDS: &str = "number of seconds within the bounds of docs/operating.md";
const PAIR: &str = "time and its seconds, such as customer-away=120";
const KNOWN: &str = "time: unjoined, waiting, customer-away, agent-away, paused, session, invite or login";

/// Sets what the file says, then what flags or environment say as `key=seconds`.
pub(super) fn set(
    limits: &mut Limits,
    file: &BTreeMap<String, u64>,
    pairs: &[String],
) -> Result<(), ConfigError> {
    for (key, seconds) in file {
        set_one(limits, key, *seconds)?;
    }
    for pair in pairs {
        let wrong = |kind| ConfigError::Value { key: "time", value: pair.clone(), kind };
        let (key, seconds) = pair.split_once('=').ok_or_else(|| wrong(PAIR))?;
        let seconds = seconds.trim().parse().map_err(|_| wrong(PAIR))?;
        set_one(limits, key.trim(), seconds)?;
    }
    Ok(())
}

fn set_one(limits: &mut Limits, key: &str, seconds: u64) -> Result<(), ConfigError> {
    let Some(time) = TIMES.iter().find(|time| time.key == key.replace('_', "-")) else {
        return Err(ConfigError::Value { key: "times", value: key.to_owned(), kind: KNOWN });
    };
    if !(time.bounds.0..=time.bounds.1).contains(&seconds) {
        return Err(ConfigError::Value { key: time.key, value: seconds.to_string(), kind: SECONDS });
    }
    *(time.place)(limits) = seconds * 1000;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_the_file() {
        let mut limits = Limits::default();
        let file = BTreeMap::from([("customer_away".to_owned(), 5), ("agent-away".to_owned(), 7)]);
        set(&mut limits, &file, &["customer-away=9".to_owned()]).unwrap();
        assert_eq!((limits.customer_away_ms, limits.agent_away_ms), (9_000, 7_000));
        assert_eq!(limits.paused_ms, Limits::default().paused_ms);
    }

    #[test]
    fn each_time_goes_to_its_own_place_and_keeps_its_bounds() {
        for time in TIMES {
            let mut limits = Limits::default();
            set_one(&mut limits, time.key, time.bounds.1).unwrap();
            assert_eq!(*(time.place)(&mut limits), time.bounds.1 * 1000, "{}", time.key);
            for outside in [time.bounds.0 - 1, time.bounds.1 + 1] {
                let error = set_one(&mut limits, time.key, outside).unwrap_err().to_string();
                assert!(error.contains(time.key), "{error}");
            }
            // What the relay does unasked is within them too.
            let default = *(time.place)(&mut Limits::default()) / 1000;
            assert!((time.bounds.0..=time.bounds.1).contains(&default), "{}", time.key);
        }
    }

    #[test]
    fn what_is_no_time_is_named() {
        for pair in ["customer-away", "customer-away=soon", "patience=3", "customer-away=-1"] {
            let error = set(&mut Limits::default(), &BTreeMap::new(), &[pair.to_owned()]).unwrap_err();
            assert!(error.to_string().contains(pair.split('=').next().unwrap()), "{error}");
        }
    }
}
