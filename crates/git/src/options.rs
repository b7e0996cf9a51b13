use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::Clock;

/// How mirrors deal with git and with remotes.
#[derive(Clone, Debug)]
pub struct MirrorOptions {
    /// The git program: a path, or a name looked up in `PATH`.
    pub git_program: PathBuf,
    /// How long nothing may be heard of an exchange.
    pub deadline: Duration,
    /// How long an exchange may take in all, whatever the remote says meanwhile; ten seconds longer
    /// for each MiB that arrived. At least `deadline`.
    pub total_deadline: Duration,
    /// By which time both are kept; the machine's own.
    pub clock: Clock,
    /// Ends every exchange: for when the process is to stop.
    pub cancel: Cancel,
    /// Whether repositories on this machine (`file://`, paths) may be used. Whoever can name one
    /// reads with the server's rights, and hooks of such a repository run as the server's user.
    pub allow_file: bool,
    /// Whether a token may be sent over plain `http://` to another machine, where anybody on the
    /// way can read it. To this machine it always may.
    pub allow_cleartext_token: bool,
}

impl Default for MirrorOptions {
    fn default() -> Self {
        Self {
            git_program: "git".into(),
            deadline: Duration::from_secs(120),
            total_deadline: Duration::from_secs(600),
            clock: Clock::default(),
            cancel: Cancel::new(),
            allow_file: false,
            allow_cleartext_token: false,
        }
    }
}

/// Ends an exchange from another thread. Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Not cancelled yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the exchanges that were given this; within about 50 ms they begin to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
