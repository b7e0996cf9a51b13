//! What was found when a fabric was last verified.

use std::collections::HashMap;

use hedgerow_model::{FabricId, VerifyOutcome, VerifyReport};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{self, Connection, DbRow, among};
use crate::sql::{json, to_json, word};
use crate::{Millis, Store, StoreError, Transaction};

/// What a fabric's last verification came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// In a word.
    pub outcome: VerifyOutcome,
    /// How many differences there are.
    pub found: i64,
    /// When it ended.
    pub at: Millis,
}

both! {
    /// What these fabrics' last verifications came to, of those that were verified.
    ///
    /// # Errors
    /// When the database does not answer.
    verified_of_all(fabrics: &[FabricId]) -> HashMap<FabricId, Verified> = read_verified;

    /// The report of a fabric's last verification.
    ///
    /// # Errors
    /// When the database does not answer.
    verify_report(fabric: FabricId) -> Option<VerifyReport> = read_report;
}

async fn read_verified(
    of: &mut Connection,
    fabrics: &[FabricId],
) -> Result<HashMap<FabricId, Verified>, StoreError> {
    let sql = format!(
        "SELECT fabric_id, outcome, found, ended_at FROM verification WHERE {}",
        among("fabric_id", "$1")
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(dialect::ids(fabrics.iter().map(|fabric| fabric.0)))
        .fetch_all(of)
        .await?;
    let read = |row: &DbRow| {
        let verified = Verified {
            outcome: word(row, "outcome")?,
            found: row.try_get("found")?,
            at: row.try_get("ended_at")?,
        };
        Ok((FabricId(row.try_get("fabric_id")?), verified))
    };
    rows.iter().map(read).collect()
}

async fn read_report(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Option<VerifyReport>, StoreError> {
    let row = sqlx::query("SELECT report FROM verification WHERE fabric_id = $1")
        .bind(fabric.0)
        .fetch_optional(of)
        .await?;
    row.as_ref().map(|row| json(row, "report")).transpose()
}

impl Store {
    /// The fabrics that were read, with when each was last verified.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn verified_at(&self) -> Result<Vec<(FabricId, Option<Millis>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT fabric.id, verification.ended_at FROM fabric
             LEFT JOIN verification ON verification.fabric_id = fabric.id
             WHERE EXISTS (SELECT 1 FROM source WHERE fabric_id = fabric.id AND ingested_commit IS NOT NULL)
             ORDER BY fabric.id",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((FabricId(row.try_get("id")?), row.try_get("ended_at")?)))
            .collect()
    }
}

impl Transaction {
    /// Keeps the report of a verification in place of the one before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_verified(
        &mut self,
        fabric: FabricId,
        report: &VerifyReport,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO verification (fabric_id, outcome, started_at, ended_at, found, report)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (fabric_id) DO UPDATE SET outcome = excluded.outcome, started_at = excluded.started_at,
             ended_at = excluded.ended_at, found = excluded.found, report = excluded.report",
        )
        .bind(fabric.0)
        .bind(report.outcome.as_str())
        .bind(report.started_at)
        .bind(report.ended_at)
        .bind(i64::try_from(report.total()).unwrap_or(i64::MAX))
        .bind(to_json(report)?)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
