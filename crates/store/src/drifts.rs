//! How fabrics' clusters differ from Git, and what of that nobody wants to hear.

use std::collections::BTreeMap;

use hedgerow_model::{
    DriftStanding, Drifted, FabricId, FieldPath, Identity, IgnoredDrift, Moved, Severity,
};
use sqlx::{AssertSqlSafe, Row};

use crate::actual::behind;
use crate::dialect::{self, Connection, DbRow, Query, ROWS, among};
use crate::sql::{each, identity, json, maybe_word, to_json, word};
use crate::wanted::{of_all, remove_of_all};
use crate::{Millis, Store, StoreError, Transaction};

fn drifted(row: &DbRow) -> Result<Drifted, StoreError> {
    Ok(Drifted {
        identity: identity(row)?,
        standing: word(row, "standing")?,
        moved: maybe_word(row, "moved")?,
        fields: json(row, "fields")?,
        ignored: row.try_get("ignored")?,
        severity: word(row, "severity")?,
        resource_version: row.try_get("resource_version")?,
        blob: row.try_get("blob")?,
        since: row.try_get("since")?,
    })
}

fn ignored(row: &DbRow) -> Result<IgnoredDrift, StoreError> {
    Ok(IgnoredDrift {
        identity: identity(row)?,
        path: match row.try_get::<&str, _>("path")? {
            "" => FieldPath::root(),
            _ => word(row, "path")?,
        },
        until: row.try_get("until")?,
        reason: row.try_get("reason")?,
        created_at: row.try_get("created_at")?,
        created_by: row.try_get("created_by")?,
    })
}

/// How many resources of a fabric drifted, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftFigure {
    /// The fabric.
    pub fabric: FabricId,
    /// How they stand.
    pub standing: DriftStanding,
    /// Whether Git alone moved, and the cluster has yet to follow.
    pub ahead: bool,
    /// Whether they are ignored.
    pub ignored: bool,
    /// How much they matter.
    pub severity: Severity,
    /// How many.
    pub count: i64,
}

both! {
    /// What is noted of these resources of a fabric.
    ///
    /// # Errors
    /// When the database does not answer.
    drifts_of_all(fabric: FabricId, ids: &[Identity]) -> Vec<Drifted> = read_drifts_of_all;

    /// What of a fabric's drift is ignored, whether it still holds or not.
    ///
    /// # Errors
    /// When the database does not answer.
    ignored_drift(fabric: FabricId) -> Vec<IgnoredDrift> = read_ignored;

    /// The same of these resources.
    ///
    /// # Errors
    /// When the database does not answer.
    ignored_drift_of(fabric: FabricId, ids: &[Identity]) -> Vec<IgnoredDrift> = read_ignored_of;
}

async fn read_drifts_of_all(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<Vec<Drifted>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = of_all("drift", "drift.*", fabric, chunk);
        found.extend(each(&query.build().fetch_all(&mut *of).await?, drifted)?);
    }
    Ok(found)
}

async fn read_ignored(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Vec<IgnoredDrift>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM drift_ignored WHERE fabric_id = $1 ORDER BY kind, name, namespace, grp, path",
    )
    .bind(fabric.0)
    .fetch_all(of)
    .await?;
    each(&rows, ignored)
}

async fn read_ignored_of(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<Vec<IgnoredDrift>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let mut query = of_all("drift_ignored", "drift_ignored.*", fabric, chunk);
        found.extend(each(&query.build().fetch_all(&mut *of).await?, ignored)?);
    }
    Ok(found)
}

