//! A sealed secret, and its form as bytes.
//!
//! ```text
//! "hgs" version  4 bytes   what this is; version 1: XChaCha20-Poly1305 for both layers
//! place         16 bytes   digest of purpose and row: tells a moved secret from a damaged one
//! key id         8 bytes   which sealing key wrapped the data key
//! nonce         24 bytes   \ the data key, wrapped; binds version, place, key id, purpose, row
//! wrapped key   48 bytes   /
//! nonce         24 bytes   \ the secret; binds version, purpose, row, and not the key id,
//! ciphertext     n + 16    / so that wrapping it again leaves it as it is
//! ```

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::key::{KEY, KeyId};

pub(crate) const NONCE: usize = 24;
pub(crate) const TAG: usize = 16;
pub(crate) const PLACE: usize = 16;
const MAGIC: &[u8; 3] = b"hgs";
pub(crate) const VERSION: u8 = 1;
const FRONT: usize = 4 + PLACE + 8 + NONCE + KEY + TAG + NONCE;

/// A secret that only a [`Keyring`](crate::Keyring) opens, and only at its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    pub(crate) place: [u8; PLACE],
    pub(crate) key: KeyId,
    pub(crate) wrap_nonce: [u8; NONCE],
    pub(crate) wrapped: [u8; KEY + TAG],
    pub(crate) nonce: [u8; NONCE],
    pub(crate) ciphertext: Vec<u8>,
}

/// Bytes that are not sealed secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DamagedError {
    /// They are not in any form of a sealed secret.
    #[error("the stored bytes are damaged: they are not an encrypted secret")]
    NotSealed,
    /// A newer version of Hedgerow wrote them.
    #[error("the stored bytes are in form {0}, which this version of Hedgerow does not know")]
    Newer(u8),
}

impl Sealed {
    /// Which sealing key wrapped it.
    #[must_use]
    pub fn key(&self) -> KeyId {
        self.key
    }

    /// The encrypted secret without its wrapping: what stays the same when the key changes.
    #[must_use]
    pub fn ciphertext(&self) -> &[u8] {
        &self.ciphertext
    }

    /// As bytes for a database.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FRONT + self.ciphertext.len());
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.place);
        bytes.extend_from_slice(&self.key.0);
        bytes.extend_from_slice(&self.wrap_nonce);
        bytes.extend_from_slice(&self.wrapped);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.ciphertext);
        bytes
    }

    /// From the bytes of a database.
    ///
    /// # Errors
    /// When they are not a sealed secret, or one of a newer form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DamagedError> {
        let (front, ciphertext) = bytes.split_at_checked(FRONT).ok_or(DamagedError::NotSealed)?;
        let mut front = Front(front);
        if front.take::<3>()? != *MAGIC || ciphertext.len() < TAG {
            return Err(DamagedError::NotSealed);
        }
        match front.take::<1>()? {
            [VERSION] => {}
            [0] => return Err(DamagedError::NotSealed),
            [other] => return Err(DamagedError::Newer(other)),
        }
        Ok(Self {
            place: front.take()?,
            key: KeyId(front.take()?),
            wrap_nonce: front.take()?,
            wrapped: front.take()?,
            nonce: front.take()?,
            ciphertext: ciphertext.to_vec(),
        })
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed(by {})", self.key)
    }
}

struct Front<'a>(&'a [u8]);

impl Front<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], DamagedError> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(DamagedError::NotSealed)?;
        self.0 = rest;
        Ok(*taken)
    }
}

/// What a layer is bound to: nothing of it can be read as anything else.
pub(crate) fn bound(layer: &[u8], purpose: &str, row: &str, key: Option<KeyId>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 + purpose.len() + row.len());
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    for part in [layer, purpose.as_bytes(), row.as_bytes()] {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    if let Some(key) = key {
        bytes.extend_from_slice(&key.0);
    }
    bytes
}

/// The digest of purpose and row.
pub(crate) fn place(purpose: &str, row: &str) -> [u8; PLACE] {
    let digest: [u8; 32] = Sha256::digest(bound(b"place", purpose, row, None)).into();
    let mut place = [0; PLACE];
    place.copy_from_slice(&digest[..PLACE]);
    place
}
