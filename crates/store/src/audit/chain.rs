//! What an entry's HMAC covers.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::StoreError;

/// Bytes of an HMAC.
pub(crate) const MAC: usize = 32;

/// What the first entry follows.
pub(crate) const START: [u8; MAC] = [0; MAC];

/// A key of the chain, ready to be used.
#[derive(Clone)]
pub(crate) struct ChainKey(Hmac<Sha256>);

/// The columns of an entry that its HMAC covers, beside the HMAC of the entry before it.
pub(crate) struct Covered<'a> {
    pub(crate) seq: i64,
    pub(crate) key_id: i64,
    pub(crate) at: i64,
    pub(crate) user: Option<i64>,
    /// In the order of the table's columns, from `kind` to `after`.
    pub(crate) texts: [Option<&'a str>; 13],
}

impl ChainKey {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, StoreError> {
        Hmac::new_from_slice(bytes)
            .map(Self)
            .map_err(|_| StoreError::Corrupt { what: "audit key", text: "…".to_owned() })
    }

    /// The HMAC of an entry that follows another. Every part has its length before it, so that
    /// nothing can be moved from one to the next.
    pub(crate) fn entry(&self, prev: &[u8; MAC], entry: &Covered<'_>) -> [u8; MAC] {
        let mut mac = self.0.clone();
        mac.update(b"hedgerow audit entry 1\0");
        mac.update(prev);
        for number in [entry.seq, entry.key_id, entry.at] {
            mac.update(&number.to_be_bytes());
        }
        mac.update(&[u8::from(entry.user.is_some())]);
        mac.update(&entry.user.unwrap_or_default().to_be_bytes());
        for text in entry.texts {
            mac.update(&[u8::from(text.is_some())]);
            let text = text.unwrap_or_default();
            mac.update(&(text.len() as u64).to_be_bytes());
            mac.update(text.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// The HMAC of the record of the newest entry.
    pub(crate) fn head(&self, seq: i64, key_id: i64, mac_of_entry: &[u8; MAC]) -> [u8; MAC] {
        let mut mac = self.0.clone();
        mac.update(b"hedgerow audit head 1\0");
        mac.update(&seq.to_be_bytes());
        mac.update(&key_id.to_be_bytes());
        mac.update(mac_of_entry);
        mac.finalize().into_bytes().into()
    }
}
