//! What was seen in fabrics' clusters: kinds that are followed, and objects.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{Actual, FabricId, GroupKind, Identity, Watched};
use sqlx::{AssertSqlSafe, Row};

use crate::dialect::{self, Connection, DbRow, Query, ROWS, among};
use crate::sql::{each, identity};
use crate::wanted::{of_all, remove_of_all};
use crate::{Millis, Store, StoreError, Transaction};

fn watched(row: &DbRow) -> Result<Watched, StoreError> {
    Ok(Watched {
        kind: GroupKind { group: row.try_get("grp")?, kind: row.try_get("kind")? },
        namespace: row.try_get("namespace")?,
        version: row.try_get("version")?,
        resource_version: row.try_get("resource_version")?,
        listed_at: row.try_get("listed_at")?,
        seen_at: row.try_get("seen_at")?,
        away_since: row.try_get("away_since")?,
        problem: row.try_get("problem")?,
    })
}

fn actual(row: &DbRow) -> Result<Actual, StoreError> {
    Ok(Actual {
        identity: identity(row)?,
        version: row.try_get("version")?,
        uid: row.try_get("uid")?,
        resource_version: row.try_get("resource_version")?,
        generation: row.try_get("generation")?,
        digest: row.try_get("digest")?,
        object: row.try_get("object")?,
        changed_at: row.try_get("changed_at")?,
    })
}

/// The key behind which a page begins.
pub(crate) fn behind(after: Option<&Identity>) -> (&str, &str, &str, &str) {
    after.map_or(("", "", "", ""), |id| (&id.kind, &id.name, &id.namespace, &id.group))
}

pub(crate) fn distinct(ids: &[Identity]) -> Vec<Identity> {
    ids.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

both! {
    /// The kinds that are looked at in a fabric's cluster.
    ///
    /// # Errors
    /// When the database does not answer.
    watched(fabric: FabricId) -> Vec<Watched> = read_watched;

    /// The same of several fabrics, those of which anything is looked at.
    ///
    /// # Errors
    /// When the database does not answer.
    watched_of_all(fabrics: &[FabricId]) -> HashMap<FabricId, Vec<Watched>> = read_watched_of_all;

    /// The objects of these identities that the cluster has.
    ///
    /// # Errors
    /// When the database does not answer.
    actual_of_all(fabric: FabricId, ids: &[Identity]) -> Vec<Actual> = read_actual_of_all;

    /// The digests of the objects of these identities that the cluster has.
    ///
    /// # Errors
    /// When the database does not answer.
    digests_of_actual(fabric: FabricId, ids: &[Identity]) -> HashMap<Identity, String> = read_digests;
}

async fn read_watched(of: &mut Connection, fabric: FabricId) -> Result<Vec<Watched>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM watched WHERE fabric_id = $1 ORDER BY kind, grp, namespace");
    each(&rows.bind(fabric.0).fetch_all(of).await?, watched)
}

