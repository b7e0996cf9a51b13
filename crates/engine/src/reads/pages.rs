//! The engine's face, reading: lists as pages, and one of each.
//!
//! A `Scope` cuts lists down to the fabrics that a reader may know of. One of a thing is asked for by
//! whoever may see its fabric: that is decided before.

use std::collections::HashMap;

use hedgerow_git::{Mirror, Oid};
use hedgerow_model::{
    ChangeId, ConflictId, ConflictState, FabricId, FieldPath, Finding, Run, RunId, Source,
};
use hedgerow_store::{ChangePage, ConflictFilter, FindingKey};

use super::Reads;
use super::views_of::{conflict_view, run_view};
use crate::core::oid;
use crate::engine::Engine;
use crate::error::{EngineError, Thing};
use crate::views::{
    BlameView, ChangeQuery, ChangeView, CheckRequest, CheckView, CommitView, ConflictQuery,
    ConflictSetView, ConflictView, FabricAt, FabricView, FileArea, FileAt, FileView, FindingView,
    Found, HistoryEntry, KindView, LastTouched, Page, PageRequest, PastComparison, PointQuery,
    RepositoryView, ResourceAt, ResourceDetail, ResourceQuery, ResourceView, RunView, Scope,
    TextEditRequest, TextEditView, USUAL,
};

type Answer<T> = Result<T, EngineError>;

