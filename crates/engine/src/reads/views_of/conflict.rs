//! Conflicts.

use std::collections::HashMap;

use hedgerow_model::{Conflict, FabricId};

use crate::error::EngineError;
use crate::reads::Reads;
use crate::views::{ConflictLife, ConflictView};

impl Reads<'_> {
    /// Conflicts as views, without asking for each of them.
    pub(crate) async fn conflict_views(
        &self,
        conflicts: Vec<Conflict>,
    ) -> Result<Vec<ConflictView>, EngineError> {
        if conflicts.is_empty() {
            return Ok(Vec::new());
        }
        let changes = conflicts.iter().filter_map(|one| one.what.change_id());
        let names = self.names_of_changes(changes).await?;
        let mut fabrics: Vec<FabricId> = conflicts.iter().map(|one| one.fabric_id).collect();
        fabrics.dedup();
        let fabrics: HashMap<FabricId, String> = self
            .store
            .fabrics_of_all(&fabrics)
            .await?
            .into_iter()
            .map(|fabric| (fabric.id, fabric.name))
            .collect();
        let view = |conflict: Conflict| {
            let fabric = fabrics.get(&conflict.fabric_id).cloned().unwrap_or_default();
            let change = conflict.what.change_id().and_then(|id| names.get(&id).cloned());
            conflict_view(conflict, fabric, change)
        };
        Ok(conflicts.into_iter().map(view).collect())
    }
}

pub(crate) fn conflict_view(
    conflict: Conflict,
    fabric: String,
    change: Option<String>,
) -> ConflictView {
    let what = conflict.what;
    let (change_id, git_commit) = (what.change_id(), what.git_commit().to_owned());
    ConflictView {
        id: conflict.id.0,
        fabric,
        change,
        change_id: change_id.map(|id| id.to_string()),
        group: what.identity.group,
        kind: what.identity.kind,
        namespace: what.identity.namespace,
        name: what.identity.name,
        path: what.path,
        conflict: what.kind,
        base: what.base,
        draft: what.draft,
        git: what.git,
        cluster: what.cluster,
        git_commit,
        parties: what.parties,
        detail: what.detail,
        together: what.together,
        state: conflict.state,
        decision: conflict.decision,
        decided_by: conflict.decided_by,
        opened_at: conflict.opened_at,
        closed_at: conflict.closed_at,
        life: ConflictLife {
            why: conflict.life.why,
            policy: conflict.life.rule_used,
            assignee: conflict.life.assignee,
            successor: conflict.life.successor.map(|id| id.0),
            draft_by: conflict.life.draft_by,
            draft_at: conflict.life.draft_at,
        },
    }
}
