//! Rows of the database as the views of the API.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{ConflictState, Identity, ResourceState};
use hedgerow_store::{
    Change, ChangeFilter, Conflict, Document, Draft, Finding, Run, Source, Standing, Validity,
};

use crate::core::Core;
use crate::error::EngineError;
use crate::views::{
    ChangeView, ConflictView, DraftView, FabricView, FindingView, QueueView, RepositoryView,
    ResourceView, RunStepView, RunView,
};

pub(crate) fn finding_view(finding: &Finding) -> FindingView {
    FindingView {
        path: finding.path.clone(),
        line: finding.line,
        column: finding.column,
        severity: finding.severity.clone(),
        rule: finding.rule.clone(),
        message: finding.message.clone(),
        resource: finding.subject.as_ref().map(ToString::to_string),
        field: finding.field.clone(),
    }
}

pub(crate) fn run_view(run: Run, steps: Vec<hedgerow_store::RunStep>) -> RunView {
    RunView {
        id: run.id.0,
        kind: run.kind,
        state: run.state,
        reason: run.reason,
        started_at: run.started_at,
        ended_at: run.ended_at,
        summary: run.summary,
        steps: steps
            .into_iter()
            .map(|step| RunStepView {
                name: step.name,
                detail: step.detail,
                at: step.at,
                duration_us: step.duration_us,
            })
            .collect(),
    }
}

/// What a draft does to its resource, in one word or two.
fn action(draft: &Draft) -> &'static str {
    match (&draft.base_text, &draft.text) {
        (_, None) => "delete",
        (None, Some(_)) => "add",
        (Some(_), Some(_)) => match (draft.base_standing, draft.standing) {
            (Standing::CommentedOut, Standing::Live) => "uncomment",
            (Standing::Live, Standing::CommentedOut) => "comment out",
            _ => "edit",
        },
    }
}

/// The worst that holds of a resource (DESIGN: Words).
pub(crate) fn state_of(
    live: &[&Document],
    others: &[&Document],
    draft: Option<&Draft>,
    in_conflict: bool,
) -> ResourceState {
    if live.len() > 1 {
        return ResourceState::Duplicate;
    }
    if in_conflict {
        return ResourceState::Conflict;
    }
    if let Some(draft) = draft {
        return if draft.outdated { ResourceState::Outdated } else { ResourceState::Draft };
    }
    match live.first() {
        Some(document) if document.validity == Validity::Invalid => ResourceState::Invalid,
        Some(_) => ResourceState::InSync,
        None if others.iter().any(|other| other.standing == Standing::Unreadable) => {
            ResourceState::Unreadable
        }
        None => ResourceState::CommentedOut,
    }
}

pub(crate) fn resource_view(
    identity: &Identity,
    document: Option<&Document>,
    state: ResourceState,
    change: Option<String>,
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
        change,
        text: None,
        value: None,
    }
}

impl Core {
    pub(crate) async fn fabric_name(&self, source: &Source) -> Result<String, EngineError> {
        let fabric = self.store.fabric(source.fabric_id).await?;
        fabric
            .map(|fabric| fabric.name)
            .ok_or_else(|| EngineError::Internal("a source without a fabric".to_owned()))
    }

