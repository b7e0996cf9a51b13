//! The string and number formats that the API server checks (apiextensions `formats.go`).
//!
//! Formats that nobody uses in a manifest (`isbn`, `creditcard`, `ssn`, colours) are not checked, nor
//! are `email` and `uri` beyond the obvious: what is let through here the API server still sees.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A format that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Int32,
    Int64,
    Ipv4,
    Ipv6,
    Cidr,
    Mac,
    Uuid,
    Byte,
    Date,
    DateTime,
    Duration,
    Hostname,
    Email,
    Uri,
    ShortName,
    LongName,
}

impl Format {
    /// The format of a name; `None` for those that are not checked. `-` in names says nothing.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name.replace('-', "").as_str() {
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "cidr" => Self::Cidr,
            "mac" => Self::Mac,
            "uuid" | "uuid3" | "uuid4" | "uuid5" => Self::Uuid,
            "byte" => Self::Byte,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "duration" => Self::Duration,
            "hostname" => Self::Hostname,
            "email" => Self::Email,
            "uri" => Self::Uri,
            "k8sshortname" => Self::ShortName,
            "k8slongname" => Self::LongName,
            _ => return None,
        })
    }

    /// What a text must be, for messages; `None` for number formats.
    pub(crate) fn describe(self) -> Option<&'static str> {
        Some(match self {
            Self::Int32 | Self::Int64 => return None,
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Cidr => "an address with prefix length, such as 10.0.0.0/24",
            Self::Mac => "a MAC address",
            Self::Uuid => "a UUID",
            Self::Byte => "base64",
            Self::Date => "a date such as 2026-07-01",
            Self::DateTime => "a time such as 2026-07-01T12:00:00Z",
            Self::Duration => "a duration such as 5m30s",
            Self::Hostname => "a host name",
            Self::Email => "an e-mail address",
            Self::Uri => "a URI",
            Self::ShortName => {
                "a name of lower-case letters, digits and `-`, at most 63 characters"
            }
            Self::LongName => {
                "a name of lower-case letters, digits, `-` and `.`, at most 253 characters"
            }
        })
    }

    /// Whether `text` is of this format; number formats accept any text.
    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Int32 | Self::Int64 => true,
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Cidr => is_cidr(text),
            Self::Mac => is_mac(text),
            Self::Uuid => is_uuid(text),
            Self::Byte => is_base64(text),
            Self::Date => is_date(text),
            Self::DateTime => is_date_time(text),
            Self::Duration => is_duration(text),
            Self::Hostname => {
                text.len() <= 255 && !text.is_empty() && text.split('.').all(|l| l.len() <= 63)
            }
            Self::Email => text.contains('@') && !text.contains(char::is_whitespace),
            Self::Uri => text.starts_with('/') || text.split_once(':').is_some_and(is_scheme),
            Self::ShortName => is_label(text),
            Self::LongName => is_subdomain(text),
        }
    }
}

/// A DNS label (RFC 1123): lower-case letters, digits and `-` inside, at most 63 characters.
#[must_use]
pub fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_label_text(text)
}

fn is_label_text(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A DNS subdomain (RFC 1123) as Kubernetes checks it: labels of any length between dots, at most 253
/// characters together.
#[must_use]
pub fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label_text)
}

