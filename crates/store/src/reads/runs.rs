//! Runs as pages.

use hedgerow_model::{FabricId, QueueId, Run, RunId};
use sqlx::{QueryBuilder, Sqlite};

use super::ids;
use crate::runs::run;
use crate::{Store, StoreError};

/// A run that names no fabric is about those whose commits it built or which it read; as long as
/// nobody knows, about all that live on its queue.
const ABOUT: &str = "(run.fabric_id IN (SELECT value FROM json_each(?1)) OR (run.fabric_id IS NULL
    AND run.queue_id IN (SELECT queue_id FROM source
      WHERE fabric_id IN (SELECT value FROM json_each(?1)))
    AND (run.kind <> 'ingest' OR EXISTS (SELECT 1 FROM json_each(run.summary, '$.fabrics') AS read
      JOIN fabric ON fabric.name = read.key
      WHERE fabric.id IN (SELECT value FROM json_each(?1))))
    AND (NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.run_id = run.id AND change_id NOT NULL)
      OR EXISTS (SELECT 1 FROM attempt JOIN change ON change.id = attempt.change_id
        WHERE attempt.run_id = run.id
        AND change.fabric_id IN (SELECT value FROM json_each(?1))))))";

impl Store {
    /// Runs, newest first, behind `after`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn runs_page(
        &self,
        fabrics: Option<&[FabricId]>,
        after: Option<RunId>,
        limit: i64,
    ) -> Result<Vec<Run>, StoreError> {
        let about = if fabrics.is_some() { ABOUT } else { "?1 IS NOT NULL" };
        let sql = format!(
            "SELECT run.* FROM run WHERE {about} AND run.id < ?2 ORDER BY run.id DESC LIMIT ?3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(ids(fabrics.unwrap_or_default()))
            .bind(after.map_or(i64::MAX, |after| after.0))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(run).collect()
    }

    /// Whether a run is about one of these fabrics.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn run_is_about(&self, id: RunId, fabrics: &[FabricId]) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM run WHERE {ABOUT} AND run.id = ?2)");
        Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(ids(fabrics))
            .bind(id.0)
            .fetch_one(&self.readers)
            .await?)
    }

    /// The names of the fabrics that some runs are about, by run: their own, and those whose changes
    /// they built commits for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_of_runs(
        &self,
        runs: &[RunId],
    ) -> Result<Vec<(RunId, String)>, StoreError> {
        let list: Vec<String> = runs.iter().map(|run| run.0.to_string()).collect();
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT run.id, fabric.name FROM run JOIN fabric ON fabric.id = run.fabric_id
               WHERE run.id IN (SELECT value FROM json_each(?1))
             UNION SELECT attempt.run_id, fabric.name FROM attempt
               JOIN change ON change.id = attempt.change_id
               JOIN fabric ON fabric.id = change.fabric_id
               WHERE attempt.run_id IN (SELECT value FROM json_each(?1))
             ORDER BY 1, 2",
        )
        .bind(format!("[{}]", list.join(",")))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(run, name)| (RunId(run), name)).collect())
    }

    /// The newest run that built a commit for each of some changes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn latest_runs(
        &self,
        changes: &[hedgerow_model::ChangeId],
    ) -> Result<Vec<(hedgerow_model::ChangeId, RunId)>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT change_id, max(run_id) AS run_id FROM attempt WHERE change_id IN
             (SELECT value FROM json_each(",
        );
        query.push_bind(super::changes::id_list(changes)).push(")) GROUP BY change_id");
        let rows = query.build().fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                use sqlx::Row as _;
                Ok((crate::sql::word(row, "change_id")?, RunId(row.try_get("run_id")?)))
            })
            .collect()
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
