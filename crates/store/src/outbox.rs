//! The outbox: what happened, numbered, written in the group of writes it tells of.
//!
//! Whoever listens says the number it heard last and gets what came after; every handle of the
//! database sees the same. Events are kept for a while only: a listener that was away for longer is
//! told so, and asks for everything again.

use sqlx::Row;

use crate::dialect::{DbRow, Query, ROWS};
use crate::{Millis, Store, StoreError, Transaction};

/// An event that is written with the commit of its group.
#[derive(Debug)]
pub(crate) struct NewEvent {
    kind: &'static str,
    fabric: Option<String>,
    payload: String,
    at: Millis,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its number: greater than that of everything before.
    pub id: i64,
    /// What sort of thing happened.
    pub kind: String,
    /// The name of the fabric it is about.
    pub fabric: Option<String>,
    /// The rest, as JSON.
    pub payload: String,
    /// When.
    pub at: Millis,
}

/// A place between events: behind the one of this number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventMark {
    /// The event's number; 0 before the first.
    pub number: i64,
    /// When it was; 0 before the first, and where it is not kept any more. A database that was put
    /// back gives numbers again: the time tells them apart.
    pub at: Millis,
}

/// What a listener hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overheard {
    /// Whether something was missed that is not kept any more, or the number is none of this
    /// database: everything must be asked for again, and `events` are none.
    pub missed: bool,
    /// The newest event.
    pub newest: EventMark,
    /// What came after, oldest first.
    pub events: Vec<StoredEvent>,
}

fn event(row: &DbRow) -> Result<StoredEvent, StoreError> {
    Ok(StoredEvent {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        fabric: row.try_get("fabric")?,
        payload: row.try_get("payload")?,
        at: row.try_get("at")?,
    })
}

fn mark(row: &DbRow) -> Result<EventMark, StoreError> {
    Ok(EventMark { number: row.try_get("number")?, at: row.try_get("at")? })
}

impl Store {
    /// The newest event.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn newest_event(&self) -> Result<EventMark, StoreError> {
        mark(&sqlx::query(NEWEST).fetch_one(self.readers()).await?)
    }

    /// What came after a number, at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn events_after(&self, after: i64, limit: i64) -> Result<Overheard, StoreError> {
        // One transaction: nothing is pruned between the questions.
        let mut tx = self.readers().begin().await?;
        let pruned: i64 =
            sqlx::query_scalar("SELECT up_to FROM event_pruned").fetch_one(&mut *tx).await?;
        let newest = mark(&sqlx::query(NEWEST).fetch_one(&mut *tx).await?)?;
        if after < pruned || after > newest.number {
            return Ok(Overheard { missed: true, newest, events: Vec::new() });
        }
        let rows = sqlx::query("SELECT * FROM event WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(&mut *tx)
            .await?;
        let events = rows.iter().map(event).collect::<Result<_, _>>()?;
        Ok(Overheard { missed: false, newest, events })
    }

    /// Whether the event that somebody heard is one of this database: the number is not enough where
    /// the file was put back from a copy. One that is not kept any more is not known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn knows_event(&self, heard: EventMark) -> Result<bool, StoreError> {
        if heard == EventMark::default() {
            return Ok(true);
        }
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM event WHERE id = $1 AND at = $2)")
            .bind(heard.number)
            .bind(heard.at)
            .fetch_one(self.readers())
            .await?)
    }
}

/// What was pruned counts: a number is never given twice.
const NEWEST: &str = "SELECT coalesce(event.id, up_to) AS number, coalesce(event.at, 0) AS at
    FROM event_pruned LEFT JOIN event ON event.id = (SELECT max(id) FROM event)";

impl Transaction {
    /// Writes down what happened: it is heard of with the commit of this group, or never happened.
    /// `fabric`: the one it is about, with which it is forgotten. `payload` is JSON.
    pub fn add_event(
        &mut self,
        kind: &'static str,
        fabric: Option<&str>,
        payload: String,
        now: Millis,
    ) {
        let fabric = fabric.map(str::to_owned);
        self.events.push(NewEvent { kind, fabric, payload, at: now });
    }

    /// Writes what is to be told; says whether there was anything.
    pub(crate) async fn write_events(&mut self) -> Result<bool, StoreError> {
        let events = std::mem::take(&mut self.events);
        for chunk in events.chunks(ROWS) {
            let mut query = Query::new("INSERT INTO event (kind, fabric, payload, at) ");
            query.push_values(chunk, |mut row, event| {
                row.push_bind(event.kind)
                    .push_bind(&event.fabric)
                    .push_bind(&event.payload)
                    .push_bind(event.at);
            });
            query.build().execute(self.connection()).await?;
        }
        Ok(!events.is_empty())
    }

    /// Forgets events beyond the newest `keep` and those from before `before`, oldest first and at
    /// most `limit` of them; tells how many. What is left follows on without a gap.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn prune_events(
        &mut self,
        keep: i64,
        before: Millis,
        limit: i64,
    ) -> Result<u64, StoreError> {
        let many: Option<i64> =
            sqlx::query_scalar("SELECT id FROM event ORDER BY id DESC LIMIT 1 OFFSET $1")
                .bind(keep)
                .fetch_optional(self.connection())
                .await?;
        // Up to the first one that is young: a clock that was put back tears no hole.
        let young: Option<i64> =
            sqlx::query_scalar("SELECT id FROM event WHERE at >= $1 ORDER BY id LIMIT 1")
                .bind(before)
                .fetch_optional(self.connection())
                .await?;
        let old = young.map_or(i64::MAX, |young| young - 1);
        // Never the newest one: whoever begins to listen now continues from it.
        let up_to: Option<i64> = sqlx::query_scalar(
            "SELECT max(id) FROM (
               SELECT id FROM event WHERE id <= $1 AND id < (SELECT max(id) FROM event)
               ORDER BY id LIMIT $2) AS oldest",
        )
        .bind(old.max(many.unwrap_or(0)))
        .bind(limit)
        .fetch_one(self.connection())
        .await?;
        let Some(up_to) = up_to else { return Ok(0) };
        sqlx::query("UPDATE event_pruned SET up_to = $1")
            .bind(up_to)
            .execute(self.connection())
            .await?;
        let done = sqlx::query("DELETE FROM event WHERE id <= $1")
            .bind(up_to)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }
}
