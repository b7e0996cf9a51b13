//! Why a repository or fabric was not connected, changed or removed.

use hedgerow_git::{BranchError, UrlError};

use crate::error::{About, Class, Thing};

/// Why a repository or fabric was not connected, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum ConfigureError {
    /// A name that cannot be typed or stand in a URL.
    #[error(
        "`{name}` cannot be the name of a {thing}: use letters, digits, `-`, `_` and `.`, at most \
         100, and start with a letter or digit"
    )]
    Name {
        /// What was to have it.
        thing: Thing,
        /// The name.
        name: String,
    },
    /// Another has this name.
    #[error("{thing} `{name}` exists already")]
    Exists {
        /// What has it.
        thing: Thing,
        /// The name.
        name: String,
    },
    /// The repository has a record, under this or another name.
    #[error("this repository is connected already, as `{name}`; one repository has one record")]
    Connected {
        /// The name of its record.
        name: String,
    },
    /// A URL that no repository has.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// A name that no branch has.
    #[error(transparent)]
    Branch(#[from] BranchError),
    /// A path of the server's own disk.
    #[error(
        "repositories on the server's own disk are not allowed here; set allow_file_repositories in \
         its configuration, or use an https or ssh URL"
    )]
    OnTheServersDisk,
    /// Somebody else edited the settings.
    #[error(
        "the settings of {thing} `{name}` has changed since it was loaded; reload and try again"
    )]
    EditedSince {
        /// Whose settings.
        thing: Thing,
        /// Its name.
        name: String,
    },
    /// Fabrics use the repository.
    #[error("repository `{name}` is used by fabric `{}`; remove that first", .fabrics.join("`, `"))]
    RepositoryInUse {
        /// The repository.
        name: String,
        /// The fabrics.
        fabrics: Vec<String>,
    },
    /// The fabric has drafts that nobody else has.
    #[error(
        "fabric `{name}` has {drafts} drafts that are not published; publish or discard them first"
    )]
    DraftsLeft {
        /// The fabric.
        name: String,
        /// How many.
        drafts: usize,
    },
    /// Other drafts than those that were looked at would be thrown away.
    #[error(
        "fabric `{name}` has {drafts} drafts, but {seen} when it was loaded; reload and try \
         again. Nothing was removed"
    )]
    OtherDrafts {
        /// The fabric.
        name: String,
        /// How many there are.
        drafts: usize,
        /// How many were to be thrown away.
        seen: usize,
    },
    /// Something that is under way would lose its ground.
    #[error(
        "a run on branch `{branch}` of repository `{repository}` is in progress, or was \
         interrupted and has not been recovered yet; nothing can be moved before that. Wait until \
         it has ended, and try again"
    )]
    RunUnderWay {
        /// The repository.
        repository: String,
        /// The branch.
        branch: String,
    },
    /// What was read before is not where it is to be read from now on.
    #[error("{text}; nothing was moved")]
    NothingThere {
        /// What is missing, and what to do.
        text: String,
    },
    /// Two fabrics would own the same files (law 6).
    #[error("directory `{taken}` belongs to fabric `{owner}`; `{asked}` would share files with it")]
    DirectoryTaken {
        /// The directory of the other.
        taken: String,
        /// The other fabric.
        owner: String,
        /// The directory that was asked for.
        asked: String,
    },
    /// A quiet period out of range.
    #[error("the quiet period must be between 0 and 86400 seconds")]
    QuietPeriod,
    /// Globs for a layout that has none.
    #[error("exclude globs are for the in-place layout; a managed directory has unmanaged/")]
    ExcludeOfManaged,
    /// Files that define nothing.
    #[error("there is no custom resource definition in the given files{}", colon(.why.as_deref()))]
    NoDefinition {
        /// What is wrong with the first of them.
        why: Option<String>,
    },
}

fn colon(why: Option<&str>) -> String {
    why.map(|why| format!(": {why}")).unwrap_or_default()
}

impl ConfigureError {
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::Name { .. }
            | Self::Url(_)
            | Self::Branch(_)
            | Self::OnTheServersDisk
            | Self::QuietPeriod
            | Self::ExcludeOfManaged
            | Self::NoDefinition { .. } => Class::Invalid,
            Self::Exists { .. }
            | Self::Connected { .. }
            | Self::RepositoryInUse { .. }
            | Self::DraftsLeft { .. }
            | Self::RunUnderWay { .. }
            | Self::NothingThere { .. }
            | Self::DirectoryTaken { .. } => Class::Refused,
            Self::EditedSince { .. } | Self::OtherDrafts { .. } => Class::Moved,
        }
    }

    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::Exists { .. } | Self::Connected { .. } => Some("exists-already"),
            Self::RepositoryInUse { .. } => Some("in-use"),
            Self::DraftsLeft { .. } => Some("drafts-left"),
            Self::RunUnderWay { .. } => Some("run-under-way"),
            Self::NothingThere { .. } => Some("nothing-there"),
            Self::DirectoryTaken { .. } => Some("directory-taken"),
            _ => None,
        }
    }

    pub(crate) fn about(&self) -> About<'_> {
        match self {
            Self::Exists { thing, name } | Self::EditedSince { thing, name } => {
                About::one(*thing, name)
            }
            Self::Connected { name } | Self::RepositoryInUse { name, .. } => {
                About::one(Thing::Repository, name)
            }
            Self::RunUnderWay { repository, .. } => About::one(Thing::Repository, repository),
            Self::DraftsLeft { name, .. } | Self::OtherDrafts { name, .. } => {
                About::one(Thing::Fabric, name)
            }
            _ => About::default(),
        }
    }
}
