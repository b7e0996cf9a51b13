//! The time of day as text.

use crate::Millis;

/// The time of day of a point in time: `12:03:04 UTC`.
#[must_use]
pub fn clock(at: Millis) -> String {
    let seconds = at.div_euclid(1000).rem_euclid(24 * 60 * 60);
    format!("{:02}:{:02}:{:02} UTC", seconds / 3600, seconds / 60 % 60, seconds % 60)
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
}
