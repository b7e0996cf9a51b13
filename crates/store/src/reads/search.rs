//! Finding things by a part of their name.

use hedgerow_model::{ChangeId, FabricId, Identity, RunId};
use sqlx::Row;

use super::push_fabrics;
use crate::dialect::{DbRow, Query, patterns, push_like, push_matches};
use crate::sql::{identity, over, word};
use crate::{Store, StoreError};

/// Something whose name matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A fabric.
    Fabric {
        /// Its name.
        name: String,
    },
    /// A resource.
    Resource {
        /// Its fabric's name.
        fabric: String,
        /// The resource.
        identity: Identity,
    },
    /// A change.
    Change {
        /// Its id.
        id: ChangeId,
        /// Its fabric's name.
        fabric: String,
        /// Its name.
        name: String,
        /// Its state.
        state: String,
    },
}

/// A resource as somebody names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'t> {
    /// How its kind begins; any where it is left out.
    pub kind: Option<&'t str>,
    /// Its namespace; any where it is left out.
    pub namespace: Option<&'t str>,
    /// A part of its name; any where it is empty.
    pub name: &'t str,
}

/// A live resource whose text matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextHit {
    /// Its fabric's name.
    pub fabric: String,
    /// The resource.
    pub identity: Identity,
    /// Its text.
    pub text: String,
}

impl Store {
    /// Live resources whose text matches a regular expression, in the order of fabric and resource. At most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn search_texts(
        &self,
        fabrics: Option<&[FabricId]>,
        pattern: &str,
        limit: i64,
    ) -> Result<Vec<TextHit>, StoreError> {
        let mut query = Query::new(
            "SELECT document.kind, document.name, document.namespace, document.grp, document.text,
             fabric.name AS fabric FROM document
             JOIN fabric ON fabric.id = document.fabric_id
             WHERE document.standing = 'live' AND ",
        );
        push_matches(&mut query, "document.text", pattern);
        push_fabrics(&mut query, "document.fabric_id", fabrics);
        query.push(" ORDER BY fabric.name, document.kind, document.name, document.namespace, document.grp LIMIT ");
        query.push_bind(limit);
        let rows = query.build().fetch_all(self.readers()).await?;
        let hit = |row: &DbRow| {
            Ok(TextHit {
                fabric: row.try_get("fabric")?,
                identity: identity(row)?,
                text: row.try_get("text")?,
            })
        };
        rows.iter().map(hit).collect()
    }

    /// Runs that name a commit that begins with these digits, the newest first. At most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn runs_of_commit(&self, digits: &str, limit: i64) -> Result<Vec<RunId>, StoreError> {
        let (_, part) = patterns(&format!("\"{digits}"));
        let mut query = Query::new("SELECT id FROM run WHERE ");
        push_like(&mut query, "summary", &part);
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| Ok(RunId(row.try_get("id")?))).collect()
    }

    /// Resources that are named so, in Git or new in an open change, without regard to the case of ASCII letters: of the
    /// kind that is closest first, then those whose name starts so. At most `limit`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn search_resources(
        &self,
        fabrics: Option<&[FabricId]>,
        named: Named<'_>,
        limit: i64,
    ) -> Result<Vec<Hit>, StoreError> {
        let mut query = Query::new(
            "SELECT known.kind, known.name, known.namespace, known.grp, fabric.name AS fabric FROM (
             SELECT document.fabric_id, document.kind, document.name, document.namespace, document.grp
             FROM document WHERE ",
        );
        push_named(&mut query, "document", named);
        push_fabrics(&mut query, "document.fabric_id", fabrics);
        query.push(
            " UNION SELECT draft.fabric_id, draft.kind, draft.name, draft.namespace, draft.grp
             FROM draft JOIN change ON change.id = draft.change_id
             WHERE draft.text IS NOT NULL AND change.state NOT IN ",
        );
        push_named(query.push(over()).push(" AND "), "draft", named);
        push_fabrics(&mut query, "draft.fabric_id", fabrics);
        query.push(") AS known JOIN fabric ON fabric.id = known.fabric_id ORDER BY ");
        if named.kind.is_some() {
            query.push("length(known.kind), known.kind, ");
        }
        push_like(&mut query, "known.name", &patterns(named.name).0);
        query.push(" DESC, length(known.name), known.name, known.kind, known.namespace, fabric.name LIMIT ");
        query.push_bind(limit);
        let rows = query.build().fetch_all(self.readers()).await?;
        let hit = |row: &DbRow| {
            Ok(Hit::Resource { fabric: row.try_get("fabric")?, identity: identity(row)? })
        };
        rows.iter().map(hit).collect()
    }

    /// Fabrics, resources and changes whose name has `text` in it, without regard to the case of
    /// ASCII letters; names that start with it first. At most `limit` of each sort.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn search(
        &self,
        fabrics: Option<&[FabricId]>,
        text: &str,
        limit: i64,
    ) -> Result<Vec<Hit>, StoreError> {
        let (start, part) = patterns(text);
        let mut hits = Vec::new();
        let mut query = Query::new("SELECT name FROM fabric WHERE ");
        push_like(&mut query, "name", &part);
        push_fabrics(&mut query, "id", fabrics);
        push_like(query.push(" ORDER BY "), "name", &start);
        query.push(" DESC, length(name), name LIMIT ").push_bind(limit);
        for row in query.build().fetch_all(self.readers()).await? {
            hits.push(Hit::Fabric { name: row.try_get("name")? });
        }
        let named = Named { kind: None, namespace: None, name: text };
        hits.extend(self.search_resources(fabrics, named, limit).await?);
        let mut query = Query::new(
            "SELECT change.id, change.name, change.state, fabric.name AS fabric FROM change
             JOIN fabric ON fabric.id = change.fabric_id WHERE ",
        );
        push_like(&mut query, "change.name", &part);
        push_fabrics(&mut query, "change.fabric_id", fabrics);
        query.push(" ORDER BY change.state IN ").push(over()).push(", ");
        push_like(&mut query, "change.name", &start);
        query.push(" DESC, change.id DESC LIMIT ").push_bind(limit);
        for row in query.build().fetch_all(self.readers()).await? {
            hits.push(Hit::Change {
                id: word(&row, "id")?,
                fabric: row.try_get("fabric")?,
                name: row.try_get("name")?,
                state: row.try_get("state")?,
            });
        }
        Ok(hits)
    }
}

/// The condition that a row of a table is named so.
fn push_named(query: &mut Query, table: &str, named: Named<'_>) {
    push_like(query, &format!("{table}.name"), &patterns(named.name).1);
    if let Some(kind) = named.kind {
        push_like(query.push(" AND "), &format!("{table}.kind"), &patterns(kind).0);
    }
    if let Some(namespace) = named.namespace {
        query.push(" AND ").push(table).push(".namespace = ").push_bind(namespace.to_owned());
    }
}