async fn read_watched_of_all(
    of: &mut Connection,
    fabrics: &[FabricId],
) -> Result<HashMap<FabricId, Vec<Watched>>, StoreError> {
    let sql = format!(
        "SELECT * FROM watched WHERE {} ORDER BY fabric_id, kind, grp, namespace",
        among("fabric_id", "$1")
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(dialect::ids(fabrics.iter().map(|fabric| fabric.0)))
        .fetch_all(of)
        .await?;
    let mut found: HashMap<FabricId, Vec<Watched>> = HashMap::new();
    for row in &rows {
        found.entry(FabricId(row.try_get("fabric_id")?)).or_default().push(watched(row)?);
    }
    Ok(found)
}

async fn read_actual_of_all(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<Vec<Actual>, StoreError> {
    let mut found = Vec::new();
    for chunk in distinct(ids).chunks(ROWS) {
        let mut query = of_all("actual", "actual.*", fabric, chunk);
        found.extend(each(&query.build().fetch_all(&mut *of).await?, actual)?);
    }
    Ok(found)
}

async fn read_digests(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<HashMap<Identity, String>, StoreError> {
    const COLUMNS: &str = "actual.kind, actual.name, actual.namespace, actual.grp, actual.digest";
    let mut found = HashMap::new();
    for chunk in distinct(ids).chunks(ROWS) {
        let mut query = of_all("actual", COLUMNS, fabric, chunk);
        for row in query.build().fetch_all(&mut *of).await? {
            found.insert(identity(&row)?, row.try_get("digest")?);
        }
    }
    Ok(found)
}

impl Store {
    /// The objects of a fabric, in the order of kinds and names, behind one; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn actual_after(
        &self,
        fabric: FabricId,
        kind: Option<&str>,
        name: Option<&str>,
        after: Option<&Identity>,
        limit: i64,
    ) -> Result<Vec<Actual>, StoreError> {
        let (k, n, namespace, group) = behind(after);
        let rows = sqlx::query(
            "SELECT * FROM actual WHERE fabric_id = $1 AND (kind, name, namespace, grp) > ($2, $3, $4, $5)
             AND kind = coalesce($6, kind) AND name = coalesce($7, name)
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
        .fetch_all(self.readers())
        .await?;
        each(&rows, actual)
    }

    /// The identities of a fabric that Git or the cluster has, or of which drift was noted, behind one in their order;
    /// at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn compared_after(
        &self,
        fabric: FabricId,
        after: Option<&Identity>,
        limit: i64,
    ) -> Result<Vec<Identity>, StoreError> {
        let (kind, name, namespace, group) = behind(after);
        let one = |table: &str| {
            format!(
                "SELECT * FROM (SELECT DISTINCT kind, name, namespace, grp FROM {table} WHERE fabric_id = $1
                 AND (kind, name, namespace, grp) > ($2, $3, $4, $5)
                 ORDER BY kind, name, namespace, grp LIMIT $6) AS {table}_ids"
            )
        };
        let sql = format!(
            "{} UNION {} UNION {} ORDER BY kind, name, namespace, grp LIMIT $6",
            one("document"),
            one("actual"),
            one("drift")
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(fabric.0)
            .bind(kind)
            .bind(name)
            .bind(namespace)
            .bind(group)
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        each(&rows, identity)
    }
}

impl Transaction {
    /// Has a kind of a fabric followed, or tells what became of following it: the row stands as it is given.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_watched(
        &mut self,
        fabric: FabricId,
        watched: &Watched,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO watched (fabric_id, kind, grp, namespace, version, resource_version, listed_at, seen_at,
             away_since, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (fabric_id, kind, grp, namespace) DO UPDATE SET version = excluded.version,
             resource_version = excluded.resource_version, listed_at = excluded.listed_at,
             seen_at = excluded.seen_at, away_since = excluded.away_since, problem = excluded.problem",
        )
        .bind(fabric.0)
        .bind(&watched.kind.kind)
        .bind(&watched.kind.group)
        .bind(&watched.namespace)
        .bind(&watched.version)
        .bind(&watched.resource_version)
        .bind(watched.listed_at)
        .bind(watched.seen_at)
        .bind(watched.away_since)
        .bind(&watched.problem)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes that what no server follows now is not followed: what is known of its clusters is what was seen last.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn follow_nothing(&mut self, now: Millis) -> Result<(), StoreError> {
        for sql in [
            "UPDATE watched SET away_since = coalesce(seen_at, $1), problem = 'the server has just started'
             WHERE away_since IS NULL AND NOT EXISTS (SELECT 1 FROM fabric_lease AS lease
             WHERE lease.fabric_id = watched.fabric_id AND lease.work = 'follow'
             AND lease.holder IS NOT NULL AND lease.until > $1)",
            "UPDATE beside SET away_since = coalesce(seen_at, $1), problem = 'the server has just started'
             WHERE away_since IS NULL AND NOT EXISTS (SELECT 1 FROM fabric_lease AS lease
             WHERE lease.fabric_id = beside.fabric_id AND lease.work = 'follow'
             AND lease.holder IS NOT NULL AND lease.until > $1)",
        ] {
            sqlx::query(sql).bind(now).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Notes that a server begins to follow the cluster of a fabric: until it has, what is known is what was seen last.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn follow_anew(&mut self, fabric: FabricId, now: Millis) -> Result<(), StoreError> {
        for sql in [
            "UPDATE watched SET away_since = coalesce(seen_at, $1), problem = 'following has just begun'
             WHERE away_since IS NULL AND fabric_id = $2",
            "UPDATE beside SET away_since = coalesce(seen_at, $1), problem = 'following has just begun'
             WHERE away_since IS NULL AND fabric_id = $2",
        ] {
            sqlx::query(sql).bind(now).bind(fabric.0).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Follows a kind of a fabric no longer; what was seen of it goes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_watched(
        &mut self,
        fabric: FabricId,
        watched: &Watched,
    ) -> Result<(), StoreError> {
        let namespace = match watched.namespace.as_str() {
            "" => Identity::DEFAULT_NAMESPACE,
            namespace => namespace,
        };
        for (table, namespace) in [("watched", watched.namespace.as_str()), ("actual", namespace)] {
            let sql = format!(
                "DELETE FROM {table} WHERE fabric_id = $1 AND kind = $2 AND grp = $3 AND namespace = $4"
            );
            sqlx::query(AssertSqlSafe(sql))
                .bind(fabric.0)
                .bind(&watched.kind.kind)
                .bind(&watched.kind.group)
                .bind(namespace)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// The names of the objects of a kind in a namespace that the cluster was seen to have.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn names_of_actual(
        &mut self,
        fabric: FabricId,
        kind: &GroupKind,
        namespace: &str,
    ) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT name FROM actual WHERE fabric_id = $1 AND kind = $2 AND grp = $3 AND namespace = $4",
        )
        .bind(fabric.0)
        .bind(&kind.kind)
        .bind(&kind.group)
        .bind(namespace)
        .fetch_all(self.connection())
        .await?)
    }

    /// The names of the resources of a kind in a namespace that Git has.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn names_in_git(
        &mut self,
        fabric: FabricId,
        kind: &GroupKind,
        namespace: &str,
    ) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT DISTINCT name FROM document WHERE fabric_id = $1 AND kind = $2 AND grp = $3 AND namespace = $4",
        )
        .bind(fabric.0)
        .bind(&kind.kind)
        .bind(&kind.group)
        .bind(namespace)
        .fetch_all(self.connection())
        .await?)
    }

    /// Writes objects as they were seen; those of their identities are replaced.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_actual(
        &mut self,
        fabric: FabricId,
        objects: &[Actual],
    ) -> Result<(), StoreError> {
        for chunk in objects.chunks(ROWS) {
            let mut query = Query::new(
                "INSERT INTO actual (fabric_id, kind, name, namespace, grp, version, uid, resource_version, generation,
                 digest, object, changed_at) ",
            );
            query.push_values(chunk, |mut row, object| {
                row.push_bind(fabric.0)
                    .push_bind(&object.identity.kind)
                    .push_bind(&object.identity.name)
                    .push_bind(&object.identity.namespace)
                    .push_bind(&object.identity.group)
                    .push_bind(&object.version)
                    .push_bind(&object.uid)
                    .push_bind(&object.resource_version)
                    .push_bind(object.generation)
                    .push_bind(&object.digest)
                    .push_bind(&object.object)
                    .push_bind(object.changed_at);
            });
            query.push(
                " ON CONFLICT (fabric_id, kind, name, namespace, grp) DO UPDATE SET version = excluded.version,
                 uid = excluded.uid, resource_version = excluded.resource_version, generation = excluded.generation,
                 digest = excluded.digest, object = excluded.object, changed_at = excluded.changed_at",
            );
            query.build().persistent(chunk.len() == ROWS).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Has a fabric's kinds listed again, whatever was seen of them, and these objects written, whatever is known of
    /// them. What there is stays until then.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn list_again(
        &mut self,
        fabric: FabricId,
        wrong: &[Identity],
    ) -> Result<(), StoreError> {
        for id in wrong {
            // What is of no kind that is followed, nobody lists.
            for sql in [
                "DELETE FROM actual WHERE fabric_id = $1 AND kind = $2 AND name = $3 AND namespace = $4 AND grp = $5
                 AND NOT EXISTS (SELECT 1 FROM watched WHERE watched.fabric_id = actual.fabric_id
                 AND watched.kind = actual.kind AND watched.grp = actual.grp
                 AND watched.namespace IN (actual.namespace, ''))",
                "UPDATE actual SET digest = '' WHERE fabric_id = $1 AND kind = $2 AND name = $3
                 AND namespace = $4 AND grp = $5",
            ] {
                sqlx::query(sql)
                    .bind(fabric.0)
                    .bind(&id.kind)
                    .bind(&id.name)
                    .bind(&id.namespace)
                    .bind(&id.group)
                    .execute(self.connection())
                    .await?;
            }
        }
        sqlx::query("UPDATE watched SET resource_version = NULL WHERE fabric_id = $1")
            .bind(fabric.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Notes that objects are gone from the cluster.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_actual(
        &mut self,
        fabric: FabricId,
        gone: &[Identity],
    ) -> Result<(), StoreError> {
        remove_of_all(self.connection(), "actual", "", fabric, gone).await
    }
}
