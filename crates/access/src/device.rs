//! Browsers that an account came in with before (OWASP: device cookies).
//!
//! Whoever logged in once gets a cookie for this account. At the next log-in it stands for a browser
//! that is counted by itself: what others try at the account from the same address does not make it wait.
//! The cookie is random bits, a time and a code over both and over the account as it is (its password, and
//! how often all its sessions were ended), so that nothing need be kept of it, it says nothing of the account,
//! and a new password makes it void.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hedgerow_model::Millis;
use hedgerow_seal::Keyring;
use hedgerow_store::User;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::secret::Secret;

/// For how long a browser is recognised, in milliseconds: 180 days.
pub const DEVICE_LONGEST: Millis = 180 * 24 * 60 * 60 * 1000;

/// What the key is derived for.
const PURPOSE: &str = "device cookie 1";

const ID: usize = 16;
const TIME: usize = 8;
const CODE: usize = 32;

/// A browser that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Device([u8; ID]);

#[cfg(test)]
impl Device {
    pub(crate) fn of_test(number: u8) -> Self {
        Self([number; ID])
    }
}

/// The keys of device cookies: that of the sealing key in use, and those of former ones, which only
/// recognise.
#[derive(Clone)]
pub struct DeviceKeys(Vec<Hmac<Sha256>>);

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKeys({})", self.0.len())
    }
}

impl DeviceKeys {
    /// Those that follow from the sealing keys.
    #[must_use]
    pub fn of(keyring: &Keyring) -> Self {
        let keys = std::iter::once(keyring.current()).chain(keyring.former());
        // A key of any length is one to HMAC.
        Self(
            keys.filter_map(|key| Hmac::new_from_slice(key.derived(PURPOSE).as_slice()).ok())
                .collect(),
        )
    }

    /// A cookie for a browser that an account has just come in with; none without a key.
    pub(crate) fn give(&self, user: &User, now: Millis) -> Option<Secret> {
        let mut cookie = [0; ID + TIME + CODE];
        cookie[..ID].copy_from_slice(&rand::random::<[u8; ID]>());
        cookie[ID..ID + TIME].copy_from_slice(&now.to_be_bytes());
        let code = over(self.0.first()?, user, &cookie[..ID + TIME]).finalize().into_bytes();
        cookie[ID + TIME..].copy_from_slice(&code);
        Some(Secret::from_text(URL_SAFE_NO_PAD.encode(cookie)))
    }

    /// The browser that a cookie stands for, when it was given to this account as it is now.
    pub(crate) fn recognise(&self, cookie: &Secret, user: &User, now: Millis) -> Option<Device> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie.reveal()).ok()?;
        let bytes: &[u8; ID + TIME + CODE] = bytes.as_slice().try_into().ok()?;
        let (said, code) = bytes.split_at(ID + TIME);
        let (id, given) = said.split_at(ID);
        if !self.0.iter().any(|key| over(key, user, said).verify_slice(code).is_ok()) {
            return None;
        }
        let given = Millis::from_be_bytes(given.try_into().ok()?);
        let holds = (given..given.saturating_add(DEVICE_LONGEST)).contains(&now);
        Some(Device(id.try_into().ok()?)).filter(|_| holds)
    }
}

/// The code over what a cookie says and whom it is for. Each part has its length or is of a fixed one.
fn over(key: &Hmac<Sha256>, user: &User, said: &[u8]) -> Hmac<Sha256> {
    let mut code = key.clone();
    code.update(said);
    code.update(&user.id.0.to_be_bytes());
    code.update(&user.devices.to_be_bytes());
    code.update(user.password.as_bytes());
    code
}

#[cfg(test)]
mod tests {
    use hedgerow_model::UserId;
    use hedgerow_seal::SealingKey;

    use super::*;

    fn user() -> User {
        User {
            id: UserId(7),
            login: "ada".to_owned(),
            name: "Ada".to_owned(),
            email: "ada@example.org".to_owned(),
            password: "a hash".to_owned(),
            active: true,
            created_at: 1,
            seen_at: None,
            revision: 1,
            devices: 3,
            grants: Vec::new(),
        }
    }

    #[test]
    fn a_cookie_is_for_one_account_as_it_is_and_for_a_time() {
        let key = || SealingKey::generate();
        let ring = Keyring::new(key(), Vec::new());
        let keys = DeviceKeys::of(&ring);
        let cookie = keys.give(&user(), 1000).unwrap();
        let (first, last) = (1000, 1000 + DEVICE_LONGEST - 1);
        let table = [
            ("as it was given", user(), first, true),
            ("to the last moment", user(), last, true),
            ("too old", user(), last + 1, false),
            ("from the future", user(), first - 1, false),
            ("another account", User { id: UserId(8), ..user() }, first, false),
            ("another password", User { password: "b hash".to_owned(), ..user() }, first, false),
            ("sessions ended everywhere", User { devices: 4, ..user() }, first, false),
            (
                "another name and role",
                User { name: "A".to_owned(), revision: 2, ..user() },
                first,
                true,
            ),
        ];
        for (what, user, now, expected) in table {
            assert_eq!(keys.recognise(&cookie, &user, now).is_some(), expected, "{what}");
        }
        let strange = DeviceKeys::of(&Keyring::new(key(), Vec::new()));
        assert_eq!(strange.recognise(&cookie, &user(), first), None, "another key");
    }

    #[test]
    fn a_former_sealing_key_still_recognises_and_gives_no_more() {
        let bytes = || zeroize::Zeroizing::new([7; 32]);
        let old = DeviceKeys::of(&Keyring::new(SealingKey::from_bytes(bytes()), Vec::new()));
        let cookie = old.give(&user(), 1).unwrap();
        let former = vec![SealingKey::from_bytes(bytes())];
        let new = DeviceKeys::of(&Keyring::new(SealingKey::generate(), former));
        assert!(new.recognise(&cookie, &user(), 1).is_some());
        assert!(old.recognise(&new.give(&user(), 1).unwrap(), &user(), 1).is_none());
    }

    #[test]
    fn a_cookie_that_somebody_wrote_is_none() {
        let keys = DeviceKeys::of(&Keyring::new(SealingKey::generate(), Vec::new()));
        let cookie = keys.give(&user(), 1).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(cookie.reveal()).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            let other = Secret::from_text(URL_SAFE_NO_PAD.encode(other));
            assert_eq!(keys.recognise(&other, &user(), 1), None, "byte {at}");
        }
        for other in ["", "x", "%%%", &"A".repeat(75), &"A".repeat(100_000)] {
            assert_eq!(keys.recognise(&Secret::from_text(other), &user(), 1), None);
        }
    }

    #[test]
    fn no_two_cookies_are_alike_and_none_says_whose_it_is() {
        let keys = DeviceKeys::of(&Keyring::new(SealingKey::generate(), Vec::new()));
        let of =
            |user: &User| URL_SAFE_NO_PAD.decode(keys.give(user, 1).unwrap().reveal()).unwrap();
        let (one, two) = (of(&user()), of(&user()));
        assert_ne!(one[..ID], two[..ID]);
        // Besides random bits and the code, a cookie of anybody says its time and nothing else.
        let other = of(&User { id: UserId(8), login: "bob".to_owned(), ..user() });
        assert_eq!((one.len(), &one[ID..ID + TIME]), (other.len(), &other[ID..ID + TIME]));
    }
}
