//! Fabrics and their sources.

use hedgerow_model::{
    CrdFile, Fabric, FabricId, NewSource, PublishMode, QueueId, Source, SourceId,
};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, DbRow, among, ids};
use crate::revisions::Edited;
use crate::sql::{each, json, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

both! {
    /// The directories on a queue with the names of their fabrics, by directory.
    ///
    /// # Errors
    /// When the database does not answer.
    directories(queue: QueueId) -> Vec<(String, String)> = read_directories;
}

async fn read_directories(
    of: &mut Connection,
    queue: QueueId,
) -> Result<Vec<(String, String)>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT source.directory, fabric.name FROM source
         JOIN fabric ON fabric.id = source.fabric_id WHERE queue_id = $1
         ORDER BY source.directory",
    )
    .bind(queue.0)
    .fetch_all(of)
    .await?)
}

pub(crate) fn fabric(row: &DbRow) -> Result<Fabric, StoreError> {
    Ok(Fabric {
        id: FabricId(row.try_get("id")?),
        name: row.try_get("name")?,
        publish_mode: word(row, "publish_mode")?,
        quiet_seconds: row.try_get("quiet_seconds")?,
        four_eyes: row.try_get("four_eyes")?,
        created_at: row.try_get("created_at")?,
    })
}

fn source(row: &DbRow) -> Result<Source, StoreError> {
    Ok(Source {
        id: SourceId(row.try_get("id")?),
        fabric_id: FabricId(row.try_get("fabric_id")?),
        queue_id: QueueId(row.try_get("queue_id")?),
        directory: row.try_get("directory")?,
        layout: word(row, "layout")?,
        exclude: json(row, "exclude")?,
        ingested_commit: row.try_get("ingested_commit")?,
        ingested_tree: row.try_get("ingested_tree")?,
        considered_tree: row.try_get("considered_tree")?,
        ingested_at: row.try_get("ingested_at")?,
        reader: row.try_get("reader")?,
        policy_tree: row.try_get("policy_tree")?,
    })
}

both! {
    /// One fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    fabric(id: FabricId) -> Option<Fabric> = read_fabric;

    /// The revision of a fabric's settings, and the fabric as it is at that.
    ///
    /// # Errors
    /// When the database does not answer.
    fabric_at(name: &str) -> Option<(Fabric, i64)> = read_fabric_at;
}

async fn read_fabric_at(
    of: &mut Connection,
    name: &str,
) -> Result<Option<(Fabric, i64)>, StoreError> {
    let row =
        sqlx::query("SELECT * FROM fabric WHERE name = $1").bind(name).fetch_optional(of).await?;
    row.map(|row| Ok((fabric(&row)?, row.try_get("revision")?))).transpose()
}

async fn read_fabric(of: &mut Connection, id: FabricId) -> Result<Option<Fabric>, StoreError> {
    let row =
        sqlx::query("SELECT * FROM fabric WHERE id = $1").bind(id.0).fetch_optional(of).await?;
    row.as_ref().map(fabric).transpose()
}

impl Store {
    /// Every fabric, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics(&self) -> Result<Vec<Fabric>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM fabric ORDER BY name").fetch_all(self.readers()).await?;
        each(&rows, fabric)
    }

    /// Some fabrics, by name; each once, however often one is named.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_of_all(&self, fabrics: &[FabricId]) -> Result<Vec<Fabric>, StoreError> {
        let sql = format!("SELECT * FROM fabric WHERE {} ORDER BY name", among("id", "$1"));
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(ids(fabrics.iter().map(|fabric| fabric.0)))
            .fetch_all(self.readers())
            .await?;
        each(&rows, fabric)
    }

    /// The fabric of this name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabric_by_name(&self, name: &str) -> Result<Option<Fabric>, StoreError> {
        let row = sqlx::query("SELECT * FROM fabric WHERE name = $1")
            .bind(name)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(fabric).transpose()
    }

    /// The definitions a fabric brought along, by file name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn crds(&self, fabric: FabricId) -> Result<Vec<CrdFile>, StoreError> {
        let rows =
            sqlx::query("SELECT name, text FROM fabric_crd WHERE fabric_id = $1 ORDER BY name")
                .bind(fabric.0)
                .fetch_all(self.readers())
                .await?;
        rows.iter()
            .map(|row| Ok(CrdFile { name: row.try_get("name")?, text: row.try_get("text")? }))
            .collect()
    }

    /// Every source, in order of creation.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM source ORDER BY id").fetch_all(self.readers()).await?;
        each(&rows, source)
    }

    /// The sources of a fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sources_of_fabric(&self, fabric: FabricId) -> Result<Vec<Source>, StoreError> {
        let rows = sqlx::query("SELECT * FROM source WHERE fabric_id = $1 ORDER BY id")
            .bind(fabric.0)
            .fetch_all(self.readers())
            .await?;
        each(&rows, source)
    }

    /// The sources on a queue.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sources_of_queue(&self, queue: QueueId) -> Result<Vec<Source>, StoreError> {
        let rows = sqlx::query("SELECT * FROM source WHERE queue_id = $1 ORDER BY id")
            .bind(queue.0)
            .fetch_all(self.readers())
            .await?;
        each(&rows, source)
    }
}

