use std::time::Duration;

use crate::Trouble;

/// How a push ended. Messages are free of secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// The remote branch is at our commit.
    Accepted,
    /// The branch was not where the lease said: fetch, merge again, retry. Look for the commit among
    /// what was fetched before it is built again: where the connection broke, the transport may have
    /// sent the push twice, and only the second one was refused.
    StaleLease {
        /// What git said.
        detail: String,
    },
    /// A hook of the remote refused. For a stack of commits one of them may be to blame.
    HookDeclined {
        /// What the hook said.
        message: String,
    },
    /// The branch takes no direct pushes.
    Protected {
        /// What the host said.
        message: String,
    },
    /// The credential was refused, or the host's key is not the pinned one.
    Authentication {
        /// What git said.
        message: String,
    },
    /// The credential is known but may not do this.
    Permission {
        /// What the host said.
        message: String,
    },
    /// The remote, or the way to it, takes no push of anybody as it is: no credential is configured
    /// where one is asked for, no repository is there, it redirects elsewhere, its branch is checked
    /// out, its certificate is not accepted. Nothing was changed there.
    Refused {
        /// What is the matter, and what to do about it.
        message: String,
    },
    /// Too large, or over a quota.
    TooLarge {
        /// What the host said.
        message: String,
    },
    /// The connection failed. The push may have been accepted all the same: look at the remote.
    Network {
        /// What git said.
        message: String,
    },
    /// The deadline passed. The push may have been accepted all the same: look at the remote.
    TimedOut,
    /// Nothing was sent, for a reason that may pass: the mirror is damaged, this machine has no room
    /// for another process, the proxy is away. Look, build the commits again where they are gone, and
    /// try again.
    NotSent {
        /// What is the matter.
        message: String,
    },
    /// Nothing that is understood, or it was cancelled. The push may have been accepted: look at the
    /// remote.
    Unknown {
        /// What git said.
        message: String,
    },
    /// Nothing was sent, because what was asked for cannot be: an invalid branch name, a commit that
    /// the mirror does not have or that does not descend from the expected one, a credential that
    /// does not fit, no git program. Retrying does not help.
    Invalid {
        /// What to change.
        message: String,
    },
}

impl PushOutcome {
    /// Whether the commit may be on the remote although nobody said so: look at the remote first.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Network { .. } | Self::TimedOut | Self::Unknown { .. })
    }

    /// What was said about it; empty for an accepted push.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::Accepted => "",
            Self::TimedOut => "the push took longer than its deadline",
            Self::StaleLease { detail: message }
            | Self::HookDeclined { message }
            | Self::Protected { message }
            | Self::Authentication { message }
            | Self::Permission { message }
            | Self::Refused { message }
            | Self::NotSent { message }
            | Self::TooLarge { message }
            | Self::Network { message }
            | Self::Unknown { message }
            | Self::Invalid { message } => message,
        }
    }
}

/// Why an exchange that reads from the remote failed. Messages are free of secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// The credential was refused, or the host's key is not the pinned one.
    #[error("the remote did not accept the credential: {message}")]
    Authentication {
        /// What git said.
        message: String,
    },
    /// The remote asks for a credential, and none is configured.
    #[error(
        "the remote requires a credential, but none is configured for this repository: {message}"
    )]
    NoCredential {
        /// What git said.
        message: String,
    },
    /// The remote sends on to another place, which was not followed.
    #[error("{message}")]
    Redirected {
        /// Where to, without secrets, and why it was not followed.
        message: String,
    },
    /// The credential is known but may not do this.
    #[error("the remote does not allow this: {message}")]
    Permission {
        /// What git said.
        message: String,
    },
    /// No repository is there, or none that this credential may know of.
    #[error("repository not found: {message}")]
    NotFound {
        /// What git said.
        message: String,
    },
    /// Something is wrong on the way there: TLS, the client's certificate, the proxy. Nothing was sent.
    #[error("{}: {message}", .trouble.said())]
    Way {
        /// What.
        trouble: Trouble,
        /// How it shows: what was seen of a certificate, or git's words.
        message: String,
    },
    /// The remote was not reached, or the connection broke.
    #[error("the remote could not be reached: {message}")]
    Network {
        /// What git said.
        message: String,
    },
    /// Nothing was heard of the remote for too long.
    #[error("the remote sent nothing for {} s", after.as_secs_f32())]
    TimedOut {
        /// The deadline for silence.
        after: Duration,
    },
    /// It took too long in all for what arrived.
    #[error("the exchange was stopped after {} s, which is too long for the data that arrived", after.as_secs())]
    TooLong {
        /// How long it took.
        after: Duration,
    },
    /// The caller wanted no more of it.
    #[error("the exchange with the remote was stopped because the server is shutting down")]
    Cancelled,
    /// What was asked for cannot be: nothing was sent.
    #[error("{message}")]
    Invalid {
        /// What to change.
        message: String,
    },
    /// The git program is missing, too old or did not start.
    #[error("{message}")]
    Program {
        /// What to do about it.
        message: String,
    },
    /// The repository is of a sort that is not supported.
    #[error("{message}")]
    Unsupported {
        /// Which sort.
        message: String,
    },
    /// This machine has no room for another process or open file.
    #[error("git could not be run: {message}")]
    Exhausted {
        /// What it lacks.
        message: String,
    },
    /// Anything else.
    #[error("git failed: {message}")]
    Other {
        /// What git said.
        message: String,
    },
}

