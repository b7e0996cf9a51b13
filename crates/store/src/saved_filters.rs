//! Filters of lists that were saved under a name.

use std::collections::BTreeMap;

use hedgerow_model::{FabricId, FilterPage, UserId};
use sqlx::Row;

use crate::dialect::{Connection, DbRow, Query};
use crate::sql::{json, to_json, word};
use crate::{Millis, StoreError, Transaction};

/// A filter that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// Its row.
    pub id: i64,
    /// Whose; `None`: it is shared.
    pub user: Option<UserId>,
    /// The list.
    pub page: FilterPage,
    /// The fabric that it is a list of.
    pub fabric: Option<(FabricId, String)>,
    /// Its name.
    pub name: String,
    /// The parameters of the list's address.
    pub query: BTreeMap<String, String>,
    /// The name of who saved it last.
    pub saved_by: String,
    /// When that was.
    pub saved_at: Millis,
    /// Counts its edits.
    pub revision: i64,
}

/// The lists whose filters are asked for: all of them by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SavedOf {
    /// Only of this list.
    pub page: Option<FilterPage>,
    /// Only of lists of this fabric.
    pub fabric: Option<FabricId>,
}

/// A filter to be saved.
#[derive(Clone, Debug)]
pub struct NewSavedFilter {
    /// Whose; `None`: it is shared.
    pub user: Option<UserId>,
    /// The list.
    pub page: FilterPage,
    /// The fabric that it is a list of.
    pub fabric: Option<FabricId>,
    /// Its name.
    pub name: String,
    /// The parameters of the list's address.
    pub query: BTreeMap<String, String>,
    /// The name of who saves it.
    pub saved_by: String,
}

const SELECT: &str = "SELECT saved_filter.*, fabric.name AS fabric_name FROM saved_filter
   LEFT JOIN fabric ON fabric.id = saved_filter.fabric_id";

fn filter(row: &DbRow) -> Result<SavedFilter, StoreError> {
    let fabric = row.try_get::<Option<i64>, _>("fabric_id")?.map(FabricId);
    let name = row.try_get::<Option<String>, _>("fabric_name")?;
    Ok(SavedFilter {
        id: row.try_get("id")?,
        user: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
        page: word(row, "page")?,
        fabric: fabric.zip(name),
        name: row.try_get("name")?,
        query: json(row, "query")?,
        saved_by: row.try_get("saved_by")?,
        saved_at: row.try_get("saved_at")?,
        revision: row.try_get("revision")?,
    })
}

both! {
    /// Those of a person and those that are shared, in the order in which they were saved first, behind row `after`; at
    /// most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    saved_filters(user: Option<UserId>, of: SavedOf, after: Option<i64>, limit: i64) -> Vec<SavedFilter> = read_filters;

    /// One of them.
    ///
    /// # Errors
    /// When the database does not answer.
    saved_filter(id: i64) -> Option<SavedFilter> = read_filter;

    /// How many there are of a fabric, or of none: a person's own, or those that are shared.
    ///
    /// # Errors
    /// When the database does not answer.
    count_saved_filters(user: Option<UserId>, fabric: Option<FabricId>) -> i64 = read_count;
}

async fn read_filters(
    of: &mut Connection,
    user: Option<UserId>,
    lists: SavedOf,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<SavedFilter>, StoreError> {
    let mut query = Query::new(SELECT);
    query.push(" WHERE (saved_filter.user_id IS NULL OR saved_filter.user_id = ");
    query.push_bind(user.map_or(0, |user| user.0)).push(")");
    if let Some(page) = lists.page {
        query.push(" AND saved_filter.page = ").push_bind(page.as_str());
    }
    if let Some(fabric) = lists.fabric {
        query.push(" AND saved_filter.fabric_id = ").push_bind(fabric.0);
    }
    query.push(" AND saved_filter.id > ").push_bind(after.unwrap_or(0));
    query.push(" ORDER BY saved_filter.id LIMIT ").push_bind(limit);
    let rows = query.build().fetch_all(&mut *of).await?;
    rows.iter().map(filter).collect()
}

async fn read_filter(of: &mut Connection, id: i64) -> Result<Option<SavedFilter>, StoreError> {
    let sql = format!("{SELECT} WHERE saved_filter.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *of).await?;
    row.as_ref().map(filter).transpose()
}

async fn read_count(
    of: &mut Connection,
    user: Option<UserId>,
    fabric: Option<FabricId>,
) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT COUNT(*) FROM saved_filter WHERE COALESCE(user_id, 0) = $1 AND COALESCE(fabric_id, 0) = $2",
    );
    let query = query.bind(user.map_or(0, |user| user.0)).bind(fabric.map_or(0, |fabric| fabric.0));
    Ok(query.fetch_one(&mut *of).await?)
}

impl Transaction {
    /// Saves a filter; gives its row.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the same person, or everybody, has one of the name for the list;
    /// [`StoreError::Moved`] when its fabric was removed since; when the database does not answer.
    pub async fn add_saved_filter(
        &mut self,
        new: &NewSavedFilter,
        now: Millis,
    ) -> Result<i64, StoreError> {
        sqlx::query_scalar(
            "INSERT INTO saved_filter (user_id, page, fabric_id, name, query, saved_by, saved_at, revision)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 1) RETURNING id",
        )
        .bind(new.user.map(|user| user.0))
        .bind(new.page.as_str())
        .bind(new.fabric.map(|fabric| fabric.0))
        .bind(&new.name)
        .bind(to_json(&new.query)?)
        .bind(&new.saved_by)
        .bind(now)
        .fetch_one(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "filter", &new.name))
    }

    /// Writes a filter anew: its name, what it says and whose it is. It stays of its list.
    ///
    /// # Errors
    /// As [`Self::add_saved_filter`].
    pub async fn set_saved_filter(
        &mut self,
        id: i64,
        new: &NewSavedFilter,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE saved_filter SET user_id = $1, name = $2, query = $3, saved_by = $4, saved_at = $5,
             revision = revision + 1 WHERE id = $6",
        )
        .bind(new.user.map(|user| user.0))
        .bind(&new.name)
        .bind(to_json(&new.query)?)
        .bind(&new.saved_by)
        .bind(now)
        .bind(id)
        .execute(self.connection())
        .await
        .map_err(|error| StoreError::taken(error, "filter", &new.name))?;
        Ok(())
    }

    /// Forgets a filter.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_saved_filter(&mut self, id: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM saved_filter WHERE id = $1")
            .bind(id)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
