//! Drafts that move from one change to another.

use hedgerow_model::{ChangeId, DraftId, Party};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{self, among};
use crate::sql::{json, to_json};
use crate::{Millis, StoreError, Transaction};

impl Transaction {
    /// Moves drafts to another change, with their conflicts. Whoever wrote some of the one change counts as having
    /// written of the other.
    ///
    /// # Errors
    /// When the other change has a draft of the same resource, or the database does not answer.
    pub async fn move_drafts(
        &mut self,
        drafts: &[DraftId],
        (from, to): (ChangeId, ChangeId),
        now: Millis,
    ) -> Result<(), StoreError> {
        let list = dialect::ids(drafts.iter().map(|id| id.0));
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE draft SET change_id = $2 WHERE {} AND change_id = $3",
            among("id", "$1")
        )))
        .bind(&list)
        .bind(to.to_string())
        .bind(from.to_string())
        .execute(self.connection())
        .await?;
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT id, parties FROM conflict WHERE {}",
            among("draft_id", "$1")
        )))
        .bind(&list)
        .fetch_all(self.connection())
        .await?;
        for row in rows {
            let mut parties: Vec<Party> = json(&row, "parties")?;
            for party in &mut parties {
                if let Party::Draft { change, .. } = party {
                    *change = to;
                }
            }
            sqlx::query("UPDATE conflict SET change_id = $1, parties = $2 WHERE id = $3")
                .bind(to.to_string())
                .bind(to_json(&parties)?)
                .bind(row.try_get::<i64, _>("id")?)
                .execute(self.connection())
                .await?;
        }
        sqlx::query(
            "INSERT INTO change_author (change_id, login, user_id, name, email, at)
             SELECT $1, login, user_id, name, email, at FROM change_author WHERE change_id = $2
             ON CONFLICT (change_id, login) DO NOTHING",
        )
        .bind(to.to_string())
        .bind(from.to_string())
        .execute(self.connection())
        .await?;
        // What is published by hand stays so.
        sqlx::query(
            "UPDATE change SET by_hand = 1, publish_after = NULL
             WHERE id = $1 AND EXISTS (SELECT 1 FROM change of WHERE of.id = $2 AND of.by_hand = 1)",
        )
        .bind(to.to_string())
        .bind(from.to_string())
        .execute(self.connection())
        .await?;
        self.was_edited(from, now).await?;
        self.was_edited(to, now).await?;
        Ok(())
    }
}
