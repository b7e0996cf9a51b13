//! Repositories and the queues of their branches.

use serde::{Deserialize, Serialize};

use crate::{Millis, RepositoryId};

/// A Git URL, shared by any number of fabrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its row.
    pub id: RepositoryId,
    /// What people call it.
    pub name: String,
    /// The URL as it was given.
    pub url: String,
    /// The URL in its one spelling.
    pub canonical: String,
    /// The branch of sources that name none.
    pub default_branch: String,
    /// The name of its credential.
    pub credential: Option<String>,
    /// When it was added.
    pub created_at: Millis,
}

/// A queue's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueueId(pub i64);

/// A publish queue: a repository and a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its row.
    pub id: QueueId,
    /// The repository.
    pub repository_id: RepositoryId,
    /// The branch.
    pub branch: String,
    /// The newest commit that was ingested.
    pub head: Option<String>,
    /// When the remote last answered.
    pub looked_at: Option<Millis>,
    /// Why it was not reached.
    pub problem: Option<String>,
    /// Why it is read-only: told until a push succeeds.
    pub push_problem: Option<String>,
}
