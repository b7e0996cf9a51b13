//! What is not written yet of rows from before edges, and which version of the reading code wrote a
//! source's rows.

use hedgerow_model::{DraftId, FabricId, SourceId};
use sqlx::Row;

use super::Edge;
use crate::{Store, StoreError, Transaction};

/// A draft whose edges are to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDraft {
    /// Its row.
    pub id: DraftId,
    /// Its fabric.
    pub fabric_id: FabricId,
    /// How often it was edited.
    pub revision: i64,
    /// The text that it wants live; `None` where it wants none.
    pub text: Option<String>,
}

impl Store {
    /// The sources whose edges are not all written, in order of creation.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sources_without_edges(&self) -> Result<Vec<(SourceId, FabricId)>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT id, fabric_id FROM source WHERE edges_after IS NOT NULL ORDER BY id",
        )
        .fetch_all(&mut *self.reader().await?)
        .await?;
        Ok(rows.into_iter().map(|(id, fabric)| (SourceId(id), FabricId(fabric))).collect())
    }

    /// The next files of a source whose edges are to be written, by path: none when those of every
    /// file are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn files_without_edges(
        &self,
        source: SourceId,
        limit: i64,
    ) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT DISTINCT document.path FROM source
             JOIN document ON document.source_id = source.id AND document.path > source.edges_after
             WHERE source.id = $1 ORDER BY document.path LIMIT $2",
        )
        .bind(source.0)
        .bind(limit)
        .fetch_all(&mut *self.reader().await?)
        .await?)
    }

    /// Drafts whose edges are to be written. At most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drafts_without_edges(&self, limit: i64) -> Result<Vec<DueDraft>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, fabric_id, revision, CASE WHEN standing = 'live' THEN text END AS text
             FROM draft WHERE edges_due = 1 ORDER BY id LIMIT $1",
        )
        .bind(limit)
        .fetch_all(&mut *self.reader().await?)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(DueDraft {
                    id: DraftId(row.try_get("id")?),
                    fabric_id: FabricId(row.try_get("fabric_id")?),
                    revision: row.try_get("revision")?,
                    text: row.try_get("text")?,
                })
            })
            .collect()
    }
}

impl Transaction {
    /// Writes the edges of a draft that was due, unless somebody saved it since it was read: then they
    /// are written already.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fill_draft_edges(
        &mut self,
        due: &DueDraft,
        edges: &[Edge],
    ) -> Result<(), StoreError> {
        let due_still: Option<i64> = sqlx::query_scalar(
            "SELECT id FROM draft WHERE id = $1 AND revision = $2 AND edges_due = 1",
        )
        .bind(due.id.0)
        .bind(due.revision)
        .fetch_optional(self.connection())
        .await?;
        match due_still {
            Some(_) => self.replace_draft_edges(due.fabric_id, &[(due.id, edges.to_vec())]).await,
            None => Ok(()),
        }
    }

    /// How far the edges of a source are written: up to this path; `None`: all of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn edges_after(&mut self, source: SourceId) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> =
            sqlx::query_scalar("SELECT edges_after FROM source WHERE id = $1")
                .bind(source.0)
                .fetch_optional(self.connection())
                .await?;
        Ok(found.flatten())
    }

    /// Records that the edges of a source are written up to a path; of all its files, when `None`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_edges_after(
        &mut self,
        source: SourceId,
        path: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE source SET edges_after = $1 WHERE id = $2")
            .bind(path)
            .bind(source.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Records that every row of a source was written by this version of the reading code, its edges
    /// among them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_reader(&mut self, source: SourceId, reader: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE source SET reader = $1, edges_after = NULL WHERE id = $2")
            .bind(reader)
            .bind(source.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
