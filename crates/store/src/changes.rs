//! Changes: sets of drafts on their way to Git.

use hedgerow_model::{
    Change, ChangeId, ChangeOutcome, ChangeState, FabricId, Person, QueueId, Requested,
};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, DbRow, Query};
use crate::revisions::Edited;
use crate::sql::{maybe_json, over, states, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

/// Which changes are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangeFilter {
    /// Of one fabric.
    pub fabric: Option<FabricId>,
    /// Also those that are published or discarded.
    pub finished: bool,
}

pub(crate) fn change(row: &DbRow) -> Result<Change, StoreError> {
    Ok(Change {
        id: word(row, "id")?,
        fabric_id: FabricId(row.try_get("fabric_id")?),
        name: row.try_get("name")?,
        state: word(row, "state")?,
        reason: maybe_json(row, "reason")?,
        message: row.try_get("message")?,
        author: person(row)?,
        requested: requested(row)?,
        confirmed: row.try_get("confirmed")?,
        previewed: row.try_get("previewed")?,
        publish_after: row.try_get("publish_after")?,
        commit: row.try_get("commit_oid")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        queued_at: row.try_get("queued_at")?,
        published_at: row.try_get("published_at")?,
        judged: maybe_json(row, "judged")?,
    })
}

fn requested(row: &DbRow) -> Result<Option<Requested>, StoreError> {
    let login: Option<String> = row.try_get("requested_login")?;
    let Some(login) = login else { return Ok(None) };
    let name = row.try_get::<Option<String>, _>("requested_by")?.unwrap_or_default();
    let email = row.try_get::<Option<String>, _>("requested_email")?.unwrap_or_default();
    Ok(Some(Requested { login, person: Person { name, email } }))
}

pub(crate) fn person(row: &DbRow) -> Result<Person, StoreError> {
    Ok(Person { name: row.try_get("author_name")?, email: row.try_get("author_email")? })
}

pub(crate) fn changes(rows: &[DbRow]) -> Result<Vec<Change>, StoreError> {
    rows.iter().map(change).collect()
}

both! {
    /// One change.
    ///
    /// # Errors
    /// When the database does not answer.
    change(id: ChangeId) -> Option<Change> = read_change;

    /// The revision of a change: counts what its drafts, its message and its state went through.
    ///
    /// # Errors
    /// When the database does not answer.
    change_revision(id: ChangeId) -> Option<i64> = read_change_revision;

    /// The published changes of a queue's fabrics, newest first; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    published_on_queue(queue: QueueId, limit: i64) -> Vec<Change> = read_published_on_queue;
}

async fn read_change(of: &mut Connection, id: ChangeId) -> Result<Option<Change>, StoreError> {
    let row = sqlx::query("SELECT * FROM change WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(of)
        .await?;
    row.as_ref().map(change).transpose()
}

async fn read_change_revision(
    of: &mut Connection,
    id: ChangeId,
) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar("SELECT revision FROM change WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(of)
        .await?)
}

async fn read_published_on_queue(
    of: &mut Connection,
    queue: QueueId,
    limit: i64,
) -> Result<Vec<Change>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM change WHERE state = 'published' AND commit_oid IS NOT NULL AND fabric_id IN
         (SELECT fabric_id FROM source WHERE queue_id = $1)
         ORDER BY published_at DESC NULLS LAST LIMIT $2",
    )
    .bind(queue.0)
    .bind(limit)
    .fetch_all(of)
    .await?;
    changes(&rows)
}

