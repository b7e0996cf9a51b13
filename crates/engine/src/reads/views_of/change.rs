//! Changes with their drafts.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{Change, ChangeId, ChangeState, ConflictState, Reason, Standing};
use hedgerow_store::DraftLine;

use crate::error::{EngineError, Thing};
use crate::reads::Reads;
use crate::views::{ChangeInCluster, ChangeView, DraftView};

impl Reads<'_> {
    /// Changes with the names of their fabrics, as views.
    pub(in crate::reads) async fn change_views(
        &self,
        changes: Vec<(Change, String)>,
    ) -> Result<Vec<ChangeView>, EngineError> {
        let ids: Vec<_> = changes.iter().map(|(change, _)| change.id).collect();
        let mut drafts: HashMap<_, Vec<DraftLine>> = HashMap::new();
        for draft in self.store.draft_lines(&ids).await? {
            drafts.entry(draft.change_id).or_default().push(draft);
        }
        let mut conflicts: HashMap<_, usize> = HashMap::new();
        let mut troubled: HashSet<_> = HashSet::new();
        for (change, draft, count) in
            self.store.count_conflicts_of(&ids, ConflictState::Open).await?
        {
            *conflicts.entry(change).or_default() += usize::try_from(count).unwrap_or(0);
            troubled.extend(draft);
        }
        let mut clashes = self.clash_views(&ids).await?;
        let mut seen = self.drafts().seen(&changes).await?;
        let runs: HashMap<_, _> = self.store.latest_runs(&ids).await?.into_iter().collect();
        let view = |(change, fabric): (Change, String)| {
            let seen = seen.remove(&change.id).unwrap_or_default();
            let open = conflicts.get(&change.id).copied().unwrap_or(0);
            let state = change.state.shown(open);
            // Why it is shown there: what was said when it got where it is, or what holds it now.
            let conflicted = open > 0 && state == ChangeState::Conflicted;
            let reason = match conflicted {
                true => Some(Reason::Conflicts { count: open }),
                false => change.reason,
            };
            let run = runs.get(&change.id).map(|run| run.0);
            ChangeView {
                authors: seen.people,
                revision: seen.revision,
                four_eyes: seen.four_eyes,
                approvals: seen.approvals,
                run,
                published_at: change.published_at,
                drafts: drafts
                    .remove(&change.id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|draft| draft_view(&draft, troubled.contains(&draft.id)))
                    .collect(),
                conflicts: open,
                last_save: None,
                in_cluster: None,
                clashes: clashes.remove(&change.id).unwrap_or_default(),
                id: change.id.to_string(),
                change: change.name,
                fabric,
                state,
                reason,
                commit: change.commit,
                message: change.message,
                author: change.author,
                // Of one that is asked for once more, it is not known any more who asked before.
                published_by: (state == ChangeState::Published)
                    .then_some(change.requested)
                    .flatten()
                    .map(|requested| requested.person),
                created_at: change.created_at,
                updated_at: change.updated_at,
            }
        };
        Ok(changes.into_iter().map(view).collect())
    }

    pub(crate) async fn change_view(&self, id: ChangeId) -> Result<ChangeView, EngineError> {
        let views = self.change_views(self.store.changes_with_fabrics(&[id]).await?).await?;
        let found = views.into_iter().next();
        let view = found.ok_or_else(|| EngineError::not_found(Thing::Change, id.to_string()))?;
        let in_cluster = match view.state {
            ChangeState::Published => self.reached(id, &view.fabric).await?,
            _ => None,
        };
        Ok(ChangeView { in_cluster, last_save: self.drafts().last_saved(id).await?, ..view })
    }

    /// How far a published change is in the cluster of its fabric.
    async fn reached(
        &self,
        id: ChangeId,
        fabric: &str,
    ) -> Result<Option<ChangeInCluster>, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let lines = self.store.draft_lines(&[id]).await?;
        let ids: Vec<_> = lines.into_iter().map(|line| line.identity).collect();
        self.observe().reached(fabric.id, &ids).await
    }

    /// What changes are called.
    pub(crate) async fn names_of_changes(
        &self,
        ids: impl Iterator<Item = ChangeId>,
    ) -> Result<HashMap<ChangeId, String>, EngineError> {
        let mut ids: Vec<ChangeId> = ids.collect();
        ids.sort();
        ids.dedup();
        let changes = self.store.changes_with_fabrics(&ids).await?;
        Ok(changes.into_iter().map(|(change, _)| (change.id, change.name)).collect())
    }
}

fn draft_view(draft: &DraftLine, in_conflict: bool) -> DraftView {
    DraftView {
        action: action(draft).to_owned(),
        state: draft_state(in_conflict, draft).to_owned(),
        group: draft.identity.group.clone(),
        kind: draft.identity.kind.clone(),
        namespace: draft.identity.namespace.clone(),
        name: draft.identity.name.clone(),
        author: draft.author.clone(),
        revision: draft.revision,
        updated_at: draft.updated_at,
    }
}

/// What a draft does to its resource, in one word or two.
pub(crate) fn action(draft: &DraftLine) -> &'static str {
    match (draft.has_base, draft.has_text) {
        (_, false) => "delete",
        (false, true) => "add",
        (true, true) => match (draft.base_standing, draft.standing) {
            (Standing::CommentedOut, Standing::Live) => "uncomment",
            (Standing::Live, Standing::CommentedOut) => "comment out",
            _ if draft.keeps_one => "keep one",
            _ => "edit",
        },
    }
}

/// How a draft stands to Git, in one word or two.
pub(crate) fn draft_state(in_conflict: bool, draft: &DraftLine) -> &'static str {
    match (in_conflict, draft.invalid, draft.outdated) {
        (true, _, _) => "conflict",
        (false, true, _) => "invalid",
        (false, false, true) => "outdated",
        (false, false, false) => "merges cleanly",
    }
}
