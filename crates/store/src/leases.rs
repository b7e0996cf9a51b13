//! Leases: which server works on a queue, one at a time.
//!
//! A lease has a number, its fence, that counts the holders of the queue. Time only says when
//! another may take it; what keeps an earlier holder from writing is its number, which the database
//! looks at inside each of its groups of writes ([`Store::write_fenced`]). A holder that slept
//! through the end of its lease therefore does no harm, whatever its clock says.

use crate::{Millis, Store, StoreError, Transaction};
use hedgerow_model::QueueId;

/// The right to work on a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The queue.
    pub queue: QueueId,
    /// Who holds it: a server's run, `SERVER/RUN`, no two of which are named alike.
    pub holder: String,
    /// Its number: greater than that of every holder before.
    pub fence: i64,
    /// From when on another may take it.
    pub until: Millis,
}

impl Store {
    /// Takes the lease of a queue until `until`, if nobody holds it at `now`; `None` when somebody
    /// does, also when it is `holder` itself.
    ///
    /// # Errors
    /// When the database does not answer or has no such queue.
    pub async fn acquire_lease(
        &self,
        queue: QueueId,
        holder: &str,
        now: Millis,
        until: Millis,
    ) -> Result<Option<Lease>, StoreError> {
        let mut tx = self.write().await?;
        let fence = sqlx::query_scalar(
            "INSERT INTO queue_lease (queue_id, holder, fence, until) VALUES ($1, $2, 1, $3)
             ON CONFLICT (queue_id) DO UPDATE SET holder = excluded.holder,
               fence = queue_lease.fence + 1, until = excluded.until
             WHERE queue_lease.holder IS NULL OR queue_lease.until <= $4 RETURNING fence",
        )
        .bind(queue.0)
        .bind(holder)
        .bind(until)
        .bind(now)
        .fetch_optional(tx.connection())
        .await?;
        let Some(fence) = fence else { return Ok(None) };
        tx.commit().await?;
        Ok(Some(Lease { queue, holder: holder.to_owned(), fence, until }))
    }

    /// Holds a lease for longer. One that ran out and that nobody took is held on to.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another took it, or it was released.
    pub async fn renew_lease(&self, lease: &Lease, until: Millis) -> Result<Lease, StoreError> {
        let mut tx = self.write_fenced(lease.queue, lease.fence).await?;
        sqlx::query("UPDATE queue_lease SET until = $1 WHERE queue_id = $2")
            .bind(until)
            .bind(lease.queue.0)
            .execute(tx.connection())
            .await?;
        tx.commit().await?;
        Ok(Lease { until, ..lease.clone() })
    }

    /// Gives a lease back; tells whether it was still this one. Another may take it at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn release_lease(&self, lease: &Lease) -> Result<bool, StoreError> {
        let mut tx = match self.write_fenced(lease.queue, lease.fence).await {
            Err(StoreError::LeaseLost { .. }) => return Ok(false),
            other => other?,
        };
        sqlx::query("UPDATE queue_lease SET holder = NULL WHERE queue_id = $1")
            .bind(lease.queue.0)
            .execute(tx.connection())
            .await?;
        tx.unguarded().commit().await?;
        Ok(true)
    }

    /// Gives back whatever a server's runs hold: those whose holder is named `SERVER/RUN`. Only for
    /// who knows that none of them continues; tells how many leases there were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn release_leases_of(&self, server: &str) -> Result<u64, StoreError> {
        let mut tx = self.write().await?;
        let done = sqlx::query(
            "UPDATE queue_lease SET holder = NULL WHERE substr(holder, 1, length($1) + 1) = $2",
        )
        .bind(server)
        .bind(format!("{server}/"))
        .execute(tx.connection())
        .await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    /// As [`Store::write`], for the holder of a queue's lease: the database refuses the group when
    /// another took the lease since, as it begins and as it is committed. As long as the group is
    /// open, nobody can take the lease.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when the number is not the newest.
    pub async fn write_fenced(
        &self,
        queue: QueueId,
        fence: i64,
    ) -> Result<Transaction, StoreError> {
        let mut tx = self.write().await?;
        tx.fences.push((queue, fence));
        tx.check_fences().await?;
        Ok(tx)
    }
}

impl Transaction {
    /// Holds the group to one more lease: for what concerns several queues at once.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when the number is not the newest.
    pub async fn also_fenced(&mut self, queue: QueueId, fence: i64) -> Result<(), StoreError> {
        self.fences.push((queue, fence));
        self.check_fences().await
    }

    /// Whether the leases this group was begun for are still the newest. They are written to themselves,
    /// so that a database with several writers holds the rows until the group ends.
    pub(crate) async fn check_fences(&mut self) -> Result<(), StoreError> {
        for (queue, fence) in self.fences.clone() {
            let held = sqlx::query(
                "UPDATE queue_lease SET fence = fence
                 WHERE queue_id = $1 AND fence = $2 AND holder IS NOT NULL",
            )
            .bind(queue.0)
            .bind(fence)
            .execute(self.connection())
            .await?;
            if held.rows_affected() != 1 {
                return Err(StoreError::LeaseLost { queue, fence });
            }
        }
        Ok(())
    }

    /// This group gives the lease itself back.
    fn unguarded(mut self) -> Self {
        self.fences.clear();
        self
    }
}
