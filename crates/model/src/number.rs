use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number as Kubernetes sees it: `1000`, `1e3` and `1000.0` are the same number.
///
/// An integer that fits in 64 bits is an [`Number::Int`], however it was written. An integer that
/// does not fit keeps its digits, because kubectl would turn it into a float and lose some.
#[derive(Clone, Debug)]
pub enum Number {
    /// An integral number within 64 bits.
    Int(i64),
    /// A finite number that is not integral or is outside 64 bits and was written as a float.
    Float(f64),
    /// Decimal digits (with an optional `-`) of an integer outside 64 bits.
    Big(String),
}

impl Number {
    /// The number for a float; integral floats within ±2^53 become integers.
    ///
    /// `None` when it is not finite: JSON, and so Kubernetes, has no such number.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let exact = 9_007_199_254_740_992.0_f64;
        if value.fract() == 0.0 && value.abs() <= exact {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "integral and within 2^53: the cast is exact"
            )]
            return Some(Self::Int(value as i64));
        }
        Some(Self::Float(value))
    }

    /// The number for a run of decimal digits with an optional sign.
    ///
    /// `None` when `digits` is anything else.
    #[must_use]
    pub fn from_decimal(digits: &str) -> Option<Self> {
        let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
        if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        if let Ok(int) = digits.parse::<i64>() {
            return Some(Self::Int(int));
        }
        let trimmed = unsigned.trim_start_matches('0');
        let sign = if digits.starts_with('-') { "-" } else { "" };
        Some(Self::Big(format!("{sign}{trimmed}")))
    }

    /// The integer, when this is one within 64 bits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// The nearest float, as kubectl would pass it on.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is asked for")]
    pub fn as_f64(&self) -> f64 {
        match self {
            Self::Int(int) => *int as f64,
            Self::Float(float) => *float,
            Self::Big(digits) => digits.parse().unwrap_or(f64::NAN),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Big(a), Self::Big(b)) => a == b,
            _ => false,
        }
    }
}

// Floats are finite by construction of the reader, so equality is total.
impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => write!(f, "{int}"),
            // `{:?}` keeps the `.0` or exponent that makes it read back as a float.
            Self::Float(float) => write!(f, "{float:?}"),
            Self::Big(digits) => f.write_str(digits),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(int) => serializer.serialize_i64(*int),
            Self::Float(float) => serializer.serialize_f64(*float),
            // JSON numbers have no size limit, but most readers do: the digits travel as a string.
            Self::Big(digits) => serializer.serialize_str(digits),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        Self::from_json(&number).ok_or_else(|| serde::de::Error::custom("not a finite number"))
    }
}

impl Number {
    /// The number that a JSON number stands for; `None` when it is not finite.
    #[must_use]
    pub fn from_json(number: &serde_json::Number) -> Option<Self> {
        if let Some(int) = number.as_i64() {
            Some(Self::Int(int))
        } else if let Some(unsigned) = number.as_u64() {
            Some(Self::Big(unsigned.to_string()))
        } else {
            number.as_f64().and_then(Self::from_f64)
        }
    }
}
