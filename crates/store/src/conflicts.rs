//! Conflicts: durable records of disagreements.

use hedgerow_model::{
    ChangeId, Conflict, ConflictId, ConflictState, Decision, DraftId, FabricId, NewConflict,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::sql::{identity, json, maybe_json, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

pub(crate) fn conflict(row: &SqliteRow) -> Result<Conflict, StoreError> {
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

fn conflicts(rows: &[SqliteRow]) -> Result<Vec<Conflict>, StoreError> {
    rows.iter().map(conflict).collect()
}

impl Store {
    /// Conflicts in one state (all when `None`), of one fabric (all when `None`), oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts(
        &self,
        fabric: Option<FabricId>,
        state: Option<ConflictState>,
    ) -> Result<Vec<Conflict>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM conflict WHERE 1 = 1");
        if let Some(fabric) = fabric {
            query.push(" AND fabric_id = ").push_bind(fabric.0);
        }
        if let Some(state) = state {
            query.push(" AND state = ").push_bind(state.as_str());
        }
        query.push(" ORDER BY id");
        conflicts(&query.build().fetch_all(&self.readers).await?)
    }

    /// One conflict.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflict(&self, id: ConflictId) -> Result<Option<Conflict>, StoreError> {
        let row = sqlx::query("SELECT * FROM conflict WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(conflict).transpose()
    }

    /// The open and resolved conflicts of some drafts: what a merge needs to know.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts_of_drafts(
        &self,
        drafts: &[DraftId],
    ) -> Result<Vec<Conflict>, StoreError> {
        let mut found = Vec::new();
        for chunk in drafts.chunks(500) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT * FROM conflict WHERE state <> 'superseded' AND draft_id IN (",
            );
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.0);
            }
            query.push(") ORDER BY id");
            found.extend(conflicts(&query.build().fetch_all(&self.readers).await?)?);
        }
        Ok(found)
    }

    /// The conflicts of a change in one state.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts_of_change(
        &self,
        change: ChangeId,
        state: ConflictState,
    ) -> Result<Vec<Conflict>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM conflict WHERE change_id = ? AND state = ? ORDER BY id")
                .bind(change.to_string())
                .bind(state.as_str())
                .fetch_all(&self.readers)
                .await?;
        conflicts(&rows)
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
        let done = sqlx::query(
            "INSERT INTO conflict (fabric_id, change_id, draft_id, kind, name, namespace, grp, path,
             disagreement, base, draft, git, parties, detail, state, opened_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
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
        .execute(self.connection())
        .await?;
        Ok(ConflictId(done.last_insert_rowid()))
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
                "UPDATE conflict SET state = 'superseded', closed_at = ?
                 WHERE id = ? AND state = 'open'",
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
            "SELECT count(*) FROM conflict WHERE change_id = ? AND state = 'open'",
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
            "UPDATE conflict SET state = 'resolved', decision = ?, decided_by = ?, closed_at = ?
             WHERE id = ? AND state = 'open'",
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
