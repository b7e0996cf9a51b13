//! How the clusters of fabrics have their kinds.

use hedgerow_model::{ClusterKind, FabricId, GroupKind};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, DbRow};
use crate::sql::{each, json, to_json};
use crate::{Millis, StoreError, Transaction};

fn cluster_kind(row: &DbRow) -> Result<ClusterKind, StoreError> {
    Ok(ClusterKind {
        kind: GroupKind { group: row.try_get("grp")?, kind: row.try_get("kind")? },
        plural: row.try_get("plural")?,
        versions: json(row, "versions")?,
        definition: row.try_get("definition")?,
        problem: row.try_get("problem")?,
        since: row.try_get("since")?,
        told_at: row.try_get("told_at")?,
    })
}

both! {
    /// How a fabric's cluster has its kinds, in the order of kinds and groups.
    ///
    /// # Errors
    /// When the database does not answer.
    cluster_kinds(fabric: FabricId) -> Vec<ClusterKind> = read_cluster_kinds;
}

async fn read_cluster_kinds(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Vec<ClusterKind>, StoreError> {
    let rows = sqlx::query(
        "SELECT cluster_kind.*, text AS definition FROM cluster_kind
         LEFT JOIN cluster_definition ON cluster_definition.fabric_id = cluster_kind.fabric_id
         AND cluster_definition.name = plural || '.' || grp
         WHERE cluster_kind.fabric_id = $1 ORDER BY kind, grp",
    )
    .bind(fabric.0)
    .fetch_all(of)
    .await?;
    each(&rows, cluster_kind)
}

impl Transaction {
    /// Has these as the kinds of a fabric's cluster, and no others. `digest` is that of what they say.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_cluster_kinds(
        &mut self,
        fabric: FabricId,
        kinds: &[ClusterKind],
        digest: &str,
    ) -> Result<(), StoreError> {
        for table in ["cluster_kind", "cluster_definition"] {
            let sql = format!("DELETE FROM {table} WHERE fabric_id = $1");
            sqlx::query(AssertSqlSafe(sql)).bind(fabric.0).execute(self.connection()).await?;
        }
        for kind in kinds {
            let ClusterKind { kind: GroupKind { group, kind: name }, plural, .. } = kind;
            sqlx::query(
                "INSERT INTO cluster_kind (fabric_id, grp, kind, plural, versions, problem, since, told_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(fabric.0)
            .bind(group)
            .bind(name)
            .bind(plural)
            .bind(to_json(&kind.versions)?)
            .bind(&kind.problem)
            .bind(kind.since)
            .bind(kind.told_at)
            .execute(self.connection())
            .await?;
            let Some(definition) = &kind.definition else { continue };
            // Two kinds of one plural are one definition.
            sqlx::query(
                "INSERT INTO cluster_definition (fabric_id, name, text) VALUES ($1, $2, $3)
                 ON CONFLICT (fabric_id, name) DO UPDATE SET text = excluded.text",
            )
            .bind(fabric.0)
            .bind(format!("{plural}.{group}"))
            .bind(definition)
            .execute(self.connection())
            .await?;
        }
        sqlx::query("UPDATE fabric SET kinds_told = $1 WHERE id = $2")
            .bind(digest)
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Notes that a fabric's cluster said the same of these kinds again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn cluster_kinds_told_again(
        &mut self,
        fabric: FabricId,
        kinds: &[ClusterKind],
    ) -> Result<(), StoreError> {
        for kind in kinds {
            let at: Millis = kind.told_at;
            sqlx::query(
                "UPDATE cluster_kind SET told_at = $1 WHERE fabric_id = $2 AND kind = $3 AND grp = $4",
            )
            .bind(at)
            .bind(fabric.0)
            .bind(&kind.kind.kind)
            .bind(&kind.kind.group)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// Has the documents of a fabric read again, because something else is known of its kinds: at the next look, should
    /// nobody do so before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read_anew(&mut self, fabric: FabricId) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE source SET reader = 0 WHERE fabric_id = $1 AND ingested_commit IS NOT NULL",
        )
        .bind(fabric.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
