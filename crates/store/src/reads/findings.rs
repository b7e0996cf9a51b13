//! Findings as pages, and the files they are about.

use std::collections::HashMap;

use hedgerow_model::{FabricId, Finding, Identity, Severity, SourceId, rule};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Query, among, texts};
use crate::findings::finding;
use crate::reads::fabric_list;
use crate::sql::{to_json, word};
use crate::{Store, StoreError};

/// Where a page of findings continues: path, line, column and row of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingKey(pub String, pub i64, pub i64, pub i64);

/// How many findings of a rule a fabric has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFigure {
    /// The rule's id.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// How many findings of this severity it has.
    pub count: i64,
}

impl Store {
    /// How many errors and warnings of each rule some fabrics have, and how many `not-checked`, in no order;
    /// fabrics without any are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rule_figures(
        &self,
        fabrics: &[FabricId],
    ) -> Result<HashMap<FabricId, Vec<RuleFigure>>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT fabric_id, rule, severity, count(*) AS n FROM finding
             WHERE (severity <> $2 OR rule = $3) AND {} GROUP BY fabric_id, rule, severity",
            among("fabric_id", "$1")
        )))
        .bind(fabric_list(fabrics))
        .bind(Severity::Info.as_str())
        .bind(rule::NOT_CHECKED)
        .fetch_all(self.readers())
        .await?;
        let mut found: HashMap<FabricId, Vec<RuleFigure>> = HashMap::new();
        for row in rows {
            let fabric = FabricId(row.try_get("fabric_id")?);
            found.entry(fabric).or_default().push(RuleFigure {
                rule: row.try_get("rule")?,
                severity: word(&row, "severity")?,
                count: row.try_get("n")?,
            });
        }
        Ok(found)
    }

    /// The findings of a fabric, by path and line, behind a key; each with its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn findings_page(
        &self,
        fabric: FabricId,
        after: Option<&FindingKey>,
        limit: i64,
    ) -> Result<Vec<(Finding, FindingKey)>, StoreError> {
        let mut query = Query::new("SELECT * FROM finding WHERE fabric_id = ");
        query.push_bind(fabric.0);
        if let Some(FindingKey(path, line, column, id)) = after {
            query.push(" AND (path, line, col, id) > (");
            let mut key = query.separated(", ");
            key.push_bind(path).push_bind(line).push_bind(column).push_bind(id);
            query.push(")");
        }
        query.push(" ORDER BY path, line, col, id LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| {
                let found = finding(row)?;
                let key =
                    FindingKey(found.path.clone(), found.line, found.column, row.try_get("id")?);
                Ok((found, key))
            })
            .collect()
    }

    /// The findings of some files of a source, by path and line.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn findings_in(
        &self,
        source: SourceId,
        paths: &[String],
    ) -> Result<Vec<Finding>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT * FROM finding WHERE source_id = $1 AND {} ORDER BY path, line, col, id",
            among("path", "$2")
        )))
        .bind(source.0)
        .bind(texts(paths))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(finding).collect()
    }

    /// The findings about some resources, by path and line.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn findings_about(
        &self,
        fabric: FabricId,
        subjects: &[Identity],
    ) -> Result<Vec<Finding>, StoreError> {
        let subjects = subjects.iter().map(to_json).collect::<Result<Vec<_>, _>>()?;
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT * FROM finding WHERE fabric_id = $1 AND {} ORDER BY path, line, col, id",
            among("subject", "$2")
        )))
        .bind(fabric.0)
        .bind(texts(&subjects))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(finding).collect()
    }
}
