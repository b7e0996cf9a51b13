//! What sort of answer an error is, and what it is about.

use std::borrow::Cow;
use std::fmt;

/// The sort of answer that an error is. Each has one status in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nothing has this name.
    NotFound,
    /// The request cannot be read: a parameter is out of range, a cursor is none.
    Malformed,
    /// The request makes no sense as it stands.
    Invalid,
    /// The request makes sense, and the state of things forbids it.
    Refused,
    /// Whoever asks may not; somebody else may.
    Forbidden,
    /// The world moved since the person looked.
    Moved,
    /// The remote was not reached or refused us.
    Remote,
    /// Somebody else waits for the remote; later it works.
    Waiting,
    /// The database takes no writes, or does not answer.
    Unavailable,
    /// No room on the database's disk.
    Full,
    /// Something that should not fail did.
    Internal,
}

impl Class {
    /// Whether the same may work later without anybody doing anything.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(
            self,
            Self::Moved
                | Self::Remote
                | Self::Waiting
                | Self::Unavailable
                | Self::Full
                | Self::Internal
        )
    }

    /// A stable word for programs: the code of an error that has none of its own.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Malformed => "malformed",
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Forbidden => "forbidden",
            Self::Moved => "moved",
            Self::Remote => "remote",
            Self::Waiting => "waiting",
            Self::Unavailable => "unavailable",
            Self::Full => "full",
            Self::Internal => "internal",
        }
    }
}

/// A sort of thing that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A fabric.
    Fabric,
    /// A repository.
    Repository,
    /// The directory of a fabric on a branch.
    Source,
    /// A credential.
    Credential,
    /// A change.
    Change,
    /// Somebody's approval of a change.
    Approval,
    /// A draft of a resource.
    Draft,
    /// A conflict.
    Conflict,
    /// A resource.
    Resource,
    /// The schema of a kind.
    Schema,
    /// A run.
    Run,
    /// A rule between resources.
    Rule,
    /// The report of a fabric's last verification.
    Verification,
    /// A cluster.
    Cluster,
    /// Acts in a cluster that wait for a second person.
    ActRequest,
    /// A saved filter.
    Filter,
}

impl Thing {
    /// A stable word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fabric => "fabric",
            Self::Repository => "repository",
            Self::Source => "source",
            Self::Credential => "credential",
            Self::Change => "change",
            Self::Approval => "approval",
            Self::Draft => "draft",
            Self::Conflict => "conflict",
            Self::Resource => "resource",
            Self::Schema => "schema",
            Self::Run => "run",
            Self::Rule => "rule",
            Self::Verification => "verification",
            Self::Cluster => "cluster",
            Self::ActRequest => "act-request",
            Self::Filter => "filter",
        }
    }
}

/// As a sentence names it, before the name.
impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Approval => "approval of change",
            Self::Schema => "schema of kind",
            Self::Verification => "verification of fabric",
            Self::ActRequest => "request for acts in a cluster",
            Self::Filter => "saved filter",
            thing => thing.word(),
        })
    }
}

/// What an error is about, as far as one thing can be named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About<'a> {
    /// What sort of thing.
    pub thing: Option<Thing>,
    /// Its name.
    pub name: Option<Cow<'a, str>>,
    /// The fabric it belongs to.
    pub fabric: Option<&'a str>,
}

impl<'a> About<'a> {
    pub(crate) fn one(thing: Thing, name: impl Into<Cow<'a, str>>) -> Self {
        Self { thing: Some(thing), name: Some(name.into()), fabric: None }
    }

    pub(crate) fn within(self, fabric: Option<&'a str>) -> Self {
        Self { fabric, ..self }
    }
}
