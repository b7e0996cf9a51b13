//! What publishing a change now would push, and what would hold it back: the same merge as a publish,
//! with nothing written.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{
    Change, ConflictState, Draft, Fabric, GroupKind, Reason, Severity, Watched, rule,
};
use hedgerow_plan::{Disagreement, Fate, Preview};

use super::Outbound;
use super::inputs::gather_with;
use crate::core::{blocking, whole};
use crate::drafts::ChangeError;
use crate::error::EngineError;
use crate::reads::finding_view;
use crate::views::{DiffView, FindingView};

impl Outbound<'_> {
    /// The exact diff that publishing the change now would push.
    pub(crate) async fn preview(&self, change: &str) -> Result<DiffView, EngineError> {
        let change = self.change_named(change).await?;
        if change.state.is_final() {
            return Err(ChangeError::NoDiff {
                change: change.name,
                state: change.state,
                commit: change.commit,
            }
            .into());
        }
        let fabric = self.fabric_by_id(change.fabric_id).await?;
        let source = self.source_of(&fabric).await?;
        let branch = self.ingest().readable(source.queue_id).await?;
        let mut inputs = self.inputs(&branch, std::slice::from_ref(&change)).await?;
        let input = inputs.pop().ok_or_else(|| {
            EngineError::Internal(format!(
                "change `{}` lost its source in the meantime",
                change.name
            ))
        })?;
        let drafted: Vec<GroupKind> =
            input.drafts.iter().map(|draft| draft.identity.group_kind()).collect();
        let mut onto = self.onto(&branch)?;
        onto.held = self.judging().held([fabric.id]).await?;
        let preview = blocking(move || onto.preview(input)).await?;
        whole(&branch.mirror)?;
        let Preview { diff, fate, checks, unapproved } =
            preview.map_err(|error| EngineError::Internal(error.to_string()))?;
        let (problems, waits) = explained(fate);
        let clashes = self.reads().clash_views(&[change.id]).await?.remove(&change.id);
        let open = self.store.conflicts_of_change(change.id, ConflictState::Open).await?;
        let mut unchecked = checks.unchecked;
        unchecked.extend(unseen(&drafted, &self.store.watched(fabric.id).await?));
        Ok(DiffView {
            change: change.name,
            head: branch.queue.head,
            diff,
            problems,
            waits,
            unapproved,
            conflicts: self.reads().conflict_views(open).await?,
            clashes: clashes.unwrap_or_default(),
            passed: checks.passed,
            not_possible: checks.not_possible,
            warnings: checks.warnings.iter().map(finding_view).collect(),
            unchecked,
        })
    }

    /// The exact diff that publishing a change with these drafts would push, what is wrong with it, and what it would
    /// wait for. The change need not be in the database.
    pub(crate) async fn preview_of(
        &self,
        fabric: &Fabric,
        change: Change,
        drafts: Vec<Draft>,
    ) -> Result<(String, Vec<FindingView>, Option<Reason>), EngineError> {
        let source = self.source_of(fabric).await?;
        let branch = self.ingest().readable(source.queue_id).await?;
        let drafts = HashMap::from([(change.id, drafts)]);
        let mut inputs = gather_with(self, &branch, &[change], drafts).await?;
        let Some(input) = inputs.pop() else { return Ok(Default::default()) };
        let mut onto = self.onto(&branch)?;
        onto.held = self.judging().held([fabric.id]).await?;
        let preview = blocking(move || onto.preview(input)).await?;
        whole(&branch.mirror)?;
        let preview = preview.map_err(|error| EngineError::Internal(error.to_string()))?;
        let (problems, waits) = explained(preview.fate);
        Ok((preview.diff, problems, waits))
    }
}

/// Says which kinds of a change nobody knows in the cluster now: what was edited there meanwhile disagrees with no draft.
fn unseen(drafted: &[GroupKind], watched: &[Watched]) -> Option<String> {
    let is_away =
        |kind: &&GroupKind| watched.iter().any(|it| it.kind == **kind && it.away_since.is_some());
    let kinds: BTreeSet<&str> =
        drafted.iter().filter(is_away).map(|kind| kind.kind.as_str()).collect();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    (!kinds.is_empty()).then(|| {
        format!(
            "the cluster is not known now, so what was edited there since it was seen last is not compared with the \
             drafts: {}",
            kinds.join(", ")
        )
    })
}

/// What is wrong with a change, and what it would wait for.
fn explained(fate: Fate) -> (Vec<FindingView>, Option<Reason>) {
    let (mut problems, mut waits) = (Vec::new(), None);
    match fate {
        Fate::Invalid(findings) => problems.extend(findings.iter().map(finding_view)),
        Fate::Together(found) => {
            problems.extend(found.iter().map(|(_, finding)| finding_view(finding)));
        }
        Fate::Waiting(reason) => waits = Some(reason),
        Fate::Conflicted(conflicts) => {
            for Disagreement { draft, with_git, with_cluster } in conflicts {
                let with_git = with_git.iter().map(|it| ("Git", it.kind, &it.path));
                let with_cluster =
                    with_cluster.iter().map(|it| ("the cluster", it.what.kind, &it.what.path));
                problems.extend(with_git.chain(with_cluster).map(|(whom, kind, at)| FindingView {
                    path: String::new(),
                    line: 0,
                    column: 0,
                    severity: Severity::Error,
                    rule: rule::CONFLICT.to_owned(),
                    message: format!("conflicts with {whom} ({kind})"),
                    resource: Some(draft.identity.to_string()),
                    field: Some(at.clone()),
                    other: None,
                    other_path: None,
                    other_line: None,
                    migration: None,
                }));
            }
        }
        Fate::Ready(_) | Fate::Nothing | Fate::Deferred => {}
    }
    (problems, waits)
}
