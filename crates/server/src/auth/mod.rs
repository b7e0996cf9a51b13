//! Who sent a request, and whether they may have done what they ask for.

mod token;

pub use token::{AdminToken, TOKEN_PREFIX, TokenError};
pub(crate) use token::{TokenDigest, require_token};
