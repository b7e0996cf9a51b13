//! Sealing, opening, wrapping again.

use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{Key, Tag, XChaCha20Poly1305, XNonce};
use secrecy::{SecretSlice, SecretString};
use zeroize::{Zeroize as _, Zeroizing};

use crate::key::{KEY, KeyId, SealingKey};
use crate::keyring::Keyring;
use crate::sealed::{DamagedError, NONCE, Sealed, TAG, bound, place};

/// Why a sealed secret does not open. Fits behind "credential `x` …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// None of the keys available sealed it.
    #[error(
        "was encrypted with key {sealed_with}, but the configured keys are {at_hand}; configure \
         that key as a former sealing key, or store the secret again"
    )]
    UnknownKey {
        /// The key that would open it.
        sealed_with: KeyId,
        /// The keys there are.
        at_hand: String,
    },
    /// It was sealed for something else, and moved here.
    #[error("was encrypted for another row or purpose; store the secret again")]
    Moved,
    /// It is no longer what was sealed.
    #[error(
        "cannot be decrypted: the stored bytes are damaged or were changed; store the secret again"
    )]
    Damaged,
    /// What is stored is not a sealed secret.
    #[error(transparent)]
    Form(#[from] DamagedError),
    /// It opened and is not text, where text is expected.
    #[error("contains bytes that are not text; store the secret again")]
    NotText,
}

const DATA: &[u8] = b"secret";
const WRAP: &[u8] = b"data key";

/// Seals a secret for one place: `purpose` says what for, `row` whose it is. It opens nowhere else.
#[must_use]
pub fn seal(keyring: &Keyring, purpose: &str, row: &str, secret: &[u8]) -> Sealed {
    let data_key = Zeroizing::new(rand::random::<[u8; KEY]>());
    let nonce = rand::random::<[u8; NONCE]>();
    let mut ciphertext = Vec::with_capacity(secret.len() + TAG);
    ciphertext.extend_from_slice(secret);
    let tag = encrypt(&data_key, &nonce, &bound(DATA, purpose, row, None), &mut ciphertext);
    ciphertext.extend_from_slice(&tag);
    let (wrap_nonce, wrapped) = wrap(keyring.current(), purpose, row, &data_key);
    Sealed {
        place: place(purpose, row),
        key: keyring.current().id(),
        wrap_nonce,
        wrapped,
        nonce,
        ciphertext,
    }
}

/// Opens a secret that was sealed for this place.
///
/// # Errors
/// When no key available sealed it, it was sealed for another place, or it is damaged.
pub fn open(
    keyring: &Keyring,
    purpose: &str,
    row: &str,
    sealed: &Sealed,
) -> Result<SecretSlice<u8>, SealError> {
    let data_key = unwrap(keyring, purpose, row, sealed)?;
    let (text, tag) = split(&sealed.ciphertext)?;
    // Exactly as large as what is in it: becoming a box moves nothing and leaves no copy behind.
    let mut secret = Zeroizing::new(text.to_vec());
    let bound = bound(DATA, purpose, row, None);
    decrypt(&data_key, &sealed.nonce, &bound, &mut secret, tag)?;
    Ok(SecretSlice::from(std::mem::take(&mut *secret)))
}

/// As [`open`], for a secret that is text.
///
/// # Errors
/// As [`open`]; and when it is not UTF-8.
pub fn open_text(
    keyring: &Keyring,
    purpose: &str,
    row: &str,
    sealed: &Sealed,
) -> Result<SecretString, SealError> {
    use secrecy::ExposeSecret as _;
    let bytes = open(keyring, purpose, row, sealed)?;
    let text = std::str::from_utf8(bytes.expose_secret()).map_err(|_| SealError::NotText)?;
    Ok(SecretString::from(text))
}

/// Wraps the data key with the current sealing key when a former one wraps it; the encrypted secret
/// stays as it is. `None`: the current one wraps it already.
///
/// # Errors
/// As [`open`], where the wrapping is concerned; the secret itself is not opened.
pub fn rewrap(
    keyring: &Keyring,
    purpose: &str,
    row: &str,
    sealed: &Sealed,
) -> Result<Option<Sealed>, SealError> {
    if sealed.key == keyring.current().id() {
        return Ok(None);
    }
    let data_key = unwrap(keyring, purpose, row, sealed)?;
    let (wrap_nonce, wrapped) = wrap(keyring.current(), purpose, row, &data_key);
    Ok(Some(Sealed { key: keyring.current().id(), wrap_nonce, wrapped, ..sealed.clone() }))
}

fn wrap(
    with: &SealingKey,
    purpose: &str,
    row: &str,
    data_key: &[u8; KEY],
) -> ([u8; NONCE], [u8; KEY + TAG]) {
    let nonce = rand::random::<[u8; NONCE]>();
    let bound = bound(WRAP, purpose, row, Some(with.id()));
    let mut wrapped = [0; KEY + TAG];
    wrapped[..KEY].copy_from_slice(data_key);
    let tag = encrypt(with.expose(), &nonce, &bound, &mut wrapped[..KEY]);
    wrapped[KEY..].copy_from_slice(&tag);
    (nonce, wrapped)
}

fn unwrap(
    keyring: &Keyring,
    purpose: &str,
    row: &str,
    sealed: &Sealed,
) -> Result<Zeroizing<[u8; KEY]>, SealError> {
    if sealed.place != place(purpose, row) {
        return Err(SealError::Moved);
    }
    let key = keyring.key(sealed.key).ok_or_else(|| SealError::UnknownKey {
        sealed_with: sealed.key,
        at_hand: at_hand(keyring),
    })?;
    let (wrapped, tag) = split(&sealed.wrapped)?;
    let mut data_key = Zeroizing::new([0; KEY]);
    data_key.copy_from_slice(wrapped);
    let bound = bound(WRAP, purpose, row, Some(sealed.key));
    decrypt(key.expose(), &sealed.wrap_nonce, &bound, data_key.as_mut_slice(), tag)?;
    Ok(data_key)
}

fn at_hand(keyring: &Keyring) -> String {
    let mut ids = vec![keyring.current().id().to_string()];
    ids.extend(keyring.former().iter().map(|key| key.id().to_string()));
    ids.join(", ")
}

fn split(bytes: &[u8]) -> Result<(&[u8], &[u8; TAG]), SealError> {
    bytes.split_last_chunk::<TAG>().ok_or(SealError::Damaged)
}

/// Encrypts in place. Never meets its limit, which is 256 GiB.
fn encrypt(key: &[u8; KEY], nonce: &[u8; NONCE], bound: &[u8], text: &mut [u8]) -> [u8; TAG] {
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    match cipher.encrypt_inout_detached(&XNonce::from(*nonce), bound, text.into()) {
        Ok(tag) => tag.into(),
        // The tag of nothing: what was sealed so does not open, and nothing is shown.
        Err(_) => {
            text.zeroize();
            [0; TAG]
        }
    }
}

fn decrypt(
    key: &[u8; KEY],
    nonce: &[u8; NONCE],
    bound: &[u8],
    text: &mut [u8],
    tag: &[u8; TAG],
) -> Result<(), SealError> {
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt_inout_detached(&XNonce::from(*nonce), bound, text.into(), &Tag::from(*tag))
        .map_err(|_| SealError::Damaged)
}
