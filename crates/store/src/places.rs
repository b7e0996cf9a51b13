//! Where repositories and sources are: changed as one with what hangs on it.

use hedgerow_model::{Change, FabricId, QueueId, RepositoryId, Source};

use crate::changes::changes;
use crate::revisions::Edited;
use crate::{StoreError, Transaction};

impl Transaction {
    /// Moves a source to a queue and a directory. Its documents and findings are then those of the same
    /// files below the new directory, as far as nobody read it yet: whoever moves it reads the whole
    /// directory in the same group. Drafts, conflicts and records of its fabric stay. Returns the
    /// fabric's new revision; `expected` is the one that was seen, `None` asks for none.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the directory has a source already (law 6: one owner);
    /// [`StoreError::Moved`] when the fabric was edited or removed since.
    pub async fn move_source(
        &mut self,
        source: &Source,
        queue: QueueId,
        directory: &str,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::Fabric(source.fabric_id), expected).await?;
        sqlx::query(
            "UPDATE source SET queue_id = $1, directory = $2, ingested_tree = NULL,
             considered_tree = NULL, policy_tree = NULL WHERE id = $3",
        )
        .bind(queue.0)
        .bind(directory)
        .bind(source.id.0)
        .execute(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "source directory", directory))?;
        if source.directory == directory {
            return Ok(revision);
        }
        let below = |directory: &str| match directory {
            "" => String::new(),
            directory => format!("{directory}/"),
        };
        let (old, new) = (below(&source.directory), below(directory));
        // By way of `//`, with which no path begins: a row that moves must not meet one that has yet to.
        for (old, new) in [(old.as_str(), "//"), ("//", new.as_str())] {
            for sql in [
                "UPDATE document SET path = $1 || substr(path, length($2) + 1)
                 WHERE source_id = $3 AND substr(path, 1, length($4)) = $5",
                "UPDATE finding SET path = $1 || substr(path, length($2) + 1)
                 WHERE source_id = $3 AND substr(path, 1, length($4)) = $5",
            ] {
                sqlx::query(sql)
                    .bind(new)
                    .bind(old)
                    .bind(source.id.0)
                    .bind(old)
                    .bind(old)
                    .execute(self.connection())
                    .await?;
            }
        }
        Ok(revision)
    }

    /// Moves a repository to another URL, with the credential that is used there. Its queues stay, and
    /// what was known of them. Returns the new revision; `expected` is the one that was seen, `None` asks
    /// for none.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the URL has a record already; [`StoreError::Moved`] when the repository
    /// was edited or removed since.
    pub async fn move_repository(
        &mut self,
        id: RepositoryId,
        expected: Option<i64>,
        url: &str,
        canonical: &str,
        credential: Option<&str>,
    ) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::Repository(id), expected).await?;
        sqlx::query(
            "UPDATE repository SET url = $1, canonical = $2, credential = $3 WHERE id = $4",
        )
        .bind(url)
        .bind(canonical)
        .bind(credential)
        .bind(id.0)
        .execute(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "repository", url))?;
        Ok(revision)
    }

    /// The changes of a fabric that were asked to be published and that no run has yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn queued_changes(&mut self, fabric: FabricId) -> Result<Vec<Change>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM change WHERE fabric_id = $1 AND state = 'queued' ORDER BY id",
        )
        .bind(fabric.0)
        .fetch_all(self.connection())
        .await?;
        changes(&rows)
    }
}
