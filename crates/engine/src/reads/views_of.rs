//! Rows of the database as the views of the API.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{
    Change, ChangeId, ChangeState, Conflict, ConflictState, Fabric, FabricId, Finding, Identity,
    Queue, QueueId, Reason, ResourceState, Run, Source, Standing, Validity, thousands,
};
use hedgerow_schema::migrations::offered_in;
use hedgerow_store::{DocumentLine, DraftLine, FabricFigures};

use super::Reads;
use super::rule_counts::rule_counts;
use super::trouble::trouble_of;
use crate::admin::transport_view;
use crate::core::now;
use crate::error::{EngineError, Thing};
use crate::views::{
    ChangeInCluster, ChangeView, ConflictLife, ConflictView, DraftView, FabricClusterView,
    FabricView, FindingView, QueueView, RepositoryView, ResourceView, RunStepView, RunView,
    VerifiedView,
};

pub(crate) fn finding_view(finding: &Finding) -> FindingView {
    FindingView {
        path: finding.path.clone(),
        line: finding.line,
        column: finding.column,
        severity: finding.severity,
        rule: finding.rule.clone(),
        message: finding.message.clone(),
        resource: finding.subject.as_ref().map(ToString::to_string),
        field: finding.field.clone(),
        other: finding.target.as_ref().map(ToString::to_string),
        other_path: None,
        other_line: None,
        migration: offered_in(&finding.message).map(|migration| migration.id.clone()),
    }
}

