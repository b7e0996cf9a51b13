//! Conflicts as pages.

use hedgerow_model::{Conflict, ConflictId, ConflictState, FabricId, Identity};
use sqlx::Row;

use super::push_fabrics;
use crate::conflicts::conflict;
use crate::dialect::Query;
use crate::sql::identity;
use crate::{Store, StoreError};

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
