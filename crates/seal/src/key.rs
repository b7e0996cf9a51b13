//! The key that wraps data keys, and how it is written down.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretBox};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

/// Bytes of a key.
pub(crate) const KEY: usize = 32;

/// Fewer different bytes than this in a key are no accident: 32 random ones have about 30.
const FEWEST_DIFFERENT: usize = 8;

const ID_DOMAIN: &[u8] = b"hedgerow sealing key id 1\0";
const DERIVED_DOMAIN: &[u8] = b"hedgerow derived key 1\0";
const TEXT_DOMAIN: &[u8] = b"hedgerow sealing key from text 1\0";

/// Which sealing key wrapped a secret. Follows from the key, does not lead back to it, and may be
/// shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// Why a text is not a key. Never repeats the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// There is too little of it.
    #[error(
        "has {found} bytes, and a key needs 32 random bytes; create one with `openssl rand -hex 32`"
    )]
    Short {
        /// How many bytes there are.
        found: usize,
    },
    /// It repeats itself.
    #[error("repeats a few bytes and is not random; create one with `openssl rand -hex 32`")]
    NotRandom,
}

/// 256 random bits that wrap data keys. Cleared from memory behind itself; its `Debug` form shows
/// its id only.
pub struct SealingKey {
    bytes: SecretBox<[u8; KEY]>,
    id: KeyId,
}

impl SealingKey {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_bytes(Zeroizing::new(rand::random::<[u8; KEY]>()))
    }

    /// The key of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<[u8; KEY]>) -> Self {
        let mut digest = Sha256::new();
        digest.update(ID_DOMAIN);
        digest.update(bytes.as_slice());
        let digest: [u8; KEY] = digest.finalize().into();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        let bytes = SecretBox::init_with_mut(|boxed: &mut [u8; KEY]| {
            boxed.copy_from_slice(bytes.as_slice());
        });
        Self { bytes, id: KeyId(id) }
    }

    /// The key that a file or a variable holds: 64 hexadecimal digits; base64 of 32 bytes, with or
    /// without padding, of either alphabet; or any other text or bytes, from 32 bytes on, of which
    /// a digest becomes the key. White space around a text does not count.
    ///
    /// # Errors
    /// When there is too little of it, or it is not random.
    pub fn parse(held: &[u8]) -> Result<Self, KeyTextError> {
        let held = if std::str::from_utf8(held).is_ok() { held.trim_ascii() } else { held };
        if let Some(bytes) = from_hex(held).or_else(|| from_base64(held)) {
            if different(bytes.as_slice()) < FEWEST_DIFFERENT {
                return Err(KeyTextError::NotRandom);
            }
            return Ok(Self::from_bytes(bytes));
        }
        if held.len() < KEY {
            return Err(KeyTextError::Short { found: held.len() });
        }
        if different(held) < FEWEST_DIFFERENT {
            return Err(KeyTextError::NotRandom);
        }
        let mut digest = Sha256::new();
        digest.update(TEXT_DOMAIN);
        digest.update(held);
        Ok(Self::from_bytes(Zeroizing::new(digest.finalize().into())))
    }

    /// Which key it is.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// How it is written into a file.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 * KEY + 1));
        for byte in self.expose() {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\n');
        text
    }

    /// A key for something else than sealing. Follows from this one and the purpose, leads back to
    /// neither, and is the same each time.
    #[must_use]
    pub fn derived(&self, purpose: &str) -> Zeroizing<[u8; KEY]> {
        let mut derived = Zeroizing::new([0; KEY]);
        // A key of any length is one to HMAC.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.expose()) {
            mac.update(DERIVED_DOMAIN);
            mac.update(purpose.as_bytes());
            derived.copy_from_slice(&mac.finalize().into_bytes());
        }
        derived
    }

    pub(crate) fn expose(&self) -> &[u8; KEY] {
        self.bytes.expose_secret()
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({})", self.id)
    }
}

fn from_hex(held: &[u8]) -> Option<Zeroizing<[u8; KEY]>> {
    if held.len() != 2 * KEY {
        return None;
    }
    let mut bytes = Zeroizing::new([0; KEY]);
    for (byte, digits) in bytes.iter_mut().zip(held.chunks_exact(2)) {
        *byte = digit(digits[0])? << 4 | digit(digits[1])?;
    }
    Some(bytes)
}

fn digit(of: u8) -> Option<u8> {
    char::from(of).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn from_base64(held: &[u8]) -> Option<Zeroizing<[u8; KEY]>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    for alphabet in [&alphabet::STANDARD, &alphabet::URL_SAFE] {
        let engine = GeneralPurpose::new(alphabet, config);
        if let Ok(mut decoded) = engine.decode(held) {
            let bytes = <[u8; KEY]>::try_from(decoded.as_slice()).ok().map(Zeroizing::new);
            decoded.zeroize();
            if bytes.is_some() {
                return bytes;
            }
        }
    }
    None
}

fn different(bytes: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(*byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    #[test]
    fn the_spellings_of_one_key_are_one_key() {
        let key = SealingKey::generate();
        let text = key.to_text();
        let spellings = [
            text.to_string(),
            text.to_uppercase(),
            STANDARD.encode(key.expose()),
            URL_SAFE_NO_PAD.encode(key.expose()) + "\n",
        ];
        for spelling in spellings {
            assert_eq!(SealingKey::parse(spelling.as_bytes()).unwrap().expose(), key.expose());
        }
    }

    #[test]
    fn any_long_text_is_a_key_and_another_text_is_another_key() {
        let one = SealingKey::parse(b"correct horse battery staple and more").unwrap();
        let same = SealingKey::parse(b" correct horse battery staple and more\n").unwrap();
        let other = SealingKey::parse(b"correct horse battery staple and less").unwrap();
        assert_eq!(one.id(), same.id());
        assert_ne!(one.id(), other.id());
    }

    #[test]
    fn white_space_is_part_of_a_key_of_bytes() {
        let mut bytes = [0xff; KEY];
        bytes.iter_mut().zip(0_u8..).for_each(|(byte, at)| *byte -= at);
        bytes[KEY - 1] = b'\n';
        assert!(SealingKey::parse(&bytes).is_ok());
    }

    #[test]
    fn what_is_short_or_repeats_itself_is_no_key() {
        assert_eq!(SealingKey::parse(b"").unwrap_err(), KeyTextError::Short { found: 0 });
        assert_eq!(SealingKey::parse(b"hunter2\n").unwrap_err(), KeyTextError::Short { found: 7 });
        assert_eq!(SealingKey::parse(&[b'0'; 64]).unwrap_err(), KeyTextError::NotRandom);
        assert_eq!(SealingKey::parse(&[b'x'; 40]).unwrap_err(), KeyTextError::NotRandom);
    }

    #[test]
    fn each_purpose_of_each_key_has_a_key_of_its_own() {
        let (one, other) = (SealingKey::generate(), SealingKey::generate());
        assert_eq!(one.derived("a"), one.derived("a"));
        assert_ne!(one.derived("a"), one.derived("b"));
        assert_ne!(one.derived("a"), other.derived("a"));
        assert_ne!(one.derived("a").as_slice(), one.expose());
    }

    #[test]
    fn a_key_is_not_shown() {
        let key = SealingKey::generate();
        assert_eq!(format!("{key:?}"), format!("SealingKey({})", key.id()));
        assert!(!key.to_text().contains(&key.id().to_string()));
    }
}
