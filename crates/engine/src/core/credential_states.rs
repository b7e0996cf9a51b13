//! What is known of the credentials of the configuration, since the start.
//!
//! Those of the database have their state there, for every server. One of the configuration is a
//! matter of the server whose configuration it is: in memory each server knows what its own exchanges
//! said. A second implementation would keep them by name in the database.

use std::collections::HashMap;
use std::sync::Mutex;

use hedgerow_model::{CredentialState, Millis};

use super::lock;

/// What is known of one.
#[derive(Clone, Debug)]
pub(crate) struct Configured {
    pub(crate) state: CredentialState,
    pub(crate) problem: Option<String>,
    pub(crate) checked_at: Option<Millis>,
}

/// What is known of the credentials of the configuration.
pub(crate) trait CredentialStates: Send + Sync {
    /// Of one; untested when nothing is known.
    fn get(&self, name: &str) -> Configured;

    /// From now on this is known.
    fn set(&self, name: &str, state: Configured);
}

/// Within this process.
#[derive(Debug, Default)]
pub(super) struct StatesInMemory(Mutex<HashMap<String, Configured>>);

impl CredentialStates for StatesInMemory {
    fn get(&self, name: &str) -> Configured {
        let untested =
            Configured { state: CredentialState::Untested, problem: None, checked_at: None };
        lock(&self.0).get(name).cloned().unwrap_or(untested)
    }

    fn set(&self, name: &str, state: Configured) {
        lock(&self.0).insert(name.to_owned(), state);
    }
}
