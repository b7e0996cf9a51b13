//! Days and times as people type and read them: UTC, as ISO 8601 writes them.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400_000;

/// A day (`2026-11-30`) or a moment (`2026-11-30T12:00`, also with seconds, with or without `Z`), in
/// milliseconds since 1970.
pub(super) fn moment(text: &str) -> Result<i64, String> {
    let wrong = || {
        format!("`{text}` is neither a day such as 2026-11-30 nor a time such as 2026-11-30T12:00")
    };
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, time.strip_suffix('Z').unwrap_or(time)),
        None => (text, "00:00"),
    };
    let numbers = |text: &str, by: char| {
        text.split(by)
            .map(|part| {
                let digits =
                    (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
                part.parse::<i64>().ok().filter(|_| digits)
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(wrong)
    };
    let (year, month, day) = match numbers(day, '-')?.as_slice() {
        [year @ 1970..=9999, month @ 1..=12, day] if (1..=days_in(*year, *month)).contains(day) => {
            (*year, *month, *day)
        }
        _ => return Err(wrong()),
    };
    let seconds = match numbers(time, ':')?.as_slice() {
        [hour @ 0..=23, minute @ 0..=59] => hour * 3600 + minute * 60,
        [hour @ 0..=23, minute @ 0..=59, second @ 0..=59] => hour * 3600 + minute * 60 + second,
        _ => return Err(wrong()),
    };
    Ok(days_since_1970(year, month, day) * DAY + seconds * 1000)
}

/// As [`moment`], or so long ago: `30m`, `12h`, `7d`.
pub(super) fn moment_or_ago(text: &str) -> Result<i64, String> {
    let unit = match text.chars().last() {
        Some('m') => 60_000,
        Some('h') => 3_600_000,
        Some('d') => DAY,
        _ => return moment(text),
    };
    match text[..text.len() - 1].parse::<u32>() {
        Ok(count) => Ok(now().saturating_sub(i64::from(count) * unit)),
        Err(_) => Err(format!("`{text}` is no length of time such as 30m, 12h or 7d")),
    }
}

/// A moment as people read it: `2026-11-30 12:00:00`.
pub(super) fn told(millis: i64) -> String {
    let (year, month, day) = date(millis.div_euclid(DAY));
    let seconds = millis.rem_euclid(DAY) / 1000;
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// The day of a moment.
pub(super) fn day(millis: i64) -> String {
    told(millis).chars().take(10).collect()
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counted from the first of March, so that a leap day is the last of its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let days = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + days - 719_468
}

fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
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
            assert_eq!(told(millis), text);
        }
        assert_eq!(moment("2026-11-22"), moment("2026-11-22T00:00Z"));
        assert_eq!(day(1_795_309_323_000), "2026-11-22");
    }

    #[test]
    fn every_day_of_three_centuries_is_itself() {
        for days in 0..110_000 {
            let (year, month, day) = date(days);
            assert_eq!(days_since_1970(year, month, day), days);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "x", "2026", "2026-02-29", "2026-13-01", "26-11-30T", "2026-11-30T24:00"] {
            assert!(moment(text).is_err(), "{text}");
        }
        assert!(moment_or_ago("7d").is_ok_and(|at| at < now()));
        assert!(moment_or_ago("xd").is_err());
    }
}
