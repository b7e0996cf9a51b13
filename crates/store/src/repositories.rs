//! Repositories and their publish queues.

use hedgerow_model::{Queue, QueueId, Repository, RepositoryId};
use sqlx::Row;

use crate::dialect::{Connection, DbRow};
use crate::revisions::Edited;
use crate::sql::each;
use crate::{Millis, Store, StoreError, Transaction};

fn repository(row: &DbRow) -> Result<Repository, StoreError> {
    Ok(Repository {
        id: RepositoryId(row.try_get("id")?),
        name: row.try_get("name")?,
        url: row.try_get("url")?,
        canonical: row.try_get("canonical")?,
        default_branch: row.try_get("default_branch")?,
        credential: row.try_get("credential")?,
        created_at: row.try_get("created_at")?,
    })
}

fn queue(row: &DbRow) -> Result<Queue, StoreError> {
    Ok(Queue {
        id: QueueId(row.try_get("id")?),
        repository_id: RepositoryId(row.try_get("repository_id")?),
        branch: row.try_get("branch")?,
        head: row.try_get("head")?,
        looked_at: row.try_get("looked_at")?,
        problem: row.try_get("problem")?,
        push_problem: row.try_get("push_problem")?,
    })
}

both! {
    /// Every repository, by name.
    ///
    /// # Errors
    /// When the database does not answer.
    repositories() -> Vec<Repository> = read_repositories;

    /// Every queue, in order of creation.
    ///
    /// # Errors
    /// When the database does not answer.
    queues() -> Vec<Queue> = read_queues;

    /// The queues of one repository, in order of creation.
    ///
    /// # Errors
    /// When the database does not answer.
    queues_of_repository(id: RepositoryId) -> Vec<Queue> = read_queues_of_repository;

    /// One repository.
    ///
    /// # Errors
    /// When the database does not answer.
    repository(id: RepositoryId) -> Option<Repository> = read_repository;

    /// The revision of a repository's settings, and the repository as it is at that.
    ///
    /// # Errors
    /// When the database does not answer.
    repository_at(name: &str) -> Option<(Repository, i64)> = read_repository_at;
}

async fn read_repository(
    of: &mut Connection,
    id: RepositoryId,
) -> Result<Option<Repository>, StoreError> {
    let row =
        sqlx::query("SELECT * FROM repository WHERE id = $1").bind(id.0).fetch_optional(of).await?;
    row.as_ref().map(repository).transpose()
}

async fn read_repository_at(
    of: &mut Connection,
    name: &str,
) -> Result<Option<(Repository, i64)>, StoreError> {
    let row = sqlx::query("SELECT * FROM repository WHERE name = $1")
        .bind(name)
        .fetch_optional(of)
        .await?;
    row.map(|row| Ok((repository(&row)?, row.try_get("revision")?))).transpose()
}

async fn read_repositories(of: &mut Connection) -> Result<Vec<Repository>, StoreError> {
    let rows = sqlx::query("SELECT * FROM repository ORDER BY name").fetch_all(of).await?;
    each(&rows, repository)
}

async fn read_queues(of: &mut Connection) -> Result<Vec<Queue>, StoreError> {
    let rows = sqlx::query("SELECT * FROM queue ORDER BY id").fetch_all(of).await?;
    each(&rows, queue)
}

async fn read_queues_of_repository(
    of: &mut Connection,
    id: RepositoryId,
) -> Result<Vec<Queue>, StoreError> {
    let rows = sqlx::query("SELECT * FROM queue WHERE repository_id = $1 ORDER BY id")
        .bind(id.0)
        .fetch_all(of)
        .await?;
    each(&rows, queue)
}

impl Store {
    /// The repository of this name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn repository_by_name(&self, name: &str) -> Result<Option<Repository>, StoreError> {
        let row = sqlx::query("SELECT * FROM repository WHERE name = $1")
            .bind(name)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(repository).transpose()
    }

    /// The repository with this URL in its one spelling.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn repository_by_canonical(
        &self,
        canonical: &str,
    ) -> Result<Option<Repository>, StoreError> {
        let row = sqlx::query("SELECT * FROM repository WHERE canonical = $1")
            .bind(canonical)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(repository).transpose()
    }

    /// One queue and its repository.
    ///
    /// # Errors
    /// When the database does not answer or has no such queue.
    pub async fn queue_with_repository(
        &self,
        id: QueueId,
    ) -> Result<(Queue, Repository), StoreError> {
        let row = sqlx::query(
            "SELECT queue.id AS queue_id, branch, head, looked_at, problem, push_problem,
             repository_id, repository.* FROM queue
             JOIN repository ON repository.id = queue.repository_id WHERE queue.id = $1",
        )
        .bind(id.0)
        .fetch_one(self.readers())
        .await?;
        let queue = Queue { id: QueueId(row.try_get("queue_id")?), ..queue(&row)? };
        Ok((queue, repository(&row)?))
    }

    /// One queue.
    ///
    /// # Errors
    /// When the database does not answer or has no such queue.
    pub async fn queue(&self, id: QueueId) -> Result<Queue, StoreError> {
        let row = sqlx::query("SELECT * FROM queue WHERE id = $1")
            .bind(id.0)
            .fetch_one(self.readers())
            .await?;
        queue(&row)
    }
}

