//! Texts that the cluster reads with Go's standard library, read as strictly and as leniently.

/// A decimal number (`strconv.Atoi`): digits with an optional sign.
pub(crate) fn integer(text: &str) -> Option<i64> {
    in_base(text, 10)
}

/// A hexadecimal number (`strconv.ParseInt` in base 16): digits with an optional sign, no `0x`.
pub(crate) fn hexadecimal(text: &str) -> Option<i64> {
    in_base(text, 16)
}

fn in_base(text: &str, base: u32) -> Option<i64> {
    i64::from_str_radix(text, base).ok()
}

/// Whether a text is a duration (`time.ParseDuration`): `0`, or numbers with units such as `1h5m` and `1.5s`.
pub(crate) fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let mut total: f64 = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (amount, tail) = rest.split_at(end);
        // Rust reads the same numbers, and more.
        let amount: Option<f64> =
            amount.parse().ok().filter(|_| amount.contains(|c: char| c.is_ascii_digit()));
        let end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let seconds = match unit {
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return false,
        };
        let Some(amount) = amount else { return false };
        total += amount * seconds;
        rest = tail;
    }
    // 64 bits of nanoseconds.
    !text.is_empty() && !text.ends_with(['-', '+']) && total < 9.2233e9
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("7", Some(7))]
    #[case("+7", Some(7))]
    #[case("-7", Some(-7))]
    #[case("007", Some(7))]
    #[case("", None)]
    #[case("-", None)]
    #[case(" 7", None)]
    #[case("7_0", None)]
    #[case("0x7", None)]
    #[case("99999999999999999999", None)]
    fn numbers(#[case] text: &str, #[case] expected: Option<i64>) {
        assert_eq!(integer(text), expected);
    }

    #[test]
    fn hexadecimal_numbers() {
        assert_eq!(hexadecimal("fF"), Some(255));
        assert_eq!(hexadecimal("0x1"), None);
        assert_eq!(hexadecimal("g"), None);
    }

    #[rstest]
    #[case("0", true)]
    #[case("2m", true)]
    #[case("1h5m0.5s", true)]
    #[case("-1.5µs", true)]
    #[case(".5s", true)]
    #[case("2", false)]
    #[case("", false)]
    #[case("-", false)]
    #[case("2 m", false)]
    #[case("2min", false)]
    #[case("m", false)]
    #[case(".s", false)]
    #[case("1.2.3s", false)]
    #[case("3000000h", false)]
    fn durations(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_duration(text), expected);
    }
}
