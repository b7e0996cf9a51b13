//! What happens to records of disagreements beside their decisions: who is to decide, what is said about them,
//! which took the place of which, and which were decided before.

use std::collections::{BTreeMap, HashMap};

use hedgerow_model::{Conflict, ConflictId, DraftId, FabricId, Remark};
use sqlx::{AssertSqlSafe, Row};

use crate::conflicts::conflicts;
use crate::dialect::{self, among};
use crate::{Millis, Store, StoreError, Transaction};

impl Store {
    /// What was said about conflicts, and about those whose places they took: of each the oldest first. Nothing of one
    /// about which nothing was said.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remarks(
        &self,
        of: &[ConflictId],
    ) -> Result<BTreeMap<ConflictId, Vec<Remark>>, StoreError> {
        let sql = format!(
            "WITH RECURSIVE line (of_id, id, depth) AS (
               SELECT id, id, 0 FROM conflict WHERE {}
               UNION SELECT line.of_id, conflict.id, line.depth + 1 FROM conflict
                 JOIN line ON conflict.successor = line.id WHERE line.depth < 1000
             )
             SELECT line.of_id, remark.author, remark.at, remark.text FROM line
             JOIN remark ON remark.conflict_id = line.id ORDER BY remark.id LIMIT $2",
            among("id", "$1")
        );
        let most = i64::try_from(of.len()).unwrap_or(i64::MAX).saturating_mul(1000);
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(dialect::ids(of.iter().map(|id| id.0)))
            .bind(most)
            .fetch_all(self.readers())
            .await?;
        let mut found: BTreeMap<ConflictId, Vec<Remark>> = BTreeMap::new();
        for row in &rows {
            let remark = Remark {
                author: row.try_get("author")?,
                at: row.try_get("at")?,
                text: row.try_get("text")?,
            };
            found.entry(ConflictId(row.try_get("of_id")?)).or_default().push(remark);
        }
        Ok(found)
    }

    /// The newest decision about the same disagreement as each of some conflicts: the same resource and field, the
    /// same three values. By the conflict that was asked for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn decided_before(
        &self,
        fabric: FabricId,
        of: &[ConflictId],
    ) -> Result<HashMap<ConflictId, Conflict>, StoreError> {
        let mut found = HashMap::new();
        for chunk in of.chunks(500) {
            let sql = format!(
                "SELECT earlier.*, now.id AS asked FROM conflict now
                 JOIN conflict earlier ON earlier.fabric_id = now.fabric_id
                   AND earlier.kind = now.kind AND earlier.name = now.name
                   AND earlier.path = now.path AND earlier.namespace = now.namespace
                   AND earlier.grp = now.grp AND earlier.id <> now.id
                   AND earlier.base IS NOT DISTINCT FROM now.base
                   AND earlier.draft IS NOT DISTINCT FROM now.draft
                   AND earlier.git IS NOT DISTINCT FROM now.git
                   AND earlier.cluster IS NOT DISTINCT FROM now.cluster
                   AND earlier.with_cluster = now.with_cluster
                 WHERE now.fabric_id = $2 AND {} AND earlier.decision IS NOT NULL
                   AND earlier.together IS NULL
                 ORDER BY earlier.id",
                among("now.id", "$1")
            );
            let rows = sqlx::query(AssertSqlSafe(sql))
                .bind(dialect::ids(chunk.iter().map(|id| id.0)))
                .bind(fabric.0)
                .fetch_all(self.readers())
                .await?;
            let asked: Vec<i64> =
                rows.iter().map(|row| row.try_get("asked")).collect::<Result<_, _>>()?;
            let asked = asked.into_iter().map(ConflictId);
            found.extend(asked.zip(conflicts(&rows)?));
        }
        Ok(found)
    }
}

impl Transaction {
    /// Gives an open conflict to somebody to decide, or to nobody; tells whether it was open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn assign_conflict(
        &mut self,
        id: ConflictId,
        assignee: Option<&str>,
    ) -> Result<bool, StoreError> {
        let done =
            sqlx::query("UPDATE conflict SET assignee = $1 WHERE id = $2 AND state = 'open'")
                .bind(assignee)
                .bind(id.0)
                .execute(self.connection())
                .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps what somebody said about a conflict.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remark(&mut self, id: ConflictId, remark: &Remark) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO remark (conflict_id, author, at, text) VALUES ($1, $2, $3, $4)")
            .bind(id.0)
            .bind(&remark.author)
            .bind(remark.at)
            .bind(&remark.text)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Ends the records of drafts that go: what was not published is not decided any more. They stay to be read.
    pub(crate) async fn end_conflicts_of(
        &mut self,
        drafts: &[DraftId],
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE conflict SET state = 'superseded', closed_at = $2
             WHERE {} AND state IN ('open', 'resolved')",
            among("draft_id", "$1")
        )))
        .bind(dialect::ids(drafts.iter().map(|id| id.0)))
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes of conflicts that were just opened who wrote the draft's side, and which earlier records of the same
    /// draft and field they follow: those are told what took their place, and who was to decide still is.
    pub(crate) async fn note_origins(&mut self, opened: &[ConflictId]) -> Result<(), StoreError> {
        let Some(first) = opened.iter().min() else { return Ok(()) };
        let list = dialect::ids(opened.iter().map(|id| id.0));
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE conflict SET
               draft_by = (SELECT author_name || ' <' || author_email || '>' FROM draft
                 WHERE draft.id = conflict.draft_id),
               draft_at = (SELECT updated_at FROM draft WHERE draft.id = conflict.draft_id)
             WHERE {} AND draft_id IS NOT NULL",
            among("id", "$1")
        )))
        .bind(&list)
        .execute(self.connection())
        .await?;
        let new = among("new.id", "$2");
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE conflict SET successor = (SELECT max(new.id) FROM conflict new
               WHERE new.draft_id = conflict.draft_id AND new.path = conflict.path AND {new}
                 AND new.with_cluster = conflict.with_cluster
                 AND (new.together IS NULL) = (conflict.together IS NULL))
             WHERE id < $1 AND successor IS NULL AND draft_id IN
               (SELECT new.draft_id FROM conflict new WHERE new.draft_id IS NOT NULL AND {new})"
        )))
        .bind(first.0)
        .bind(&list)
        .execute(self.connection())
        .await?;
        // Of Git and the cluster: about the same field of the same resource.
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE conflict SET successor = (SELECT max(new.id) FROM conflict new
               WHERE new.with_cluster = 1 AND new.change_id IS NULL AND new.fabric_id = conflict.fabric_id
                 AND new.kind = conflict.kind AND new.name = conflict.name AND new.namespace = conflict.namespace
                 AND new.grp = conflict.grp AND new.path = conflict.path AND {new})
             WHERE id < $1 AND successor IS NULL AND state <> 'resolved' AND with_cluster = 1 AND change_id IS NULL
               AND (fabric_id, kind, name) IN (SELECT new.fabric_id, new.kind, new.name FROM conflict new
                 WHERE new.with_cluster = 1 AND new.change_id IS NULL AND {new})"
        )))
        .bind(first.0)
        .bind(&list)
        .execute(self.connection())
        .await?;
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE conflict SET assignee = (SELECT old.assignee FROM conflict old
               WHERE old.id = (SELECT max(before.id) FROM conflict before
                 WHERE before.successor = conflict.id))
             WHERE {} AND (draft_id IS NOT NULL OR with_cluster = 1)",
            among("id", "$1")
        )))
        .bind(&list)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
