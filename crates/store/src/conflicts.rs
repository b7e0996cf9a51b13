//! Conflicts: durable records of disagreements.

use hedgerow_model::{
    ChangeId, Conflict, ConflictId, ConflictState, Decision, DraftId, FabricId, NewConflict,
};
use sqlx::Row;

use crate::dialect::{Connection, DbRow, Query};
use crate::sql::{identity, json, maybe_json, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

pub(crate) fn conflict(row: &DbRow) -> Result<Conflict, StoreError> {
    let path: String = row.try_get("path")?;
    let path = if path.is_empty() { hedgerow_model::FieldPath::root() } else { word(row, "path")? };
    Ok(Conflict {
        id: ConflictId(row.try_get("id")?),
        fabric_id: FabricId(row.try_get("fabric_id")?),
        what: NewConflict {
            parties: json(row, "parties")?,
            identity: identity(row)?,
            path,
            kind: word(row, "disagreement")?,
            base: maybe_json(row, "base")?,
            draft: maybe_json(row, "draft")?,
            git: maybe_json(row, "git")?,
            detail: row.try_get("detail")?,
        },
        state: word(row, "state")?,
        decision: maybe_json(row, "decision")?,
        decided_by: row.try_get("decided_by")?,
        opened_at: row.try_get("opened_at")?,
        closed_at: row.try_get("closed_at")?,
    })
}

fn conflicts(rows: &[DbRow]) -> Result<Vec<Conflict>, StoreError> {
    rows.iter().map(conflict).collect()
}

both! {
    /// Conflicts in one state (all when `None`), of one fabric (all when `None`), oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    conflicts(fabric: Option<FabricId>, state: Option<ConflictState>) -> Vec<Conflict> = read_conflicts;

    /// The open and resolved conflicts of some drafts: what a merge needs to know.
    ///
    /// # Errors
    /// When the database does not answer.
    conflicts_of_drafts(drafts: &[DraftId]) -> Vec<Conflict> = read_conflicts_of_drafts;
}

async fn read_conflicts(
    of: &mut Connection,
    fabric: Option<FabricId>,
    state: Option<ConflictState>,
) -> Result<Vec<Conflict>, StoreError> {
    let mut query = Query::new("SELECT * FROM conflict WHERE TRUE");
    if let Some(fabric) = fabric {
        query.push(" AND fabric_id = ").push_bind(fabric.0);
    }
    if let Some(state) = state {
        query.push(" AND state = ").push_bind(state.as_str());
    }
    query.push(" ORDER BY id");
    conflicts(&query.build().fetch_all(of).await?)
}

async fn read_conflicts_of_drafts(
    of: &mut Connection,
    drafts: &[DraftId],
) -> Result<Vec<Conflict>, StoreError> {
    let mut found = Vec::new();
    for chunk in drafts.chunks(500) {
        let mut query =
            Query::new("SELECT * FROM conflict WHERE state <> 'superseded' AND draft_id IN (");
        let mut list = query.separated(", ");
        for id in chunk {
            list.push_bind(id.0);
        }
        query.push(") ORDER BY id");
        found.extend(conflicts(&query.build().fetch_all(&mut *of).await?)?);
    }
    Ok(found)
}

both! {
    /// The conflicts of a change in one state.
    ///
    /// # Errors
    /// When the database does not answer.
    conflicts_of_change(change: ChangeId, state: ConflictState) -> Vec<Conflict> = read_conflicts_of_change;
}

async fn read_conflicts_of_change(
    of: &mut Connection,
    change: ChangeId,
    state: ConflictState,
) -> Result<Vec<Conflict>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM conflict WHERE change_id = $1 AND state = $2 ORDER BY id")
            .bind(change.to_string())
            .bind(state.as_str())
            .fetch_all(of)
            .await?;
    conflicts(&rows)
}

impl Store {
    /// One conflict.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflict(&self, id: ConflictId) -> Result<Option<Conflict>, StoreError> {
        let row = sqlx::query("SELECT * FROM conflict WHERE id = $1")
            .bind(id.0)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(conflict).transpose()
    }
}

impl Transaction {
    /// Opens a conflict.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_conflict(
        &mut self,
        fabric: FabricId,
        new: &NewConflict,
        now: Millis,
    ) -> Result<ConflictId, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO conflict (fabric_id, change_id, draft_id, kind, name, namespace, grp, path,
             disagreement, base, draft, git, parties, detail, state, opened_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', $15)
             RETURNING id",
        )
        .bind(fabric.0)
        .bind(new.change_id().map(|id| id.to_string()))
        .bind(new.draft_id().map(|id| id.0))
        .bind(&new.identity.kind)
        .bind(&new.identity.name)
        .bind(&new.identity.namespace)
        .bind(&new.identity.group)
        .bind(new.path.to_string())
        .bind(new.kind.as_str())
        .bind(new.base.as_ref().map(to_json).transpose()?)
        .bind(new.draft.as_ref().map(to_json).transpose()?)
        .bind(new.git.as_ref().map(to_json).transpose()?)
        .bind(to_json(&new.parties)?)
        .bind(&new.detail)
        .bind(now)
        .fetch_one(self.connection())
        .await?;
        Ok(ConflictId(id))
    }

    /// Marks conflicts as superseded: their sides moved.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn supersede_conflicts(
        &mut self,
        ids: &[ConflictId],
        now: Millis,
    ) -> Result<(), StoreError> {
        for id in ids {
            sqlx::query(
                "UPDATE conflict SET state = 'superseded', closed_at = $1
                 WHERE id = $2 AND state = 'open'",
            )
            .bind(now)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// How many conflicts of a change are open, as this group of writes sees them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_conflicts_of(&mut self, change: ChangeId) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT count(*) FROM conflict WHERE change_id = $1 AND state = 'open'",
        )
        .bind(change.to_string())
        .fetch_one(self.connection())
        .await?)
    }

    /// Records a decision on an open conflict; tells whether it was open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn decide_conflict(
        &mut self,
        id: ConflictId,
        decision: &Decision,
        by: &str,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE conflict SET state = 'resolved', decision = $1, decided_by = $2, closed_at = $3
             WHERE id = $4 AND state = 'open'",
        )
        .bind(to_json(decision)?)
        .bind(by)
        .bind(now)
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