pub(crate) fn run_view(
    run: Run,
    fabrics: Vec<String>,
    steps: Vec<hedgerow_model::RunStep>,
) -> RunView {
    let did = run.published();
    RunView {
        id: run.id.0,
        outcome: run.outcome(),
        settled: did.settled,
        more_settled: did.more_settled,
        kind: run.kind,
        fabrics,
        state: run.state,
        reason: run.reason,
        started_at: run.started_at,
        ended_at: run.ended_at,
        summary: run.summary,
        steps: steps
            .into_iter()
            .map(|step| RunStepView {
                name: step.name,
                outcome: step.outcome,
                detail: step.detail,
                at: step.at,
                duration_us: step.duration_us,
            })
            .collect(),
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

/// The worst that holds of a resource.
pub(crate) fn state_of(
    documents: &[DocumentLine],
    drafts: &[&DraftLine],
    in_conflict: bool,
) -> ResourceState {
    let stand = |standing| documents.iter().filter(move |document| document.standing == standing);
    let mut live = stand(Standing::Live);
    let first = live.next();
    if live.next().is_some() {
        return ResourceState::Duplicate;
    }
    if in_conflict {
        return ResourceState::Conflict;
    }
    if drafts.iter().any(|draft| draft.outdated) {
        return ResourceState::Outdated;
    }
    if !drafts.is_empty() {
        return ResourceState::Draft;
    }
    match first {
        Some(document) if document.validity == Validity::Invalid => ResourceState::Invalid,
        Some(_) => ResourceState::InSync,
        None if stand(Standing::Unreadable).next().is_some() => ResourceState::Unreadable,
        None => ResourceState::CommentedOut,
    }
}

/// The document that stands for a resource: live, else unreadable, else in comments.
pub(crate) fn best_of(documents: &[DocumentLine]) -> Option<&DocumentLine> {
    documents.iter().min_by_key(|document| document.standing.rank())
}

pub(crate) fn resource_view(
    identity: &Identity,
    document: Option<&DocumentLine>,
    state: ResourceState,
) -> ResourceView {
    ResourceView {
        group: identity.group.clone(),
        version: document.map(|document| document.version.clone()).unwrap_or_default(),
        kind: identity.kind.clone(),
        namespace: identity.namespace.clone(),
        name: identity.name.clone(),
        state,
        path: document.map(|document| document.path.clone()),
        line: document.map(|document| document.line),
        validity: document.map_or("unvalidated", |document| document.validity.as_str()).to_owned(),
        change: None,
        draft_count: 0,
        facts: document
            .and_then(|document| serde_json::from_str(document.facts.as_deref()?).ok())
            .unwrap_or_default(),
        changed: None,
        cluster: None,
        text: None,
        value: None,
        read_at: None,
    }
}

impl Reads<'_> {
    pub(crate) async fn repository_views(&self) -> Result<Vec<RepositoryView>, EngineError> {
        let queues = self.store.queues().await?;
        let sources = self.store.sources().await?;
        let fabrics: HashMap<_, _> =
            self.store.fabrics().await?.into_iter().map(|f| (f.id, f.name)).collect();
        let ways = self.store.transports().await?;
        let ways: HashMap<_, _> = ways.into_iter().map(|way| (way.repository, way)).collect();
        Ok(self
            .store
            .repositories()
            .await?
            .into_iter()
            .map(|repository| {
                let own: Vec<_> =
                    queues.iter().filter(|queue| queue.repository_id == repository.id).collect();
                let ids: HashSet<_> = own.iter().map(|queue| queue.id).collect();
                let mut users: Vec<String> = sources
                    .iter()
                    .filter(|source| ids.contains(&source.queue_id))
                    .filter_map(|source| fabrics.get(&source.fabric_id).cloned())
                    .collect();
                users.sort();
                users.dedup();
                let way = ways.get(&repository.id);
                RepositoryView {
                    transport: way.map(|way| transport_view(way, &repository.url, now())),
                    name: repository.name,
                    url: repository.url,
                    branch: repository.default_branch,
                    credential: repository.credential,
                    fabrics: users,
                    queues: own
                        .into_iter()
                        .filter(|queue| sources.iter().any(|source| source.queue_id == queue.id))
                        .map(|queue| QueueView {
                            branch: queue.branch.clone(),
                            head: queue.head.clone(),
                            looked_at: queue.looked_at,
                            problem: trouble_of(queue),
                        })
                        .collect(),
                }
            })
            .collect())
    }

    pub(crate) async fn fabric_view(&self, fabric: &Fabric) -> Result<FabricView, EngineError> {
        let views = self.fabric_views(vec![fabric.clone()]).await?;
        views
            .into_iter()
            .next()
            .ok_or_else(|| EngineError::Internal(format!("fabric `{}` has no source", fabric.name)))
    }

    /// Fabrics and how they stand, in a few queries however many they are.
    pub(super) async fn fabric_views(
        &self,
        fabrics: Vec<Fabric>,
    ) -> Result<Vec<FabricView>, EngineError> {
        let ids: Vec<FabricId> = fabrics.iter().map(|fabric| fabric.id).collect();
        let sources = match ids.as_slice() {
            [] => return Ok(Vec::new()),
            [one] => self.store.sources_of_fabric(*one).await?,
            _ => self.store.sources().await?,
        };
        let mut of: HashMap<FabricId, Source> = HashMap::new();
        for source in sources {
            of.entry(source.fabric_id).or_insert(source);
        }
        let queues: HashMap<QueueId, Queue> =
            self.store.queues().await?.into_iter().map(|queue| (queue.id, queue)).collect();
        let repositories: HashMap<_, String> =
            self.store.repositories().await?.into_iter().map(|r| (r.id, r.name)).collect();
        let figures = self.store.fabric_figures(&ids).await?;
        let mut rules = self.store.rule_figures(&ids).await?;
        let mut clusters = self.observe().figures(&ids).await?;
        let verified = self.store.verified_of_all(&ids).await?;
        let view = |fabric: Fabric| {
            let source = of.remove(&fabric.id)?;
            let queue = queues.get(&source.queue_id)?;
            let repository = repositories.get(&queue.repository_id).cloned().unwrap_or_default();
            let figures = figures.get(&fabric.id).copied().unwrap_or_default();
            let rules = rule_counts(rules.remove(&fabric.id).unwrap_or_default());
            let cluster = clusters.remove(&fabric.id);
            let verified = verified.get(&fabric.id).map(|it| VerifiedView {
                outcome: it.outcome,
                differences: it.found,
                at: it.at,
            });
            Some(FabricView {
                rules,
                verified,
                ..fabric_view(fabric, source, queue, repository, figures, cluster)
            })
        };
        Ok(fabrics.into_iter().filter_map(view).collect())
    }

    /// Changes with the names of their fabrics, as views.
    pub(super) async fn change_views(
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

fn fabric_view(
    fabric: Fabric,
    source: Source,
    queue: &Queue,
    repository: String,
    figures: FabricFigures,
    cluster: Option<FabricClusterView>,
) -> FabricView {
    let state = if queue.problem.is_some() {
        "unknown"
    } else if queue.push_problem.is_some() {
        "attention"
    } else if source.ingested_commit.is_none() {
        "never synced"
    } else if figures.conflicts > 0 {
        "conflict"
    } else if figures.errors > 0 {
        "attention"
    } else if figures.drafts > 0 {
        "drafts"
    } else if cluster.as_ref().is_some_and(|cluster| !cluster.known) {
        "unknown"
    } else if cluster.as_ref().is_some_and(|cluster| cluster.drifted > 0) {
        "drift"
    } else if cluster.as_ref().is_some_and(|cluster| cluster.ahead > 0) {
        "applying"
    } else {
        "in sync"
    };
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    FabricView {
        state: state.to_owned(),
        sentence: sentence(queue, &source, figures, cluster.as_ref()),
        fabric: fabric.name,
        commit: source.ingested_commit,
        looked_at: queue.looked_at,
        problem: trouble_of(queue),
        resources: figures.resources,
        resources_aside: figures.aside,
        drafts: count(figures.drafts),
        open_changes: count(figures.open_changes),
        last_activity: figures.last_activity,
        conflicts: count(figures.conflicts),
        errors: figures.errors,
        warnings: figures.warnings,
        rules: Vec::new(),
        repository,
        branch: queue.branch.clone(),
        directory: source.directory,
        layout: source.layout,
        publish: fabric.publish_mode,
        quiet_seconds: fabric.quiet_seconds,
        four_eyes: fabric.four_eyes,
        policy_file: figures.policy_file,
        cluster,
        verified: None,
    }
}

/// One sentence that tells a fabric's state.
fn sentence(
    queue: &Queue,
    source: &Source,
    figures: FabricFigures,
    cluster: Option<&FabricClusterView>,
) -> String {
    if let Some(problem) = trouble_of(queue) {
        return problem;
    }
    let Some(commit) = &source.ingested_commit else {
        return format!("never synced; the first sync reads branch `{}`", queue.branch);
    };
    let resources = figures.resources;
    let mut parts = vec![format!(
        "{} {} at {} of `{}`",
        thousands(resources),
        if resources == 1 { "resource" } else { "resources" },
        crate::ingest::short(commit),
        queue.branch
    )];
    let mut count = |n: i64, one: &str, many: &str| {
        if n > 0 {
            parts.push(format!("{} {}", thousands(n), if n == 1 { one } else { many }));
        }
    };
    count(figures.conflicts, "open conflict", "open conflicts");
    count(figures.errors, "error in its files", "errors in its files");
    count(figures.drafts, "draft", "drafts");
    if let Some(cluster) = cluster {
        count(cluster.drifted, "drifted in its cluster", "drifted in its cluster");
        count(cluster.ahead, "not applied in its cluster yet", "not applied in its cluster yet");
        count(cluster.ignored, "ignored in its cluster", "ignored in its cluster");
        if !cluster.known {
            let why = cluster.problem.as_deref().unwrap_or("it is being read");
            parts.push(format!("cluster `{}` is not known: {why}", cluster.cluster));
        }
    }
    parts.join(", ")
}