impl Engine {
    /// The repositories, by name; with the fabrics among `scope` that use each. Those that none of
    /// them uses are for readers of everything.
    ///
    /// # Errors
    /// When the page cannot be read or the database does not answer.
    pub async fn repositories(
        &self,
        scope: &Scope,
        ask: &PageRequest,
    ) -> Answer<Page<RepositoryView>> {
        const LIST: &str = "repositories";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<String>(LIST)?);
        let rows = self
            .core
            .reads()
            .repository_views()
            .await?
            .into_iter()
            .filter_map(|view| repository_within(view, scope))
            .filter(|view| after.as_ref().is_none_or(|after| view.name > *after))
            .take(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1))
            .collect();
        Ok(Page::cut(rows, limit, LIST, |view: &RepositoryView| view.name.clone()))
    }

    /// One repository.
    ///
    /// # Errors
    /// When there is none of this name that the reader may know of.
    pub async fn repository(&self, scope: &Scope, name: &str) -> Answer<RepositoryView> {
        let view = self.core.admin().repository_view(name).await?;
        repository_within(view, scope)
            .ok_or_else(|| EngineError::not_found(Thing::Repository, name))
    }

    /// The fabrics and how they are, by name.
    ///
    /// # Errors
    /// When the page cannot be read or the database does not answer.
    pub async fn fabrics(&self, scope: &Scope, ask: &PageRequest) -> Answer<Page<FabricView>> {
        const LIST: &str = "fabrics";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<String>(LIST)?);
        let within = self.core.reads().within(None, scope).await?;
        let rows =
            self.core.store.fabrics_page(within.as_deref(), after.as_deref(), limit + 1).await?;
        let page = Page::cut(rows, limit, LIST, |fabric| fabric.name.clone());
        let items = self.core.reads().fabric_views(page.items).await?;
        Ok(Page { items, next: page.next })
    }

    /// One fabric.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn fabric(&self, name: &str) -> Answer<FabricView> {
        self.core.admin().fabric_by_name(name).await
    }

    /// The resources of a fabric, by kind and name.
    ///
    /// # Errors
    /// When there is no such fabric, or `only` names nothing.
    pub async fn resources(
        &self,
        fabric: &str,
        query: &ResourceQuery,
        ask: &PageRequest,
    ) -> Answer<Page<ResourceView>> {
        self.core.reads().resources(fabric, query, ask).await
    }

    /// One resource with everything that is known of it. `namespace`: `-` for none.
    ///
    /// # Errors
    /// When there is no such fabric or resource.
    pub async fn resource(
        &self,
        fabric: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Answer<ResourceDetail> {
        self.core.reads().detail(fabric, kind, namespace, name).await
    }

    /// Who touched which of a fabric's files last, the newest commit first.
    ///
    /// # Errors
    /// When there is no such fabric, or its mirror cannot be read.
    pub async fn last_commits(&self, fabric: &str) -> Answer<Page<LastTouched>> {
        let fabric = self.core.fabric_named(fabric).await?;
        Ok(Page { items: self.core.reads().last_touched(&fabric).await?, next: None })
    }

    /// The commits that changed a fabric's directory, newest first. A page may be short, even empty, and continue.
    ///
    /// # Errors
    /// When there is no such fabric, or its mirror cannot be read.
    pub async fn commits(&self, fabric: &str, ask: &PageRequest) -> Answer<Page<CommitView>> {
        let fabric = self.core.fabric_named(fabric).await?;
        let commits = || async { self.core.reads().commits(&fabric, ask).await };
        self.core.reading(commits).await
    }

    /// What commits did to a resource, newest first; also of one that was deleted. A page may be short, even empty, and
    /// continue.
    ///
    /// # Errors
    /// When there is no such fabric, or no resource that is there or was.
    pub async fn history(
        &self,
        fabric: &str,
        kind: &str,
        namespace: &str,
        name: &str,
        ask: &PageRequest,
    ) -> Answer<Page<HistoryEntry>> {
        let fabric = self.core.fabric_named(fabric).await?;
        let of = (kind, namespace, name);
        let history = || async { self.core.reads().history(&fabric, of, ask).await };
        self.core.reading(history).await
    }

    /// Who set each field of a resource, or of the part of it at `path`. Bounded in commits and time: what is not
    /// settled by then is unknown before a commit.
    ///
    /// # Errors
    /// When there is no such fabric or resource, it is not in Git, cannot be read there, or has nothing at `path`.
    pub async fn blame(
        &self,
        fabric: &str,
        (kind, namespace, name): (&str, &str, &str),
        path: Option<&str>,
    ) -> Answer<BlameView> {
        let place = path.map(str::parse::<FieldPath>).transpose();
        let place = place.map_err(|error| EngineError::Malformed(error.to_string()))?;
        let fabric = self.core.fabric_named(fabric).await?;
        let identity = self.core.reads().identity_named(&fabric, kind, namespace, name).await?;
        let blame = || async { self.core.reads().blame(&fabric, &identity, place.as_ref()).await };
        self.core.reading(blame).await
    }

    /// A fabric as it was at a point of its branch: its resources, of one kind where that is given, by kind and name.
    /// What could not be read there is said.
    ///
    /// # Errors
    /// When there is no such fabric or commit, the history does not go back so far, or more changed since than is read.
    pub async fn fabric_at(
        &self,
        fabric: &str,
        point: &PointQuery,
        kind: Option<&str>,
        ask: &PageRequest,
    ) -> Answer<FabricAt> {
        let then = || async { self.core.reads().fabric_at(fabric, point, kind, ask).await };
        self.core.reading(then).await
    }

    /// What differs between two points of a fabric's branch, by kind and name.
    ///
    /// # Errors
    /// As [`Self::fabric_at`].
    pub async fn compare(
        &self,
        fabric: &str,
        between: (&PointQuery, &PointQuery),
        ask: &PageRequest,
    ) -> Answer<PastComparison> {
        let both = || async { self.core.reads().compare(fabric, between, ask).await };
        self.core.reading(both).await
    }

    /// A file of a fabric's directory as it was at a point of its branch. Files that Hedgerow never reads are not shown.
    ///
    /// # Errors
    /// When there is no such fabric, commit or file, or it is above 4 MiB or not text.
    pub async fn file_at(&self, fabric: &str, path: &str, point: &PointQuery) -> Answer<FileAt> {
        self.core.reading(|| async { self.core.reads().file_at(fabric, path, point).await }).await
    }

    /// A resource as it was at a commit, named by 7 to 40 digits.
    ///
    /// # Errors
    /// When there is no such fabric or commit, the resource was not there then, or nobody can say.
    pub async fn resource_at(
        &self,
        fabric: &str,
        (kind, namespace, name): (&str, &str, &str),
        commit: &str,
    ) -> Answer<ResourceAt> {
        let of = (kind, namespace, name);
        let then = || async { self.core.drafts().resource_at(fabric, of, commit).await };
        self.core.reading(then).await
    }

    /// Checks a text as a draft would be, without saving it.
    ///
    /// # Errors
    /// When there is no such fabric, or the text is too large.
    pub async fn check(&self, fabric: &str, request: CheckRequest) -> Answer<CheckView> {
        self.core.reads().check_text(fabric, request).await
    }

    /// Edits a text by its fields, without saving it.
    ///
    /// # Errors
    /// When there is no such fabric, the text is too large or cannot be read, or an edit cannot be made.
    pub async fn edit_text(&self, fabric: &str, request: TextEditRequest) -> Answer<TextEditView> {
        self.core.reads().edit_text(fabric, request).await
    }

    /// The kinds that people write, and those that a fabric has.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn kinds(&self, fabric: &str) -> Answer<Page<KindView>> {
        Ok(Page { items: self.core.reads().kinds(fabric).await?, next: None })
    }

    /// The JSON schema of a kind, as `KIND` or `KIND.GROUP`.
    ///
    /// # Errors
    /// When there is no such fabric, or no schema is known.
    pub async fn kind_schema(&self, fabric: &str, kind: &str) -> Answer<serde_json::Value> {
        self.core.reads().kind_schema(fabric, kind).await
    }

    /// The files of a fabric's directory, by path; of one area, where that is given.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn files(
        &self,
        fabric: &str,
        area: Option<FileArea>,
        ask: &PageRequest,
    ) -> Answer<Page<FileView>> {
        self.core.reading(|| async { self.core.reads().files(fabric, area, ask).await }).await
    }

    /// Things that the reader may know of, by a part of their name or by their number.
    ///
    /// # Errors
    /// When `limit` is out of range or the text too long.
    pub async fn search(
        &self,
        scope: &Scope,
        text: &str,
        ask: &PageRequest,
    ) -> Answer<Page<Found>> {
        self.core.reads().search(scope, text, ask).await
    }

    /// What is wrong in a fabric's files, and what stays in raw/ and why; by path and line.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn findings(&self, fabric: &str, ask: &PageRequest) -> Answer<Page<FindingView>> {
        const LIST: &str = "findings";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<FindingKey>(LIST)?);
        let fabric = self.core.fabric_named(fabric).await?;
        let rows = self.core.store.findings_page(fabric.id, after.as_ref(), limit + 1).await?;
        let page = Page::cut(rows, limit, LIST, |(_, key)| key.clone());
        let findings: Vec<Finding> = page.items.into_iter().map(|(finding, _)| finding).collect();
        let items = self.core.reads().finding_views(fabric.id, &findings).await?;
        Ok(Page { items, next: page.next })
    }

    /// Changes of a fabric (of all when `None`), newest first; those that are over only with
    /// `finished`.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn changes(
        &self,
        scope: &Scope,
        fabric: Option<&str>,
        finished: bool,
        ask: &PageRequest,
    ) -> Answer<Page<ChangeView>> {
        let fabric = fabric.map(str::to_owned);
        self.changes_where(scope, &ChangeQuery { fabric, finished, author: None }, ask).await
    }

    /// Changes that are asked for, newest first.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn changes_where(
        &self,
        scope: &Scope,
        query: &ChangeQuery,
        ask: &PageRequest,
    ) -> Answer<Page<ChangeView>> {
        const LIST: &str = "changes";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<ChangeId>(LIST)?);
        let within = self.core.reads().within(query.fabric.as_deref(), scope).await?;
        let page = ChangePage {
            fabrics: within.as_deref(),
            finished: query.finished,
            author: query.author.as_deref(),
            after,
            limit: limit + 1,
        };
        let rows = self.core.store.changes_page(page).await?;
        let page = Page::cut(rows, limit, LIST, |(change, _)| change.id);
        let items = self.core.reads().change_views(page.items).await?;
        Ok(Page { items, next: page.next })
    }

    /// One change, by name or id.
    ///
    /// # Errors
    /// When there is none.
    pub async fn change(&self, change: &str) -> Answer<ChangeView> {
        let change = self.core.change_named(change).await?;
        self.core.reads().change_view(change.id).await
    }

    /// Conflicts of a fabric (of all when `None`), in one state (all when `None`), oldest first.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn conflicts(
        &self,
        scope: &Scope,
        fabric: Option<&str>,
        state: Option<ConflictState>,
        ask: &PageRequest,
    ) -> Answer<Page<ConflictView>> {
        let fabric = fabric.map(str::to_owned);
        let query = ConflictQuery { fabric, state, ..ConflictQuery::default() };
        self.conflicts_where(scope, &query, ask).await
    }

    /// The conflicts that fit, oldest first.
    ///
    /// # Errors
    /// When there is no such fabric or change, or the page cannot be read.
    pub async fn conflicts_where(
        &self,
        scope: &Scope,
        query: &ConflictQuery,
        ask: &PageRequest,
    ) -> Answer<Page<ConflictView>> {
        const LIST: &str = "conflicts";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<ConflictId>(LIST)?);
        let within = self.core.reads().within(query.fabric.as_deref(), scope).await?;
        let store = &self.core.store;
        let change = match query.change.as_deref() {
            Some(change) => Some(self.core.change_named(change).await?.id),
            None => None,
        };
        let filter = ConflictFilter {
            state: query.state,
            disagreement: query.conflict,
            change,
            kind: query.kind.clone(),
            name: query.name.clone(),
            assignee: query.assignee.clone(),
        };
        let rows = store.conflicts_page(within.as_deref(), &filter, after, limit + 1).await?;
        let page = Page::cut(rows, limit, LIST, |(conflict, ..)| conflict.id);
        Ok(page.map(|(conflict, fabric, change)| conflict_view(conflict, fabric, change)))
    }

    /// One conflict.
    ///
    /// # Errors
    /// When there is none of this number.
    pub async fn conflict(&self, id: ConflictId) -> Answer<ConflictView> {
        self.core.conflicts().conflict_view(id).await
    }

    /// One conflict with those that are settled together with it.
    ///
    /// # Errors
    /// When there is none of this number.
    pub async fn conflict_set(&self, id: ConflictId) -> Answer<ConflictSetView> {
        self.core.conflicts().conflict_set(id).await
    }

    /// Runs of a fabric (of all when `None`), newest first, without their steps.
    ///
    /// # Errors
    /// When there is no such fabric.
    pub async fn runs(
        &self,
        scope: &Scope,
        fabric: Option<&str>,
        ask: &PageRequest,
    ) -> Answer<Page<RunView>> {
        const LIST: &str = "runs";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<RunId>(LIST)?);
        let within = self.core.reads().within(fabric, scope).await?;
        let rows = self.core.store.runs_page(within.as_deref(), after, limit + 1).await?;
        let page = Page::cut(rows, limit, LIST, |run| run.id);
        let ids: Vec<RunId> = page.items.iter().map(|run| run.id).collect();
        let mut names = self.core.reads().names_of_runs(&ids).await?;
        Ok(page.map(|run| {
            let named = names.remove(&run.id).unwrap_or_default();
            run_within(run, named, Vec::new(), scope)
        }))
    }

    /// One run with its steps.
    ///
    /// # Errors
    /// When there is none of this number that the reader may know of.
    pub async fn run(&self, scope: &Scope, id: RunId) -> Answer<RunView> {
        let missing = || EngineError::not_found(Thing::Run, id.to_string());
        let run = self.core.store.run(id).await?.ok_or_else(missing)?;
        if let Some(within) = self.core.reads().within(None, scope).await?
            && !self.core.store.run_is_about(id, &within).await?
        {
            return Err(missing());
        }
        let steps = self.core.store.run_steps(id).await?;
        let named = self.core.reads().names_of_runs(&[id]).await?.remove(&id).unwrap_or_default();
        Ok(run_within(run, named, steps, scope))
    }
}

