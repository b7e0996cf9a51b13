//! What was done in fabrics' clusters to bring them to what Git wants: one row for each resource, the last act on it.

use hedgerow_model::{
    Applied, ApplyAct, ApplyMode, ApplyOutcome, Applying, FabricId, Identity, OnRefusal,
};
use sqlx::Row;

use crate::actual::behind;
use crate::dialect::{Connection, DbRow, ROWS};
use crate::sql::{each, identity, word};
use crate::wanted::{of_all, remove_of_all};
use crate::{Millis, Store, StoreError, Transaction};

fn applied(row: &DbRow) -> Result<Applied, StoreError> {
    Ok(Applied {
        identity: identity(row)?,
        act: word(row, "act")?,
        outcome: word(row, "outcome")?,
        detail: row.try_get("detail")?,
        digest: row.try_get("digest")?,
        at: row.try_get("at")?,
        tries: row.try_get("tries")?,
        retry_at: row.try_get("retry_at")?,
        judged: row.try_get("judged")?,
        answer: row.try_get("answer")?,
    })
}

both! {
    /// What was last done to these resources of a fabric in its cluster.
    ///
    /// # Errors
    /// When the database does not answer.
    applied_of_all(fabric: FabricId, ids: &[Identity]) -> Vec<Applied> = read_applied_of_all;
}

async fn read_applied_of_all(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<Vec<Applied>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = of_all("applied", "applied.*", fabric, chunk);
        found.extend(each(&query.build().fetch_all(&mut *of).await?, applied)?);
    }
    Ok(found)
}

impl Store {
    /// What was last done to a fabric's resources, by kind and name, from the one after `after` on; at most `limit`.
    /// With `open`, only what is not done.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn applied_after(
        &self,
        fabric: FabricId,
        open: bool,
        after: Option<&Identity>,
        limit: i64,
    ) -> Result<Vec<Applied>, StoreError> {
        let (kind, name, namespace, group) = behind(after);
        let rows = sqlx::query(
            "SELECT * FROM applied WHERE fabric_id = $1 AND (kind, name, namespace, grp) > ($2, $3, $4, $5)
             AND (outcome <> 'done' OR NOT $6) ORDER BY kind, name, namespace, grp LIMIT $7",
        )
        .bind(fabric.0)
        .bind(kind)
        .bind(name)
        .bind(namespace)
        .bind(group)
        .bind(open)
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        each(&rows, applied)
    }

    /// When an object of a kind was last deleted in the cluster in a fabric's name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last_deleted(
        &self,
        fabric: FabricId,
        group: &str,
        kind: &str,
    ) -> Result<Option<Millis>, StoreError> {
        let row = sqlx::query(
            "SELECT max(deleted_at) AS at FROM applied WHERE fabric_id = $1 AND kind = $2 AND grp = $3",
        )
        .bind(fabric.0)
        .bind(kind)
        .bind(group)
        .fetch_one(self.readers())
        .await?;
        Ok(row.try_get("at")?)
    }

    /// What a fabric's cluster refused so often for what it says, and nothing was answered yet; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refused_often(
        &self,
        fabric: FabricId,
        tries: i64,
        limit: i64,
    ) -> Result<Vec<Applied>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM applied WHERE fabric_id = $1 AND outcome = 'refused' AND judged = 1 AND tries >= $2
             AND answer IS NULL ORDER BY kind, name, namespace, grp LIMIT $3",
        )
        .bind(fabric.0)
        .bind(tries)
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        each(&rows, applied)
    }

    /// Who brings fabrics' clusters to what Git wants: those in which Hedgerow does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn direct_fabrics(&self) -> Result<Vec<FabricId>, StoreError> {
        let rows = sqlx::query(
            "SELECT id FROM fabric WHERE cluster_id IS NOT NULL AND apply = 'direct' ORDER BY id",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok(FabricId(row.try_get("id")?))).collect()
    }
}

impl Transaction {
    /// Notes what was last done to a resource.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_applied(
        &mut self,
        fabric: FabricId,
        applied: &Applied,
    ) -> Result<(), StoreError> {
        // Whether one that was begun was done is not known: it may have been.
        let is_deleted = applied.act == ApplyAct::Delete
            && matches!(applied.outcome, ApplyOutcome::Done | ApplyOutcome::Trying);
        let deleted_at = is_deleted.then_some(applied.at);
        sqlx::query(
            "INSERT INTO applied (fabric_id, kind, name, namespace, grp, act, outcome, detail, digest, at, tries,
             retry_at, deleted_at, judged)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (fabric_id, kind, name, namespace, grp) DO UPDATE SET act = excluded.act,
             outcome = excluded.outcome, detail = excluded.detail, digest = excluded.digest, at = excluded.at,
             tries = excluded.tries, retry_at = excluded.retry_at, judged = excluded.judged,
             answer = CASE WHEN excluded.act = applied.act AND excluded.outcome IN ('refused', 'trying')
               AND coalesce(excluded.digest, '') = coalesce(applied.digest, '') THEN applied.answer END,
             deleted_at = coalesce(excluded.deleted_at, applied.deleted_at)",
        )
        .bind(fabric.0)
        .bind(&applied.identity.kind)
        .bind(&applied.identity.name)
        .bind(&applied.identity.namespace)
        .bind(&applied.identity.group)
        .bind(applied.act.as_str())
        .bind(applied.outcome.as_str())
        .bind(&applied.detail)
        .bind(&applied.digest)
        .bind(applied.at)
        .bind(applied.tries)
        .bind(applied.retry_at)
        .bind(deleted_at)
        .bind(applied.judged)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Forgets what was done to resources that no longer wait for anything: those that are level, or over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settle_applied(
        &mut self,
        fabric: FabricId,
        ids: &[Identity],
    ) -> Result<(), StoreError> {
        remove_of_all(self.connection(), "applied", "AND outcome <> 'done'", fabric, ids).await
    }

    /// Says what was done in Git because the cluster refused a resource, or why nothing was.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn answer_refusal(
        &mut self,
        fabric: FabricId,
        id: &Identity,
        answer: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE applied SET answer = $1 WHERE fabric_id = $2 AND kind = $3 AND name = $4 AND namespace = $5
             AND grp = $6",
        )
        .bind(answer)
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Says how a fabric's cluster is brought to what Git wants. Counts no edit of the fabric: the caller does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_applying(
        &mut self,
        fabric: FabricId,
        applying: Applying,
        now: Millis,
    ) -> Result<(), StoreError> {
        let undoes = applying.mode == ApplyMode::Direct && applying.refused == OnRefusal::Undo;
        sqlx::query(
            "UPDATE fabric SET apply = $1, prune = $2, refused = $3,
             undo_since = CASE WHEN $5 THEN coalesce(undo_since, $6) END WHERE id = $4",
        )
        .bind(applying.mode.as_str())
        .bind(applying.prune)
        .bind(applying.refused.as_str())
        .bind(fabric.0)
        .bind(undoes)
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
