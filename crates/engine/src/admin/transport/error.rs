//! Why a repository's way to its remote was not set.

use hedgerow_git::{NoProxyError, PemError, ProxyError, UnfitError};
use hedgerow_seal::SealError;

use crate::error::Class;

/// Why a repository's way to its remote was not set.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Certificates or a key that are none, or do not belong together.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// A proxy's address that is none.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// Hosts without the proxy that are none.
    #[error(transparent)]
    NoProxy(#[from] NoProxyError),
    /// It does not go together with the repository's URL.
    #[error(transparent)]
    Unfit(#[from] UnfitError),
    /// A client's certificate alone.
    #[error("a client certificate needs its private key: give both")]
    KeyMissing,
    /// A client's key alone.
    #[error("a client's private key needs its certificate: give both")]
    CertificateMissing,
    /// A password alone.
    #[error("a proxy's password needs the proxy's URL, with a user name: `http://USER@HOST:PORT`")]
    ProxyMissing,
    /// Another proxy would be sent the password.
    #[error(
        "the stored password is for proxy `{proxy}` and is sent to no other; give the password of the new \
         one with it, or take the stored one away"
    )]
    PasswordBound {
        /// The proxy it is for.
        proxy: String,
    },
    /// A stored secret does not open.
    #[error("{what} of repository `{repository}` {why}; store it again, or remove it")]
    Sealed {
        /// Which secret.
        what: &'static str,
        /// The repository.
        repository: String,
        /// Why.
        why: SealError,
    },
}

impl TransportError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::Pem(_)
            | Self::Proxy(_)
            | Self::NoProxy(_)
            | Self::Unfit(_)
            | Self::KeyMissing
            | Self::CertificateMissing
            | Self::ProxyMissing => Class::Invalid,
            Self::PasswordBound { .. } | Self::Sealed { .. } => Class::Refused,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::Proxy(ProxyError::Password) => Some("proxy-password-in-url"),
            Self::KeyMissing => Some("client-key-missing"),
            Self::PasswordBound { .. } => Some("other-proxy"),
            Self::Sealed { .. } => Some("way-unreadable"),
            _ => None,
        }
    }
}
