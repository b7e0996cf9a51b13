//! Passwords: what may be one, and its slow hash.
//!
//! Argon2id with 19 MiB and two passes (OWASP, Password Storage Cheat Sheet), as PHC text. At most
//! two are computed at once, so that log-ins do not take the machine from those who work on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::Semaphore;
use zxcvbn::feedback::Feedback;
use zxcvbn::{Score, zxcvbn};

use crate::error::AccessError;
use crate::secret::Secret;

/// The fewest characters of a password.
const SHORTEST: usize = 12;

/// The most bytes of a password.
const LONGEST: usize = 1024;

/// Below this strength a password is refused: fewer than 10^8 guesses would find it.
const WEAKEST: Score = Score::Three;

/// Memory of one hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;

/// Passes over that memory.
const PASSES: u32 = 2;

/// How many are computed at once.
const AT_ONCE: usize = 2;

/// How many may wait; whoever comes later is told to come again.
const WAITING: usize = 64;

/// The longest beginning of a password whose strength is estimated: the rest can only add to it, and the cost
/// of an estimate grows faster than its text.
const ESTIMATED: usize = 24;

/// Whether a text may be somebody's password: not too short, not too long, not among the first guesses of
/// somebody who knows the account (as zxcvbn estimates them), and not mostly the account's own names.
///
/// # Errors
/// Says which of these it is; for a password that is easy to guess, what makes it so.
pub fn check(password: &str, login: &str, email: &str) -> Result<(), AccessError> {
    let characters = password.chars().count();
    if characters < SHORTEST {
        return Err(AccessError::invalid(format!(
            "`password`: must have at least {SHORTEST} characters; a few unrelated words make a \
             good one"
        )));
    }
    if password.len() > LONGEST {
        return Err(AccessError::invalid(format!("`password`: must have at most {LONGEST} bytes")));
    }
    let names = names_of(login, email);
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let beginning: String = password.chars().take(ESTIMATED).collect();
    let strength = zxcvbn(&beginning, &known);
    if strength.score() < WEAKEST {
        let why = strength.feedback().and_then(Feedback::warning);
        return Err(AccessError::invalid(format!(
            "`password`: is too easy to guess{}; use a few unrelated words",
            why.map(|why| format!(" ({})", as_fragment(&why.to_string()))).unwrap_or_default()
        )));
    }
    // zxcvbn takes a name, a year and a sign for three secrets
    let rest = names.iter().fold(password.to_lowercase(), |rest, name| rest.replace(name, ""));
    if rest.chars().filter(|one| one.is_alphanumeric()).count() < SHORTEST / 2 {
        return Err(AccessError::invalid(
            "`password`: consists mostly of the login, the address or the name of this program",
        ));
    }
    Ok(())
}

/// What everybody knows of an account: its login, its address and the two parts of that; and this program's name.
fn names_of(login: &str, email: &str) -> Vec<String> {
    let names = [login, email].into_iter().chain(email.split('@')).chain(["hedgerow", "password"]);
    names.map(str::to_lowercase).filter(|name| name.chars().count() >= 3).collect()
}

/// A sentence as it fits into another one: without its capital and its full stop.
fn as_fragment(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Computes and compares hashes. Cheap to clone; clones share the bound.
#[derive(Clone)]
pub struct Passwords {
    slots: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Compared with when there is no account, so that the time does not tell.
    nobody: Arc<str>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// With nobody waiting.
    #[must_use]
    pub fn new() -> Self {
        let salt = STANDARD_NO_PAD.encode(rand::random::<[u8; 16]>());
        let hash = STANDARD_NO_PAD.encode(rand::random::<[u8; 32]>());
        let nobody = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${salt}${hash}");
        Self {
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::default(),
            nobody: nobody.into(),
        }
    }

    /// The PHC text of a password.
    ///
    /// # Errors
    /// When too many wait already.
    pub async fn hash(&self, password: &Secret) -> Result<String, AccessError> {
        let password = password.clone();
        self.compute(move || {
            let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(failed)?;
            let hash =
                argon2()?.hash_password(password.reveal().as_bytes(), &salt).map_err(failed)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a password is the one of a PHC text; without one it never is, after the same time.
    ///
    /// # Errors
    /// When too many wait already, or the PHC text cannot be read.
    pub async fn fits(&self, password: &Secret, phc: Option<&str>) -> Result<bool, AccessError> {
        let known = phc.is_some();
        let phc = phc.unwrap_or(&self.nobody).to_owned();
        let password = password.clone();
        let fits = self
            .compute(move || {
                let hash = PasswordHash::new(&phc).map_err(failed)?;
                // The parameters are those of the text, so that older ones can be read.
                Ok(argon2()?.verify_password(password.reveal().as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(fits && known)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AccessError> + Send + 'static,
    ) -> Result<T, AccessError> {
        let _waits = Waiting::enter(&self.waiting).ok_or(AccessError::Limited { seconds: 2 })?;
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(failed)?;
        tokio::task::spawn_blocking(move || {
            // Whoever asked may go away; the memory is in use until the end all the same.
            let _slot = slot;
            work()
        })
        .await
        .map_err(failed)?
    }
}

/// One of those who wait for a hash.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn enter(count: &Arc<AtomicUsize>) -> Option<Self> {
        let entered = Self(Arc::clone(count));
        (count.fetch_add(1, Ordering::Relaxed) < WAITING).then_some(entered)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn argon2() -> Result<Argon2<'static>, AccessError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: impl std::fmt::Display) -> AccessError {
    AccessError::Internal(format!("password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_fits_its_hash() {
        let passwords = Passwords::new();
        let right = Secret::from_text("correct horse battery");
        let hash = passwords.hash(&right).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.fits(&right, Some(&hash)).await.unwrap());
        assert!(!passwords.fits(&Secret::from_text("wrong"), Some(&hash)).await.unwrap());
        assert_ne!(hash, passwords.hash(&right).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password_and_is_compared_all_the_same() {
        let passwords = Passwords::new();
        assert!(!passwords.fits(&Secret::from_text("anything"), None).await.unwrap());
        let parsed = PasswordHash::new(&passwords.nobody).unwrap();
        let real = passwords.hash(&Secret::from_text("anything")).await.unwrap();
        assert_eq!(parsed.params, PasswordHash::new(&real).unwrap().params);
        assert_eq!(passwords.nobody.len(), real.len());
    }

    #[tokio::test]
    async fn whoever_comes_to_a_full_queue_is_told_to_come_again() {
        let passwords = Passwords::new();
        passwords.waiting.store(WAITING, Ordering::Relaxed);
        let refused = passwords.fits(&Secret::from_text("x"), None).await.unwrap_err();
        assert!(matches!(refused, AccessError::Limited { .. }), "{refused}");
        assert_eq!(passwords.waiting.load(Ordering::Relaxed), WAITING);
    }

    #[test]
    fn a_password_is_long_and_not_its_owners_name() {
        let of = |password: &str| check(password, "ada.lovelace", "ada.lovelace@example.org");
        for right in ["correct horse battery", "Tr0ub4dor&3-xkcd", "наш пароль длинный"]
        {
            assert!(of(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "short-one-1",
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "abcdefghijklmnop",
            "9876543210987654",
            "qwertyuiop123",
            "P@ssw0rd1234",
            "ada.lovelace",
            "Ada.Lovelace2024!",
            "ada.lovelace@example.org",
            "hedgerow-password",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert!(of(&"correct horse ".repeat(100)).is_err());
        let said = of("qwertyuiop123").unwrap_err().to_string();
        assert!(said.starts_with("`password`: is too easy to guess (this is"), "{said}");
    }
}
