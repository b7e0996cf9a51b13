//! People's accounts and their roles.

use std::fmt;

use hedgerow_model::{Role, UserId};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, Db, DbRow, Query, json_pairs, patterns, push_like};
use crate::revisions::Edited;
use crate::sql::json;
use crate::{Millis, Store, StoreError, Transaction};

/// A person's account. Its `Debug` form never shows the password's hash.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Its row.
    pub id: UserId,
    /// What the person logs in with; two never differ by case alone.
    pub login: String,
    /// The name for commits.
    pub name: String,
    /// The address for commits.
    pub email: String,
    /// The password's hash, as a PHC text.
    pub password: String,
    /// Whether the person may come in at all.
    pub active: bool,
    /// When it was made.
    pub created_at: Millis,
    /// When the person was last seen, to the minute.
    pub seen_at: Option<Millis>,
    /// Counts the edits of the account and of its roles.
    pub revision: i64,
    /// How often all of its sessions were ended: a browser that was known before is not any more.
    pub devices: i64,
    /// The roles: that in all fabrics first, then by the fabrics' names.
    pub grants: Vec<RoleGrant>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("login", &self.login)
            .field("active", &self.active)
            .field("revision", &self.revision)
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

/// An account to be made. Its `Debug` form never shows the password's hash.
#[derive(Clone)]
pub struct NewUser {
    /// What the person logs in with.
    pub login: String,
    /// The name for commits.
    pub name: String,
    /// The address for commits.
    pub email: String,
    /// The password's hash, as a PHC text.
    pub password: String,
    /// Whether the person may come in at all.
    pub active: bool,
    /// The roles.
    pub grants: Vec<RoleGrant>,
    /// When it is made.
    pub created_at: Millis,
}

impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser").field("login", &self.login).finish_non_exhaustive()
    }
}

/// A role that somebody has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleGrant {
    /// The fabric's name; all of them, now and later, when there is none.
    pub fabric: Option<String>,
    /// The role.
    pub role: Role,
}

/// The columns of an account, with its roles as a JSON list of fabric (or null) and role.
fn columns() -> String {
    format!(
        "id, login, name, email, password, active, created_at, seen_at, revision, devices,
         (SELECT {} FROM role_grant LEFT JOIN fabric ON fabric.id = role_grant.fabric_id
          WHERE role_grant.user_id = \"user\".id) AS grants",
        json_pairs("fabric.name", "role_grant.role")
    )
}

pub(crate) fn user(row: &DbRow) -> Result<User, StoreError> {
    let grants: Vec<(Option<String>, Role)> = json(row, "grants")?;
    Ok(User {
        id: UserId(row.try_get("id")?),
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        password: row.try_get("password")?,
        active: row.try_get("active")?,
        created_at: row.try_get("created_at")?,
        seen_at: row.try_get("seen_at")?,
        revision: row.try_get("revision")?,
        devices: row.try_get("devices")?,
        grants: grants.into_iter().map(|(fabric, role)| RoleGrant { fabric, role }).collect(),
    })
}

async fn one<'e, T>(
    of: impl sqlx::Executor<'e, Database = Db>,
    which: &'static str,
    key: T,
) -> Result<Option<User>, StoreError>
where
    T: for<'q> sqlx::Encode<'q, Db> + sqlx::Type<Db> + Send,
{
    let sql = format!("SELECT {} FROM \"user\" WHERE {which} = $1", columns());
    let row = sqlx::query(AssertSqlSafe(sql)).bind(key).fetch_optional(of).await?;
    row.as_ref().map(user).transpose()
}

both! {
    /// Whether there is any account: until then, the server is to be set up.
    ///
    /// # Errors
    /// When the database does not answer.
    any_user() -> bool = read_any_user;

    /// One account.
    ///
    /// # Errors
    /// When the database does not answer.
    user(id: UserId) -> Option<User> = read_user;

    /// The account of this login, in whatever case.
    ///
    /// # Errors
    /// When the database does not answer.
    user_by_login(login: &str) -> Option<User> = read_user_by_login;
}

async fn read_any_user(of: &mut Connection) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(ANY).fetch_one(of).await?)
}

async fn read_user(of: &mut Connection, id: UserId) -> Result<Option<User>, StoreError> {
    one(of, "id", id.0).await
}

async fn read_user_by_login(of: &mut Connection, login: &str) -> Result<Option<User>, StoreError> {
    one(of, "login", login.to_owned()).await
}

impl Store {
    /// Accounts by login, from the one after `after` on; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users(&self, after: Option<&str>, limit: i64) -> Result<Vec<User>, StoreError> {
        let sql =
            format!("SELECT {} FROM \"user\" WHERE login > $1 ORDER BY login LIMIT $2", columns());
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(after.unwrap_or_default())
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(user).collect()
    }

    /// Accounts whose login or name has `text` in it, without regard to the case of ASCII letters; logins that start
    /// with it first. At most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn search_users(&self, text: &str, limit: i64) -> Result<Vec<User>, StoreError> {
        let (start, part) = patterns(text);
        let mut query = Query::new(format!("SELECT {} FROM \"user\" WHERE (", columns()));
        push_like(&mut query, "login", &part);
        push_like(query.push(" OR "), "name", &part);
        push_like(query.push(") ORDER BY "), "login", &start);
        query.push(" DESC, login LIMIT ").push_bind(limit);
        query.build().fetch_all(self.readers()).await?.iter().map(user).collect()
    }
}

