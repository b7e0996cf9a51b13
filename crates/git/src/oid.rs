use std::fmt;
use std::str::FromStr;

use gix::ObjectId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a Git object: twenty bytes of SHA-1, written as forty hex digits.
///
/// Repositories of SHA-256 are refused when they are met, so that no id is ever cut short.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid([u8; 20]);

impl Oid {
    /// The tree without entries, which every repository has.
    pub const EMPTY_TREE: Self = Self([
        0x4b, 0x82, 0x5d, 0xc6, 0x42, 0xcb, 0x6e, 0xb9, 0xa0, 0x60, 0xe5, 0x4b, 0xf8, 0xd6, 0x92,
        0x88, 0xfb, 0xee, 0x49, 0x04,
    ]);

    /// The id with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// Its bytes: half the size of the text, for storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The first ten hex digits, for people.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string().chars().take(10).collect()
    }

    /// `None` when the id is not SHA-1.
    pub(crate) fn from_gix(id: &gix::oid) -> Option<Self> {
        id.as_bytes().try_into().ok().map(Self)
    }

    pub(crate) fn to_gix(self) -> ObjectId {
        ObjectId::Sha1(self.0)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not an object id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an object id: expected forty hex digits")]
pub struct ParseOidError(String);

impl FromStr for Oid {
    type Err = ParseOidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || ParseOidError(text.chars().take(80).collect());
        if text.len() != 40 {
            return Err(invalid());
        }
        let mut bytes = [0; 20];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digit = |at: usize| {
                digits.get(at).and_then(|digit| char::from(*digit).to_digit(16)).ok_or_else(invalid)
            };
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).map_err(|_| invalid())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Oid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Oid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself() {
        let text = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        assert_eq!(text.parse::<Oid>().unwrap(), Oid::EMPTY_TREE);
        assert_eq!(Oid::EMPTY_TREE.to_string(), text);
        assert_eq!(Oid::EMPTY_TREE.short(), "4b825dc642");
    }

    #[test]
    fn what_is_not_forty_hex_digits_is_refused() {
        for text in ["", "4b825d", "zz825dc642cb6eb9a060e54bf8d69288fbee4904", "ä"] {
            assert!(text.parse::<Oid>().is_err(), "{text}");
        }
        assert!("+b825dc642cb6eb9a060e54bf8d69288fbee4904".parse::<Oid>().is_err());
    }
}
