//! Secrets at rest: envelope encryption.
//!
//! Each secret is encrypted with a random data key of its own, and that data key with a
//! [`SealingKey`], which is in a file or in the environment and never in the database. Both
//! layers are bound to a purpose and a row, so that a sealed secret that was moved to another row
//! does not open. Changing the sealing key re-wraps the data keys; the encrypted secrets stay as
//! they are. This crate knows nothing of databases; only `source` reads and makes key files.

mod key;
mod keyring;
mod open;
mod sealed;
mod source;

pub use key::{KeyId, KeyTextError, SealingKey};
pub use keyring::Keyring;
pub use open::{SealError, open, open_text, rewrap, seal};
pub use sealed::{DamagedError, Sealed};
pub use source::{KeySource, LoadError};

/// So that callers need no dependency of their own.
pub use secrecy::{ExposeSecret, SecretBox, SecretSlice, SecretString};
