//! Fabrics as pages, with what is counted of each.

use std::collections::HashMap;

use hedgerow_model::{Fabric, FabricId, PolicyFileState};
use sqlx::{AssertSqlSafe, Row};

use super::{fabric_list, push_fabrics};
use crate::dialect::{Query, among, texts};
use crate::fabrics::fabric;
use crate::sql::{maybe_word, over};
use crate::{Millis, Store, StoreError};

/// What is counted of a fabric.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FabricFigures {
    /// Resources that are live.
    pub resources: i64,
    /// Resources that are in comments or unreadable only.
    pub aside: i64,
    /// Drafts of changes that are not over.
    pub drafts: i64,
    /// Changes that are not over.
    pub open_changes: i64,
    /// Open conflicts.
    pub conflicts: i64,
    /// Findings that are errors.
    pub errors: i64,
    /// Findings that are warnings.
    pub warnings: i64,
    /// When a change of it or a conflict last moved.
    pub last_activity: Option<Millis>,
    /// What a person should look at of the policy in its repository.
    pub policy_file: Option<PolicyFileState>,
}

impl Store {
    /// Fabrics by name, behind `after`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_page(
        &self,
        fabrics: Option<&[FabricId]>,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Fabric>, StoreError> {
        let mut query = Query::new("SELECT * FROM fabric WHERE TRUE");
        push_fabrics(&mut query, "id", fabrics);
        if let Some(after) = after {
            query.push(" AND name > ").push_bind(after.to_owned());
        }
        query.push(" ORDER BY name LIMIT ").push_bind(limit);
        query.build().fetch_all(self.readers()).await?.iter().map(fabric).collect()
    }

    /// The rows of the fabrics with these names; names that no fabric has are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabric_ids(&self, names: &[&str]) -> Result<Vec<FabricId>, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT id FROM fabric WHERE {} ORDER BY id",
            among("name", "$1")
        )))
        .bind(texts(names))
        .fetch_all(self.readers())
        .await?;
        Ok(ids.into_iter().map(FabricId).collect())
    }

    /// What is counted of some fabrics, in a few queries however many they are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabric_figures(
        &self,
        fabrics: &[FabricId],
    ) -> Result<HashMap<FabricId, FabricFigures>, StoreError> {
        let mut found: HashMap<FabricId, FabricFigures> =
            fabrics.iter().map(|fabric| (*fabric, FabricFigures::default())).collect();
        let list = fabric_list(fabrics);
        let own = among("fabric_id", "$1");
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT fabric_id, count(*) AS everything, count(*) FILTER (WHERE live > 0) AS live
             FROM (SELECT fabric_id, count(*) FILTER (WHERE standing = 'live') AS live
               FROM document WHERE {own}
               GROUP BY fabric_id, kind, name, namespace, grp) AS resource GROUP BY fabric_id"
        )))
        .bind(&list)
        .fetch_all(self.readers())
        .await?;
        for row in rows {
            let figures = found.entry(FabricId(row.try_get("fabric_id")?)).or_default();
            let everything: i64 = row.try_get("everything")?;
            figures.resources = row.try_get("live")?;
            figures.aside = everything - figures.resources;
        }
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT change.fabric_id, count(DISTINCT change.id) AS open_changes,
             count(draft.id) AS drafts FROM change LEFT JOIN draft ON draft.change_id = change.id
             WHERE {} AND change.state NOT IN {}
             GROUP BY change.fabric_id",
            among("change.fabric_id", "$1"),
            over()
        )))
        .bind(&list)
        .fetch_all(self.readers())
        .await?;
        for row in rows {
            let figures = found.entry(FabricId(row.try_get("fabric_id")?)).or_default();
            figures.open_changes = row.try_get("open_changes")?;
            figures.drafts = row.try_get("drafts")?;
        }
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT fabric_id, count(*) AS n FROM conflict WHERE state = 'open' AND {own}
             GROUP BY fabric_id"
        )))
        .bind(&list)
        .fetch_all(self.readers())
        .await?;
        for row in rows {
            let figures = found.entry(FabricId(row.try_get("fabric_id")?)).or_default();
            figures.conflicts = row.try_get("n")?;
        }
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT fabric_id, count(*) FILTER (WHERE severity = 'error') AS errors,
             count(*) FILTER (WHERE severity = 'warning') AS warnings FROM finding
             WHERE {own} GROUP BY fabric_id"
        )))
        .bind(&list)
        .fetch_all(self.readers())
        .await?;
        for row in rows {
            let figures = found.entry(FabricId(row.try_get("fabric_id")?)).or_default();
            figures.errors = row.try_get("errors")?;
            figures.warnings = row.try_get("warnings")?;
        }
        let rows: Vec<(i64, Option<Millis>)> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT fabric_id, max(at) FROM (
               SELECT fabric_id, updated_at AS at FROM change WHERE {own}
               UNION ALL SELECT fabric_id, coalesce(closed_at, opened_at) AS at FROM conflict
                 WHERE {own}) AS moved GROUP BY fabric_id"
        )))
        .bind(&list)
        .fetch_all(self.readers())
        .await?;
        for (fabric, at) in rows {
            found.entry(FabricId(fabric)).or_default().last_activity = at;
        }
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT fabric_id, attention FROM policy_file WHERE attention IS NOT NULL AND {own}"
        )))
        .bind(&list)
        .fetch_all(self.readers())
        .await?;
        for row in rows {
            let figures = found.entry(FabricId(row.try_get("fabric_id")?)).or_default();
            figures.policy_file = maybe_word(&row, "attention")?;
        }
        Ok(found)
    }
}
