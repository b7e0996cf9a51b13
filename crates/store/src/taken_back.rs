//! What was taken back in Git because a cluster refused it.

use hedgerow_model::{Applied, Change, ChangeId, FabricId, Identity};

use crate::changes::change;
use crate::{Millis, Store, StoreError, Transaction};

/// The last change that was published with a resource.
#[derive(Clone, Debug)]
pub struct PublishedWith {
    /// The change.
    pub change: Change,
    /// Whether it takes something back that a cluster refused.
    pub takes_back: bool,
}

impl Store {
    /// The last change that was published with a resource.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn published_with(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Result<Option<PublishedWith>, StoreError> {
        let row = sqlx::query(
            "SELECT change.*, EXISTS (SELECT 1 FROM taken_back WHERE taken_back.change_id = change.id) AS takes_back
             FROM draft JOIN change ON change.id = draft.change_id
             WHERE draft.fabric_id = $1 AND draft.kind = $2 AND draft.name = $3 AND draft.namespace = $4
             AND draft.grp = $5 AND change.state = 'published' AND change.commit_oid IS NOT NULL
             ORDER BY change.published_at DESC NULLS LAST LIMIT 1",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            Ok(PublishedWith {
                change: change(&row)?,
                takes_back: sqlx::Row::try_get(&row, "takes_back")?,
            })
        })
        .transpose()
    }

    /// Whether what was to be applied was taken back before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn was_taken_back(
        &self,
        fabric: FabricId,
        applied: &Applied,
    ) -> Result<bool, StoreError> {
        let id = &applied.identity;
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM taken_back WHERE fabric_id = $1 AND kind = $2 AND name = $3 AND namespace = $4
             AND grp = $5 AND digest = $6",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .bind(applied.digest.as_deref().unwrap_or_default())
        .fetch_optional(self.readers())
        .await?;
        Ok(found.is_some())
    }
}

impl Transaction {
    /// Notes that a change takes back what was to be applied.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn keep_taken_back(
        &mut self,
        fabric: FabricId,
        of: &[Applied],
        change: ChangeId,
        now: Millis,
    ) -> Result<(), StoreError> {
        for applied in of {
            let id = &applied.identity;
            sqlx::query(
                "INSERT INTO taken_back (fabric_id, kind, name, namespace, grp, digest, change_id, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            )
            .bind(fabric.0)
            .bind(&id.kind)
            .bind(&id.name)
            .bind(&id.namespace)
            .bind(&id.group)
            .bind(applied.digest.as_deref().unwrap_or_default())
            .bind(change.to_string())
            .bind(now)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}
