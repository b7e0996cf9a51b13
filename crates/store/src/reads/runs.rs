//! Runs as pages.

use super::fabric_list;
use hedgerow_model::{FabricId, QueueId, Run, RunId};
use sqlx::AssertSqlSafe;

use crate::dialect::{Connection, Query, among, ids, keys_of, push_among, texts};
use crate::runs::run;
use crate::{Store, StoreError};

/// A run that names no fabric is about those whose commits it built or which it read; as long as
/// nobody knows, about all that live on its queue.
///
/// `those`: whether a column is the id of a fabric that is asked about.
fn about(those: impl Fn(&str) -> String) -> String {
    format!(
        "({own} OR (run.fabric_id IS NULL
         AND run.queue_id IN (SELECT queue_id FROM source WHERE {of_source})
         AND (run.kind <> 'ingest' OR EXISTS (SELECT 1 FROM {read}
           JOIN fabric ON fabric.name = read.key WHERE {of_fabric}))
         AND (NOT EXISTS (SELECT 1 FROM attempt
             WHERE attempt.run_id = run.id AND change_id IS NOT NULL)
           OR EXISTS (SELECT 1 FROM attempt JOIN change ON change.id = attempt.change_id
             WHERE attempt.run_id = run.id AND {of_change}))))",
        own = those("run.fabric_id"),
        of_source = those("source.fabric_id"),
        read = keys_of("run.summary", "fabrics", "read"),
        of_fabric = those("fabric.id"),
        of_change = those("change.fabric_id"),
    )
}

fn listed(column: &str) -> String {
    among(column, "$1")
}

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
        let rows = match fabrics {
            Some(fabrics) => {
                let sql = format!(
                    "SELECT run.* FROM run WHERE {} AND run.id < $2 ORDER BY run.id DESC LIMIT $3",
                    about(listed)
                );
                sqlx::query(AssertSqlSafe(sql)).bind(fabric_list(fabrics))
            }
            None => sqlx::query("SELECT * FROM run WHERE id < $1 ORDER BY id DESC LIMIT $2"),
        };
        let rows = rows
            .bind(after.map_or(i64::MAX, |after| after.0))
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(run).collect()
    }

    /// Whether a run is about one of these fabrics.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn run_is_about(&self, id: RunId, fabrics: &[FabricId]) -> Result<bool, StoreError> {
        let sql =
            format!("SELECT EXISTS (SELECT 1 FROM run WHERE {} AND run.id = $2)", about(listed));
        Ok(sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(fabric_list(fabrics))
            .bind(id.0)
            .fetch_one(self.readers())
            .await?)
    }

    /// Of the fabrics of these names, those that a run is about, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_run_is_about(
        &self,
        id: RunId,
        names: &[String],
    ) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT seen.name FROM run JOIN fabric AS seen ON {}
             WHERE run.id = $1 AND {} ORDER BY seen.name",
            about(|column| format!("{column} = seen.id")),
            among("seen.name", "$2")
        )))
        .bind(id.0)
        .bind(texts(names))
        .fetch_all(self.readers())
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
        let rows: Vec<(i64, String)> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT run.id, fabric.name FROM run JOIN fabric ON fabric.id = run.fabric_id
               WHERE {}
             UNION SELECT attempt.run_id, fabric.name FROM attempt
               JOIN change ON change.id = attempt.change_id
               JOIN fabric ON fabric.id = change.fabric_id
               WHERE {}
             ORDER BY 1, 2",
            among("run.id", "$1"),
            among("attempt.run_id", "$1")
        )))
        .bind(ids(runs.iter().map(|run| run.0)))
        .fetch_all(self.readers())
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
        let mut query = Query::new("SELECT change_id, max(run_id) AS run_id FROM attempt WHERE ");
        push_among(&mut query, "change_id", texts(changes));
        query.push(" GROUP BY change_id");
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| {
                use sqlx::Row as _;
                Ok((crate::sql::word(row, "change_id")?, RunId(row.try_get("run_id")?)))
            })
            .collect()
    }

    /// The names of the fabrics that live in the repository of this name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_in_repository(&self, name: &str) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT DISTINCT fabric.name FROM repository
             JOIN queue ON queue.repository_id = repository.id
             JOIN source ON source.queue_id = queue.id
             JOIN fabric ON fabric.id = source.fabric_id
             WHERE repository.name = $1 ORDER BY 1",
        )
        .bind(name)
        .fetch_all(self.readers())
        .await?)
    }
}

both! {
    /// The names of the fabrics that live on a queue.
    ///
    /// # Errors
    /// When the database does not answer.
    fabrics_on_queue(queue: QueueId) -> Vec<String> = read_fabrics_on_queue;
}

async fn read_fabrics_on_queue(
    of: &mut Connection,
    queue: QueueId,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT fabric.name FROM source JOIN fabric ON fabric.id = source.fabric_id
         WHERE source.queue_id = $1 ORDER BY 1",
    )
    .bind(queue.0)
    .fetch_all(of)
    .await?)
}