const ANY: &str = "SELECT EXISTS (SELECT 1 FROM \"user\")";

impl Transaction {
    /// Makes an account with its roles.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when somebody has the login, in whatever case;
    /// [`StoreError::Unknown`] when a role names a fabric that there is not.
    pub async fn add_user(&mut self, new: &NewUser) -> Result<User, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO \"user\" (login, name, email, password, active, created_at, revision)
             VALUES ($1, $2, $3, $4, $5, $6, 1) RETURNING id",
        )
        .bind(&new.login)
        .bind(&new.name)
        .bind(&new.email)
        .bind(&new.password)
        .bind(new.active)
        .bind(new.created_at)
        .fetch_one(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "user", &new.login))?;
        let id = UserId(id);
        self.add_grants(id, &new.grants).await?;
        self.user(id).await?.ok_or(StoreError::Moved("the account"))
    }

    /// Edits an account: name, address, password, whether it is active, and its roles, which are
    /// exactly these afterwards. The login stays. Counts as one edit; returns the new revision.
    /// Sessions and tokens stay: what they open is asked for with each use.
    ///
    /// # Errors
    /// [`StoreError::Moved`] when it is not at the revision given with it;
    /// [`StoreError::Unknown`] when a role names a fabric that there is not.
    pub async fn update_user(&mut self, user: &User) -> Result<i64, StoreError> {
        let revision = self.count_edit(Edited::User(user.id), Some(user.revision)).await?;
        sqlx::query(
            "UPDATE \"user\" SET name = $1, email = $2, password = $3, active = $4 WHERE id = $5",
        )
        .bind(&user.name)
        .bind(&user.email)
        .bind(&user.password)
        .bind(user.active)
        .bind(user.id.0)
        .execute(self.connection())
        .await?;
        sqlx::query("DELETE FROM role_grant WHERE user_id = $1")
            .bind(user.id.0)
            .execute(self.connection())
            .await?;
        self.add_grants(user.id, &user.grants).await?;
        Ok(revision)
    }

    /// Whether an account other than `except` has this address, in whatever case.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_address(
        &mut self,
        email: &str,
        except: Option<UserId>,
    ) -> Result<bool, StoreError> {
        let found = sqlx::query(
            "SELECT 1 FROM \"user\" WHERE lower(email) = lower($1) AND id <> $2 LIMIT 1",
        )
        .bind(email)
        .bind(except.map_or(0, |id| id.0))
        .fetch_optional(self.connection())
        .await?;
        Ok(found.is_some())
    }

    async fn add_grants(&mut self, id: UserId, grants: &[RoleGrant]) -> Result<(), StoreError> {
        for grant in grants {
            let fabric = match &grant.fabric {
                Some(name) => Some(self.fabric_row(name).await?),
                None => None,
            };
            sqlx::query("INSERT INTO role_grant (user_id, fabric_id, role) VALUES ($1, $2, $3)")
                .bind(id.0)
                .bind(fabric)
                .bind(grant.role.as_str())
                .execute(self.connection())
                .await
                .map_err(|error| {
                    let fabric = grant.fabric.as_deref().unwrap_or("*");
                    StoreError::taken(error, "role in fabric", fabric)
                })?;
        }
        Ok(())
    }

    /// The row of the fabric of this name.
    pub(crate) async fn fabric_row(&mut self, name: &str) -> Result<i64, StoreError> {
        sqlx::query_scalar("SELECT id FROM fabric WHERE name = $1")
            .bind(name)
            .fetch_optional(self.connection())
            .await?
            .ok_or_else(|| StoreError::Unknown { what: "fabric", name: name.to_owned() })
    }

    /// Notes that a person was seen. No edit: the revision stays.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn touch_user(&mut self, id: UserId, now: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE \"user\" SET seen_at = $1 WHERE id = $2")
            .bind(now)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Removes an account with its roles, sessions and tokens; tells whether it was there. What the
    /// person wrote and approved stays, under the login.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_user(&mut self, id: UserId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM \"user\" WHERE id = $1")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// How many people administer the server, as this group of writes sees them: active, and admin
    /// of all fabrics. Ask before the commit, so that the last one is not lost.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_active_admins(&mut self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT count(*) FROM role_grant JOIN \"user\" ON \"user\".id = role_grant.user_id
             WHERE role_grant.fabric_id IS NULL AND role_grant.role = 'admin' AND \"user\".active",
        )
        .fetch_one(self.connection())
        .await?)
    }
}
