//! What the open changes of a fabric would make of its resources.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{Change, ChangeId, Draft, Fabric, Identity};
use hedgerow_rules::Edit;

use super::Judging;
use crate::error::EngineError;
use crate::views::Evidence;

/// Most drafts that are looked at: those that were edited last.
const MOST_DRAFTS: usize = 2_000;

/// What an open change would do.
pub(super) struct OpenChange {
    pub(super) id: ChangeId,
    pub(super) name: String,
    /// What it makes of its resources; without those that conflict.
    pub(super) edits: Vec<Edit>,
}

/// The open changes of a fabric.
pub(super) struct OpenChanges {
    /// In the order of their ids.
    pub(super) changes: Vec<OpenChange>,
    /// What was left out, if anything was.
    pub(super) left_out: Option<String>,
}

impl Judging<'_> {
    /// The open changes of a fabric, with their drafts of resources that are `wanted`.
    pub(super) async fn open_changes(
        &self,
        fabric: &Fabric,
        wanted: impl Fn(&Identity) -> bool,
    ) -> Result<OpenChanges, EngineError> {
        let mut drafts = self.store.active_drafts(fabric.id).await?;
        drafts.retain(|draft| wanted(&draft.identity));
        let left_out = keep_newest(&mut drafts);
        let left_out = (left_out > 0).then(|| {
            format!("only the {MOST_DRAFTS} most recently edited drafts are considered; {left_out} more are not")
        });
        if drafts.is_empty() {
            return Ok(OpenChanges { changes: Vec::new(), left_out });
        }
        let edits = self.drafted(fabric, drafts).await?.edits;
        let ids: Vec<ChangeId> = edits.keys().copied().collect();
        let named = self.store.changes_with_fabrics(&ids).await?;
        let mut names: HashMap<ChangeId, String> =
            named.into_iter().map(|(change, _)| (change.id, change.name)).collect();
        let of_change = |(id, edits): (ChangeId, Vec<Edit>)| {
            let name = names.remove(&id).unwrap_or_else(|| id.to_string());
            OpenChange { id, name, edits }
        };
        let changes = edits.into_iter().map(of_change).collect();
        Ok(OpenChanges { changes, left_out })
    }

    /// What the open change of this name or id makes of its resources, but for those that are `left`; nothing where there
    /// is none yet. Of a change that is too large, the drafts that were edited last.
    pub(crate) async fn edits_of_change(
        &self,
        fabric: &Fabric,
        change: &str,
        left: &BTreeSet<Identity>,
    ) -> Result<Vec<Edit>, EngineError> {
        let named: Vec<Change> = match change.parse::<ChangeId>() {
            Ok(id) => self.store.change(id).await?.into_iter().collect(),
            Err(_) => self.store.changes_by_name(change).await?,
        };
        let is_meant = |one: &Change| one.fabric_id == fabric.id && !one.state.is_final();
        let Some(change) = named.into_iter().find(is_meant) else { return Ok(Vec::new()) };
        let mut drafts = self.store.drafts(change.id).await?;
        drafts.retain(|draft| !left.contains(&draft.identity));
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        keep_newest(&mut drafts);
        let edits = self.drafted(fabric, drafts).await?.edits;
        Ok(edits.into_values().flatten().collect())
    }

    /// What answers about a fabric's resources are concluded from.
    pub(super) async fn evidence(&self, fabric: &Fabric) -> Result<Evidence, EngineError> {
        let source = self.source_of(fabric).await?;
        let queue = self.store.queue(source.queue_id).await?;
        Ok(Evidence { commit: source.ingested_commit, looked_at: queue.looked_at })
    }
}

/// Keeps the drafts that were edited last; how many are left out.
fn keep_newest(drafts: &mut Vec<Draft>) -> usize {
    let left_out = drafts.len().saturating_sub(MOST_DRAFTS);
    if left_out > 0 {
        drafts.sort_by_key(|draft| std::cmp::Reverse((draft.updated_at, draft.id)));
        drafts.truncate(MOST_DRAFTS);
    }
    left_out
}
