//! What the server that follows a fabric's cluster is told by others on the same database.

use hedgerow_model::FabricId;
use sqlx::Row;

use crate::{Store, StoreError, Transaction};

/// The most notes that are read at once.
const MOST: i64 = 1_000;

impl Store {
    /// The notes that are there, oldest first, each with its number and its fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn follower_notes(&self) -> Result<Vec<(i64, FabricId, String)>, StoreError> {
        let rows =
            sqlx::query("SELECT id, fabric_id, note FROM follower_note ORDER BY id LIMIT $1")
                .bind(MOST)
                .fetch_all(self.readers())
                .await?;
        rows.iter()
            .map(|row| {
                let fabric = FabricId(row.try_get("fabric_id")?);
                Ok((row.try_get("id")?, fabric, row.try_get("note")?))
            })
            .collect()
    }
}

impl Transaction {
    /// Leaves a note, JSON, for who follows the cluster of a fabric. One that says the same is there once.
    ///
    /// # Errors
    /// When the database does not answer or has no such fabric.
    pub async fn add_follower_note(
        &mut self,
        fabric: FabricId,
        note: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO follower_note (fabric_id, note) VALUES ($1, $2)
             ON CONFLICT (fabric_id, note) DO NOTHING",
        )
        .bind(fabric.0)
        .bind(note)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// These notes were heard.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_follower_notes(&mut self, ids: &[i64]) -> Result<(), StoreError> {
        for id in ids {
            sqlx::query("DELETE FROM follower_note WHERE id = $1")
                .bind(id)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }
}
