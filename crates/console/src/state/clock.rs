//! Times as people read them. Knows nothing of which clock they come from.

/// Minutes and seconds, "4:12", from an hour on "1:02:03". Rounds up, so that a countdown ends at "0:00".
pub fn minutes(ms: u32) -> String {
    let seconds = ms.div_ceil(1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Minutes and seconds of a time that counts up: rounds down.
pub fn elapsed(ms: u32) -> String {
    minutes(ms - ms % 1000)
}

/// A length with its units: "13 min 4 s", "40 s", "1 h 2 min".
pub fn length(ms: u32) -> String {
    let seconds = ms / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

/// A length for a table: "9 min", below a minute "40 s".
pub fn short_length(ms: u32) -> String {
    match ms {
        0..60_000 => format!("{} s", ms / 1000),
        _ => format!("{} min", (ms + 30_000) / 60_000),
    }
}

/// A time of day on a 12-hour clock: "2:32 pm".
pub fn time_of_day(hours: u32, minutes: u32) -> String {
    let half = if hours % 24 < 12 { "am" } else { "pm" };
    let hour = match hours % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{minutes:02} {half}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countdowns_round_up_and_times_that_grow_round_down() {
        assert_eq!(minutes(0), "0:00");
        assert_eq!(minutes(1), "0:01");
        assert_eq!(minutes(108_000), "1:48");
        assert_eq!(minutes(3_723_000), "1:02:03");
        assert_eq!(elapsed(252_999), "4:12");
    }

    #[test]
    fn lengths_name_their_units() {
        assert_eq!(length(784_000), "13 min 4 s");
        assert_eq!(length(40_500), "40 s");
        assert_eq!(length(120_000), "2 min");
        assert_eq!(length(3_720_000), "1 h 2 min");
        assert_eq!(short_length(40_000), "40 s");
        assert_eq!(short_length(545_000), "9 min");
    }

    #[test]
    fn noon_is_pm_and_midnight_is_am() {
        assert_eq!(time_of_day(0, 5), "12:05 am");
        assert_eq!(time_of_day(12, 0), "12:00 pm");
        assert_eq!(time_of_day(14, 32), "2:32 pm");
    }
}
