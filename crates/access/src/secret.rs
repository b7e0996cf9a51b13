//! Random secrets: sessions, API tokens, the set-up code. The database holds their SHA-256 only;
//! with 256 random bits a slow hash would add nothing.

use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// What every API token starts with, so that scanners for leaked secrets can recognise it.
pub const TOKEN_PREFIX: &str = "hgr_";

/// A secret in the clear, on its way to its owner. Its `Debug` form never shows it; memory is
/// cleared behind it.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// 256 random bits as hexadecimal digits, behind a prefix.
    #[must_use]
    pub fn generate(prefix: &str) -> Self {
        let bits = Zeroizing::new(rand::random::<[u8; 32]>());
        let mut text = Zeroizing::new(String::with_capacity(prefix.len() + 64));
        text.push_str(prefix);
        for byte in bits.iter() {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// A secret that was chosen elsewhere.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.reveal())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The SHA-256 of a secret: what is kept and looked up.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// That of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether a text is the secret; takes the same time for each wrong one.
    #[must_use]
    pub fn fits(&self, presented: &str) -> bool {
        self.0.ct_eq(&Self::of(presented).0).into()
    }

    /// In hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hedgerow_model::hex(&self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// The value that a browser's unsafe requests repeat in a header. It follows from the session's
/// secret, which other sites do not have, and does not lead back to it.
#[must_use]
pub fn csrf(session: &str) -> String {
    Digest::of(&format!("hedgerow csrf {session}")).hex()
}

/// Whether two texts are the same; takes the same time wherever they differ.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_recognisable_never_the_same_and_not_shown() {
        let one = Secret::generate(TOKEN_PREFIX);
        assert!(one.reveal().starts_with("hgr_"));
        assert_eq!(one.reveal().len(), 4 + 64);
        assert_ne!(one.reveal(), Secret::generate(TOKEN_PREFIX).reveal());
        assert!(!format!("{one:?} {:?}", one.digest()).contains(&one.reveal()[4..]));
    }

    #[test]
    fn only_the_secret_itself_fits_its_digest() {
        let one = Secret::generate("");
        assert!(one.digest().fits(one.reveal()));
        assert!(!one.digest().fits(&one.reveal()[1..]));
        assert!(!one.digest().fits(""));
    }

    #[test]
    fn the_csrf_value_belongs_to_one_session() {
        assert_eq!(csrf("a"), csrf("a"));
        assert_ne!(csrf("a"), csrf("b"));
        assert!(!same(&csrf("a"), &Digest::of("a").hex()));
    }
}
