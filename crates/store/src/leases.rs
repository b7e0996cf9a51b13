//! Leases: which server works on a queue, follows the cluster of a fabric or writes to it, one at a time.
//!
//! A lease has a number, its fence, that counts the holders. Time only says when
//! another may take it; what keeps an earlier holder from writing is its number, which the database
//! looks at inside each of its groups of writes ([`Store::write_fenced`]). A holder that slept
//! through the end of its lease therefore does no harm, whatever its clock says.

use std::fmt;

use hedgerow_model::{FabricId, QueueId};

use crate::{Millis, Store, StoreError, Transaction};

/// What a lease is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leased {
    /// A queue: to move its branch.
    Queue(QueueId),
    /// A fabric: to write down what its cluster has.
    Following(FabricId),
    /// A fabric: to write to its cluster.
    Applying(FabricId),
}

impl From<QueueId> for Leased {
    fn from(queue: QueueId) -> Self {
        Self::Queue(queue)
    }
}

impl Leased {
    /// The word of it where one row is for a fabric and a work.
    fn of_fabric(self) -> Option<(FabricId, &'static str)> {
        match self {
            Self::Queue(_) => None,
            Self::Following(fabric) => Some((fabric, FOLLOW)),
            Self::Applying(fabric) => Some((fabric, "apply")),
        }
    }

    fn id(self) -> i64 {
        match self {
            Self::Queue(queue) => queue.0,
            Self::Following(fabric) | Self::Applying(fabric) => fabric.0,
        }
    }
}

impl fmt::Display for Leased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Queue(queue) => write!(f, "of queue {}", queue.0),
            Self::Following(fabric) => write!(f, "to follow fabric {}", fabric.0),
            Self::Applying(fabric) => write!(f, "to apply fabric {}", fabric.0),
        }
    }
}

/// The word of [`Leased::Following`].
const FOLLOW: &str = "follow";

/// The right to work on something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What.
    pub of: Leased,
    /// Who holds it: a server's run, `SERVER/RUN`, no two of which are named alike.
    pub holder: String,
    /// Its number: greater than that of every holder before.
    pub fence: i64,
    /// From when on another may take it.
    pub until: Millis,
}

impl Store {
    /// Takes a lease until `until`, if nobody holds it at `now`; `None` when somebody
    /// does, also when it is `holder` itself.
    ///
    /// # Errors
    /// When the database does not answer or has no such queue or fabric.
    pub async fn acquire_lease(
        &self,
        of: impl Into<Leased>,
        holder: &str,
        now: Millis,
        until: Millis,
    ) -> Result<Option<Lease>, StoreError> {
        let of: Leased = of.into();
        let mut tx = self.write().await?;
        let query = match of.of_fabric() {
            None => sqlx::query_scalar(
                "INSERT INTO queue_lease (queue_id, holder, fence, until) VALUES ($1, $2, 1, $3)
                 ON CONFLICT (queue_id) DO UPDATE SET holder = excluded.holder,
                   fence = queue_lease.fence + 1, until = excluded.until
                 WHERE queue_lease.holder IS NULL OR queue_lease.until <= $4 RETURNING fence",
            ),
            Some(_) => sqlx::query_scalar(
                "INSERT INTO fabric_lease (fabric_id, holder, fence, until, work) VALUES ($1, $2, 1, $3, $5)
                 ON CONFLICT (fabric_id, work) DO UPDATE SET holder = excluded.holder,
                   fence = fabric_lease.fence + 1, until = excluded.until
                 WHERE fabric_lease.holder IS NULL OR fabric_lease.until <= $4 RETURNING fence",
            ),
        };
        let query = query.bind(of.id()).bind(holder).bind(until).bind(now);
        let query = match of.of_fabric() {
            Some((_, work)) => query.bind(work),
            None => query,
        };
        let Some(fence) = query.fetch_optional(tx.connection()).await? else { return Ok(None) };
        tx.commit().await?;
        Ok(Some(Lease { of, holder: holder.to_owned(), fence, until }))
    }

