//! What is known of fabrics' clusters that is none of their resources.

use std::collections::HashMap;

use hedgerow_model::{Beside, BesideKind, FabricId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{self, among};
use crate::sql::{json, to_json};
use crate::{Millis, Store, StoreError, Transaction};

impl Store {
    /// What is known of these fabrics, of those of which anything is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn beside<T: DeserializeOwned>(
        &self,
        fabrics: &[FabricId],
        what: BesideKind,
    ) -> Result<HashMap<FabricId, Beside<T>>, StoreError> {
        let sql = format!("SELECT * FROM beside WHERE what = $2 AND {}", among("fabric_id", "$1"));
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(dialect::ids(fabrics.iter().map(|fabric| fabric.0)))
            .bind(what.as_str())
            .fetch_all(self.readers())
            .await?;
        let mut found = HashMap::with_capacity(rows.len());
        for row in &rows {
            let beside = Beside {
                said: json(row, "said")?,
                seen_at: row.try_get("seen_at")?,
                away_since: row.try_get("away_since")?,
                problem: row.try_get("problem")?,
            };
            found.insert(FabricId(row.try_get("fabric_id")?), beside);
        }
        Ok(found)
    }
}

impl Transaction {
    /// Keeps what was said just now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_beside<T: Serialize>(
        &mut self,
        fabric: FabricId,
        what: BesideKind,
        said: &T,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO beside (fabric_id, what, said, seen_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (fabric_id, what) DO UPDATE SET said = excluded.said, seen_at = excluded.seen_at,
             away_since = NULL, problem = NULL",
        )
        .bind(fabric.0)
        .bind(what.as_str())
        .bind(to_json(said)?)
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes that nothing of this is known of a fabric from now on, and why; tells whether that is news.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn beside_away(
        &mut self,
        fabric: FabricId,
        problem: &str,
    ) -> Result<bool, StoreError> {
        let known: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM beside WHERE fabric_id = $1 AND away_since IS NULL",
        )
        .bind(fabric.0)
        .fetch_one(self.connection())
        .await?;
        sqlx::query(
            "UPDATE beside SET away_since = coalesce(away_since, seen_at), problem = $2
             WHERE fabric_id = $1",
        )
        .bind(fabric.0)
        .bind(problem)
        .execute(self.connection())
        .await?;
        Ok(known > 0)
    }
}
