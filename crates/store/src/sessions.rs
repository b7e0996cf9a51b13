//! Sessions: browsers that somebody logged in with. The secret itself is never here, only its
//! SHA-256.

use hedgerow_model::UserId;
use sqlx::Row;

use crate::accounts::User;
use crate::dialect::DbRow;
use crate::{Millis, Store, StoreError, Transaction};

/// A browser that somebody logged in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its row: may be shown to its owner.
    pub id: i64,
    /// Whose.
    pub user_id: UserId,
    /// When it began.
    pub created_at: Millis,
    /// When it was last used, as precisely as that is noted.
    pub seen_at: Millis,
    /// When it ends, however much it is used.
    pub expires_at: Millis,
    /// The network address it began at.
    pub origin: Option<String>,
    /// What the browser calls itself.
    pub agent: Option<String>,
}

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The SHA-256 of its secret.
    pub sha256: [u8; 32],
    /// Whose.
    pub user_id: UserId,
    /// When it begins.
    pub created_at: Millis,
    /// When it ends, however much it is used.
    pub expires_at: Millis,
    /// The network address it begins at.
    pub origin: Option<String>,
    /// What the browser calls itself.
    pub agent: Option<String>,
}

/// A session and whose it is. It may have expired, and its owner may be inactive: that is for the
/// caller to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSession {
    /// The session.
    pub session: Session,
    /// Its owner.
    pub user: User,
}

fn session(row: &DbRow) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.try_get("id")?,
        user_id: UserId(row.try_get("user_id")?),
        created_at: row.try_get("created_at")?,
        seen_at: row.try_get("seen_at")?,
        expires_at: row.try_get("expires_at")?,
        origin: row.try_get("origin")?,
        agent: row.try_get("agent")?,
    })
}

impl Store {
    /// Whether an account has a session that began at this network address.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_session_from(&self, login: &str, origin: &str) -> Result<bool, StoreError> {
        let found = sqlx::query(
            "SELECT 1 FROM session JOIN \"user\" ON \"user\".id = session.user_id
             WHERE \"user\".login = $1 AND session.origin = $2 LIMIT 1",
        )
        .bind(login)
        .bind(origin)
        .fetch_optional(self.readers())
        .await?;
        Ok(found.is_some())
    }

    /// The session whose secret has this SHA-256, whether or not it still opens anything.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn session(&self, sha256: &[u8; 32]) -> Result<Option<FoundSession>, StoreError> {
        let row = sqlx::query("SELECT * FROM session WHERE sha256 = $1")
            .bind(sha256.as_slice())
            .fetch_optional(self.readers())
            .await?;
        let Some(session) = row.as_ref().map(session).transpose()? else { return Ok(None) };
        let user = self.user(session.user_id).await?;
        Ok(user.map(|user| FoundSession { session, user }))
    }

    /// The sessions of a person that have not expired at `now` and were seen after `idle_since`,
    /// newest first, before row `before`; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sessions_of(
        &self,
        user: UserId,
        now: Millis,
        idle_since: Millis,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Session>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM session WHERE user_id = $1 AND id < $2 AND expires_at > $3 AND seen_at > $4
             ORDER BY id DESC LIMIT $5",
        )
        .bind(user.0)
        .bind(before.unwrap_or(i64::MAX))
        .bind(now)
        .bind(idle_since)
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(session).collect()
    }
}

impl Transaction {
    /// Begins a session; returns its row.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_session(&mut self, new: &NewSession) -> Result<i64, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO session (sha256, user_id, created_at, seen_at, expires_at, origin, agent)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        )
        .bind(new.sha256.as_slice())
        .bind(new.user_id.0)
        .bind(new.created_at)
        .bind(new.created_at)
        .bind(new.expires_at)
        .bind(&new.origin)
        .bind(&new.agent)
        .fetch_one(self.connection())
        .await?;
        Ok(id)
    }

    /// Notes that a session, and with it its owner, was seen.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn touch_session(&mut self, id: i64, now: Millis) -> Result<(), StoreError> {
        for sql in [
            "UPDATE session SET seen_at = $1 WHERE id = $2",
            "UPDATE \"user\" SET seen_at = $1 WHERE id = (SELECT user_id FROM session WHERE id = $2)",
        ] {
            sqlx::query(sql).bind(now).bind(id).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Ends a session of a person; tells whether it was theirs and there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_session(&mut self, user: UserId, id: i64) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM session WHERE id = $1 AND user_id = $2")
            .bind(id)
            .bind(user.0)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends the session whose secret has this SHA-256; tells whether there was one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_session_with(&mut self, sha256: &[u8; 32]) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM session WHERE sha256 = $1")
            .bind(sha256.as_slice())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends all sessions of a person but one, and with them what is known of the person's browsers
    /// ([`User::devices`]); tells how many sessions.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_sessions_of(
        &mut self,
        user: UserId,
        but: Option<i64>,
    ) -> Result<u64, StoreError> {
        sqlx::query("UPDATE \"user\" SET devices = devices + 1 WHERE id = $1")
            .bind(user.0)
            .execute(self.connection())
            .await?;
        let done = sqlx::query("DELETE FROM session WHERE user_id = $1 AND id IS DISTINCT FROM $2")
            .bind(user.0)
            .bind(but)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }

    /// Forgets the sessions that have expired at `now` or were not seen since `idle_since`; tells
    /// how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_sessions_before(
        &mut self,
        now: Millis,
        idle_since: Millis,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2")
            .bind(now)
            .bind(idle_since)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }
}
