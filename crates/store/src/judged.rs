//! What the rules between resources say of a fabric, and what they go by.

use std::collections::{BTreeMap, HashMap};

use hedgerow_model::{ChangeId, DraftId, FabricId, Finding, Identity, Judged, Severity, SourceId};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{Connection, DbRow, Query, among, ids, push_among, texts};
use crate::findings::finding;
use crate::revisions::Edited;
use crate::sql::{identity, json, to_json, word};
use crate::{Store, StoreError, Transaction};

/// What judging a fabric goes by, beside its resources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruling {
    /// How it is installed, as JSON; `None` where nobody said.
    pub installation: Option<String>,
    /// The rules that somebody set, with their levels.
    pub levels: Vec<(String, String)>,
    /// The revision of its settings at which the rules that it declares were written; `None` where it declares
    /// none.
    pub declared: Option<i64>,
    /// The digest of what its cluster told of its kinds; `None` where nothing was told.
    pub kinds_told: Option<String>,
    /// The digest of what its cluster has that the fabric writes itself; `None` where that was never read.
    pub given: Option<String>,
    /// Why that was not read when it was asked for last.
    pub given_problem: Option<String>,
    /// What its findings by rule were concluded from.
    pub judged: Option<String>,
    /// How many ingests wrote documents of it.
    pub written: i64,
}

both! {
    /// What judging a fabric goes by.
    ///
    /// # Errors
    /// When the database does not answer.
    ruling(fabric: FabricId) -> Ruling = read_ruling;
}

async fn read_ruling(of: &mut Connection, fabric: FabricId) -> Result<Ruling, StoreError> {
    let row = sqlx::query(
        "SELECT fabric.installation, fabric.judged, fabric.kinds_told, fabric.given, fabric.given_problem,
         declaration.revision AS declared
         FROM fabric LEFT JOIN declaration ON declaration.fabric_id = fabric.id WHERE fabric.id = $1",
    )
        .bind(fabric.0)
        .fetch_optional(&mut *of)
        .await?;
    let Some(row) = row else { return Ok(Ruling::default()) };
    let levels =
        sqlx::query("SELECT rule, level FROM rule_level WHERE fabric_id = $1 ORDER BY rule")
            .bind(fabric.0)
            .fetch_all(&mut *of)
            .await?;
    let level = |row: &DbRow| Ok((row.try_get("rule")?, row.try_get("level")?));
    let written =
        sqlx::query_scalar("SELECT COALESCE(SUM(written), 0) FROM source WHERE fabric_id = $1");
    Ok(Ruling {
        declared: row.try_get("declared")?,
        written: written.bind(fabric.0).fetch_one(&mut *of).await?,
        installation: row.try_get("installation")?,
        judged: row.try_get("judged")?,
        kinds_told: row.try_get("kinds_told")?,
        given: row.try_get("given")?,
        given_problem: row.try_get("given_problem")?,
        levels: levels.iter().map(level).collect::<Result<_, StoreError>>()?,
    })
}

impl Store {
    /// The texts of a fabric's resources behind one, in the order of kind, name, namespace and group; at most so
    /// many. Of several documents of one identity it is the one that counts: a live one before what is kept of an
    /// unreadable one, the first by path and place. What is in comments only has none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn texts(
        &self,
        fabric: FabricId,
        behind: Option<&Identity>,
        most: usize,
    ) -> Result<Vec<(Identity, String)>, StoreError> {
        let mut query = Query::new(
            "SELECT kind, name, namespace, grp, text FROM document
             WHERE standing <> 'commented out' AND fabric_id = ",
        );
        query.push_bind(fabric.0);
        if let Some(Identity { group, kind, namespace, name }) = behind {
            query.push(" AND (kind, name, namespace, grp) > (");
            let mut values = query.separated(", ");
            for value in [kind, name, namespace, group] {
                values.push_bind(value.clone());
            }
            query.push(")");
        }
        query.push(" ORDER BY kind, name, namespace, grp, standing, path, ordinal LIMIT ");
        query.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        let rows = query.build().fetch_all(self.readers()).await?;
        let read = |row: &DbRow| Ok((identity(row)?, row.try_get("text")?));
        let mut texts: Vec<(Identity, String)> =
            rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        // The others of the last one are not behind it, and so not in the next answer either.
        texts.dedup_by(|later, first| later.0 == first.0);
        Ok(texts)
    }

    /// What the rules between resources say of a fabric, each with the number of its row: of some resources,
    /// where they are named, and what is of none; else everything.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn judged_findings(
        &self,
        fabric: FabricId,
        about: Option<&[Identity]>,
    ) -> Result<Vec<(i64, Finding)>, StoreError> {
        let mut query = Query::new("SELECT * FROM finding WHERE judged = TRUE AND fabric_id = ");
        query.push_bind(fabric.0);
        if let Some(about) = about {
            let subjects: Vec<String> = about.iter().map(to_json).collect::<Result<_, _>>()?;
            query.push(" AND (subject IS NULL OR ");
            push_among(&mut query, "subject", texts(&subjects));
            query.push(")");
        }
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, finding(row)?))).collect()
    }

    /// How many findings of each rule and severity the rules between resources have in a fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_judged(
        &self,
        fabric: FabricId,
    ) -> Result<Vec<(String, Severity, i64)>, StoreError> {
        let rows = sqlx::query(
            "SELECT rule, severity, count(*) AS n FROM finding
             WHERE fabric_id = $1 AND judged = TRUE GROUP BY rule, severity ORDER BY rule, severity",
        )
        .bind(fabric.0)
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((row.try_get("rule")?, word(row, "severity")?, row.try_get("n")?)))
            .collect()
    }

    /// The messages of one rule's findings, as the rules between resources have them in a fabric, in order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn judged_messages(
        &self,
        fabric: FabricId,
        rule: &str,
    ) -> Result<Vec<String>, StoreError> {
        let query = "SELECT message FROM finding
             WHERE fabric_id = $1 AND judged = TRUE AND rule = $2 ORDER BY message";
        Ok(sqlx::query_scalar(query).bind(fabric.0).bind(rule).fetch_all(self.readers()).await?)
    }

    /// Which of these drafts take part in breaking a rule.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn broken_drafts(&self, of: &[DraftId]) -> Result<Vec<DraftId>, StoreError> {
        let mut query = Query::new("SELECT id FROM draft WHERE broken = TRUE AND ");
        push_among(&mut query, "id", ids(of.iter().map(|id| id.0)));
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| Ok(DraftId(row.try_get("id")?))).collect()
    }

    /// What some changes broke when they were judged first since they were edited; nothing of those that were
    /// not.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn judged_changes(
        &self,
        changes: &[ChangeId],
    ) -> Result<HashMap<ChangeId, Judged>, StoreError> {
        let mut query = Query::new("SELECT id, judged FROM change WHERE judged IS NOT NULL AND ");
        push_among(&mut query, "id", texts(changes));
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| Ok((word(row, "id")?, json(row, "judged")?))).collect()
    }

    /// The fabrics that have been read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fabrics_read(&self) -> Result<Vec<FabricId>, StoreError> {
        let rows = sqlx::query_scalar(
            "SELECT DISTINCT fabric_id FROM source WHERE ingested_commit IS NOT NULL ORDER BY fabric_id",
        )
        .fetch_all(self.readers())
        .await?;
        Ok(rows.into_iter().map(FabricId).collect())
    }
}

