//! What a scalar means: the rules of YAML 1.1 as `sigs.k8s.io/yaml` applies them, which is what
//! kubectl, the API server, Argo CD and Flux read (docs/git-layout.md; the cases: tests/it/kubectl.rs).

use hedgerow_model::{Number, Value};

/// What a plain scalar means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    Null,
    Bool(bool),
    Number(Number),
    /// An infinity or not a number: legal YAML that JSON, and so Kubernetes, cannot hold.
    NotFinite(&'static str),
    Text,
}

/// The meaning of an untagged plain scalar.
pub(crate) fn plain(text: &str) -> Meaning {
    let Some(first) = text.bytes().next() else { return Meaning::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => match word(text) {
            Meaning::Text => point_float(text),
            other => other,
        },
        b'+' | b'-' => match word(text) {
            Meaning::Text => number(text),
            other => other,
        },
        b'0'..=b'9' => number(text),
        _ => Meaning::Text,
    }
}

/// The words that are not strings.
fn word(text: &str) -> Meaning {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Meaning::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Meaning::Bool(false)
        }
        "~" | "null" | "Null" | "NULL" => Meaning::Null,
        ".nan" | ".NaN" | ".NAN" => Meaning::NotFinite(".nan"),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Meaning::NotFinite(".inf"),
        "-.inf" | "-.Inf" | "-.INF" => Meaning::NotFinite("-.inf"),
        _ => Meaning::Text,
    }
}

/// A scalar that starts with a point: Go's `ParseFloat`, which allows `_` between digits.
fn point_float(text: &str) -> Meaning {
    let rest = &text[1..];
    let (digits, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    if !separated_digits(digits) || !exponent.is_none_or(separated_digits) {
        return Meaning::Text;
    }
    float(&text.replace('_', ""))
}

/// Digits, with single underscores between them.
fn separated_digits(text: &str) -> bool {
    !text.is_empty()
        && text.split('_').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// A scalar that starts with a digit or a sign.
fn number(text: &str) -> Meaning {
    // Most such texts are addresses, dates and versions: leave early.
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'_')) {
        return Meaning::Text;
    }
    let plain = if text.contains('_') { text.replace('_', "") } else { text.to_owned() };
    if let Some(number) = integer(&plain) {
        return Meaning::Number(number);
    }
    if is_yaml_float(&plain) {
        // A run of digits that no integer type holds: kubectl reads a float and loses digits.
        if let Some(number) = Number::from_decimal(&plain) {
            return Meaning::Number(number);
        }
        return float(&plain);
    }
    Meaning::Text
}

/// Go's `ParseInt(text, 0, 64)` and `ParseUint(text, 0, 64)`: prefixes `0x`, `0o`, `0b`, and `0`
/// for octal. What only fits unsigned keeps its decimal digits.
fn integer(text: &str) -> Option<Number> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        return 0_i64.checked_sub_unsigned(magnitude).map(Number::Int);
    }
    Some(match i64::try_from(magnitude) {
        Ok(int) => Number::Int(int),
        Err(_) if text.starts_with('+') => return None,
        Err(_) => Number::Big(magnitude.to_string()),
    })
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_yaml_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
        None => digits(mantissa),
    };
    mantissa && exponent.is_none_or(|text| digits(text.strip_prefix(['-', '+']).unwrap_or(text)))
}

/// A float. One that is integral and fits in 64 bits is that integer, because that is what JSON
/// makes of it on the way to the API server.
fn float(text: &str) -> Meaning {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => {
            const LIMIT: f64 = 9_223_372_036_854_775_808.0;
            if value.fract() == 0.0 && value.abs() < LIMIT {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "integral and within 64 bits"
                )]
                return Meaning::Number(Number::Int(value as i64));
            }
            Meaning::Number(Number::Float(value))
        }
        // Out of range: Go's parser refuses it, and it stays a string.
        Ok(_) | Err(_) => Meaning::Text,
    }
}

/// The value of a plain scalar; `None` for infinities and not-a-number.
pub(crate) fn plain_value(text: &str) -> Option<Value> {
    Some(match plain(text) {
        Meaning::Null => Value::Null,
        Meaning::Bool(value) => Value::Bool(value),
        Meaning::Number(number) => Value::Number(number),
        Meaning::NotFinite(_) => return None,
        Meaning::Text => Value::String(text.to_owned()),
    })
}

/// The map key that kubectl makes of a plain scalar; `None` where it refuses it (`null`, integers
/// outside 64 bits).
pub(crate) fn plain_key(text: &str) -> Option<String> {
    match plain(text) {
        Meaning::Null => None,
        Meaning::Bool(value) => Some(value.to_string()),
        Meaning::Number(Number::Int(int)) => {
            // `1000000` stays, `1e6` becomes `1e+06`.
            if integer(&text.replace('_', "")).is_some() {
                Some(int.to_string())
            } else {
                #[expect(clippy::cast_precision_loss, reason = "it was a float in the text")]
                Some(go_float(int as f64))
            }
        }
        Meaning::Number(Number::Float(value)) => Some(go_float(value)),
        Meaning::Number(number @ Number::Big(_)) => {
            if integer(&text.replace('_', "")).is_some() {
                None
            } else {
                Some(go_float(number.as_f64()))
            }
        }
        Meaning::NotFinite(name) => Some(name.to_owned()),
        Meaning::Text => Some(text.to_owned()),
    }
}

/// A float key as `sigs.k8s.io/yaml` prints it: Go's `FormatFloat(value, 'g', -1, 32)`.
fn go_float(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "kubectl goes through 32 bits too")]
    let value = value as f32;
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let Ok(exponent) = exponent.parse::<i32>() else { return scientific };
    if (-4..6).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// Standard base64 with padding; line breaks are skipped, as Go does. `None` when it is invalid.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut group = 0_u32;
    let mut count = 0;
    let mut padding = 0;
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                0
            }
            b'\n' | b'\r' => continue,
            _ => return None,
        };
        if padding > 0 && byte != b'=' {
            return None;
        }
        group = group << 6 | u32::from(six);
        count += 1;
        if count == 4 {
            if padding > 2 {
                return None;
            }
            let bytes = group.to_be_bytes();
            out.extend_from_slice(&bytes[1..4 - padding]);
            (group, count) = (0, 0);
        } else if padding > 0 && count < 3 {
            return None;
        }
    }
    (count == 0).then_some(out)
}