fn is_scheme((scheme, rest): (&str, &str)) -> bool {
    !rest.is_empty()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let plain = !length.is_empty()
        && length.bytes().all(|b| b.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'));
    let Some(length) = length.parse::<u8>().ok().filter(|_| plain) else { return false };
    (address.parse::<Ipv4Addr>().is_ok() && length <= 32)
        || (address.parse::<Ipv6Addr>().is_ok() && length <= 128)
}

fn is_mac(text: &str) -> bool {
    let hex = |part: &str, len: usize| part.len() == len && part.bytes().all(is_hex);
    let of = |separator: char, len: usize, counts: &[usize]| {
        text.split(separator).all(|part| hex(part, len))
            && counts.contains(&text.split(separator).count())
    };
    of(':', 2, &[6, 8, 20]) || of('-', 2, &[6, 8, 20]) || of('.', 4, &[3, 4, 10])
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

fn is_uuid(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    digits.len() == 32
        && digits.bytes().all(is_hex)
        && (text.len() == 32 || text.split('-').map(str::len).eq([8, 4, 4, 4, 12]))
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && !text.is_empty()
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// The number in `text[range]`, when it is all digits.
fn digits(text: &str, range: std::ops::Range<usize>) -> Option<u32> {
    let part = text.get(range)?;
    part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten()
}

fn is_date(text: &str) -> bool {
    let parts = (digits(text, 0..4), digits(text, 5..7), digits(text, 8..10));
    let (Some(year), Some(month), Some(day)) = parts else { return false };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    text.len() == 10
        && text.get(4..5) == Some("-")
        && text.get(7..8) == Some("-")
        && (1..=last).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    let (Some(date), Some(time)) = (text.get(..10), text.get(11..)) else { return false };
    let clock = (digits(time, 0..2), digits(time, 3..5), digits(time, 6..8));
    let (Some(hour), Some(minute), Some(second)) = clock else { return false };
    let mut rest = time.get(8..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        if end == 0 {
            return false;
        }
        rest = fraction.get(end..).unwrap_or_default();
    }
    let zone = matches!(rest, "Z" | "z")
        || (rest.len() == 6
            && rest.starts_with(['+', '-'])
            && rest.get(3..4) == Some(":")
            && digits(rest, 1..3).is_some_and(|hours| hours < 24)
            && digits(rest, 4..6).is_some_and(|minutes| minutes < 60));
    is_date(date)
        && text.get(10..11).is_some_and(|t| t.eq_ignore_ascii_case("t"))
        && time.get(2..3) == Some(":")
        && time.get(5..6) == Some(":")
        && hour < 24
        && minute < 60
        && second <= 60
        && zone
}

/// Go's durations (`1h5m`, `1.5s`, `0`) and the wordy form that the API server takes as well (`5 min`).
fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 19] = [
        "ns", "nano", "us", "µs", "micro", "ms", "milli", "s", "sec", "m", "min", "h", "hr",
        "hour", "d", "day", "w", "wk", "week",
    ];
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (amount, tail) = rest.split_at(number);
        let tail = tail.trim_start();
        let unit_end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        let unit = unit.to_lowercase();
        let known = UNITS.iter().any(|u| unit == *u || (u.len() > 2 && unit.starts_with(u)));
        if !amount.bytes().any(|b| b.is_ascii_digit()) || !known {
            return false;
        }
        rest = tail.trim_start();
    }
    true
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Format;

    #[rstest]
    #[case("ipv4", "10.0.0.1", "10.0.0.256")]
    #[case("ipv6", "fe80::1", "10.0.0.1")]
    #[case("cidr", "10.0.0.0/24", "10.0.0.0/33")]
    #[case("cidr", "fe80::/64", "10.0.0.0")]
    #[case("mac", "0c:20:12:ff:02:00", "0c:20:12:ff:02")]
    #[case("mac", "0c20.12ff.0200", "0c20:12ff:0200")]
    #[case("uuid", "4f2c1d70-9d3c-4f5e-8a1b-0c2d3e4f5a6b", "4f2c1d70-9d3c-4f5e-8a1b")]
    #[case("byte", "aGVkZ2Vyb3c=", "hedge row")]
    #[case("date", "2024-02-29", "2023-02-29")]
    #[case("date-time", "2026-07-01T12:00:00.5+02:00", "2026-07-01 12:00:00Z")]
    #[case("datetime", "2026-07-01T12:00:00Z", "2026-07-01T25:00:00Z")]
    #[case("duration", "1h5m", "soon")]
    #[case("duration", "5 minutes", "5 parsecs")]
    #[case("hostname", "leaf-1.lab", "")]
    #[case("email", "a@b.example", "a b@c")]
    #[case("uri", "tftp://10.0.0.1/boot", "no uri")]
    #[case("k8s-short-name", "leaf-1", "Leaf-1")]
    #[case("k8s-long-name", "leaf-1.lab", "leaf..lab")]
    fn each_format_accepts_one_text_and_not_another(
        #[case] name: &str,
        #[case] good: &str,
        #[case] bad: &str,
    ) {
        let format = Format::of(name).unwrap();
        assert!(format.accepts(good), "{name} should accept {good}");
        assert!(!format.accepts(bad), "{name} should not accept {bad}");
        assert!(format.describe().is_some());
    }

    #[test]
    fn formats_that_are_not_checked_are_none() {
        assert_eq!(Format::of("password"), None);
        assert_eq!(Format::of("made-up"), None);
    }
}
