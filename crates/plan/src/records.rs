//! A draft's records: whether Git moved under it, and which conflicts are on record, new or gone.

use hedgerow_merge::FieldConflict;
use hedgerow_model::{
    ChangeState, Conflict, ConflictId, ConflictKind, ConflictState, Draft, NewConflict, Party,
    Reason,
};
use hedgerow_schema::Catalogue;

use crate::combine::{Combined, DocumentState, meet_cluster, same, with_git};
use crate::introduced::introduced;
use crate::with_cluster::{InCluster, against_draft, reconcile_with_cluster};

/// The stored conflicts of one draft with what Git, or the cluster, has of its resource.
pub fn of_draft(stored: &[Conflict], draft: &Draft) -> Vec<Conflict> {
    let own = stored.iter().filter(|conflict| conflict.what.draft_id() == Some(draft.id));
    own.filter(|conflict| conflict.what.kind != ConflictKind::CrossResource).cloned().collect()
}

/// Whether Git's document is not the one the draft was started from.
pub fn is_outdated(draft: &Draft, git: Option<&DocumentState>) -> bool {
    match (&draft.base_text, git) {
        (None, None) => false,
        (Some(base), Some(git)) => *base != git.text || draft.base_standing != git.standing,
        _ => true,
    }
}

/// Whether a change can be published again because nothing of it conflicts any more: it was held by
/// conflicts, and none of them is open.
pub fn reopens(state: ChangeState, open_conflicts: i64) -> bool {
    state == ChangeState::Conflicted && open_conflicts == 0
}

/// What has to be written so that the records of a draft say what a merge just found.
#[derive(Debug, Default)]
pub struct Records {
    /// Disagreements without a record.
    pub open: Vec<NewConflict>,
    /// Records whose disagreement is gone or has other values now.
    pub supersede: Vec<ConflictId>,
}

/// Compares the stored conflicts of a draft and Git with those of a merge.
pub fn reconcile(
    draft: &Draft,
    git_commit: &str,
    stored: &[Conflict],
    now: &[FieldConflict],
) -> Records {
    let mut records = Records::default();
    let open = |conflict: &&Conflict| {
        conflict.state == ConflictState::Open && !conflict.what.is_with_cluster()
    };
    for conflict in now {
        if stored.iter().filter(open).any(|stored| same(stored, conflict)) {
            continue;
        }
        records.open.push(NewConflict {
            parties: vec![
                Party::Draft { change: draft.change_id, draft: draft.id },
                Party::Git { commit: git_commit.to_owned(), path: None },
            ],
            identity: draft.identity.clone(),
            path: conflict.path.clone(),
            kind: conflict.kind,
            base: conflict.base.clone(),
            draft: conflict.draft.clone(),
            git: conflict.git.clone(),
            cluster: None,
            detail: None,
            together: None,
        });
    }
    records.supersede = stored
        .iter()
        .filter(open)
        .filter(|stored| !now.iter().any(|conflict| same(stored, conflict)))
        .map(|conflict| conflict.id)
        .collect();
    records
}

/// What Git's document makes of a draft: whether it is outdated, whether it breaks its schema, and
/// what its records must say.
#[derive(Debug, Default)]
pub struct TrialMerge {
    /// Whether Git moved since the draft was started.
    pub outdated: bool,
    /// Whether publishing it would break a rule that Git does not break: asked of what the preview
    /// asks. Not where it conflicts: that is decided first.
    pub invalid: bool,
    /// Conflicts to be opened and superseded.
    pub records: Records,
}

/// What publishing a draft would make of its resource; `None` where it conflicts with what Git has, or
/// cannot be merged.
pub fn would_be(
    draft: &Draft,
    git: Option<&DocumentState>,
    catalogue: &Catalogue,
    stored: &[Conflict],
) -> Option<Option<DocumentState>> {
    let combined = on_git(draft, git, catalogue, stored);
    is_settled(&combined).then_some(combined.target)
}

/// Whether nothing of a merge is open.
fn is_settled(combined: &Combined) -> bool {
    combined.refused.is_none() && combined.conflicts.is_empty() && combined.with_cluster.is_empty()
}

/// What a draft's resource would be, as far as its conflicts are decided.
#[derive(Clone, Debug)]
pub struct Becomes {
    /// The document; `None`: there would be none. Where a conflict is open, Git's value is in it.
    pub target: Option<DocumentState>,
    /// How many conflicts are open.
    pub left: usize,
    /// Why nothing can be said of it.
    pub refused: Option<Reason>,
}

/// What a draft's resource would be with the decisions among `stored`.
pub fn would_become(
    draft: &Draft,
    git: Option<&DocumentState>,
    catalogue: &Catalogue,
    stored: &[Conflict],
) -> Becomes {
    let Combined { target, conflicts, with_cluster, refused } =
        on_git(draft, git, catalogue, stored);
    Becomes { target, left: conflicts.len() + with_cluster.len(), refused }
}

/// A draft merged onto Git's document, with what was decided about it and the cluster.
fn on_git(
    draft: &Draft,
    git: Option<&DocumentState>,
    catalogue: &Catalogue,
    stored: &[Conflict],
) -> Combined {
    let types = catalogue.list_types(&draft.identity.group_kind());
    meet_cluster(on_git_alone(draft, git, catalogue, stored), git, types.as_ref(), stored)
}

/// A draft merged onto Git's document. What nobody changed since it was started needs no merge.
fn on_git_alone(
    draft: &Draft,
    git: Option<&DocumentState>,
    catalogue: &Catalogue,
    stored: &[Conflict],
) -> Combined {
    if !is_outdated(draft, git) {
        let target = DocumentState::wanted_by(draft);
        return Combined { target, ..Combined::default() };
    }
    let types = catalogue.list_types(&draft.identity.group_kind());
    with_git(draft, git, types.as_ref(), stored)
}

/// Merges a draft onto Git's document for trial, and holds it against what the cluster has, so that a conflict is known
/// when it arises and not when somebody publishes. `stored` are the records of this draft.
pub fn merge_for_trial(
    draft: &Draft,
    git: Option<&DocumentState>,
    there: &InCluster,
    catalogue: &Catalogue,
    stored: &[Conflict],
    git_commit: &str,
) -> TrialMerge {
    let identity = &draft.identity;
    let breaks = |target: Option<&DocumentState>| {
        target != git && !introduced(catalogue, identity, git, target).broken.is_empty()
    };
    let alone = on_git_alone(draft, git, catalogue, stored);
    // Where nothing can be said, what was said is.
    let mut records = Records::default();
    if alone.refused.is_none() {
        records = reconcile(draft, git_commit, stored, &alone.conflicts);
        let party = Party::Draft { change: draft.change_id, draft: draft.id };
        let target = alone.target.as_ref();
        let now = match there {
            InCluster::Nowhere => Some(Vec::new()),
            InCluster::Unknown => None,
            InCluster::Seen(seen) => {
                let git = (git, git_commit);
                Some(against_draft((identity, party), target, git, seen, catalogue))
            }
        };
        if let Some(now) = now {
            let Records { open, supersede } = reconcile_with_cluster(stored, now);
            records.open.extend(open);
            records.supersede.extend(supersede);
        }
    }
    let types = catalogue.list_types(&identity.group_kind());
    let combined = meet_cluster(alone, git, types.as_ref(), stored);
    let is_asked = records.open.iter().any(NewConflict::is_with_cluster);
    let invalid = is_settled(&combined) && !is_asked && breaks(combined.target.as_ref());
    TrialMerge { outdated: is_outdated(draft, git), invalid, records }
}
