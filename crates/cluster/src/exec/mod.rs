//! Logging in with a program: the `exec` entry of a kubeconfig's user.
//!
//! What it says is data of a connection ([`Exec`]); it is run only where the server's own configuration lists the
//! program ([`Programs`]). kube's own support is not used: it hands the server's whole environment to the program, has
//! neither deadline nor bound, and shows what the program printed in its errors.

mod credential;
mod entry;
mod login;
mod run;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use entry::Exec;
pub(crate) use login::{Asks, Login};

use crate::connection::Connection;
use crate::error::ClusterError;

/// The most connections of which it is kept what their programs gave.
const KEPT: usize = 256;

/// Why a program gave no credential. Never holds what it printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExecTrouble {
    /// The configuration does not list it.
    #[error(
        "this server may not run it; where it is to, list it under `cluster_exec` in the server's configuration, written \
         as in the kubeconfig, with its whole path"
    )]
    NotListed,
    /// There is no such file.
    #[error("it is not found on this server")]
    NotFound,
    /// It was not started.
    #[error("it could not be started: {0}")]
    NotStarted(String),
    /// It took too long.
    #[error("it did not end within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// It failed.
    #[error("it failed with code {0}")]
    Failed(i32),
    /// A signal ended it.
    #[error("it was ended by a signal")]
    Ended,
    /// It printed too much.
    #[error("it printed more than {} KiB", .0 >> 10)]
    TooLarge(usize),
    /// It printed something else.
    #[error("what it printed is not an ExecCredential: {0}")]
    NotOne(&'static str),
    /// What it gave has ended already.
    #[error("the credential it gave has expired")]
    Expired,
}

/// The programs that may be run to log in, and what they gave last.
#[derive(Default)]
pub struct Programs {
    listed: Vec<String>,
    kept: Mutex<HashMap<Connection, Arc<Login>>>,
}

impl std::fmt::Debug for Programs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Programs").field(&self.listed).finish()
    }
}

impl Programs {
    /// Those that the configuration lists, each with its whole path.
    #[must_use]
    pub fn listed(listed: Vec<String>) -> Self {
        Self { listed, kept: Mutex::default() }
    }

    /// How a connection that logs in with a program does so.
    pub(crate) fn login(
        &self,
        connection: &Connection,
        exec: &Exec,
    ) -> Result<Arc<Login>, ClusterError> {
        let is_listed = self.listed.contains(&exec.command);
        if !is_listed || !exec.command.starts_with('/') {
            return Err(exec.trouble(ExecTrouble::NotListed));
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(connection) {
            kept.clear();
        }
        let login = kept
            .entry(connection.clone())
            .or_insert_with(|| Arc::new(Login::new(connection.clone(), exec.clone())));
        Ok(login.clone())
    }
}

#[cfg(test)]
mod tests;
