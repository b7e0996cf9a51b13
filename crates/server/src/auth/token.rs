//! The installation's own token: whoever holds it administers, beside the accounts of people.
//!
//! 256 random bits behind a prefix that secret scanners can recognise. The server keeps the
//! SHA-256 only and compares in constant time.

use std::fmt;

use hedgerow_access::{Digest, Secret, TOKEN_PREFIX};

/// The fewest characters of a token that somebody chose.
const SHORTEST: usize = 20;

/// An administrator's token. Its `Debug` form never shows it.
#[derive(Clone)]
pub struct AdminToken(Secret);

/// Why a text cannot be a token. Never contains the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Too easy to guess.
    #[error("an administrator's token needs at least {SHORTEST} characters; this one has {0}")]
    Short(usize),
    /// It would not pass through an HTTP header.
    #[error("an administrator's token must be visible ASCII characters without spaces")]
    Characters,
}

impl AdminToken {
    /// A new token of 256 random bits.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate(TOKEN_PREFIX))
    }

    /// A token that was chosen elsewhere.
    ///
    /// # Errors
    /// When it is shorter than 20 characters or would not pass through an HTTP header.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::Characters);
        }
        if text.len() < SHORTEST {
            return Err(TokenError::Short(text.len()));
        }
        Ok(Self(Secret::from_text(text)))
    }

    /// The text, to be written to the ready file.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    pub(crate) fn digest(&self) -> Digest {
        self.0.digest()
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdminToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_token_is_recognisable_and_never_the_same() {
        let one = AdminToken::generate();
        assert!(one.reveal().starts_with("hgr_"));
        assert_eq!(one.reveal().len(), 4 + 64);
        assert_ne!(one.reveal(), AdminToken::generate().reveal());
        assert!(AdminToken::parse(one.reveal()).is_ok());
    }

    #[test]
    fn a_token_is_not_in_its_debug_form() {
        let token = AdminToken::generate();
        assert!(!format!("{token:?}").contains(&token.reveal()[4..]));
    }

    #[test]
    fn short_and_unspeakable_tokens_are_refused() {
        assert_eq!(AdminToken::parse("secret").unwrap_err(), TokenError::Short(6));
        assert_eq!(
            AdminToken::parse("twenty characters with spaces").unwrap_err(),
            TokenError::Characters
        );
    }

    #[test]
    fn only_the_token_itself_fits() {
        let token = AdminToken::generate();
        assert!(token.digest().fits(token.reveal()));
        assert!(!token.digest().fits(&format!("{}x", token.reveal())));
        assert!(!token.digest().fits(""));
    }
}
