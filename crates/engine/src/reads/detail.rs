//! One resource in full.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{
    ConflictState, Document, Draft, Fabric, FabricId, FieldPath, GroupKind, Identity, ReadAt,
    Standing, Value,
};
use hedgerow_plan::{DraftSide, value_of};
use hedgerow_store::{DocumentLine, DraftLine, Referrer};

use super::Reads;
use super::views_of::{
    action, best_of, conflict_view, draft_state, finding_view, resource_view, state_of,
};
use crate::error::{EngineError, Thing};
use crate::views::{
    DocumentPlace, Evidence, Knowledge, Origin, ReferenceView, ReferrerView, ResourceDetail,
    ResourceDraft,
};

/// How many references to a resource are shown.
const REFERRERS: i64 = 1000;

/// What stands for no namespace in a path.
const NO_NAMESPACE: &str = "-";

/// A kind as it is typed, and its group where that is given.
pub(super) fn typed_kind(kind: &str) -> (&str, Option<&str>) {
    kind.split_once('.').map_or((kind, None), |(kind, group)| (kind, Some(group)))
}

fn typed_namespace(namespace: &str) -> &str {
    if namespace == NO_NAMESPACE { Identity::DEFAULT_NAMESPACE } else { namespace }
}

impl Reads<'_> {
    /// The resource that somebody means: in Git, or in a draft.
    pub(crate) async fn identity_named(
        &self,
        fabric: &Fabric,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Result<Identity, EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let (typed, group) = typed_kind(kind);
        let meant: HashSet<_> =
            catalogue.find(kind).into_iter().map(|kind| kind.group_kind.clone()).collect();
        let mut candidates = self.store.identities_named(fabric.id, &[name.to_owned()]).await?;
        candidates.extend(self.store.drafted_named(fabric.id, name).await?);
        let namespace = typed_namespace(namespace);
        let is_it = |identity: &Identity| {
            let by_word = typed.eq_ignore_ascii_case(&identity.kind)
                && group.is_none_or(|group| group == identity.group);
            (by_word || meant.contains(&identity.group_kind())) && identity.namespace == namespace
        };
        // The exact spelling wins over another kind that the word may mean.
        candidates.retain(is_it);
        candidates.sort_by_key(|identity| (identity.kind != typed, identity.clone()));
        candidates.into_iter().next().ok_or_else(|| {
            let typed = format!("{kind}/{namespace}/{name}");
            EngineError::not_found_in(Thing::Resource, typed, &fabric.name)
        })
    }

    /// The resources that may be meant: one that is there, or drafted; else one of each kind of this name, which may have
    /// been there. The exact spelling comes before other kinds that the word may mean.
    pub(crate) async fn meant(
        &self,
        fabric: &Fabric,
        (kind, namespace, name): (&str, &str, &str),
    ) -> Result<Vec<Identity>, EngineError> {
        match self.identity_named(fabric, kind, namespace, name).await {
            Ok(identity) => return Ok(vec![identity]),
            Err(EngineError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
        let catalogue = self.catalogue(fabric.id).await?;
        let (typed, group) = typed_kind(kind);
        let known = catalogue.find(typed).into_iter().map(|kind| &kind.group_kind);
        let mut kinds: Vec<GroupKind> =
            known.filter(|kind| group.is_none_or(|group| group == kind.group)).cloned().collect();
        if let (true, Some(group)) = (kinds.is_empty(), group) {
            kinds.push(GroupKind::new(group, typed));
        }
        kinds.sort_by_key(|it| (it.kind != typed, it.clone()));
        let of = |kind: GroupKind| Identity {
            namespace: typed_namespace(namespace).to_owned(),
            ..Identity::new(kind.group, kind.kind, name)
        };
        Ok(kinds.into_iter().map(of).collect())
    }

    pub(super) async fn detail(
        &self,
        fabric: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Result<ResourceDetail, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let identity = self.identity_named(&fabric, kind, namespace, name).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        // Before the texts: they may be newer than what is said of them, never older.
        let source = self.source_of(&fabric).await?;
        let documents = self.store.documents_of(fabric.id, &identity).await?;
        let mut drafts = self.store.drafts_of_resource(fabric.id, &identity).await?;
        let ids: Vec<_> = drafts.iter().map(|(draft, _)| draft.id).collect();
        let mut conflicts = self.store.conflicts_of_drafts(&ids).await?;
        conflicts.extend(self.store.conflicts_about(fabric.id, None, &identity).await?);
        conflicts.retain(|conflict| conflict.state == ConflictState::Open);
        let lines: Vec<DocumentLine> = documents.iter().map(line_of).collect();
        let changes: Vec<_> = drafts.iter().map(|(draft, _)| draft.change_id).collect();
        let mut draft_lines = self.store.draft_lines(&changes).await?;
        // One line for each; who saves or takes back meanwhile is seen the next time.
        draft_lines.retain(|line| drafts.iter().any(|(draft, _)| draft.id == line.id));
        drafts.retain(|(draft, _)| draft_lines.iter().any(|line| line.id == draft.id));
        let of: Vec<&DraftLine> = draft_lines.iter().collect();
        let best = best_of(&lines);
        let state = state_of(&lines, &of, !conflicts.is_empty());
        let mut row = resource_view(&identity, best, state);
        let newest = drafts.iter().max_by_key(|(draft, _)| (draft.updated_at, draft.id));
        row.change = newest.map(|(_, change)| change.clone());
        row.draft_count = drafts.len();
        row.text = best
            .and_then(|best| {
                documents
                    .iter()
                    .find(|found| found.path == best.path && found.standing == best.standing)
            })
            .map(|document| document.text.clone());
        row.value = row.text.as_deref().and_then(value_of);
        let commit = source.ingested_commit.clone().filter(|_| row.text.is_some());
        row.read_at = commit.map(|commit| Origin::of(&ReadAt { commit, draft: None }));
        self.last_commits(&fabric, std::slice::from_mut(&mut row)).await?;
        self.observe().in_cluster(fabric.id, std::slice::from_mut(&mut row)).await?;
        let drift = self.observe().drift_of(fabric.id, &identity).await?;
        let agent = self.observe().agent_of(fabric.id, &identity).await?;
        let undone = self.observe().undone_of(fabric.id, &identity).await?;
        // In comments it is absent for rules and merges alike.
        let live = row.value.as_ref().filter(|_| {
            best.is_some_and(|best| best.standing != Standing::CommentedOut)
                || newest.is_none_or(|(draft, _)| draft.base_text.is_some())
        });
        let sides: Vec<(String, Option<Value>, Option<Value>)> = drafts
            .iter()
            .map(|(draft, change)| {
                let (base, wanted) = (draft.base_text.as_deref(), draft.text.as_deref());
                (change.clone(), base.and_then(value_of), wanted.and_then(value_of))
            })
            .collect();
        let sides: Vec<DraftSide<'_>> = sides
            .iter()
            .map(|(change, base, wanted)| DraftSide {
                change,
                base: base.as_ref(),
                wanted: wanted.as_ref(),
            })
            .collect();
        let types = catalogue.list_types(&identity.group_kind());
        let paths: Vec<FieldPath> =
            conflicts.iter().map(|conflict| conflict.what.path.clone()).collect();
        let rows = hedgerow_plan::rows(live, &sides, &paths, types.as_ref());
        // As it was read for the fields: no text is read for references alone.
        let newest_value = newest
            .and_then(|(newest, _)| drafts.iter().position(|(draft, _)| draft.id == newest.id))
            .and_then(|at| sides.get(at)?.wanted);
        let shown = row.value.as_ref().or(newest_value);
        let references = self.references_of(fabric.id, &catalogue, shown).await?;
        let referrers = self.referrers(&fabric, &identity).await?;
        let troubled: HashSet<_> =
            conflicts.iter().filter_map(|conflict| conflict.what.draft_id()).collect();
        let names: HashMap<_, String> =
            drafts.iter().map(|(draft, change)| (draft.change_id, change.clone())).collect();
        let queue = self.store.queue(source.queue_id).await?;
        let mut findings =
            self.store.findings_about(fabric.id, std::slice::from_ref(&identity)).await?;
        // What cannot be read names nobody: it is about the file.
        let unreadable: Vec<String> = lines
            .iter()
            .filter(|line| line.standing == Standing::Unreadable)
            .map(|line| line.path.clone())
            .collect();
        if !unreadable.is_empty() {
            let about_files = self.store.findings_in(source.id, &unreadable).await?;
            findings.extend(about_files.into_iter().filter(|finding| finding.subject.is_none()));
        }
        Ok(ResourceDetail {
            row,
            drift,
            agent,
            undone,
            evidence: Evidence { commit: source.ingested_commit, looked_at: queue.looked_at },
            documents: lines.iter().map(place_of).collect(),
            findings: findings.iter().map(finding_view).collect(),
            drafts: drafts
                .into_iter()
                .zip(&draft_lines)
                .map(|((draft, change), line)| resource_draft(draft, change, line, &troubled))
                .collect(),
            fields: rows,
            references,
            referenced_by: referrers.found,
            referenced_by_state: referrers.state,
            more_referrers: referrers.more,
            conflicts: conflicts
                .into_iter()
                .map(|conflict| {
                    let change = conflict.what.change_id().and_then(|id| names.get(&id).cloned());
                    conflict_view(conflict, fabric.name.clone(), change)
                })
                .collect(),
        })
    }

    /// What an object refers to, and whether that is in Git.
    async fn references_of(
        &self,
        fabric: FabricId,
        catalogue: &hedgerow_schema::Catalogue,
        value: Option<&Value>,
    ) -> Result<Vec<ReferenceView>, EngineError> {
        let references = value.map(hedgerow_schema::references).unwrap_or_default();
        let targets: Vec<Identity> =
            references.iter().map(|reference| reference.target.clone()).collect();
        let there: HashSet<Identity> =
            self.store.present(fabric, &targets).await?.into_iter().collect();
        let view = |reference: hedgerow_schema::Reference| {
            let made = catalogue.is_system(&reference.target.group_kind());
            ReferenceView {
                exists: (!made).then(|| there.contains(&reference.target)),
                field: reference.path,
                group: reference.target.group,
                kind: reference.target.kind,
                namespace: reference.target.namespace,
                name: reference.target.name,
                part: reference.part,
                implied: reference.implied,
            }
        };
        Ok(references.into_iter().map(view).collect())
    }

    /// What refers to a resource in Git, by kind and name.
    async fn referrers(
        &self,
        fabric: &Fabric,
        identity: &Identity,
    ) -> Result<Referrers, EngineError> {
        // Asked first: what is known stays known.
        if !self.store.edges_known(fabric.id).await? {
            return Ok(Referrers { state: Knowledge::Unknown, found: Vec::new(), more: false });
        }
        let mut edges = self.store.edges_to(fabric.id, identity, REFERRERS + 1).await?;
        let most = usize::try_from(REFERRERS).unwrap_or(usize::MAX);
        let more = edges.len() > most;
        edges.truncate(most);
        edges.retain(|referrer| referrer.from != *identity);
        edges.sort_by(|a, b| by_kind(&a.from).cmp(&by_kind(&b.from)));
        let found = edges.into_iter().map(|Referrer { from, edge, .. }| ReferrerView {
            group: from.group,
            kind: from.kind,
            namespace: from.namespace,
            name: from.name,
            field: edge.field,
        });
        Ok(Referrers { state: Knowledge::Known, found: found.collect(), more })
    }
}

/// What refers to a resource.
struct Referrers {
    state: Knowledge,
    found: Vec<ReferrerView>,
    /// Whether there are more.
    more: bool,
}

/// The order of lists.
fn by_kind(id: &Identity) -> (&str, &str, &str, &str) {
    (&id.kind, &id.name, &id.namespace, &id.group)
}

fn line_of(document: &Document) -> DocumentLine {
    DocumentLine {
        identity: document.identity.clone(),
        version: document.version.clone(),
        standing: document.standing,
        validity: document.validity,
        path: document.path.clone(),
        line: document.line,
        facts: document.facts.clone(),
    }
}

fn place_of(line: &DocumentLine) -> DocumentPlace {
    DocumentPlace {
        path: line.path.clone(),
        line: line.line,
        standing: line.standing.as_str().to_owned(),
        validity: line.validity.as_str().to_owned(),
    }
}

fn resource_draft(
    draft: Draft,
    change: String,
    line: &DraftLine,
    troubled: &HashSet<hedgerow_model::DraftId>,
) -> ResourceDraft {
    ResourceDraft {
        change,
        change_id: draft.change_id.to_string(),
        action: action(line).to_owned(),
        state: draft_state(troubled.contains(&draft.id), line).to_owned(),
        author: draft.author,
        revision: draft.revision,
        updated_at: draft.updated_at,
        text: draft.text,
        base_text: draft.base_text,
    }
}
