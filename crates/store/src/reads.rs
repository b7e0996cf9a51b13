//! What live views ask for beside the lists: a few rows, with the names people know them by.

use hedgerow_model::{ChangeId, RunId};
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::rows::{Change, QueueId};
use crate::{Store, StoreError};

impl Store {
    /// Some changes with the names of their fabrics, in no order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes_with_fabrics(
        &self,
        ids: &[ChangeId],
    ) -> Result<Vec<(Change, String)>, StoreError> {
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(500) {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT change.*, fabric.name AS fabric FROM change
                 JOIN fabric ON fabric.id = change.fabric_id WHERE change.id IN (",
            );
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.to_string());
            }
            query.push(")");
            for row in query.build().fetch_all(&self.readers).await? {
                found.push((crate::changes::change(&row)?, row.try_get("fabric")?));
            }
        }
        Ok(found)
    }

    /// The names of the fabrics that a run is about: its own, and those whose changes it built
    /// commits for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_of_run(&self, id: RunId) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT fabric.name FROM run JOIN fabric ON fabric.id = run.fabric_id WHERE run.id = ?1
             UNION SELECT fabric.name FROM attempt JOIN change ON change.id = attempt.change_id
               JOIN fabric ON fabric.id = change.fabric_id WHERE attempt.run_id = ?1
             ORDER BY 1",
        )
        .bind(id.0)
        .fetch_all(&self.readers)
        .await?)
    }

    /// The names of the fabrics that live on a queue.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_on_queue(&self, queue: QueueId) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT DISTINCT fabric.name FROM source JOIN fabric ON fabric.id = source.fabric_id
             WHERE source.queue_id = ? ORDER BY 1",
        )
        .bind(queue.0)
        .fetch_all(&self.readers)
        .await?)
    }
}
