//! Who wrote a change, who asked to publish it, who approved it.

use hedgerow_model::{Actor, Approval, ChangeAuthor, ChangeId, Person, UserId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::sql::{texts, word};
use crate::{Millis, Store, StoreError, Transaction};

fn person(row: &SqliteRow) -> Result<Person, StoreError> {
    Ok(Person { name: row.try_get("name")?, email: row.try_get("email")? })
}

fn author(row: &SqliteRow) -> Result<ChangeAuthor, StoreError> {
    Ok(ChangeAuthor {
        change_id: word(row, "change_id")?,
        user: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
        login: row.try_get("login")?,
        person: person(row)?,
        at: row.try_get("at")?,
    })
}

fn approval(row: &SqliteRow) -> Result<Approval, StoreError> {
    Ok(Approval {
        change_id: word(row, "change_id")?,
        user: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
        login: row.try_get("login")?,
        person: person(row)?,
        revision: row.try_get("revision")?,
        comment: row.try_get("comment")?,
        at: row.try_get("at")?,
    })
}

impl Store {
    /// Who wrote drafts of these changes, change by change, by login.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn authors(&self, of: &[ChangeId]) -> Result<Vec<ChangeAuthor>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM change_author WHERE change_id IN (SELECT value FROM json_each(?))
             ORDER BY change_id, login",
        )
        .bind(texts(of)?)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(author).collect()
    }

    /// The approvals of these changes, of whatever revision, change by change, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn approvals(&self, of: &[ChangeId]) -> Result<Vec<Approval>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM approval WHERE change_id IN (SELECT value FROM json_each(?))
             ORDER BY change_id, at, login",
        )
        .bind(texts(of)?)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(approval).collect()
    }
}

impl Transaction {
    /// Notes that somebody wrote a draft of a change. They stay its author when others write over
    /// it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_author(
        &mut self,
        change: ChangeId,
        who: &Actor,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO change_author (change_id, login, user_id, name, email, at)
             VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET user_id = excluded.user_id, name = excluded.name,
               email = excluded.email, at = excluded.at",
        )
        .bind(change.to_string())
        .bind(&who.login)
        .bind(who.user.map(|user| user.0))
        .bind(&who.name)
        .bind(&who.email)
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes who asked to publish a change; `None` takes it back.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_requested(
        &mut self,
        change: ChangeId,
        by: Option<&Actor>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE change SET requested_login = ?, requested_by = ?, requested_email = ?
             WHERE id = ?",
        )
        .bind(by.map(|by| &by.login))
        .bind(by.map(|by| &by.name))
        .bind(by.map(|by| &by.email))
        .bind(change.to_string())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Approves a revision of a change, in place of an earlier approval of the same person. Whether
    /// the person may is the caller's to know.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn approve(
        &mut self,
        change: ChangeId,
        who: &Actor,
        revision: &str,
        comment: Option<&str>,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT OR REPLACE INTO approval
             (change_id, login, user_id, name, email, revision, comment, at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(change.to_string())
        .bind(&who.login)
        .bind(who.user.map(|user| user.0))
        .bind(&who.name)
        .bind(&who.email)
        .bind(revision)
        .bind(comment)
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Takes somebody's approval of a change back; tells whether there was one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn withdraw_approval(
        &mut self,
        change: ChangeId,
        login: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM approval WHERE change_id = ? AND login = ?")
            .bind(change.to_string())
            .bind(login)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The approvals of a change, of whatever revision, as this group of writes sees them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn approvals_of(&mut self, change: ChangeId) -> Result<Vec<Approval>, StoreError> {
        let rows = sqlx::query("SELECT * FROM approval WHERE change_id = ? ORDER BY at, login")
            .bind(change.to_string())
            .fetch_all(self.connection())
            .await?;
        rows.iter().map(approval).collect()
    }
}
