//! What is shown of fabrics' clusters.

use std::collections::HashMap;

use hedgerow_model::{
    Actual, ClusterId, DriftStanding, Drifted, Fabric, FabricCluster, FabricId, GroupKind,
    Identity, IgnoredDrift, Moved, Severity, Watched,
};
use hedgerow_store::DriftFigure;

use super::{ClusterTrouble, Observe};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{
    ActualView, DriftQuery, DriftView, FabricClusterView, IgnoredView, InCluster, Page,
    PageRequest, ResourceView, SeverityCounts, USUAL, WatchedView,
};

type Answer<T> = Result<T, EngineError>;

impl Engine {
    /// What a fabric's cluster has otherwise than Git, by kind and name.
    ///
    /// # Errors
    /// When there is no such fabric, it lives in no cluster, or the page cannot be read.
    pub async fn drift(
        &self,
        fabric: &str,
        query: &DriftQuery,
        ask: &PageRequest,
    ) -> Answer<Page<DriftView>> {
        const LIST: &str = "drift";
        let core = &self.core;
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<Identity>(LIST)?);
        let (fabric, states, kind) = core.observe().listed(fabric, query).await?;
        let drifts = core
            .store
            .drifts_that_matter(
                fabric.id,
                (kind.as_deref(), query.name.as_deref(), query.severity),
                after.as_ref(),
                limit + 1,
            )
            .await?;
        let ignored = core.store.ignored_drift(fabric.id).await?;
        let waiting = core.observe().waiting(fabric.id).await?;
        let page = Page::cut(drifts, limit, LIST, |drift: &Drifted| drift.identity.clone());
        Ok(page.map(|drift| drift_view(drift, &states, &ignored, &waiting)))
    }

    /// The kinds that are looked at in a fabric's cluster, and how far each is known.
    ///
    /// # Errors
    /// When there is no such fabric, or it lives in no cluster.
    pub async fn watched(&self, fabric: &str) -> Answer<Vec<WatchedView>> {
        let fabric = self.core.fabric_named(fabric).await?;
        let states = self.core.observe().followed(&fabric).await?;
        Ok(states.into_iter().map(WatchedView::from).collect())
    }

    /// The objects that a fabric's cluster has, by kind and name; with their texts where one kind and name is asked for.
    ///
    /// # Errors
    /// When there is no such fabric, it lives in no cluster, or the page cannot be read.
    pub async fn actual(
        &self,
        fabric: &str,
        query: &DriftQuery,
        ask: &PageRequest,
    ) -> Answer<Page<ActualView>> {
        const LIST: &str = "actual";
        let core = &self.core;
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<Identity>(LIST)?);
        let (fabric, states, kind) = core.observe().listed(fabric, query).await?;
        let (kind, name) = (kind.as_deref(), query.name.as_deref());
        let rows =
            core.store.actual_after(fabric.id, kind, name, after.as_ref(), limit + 1).await?;
        let page = Page::cut(rows, limit, LIST, |actual: &Actual| actual.identity.clone());
        let ids: Vec<Identity> = page.items.iter().map(|actual| actual.identity.clone()).collect();
        let standings: HashMap<Identity, DriftStanding> = core
            .store
            .drifts_of_all(fabric.id, &ids)
            .await?
            .into_iter()
            .map(|drift| (drift.identity, drift.standing))
            .collect();
        let catalogue = core.catalogue(fabric.id).await?;
        Ok(page.map(|actual| {
            let standing = standings.get(&actual.identity).copied();
            let standing = standing.unwrap_or(DriftStanding::InSync);
            let text = name.and_then(|_| super::text::for_people(&actual.object, &catalogue));
            actual_view(actual, standing, &states, text)
        }))
    }
}