impl Transaction {
    /// Notes what changes break, judged for the first time since they were edited.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn note_judged(&mut self, notes: &[(ChangeId, Judged)]) -> Result<(), StoreError> {
        // Most break nothing, and are written together.
        let mut alike: BTreeMap<String, Vec<ChangeId>> = BTreeMap::new();
        for (change, judged) in notes {
            alike.entry(to_json(judged)?).or_default().push(*change);
        }
        for (judged, changes) in alike {
            sqlx::query(AssertSqlSafe(format!(
                "UPDATE change SET judged = $2 WHERE {}",
                among("id", "$1")
            )))
            .bind(texts(&changes))
            .bind(judged)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// Forgets findings by their rows.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_findings(&mut self, rows: &[i64]) -> Result<(), StoreError> {
        let mut query = Query::new("DELETE FROM finding WHERE ");
        push_among(&mut query, "id", ids(rows.iter().copied()));
        query.build().execute(self.connection()).await?;
        Ok(())
    }

    /// Adds what the rules between resources say.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_judged_findings(
        &mut self,
        source: SourceId,
        fabric: FabricId,
        rows: &[Finding],
    ) -> Result<(), StoreError> {
        self.write_findings(source, fabric, rows, true).await
    }

    /// An ingest writes documents of a source: how many did, this one included.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn documents_written(&mut self, source: SourceId) -> Result<i64, StoreError> {
        let query = "UPDATE source SET written = written + 1 WHERE id = $1 RETURNING written";
        Ok(sqlx::query_scalar(query).bind(source.0).fetch_one(self.connection()).await?)
    }

    /// Says what a fabric's findings by rule were concluded from.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_judged(&mut self, fabric: FabricId, from: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE fabric SET judged = $1 WHERE id = $2")
            .bind(from)
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Counts an edit of what judging a fabric goes by; the new revision of its settings. `expected` is the
    /// revision that was seen; `None` asks for none.
    ///
    /// # Errors
    /// When it is at another revision, or gone, or the database does not answer.
    pub async fn edit_ruling(
        &mut self,
        fabric: FabricId,
        expected: Option<i64>,
    ) -> Result<i64, StoreError> {
        self.count_edit(Edited::Fabric(fabric), expected).await
    }

    /// Says how a fabric is installed, as JSON; `None` to take that back.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_installation(
        &mut self,
        fabric: FabricId,
        installation: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE fabric SET installation = $1 WHERE id = $2")
            .bind(installation)
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Sets a rule for a fabric: `warning` or `off`; `None` for as the rule says.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_rule_level(
        &mut self,
        fabric: FabricId,
        rule: &str,
        level: Option<&str>,
    ) -> Result<(), StoreError> {
        let query = match level {
            None => sqlx::query("DELETE FROM rule_level WHERE fabric_id = $1 AND rule = $2")
                .bind(fabric.0)
                .bind(rule),
            Some(level) => sqlx::query(
                "INSERT INTO rule_level (fabric_id, rule, level) VALUES ($1, $2, $3)
                 ON CONFLICT (fabric_id, rule) DO UPDATE SET level = excluded.level",
            )
            .bind(fabric.0)
            .bind(rule)
            .bind(level),
        };
        query.execute(self.connection()).await?;
        Ok(())
    }
}