impl ExchangeError {
    /// What a person can do about it. Whether it is tried again is not said here: of an exchange that a
    /// person asked for nothing is, and of what is kept only who keeps it knows.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Authentication { .. } => {
                "check that the credential is the right one, has not expired and was not revoked; for \
                 SSH also that the host's key is in the file of pinned host keys"
            }
            Self::NoCredential { .. } => {
                "store a credential for this host and assign it to the repository"
            }
            Self::Redirected { .. } => {
                "if that URL is the right one, connect the repository with it; if not, ask the host's \
                 administrators"
            }
            Self::Permission { .. } => {
                "give the credential's owner access to this repository (write access to publish)"
            }
            Self::NotFound { .. } => {
                "check whether the repository was moved, renamed or deleted, and its URL; hosts \
                 also answer like this when the credential has no access to it"
            }
            Self::Way { trouble, .. } => trouble.remedy(),
            Self::Network { .. } => "check the host's name, the network, proxies and certificates",
            Self::TimedOut { .. } => {
                "check whether the remote is slow or overloaded, or allow exchanges more time"
            }
            Self::TooLong { .. } => {
                "check whether the remote is slow or overloaded, or allow exchanges more time in all"
            }
            Self::Cancelled => "try again when the server runs again",
            Self::Exhausted { .. } => {
                "allow the server more open files and processes (`ulimit -n`, `LimitNOFILE` and \
                 `TasksMax` of systemd)"
            }
            Self::Invalid { .. } | Self::Program { .. } | Self::Unsupported { .. } => {
                "change what the message names"
            }
            Self::Other { .. } => {
                "read git's message; deleting the mirror is safe, it is fetched again from the \
                 remote"
            }
        }
    }

    /// Whether trying the same again later may help without anybody doing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Way { trouble, .. } => trouble.is_transient(),
            Self::Network { .. }
            | Self::TimedOut { .. }
            | Self::TooLong { .. }
            | Self::Exhausted { .. }
            | Self::Cancelled => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown where a person asked once must hold there: nothing is tried again for them.
    #[test]
    fn a_remedy_says_what_to_do_and_promises_nothing() {
        let message = || "x".to_owned();
        let after = Duration::from_secs(1);
        let way = |trouble| ExchangeError::Way { trouble, message: message() };
        let table = [
            (ExchangeError::Network { message: message() }, true, "the host's name"),
            (ExchangeError::TimedOut { after }, true, "allow exchanges more time"),
            (ExchangeError::TooLong { after }, true, "more time in all"),
            (ExchangeError::Exhausted { message: message() }, true, "more open files"),
            (ExchangeError::Cancelled, true, "when the server runs again"),
            (way(Trouble::ProxyAway), true, "whether it runs"),
            (way(Trouble::ProxyReachesNothing), true, "those who run the proxy"),
            (way(Trouble::ProxyRefuses), false, "without the proxy"),
            (way(Trouble::Expired), false, "renew it"),
            (ExchangeError::Authentication { message: message() }, false, "the right one"),
            (ExchangeError::NotFound { message: message() }, false, "moved, renamed or deleted"),
            (ExchangeError::Other { message: message() }, false, "read git's message"),
        ];
        for (error, passes, says) in table {
            let remedy = error.remedy();
            assert!(remedy.contains(says), "{error:?}: {remedy}");
            assert!(!remedy.contains("automatically"), "{error:?}: {remedy}");
            assert_eq!(error.is_transient(), passes, "{error:?}");
        }
    }
}