impl Observe<'_> {
    /// The kinds of a fabric that are looked at; an error where it lives in no cluster.
    pub(super) async fn followed(&self, fabric: &Fabric) -> Answer<Vec<Watched>> {
        self.place_of(fabric).await?;
        Ok(self.store.watched(fabric.id).await?)
    }

    /// Where a fabric lives; an error where it lives in no cluster.
    pub(crate) async fn place_of(&self, fabric: &Fabric) -> Answer<FabricCluster> {
        let place = self.store.clusters_of_fabrics(&[fabric.id]).await?.pop();
        let none = || ClusterTrouble::NoCluster { fabric: fabric.name.clone() };
        Ok(place.ok_or_else(none)?)
    }

    /// Of what a list is: the fabric, what is looked at of it, and the kind that is asked for.
    pub(super) async fn listed(
        &self,
        fabric: &str,
        query: &DriftQuery,
    ) -> Answer<(Fabric, Vec<Watched>, Option<String>)> {
        let fabric = self.fabric_named(fabric).await?;
        let states = self.followed(&fabric).await?;
        let kind = match &query.kind {
            None => None,
            Some(typed) => Some(self.kind_typed(fabric.id, typed).await?),
        };
        Ok((fabric, states, kind))
    }

    /// The kind that somebody typed, in whatever case, or by its plural or short name.
    pub(super) async fn kind_typed(&self, fabric: FabricId, typed: &str) -> Answer<String> {
        let catalogue = self.catalogue(fabric).await?;
        let known = catalogue.find(typed);
        Ok(known.first().map_or_else(|| typed.to_owned(), |kind| kind.group_kind.kind.clone()))
    }

    /// The groups and plurals of the kinds of a fabric that are looked at, or would be.
    pub(crate) async fn plurals(&self, fabric: FabricId) -> Answer<Vec<(String, String)>> {
        let catalogue = self.catalogue(fabric).await?;
        let followed = self.store.watched(fabric).await?;
        let mut kinds: Vec<GroupKind> =
            followed.into_iter().filter(|it| !it.version.is_empty()).map(|it| it.kind).collect();
        if kinds.is_empty() {
            let in_git = self.store.kind_figures(fabric).await?.into_iter().map(|(kind, _)| kind);
            kinds = super::kinds::wanted(&catalogue, in_git).into_iter().collect();
        }
        let mut plurals: Vec<(String, String)> = kinds
            .into_iter()
            .map(|kind| {
                let plural = catalogue.kind(&kind).map(|info| info.plural.clone());
                let guess = || format!("{}s", kind.kind.to_lowercase());
                (kind.group.clone(), plural.unwrap_or_else(guess))
            })
            .collect();
        plurals.sort();
        plurals.dedup();
        Ok(plurals)
    }

    /// How resources stand in the cluster of their fabric, where it lives in one.
    pub(crate) async fn in_cluster(
        &self,
        fabric: FabricId,
        rows: &mut [ResourceView],
    ) -> Answer<()> {
        if rows.is_empty() || self.store.clusters_of_fabrics(&[fabric]).await?.is_empty() {
            return Ok(());
        }
        let states = self.store.watched(fabric).await?;
        let id = |row: &ResourceView| Identity {
            group: row.group.clone(),
            kind: row.kind.clone(),
            namespace: row.namespace.clone(),
            name: row.name.clone(),
        };
        let ids: Vec<Identity> = rows.iter().map(id).collect();
        let drifts: HashMap<Identity, Drifted> = self
            .store
            .drifts_of_all(fabric, &ids)
            .await?
            .into_iter()
            .map(|drift| (drift.identity.clone(), drift))
            .collect();
        let level = self.store.level_of_all(fabric, &ids).await?;
        for (row, id) in rows.iter_mut().zip(ids) {
            row.cluster = Some(stands(&states, drifts.get(&id), level.contains(&id), &id));
        }
        Ok(())
    }

    /// What of a resource its fabric's cluster has otherwise.
    pub(crate) async fn drift_of(
        &self,
        fabric: FabricId,
        id: &Identity,
    ) -> Answer<Option<DriftView>> {
        let Some(drift) = self.store.drifts_of_all(fabric, std::slice::from_ref(id)).await?.pop()
        else {
            return Ok(None);
        };
        if drift.standing == DriftStanding::InSync {
            return Ok(None);
        }
        let states = self.store.watched(fabric).await?;
        let ignored = self.store.ignored_drift(fabric).await?;
        let waiting = self.waiting(fabric).await?;
        Ok(Some(drift_view(drift, &states, &ignored, &waiting)))
    }

    /// Fabrics in their clusters, in figures; those that live in one.
    pub(crate) async fn figures(
        &self,
        fabrics: &[FabricId],
    ) -> Answer<HashMap<FabricId, FabricClusterView>> {
        let places = self.store.clusters_of_fabrics(fabrics).await?;
        if places.is_empty() {
            return Ok(HashMap::new());
        }
        let figures = self.store.drift_figures(fabrics).await?;
        let mut watched = self.store.watched_of_all(fabrics).await?;
        let ids: Vec<ClusterId> = places.iter().map(|place| place.cluster).collect();
        let clusters = self.store.clusters_of_all(&ids).await?;
        let mut appliers = self.applier_lines(fabrics).await?;
        let mut switches = self.switch_lines(fabrics).await?;
        let mut views = HashMap::new();
        for place in places {
            let cluster = clusters.iter().find(|cluster| cluster.id == place.cluster);
            let Some(cluster) = cluster.cloned() else { continue };
            let states = watched.remove(&place.fabric).unwrap_or_default();
            let of: Vec<&DriftFigure> =
                figures.iter().filter(|it| it.fabric == place.fabric).collect();
            let mut view = in_figures(cluster.name, &place, &states, &of, cluster.problem);
            view.applier = appliers.remove(&place.fabric);
            view.switches = switches.remove(&place.fabric);
            views.insert(place.fabric, view);
        }
        Ok(views)
    }
}