impl Reads<'_> {
    /// The fabrics that a list is cut down to: one by its name, or those of a scope; `None` is all.
    pub(super) async fn within(
        &self,
        fabric: Option<&str>,
        scope: &Scope,
    ) -> Result<Option<Vec<FabricId>>, EngineError> {
        if let Some(name) = fabric {
            if !scope.has(name) {
                return Err(EngineError::not_found(Thing::Fabric, name));
            }
            return Ok(Some(vec![self.fabric_named(name).await?.id]));
        }
        match scope {
            Scope::All => Ok(None),
            Scope::Fabrics(names) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                Ok(Some(self.store.fabric_ids(&names).await?))
            }
        }
    }

    /// The mirror of a source with the commit that the database agrees with; `None` when it was never
    /// ingested. What the mirror lost is fetched again.
    pub(super) async fn read_from(
        &self,
        source: &Source,
    ) -> Result<Option<(Mirror, Oid)>, EngineError> {
        let Some(head) = source.ingested_commit.as_deref().map(oid).transpose()? else {
            return Ok(None);
        };
        let mirror = self.mirror_of(source.queue_id).await?;
        if mirror.commit_exists(head) {
            return Ok(Some((mirror, head)));
        }
        let mirror = self.ingest().readable(source.queue_id).await?.mirror;
        Ok(mirror.commit_exists(head).then_some((mirror, head)))
    }

    async fn names_of_runs(
        &self,
        ids: &[RunId],
    ) -> Result<HashMap<RunId, Vec<String>>, EngineError> {
        let mut of: HashMap<RunId, Vec<String>> = HashMap::new();
        for (run, name) in self.store.fabrics_of_runs(ids).await? {
            of.entry(run).or_default().push(name);
        }
        Ok(of)
    }
}

/// A repository as a reader may see it.
fn repository_within(mut view: RepositoryView, scope: &Scope) -> Option<RepositoryView> {
    if *scope == Scope::All {
        return Some(view);
    }
    view.fabrics.retain(|fabric| scope.has(fabric));
    (!view.fabrics.is_empty()).then_some(view)
}

/// A run as a reader may see it: of an ingest, only what was read of their fabrics.
fn run_within(
    mut run: Run,
    mut fabrics: Vec<String>,
    steps: Vec<hedgerow_model::RunStep>,
    scope: &Scope,
) -> RunView {
    let read = run.summary.as_mut().and_then(|summary| summary.get_mut("fabrics"));
    if let Some(read) = read.and_then(serde_json::Value::as_object_mut) {
        read.retain(|fabric, _| scope.has(fabric));
        fabrics.extend(read.keys().cloned());
    }
    fabrics.retain(|fabric| scope.has(fabric));
    fabrics.sort();
    fabrics.dedup();
    run_view(run, fabrics, steps)
}
