//! Days and times as people type and read them: ISO 8601 (RFC 3339), in UTC unless they say otherwise.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// A day (`2026-11-30`) or a time (`2026-11-30T12:00`, also with seconds, with a space for the `T`, with
/// `Z` or an offset such as `+02:00`; UTC without), in milliseconds since 1970.
pub(super) fn moment(text: &str) -> Result<i64, String> {
    let with_offset = text.parse::<Timestamp>();
    let time = with_offset
        .or_else(|_| text.parse::<DateTime>()?.to_zoned(TimeZone::UTC).map(|at| at.timestamp()));
    match time.map(Timestamp::as_millisecond) {
        Ok(millis) if millis >= 0 => Ok(millis),
        _ => Err(format!(
            "`{text}` is not a day such as 2026-11-30 or a time such as 2026-11-30T12:00, from 1970 on"
        )),
    }
}

/// As [`moment`], or so long ago: `30m`, `12h`, `7d`, `1h30m`, `2 weeks`.
pub(super) fn moment_or_ago(text: &str) -> Result<i64, String> {
    moment(text).or_else(|_| {
        let before = |span: Span| Timestamp::now().to_zoned(TimeZone::UTC).checked_sub(span.abs());
        text.parse::<Span>().and_then(before).map(|at| at.timestamp().as_millisecond()).map_err(|_| {
            format!(
                "`{text}` is not a day such as 2026-11-30, a time such as 2026-11-30T12:00, or a duration \
                 such as 30m, 12h or 7d"
            )
        })
    })
}

/// As [`moment`], or so long from now: `30m`, `12h`, `7d`.
pub(super) fn moment_or_in(text: &str) -> Result<i64, String> {
    moment(text).or_else(|_| {
        let after = |span: Span| Timestamp::now().to_zoned(TimeZone::UTC).checked_add(span.abs());
        text.parse::<Span>().and_then(after).map(|at| at.timestamp().as_millisecond()).map_err(|_| {
            format!(
                "`{text}` is not a day such as 2026-11-30, a time such as 2026-11-30T12:00, or a duration \
                 such as 30m, 12h or 7d"
            )
        })
    })
}

/// A time in UTC as people read it: `2026-11-30 12:00:00`. One that no calendar has is shown as its
/// milliseconds.
pub(super) fn date_and_time(millis: i64) -> String {
    formatted(millis, "%Y-%m-%d %H:%M:%S")
}

/// The day of a time, in UTC: `2026-11-30`.
pub(super) fn day(millis: i64) -> String {
    formatted(millis, "%Y-%m-%d")
}

fn formatted(millis: i64, form: &str) -> String {
    Timestamp::from_millisecond(millis)
        .map_or_else(|_| millis.to_string(), |at| at.strftime(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_read_back_as_they_are_written() {
        for (text, millis) in [
            ("1970-01-01 00:00:00", 0),
            ("2000-02-29 23:59:59", 951_868_799_000),
            ("2026-11-22 01:02:03", 1_795_309_323_000),
            ("2100-03-01 00:00:00", 4_107_542_400_000),
        ] {
            assert_eq!(moment(text), Ok(millis), "{text}");
            assert_eq!(date_and_time(millis), text);
        }
        assert_eq!(day(1_795_309_323_000), "2026-11-22");
        assert_eq!(date_and_time(i64::MAX), i64::MAX.to_string());
    }

    #[test]
    fn a_time_is_utc_unless_it_says_otherwise() {
        let midnight = moment("2026-11-22");
        assert_eq!(midnight, Ok(1_795_305_600_000));
        for text in ["2026-11-22T00:00", "2026-11-22T00:00Z", "2026-11-22T02:00+02:00"] {
            assert_eq!(moment(text), midnight, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_time_is_refused() {
        for text in [
            "",
            "x",
            "2026",
            "2026-02-29",
            "2026-13-01",
            "26-11-30T",
            "2026-11-30T24:00",
            "1969-12-31",
        ] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_duration_is_counted_back_from_now() {
        let now = Timestamp::now().as_millisecond();
        let day = 86_400_000;
        for (text, before) in [("7d", 7 * day), ("1h30m", 5_400_000), ("2 weeks ago", 14 * day)] {
            let at = moment_or_ago(text).unwrap();
            assert!((now - before..now - before + 60_000).contains(&at), "{text}: {at}");
        }
        for text in ["xd", "7", "9999999d", ""] {
            assert!(moment_or_ago(text).is_err(), "{text}");
        }
    }
}
