//! Conflicts as pages.

use hedgerow_model::{
    ChangeId, Conflict, ConflictId, ConflictKind, ConflictState, FabricId, Identity,
};
use sqlx::Row;

use super::push_fabrics;
use crate::conflicts::conflict;
use crate::dialect::{DbRow, Query};
use crate::sql::{identity, maybe_word, word};
use crate::{Store, StoreError};

/// An open conflict without its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictLine {
    /// Its number.
    pub id: ConflictId,
    /// The change; `None` for a conflict within Git itself.
    pub change_id: Option<ChangeId>,
    /// The resource.
    pub identity: Identity,
    /// What sort of disagreement.
    pub kind: ConflictKind,
}

impl Store {
    /// Conflicts in one state (all when `None`), oldest first, behind `after`, with the names of
    /// their fabrics and changes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts_page(
        &self,
        fabrics: Option<&[FabricId]>,
        state: Option<ConflictState>,
        after: Option<ConflictId>,
        limit: i64,
    ) -> Result<Vec<(Conflict, String, Option<String>)>, StoreError> {
        let mut query = Query::new(
            "SELECT conflict.*, fabric.name AS fabric, change.name AS change_name FROM conflict
             JOIN fabric ON fabric.id = conflict.fabric_id
             LEFT JOIN change ON change.id = conflict.change_id WHERE TRUE",
        );
        push_fabrics(&mut query, "conflict.fabric_id", fabrics);
        if let Some(state) = state {
            query.push(" AND conflict.state = ").push_bind(state.as_str());
        }
        if let Some(after) = after {
            query.push(" AND conflict.id > ").push_bind(after.0);
        }
        query.push(" ORDER BY conflict.id LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| Ok((conflict(row)?, row.try_get("fabric")?, row.try_get("change_name")?)))
            .collect()
    }

    /// The open and resolved conflicts of a resource: with the drafts of one change, or (without one)
    /// within Git itself.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts_about(
        &self,
        fabric: FabricId,
        change: Option<ChangeId>,
        what: &Identity,
    ) -> Result<Vec<Conflict>, StoreError> {
        let mut query = Query::new("SELECT * FROM conflict WHERE fabric_id = ");
        query.push_bind(fabric.0);
        match change {
            Some(change) => query.push(" AND change_id = ").push_bind(change.to_string()),
            None => query.push(" AND change_id IS NULL"),
        };
        query.push(" AND kind = ").push_bind(&what.kind).push(" AND name = ").push_bind(&what.name);
        query.push(" AND namespace = ").push_bind(&what.namespace);
        query.push(" AND grp = ").push_bind(&what.group);
        query.push(" AND state IN ('open', 'resolved') ORDER BY id");
        query.build().fetch_all(self.readers()).await?.iter().map(conflict).collect()
    }

    /// The open conflicts of a fabric without their values, by resource.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_conflict_lines(
        &self,
        fabric: FabricId,
    ) -> Result<Vec<ConflictLine>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, change_id, disagreement, kind, name, namespace, grp FROM conflict
             WHERE fabric_id = $1 AND state = 'open' ORDER BY kind, name, namespace, grp, id",
        )
        .bind(fabric.0)
        .fetch_all(self.readers())
        .await?;
        let line = |row: &DbRow| {
            Ok(ConflictLine {
                id: ConflictId(row.try_get("id")?),
                change_id: maybe_word(row, "change_id")?,
                identity: identity(row)?,
                kind: word(row, "disagreement")?,
            })
        };
        rows.iter().map(line).collect()
    }

    /// The resources of a fabric that have an open conflict.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicted(&self, fabric: FabricId) -> Result<Vec<Identity>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT kind, name, namespace, grp FROM conflict
             WHERE fabric_id = $1 AND state = 'open'",
        )
        .bind(fabric.0)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(identity).collect()
    }
}