impl Transaction {
    /// The commit up to which a fabric was read; nothing where it never was.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ingested_commit(
        &mut self,
        fabric: FabricId,
    ) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> = sqlx::query_scalar(
            "SELECT ingested_commit FROM source WHERE fabric_id = $1 ORDER BY id LIMIT 1",
        )
        .bind(fabric.0)
        .fetch_optional(self.connection())
        .await?;
        Ok(found.flatten())
    }

    /// Adds a fabric with its definitions.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the name is taken.
    pub async fn add_fabric(
        &mut self,
        name: &str,
        publish_mode: PublishMode,
        quiet_seconds: i64,
        crds: &[CrdFile],
        now: Millis,
    ) -> Result<FabricId, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO fabric (name, publish_mode, quiet_seconds, created_at)
             VALUES ($1, $2, $3, $4) RETURNING id",
        )
        .bind(name)
        .bind(publish_mode.as_str())
        .bind(quiet_seconds)
        .bind(now)
        .fetch_one(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "fabric", name))?;
        let id = FabricId(id);
        for crd in crds {
            sqlx::query(
                "INSERT INTO fabric_crd (fabric_id, name, text) VALUES ($1, $2, $3)
                 ON CONFLICT (fabric_id, name) DO UPDATE SET text = excluded.text",
            )
            .bind(id.0)
            .bind(&crd.name)
            .bind(&crd.text)
            .execute(self.connection())
            .await?;
        }
        Ok(id)
    }

    /// Adds a source to a fabric.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the directory has a source already (law 6: one owner).
    pub async fn add_source(
        &mut self,
        fabric: FabricId,
        new: &NewSource,
    ) -> Result<SourceId, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO source (fabric_id, queue_id, directory, layout, exclude)
             VALUES ($1, $2, $3, $4, $5) RETURNING id",
        )
        .bind(fabric.0)
        .bind(new.queue_id.0)
        .bind(&new.directory)
        .bind(new.layout.as_str())
        .bind(to_json(&new.exclude)?)
        .fetch_one(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "source directory", &new.directory))?;
        Ok(SourceId(id))
    }

    /// Edits a fabric's settings: when its drafts go to Git, and whether its changes need another
    /// person's approval. Returns the new revision. `expected` is the revision that was seen; `None`
    /// asks for none.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since.
    pub async fn update_fabric(
        &mut self,
        fabric: FabricId,
        expected: Option<i64>,
        mode: PublishMode,
        quiet_seconds: i64,
        four_eyes: bool,
    ) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::Fabric(fabric), expected).await?;
        sqlx::query(
            "UPDATE fabric SET publish_mode = $1, quiet_seconds = $2, four_eyes = $3 WHERE id = $4",
        )
        .bind(mode.as_str())
        .bind(quiet_seconds)
        .bind(four_eyes)
        .bind(fabric.0)
        .execute(self.connection())
        .await?;
        Ok(revision)
    }

    /// Counts an edit of a fabric's settings; returns the new revision. `expected` is the revision that was seen.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since.
    pub async fn count_fabric_edit(
        &mut self,
        fabric: FabricId,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        self.count_edit(Edited::Fabric(fabric), expected).await
    }

    /// Takes back what automatic publishing planned for a fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clear_publish_after(&mut self, fabric: FabricId) -> Result<(), StoreError> {
        sqlx::query("UPDATE change SET publish_after = NULL WHERE fabric_id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Forgets a fabric: its documents, drafts, records and events. Git is not touched. `expected` is the
    /// revision that was seen; `None` asks for none.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since.
    pub async fn remove_fabric(
        &mut self,
        fabric: FabricId,
        expected: Option<i64>,
    ) -> Result<(), StoreError> {
        self.count_edit(Edited::Fabric(fabric), expected).await?;
        // Another fabric of its name may have other readers.
        sqlx::query("DELETE FROM event WHERE fabric = (SELECT name FROM fabric WHERE id = $1)")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        sqlx::query("DELETE FROM fabric WHERE id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Records that the raw/ of `tree` was normalised as far as it can be.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_considered(
        &mut self,
        source: SourceId,
        tree: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE source SET considered_tree = $1 WHERE id = $2")
            .bind(tree)
            .bind(source.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Has the raw/ of a fabric looked at again: a decision about it was taken.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_considered(&mut self, fabric: FabricId) -> Result<(), StoreError> {
        sqlx::query("UPDATE source SET considered_tree = NULL WHERE fabric_id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Records that sources of a queue whose directories did not change agree with `new` as they
    /// did with `old`. Gives the names of their fabrics.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn carry_over(
        &mut self,
        queue: QueueId,
        old: &str,
        new: &str,
        now: Millis,
    ) -> Result<Vec<String>, StoreError> {
        let mut fabrics: Vec<String> = sqlx::query_scalar(
            "UPDATE source SET ingested_commit = $1, ingested_at = $2
             WHERE queue_id = $3 AND ingested_commit = $4
             RETURNING (SELECT name FROM fabric WHERE fabric.id = source.fabric_id)",
        )
        .bind(new)
        .bind(now)
        .bind(queue.0)
        .bind(old)
        .fetch_all(self.connection())
        .await?;
        fabrics.sort_unstable();
        fabrics.dedup();
        Ok(fabrics)
    }

    /// Records that the documents of these sources agree with `commit`.
    /// After the commit of this transaction they do: documents and this mark move together.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_ingested(
        &mut self,
        sources: &[(SourceId, Option<String>)],
        commit: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        for (source, tree) in sources {
            sqlx::query(
                "UPDATE source SET ingested_commit = $1, ingested_tree = $2, ingested_at = $3
                 WHERE id = $4",
            )
            .bind(commit)
            .bind(tree)
            .bind(now)
            .bind(source.0)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}
