//! What Git had of resources before it was changed there.

use std::collections::BTreeSet;

use hedgerow_model::{Earlier, FabricId, Identity, Millis, Person};
use sqlx::Row;

use crate::dialect::{DbRow, Query, ROWS, THEN_JOIN};
use crate::sql::{identity, word};
use crate::wanted::wanted;
use crate::{Store, StoreError, Transaction};

/// How many are kept of one resource.
const KEPT: i64 = 10;

fn earlier(row: &DbRow) -> Result<Earlier, StoreError> {
    Ok(Earlier {
        identity: identity(row)?,
        standing: word(row, "standing")?,
        text: row.try_get("text")?,
        held_at: row.try_get("held_at")?,
        until: row.try_get("until_commit")?,
        at: row.try_get("at")?,
    })
}

/// How rows of `earlier` are found from `wanted`.
fn push_join(query: &mut Query, fabric: FabricId) {
    query.push(" FROM wanted ").push(THEN_JOIN).push(
        " earlier ON earlier.kind = wanted.kind AND earlier.name = wanted.name
         AND earlier.namespace = wanted.namespace AND earlier.grp = wanted.grp
         WHERE earlier.fabric_id = ",
    );
    query.push_bind(fabric.0);
}

impl Store {
    /// What Git had of resources before, the newest first; each resource once, however often it is
    /// named. Beside each is whether a publish ended it in which `of` edited that very resource: who
    /// did that knows of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn earlier_of(
        &self,
        fabric: FabricId,
        ids: &[Identity],
        of: &Person,
    ) -> Result<Vec<(Earlier, bool)>, StoreError> {
        let ids: Vec<Identity> = ids.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = wanted(chunk);
            // The commit that was read is the last of a push; the others of it are of the same attempt.
            query.push(
                "SELECT earlier.*, EXISTS (SELECT 1 FROM attempt head
                   JOIN attempt one ON one.run_id = head.run_id AND one.number = head.number
                   JOIN draft ON draft.change_id = one.change_id
                   WHERE head.oid = earlier.until_commit AND draft.kind = earlier.kind
                   AND draft.name = earlier.name AND draft.namespace = earlier.namespace
                   AND draft.grp = earlier.grp AND draft.author_name = ",
            );
            query.push_bind(&of.name).push(" AND draft.author_email = ");
            query.push_bind(&of.email).push(") AS own");
            push_join(&mut query, fabric);
            query.push(" ORDER BY earlier.id DESC");
            for row in query.build().fetch_all(self.readers()).await? {
                found.push((earlier(&row)?, row.try_get("own")?));
            }
        }
        Ok(found)
    }
}

impl Transaction {
    /// What Git had of a resource before, where it was live, the newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn earlier_texts(
        &mut self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT text FROM earlier WHERE fabric_id = $1 AND kind = $2 AND name = $3 AND namespace = $4
             AND grp = $5 AND standing = 'live' ORDER BY id DESC LIMIT $6",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .bind(KEPT)
        .fetch_all(self.connection())
        .await?)
    }

    /// Writes down what Git had of resources; of each the newest ten are kept.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn keep_earlier(
        &mut self,
        fabric: FabricId,
        rows: &[Earlier],
    ) -> Result<(), StoreError> {
        for chunk in rows.chunks(ROWS) {
            let mut query = Query::new(
                "INSERT INTO earlier (fabric_id, kind, name, namespace, grp, standing, text, held_at,
                 until_commit, at) ",
            );
            query.push_values(chunk, |mut row, one| {
                row.push_bind(fabric.0)
                    .push_bind(&one.identity.kind)
                    .push_bind(&one.identity.name)
                    .push_bind(&one.identity.namespace)
                    .push_bind(&one.identity.group)
                    .push_bind(one.standing.as_str())
                    .push_bind(&one.text)
                    .push_bind(&one.held_at)
                    .push_bind(&one.until)
                    .push_bind(one.at);
            });
            query.build().execute(self.connection()).await?;
            let ids: BTreeSet<Identity> = chunk.iter().map(|one| one.identity.clone()).collect();
            let mut query = wanted(&ids.into_iter().collect::<Vec<_>>());
            query.push(
                "DELETE FROM earlier WHERE id IN (SELECT id FROM (SELECT earlier.id AS id,
                 row_number() OVER (PARTITION BY earlier.kind, earlier.name, earlier.namespace,
                 earlier.grp ORDER BY earlier.id DESC) AS place",
            );
            push_join(&mut query, fabric);
            query.push(") AS numbered WHERE place > ").push_bind(KEPT).push(")");
            query.build().execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Forgets what ended before a time, at most `limit` of it; how many that were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_earlier(&mut self, before: Millis, limit: i64) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "DELETE FROM earlier WHERE id IN (SELECT id FROM earlier WHERE at < $1 ORDER BY at LIMIT $2)",
        )
        .bind(before)
        .bind(limit)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected())
    }
}
