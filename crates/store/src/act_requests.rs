//! Acts in fabrics' clusters that wait for a second person.

use hedgerow_model::{ActRequest, FabricId, Person, UserId};
use sqlx::Row;

use crate::dialect::DbRow;
use crate::sql::{each, json, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

fn request(row: &DbRow) -> Result<ActRequest, StoreError> {
    Ok(ActRequest {
        id: row.try_get("id")?,
        fabric_id: FabricId(row.try_get("fabric_id")?),
        what: word(row, "what")?,
        asked: json(row, "asked")?,
        acts: json(row, "acts")?,
        digest: row.try_get("digest")?,
        user: row.try_get::<Option<i64>, _>("user_id")?.map(UserId),
        login: row.try_get("login")?,
        by: Person { name: row.try_get("name")?, email: row.try_get("email")? },
        at: row.try_get("at")?,
    })
}

impl Store {
    /// What of a fabric waits for a second person since `after`, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn act_requests(
        &self,
        fabric: FabricId,
        after: Millis,
    ) -> Result<Vec<ActRequest>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM act_request WHERE fabric_id = $1 AND at > $2 ORDER BY id")
                .bind(fabric.0)
                .bind(after)
                .fetch_all(self.readers())
                .await?;
        each(&rows, request)
    }
}

impl Transaction {
    /// Notes that acts wait for a second person, and forgets those of the fabric from `over` or before; their number. The
    /// same, asked for once more, stays what it is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ask_for_acts(&mut self, of: &ActRequest, over: Millis) -> Result<i64, StoreError> {
        sqlx::query("DELETE FROM act_request WHERE fabric_id = $1 AND at <= $2")
            .bind(of.fabric_id.0)
            .bind(over)
            .execute(self.connection())
            .await?;
        sqlx::query(
            "INSERT INTO act_request (fabric_id, what, asked, acts, digest, user_id, login, name, email, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (fabric_id, digest) DO NOTHING",
        )
        .bind(of.fabric_id.0)
        .bind(of.what.as_str())
        .bind(to_json(&of.asked)?)
        .bind(to_json(&of.acts)?)
        .bind(&of.digest)
        .bind(of.user.map(|user| user.0))
        .bind(&of.login)
        .bind(&of.by.name)
        .bind(&of.by.email)
        .bind(of.at)
        .execute(self.connection())
        .await?;
        Ok(sqlx::query_scalar("SELECT id FROM act_request WHERE fabric_id = $1 AND digest = $2")
            .bind(of.fabric_id.0)
            .bind(&of.digest)
            .fetch_one(self.connection())
            .await?)
    }

    /// Takes back what waits for a second person, or ends it once it was done; whether it was there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_act_request(&mut self, fabric: FabricId, id: i64) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM act_request WHERE fabric_id = $1 AND id = $2")
            .bind(fabric.0)
            .bind(id)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }
}