impl Store {
    /// Changes, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes(&self, filter: ChangeFilter) -> Result<Vec<Change>, StoreError> {
        let mut query = Query::new("SELECT * FROM change WHERE TRUE");
        if let Some(fabric) = filter.fabric {
            query.push(" AND fabric_id = ").push_bind(fabric.0);
        }
        if !filter.finished {
            query.push(" AND state NOT IN ").push(over());
        }
        query.push(" ORDER BY id DESC");
        changes(&query.build().fetch_all(self.readers()).await?)
    }

    /// The changes of this name in any fabric, those that are not over first, then newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes_by_name(&self, name: &str) -> Result<Vec<Change>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT * FROM change WHERE name = $1 ORDER BY state IN {}, id DESC",
            over()
        )))
        .bind(name)
        .fetch_all(self.readers())
        .await?;
        changes(&rows)
    }

    /// The change of a fabric that takes drafts and was edited last, of those that somebody with this address opened. None
    /// that waits for an approval: an edit of it would void what is being reviewed. None of which all drafts were discarded
    /// either: it is named after what was in it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn newest_open_change_of(
        &self,
        fabric: FabricId,
        email: &str,
    ) -> Result<Option<Change>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT * FROM change WHERE fabric_id = $1 AND author_email = $2 AND state IN {}
               AND (EXISTS (SELECT 1 FROM draft WHERE draft.change_id = change.id)
                    OR NOT EXISTS (SELECT 1 FROM saved WHERE saved.change_id = change.id))
             ORDER BY updated_at DESC, id DESC LIMIT 1",
            states(|state| state.is_editable() && state != ChangeState::AwaitingApproval)
        )))
        .bind(fabric.0)
        .bind(email)
        .fetch_all(self.readers())
        .await?;
        Ok(changes(&rows)?.pop())
    }

    /// The changes of a queue's fabrics in one of these states, in the order they were queued.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes_on_queue(
        &self,
        queue: QueueId,
        states: &[ChangeState],
    ) -> Result<Vec<Change>, StoreError> {
        let mut query = Query::new(
            "SELECT * FROM change WHERE fabric_id IN (SELECT fabric_id FROM source WHERE queue_id = ",
        );
        query.push_bind(queue.0).push(") AND state IN (");
        let mut list = query.separated(", ");
        for state in states {
            list.push_bind(state.as_str());
        }
        query.push(") ORDER BY queued_at NULLS FIRST, id");
        changes(&query.build().fetch_all(self.readers()).await?)
    }

    /// The open changes whose quiet period is over, and those that wait and are to be tried again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes_due(&self, now: Millis) -> Result<Vec<Change>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT * FROM change WHERE state IN {} AND publish_after <= $1 ORDER BY id",
            states(ChangeState::comes_due)
        )))
        .bind(now)
        .fetch_all(self.readers())
        .await?;
        changes(&rows)
    }

    /// When the next quiet period ends.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_due(&self) -> Result<Option<Millis>, StoreError> {
        Ok(sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT min(publish_after) FROM change
             WHERE state IN {} AND publish_after IS NOT NULL",
            states(ChangeState::comes_due)
        )))
        .fetch_one(self.readers())
        .await?)
    }
}

