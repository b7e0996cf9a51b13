//! API tokens of people. The secret itself is never here, only its SHA-256.

use hedgerow_model::{Permission, UserId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::accounts::User;
use crate::sql::{ids, json, maybe_json, to_json};
use crate::{Millis, Store, StoreError, Transaction};

/// A token that acts for a person, within limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its row: may be shown to its owner.
    pub id: i64,
    /// Whose.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// What may be done with it at most.
    pub scopes: Vec<Permission>,
    /// The names of the fabrics it is for, those that were forgotten since left out; `None`:
    /// wherever its owner may.
    pub fabrics: Option<Vec<String>>,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
    /// When it was last used, as precisely as that is noted.
    pub used_at: Option<Millis>,
    /// The network address it was last used from.
    pub used_from: Option<String>,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    /// Whose.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// The SHA-256 of its secret.
    pub sha256: [u8; 32],
    /// What may be done with it at most.
    pub scopes: Vec<Permission>,
    /// The names of the fabrics it is for; `None`: wherever its owner may.
    pub fabrics: Option<Vec<String>>,
    /// When it is made.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
}

/// A token and whose it is. It may have expired, and its owner may be inactive: that is for the
/// caller to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundToken {
    /// The token.
    pub token: ApiToken,
    /// Its owner.
    pub user: User,
}

/// The fabrics' names are looked up by their rows: a new fabric of an old name is another one.
const TOKENS: &str = "SELECT api_token.id, api_token.user_id, api_token.name, api_token.scopes,
    CASE WHEN api_token.fabrics NOT NULL THEN
      (SELECT json_group_array(fabric.name) FROM json_each(api_token.fabrics) AS only
       JOIN fabric ON fabric.id = only.value) END AS fabrics,
    api_token.created_at, api_token.expires_at, api_token.used_at, api_token.used_from
    FROM api_token";

fn token(row: &SqliteRow) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: row.try_get("id")?,
        user_id: UserId(row.try_get("user_id")?),
        name: row.try_get("name")?,
        scopes: json(row, "scopes")?,
        fabrics: maybe_json(row, "fabrics")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        used_at: row.try_get("used_at")?,
        used_from: row.try_get("used_from")?,
    })
}

impl Store {
    /// The token whose secret has this SHA-256, whether or not it still opens anything.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn token(&self, sha256: &[u8; 32]) -> Result<Option<FoundToken>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{TOKENS} WHERE sha256 = ?")))
            .bind(sha256.as_slice())
            .fetch_optional(&self.readers)
            .await?;
        let Some(token) = row.as_ref().map(token).transpose()? else { return Ok(None) };
        let user = self.user(token.user_id).await?;
        Ok(user.map(|user| FoundToken { token, user }))
    }

    /// The tokens of a person, expired ones too, newest first, before row `before`; at most
    /// `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tokens_of(
        &self,
        user: UserId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<ApiToken>, StoreError> {
        let sql = format!("{TOKENS} WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(user.0)
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(token).collect()
    }
}

impl Transaction {
    /// Makes a token.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when its owner has one of that name; [`StoreError::Unknown`] when it
    /// names a fabric that there is not.
    pub async fn add_token(&mut self, new: &NewApiToken) -> Result<ApiToken, StoreError> {
        let fabrics = match &new.fabrics {
            None => None,
            Some(names) => {
                let mut rows = Vec::with_capacity(names.len());
                for name in names {
                    rows.push(self.fabric_row(name).await?);
                }
                Some(ids(rows))
            }
        };
        let done = sqlx::query(
            "INSERT INTO api_token (user_id, name, sha256, scopes, fabrics, created_at, expires_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(new.user_id.0)
        .bind(&new.name)
        .bind(new.sha256.as_slice())
        .bind(to_json(&new.scopes)?)
        .bind(fabrics)
        .bind(new.created_at)
        .bind(new.expires_at)
        .execute(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "token", &new.name))?;
        let made = self.own_token(new.user_id, done.last_insert_rowid()).await?;
        made.ok_or(StoreError::Moved("the token"))
    }

    async fn own_token(&mut self, user: UserId, id: i64) -> Result<Option<ApiToken>, StoreError> {
        let sql = format!("{TOKENS} WHERE id = ? AND user_id = ?");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .bind(user.0)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(token).transpose()
    }

    /// How many tokens a person has, as this group of writes sees them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_tokens(&mut self, user: UserId) -> Result<usize, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM api_token WHERE user_id = ?")
            .bind(user.0)
            .fetch_one(self.connection())
            .await?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// Notes that a token, and with it its owner, was seen at an address.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn touch_token(
        &mut self,
        id: i64,
        now: Millis,
        from: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE api_token SET used_at = ?, used_from = ? WHERE id = ?")
            .bind(now)
            .bind(from)
            .bind(id)
            .execute(self.connection())
            .await?;
        let owner = "UPDATE user SET seen_at = ?
            WHERE id = (SELECT user_id FROM api_token WHERE id = ?)";
        sqlx::query(owner).bind(now).bind(id).execute(self.connection()).await?;
        Ok(())
    }

    /// Revokes a token of a person; returns what it was, when it was theirs and there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_token(
        &mut self,
        user: UserId,
        id: i64,
    ) -> Result<Option<ApiToken>, StoreError> {
        let found = self.own_token(user, id).await?;
        if found.is_some() {
            sqlx::query("DELETE FROM api_token WHERE id = ?")
                .bind(id)
                .execute(self.connection())
                .await?;
        }
        Ok(found)
    }

    /// Revokes all tokens of a person; returns how many there were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_tokens_of(&mut self, user: UserId) -> Result<u64, StoreError> {
        let removed = sqlx::query("DELETE FROM api_token WHERE user_id = ?")
            .bind(user.0)
            .execute(self.connection())
            .await?;
        Ok(removed.rows_affected())
    }
}
