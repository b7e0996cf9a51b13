//! API tokens of people. The secret itself is never here, only its SHA-256.

use hedgerow_model::{Permission, UserId};
use sqlx::{AssertSqlSafe, Row};

use crate::accounts::User;
use crate::dialect::{DbRow, elements_of, ids, json_list};
use crate::sql::{json, maybe_json, to_json};
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
fn tokens(which: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT id, user_id, name, scopes, CASE WHEN fabrics IS NOT NULL THEN
           (SELECT {} FROM {} JOIN fabric ON fabric.id = only.value) END AS fabrics,
         created_at, expires_at, used_at, used_from FROM api_token WHERE {which}",
        json_list("fabric.name"),
        elements_of("api_token.fabrics", "only")
    ))
}

fn token(row: &DbRow) -> Result<ApiToken, StoreError> {
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
        let row = sqlx::query(tokens("sha256 = $1"))
            .bind(sha256.as_slice())
            .fetch_optional(self.readers())
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
        let rows = sqlx::query(tokens("user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"))
            .bind(user.0)
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(self.readers())
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
        let id = sqlx::query_scalar(
            "INSERT INTO api_token (user_id, name, sha256, scopes, fabrics, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        )
        .bind(new.user_id.0)
        .bind(&new.name)
        .bind(new.sha256.as_slice())
        .bind(to_json(&new.scopes)?)
        .bind(fabrics)
        .bind(new.created_at)
        .bind(new.expires_at)
        .fetch_one(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "token", &new.name))?;
        let made = self.own_token(new.user_id, id).await?;
        made.ok_or(StoreError::Moved("the token"))
    }

    async fn own_token(&mut self, user: UserId, id: i64) -> Result<Option<ApiToken>, StoreError> {
        let row = sqlx::query(tokens("id = $1 AND user_id = $2"))
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
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM api_token WHERE user_id = $1")
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
        sqlx::query("UPDATE api_token SET used_at = $1, used_from = $2 WHERE id = $3")
            .bind(now)
            .bind(from)
            .bind(id)
            .execute(self.connection())
            .await?;
        let owner = "UPDATE \"user\" SET seen_at = $1
            WHERE id = (SELECT user_id FROM api_token WHERE id = $2)";
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
            sqlx::query("DELETE FROM api_token WHERE id = $1")
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
        let removed = sqlx::query("DELETE FROM api_token WHERE user_id = $1")
            .bind(user.0)
            .execute(self.connection())
            .await?;
        Ok(removed.rows_affected())
    }
}
