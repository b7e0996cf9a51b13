//! Counts as text.

/// A count as people read it, its thousands set apart: `10,000`. The page writes counts the same way.
pub fn thousands(count: impl ToString) -> String {
    let text = count.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let mut apart = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([-1, -999, -1000].map(thousands), ["-1", "-999", "-1,000"]);
    }
}
