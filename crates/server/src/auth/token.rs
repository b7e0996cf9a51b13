//! The administrator's token.
//!
//! 256 random bits behind a prefix that secret scanners can recognise. The server keeps the
//! SHA-256 only and compares in constant time.

use std::fmt;

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hedgerow_model::Actor;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::problem::Problem;
use crate::state::App;

/// What every token starts with.
pub const TOKEN_PREFIX: &str = "hgr_";

/// The fewest characters of a token that somebody chose.
const SHORTEST: usize = 20;

/// An administrator's token. Its `Debug` form never shows it.
#[derive(Clone)]
pub struct AdminToken(String);

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
        let bits: [u8; 32] = rand::random();
        let mut text = String::from(TOKEN_PREFIX);
        for byte in bits {
            text.push_str(&format!("{byte:02x}"));
        }
        Self(text)
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
        Ok(Self(text.to_owned()))
    }

    /// The text, to be written to the ready file.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdminToken(…)")
    }
}

/// What the server keeps of a token.
#[derive(Clone)]
pub(crate) struct TokenDigest([u8; 32]);

impl TokenDigest {
    fn fits(&self, presented: &str) -> bool {
        let presented: [u8; 32] = Sha256::digest(presented.as_bytes()).into();
        self.0.ct_eq(&presented).into()
    }
}

/// Lets a request pass that carries the administrator's token.
pub(crate) async fn require_token(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    match check(&app.token, request.headers().get(AUTHORIZATION)) {
        Ok(()) => {
            request.extensions_mut().insert(Actor::administrator());
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn check(token: &TokenDigest, header: Option<&axum::http::HeaderValue>) -> Result<(), Problem> {
    let Some(header) = header else {
        return Err(Problem::unauthorised(
            "send the administrator's token as `authorization: Bearer TOKEN`",
        ));
    };
    let presented = header.to_str().ok().and_then(|text| {
        let (scheme, presented) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| presented.trim())
    });
    match presented {
        Some(presented) if token.fits(presented) => Ok(()),
        Some(_) => Err(Problem::unauthorised("this token is not known to this server")),
        None => Err(Problem::unauthorised("the header must read `authorization: Bearer TOKEN`")),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

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
    fn only_the_right_token_passes() {
        let token = AdminToken::generate();
        let digest = token.digest();
        let with = |text: &str| check(&digest, Some(&HeaderValue::from_str(text).unwrap()));
        assert!(with(&format!("Bearer {}", token.reveal())).is_ok());
        assert!(with(&format!("bearer {}", token.reveal())).is_ok());
        assert!(with(&format!("Bearer {}x", token.reveal())).is_err());
        assert!(with(&format!("Basic {}", token.reveal())).is_err());
        assert!(with("Bearer").is_err());
        assert!(check(&digest, None).is_err());
    }
}
