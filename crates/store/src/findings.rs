//! Findings: what is wrong with files, documents and references.

use hedgerow_model::{FabricId, Finding, Identity, SourceId};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, DbRow, Query, ROWS, among, push_among, texts};
use crate::sql::{maybe_json, maybe_word, to_json, word};
use crate::{Store, StoreError, Transaction};

pub(crate) fn finding(row: &DbRow) -> Result<Finding, StoreError> {
    Ok(Finding {
        path: row.try_get("path")?,
        line: row.try_get("line")?,
        column: row.try_get("col")?,
        severity: word(row, "severity")?,
        rule: row.try_get("rule")?,
        message: row.try_get("message")?,
        subject: maybe_json(row, "subject")?,
        field: maybe_word(row, "field")?,
        target: maybe_json(row, "target")?,
    })
}

both! {
    /// The findings of a source under some rules that its files alone make, in the order of path.
    ///
    /// # Errors
    /// When the database does not answer.
    findings_by_rule(source: SourceId, rules: &[&str]) -> Vec<Finding> = read_findings_by_rule;

    /// Every finding of a source that its files alone make, in the order of path.
    ///
    /// # Errors
    /// When the database does not answer.
    findings_of_source(source: SourceId) -> Vec<Finding> = read_findings_of_source;

    /// The findings of some files of a source that they alone make, in the order of path.
    ///
    /// # Errors
    /// When the database does not answer.
    findings_of_files(source: SourceId, paths: &[String]) -> Vec<Finding> = read_findings_of_files;

    /// How many findings a fabric has.
    ///
    /// # Errors
    /// When the database does not answer.
    findings_of_fabric(fabric: FabricId) -> i64 = read_findings_of_fabric;
}

async fn read_findings_of_source(
    of: &mut Connection,
    source: SourceId,
) -> Result<Vec<Finding>, StoreError> {
    let query =
        sqlx::query("SELECT * FROM finding WHERE source_id = $1 AND judged = FALSE ORDER BY path");
    query.bind(source.0).fetch_all(of).await?.iter().map(finding).collect()
}

async fn read_findings_of_files(
    of: &mut Connection,
    source: SourceId,
    paths: &[String],
) -> Result<Vec<Finding>, StoreError> {
    let query = sqlx::query(AssertSqlSafe(format!(
        "SELECT * FROM finding WHERE source_id = $1 AND judged = FALSE AND {} ORDER BY path",
        among("path", "$2")
    )));
    let rows = query.bind(source.0).bind(texts(paths)).fetch_all(of).await?;
    rows.iter().map(finding).collect()
}

async fn read_findings_of_fabric(of: &mut Connection, fabric: FabricId) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar("SELECT count(*) FROM finding WHERE fabric_id = $1");
    Ok(count.bind(fabric.0).fetch_one(of).await?)
}

async fn read_findings_by_rule(
    of: &mut Connection,
    source: SourceId,
    rules: &[&str],
) -> Result<Vec<Finding>, StoreError> {
    let mut query = Query::new("SELECT * FROM finding WHERE source_id = ");
    query.push_bind(source.0).push(" AND judged = FALSE AND rule IN (");
    let mut list = query.separated(", ");
    for rule in rules {
        list.push_bind(*rule);
    }
    query.push(") ORDER BY path");
    query.build().fetch_all(&mut *of).await?.iter().map(finding).collect()
}

impl Store {
    /// Every finding of a fabric, in the order of path and line.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn findings(&self, fabric: FabricId) -> Result<Vec<Finding>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM finding WHERE fabric_id = $1 ORDER BY path, line, col, id")
                .bind(fabric.0)
                .fetch_all(self.readers())
                .await?;
        rows.iter().map(finding).collect()
    }

    /// How many findings of each severity a fabric has.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_findings(&self, fabric: FabricId) -> Result<Vec<(String, i64)>, StoreError> {
        let rows = sqlx::query(
            "SELECT severity, count(*) AS n FROM finding WHERE fabric_id = $1 GROUP BY severity",
        )
        .bind(fabric.0)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((row.try_get("severity")?, row.try_get("n")?))).collect()
    }
}

impl Transaction {
    /// Forgets the findings of some files of a source, keeping their documents.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clear_findings(
        &mut self,
        source: SourceId,
        paths: &[String],
    ) -> Result<(), StoreError> {
        for path in paths {
            sqlx::query("DELETE FROM finding WHERE source_id = $1 AND path = $2")
                .bind(source.0)
                .bind(path)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Forgets the findings of a rule in a source; of these resources only, where some are named.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clear_rule(
        &mut self,
        source: SourceId,
        rule: &str,
        about: Option<&[Identity]>,
    ) -> Result<(), StoreError> {
        let mut query = Query::new("DELETE FROM finding WHERE source_id = ");
        query.push_bind(source.0).push(" AND rule = ").push_bind(rule.to_owned());
        if let Some(about) = about {
            let subjects: Vec<String> = about.iter().map(to_json).collect::<Result<_, _>>()?;
            query.push(" AND ");
            push_among(&mut query, "subject", texts(&subjects));
        }
        query.build().execute(self.connection()).await?;
        Ok(())
    }

    /// Adds findings, in multi-row batches.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_findings(
        &mut self,
        source: SourceId,
        fabric: FabricId,
        rows: &[Finding],
    ) -> Result<(), StoreError> {
        self.write_findings(source, fabric, rows, false).await
    }

    pub(crate) async fn write_findings(
        &mut self,
        source: SourceId,
        fabric: FabricId,
        rows: &[Finding],
        judged: bool,
    ) -> Result<(), StoreError> {
        for chunk in rows.chunks(ROWS) {
            let mut json = Vec::with_capacity(chunk.len());
            for finding in chunk {
                let subject = finding.subject.as_ref().map(to_json).transpose()?;
                let target = finding.target.as_ref().map(to_json).transpose()?;
                json.push((finding, subject, target));
            }
            let mut query = Query::new(
                "INSERT INTO finding (source_id, fabric_id, path, line, col, severity, rule,
                 message, subject, field, target, judged) ",
            );
            query.push_values(json, |mut row, (finding, subject, target)| {
                row.push_bind(source.0)
                    .push_bind(fabric.0)
                    .push_bind(&finding.path)
                    .push_bind(finding.line)
                    .push_bind(finding.column)
                    .push_bind(finding.severity.as_str())
                    .push_bind(&finding.rule)
                    .push_bind(&finding.message)
                    .push_bind(subject)
                    .push_bind(finding.field.as_ref().map(ToString::to_string))
                    .push_bind(target)
                    .push_bind(judged);
            });
            query.build().execute(self.connection()).await?;
        }
        Ok(())
    }
}
