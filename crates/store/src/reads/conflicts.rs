//! Conflicts as pages.

use hedgerow_model::{
    ChangeId, Conflict, ConflictId, ConflictKind, ConflictState, FabricId, Identity,
};
use sqlx::Row;

use super::push_fabrics;
use crate::conflicts::conflict;
use crate::dialect::{DbRow, Query, push_same_login};
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

/// Which conflicts are asked for; what is `None` cuts nothing down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConflictFilter {
    /// Where they are in their life.
    pub state: Option<ConflictState>,
    /// What sort of disagreement.
    pub disagreement: Option<ConflictKind>,
    /// The change whose draft is a side.
    pub change: Option<ChangeId>,
    /// The kind of the resource.
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Who is to decide, by login; empty: nobody.
    pub assignee: Option<String>,
}

impl ConflictFilter {
    fn push(&self, query: &mut Query) {
        let words = [
            ("state", self.state.map(|it| it.as_str().to_owned())),
            ("disagreement", self.disagreement.map(|it| it.as_str().to_owned())),
            ("change_id", self.change.map(|it| it.to_string())),
            ("kind", self.kind.clone()),
            ("name", self.name.clone()),
        ];
        for (column, word) in words {
            let Some(word) = word else { continue };
            query.push(format!(" AND conflict.{column} = ")).push_bind(word);
        }
        match self.assignee.as_deref() {
            None => {}
            Some("") => _ = query.push(" AND conflict.assignee IS NULL"),
            Some(login) => push_same_login(query, " AND conflict.assignee", login),
        }
    }
}

impl Store {
    /// Conflicts, oldest first, behind `after`, with the names of their fabrics and changes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn conflicts_page(
        &self,
        fabrics: Option<&[FabricId]>,
        filter: &ConflictFilter,
        after: Option<ConflictId>,
        limit: i64,
    ) -> Result<Vec<(Conflict, String, Option<String>)>, StoreError> {
        let mut query = Query::new(
            "SELECT conflict.*, fabric.name AS fabric, change.name AS change_name FROM conflict
             JOIN fabric ON fabric.id = conflict.fabric_id
             LEFT JOIN change ON change.id = conflict.change_id WHERE TRUE",
        );
        push_fabrics(&mut query, "conflict.fabric_id", fabrics);
        filter.push(&mut query);
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
