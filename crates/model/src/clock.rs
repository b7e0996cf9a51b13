//! The time of day as text.

use crate::Millis;

/// The time of day of a point in time: `12:03:04 UTC`.
#[must_use]
pub fn clock(at: Millis) -> String {
    let seconds = at.div_euclid(1000).rem_euclid(24 * 60 * 60);
    format!("{:02}:{:02}:{:02} UTC", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A point in time with its day: `2026-11-30 12:03:04 UTC`. One that no calendar has is shown as its milliseconds.
#[must_use]
pub fn day_and_clock(at: Millis) -> String {
    let day = jiff::Timestamp::from_millisecond(at);
    day.map_or_else(|_| at.to_string(), |day| format!("{} {}", day.strftime("%Y-%m-%d"), clock(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_that_of_its_day() {
        assert_eq!(clock(0), "00:00:00 UTC");
        assert_eq!(clock(86_399_999), "23:59:59 UTC");
        assert_eq!(clock(1_764_158_584_123), "12:03:04 UTC");
    }

    #[test]
    fn a_point_in_time_has_its_day() {
        assert_eq!(day_and_clock(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(day_and_clock(1_764_158_584_123), "2025-11-26 12:03:04 UTC");
        assert_eq!(day_and_clock(-1), "1969-12-31 23:59:59 UTC");
        assert_eq!(day_and_clock(Millis::MAX), Millis::MAX.to_string());
    }
}
