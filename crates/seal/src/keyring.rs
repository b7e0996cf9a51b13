//! The keys available: the one that seals, and those that may still open.

use std::fmt;
use std::sync::Arc;

use crate::key::{KeyId, SealingKey};
use crate::source::{KeySource, LoadError};

/// The sealing key in use, and former ones that still open what they sealed. Cheap to clone.
#[derive(Clone)]
pub struct Keyring {
    keys: Arc<Keys>,
}

struct Keys {
    current: SealingKey,
    former: Vec<SealingKey>,
}

impl Keyring {
    /// A ring of these keys.
    #[must_use]
    pub fn new(current: SealingKey, former: Vec<SealingKey>) -> Self {
        Self { keys: Arc::new(Keys { current, former }) }
    }

    /// Reads the keys from where the configuration says they are; makes the current one where it
    /// is missing and may be made.
    ///
    /// # Errors
    /// When one of them is missing, cannot be read or is not a key: names the file.
    pub fn load(current: &KeySource, former: &[KeySource]) -> Result<Self, LoadError> {
        let current = current.load()?;
        let former = former.iter().map(KeySource::load).collect::<Result<_, _>>()?;
        Ok(Self::new(current, former))
    }

    /// The key that seals.
    #[must_use]
    pub fn current(&self) -> &SealingKey {
        &self.keys.current
    }

    /// The keys that only open.
    #[must_use]
    pub fn former(&self) -> &[SealingKey] {
        &self.keys.former
    }

    /// The key of this id.
    #[must_use]
    pub fn key(&self, id: KeyId) -> Option<&SealingKey> {
        std::iter::once(self.current()).chain(self.former()).find(|key| key.id() == id)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("current", self.current())
            .field("former", &self.former())
            .finish()
    }
}
