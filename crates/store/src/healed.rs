//! Edits in fabrics' clusters that appliers undid.

use hedgerow_model::{Applier, FabricId, FieldManager, Healed, Identity, Undone};
use sqlx::Row;

use crate::dialect::DbRow;
use crate::sql::{each, identity, json, maybe_json, to_json, word};
use crate::{Store, StoreError, Transaction};

/// How many are kept of a fabric.
const KEPT: i64 = 1_000;

fn healed(row: &DbRow) -> Result<(i64, Healed), StoreError> {
    let back_by: FieldManager = json(row, "back_by")?;
    let corrupt = || StoreError::Corrupt { what: "back_by", text: back_by.name.clone() };
    let undone = Undone {
        path: word(row, "path")?,
        edited: maybe_json(row, "edited")?,
        edited_by: json(row, "edited_by")?,
        back: maybe_json(row, "back")?,
        applier: Applier::of_manager(&back_by.name).ok_or_else(corrupt)?,
        back_by,
    };
    Ok((row.try_get("id")?, Healed { identity: identity(row)?, undone, at: row.try_get("at")? }))
}

impl Store {
    /// What appliers undid in a fabric's cluster, the newest first, each with its number; those before `before`, at most
    /// `limit`. Of one kind, or of one name, where that is given.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn healed(
        &self,
        fabric: FabricId,
        (kind, name): (Option<&str>, Option<&str>),
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<(i64, Healed)>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM healed WHERE fabric_id = $1 AND id < $2 AND kind = coalesce($3, kind)
             AND name = coalesce($4, name) ORDER BY id DESC LIMIT $5",
        )
        .bind(fabric.0)
        .bind(before.unwrap_or(i64::MAX))
        .bind(kind)
        .bind(name)
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        each(&rows, healed)
    }

    /// What appliers undid in one resource, the newest first; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn healed_of(
        &self,
        fabric: FabricId,
        id: &Identity,
        limit: i64,
    ) -> Result<Vec<Healed>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM healed WHERE fabric_id = $1 AND kind = $2 AND name = $3 AND namespace = $4
             AND grp = $5 ORDER BY id DESC LIMIT $6",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .bind(limit)
        .fetch_all(self.readers())
        .await?;
        Ok(each(&rows, healed)?.into_iter().map(|(_, healed)| healed).collect())
    }
}

impl Transaction {
    /// Writes down what appliers undid; of a fabric the newest thousand are kept.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_healed(
        &mut self,
        fabric: FabricId,
        rows: &[Healed],
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        for Healed { identity: id, undone, at } in rows {
            sqlx::query(
                "INSERT INTO healed (fabric_id, kind, name, namespace, grp, path, edited, edited_by, back, back_by, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(fabric.0)
            .bind(&id.kind)
            .bind(&id.name)
            .bind(&id.namespace)
            .bind(&id.group)
            .bind(undone.path.to_string())
            .bind(undone.edited.as_ref().map(to_json).transpose()?)
            .bind(to_json(&undone.edited_by)?)
            .bind(undone.back.as_ref().map(to_json).transpose()?)
            .bind(to_json(&undone.back_by)?)
            .bind(at)
            .execute(self.connection())
            .await?;
        }
        sqlx::query(
            "DELETE FROM healed WHERE fabric_id = $1 AND id <= (SELECT id FROM healed WHERE fabric_id = $1
             ORDER BY id DESC LIMIT 1 OFFSET $2)",
        )
        .bind(fabric.0)
        .bind(KEPT)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