    /// Whether somebody holds a lease at `now`: a look that writes nothing, for who would rather wait.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_leased(&self, of: Leased, now: Millis) -> Result<bool, StoreError> {
        let held: i64 = match of.of_fabric() {
            None => {
                sqlx::query_scalar(
                    "SELECT COUNT(*) FROM queue_lease WHERE queue_id = $1 AND holder IS NOT NULL AND until > $2",
                )
                .bind(of.id())
                .bind(now)
                .fetch_one(self.readers())
                .await?
            }
            Some((_, work)) => {
                sqlx::query_scalar(
                    "SELECT COUNT(*) FROM fabric_lease
                     WHERE fabric_id = $1 AND holder IS NOT NULL AND until > $2 AND work = $3",
                )
                .bind(of.id())
                .bind(now)
                .bind(work)
                .fetch_one(self.readers())
                .await?
            }
        };
        Ok(held > 0)
    }

    /// Holds a lease for longer. One that ran out and that nobody took is held on to.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another took it, or it was released.
    pub async fn renew_lease(&self, lease: &Lease, until: Millis) -> Result<Lease, StoreError> {
        let mut tx = self.write_fenced(lease.of, lease.fence).await?;
        let query = match lease.of.of_fabric() {
            None => sqlx::query("UPDATE queue_lease SET until = $1 WHERE queue_id = $2")
                .bind(until)
                .bind(lease.of.id()),
            Some((fabric, work)) => {
                sqlx::query("UPDATE fabric_lease SET until = $1 WHERE fabric_id = $2 AND work = $3")
                    .bind(until)
                    .bind(fabric.0)
                    .bind(work)
            }
        };
        query.execute(tx.connection()).await?;
        tx.commit().await?;
        Ok(Lease { until, ..lease.clone() })
    }

    /// Gives a lease back; tells whether it was still this one. Another may take it at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn release_lease(&self, lease: &Lease) -> Result<bool, StoreError> {
        let mut tx = match self.write_fenced(lease.of, lease.fence).await {
            Err(StoreError::LeaseLost { .. }) => return Ok(false),
            other => other?,
        };
        let query = match lease.of.of_fabric() {
            None => sqlx::query("UPDATE queue_lease SET holder = NULL WHERE queue_id = $1")
                .bind(lease.of.id()),
            Some((fabric, work)) => sqlx::query(
                "UPDATE fabric_lease SET holder = NULL WHERE fabric_id = $1 AND work = $2",
            )
            .bind(fabric.0)
            .bind(work),
        };
        query.execute(tx.connection()).await?;
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
        let mut released = 0;
        for sql in [
            "UPDATE queue_lease SET holder = NULL WHERE substr(holder, 1, length($1) + 1) = $2",
            "UPDATE fabric_lease SET holder = NULL WHERE substr(holder, 1, length($1) + 1) = $2",
        ] {
            let done = sqlx::query(sql)
                .bind(server)
                .bind(format!("{server}/"))
                .execute(tx.connection())
                .await?;
            released += done.rows_affected();
        }
        tx.commit().await?;
        Ok(released)
    }

    /// As [`Store::write`], for the holder of a lease: the database refuses the group when
    /// another took the lease since, as it begins and as it is committed. As long as the group is
    /// open, nobody can take the lease.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when the number is not the newest.
    pub async fn write_fenced(
        &self,
        of: impl Into<Leased>,
        fence: i64,
    ) -> Result<Transaction, StoreError> {
        let mut tx = self.write().await?;
        tx.fences.push((of.into(), fence));
        tx.check_fences().await?;
        Ok(tx)
    }
}

impl Transaction {
    /// Holds the group to one more lease: for what concerns several queues at once.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when the number is not the newest.
    pub async fn also_fenced(
        &mut self,
        of: impl Into<Leased>,
        fence: i64,
    ) -> Result<(), StoreError> {
        self.fences.push((of.into(), fence));
        self.check_fences().await
    }

    /// Whether the leases this group was begun for are still the newest. They are written to themselves,
    /// so that a database with several writers holds the rows until the group ends.
    pub(crate) async fn check_fences(&mut self) -> Result<(), StoreError> {
        for (of, fence) in self.fences.clone() {
            let query = match of.of_fabric() {
                None => sqlx::query(
                    "UPDATE queue_lease SET fence = fence
                     WHERE queue_id = $1 AND fence = $2 AND holder IS NOT NULL",
                )
                .bind(of.id())
                .bind(fence),
                Some((fabric, work)) => sqlx::query(
                    "UPDATE fabric_lease SET fence = fence
                     WHERE fabric_id = $1 AND fence = $2 AND holder IS NOT NULL AND work = $3",
                )
                .bind(fabric.0)
                .bind(fence)
                .bind(work),
            };
            let held = query.execute(self.connection()).await?;
            if held.rows_affected() != 1 {
                return Err(StoreError::LeaseLost { of, fence });
            }
        }
        Ok(())
    }

    /// Takes what is leased of a fabric from whoever has it: by what was so until now, nobody writes down what its
    /// cluster has, nor anything to it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn revoke_leases(&mut self, fabric: FabricId) -> Result<(), StoreError> {
        sqlx::query("UPDATE fabric_lease SET holder = NULL WHERE fabric_id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// This group gives the lease itself back.
    fn unguarded(mut self) -> Self {
        self.fences.clear();
        self
    }
}
