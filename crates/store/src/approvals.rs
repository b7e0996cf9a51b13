//! Who wrote a change, who asked to publish it, who approved it.

use hedgerow_model::{Actor, Approval, ChangeAuthor, ChangeId, Person, UserId};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, DbRow, among, texts};
use crate::sql::word;
use crate::{Millis, StoreError, Transaction};

fn person(row: &DbRow) -> Result<Person, StoreError> {
    Ok(Person { name: row.try_get("name")?, email: row.try_get("email")? })
}

fn author(row: &DbRow) -> Result<ChangeAuthor, StoreError> {
    Ok(ChangeAuthor {
        change_id: word(row, "change_id")?,
        user: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
        login: row.try_get("login")?,
        person: person(row)?,
        at: row.try_get("at")?,
    })
}

fn approval(row: &DbRow) -> Result<Approval, StoreError> {
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

both! {
    /// Who wrote drafts of these changes, change by change, by login.
    ///
    /// # Errors
    /// When the database does not answer.
    authors(changes: &[ChangeId]) -> Vec<ChangeAuthor> = read_authors;

    /// The approvals of these changes, of whatever revision, change by change, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    approvals(changes: &[ChangeId]) -> Vec<Approval> = read_approvals;
}

async fn read_authors(
    of: &mut Connection,
    changes: &[ChangeId],
) -> Result<Vec<ChangeAuthor>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT * FROM change_author WHERE {} ORDER BY change_id, login",
        among("change_id", "$1")
    )))
    .bind(texts(changes))
    .fetch_all(of)
    .await?;
    rows.iter().map(author).collect()
}

async fn read_approvals(
    of: &mut Connection,
    changes: &[ChangeId],
) -> Result<Vec<Approval>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT * FROM approval WHERE {} ORDER BY change_id, at, login",
        among("change_id", "$1")
    )))
    .bind(texts(changes))
    .fetch_all(of)
    .await?;
    rows.iter().map(approval).collect()
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
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (change_id, login) DO UPDATE SET user_id = excluded.user_id,
               name = excluded.name, email = excluded.email, at = excluded.at",
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
            "UPDATE change SET requested_login = $1, requested_by = $2, requested_email = $3
             WHERE id = $4",
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
            "INSERT INTO approval
             (change_id, login, user_id, name, email, revision, comment, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (change_id, login) DO UPDATE SET login = excluded.login,
               user_id = excluded.user_id, name = excluded.name, email = excluded.email,
               revision = excluded.revision, comment = excluded.comment, at = excluded.at",
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
        let done = sqlx::query("DELETE FROM approval WHERE change_id = $1 AND login = $2")
            .bind(change.to_string())
            .bind(login)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes all approvals of a change back.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn void_approvals(&mut self, change: ChangeId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM approval WHERE change_id = $1")
            .bind(change.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
