//! Open changes that would break a rule together.

use hedgerow_model::{BrokenRule, ChangeId, FabricId};
use sqlx::AssertSqlSafe;

use crate::dialect::{DbRow, Query, push_among, texts};
use crate::sql::{json, over, to_json, word};
use crate::{Store, StoreError, Transaction};

/// Two open changes that would break rules together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The changes.
    pub between: [ChangeId; 2],
    /// The rules that they would break.
    pub broken: Vec<BrokenRule>,
}

fn clash(row: &DbRow) -> Result<Clash, StoreError> {
    Ok(Clash {
        between: [word(row, "change_id")?, word(row, "with_id")?],
        broken: json(row, "broken")?,
    })
}

impl Store {
    /// The pairs of a fabric's changes that would break a rule together.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clashes(&self, fabric: FabricId) -> Result<Vec<Clash>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM clash WHERE fabric_id = $1 ORDER BY change_id, with_id")
                .bind(fabric.0)
                .fetch_all(self.readers())
                .await?;
        rows.iter().map(clash).collect()
    }

    /// The pairs that some changes are in, with others that are not over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clashes_of(&self, changes: &[ChangeId]) -> Result<Vec<Clash>, StoreError> {
        let mut query = Query::new(format!(
            "SELECT clash.* FROM clash JOIN change AS one ON one.id = clash.change_id
             JOIN change AS other ON other.id = clash.with_id
             WHERE one.state NOT IN {over} AND other.state NOT IN {over} AND (",
            over = over()
        ));
        push_among(&mut query, "clash.change_id", texts(changes));
        query.push(" OR ");
        push_among(&mut query, "clash.with_id", texts(changes));
        query.push(") ORDER BY clash.change_id, clash.with_id");
        query.build().fetch_all(self.readers()).await?.iter().map(clash).collect()
    }

    /// The fabrics with several changes that are not over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_with_changes(&self) -> Result<Vec<FabricId>, StoreError> {
        let rows = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT fabric_id FROM change WHERE state NOT IN {} GROUP BY fabric_id
             HAVING count(*) > 1 ORDER BY fabric_id",
            over()
        )))
        .fetch_all(self.readers())
        .await?;
        Ok(rows.into_iter().map(FabricId).collect())
    }
}

impl Transaction {
    /// Removes pairs, and adds others. A pair whose changes are gone meanwhile is not added.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn change_clashes(
        &mut self,
        fabric: FabricId,
        gone: &[[ChangeId; 2]],
        new: &[Clash],
    ) -> Result<(), StoreError> {
        for [one, other] in gone {
            sqlx::query("DELETE FROM clash WHERE change_id = $1 AND with_id = $2")
                .bind(one.to_string())
                .bind(other.to_string())
                .execute(self.connection())
                .await?;
        }
        for Clash { between: [one, other], broken } in new {
            sqlx::query(
                "INSERT INTO clash (fabric_id, change_id, with_id, broken)
                 SELECT $1, one.id, other.id, $4 FROM change AS one, change AS other
                 WHERE one.id = $2 AND other.id = $3
                 ON CONFLICT (change_id, with_id) DO UPDATE SET broken = excluded.broken",
            )
            .bind(fabric.0)
            .bind(one.to_string())
            .bind(other.to_string())
            .bind(to_json(broken)?)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}
