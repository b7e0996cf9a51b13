//! Why a credential was not stored, changed, tried or used.

use hedgerow_git::ExchangeError;
use hedgerow_seal::SealError;

use crate::error::{About, Class, Thing};

/// Why a credential was not stored, changed, tried or used.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// The server's configuration has one of this name.
    #[error(
        "credential `{name}` exists already, in the server's configuration; choose another name"
    )]
    NameConfigured {
        /// The credential.
        name: String,
    },
    /// It is of the server's configuration, which the API does not change.
    #[error("credential `{name}` comes from the server's configuration and is {done} there")]
    Configured {
        /// The credential.
        name: String,
        /// What was asked for: `changed`, `exchanged`, `removed`.
        done: &'static str,
    },
    /// Another host would be sent the secret.
    #[error(
        "credential `{name}` is for host `{bound}`; for another host, store the secret under \
         another name"
    )]
    Bound {
        /// The credential.
        name: String,
        /// The host it is for.
        bound: String,
    },
    /// A repository of another host uses it.
    #[error(
        "repository `{repository}` ({url}) uses credential `{name}`; switch it to another one first"
    )]
    UsedElsewhere {
        /// The credential.
        name: String,
        /// The repository.
        repository: String,
        /// Its URL.
        url: String,
    },
    /// It is for another host than the one that would be asked.
    #[error(
        "credential `{name}` is for host `{bound}` and is not sent to `{host}`; use a credential \
         of that host, or store this one for that host"
    )]
    NotForHost {
        /// The credential.
        name: String,
        /// The host it is for.
        bound: String,
        /// The host that would be asked.
        host: String,
    },
    /// Its secret does not open.
    #[error("credential `{name}` {}", sealed(.why))]
    Sealed {
        /// The credential.
        name: String,
        /// Why.
        why: SealError,
    },
    /// Repositories use it.
    #[error(
        "credential `{name}` is used by repository `{}`; switch that to another one first",
        .repositories.join("`, `")
    )]
    InUse {
        /// The credential.
        name: String,
        /// The repositories.
        repositories: Vec<String>,
    },
    /// A repository refused the new secret.
    #[error(
        "repository `{repository}` did not accept the new secret: {error}; {}. Nothing was \
         changed, \
         the old one is still in use", .error.remedy()
    )]
    NotTaken {
        /// The repository.
        repository: String,
        /// What it said.
        error: ExchangeError,
    },
    /// Something that is not a host.
    #[error(
        "`{0}` is not a host: write `git.example.org`, or `git.example.org:8443` for another port \
         than \
         the usual one"
    )]
    Host(String),
    /// What describes it does not go together, or the secret could not be used.
    #[error("{0}")]
    Unfit(String),
}

/// A seal's error as the end of "credential `x` …".
fn sealed(why: &SealError) -> String {
    match why {
        SealError::Form(error) => format!("cannot be decrypted: {error}; store the secret again"),
        why => why.to_string(),
    }
}

impl CredentialError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::NameConfigured { .. }
            | Self::Configured { .. }
            | Self::Bound { .. }
            | Self::UsedElsewhere { .. }
            | Self::NotForHost { .. }
            | Self::Sealed { .. }
            | Self::InUse { .. } => Class::Refused,
            Self::NotTaken { .. } => Class::Remote,
            Self::Host(_) | Self::Unfit(_) => Class::Invalid,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::NameConfigured { .. } => Some("exists-already"),
            Self::Configured { .. } => Some("configured"),
            Self::Sealed { .. } => Some("secret-unreadable"),
            Self::UsedElsewhere { .. } | Self::InUse { .. } => Some("in-use"),
            Self::NotForHost { .. } => Some("other-host"),
            Self::NotTaken { .. } => Some("secret-not-taken"),
            _ => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::NameConfigured { name }
            | Self::Configured { name, .. }
            | Self::Bound { name, .. }
            | Self::UsedElsewhere { name, .. }
            | Self::NotForHost { name, .. }
            | Self::Sealed { name, .. }
            | Self::InUse { name, .. } => About::one(Thing::Credential, name),
            Self::NotTaken { repository, .. } => About::one(Thing::Repository, repository),
            Self::Host(_) | Self::Unfit(_) => About::default(),
        }
    }
}