/// A fabric in its cluster, in figures. Before anything was looked at, nothing is known.
fn in_figures(
    cluster: String,
    place: &FabricCluster,
    states: &[Watched],
    figures: &[&DriftFigure],
    problem: Option<String>,
) -> FabricClusterView {
    let unknown: Vec<&Watched> = states
        .iter()
        .filter(|state| state.away_since.is_some() || state.listed_at.is_none())
        .collect();
    let count = |which: &dyn Fn(&DriftFigure) -> bool| -> i64 {
        figures.iter().filter(|it| which(it)).map(|it| it.count).sum()
    };
    let first = unknown.iter().find_map(|state| Some((*state, state.problem.as_ref()?)));
    // What is true of all of them is not about one kind.
    let of_all = |problem: &String| {
        unknown.len() == states.len()
            && unknown.iter().all(|state| state.problem.as_ref() == Some(problem))
    };
    let why = first.map(|(state, problem)| match of_all(problem) {
        true => problem.clone(),
        false => format!("{}: {problem}", state.kind.kind),
    });
    FabricClusterView {
        cluster,
        namespaces: place.namespaces.clone(),
        apply: place.applying.mode,
        prune: place.applying.prune,
        refused: place.applying.refused,
        known: !states.is_empty() && unknown.is_empty(),
        seen_at: states.iter().filter_map(|state| state.seen_at).min(),
        unknown_since: unknown.iter().filter_map(|state| state.away_since).min(),
        problem: if unknown.is_empty() && !states.is_empty() { None } else { why.or(problem) },
        kinds: states.len(),
        unknown_kinds: unknown.len(),
        drifted: count(&|it| !it.ahead && !it.ignored),
        severities: SeverityCounts {
            error: count(&|it| !it.ahead && !it.ignored && it.severity == Severity::Error),
            warning: count(&|it| !it.ahead && !it.ignored && it.severity == Severity::Warning),
            info: count(&|it| !it.ahead && !it.ignored && it.severity == Severity::Info),
        },
        ahead: count(&|it| it.ahead && !it.ignored),
        ignored: count(&|it| it.ignored),
        applier: None,
        switches: None,
    }
}

/// How a resource stands: by the drift that is noted of it; without any, in sync only where both were seen to say the
/// same and Git says that still.
fn stands(states: &[Watched], drift: Option<&Drifted>, is_level: bool, id: &Identity) -> InCluster {
    let kind = id.group_kind();
    let namespaced = states.iter().find(|state| state.has(id));
    // A kind that the cluster does not serve is noted without a namespace.
    let state = namespaced.or_else(|| states.iter().find(|state| state.kind == kind));
    let standing = match drift {
        Some(drift) => Some(drift.standing),
        None => is_level.then_some(DriftStanding::InSync),
    };
    InCluster {
        standing,
        moved: drift.and_then(|drift| drift.moved),
        ignored: drift.is_some_and(|drift| drift.ignored),
        unknown_since: state.and_then(|state| state.away_since),
        seen_at: state.and_then(|state| state.seen_at),
        problem: match state {
            None => Some("its kind or its namespace is not looked at there".to_owned()),
            Some(state) => state.problem.clone(),
        },
    }
}

fn unknown_since(states: &[Watched], id: &Identity) -> Option<i64> {
    states.iter().find(|state| state.has(id)).and_then(|state| state.away_since)
}

fn drift_view(
    drift: Drifted,
    states: &[Watched],
    ignored: &[IgnoredDrift],
    waiting: &impl Fn(&Identity) -> Option<String>,
) -> DriftView {
    let waits = (drift.moved == Some(Moved::Git)).then(|| waiting(&drift.identity)).flatten();
    let ignores =
        ignored.iter().filter(|it| it.identity == drift.identity).map(ignored_view).collect();
    let unknown_since = unknown_since(states, &drift.identity);
    let Identity { group, kind, namespace, name } = drift.identity;
    DriftView {
        group,
        kind,
        namespace,
        name,
        standing: drift.standing,
        moved: drift.moved,
        fields: drift.fields,
        ignored: drift.ignored,
        severity: drift.severity,
        ignores,
        since: drift.since,
        unknown_since,
        resource_version: drift.resource_version,
        blob: drift.blob,
        waits,
    }
}