impl Transaction {
    /// The names of a fabric's changes that are not over, of those that begin with this text.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn names_of_open_changes(
        &mut self,
        fabric: FabricId,
        beginning: &str,
    ) -> Result<Vec<String>, StoreError> {
        let query = format!(
            "SELECT name FROM change WHERE fabric_id = $1 AND state NOT IN {} AND substr(name, 1, $2) = $3",
            over()
        );
        let characters = i64::try_from(beginning.chars().count()).unwrap_or(i64::MAX);
        let names = sqlx::query_scalar(AssertSqlSafe(query))
            .bind(fabric.0)
            .bind(characters)
            .bind(beginning)
            .fetch_all(self.connection())
            .await?;
        Ok(names)
    }

    /// Opens a change.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_change(
        &mut self,
        id: ChangeId,
        fabric: FabricId,
        name: &str,
        message: Option<&str>,
        author: &Person,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO change (id, fabric_id, name, state, message, author_name, author_email,
             created_at, updated_at) VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8)",
        )
        .bind(id.to_string())
        .bind(fabric.0)
        .bind(name)
        .bind(message)
        .bind(&author.name)
        .bind(&author.email)
        .bind(now)
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Sets the commit message of a change.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_message(&mut self, id: ChangeId, message: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE change SET message = $1, revision = revision + 1 WHERE id = $2")
            .bind(message)
            .bind(id.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Gives a change another name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rename_change(
        &mut self,
        id: ChangeId,
        name: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE change SET name = $1, revision = revision + 1, updated_at = $2 WHERE id = $3",
        )
        .bind(name)
        .bind(now)
        .bind(id.to_string())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// An edit opens a change again that was held back; without drafts left, its conflicts go.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reopen(&mut self, id: ChangeId, now: Millis) -> Result<(), StoreError> {
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE change SET state = $1, reason = NULL, revision = revision + 1, updated_at = $2
             WHERE id = $3 AND state IN {}",
            states(ChangeState::opens_by_edit)
        )))
        .bind(ChangeState::Open.as_str())
        .bind(now)
        .bind(id.to_string())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Has a change be published only when somebody asks for it, from now on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn publish_by_hand(&mut self, id: ChangeId) -> Result<(), StoreError> {
        sqlx::query("UPDATE change SET by_hand = 1, publish_after = NULL WHERE id = $1")
            .bind(id.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Sets when automatic publishing takes a change; one that is published by hand it never takes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_publish_after(
        &mut self,
        id: ChangeId,
        at: Option<Millis>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE change SET publish_after = $1 WHERE id = $2 AND (by_hand = 0 OR $1 IS NULL)",
        )
        .bind(at)
        .bind(id.to_string())
        .execute(self.connection())
        .await?;
        self.due |= at.is_some();
        Ok(())
    }

    /// Has automatic publishing take a change after its fabric's quiet period from `now`; nothing
    /// where the fabric publishes by hand.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn schedule(&mut self, id: ChangeId, now: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE change SET publish_after = (SELECT $1 + quiet_seconds * 1000 FROM fabric
               WHERE fabric.id = change.fabric_id)
             WHERE id = $2 AND by_hand = 0 AND EXISTS (SELECT 1 FROM fabric WHERE fabric.id = change.fabric_id
               AND publish_mode = 'automatic')",
        )
        .bind(now)
        .bind(id.to_string())
        .execute(self.connection())
        .await?;
        self.due = true;
        Ok(())
    }

    /// As [`Transaction::schedule`], for every open change of a fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn schedule_all(&mut self, fabric: FabricId, now: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE change SET publish_after = (SELECT $1 + quiet_seconds * 1000 FROM fabric
               WHERE fabric.id = change.fabric_id)
             WHERE fabric_id = $2 AND state = 'open' AND by_hand = 0",
        )
        .bind(now)
        .bind(fabric.0)
        .execute(self.connection())
        .await?;
        self.due = true;
        Ok(())
    }

    /// Asks for a change to be published: the intent. After the commit of this transaction the
    /// wish survives a crash. `confirmed` releases a large deletion; `previewed` is the head it may
    /// be published on and no other.
    ///
    /// # Errors
    /// [`StoreError::Transition`] when its state does not allow it.
    pub async fn queue_change(
        &mut self,
        id: ChangeId,
        confirmed: bool,
        previewed: Option<&str>,
        message: Option<&str>,
        now: Millis,
    ) -> Result<(), StoreError> {
        self.check_transition(id, ChangeState::Queued).await?;
        sqlx::query(
            "UPDATE change SET state = 'queued', reason = NULL, confirmed = $1, previewed = $2,
             publish_after = NULL, revision = revision + 1,
             message = coalesce($3, message), queued_at = $4, updated_at = $5 WHERE id = $6",
        )
        .bind(confirmed)
        .bind(previewed)
        .bind(message)
        .bind(now)
        .bind(now)
        .bind(id.to_string())
        .execute(self.connection())
        .await?;
        sqlx::query("UPDATE attempt SET superseded = TRUE WHERE change_id = $1")
            .bind(id.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Moves changes to new states with their reasons and commits.
    ///
    /// # Errors
    /// [`StoreError::Transition`] when a state does not allow it.
    pub async fn settle_changes(
        &mut self,
        outcomes: &[ChangeOutcome],
        now: Millis,
    ) -> Result<(), StoreError> {
        for outcome in outcomes {
            self.check_transition(outcome.id, outcome.state).await?;
            let published = (outcome.state == ChangeState::Published).then_some(now);
            sqlx::query(
                "UPDATE change SET state = $1, reason = $2, commit_oid = coalesce($3, commit_oid),
                 published_at = coalesce($4, published_at), revision = revision + 1, updated_at = $5
                 WHERE id = $6",
            )
            .bind(outcome.state.as_str())
            .bind(outcome.reason.as_ref().map(to_json).transpose()?)
            .bind(&outcome.commit)
            .bind(published)
            .bind(now)
            .bind(outcome.id.to_string())
            .execute(self.connection())
            .await?;
            if outcome.state == ChangeState::Published {
                // What was published settled them, whichever way.
                sqlx::query(
                    "UPDATE conflict SET state = 'superseded', closed_at = $1
                     WHERE change_id = $2 AND state = 'open'",
                )
                .bind(now)
                .bind(outcome.id.to_string())
                .execute(self.connection())
                .await?;
            }
        }
        let over: Vec<_> =
            outcomes.iter().filter(|one| one.state.is_final()).map(|one| one.id).collect();
        self.forget_saves_of_over(&over).await?;
        Ok(())
    }

    /// The state of a change as this group of writes sees it.
    ///
    /// # Errors
    /// When the database does not answer or has no such change.
    pub async fn state_of(&mut self, id: ChangeId) -> Result<ChangeState, StoreError> {
        let row = sqlx::query("SELECT state FROM change WHERE id = $1")
            .bind(id.to_string())
            .fetch_one(self.connection())
            .await?;
        word(&row, "state")
    }

    /// The state of a change and how many of its conflicts are open, as this group of writes sees them.
    ///
    /// # Errors
    /// When the database does not answer or has no such change.
    pub async fn state_and_open_conflicts(
        &mut self,
        id: ChangeId,
    ) -> Result<(ChangeState, i64), StoreError> {
        let row = sqlx::query(
            "SELECT state, (SELECT count(*) FROM conflict
               WHERE conflict.change_id = change.id AND conflict.state = 'open') AS conflicts
             FROM change WHERE id = $1",
        )
        .bind(id.to_string())
        .fetch_one(self.connection())
        .await?;
        Ok((word(&row, "state")?, row.try_get("conflicts")?))
    }

    /// Insists that a change is as it was seen, and counts the edit that comes now; `None` asks for
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it is at another revision, or gone.
    pub async fn expect_change(
        &mut self,
        id: ChangeId,
        expected: Option<i64>,
    ) -> Result<(), StoreError> {
        self.count_edit(Edited::Change(id), expected).await?;
        Ok(())
    }

    async fn check_transition(&mut self, id: ChangeId, to: ChangeState) -> Result<(), StoreError> {
        self.state_of(id).await?.check(to)?;
        Ok(())
    }
}
