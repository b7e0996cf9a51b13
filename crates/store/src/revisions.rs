//! Revisions: what people edit counts its edits, so that nobody overwrites what they did not see.
//!
//! Whoever edits says the revision that was looked at; where it is not the newest any more, the edit
//! is refused inside the group of writes that would have made it.

use hedgerow_model::{ChangeId, ClusterId, FabricId, RepositoryId, UserId};
use sqlx::AssertSqlSafe;

use crate::{StoreError, Transaction};

/// Something that people edit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edited<'a> {
    /// A fabric's settings.
    Fabric(FabricId),
    /// A repository's settings.
    Repository(RepositoryId),
    /// A change: its drafts, its message, and where it is.
    Change(ChangeId),
    /// What describes a credential, and its secret.
    Credential(&'a str),
    /// How a cluster is reached.
    Cluster(ClusterId),
    /// An account and its roles.
    User(UserId),
}

impl Transaction {
    /// Counts an edit; returns the new revision. `expected` is the revision that was seen; `None`
    /// asks for none.
    ///
    /// Fails with [`StoreError::Moved`] when it is at another one, or gone.
    pub(crate) async fn count_edit(
        &mut self,
        of: Edited<'_>,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let (table, key, what) = match of {
            Edited::Fabric(_) => ("fabric", "id", "the fabric"),
            Edited::Repository(_) => ("repository", "id", "the repository"),
            Edited::Change(_) => ("change", "id", "the change"),
            Edited::Credential(_) => ("credential", "name", "the credential"),
            Edited::Cluster(_) => ("cluster", "id", "the cluster"),
            Edited::User(_) => ("\"user\"", "id", "the account"),
        };
        let sql = format!(
            "UPDATE {table} SET revision = revision + 1
             WHERE {key} = $1 AND revision = coalesce($2, revision) RETURNING revision"
        );
        let query = sqlx::query_scalar(AssertSqlSafe(sql));
        let query = match of {
            Edited::Fabric(FabricId(id))
            | Edited::Repository(RepositoryId(id))
            | Edited::Cluster(ClusterId(id))
            | Edited::User(UserId(id)) => query.bind(id),
            Edited::Change(id) => query.bind(id.to_string()),
            Edited::Credential(name) => query.bind(name.to_owned()),
        };
        query.bind(expected).fetch_optional(self.connection()).await?.ok_or(StoreError::Moved(what))
    }
}