pub(super) fn ignored_view(ignored: &IgnoredDrift) -> IgnoredView {
    IgnoredView {
        path: ignored.path.clone(),
        until: ignored.until,
        reason: ignored.reason.clone(),
        by: ignored.created_by.clone(),
        at: ignored.created_at,
    }
}

fn actual_view(
    actual: Actual,
    standing: DriftStanding,
    states: &[Watched],
    text: Option<String>,
) -> ActualView {
    let unknown_since = unknown_since(states, &actual.identity);
    let Identity { group, kind, namespace, name } = actual.identity;
    ActualView {
        group,
        kind,
        namespace,
        name,
        version: actual.version,
        resource_version: actual.resource_version,
        changed_at: actual.changed_at,
        unknown_since,
        standing,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> FabricCluster {
        FabricCluster {
            fabric: FabricId(1),
            cluster: ClusterId(1),
            namespaces: Vec::new(),
            applying: hedgerow_model::Applying::OBSERVE,
            undo_since: None,
            revision: 1,
        }
    }

    fn watched(listed: Option<i64>, away: Option<i64>, seen: i64) -> Watched {
        Watched {
            kind: GroupKind::new("g", "K"),
            namespace: "default".into(),
            version: "v1".into(),
            resource_version: None,
            listed_at: listed,
            seen_at: Some(seen),
            away_since: away,
            problem: away.map(|_| "it is not reached".into()),
        }
    }

    #[test]
    fn a_fabric_is_known_only_where_all_that_is_looked_at_is() {
        let of = |states: &[Watched]| {
            let view = in_figures("c".into(), &place(), states, &[], Some("asked".into()));
            (view.known, view.unknown_since, view.unknown_kinds, view.problem)
        };
        assert_eq!(of(&[]), (false, None, 0, Some("asked".into())), "nothing was looked at yet");
        let well = watched(Some(1), None, 9);
        assert_eq!(of(std::slice::from_ref(&well)), (true, None, 0, None));
        let away = watched(Some(1), Some(4), 4);
        let why = Some("K: it is not reached".into());
        assert_eq!(of(&[well.clone(), away]), (false, Some(4), 1, why));
        let both = [watched(Some(1), Some(4), 4), watched(Some(1), Some(5), 5)];
        assert_eq!(of(&both), (false, Some(4), 2, Some("it is not reached".into())));
        let reading = watched(None, None, 4);
        assert_eq!(of(&[well, reading]), (false, None, 1, Some("asked".into())));
    }

    #[test]
    fn a_resource_is_in_sync_only_where_that_was_seen() {
        let id = Identity::new("g", "K", "x");
        let drift = |standing| Drifted {
            identity: id.clone(),
            standing,
            moved: None,
            fields: Vec::new(),
            ignored: false,
            severity: hedgerow_model::Severity::Warning,
            resource_version: None,
            blob: None,
            since: 0,
        };
        let states = [watched(Some(1), None, 9)];
        assert_eq!(stands(&states, None, false, &id).standing, None, "nothing was concluded");
        assert_eq!(stands(&states, None, true, &id).standing, Some(DriftStanding::InSync));
        let missing = drift(DriftStanding::Missing);
        assert_eq!(stands(&states, Some(&missing), true, &id).standing, Some(missing.standing));
        let other = Identity { namespace: "elsewhere".into(), ..Identity::new("h", "L", "x") };
        assert!(stands(&states, None, false, &other).problem.is_some());
        let away = [watched(Some(1), Some(4), 4)];
        assert_eq!(stands(&away, None, true, &id).unknown_since, Some(4));
    }

    #[test]
    fn what_git_is_ahead_in_is_no_drift_and_what_is_ignored_neither() {
        let figure = |ahead, ignored, severity, count| DriftFigure {
            fabric: FabricId(1),
            standing: DriftStanding::Differs,
            ahead,
            ignored,
            severity,
            count,
        };
        let figures = [
            figure(false, false, Severity::Warning, 1),
            figure(true, false, Severity::Warning, 2),
            figure(false, true, Severity::Error, 4),
            figure(true, true, Severity::Info, 8),
            figure(false, false, Severity::Error, 16),
            figure(false, false, Severity::Info, 32),
        ];
        let view = in_figures("c".into(), &place(), &[], &figures.iter().collect::<Vec<_>>(), None);
        assert_eq!((view.drifted, view.ahead, view.ignored), (49, 2, 12));
        assert_eq!(view.severities, SeverityCounts { error: 16, warning: 1, info: 32 });
    }
}