impl Transaction {
    /// Adds a repository.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when its name or URL has a record already.
    pub async fn add_repository(
        &mut self,
        name: &str,
        url: &str,
        canonical: &str,
        default_branch: &str,
        credential: Option<&str>,
        now: Millis,
    ) -> Result<RepositoryId, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO repository (name, url, canonical, default_branch, credential, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        )
        .bind(name)
        .bind(url)
        .bind(canonical)
        .bind(default_branch)
        .bind(credential)
        .bind(now)
        .fetch_one(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "repository", name))?;
        Ok(RepositoryId(id))
    }

    /// The queue of a repository's branch, created when it does not exist.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn queue_for(
        &mut self,
        repository: RepositoryId,
        branch: &str,
    ) -> Result<QueueId, StoreError> {
        sqlx::query(
            "INSERT INTO queue (repository_id, branch) VALUES ($1, $2)
             ON CONFLICT (repository_id, branch) DO NOTHING",
        )
        .bind(repository.0)
        .bind(branch)
        .execute(self.connection())
        .await?;
        let id =
            sqlx::query_scalar("SELECT id FROM queue WHERE repository_id = $1 AND branch = $2")
                .bind(repository.0)
                .bind(branch)
                .fetch_one(self.connection())
                .await?;
        Ok(QueueId(id))
    }

    /// Edits a repository's settings: the branch of its future sources and its credential. Returns
    /// the new revision. `expected` is the revision that was seen; `None` asks for none.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since.
    pub async fn update_repository(
        &mut self,
        id: RepositoryId,
        expected: Option<i64>,
        default_branch: &str,
        credential: Option<&str>,
    ) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::Repository(id), expected).await?;
        sqlx::query("UPDATE repository SET default_branch = $1, credential = $2 WHERE id = $3")
            .bind(default_branch)
            .bind(credential)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(revision)
    }

    /// Forgets a repository that no source uses; tells whether it did. `expected` is the revision
    /// that was seen; `None` asks for none.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it was edited or removed since.
    pub async fn remove_repository(
        &mut self,
        id: RepositoryId,
        expected: Option<i64>,
    ) -> Result<bool, StoreError> {
        self.count_edit(Edited::Repository(id), expected).await?;
        let used: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM source JOIN queue ON queue.id = source.queue_id
             WHERE queue.repository_id = $1",
        )
        .bind(id.0)
        .fetch_one(self.connection())
        .await?;
        if used > 0 {
            return Ok(false);
        }
        for sql in [
            "DELETE FROM run WHERE queue_id IN (SELECT id FROM queue WHERE repository_id = $1)",
            "DELETE FROM queue WHERE repository_id = $1",
            "DELETE FROM repository WHERE id = $1",
        ] {
            sqlx::query(sql).bind(id.0).execute(self.connection()).await?;
        }
        Ok(true)
    }

    /// Records that the remote answered, and what stands in the way if anything does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_looked_at(
        &mut self,
        queue: QueueId,
        now: Option<Millis>,
        problem: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE queue SET looked_at = coalesce($1, looked_at), problem = $2 WHERE id = $3",
        )
        .bind(now)
        .bind(problem)
        .bind(queue.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Records why a queue takes no pushes; `None` once it took one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_push_problem(
        &mut self,
        queue: QueueId,
        problem: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE queue SET push_problem = $1 WHERE id = $2 AND push_problem IS DISTINCT FROM $3",
        )
        .bind(problem)
        .bind(queue.0)
        .bind(problem)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Moves a queue's head from `old` to `new`.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it is not at `old`: somebody else ingested meanwhile.
    pub async fn move_head(
        &mut self,
        queue: QueueId,
        old: Option<&str>,
        new: Option<&str>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "UPDATE queue SET head = $1, looked_at = $2, problem = NULL
             WHERE id = $3 AND head IS NOT DISTINCT FROM $4",
        )
        .bind(new)
        .bind(now)
        .bind(queue.0)
        .bind(old)
        .execute(self.connection())
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Moved("the branch's head")) }
    }
}
