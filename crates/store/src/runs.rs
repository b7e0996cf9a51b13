//! Runs: the journal.

use hedgerow_model::{
    Attempt, ChangeId, ChangeState, FabricId, QueueId, Reason, Run, RunId, RunKind, RunState,
    RunStep,
};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{DbRow, Query};
use crate::sql::{maybe_json, maybe_word, states, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

pub(crate) fn run(row: &DbRow) -> Result<Run, StoreError> {
    Ok(Run {
        id: RunId(row.try_get("id")?),
        kind: word(row, "kind")?,
        queue_id: QueueId(row.try_get("queue_id")?),
        fabric_id: row.try_get::<Option<i64>, _>("fabric_id")?.map(FabricId),
        state: word(row, "state")?,
        reason: maybe_json(row, "reason")?,
        started_at: row.try_get("started_at")?,
        ended_at: row.try_get("ended_at")?,
        summary: maybe_json(row, "summary")?,
    })
}

fn attempt(row: &DbRow) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        run_id: RunId(row.try_get("run_id")?),
        number: row.try_get("number")?,
        position: row.try_get("position")?,
        change_id: maybe_word(row, "change_id")?,
        parent: row.try_get("parent")?,
        oid: row.try_get("oid")?,
    })
}

impl Store {
    /// The runs that did not end: what recovery settles.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unfinished_runs(&self) -> Result<Vec<Run>, StoreError> {
        let rows = sqlx::query("SELECT * FROM run WHERE ended_at IS NULL ORDER BY id")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(run).collect()
    }

    /// Runs, newest first; of one fabric or its queues when given, at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn runs(&self, fabric: Option<FabricId>, limit: i64) -> Result<Vec<Run>, StoreError> {
        let rows =
            match fabric {
                Some(fabric) => sqlx::query(
                    "SELECT * FROM run WHERE fabric_id = $1 OR (fabric_id IS NULL AND queue_id IN
                     (SELECT queue_id FROM source WHERE fabric_id = $2)) ORDER BY id DESC LIMIT $3",
                )
                .bind(fabric.0)
                .bind(fabric.0)
                .bind(limit)
                .fetch_all(self.readers())
                .await?,
                None => {
                    sqlx::query("SELECT * FROM run ORDER BY id DESC LIMIT $1")
                        .bind(limit)
                        .fetch_all(self.readers())
                        .await?
                }
            };
        rows.iter().map(run).collect()
    }

    /// One run.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        let row = sqlx::query("SELECT * FROM run WHERE id = $1")
            .bind(id.0)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(run).transpose()
    }

    /// The steps of a run.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn run_steps(&self, id: RunId) -> Result<Vec<RunStep>, StoreError> {
        let rows = sqlx::query("SELECT * FROM run_step WHERE run_id = $1 ORDER BY seq")
            .bind(id.0)
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(RunStep {
                    name: row.try_get("name")?,
                    outcome: maybe_word(row, "outcome")?,
                    detail: row.try_get("detail")?,
                    at: row.try_get("at")?,
                    duration_us: row.try_get("duration_us")?,
                })
            })
            .collect()
    }

    /// The commits a run built, in the order they were built.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn attempts(&self, id: RunId) -> Result<Vec<Attempt>, StoreError> {
        let rows = sqlx::query("SELECT * FROM attempt WHERE run_id = $1 ORDER BY number, position")
            .bind(id.0)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(attempt).collect()
    }

    /// The commits that were built for changes that a queue still waits for, as these changes are
    /// now: a push of one of them may yet arrive.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn attempts_under_way(&self, queue: QueueId) -> Result<Vec<Attempt>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT attempt.* FROM change JOIN attempt ON attempt.change_id = change.id
             WHERE change.state IN {} AND NOT attempt.superseded
             AND change.fabric_id IN (SELECT fabric_id FROM source WHERE queue_id = $1)
             ORDER BY attempt.run_id, attempt.number, attempt.position",
            states(ChangeState::may_yet_land)
        )))
        .bind(queue.0)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(attempt).collect()
    }

    /// Every commit that was ever built for a change, newest attempt first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn attempts_of_change(&self, id: ChangeId) -> Result<Vec<Attempt>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM attempt WHERE change_id = $1 ORDER BY run_id DESC, number DESC",
        )
        .bind(id.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(attempt).collect()
    }
}

impl Transaction {
    /// Starts a run. After the commit of this transaction, a restart finds it and settles it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn start_run(
        &mut self,
        kind: RunKind,
        queue: QueueId,
        fabric: Option<FabricId>,
        state: RunState,
        now: Millis,
    ) -> Result<RunId, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO run (kind, queue_id, fabric_id, state, started_at)
             VALUES ($1, $2, $3, $4, $5) RETURNING id",
        )
        .bind(kind.as_str())
        .bind(queue.0)
        .bind(fabric.map(|fabric| fabric.0))
        .bind(state.as_str())
        .bind(now)
        .fetch_one(self.connection())
        .await?;
        Ok(RunId(id))
    }

    /// Records where a run is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_run_state(&mut self, id: RunId, state: RunState) -> Result<(), StoreError> {
        sqlx::query("UPDATE run SET state = $1 WHERE id = $2")
            .bind(state.as_str())
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Ends a run.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_run(
        &mut self,
        id: RunId,
        state: RunState,
        reason: Option<&Reason>,
        summary: &serde_json::Value,
        steps: &[RunStep],
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE run SET state = $1, reason = $2, summary = $3, ended_at = $4 WHERE id = $5",
        )
        .bind(state.as_str())
        .bind(reason.map(to_json).transpose()?)
        .bind(to_json(summary)?)
        .bind(now)
        .bind(id.0)
        .execute(self.connection())
        .await?;
        if steps.is_empty() {
            return Ok(());
        }
        let mut query = Query::new(
            "INSERT INTO run_step (run_id, seq, name, outcome, detail, at, duration_us) ",
        );
        query.push_values(steps.iter().zip(0_i64..), |mut row, (step, seq)| {
            row.push_bind(id.0)
                .push_bind(seq)
                .push_bind(&step.name)
                .push_bind(step.outcome.map(hedgerow_model::StepOutcome::as_str))
                .push_bind(&step.detail)
                .push_bind(step.at)
                .push_bind(step.duration_us);
        });
        query.push(
            " ON CONFLICT (run_id, seq) DO UPDATE SET name = excluded.name,
             outcome = excluded.outcome, detail = excluded.detail, at = excluded.at, duration_us = excluded.duration_us",
        );
        query.build().execute(self.connection()).await?;
        Ok(())
    }

    /// Journals commits that are about to be pushed. After the commit of this transaction a
    /// restart recognises them on the remote.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_attempts(
        &mut self,
        attempts: &[Attempt],
        now: Millis,
    ) -> Result<(), StoreError> {
        for chunk in attempts.chunks(500) {
            let mut query = Query::new(
                "INSERT INTO attempt (run_id, number, position, change_id, parent, oid, at) ",
            );
            query.push_values(chunk, |mut row, attempt| {
                row.push_bind(attempt.run_id.0)
                    .push_bind(attempt.number)
                    .push_bind(attempt.position)
                    .push_bind(attempt.change_id.map(|id| id.to_string()))
                    .push_bind(&attempt.parent)
                    .push_bind(&attempt.oid)
                    .push_bind(now);
            });
            query.build().execute(self.connection()).await?;
        }
        Ok(())
    }
}
