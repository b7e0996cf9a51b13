//! MAC addresses, read as the cluster reads them (Go's `net.ParseMAC`).

/// A MAC address as the cluster writes it: in lower case, with colons. `None` for what is none.
#[must_use]
pub fn mac_spelled(text: &str) -> Option<String> {
    let parts: Vec<String> = mac(text)?.iter().map(|octet| format!("{octet:02x}")).collect();
    Some(parts.join(":"))
}

/// The octets of a MAC address: 6, 8 or 20 of two digits between colons or hyphens, or by twos of four digits
/// between dots. `None` for what is none.
pub(crate) fn mac(text: &str) -> Option<Vec<u8>> {
    let (separator, digits) = match (text.as_bytes().get(2)?, text.as_bytes().get(4)?) {
        (b':', _) => (':', 2),
        (b'-', _) => ('-', 2),
        (_, b'.') => ('.', 4),
        _ => return None,
    };
    // The longest has 20 octets; no more is read of a text that is longer.
    if text.len() > 59 {
        return None;
    }
    let mut octets = Vec::new();
    for part in text.split(separator) {
        if part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u16::from_str_radix(part, 16).ok()?;
        let [high, low] = number.to_be_bytes();
        if digits == 4 {
            octets.push(high);
        }
        octets.push(low);
    }
    matches!(octets.len(), 6 | 8 | 20).then_some(octets)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0c:20:12:ff:00:0A", Some("0c:20:12:ff:00:0a"))]
    #[case("0c-20-12-ff-00-0a", Some("0c:20:12:ff:00:0a"))]
    #[case("0c20.12ff.000a", Some("0c:20:12:ff:00:0a"))]
    #[case("02:00:5e:10:00:00:00:01", Some("02:00:5e:10:00:00:00:01"))]
    #[case("0200.5e10.0000.0001", Some("02:00:5e:10:00:00:00:01"))]
    #[case(
        "00-00-00-00-fe-80-00-00-00-00-00-00-02-00-5e-10-00-00-00-01",
        Some("00:00:00:00:fe:80:00:00:00:00:00:00:02:00:5e:10:00:00:00:01")
    )]
    #[case("", None)]
    #[case("0c2012ff000a", None)]
    #[case("0c:20:12:ff:00", None)]
    #[case("0c:20:12:ff:00:0a:0b", None)]
    #[case("0c:20-12:ff:00:0a", None)]
    #[case("0c:20:12:ff:00:0g", None)]
    #[case("0c:20:12:ff:00:+a", None)]
    #[case("c:20:12:ff:00:0a", None)]
    #[case("0c20.12ff", None)]
    #[case("0c:20:12:ff:00:0a ", None)]
    fn the_forms_of_a_mac_address(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(mac_spelled(text).as_deref(), expected);
    }
}
