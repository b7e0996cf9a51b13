//! Policies: which conflicts are settled without a person, and which were looked at so.

use hedgerow_model::{Conflict, ConflictId, FabricId, Policy};
use sqlx::{AssertSqlSafe, Row};

use crate::conflicts::conflicts;
use crate::dialect::{self, Connection, DbRow, among};
use crate::sql::{json, to_json};
use crate::{Millis, Store, StoreError, Transaction};

/// A policy as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredPolicy {
    /// Counts its edits; 0: never written.
    pub revision: i64,
    /// What it says.
    pub policy: Policy,
}

/// The key of a policy: that of a fabric, or the one for all.
fn scope(fabric: Option<FabricId>) -> String {
    fabric.map_or_else(|| "all".to_owned(), |fabric| fabric.0.to_string())
}

fn stored(row: &DbRow) -> Result<StoredPolicy, StoreError> {
    Ok(StoredPolicy { revision: row.try_get("revision")?, policy: json(row, "policy")? })
}

both! {
    /// The policy of a fabric, or (`None`) the one for all fabrics; one that says nothing where none was written.
    ///
    /// # Errors
    /// When the database does not answer.
    policy(fabric: Option<FabricId>) -> StoredPolicy = read_policy;
}

both! {
    /// The policies that hold for a fabric: its own, and the one for all.
    ///
    /// # Errors
    /// When the database does not answer.
    policies(fabric: FabricId) -> [StoredPolicy; 2] = read_policies;
}

async fn read_policies(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<[StoredPolicy; 2], StoreError> {
    let rows = sqlx::query("SELECT scope, revision, policy FROM policy WHERE scope IN ($1, $2)")
        .bind(scope(Some(fabric)))
        .bind(scope(None))
        .fetch_all(of)
        .await?;
    let mut found = [StoredPolicy::default(), StoredPolicy::default()];
    for row in rows {
        let is_own = row.try_get::<String, _>("scope")? == scope(Some(fabric));
        found[usize::from(!is_own)] = stored(&row)?;
    }
    Ok(found)
}

async fn read_policy(
    of: &mut Connection,
    fabric: Option<FabricId>,
) -> Result<StoredPolicy, StoreError> {
    let row = sqlx::query("SELECT revision, policy FROM policy WHERE scope = $1")
        .bind(scope(fabric))
        .fetch_optional(of)
        .await?;
    row.as_ref().map_or_else(|| Ok(StoredPolicy::default()), stored)
}

impl Store {
    /// How often each rule of the policies decided a conflict of a fabric since a time: the rule as it was noted, as
    /// JSON, and how often. Decisions that were taken back do not count.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rules_used(
        &self,
        fabric: Option<FabricId>,
        since: Millis,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let mut query = dialect::Query::new(
            "SELECT rule_used, count(*) AS times FROM conflict
             WHERE rule_used IS NOT NULL AND closed_at >= ",
        );
        query.push_bind(since);
        if let Some(fabric) = fabric {
            query.push(" AND fabric_id = ").push_bind(fabric.0);
        }
        query.push(" GROUP BY rule_used");
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| Ok((row.try_get("rule_used")?, row.try_get("times")?))).collect()
    }

    /// The newest conflicts of drafts with Git, of a fabric or of all: what a policy can be tried on. Newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts_to_try(
        &self,
        fabric: Option<FabricId>,
        limit: i64,
    ) -> Result<Vec<Conflict>, StoreError> {
        let mut query = dialect::Query::new(
            "SELECT * FROM conflict WHERE (change_id IS NOT NULL OR with_cluster = 1) AND together IS NULL",
        );
        if let Some(fabric) = fabric {
            query.push(" AND fabric_id = ").push_bind(fabric.0);
        }
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        conflicts(&query.build().fetch_all(self.readers()).await?)
    }

    /// The decisions that a rule of a policy took and that can still be taken back, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn decided_by_rule(
        &self,
        fabric: FabricId,
        rule: &str,
        limit: i64,
    ) -> Result<Vec<ConflictId>, StoreError> {
        let sql = format!(
            "SELECT conflict.id FROM conflict JOIN change ON change.id = conflict.change_id
             WHERE conflict.fabric_id = $1 AND conflict.rule_used = $2
               AND conflict.state = 'resolved' AND change.state IN {}
             ORDER BY conflict.id LIMIT $3",
            crate::sql::states(hedgerow_model::ChangeState::is_editable)
        );
        let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(fabric.0)
            .bind(rule)
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        Ok(ids.into_iter().map(ConflictId).collect())
    }
}

both! {
    /// The open conflicts of drafts with Git, and of both with the cluster, at which no policy looked, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    unconsidered(fabric: FabricId, limit: i64) -> Vec<Conflict> = read_unconsidered;
}

async fn read_unconsidered(
    of: &mut Connection,
    fabric: FabricId,
    limit: i64,
) -> Result<Vec<Conflict>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM conflict WHERE fabric_id = $1 AND state = 'open' AND considered = 0
           AND (draft_id IS NOT NULL OR with_cluster = 1) AND together IS NULL ORDER BY id LIMIT $2",
    )
    .bind(fabric.0)
    .bind(limit)
    .fetch_all(of)
    .await?;
    conflicts(&rows)
}

impl Transaction {
    /// Writes the policy of a fabric, or the one for all, in the place of that before. Refused where it is not at
    /// the revision that was expected.
    ///
    /// # Errors
    /// [`StoreError::Moved`] then, or when the database does not answer.
    pub async fn set_policy(
        &mut self,
        fabric: Option<FabricId>,
        policy: &Policy,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let revision = self.policy(fabric).await?.revision;
        if expected.is_some_and(|expected| expected != revision) {
            return Err(StoreError::Moved("the policy"));
        }
        sqlx::query(
            "INSERT INTO policy (scope, fabric_id, revision, policy) VALUES ($1, $2, $3, $4)
             ON CONFLICT (scope) DO UPDATE SET revision = excluded.revision,
               policy = excluded.policy",
        )
        .bind(scope(fabric))
        .bind(fabric.map(|fabric| fabric.0))
        .bind(revision + 1)
        .bind(to_json(policy)?)
        .execute(self.connection())
        .await?;
        Ok(revision + 1)
    }

    /// Notes that a policy looked at conflicts, and when Git's value of each was set, where that is known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn considered(
        &mut self,
        conflicts: &[(ConflictId, Option<Millis>)],
    ) -> Result<(), StoreError> {
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE conflict SET considered = 1 WHERE {}",
            among("id", "$1")
        )))
        .bind(dialect::ids(conflicts.iter().map(|(id, _)| id.0)))
        .execute(self.connection())
        .await?;
        for (id, at) in conflicts {
            let Some(at) = at else { continue };
            sqlx::query("UPDATE conflict SET git_at = $1 WHERE id = $2")
                .bind(at)
                .bind(id.0)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Has open conflicts be looked at again, by a policy that was written: of a fabric, or of all. A decision that
    /// was taken back stays a person's.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn consider_again(&mut self, fabric: Option<FabricId>) -> Result<(), StoreError> {
        let mut query = dialect::Query::new(
            "UPDATE conflict SET considered = 0 WHERE state = 'open' AND considered = 1",
        );
        if let Some(fabric) = fabric {
            query.push(" AND fabric_id = ").push_bind(fabric.0);
        }
        query.build().execute(self.connection()).await?;
        Ok(())
    }
}
