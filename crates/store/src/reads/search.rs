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
        let mut query = Query::new(
            "SELECT document.kind, document.name, document.namespace, document.grp,
             fabric.name AS fabric FROM document
             JOIN fabric ON fabric.id = document.fabric_id WHERE ",
        );
        push_like(&mut query, "document.name", &part);
        push_fabrics(&mut query, "document.fabric_id", fabrics);
        query.push(
            " GROUP BY document.kind, document.name, document.namespace, document.grp, fabric.name
             ORDER BY ",
        );
        push_like(&mut query, "document.name", &start);
        query
            .push(" DESC, length(document.name), document.name, document.kind, fabric.name LIMIT ");
        query.push_bind(limit);
        for row in query.build().fetch_all(self.readers()).await? {
            hits.push(Hit::Resource { fabric: row.try_get("fabric")?, identity: identity(&row)? });
        }
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
