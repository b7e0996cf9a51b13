//! Bare mirrors, tree diffs and commits with gix; fetch and push with git.
//!
//! One [`Mirror`] per repository, shared by fabrics. Reading and building commits happens inside
//! the process, and so do pushes over HTTP (`native`); all other exchanges with the remote run the git
//! command. A mirror is a cache: the
//! remote and the journal are the truth, so nothing here is flushed to disk with care, and a mirror
//! that is damaged is made anew.
//!
//! All calls block; callers on an async runtime use its thread pool for blocking work.

mod branch;
mod build;
mod check;
mod clock;
mod command;
mod credential;
mod damage;
mod diff;
mod exchange;
mod history;
mod incoming;
mod locks;
mod mirror;
mod native;
mod oid;
mod options;
mod outcome;
mod pack;
mod push;
mod reach;
mod read;
mod redirect;
mod remote;
mod transport;
mod trouble;
mod url;
mod walker;
mod way;

pub use branch::{BranchError, check_branch};
pub use build::{BuildError, Built, EditProblem, NewCommit, Signature};
pub use check::CheckedObjects;
pub use clock::Clock;
pub use credential::Credential;
pub use diff::TreeChange;
pub use exchange::{AllBranches, Fetched, RemoteBranches, RemoteHead};
/// What [`TreeEntry`] and [`TreeChange`] speak of.
pub use hedgerow_model::EntryKind;
pub use history::{CommitInfo, Person};
pub use mirror::{Mirror, MirrorError, MirrorSize};
pub use native::{Ahead, PushSession};
pub use oid::{Oid, ParseOidError};
pub use options::{Cancel, MirrorOptions};
pub use outcome::{ExchangeError, PushOutcome};
pub use reach::Reached;
pub use read::{ReadError, Reader, TreeEntry};
pub use transport::{
    Authorities, Certificate, ClientIdentity, NoProxy, NoProxyError, PemError, Proxy, ProxyError,
    ProxyScheme, Transport, UnfitError, known_certificate, known_certificates,
};
pub use trouble::Trouble;
pub use url::{RemoteUrl, UrlError};
pub use walker::{Link, Walker};

/// So that callers need no dependency of their own to make a [`Credential`].
pub use secrecy::SecretString;