    pub(crate) async fn repository_views(&self) -> Result<Vec<RepositoryView>, EngineError> {
        let queues = self.store.queues().await?;
        let sources = self.store.sources().await?;
        let fabrics: HashMap<_, _> =
            self.store.fabrics().await?.into_iter().map(|f| (f.id, f.name)).collect();
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
                RepositoryView {
                    name: repository.name,
                    url: repository.url,
                    branch: repository.default_branch,
                    credential: repository.credential,
                    fabrics: users,
                    queues: own
                        .into_iter()
                        .map(|queue| QueueView {
                            branch: queue.branch.clone(),
                            head: queue.head.clone(),
                            looked_at: queue.looked_at,
                            problem: queue.problem.clone().or(queue.push_problem.clone()),
                        })
                        .collect(),
                }
            })
            .collect())
    }

    pub(crate) async fn fabric_view(
        &self,
        fabric: &hedgerow_store::Fabric,
    ) -> Result<FabricView, EngineError> {
        let source = self.source_of(fabric).await?;
        let queue = self.store.queue(source.queue_id).await?;
        let repositories = self.store.repositories().await?;
        let repository = repositories.iter().find(|r| r.id == queue.repository_id);
        let (resources, aside) = self.store.count_resources(fabric.id).await?;
        let drafts = self.store.active_drafts(fabric.id).await?.len();
        let conflicts =
            self.store.conflicts(Some(fabric.id), Some(ConflictState::Open)).await?.len();
        let counts: HashMap<String, i64> =
            self.store.count_findings(fabric.id).await?.into_iter().collect();
        let errors = counts.get("error").copied().unwrap_or(0);
        let state = if queue.problem.is_some() {
            "unknown"
        } else if queue.push_problem.is_some() {
            "attention"
        } else if source.ingested_commit.is_none() {
            "never synced"
        } else if conflicts > 0 {
            "conflict"
        } else if errors > 0 {
            "attention"
        } else if drafts > 0 {
            "drafts"
        } else {
            "in sync"
        };
        let sentence = sentence(&queue, &source, resources, drafts, conflicts, errors);
        Ok(FabricView {
            fabric: fabric.name.clone(),
            state: state.to_owned(),
            sentence,
            commit: source.ingested_commit,
            looked_at: queue.looked_at,
            problem: queue.problem.or(queue.push_problem),
            resources,
            resources_aside: aside,
            drafts,
            conflicts,
            errors,
            warnings: counts.get("warning").copied().unwrap_or(0),
            repository: repository.map(|r| r.name.clone()).unwrap_or_default(),
            branch: queue.branch,
            directory: source.directory,
            layout: source.layout,
            publish: fabric.publish_mode,
            quiet_seconds: fabric.quiet_seconds,
        })
    }

    pub(crate) async fn change_views(
        &self,
        filter: ChangeFilter,
    ) -> Result<Vec<ChangeView>, EngineError> {
        let mut views = Vec::new();
        for change in self.store.changes(filter).await? {
            views.push(self.change_view(change).await?);
        }
        Ok(views)
    }

    pub(crate) async fn change_view(&self, change: Change) -> Result<ChangeView, EngineError> {
        let drafts = self.store.drafts(change.id).await?;
        let open = self.store.conflicts_of_change(change.id, ConflictState::Open).await?;
        let troubled: HashSet<_> = open.iter().map(|conflict| conflict.what.draft_id).collect();
        let fabric = self.name_of_fabric(change.fabric_id).await?;
        Ok(ChangeView {
            id: change.id.to_string(),
            change: change.name,
            fabric,
            state: change.state,
            reason: change.reason,
            commit: change.commit,
            message: change.message,
            author: change.author,
            conflicts: open.len(),
            created_at: change.created_at,
            updated_at: change.updated_at,
            drafts: drafts
                .into_iter()
                .map(|draft| DraftView {
                    action: action(&draft).to_owned(),
                    state: if troubled.contains(&Some(draft.id)) {
                        "conflict"
                    } else if draft.outdated {
                        "outdated"
                    } else {
                        "merges cleanly"
                    }
                    .to_owned(),
                    kind: draft.identity.kind,
                    namespace: draft.identity.namespace,
                    name: draft.identity.name,
                    author: draft.author,
                    revision: draft.revision,
                    updated_at: draft.updated_at,
                })
                .collect(),
        })
    }

    pub(crate) async fn name_of_fabric(
        &self,
        id: hedgerow_model::FabricId,
    ) -> Result<String, EngineError> {
        Ok(self.store.fabric(id).await?.map(|fabric| fabric.name).unwrap_or_default())
    }

    pub(crate) async fn conflict_views(
        &self,
        conflicts: Vec<Conflict>,
    ) -> Result<Vec<ConflictView>, EngineError> {
        let fabrics: HashMap<_, _> =
            self.store.fabrics().await?.into_iter().map(|f| (f.id, f.name)).collect();
        let mut changes: HashMap<_, String> = HashMap::new();
        let mut views = Vec::with_capacity(conflicts.len());
        for conflict in conflicts {
            let change = match conflict.what.change_id {
                None => None,
                Some(id) => {
                    if let std::collections::hash_map::Entry::Vacant(entry) = changes.entry(id) {
                        let found = self.store.change(id).await?;
                        entry.insert(found.map(|change| change.name).unwrap_or_default());
                    }
                    changes.get(&id).cloned()
                }
            };
            let what = conflict.what;
            views.push(ConflictView {
                id: conflict.id.0,
                fabric: fabrics.get(&conflict.fabric_id).cloned().unwrap_or_default(),
                change,
                kind: what.identity.kind,
                namespace: what.identity.namespace,
                name: what.identity.name,
                path: what.path,
                conflict: what.kind,
                base: what.base,
                draft: what.draft,
                git: what.git,
                git_commit: what.git_commit,
                detail: what.detail,
                state: conflict.state,
                decision: conflict.decision,
                decided_by: conflict.decided_by,
                opened_at: conflict.opened_at,
            });
        }
        Ok(views)
    }
}

/// One sentence that tells a fabric's state.
fn sentence(
    queue: &hedgerow_store::Queue,
    source: &Source,
    resources: i64,
    drafts: usize,
    conflicts: usize,
    errors: i64,
) -> String {
    if let Some(problem) = queue.problem.as_ref().or(queue.push_problem.as_ref()) {
        return problem.clone();
    }
    let Some(commit) = &source.ingested_commit else {
        return format!("never synced; `hedgerow sync` reads branch `{}`", queue.branch);
    };
    let mut parts = vec![format!(
        "{resources} {} at {} of `{}`",
        if resources == 1 { "resource" } else { "resources" },
        crate::ingest::short(commit),
        queue.branch
    )];
    let mut count = |n: i64, one: &str, many: &str| {
        if n > 0 {
            parts.push(format!("{n} {}", if n == 1 { one } else { many }));
        }
    };
    count(i64::try_from(conflicts).unwrap_or(i64::MAX), "open conflict", "open conflicts");
    count(errors, "error in its files", "errors in its files");
    count(i64::try_from(drafts).unwrap_or(i64::MAX), "draft", "drafts");
    parts.join(", ")
}
