//! What Git and fabrics' clusters last agreed on.

use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_model::{FabricId, Identity};
use sqlx::{AssertSqlSafe, Row};

use crate::actual::{behind, distinct};
use crate::dialect::{Connection, Query, ROWS, THEN_JOIN};
use crate::sql::{each, identity};
use crate::wanted::{of_all, remove_of_all, wanted};
use crate::{Millis, Store, StoreError, Transaction};

/// A resource of which Git says what both last agreed on, with what the cluster has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedPair {
    /// The resource.
    pub identity: Identity,
    /// What its one live document says.
    pub text: String,
    /// The cluster's object, as JSON.
    pub object: String,
}

both! {
    /// Those of these identities of which Git says what it last agreed on with the cluster.
    ///
    /// # Errors
    /// When the database does not answer.
    level_of_all(fabric: FabricId, ids: &[Identity]) -> HashSet<Identity> = read_level_of_all;

    /// The texts that Git and the cluster last agreed on, of these identities.
    ///
    /// # Errors
    /// When the database does not answer.
    agreed_of_all(fabric: FabricId, ids: &[Identity]) -> HashMap<Identity, String> = read_agreed_of_all;
}

async fn read_level_of_all(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<HashSet<Identity>, StoreError> {
    let mut found = HashSet::new();
    for chunk in distinct(ids).chunks(ROWS) {
        let mut query = wanted(chunk);
        query.push("SELECT agreed.kind, agreed.name, agreed.namespace, agreed.grp FROM wanted ");
        query.push(THEN_JOIN).push(
            " agreed ON agreed.kind = wanted.kind AND agreed.name = wanted.name
             AND agreed.namespace = wanted.namespace AND agreed.grp = wanted.grp AND agreed.fabric_id = ",
        );
        query.push_bind(fabric.0).push(" ").push(THEN_JOIN).push(
            " document ON document.kind = wanted.kind AND document.name = wanted.name
             AND document.namespace = wanted.namespace AND document.grp = wanted.grp
             AND document.standing = 'live' AND document.fabric_id = agreed.fabric_id
             GROUP BY 1, 2, 3, 4 HAVING count(*) = 1 AND min(document.text) = min(agreed.text)",
        );
        for row in query.build().fetch_all(&mut *of).await? {
            found.insert(identity(&row)?);
        }
    }
    Ok(found)
}

async fn read_agreed_of_all(
    of: &mut Connection,
    fabric: FabricId,
    ids: &[Identity],
) -> Result<HashMap<Identity, String>, StoreError> {
    let mut found = HashMap::new();
    for chunk in distinct(ids).chunks(ROWS) {
        let mut query = of_all("agreed", "agreed.*", fabric, chunk);
        for row in query.build().fetch_all(&mut *of).await? {
            found.insert(identity(&row)?, row.try_get("text")?);
        }
    }
    Ok(found)
}

/// Whether a row of a table is of the resource of a row of `agreed`.
fn as_agreed(table: &str) -> String {
    format!(
        "{table}.fabric_id = agreed.fabric_id AND {table}.kind = agreed.kind AND {table}.name = agreed.name
         AND {table}.namespace = agreed.namespace AND {table}.grp = agreed.grp"
    )
}

impl Store {
    /// The identities of which a text is kept that Git and the cluster agreed on, and nothing else: neither has the
    /// resource, and no difference was noted. Behind one in their order; at most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn agreed_alone(
        &self,
        fabric: FabricId,
        after: Option<&Identity>,
        limit: i64,
    ) -> Result<Vec<Identity>, StoreError> {
        let (kind, name, namespace, group) = behind(after);
        let sql = format!(
            "SELECT kind, name, namespace, grp FROM agreed WHERE fabric_id = $1
             AND (kind, name, namespace, grp) > ($2, $3, $4, $5)
             AND NOT EXISTS (SELECT 1 FROM document WHERE {})
             AND NOT EXISTS (SELECT 1 FROM actual WHERE {})
             AND NOT EXISTS (SELECT 1 FROM drift WHERE {})
             ORDER BY kind, name, namespace, grp LIMIT $6",
            as_agreed("document"),
            as_agreed("actual"),
            as_agreed("drift"),
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

    /// The resources of which nothing is on record but that both sides agreed: of the identities behind `after` up to
    /// `last`, in their order, those with one live document, that says what was agreed, and with an object; without
    /// those of which a difference, or a conflict with the cluster that is open or decided, was noted. Of the first
    /// `limit` identities of which anything was agreed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn agreed_pairs(
        &self,
        fabric: FabricId,
        after: Option<&Identity>,
        last: &Identity,
        limit: i64,
    ) -> Result<Vec<AgreedPair>, StoreError> {
        let (kind, name, namespace, group) = behind(after);
        // With its limit, the part that is cut out is read by itself: otherwise SQLite bounds the documents by it too, and
        // goes through all of a kind for each.
        let sql = format!(
            "WITH few AS (SELECT * FROM agreed WHERE fabric_id = $1 AND (kind, name, namespace, grp) > ($2, $3, $4, $5)
             AND (kind, name, namespace, grp) <= ($6, $7, $8, $9) ORDER BY kind, name, namespace, grp LIMIT $10)
             SELECT agreed.kind, agreed.name, agreed.namespace, agreed.grp, document.text, actual.object
             FROM few AS agreed {THEN_JOIN} document {THEN_JOIN} actual
             WHERE {} AND document.standing = 'live' AND document.text = agreed.text AND {}
             AND NOT EXISTS (SELECT 1 FROM document AS another WHERE {} AND another.standing = 'live'
             AND another.id <> document.id)
             AND NOT EXISTS (SELECT 1 FROM drift WHERE {})
             AND NOT EXISTS (SELECT 1 FROM conflict WHERE {} AND conflict.with_cluster = 1
             AND conflict.state <> 'superseded')
             ORDER BY agreed.kind, agreed.name, agreed.namespace, agreed.grp",
            as_agreed("document"),
            as_agreed("actual"),
            as_agreed("another"),
            as_agreed("drift"),
            as_agreed("conflict"),
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(fabric.0)
            .bind(kind)
            .bind(name)
            .bind(namespace)
            .bind(group)
            .bind(&last.kind)
            .bind(&last.name)
            .bind(&last.namespace)
            .bind(&last.group)
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        each(&rows, |row| {
            Ok(AgreedPair {
                identity: identity(row)?,
                text: row.try_get("text")?,
                object: row.try_get("object")?,
            })
        })
    }
}

impl Transaction {
    /// Keeps the texts that Git and the cluster agree on now; `None`: neither has the resource any more. What is
    /// said last of a resource counts.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_agreed(
        &mut self,
        fabric: FabricId,
        agreed: &[(Identity, Option<String>)],
        now: Millis,
    ) -> Result<(), StoreError> {
        let agreed: BTreeMap<&Identity, Option<&str>> =
            agreed.iter().map(|(id, text)| (id, text.as_deref())).collect();
        let texts: Vec<(&Identity, &str)> =
            agreed.iter().filter_map(|(id, text)| Some((*id, (*text)?))).collect();
        for chunk in texts.chunks(ROWS) {
            let mut query =
                Query::new("INSERT INTO agreed (fabric_id, kind, name, namespace, grp, text, at) ");
            query.push_values(chunk, |mut row, (id, text)| {
                row.push_bind(fabric.0)
                    .push_bind(&id.kind)
                    .push_bind(&id.name)
                    .push_bind(&id.namespace)
                    .push_bind(&id.group)
                    .push_bind(*text)
                    .push_bind(now);
            });
            query.push(
                " ON CONFLICT (fabric_id, kind, name, namespace, grp)
                 DO UPDATE SET text = excluded.text, at = excluded.at",
            );
            query.build().persistent(chunk.len() == ROWS).execute(self.connection()).await?;
        }
        let gone = agreed.iter().filter(|(_, text)| text.is_none());
        let gone: Vec<Identity> = gone.map(|(id, _)| (*id).clone()).collect();
        remove_of_all(self.connection(), "agreed", "", fabric, &gone).await
    }
}