impl Store {
    /// What differs of a fabric, in the order of kinds and names, behind a resource; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drifts_after(
        &self,
        fabric: FabricId,
        kind: Option<&str>,
        name: Option<&str>,
        after: Option<&Identity>,
        limit: i64,
    ) -> Result<Vec<Drifted>, StoreError> {
        self.drifts_that_matter(fabric, (kind, name, None), after, limit).await
    }

    /// The same of those that matter so much.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drifts_that_matter(
        &self,
        fabric: FabricId,
        (kind, name, severity): (Option<&str>, Option<&str>, Option<Severity>),
        after: Option<&Identity>,
        limit: i64,
    ) -> Result<Vec<Drifted>, StoreError> {
        let (k, n, namespace, group) = behind(after);
        let rows = sqlx::query(
            "SELECT * FROM drift WHERE fabric_id = $1 AND standing <> 'in-sync' AND (kind, name, namespace, grp) > ($2, $3, $4, $5)
             AND kind = coalesce($6, kind) AND name = coalesce($7, name) AND severity = coalesce($9, severity)
             ORDER BY kind, name, namespace, grp LIMIT $8",
        )
        .bind(fabric.0)
        .bind(k)
        .bind(n)
        .bind(namespace)
        .bind(group)
        .bind(kind)
        .bind(name)
        .bind(limit)
        .bind(severity.map(|severity| severity.as_str()))
        .fetch_all(self.readers())
        .await?;
        each(&rows, drifted)
    }

    /// How much of these fabrics drifted, and how.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drift_figures(
        &self,
        fabrics: &[FabricId],
    ) -> Result<Vec<DriftFigure>, StoreError> {
        let sql = format!(
            "SELECT fabric_id, standing, moved, ignored, severity, count(*) AS many
             FROM drift WHERE standing <> 'in-sync' AND {} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
            among("fabric_id", "$1")
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(dialect::ids(fabrics.iter().map(|fabric| fabric.0)))
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(DriftFigure {
                    fabric: FabricId(row.try_get("fabric_id")?),
                    standing: word(row, "standing")?,
                    ahead: maybe_word(row, "moved")? == Some(Moved::Git),
                    ignored: row.try_get("ignored")?,
                    severity: word(row, "severity")?,
                    count: row.try_get("many")?,
                })
            })
            .collect()
    }

    /// When what is ignored ends next, of all fabrics: those whose time came by `now` first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ended_ignores(
        &self,
        now: Millis,
    ) -> Result<Vec<(FabricId, Identity)>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM drift_ignored WHERE until <= $1 ORDER BY id LIMIT 1000")
                .bind(now)
                .fetch_all(self.readers())
                .await?;
        rows.iter().map(|row| Ok((FabricId(row.try_get("fabric_id")?), identity(row)?))).collect()
    }
}

impl Transaction {
    /// Notes what differs; of these identities nothing else is noted afterwards.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_drifts(
        &mut self,
        fabric: FabricId,
        level: &[Identity],
        drifts: &[Drifted],
    ) -> Result<(), StoreError> {
        remove_of_all(self.connection(), "drift", "", fabric, level).await?;
        let drifts: BTreeMap<&Identity, &Drifted> =
            drifts.iter().map(|drift| (&drift.identity, drift)).collect();
        let drifts: Vec<(&Drifted, String)> = drifts
            .into_values()
            .map(|drift| Ok((drift, to_json(&drift.fields)?)))
            .collect::<Result<_, StoreError>>()?;
        for chunk in drifts.chunks(ROWS) {
            let mut query = Query::new(
                "INSERT INTO drift (fabric_id, kind, name, namespace, grp, standing, moved, fields, ignored,
                 resource_version, blob, since, severity) ",
            );
            query.push_values(chunk, |mut row, (drift, fields)| {
                row.push_bind(fabric.0)
                    .push_bind(&drift.identity.kind)
                    .push_bind(&drift.identity.name)
                    .push_bind(&drift.identity.namespace)
                    .push_bind(&drift.identity.group)
                    .push_bind(drift.standing.as_str())
                    .push_bind(drift.moved.map(|side| side.as_str()))
                    .push_bind(fields)
                    .push_bind(drift.ignored)
                    .push_bind(&drift.resource_version)
                    .push_bind(&drift.blob)
                    .push_bind(drift.since)
                    .push_bind(drift.severity.as_str());
            });
            query.push(
                " ON CONFLICT (fabric_id, kind, name, namespace, grp) DO UPDATE SET standing = excluded.standing,
                 moved = excluded.moved, fields = excluded.fields, ignored = excluded.ignored,
                 resource_version = excluded.resource_version, blob = excluded.blob, since = excluded.since,
                 severity = excluded.severity",
            );
            query.build().persistent(chunk.len() == ROWS).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Has drift ignored; what was said of the same place before is replaced.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ignore_drift(
        &mut self,
        fabric: FabricId,
        ignored: &IgnoredDrift,
    ) -> Result<(), StoreError> {
        let id = &ignored.identity;
        sqlx::query(
            "INSERT INTO drift_ignored (fabric_id, kind, name, namespace, grp, path, until, reason, created_at,
             created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (fabric_id, kind, name, namespace, grp, path) DO UPDATE SET until = excluded.until,
             reason = excluded.reason, created_at = excluded.created_at, created_by = excluded.created_by",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .bind(ignored.path.to_string())
        .bind(ignored.until)
        .bind(&ignored.reason)
        .bind(ignored.created_at)
        .bind(&ignored.created_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Ignores drift of a field no longer, or of a resource with all its fields; tells whether any was ignored.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn heed_drift(
        &mut self,
        fabric: FabricId,
        id: &Identity,
        path: Option<&str>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "DELETE FROM drift_ignored WHERE fabric_id = $1 AND kind = $2 AND name = $3 AND namespace = $4
             AND grp = $5 AND path = coalesce($6, path)",
        )
        .bind(fabric.0)
        .bind(&id.kind)
        .bind(&id.name)
        .bind(&id.namespace)
        .bind(&id.group)
        .bind(path)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
