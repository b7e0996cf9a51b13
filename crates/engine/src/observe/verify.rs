//! What is written down of a fabric's cluster, held against the cluster as it is now: listed afresh, page by page, past
//! the watches. What differs is looked at again before it is called a difference.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use hedgerow_cluster::{Cluster, ClusterError};
use hedgerow_drift::{Look, Looked, Sight, looked};
use hedgerow_model::{
    Actual, ClusterKind, Drifted, Fabric, FabricCluster, Identity, VerifyDifference, VerifyHow,
    VerifyPart, VerifyReport, VerifyState, Watched,
};
use hedgerow_plan::{digest, value_of};
use hedgerow_schema::{Catalogue, told, told_the_same};

use super::Observe;
use super::follower::{Place, Told};
use super::judge::{Concluded, Passed};
use super::kinds::Unit;
use super::writer::kept;
use crate::core::{Note, now};
use crate::error::EngineError;

/// How many resources are compared in one group of reads.
const AT_ONCE: i64 = 200;

/// How often what differs is looked at again.
const LOOKS: usize = 4;

/// What of the database is not what the cluster has, or what follows from both.
#[derive(Debug, Default)]
pub(crate) struct OfCluster {
    pub(crate) differences: Vec<VerifyDifference>,
    /// The objects that are written down wrong; what is concluded from them is not compared.
    pub(crate) wrong: BTreeSet<Identity>,
    /// The resources of which something else follows than is written.
    pub(crate) judged: BTreeSet<Identity>,
    /// Whether what is followed has to be listed again.
    pub(crate) is_listed_wrong: bool,
    /// Kinds of which it is not written down that they are followed: nothing follows from their objects.
    not_followed: Vec<Unit>,
}

type Looks = BTreeMap<Identity, (usize, Look)>;

impl Observe<'_> {
    /// Compares what is written down of a fabric's cluster with the cluster, and what follows from both with what is
    /// written. `skip` are resources whose documents are wrong.
    pub(crate) async fn compare(
        &self,
        fabric: &Fabric,
        skip: &HashSet<Identity>,
        pause: Duration,
        report: &mut VerifyReport,
    ) -> Result<OfCluster, EngineError> {
        let mut found = OfCluster::default();
        let place = self.store.clusters_of_fabrics(&[fabric.id]).await?.into_iter().next();
        let Some(place) = place else { return Ok(found) };
        report.cluster.state = VerifyState::Checked;
        report.cluster.at = Some(now());
        match self.ask(&of_place(&place)).await {
            Ok(asked) => self.compare_cluster(fabric, &asked, pause, report, &mut found).await?,
            Err(error) => report.cluster.is_away(error.to_string()),
        }
        self.compare_concluded(fabric, skip, pause, report, &mut found).await?;
        let figures = self.store.drift_figures(&[fabric.id]).await?;
        let drifted = figures.iter().filter(|it| !it.ahead && !it.ignored);
        report.drift = u64::try_from(drifted.map(|it| it.count).sum::<i64>()).ok();
        Ok(found)
    }

    async fn compare_cluster(
        &self,
        fabric: &Fabric,
        asked: &Told,
        pause: Duration,
        report: &mut VerifyReport,
        found: &mut OfCluster,
    ) -> Result<(), EngineError> {
        let cluster = format!("{}, {}", asked.name, asked.version);
        report.cluster.from = Some(cluster.clone());
        self.compare_definitions(fabric, asked, &cluster, found).await?;
        for (kind, why) in &asked.not {
            report.cluster.lacks(format!("{}: {why}", kind.kind));
        }
        let states = self.store.watched(fabric.id).await?;
        let mut units: Vec<&Unit> = Vec::new();
        for unit in &asked.units {
            let kind = &unit.kind.kind;
            let state = states.iter().find(|it| it.kind == *kind && it.namespace == unit.namespace);
            match state {
                None => {
                    found.of_kind(VerifyHow::Missing, &kind.kind, &unit.namespace, &cluster);
                    found.not_followed.push(unit.clone());
                }
                Some(Watched { away_since: Some(_), problem, .. }) => {
                    let why = problem.as_deref().unwrap_or("it is not followed yet");
                    report.cluster.lacks(format!("{} is not followed: {why}", kind.kind));
                }
                Some(state) if state.listed_at.is_none() || state.version != unit.kind.version => {
                    report.is_late(format!("{} is being listed", kind.kind));
                }
                Some(_) => units.push(unit),
            }
        }
        for state in &states {
            let known = asked
                .units
                .iter()
                .any(|it| it.kind.kind == state.kind && it.namespace == state.namespace)
                || asked.not.iter().any(|(kind, _)| *kind == state.kind);
            if !known {
                found.of_kind(VerifyHow::Extra, &state.kind.kind, &state.namespace, &cluster);
            }
        }
        let mut before = Looks::new();
        let (mut read, mut left): (u64, Vec<usize>) = (0, (0..units.len()).collect());
        let mut sure: Vec<(Identity, Look)> = Vec::new();
        for attempt in 0..LOOKS {
            let mut now = Looks::new();
            for at in std::mem::take(&mut left) {
                let Some(unit) = units.get(at) else { continue };
                match self.look(fabric, &asked.cluster, unit, at, &mut now).await? {
                    Ok(count) if attempt == 0 => read += count,
                    Ok(_) => {}
                    Err(error) => {
                        let kind = &unit.kind.kind.kind;
                        report.cluster.lacks(format!("{kind}: {error}"));
                    }
                }
            }
            let mut moves = Looks::new();
            for (id, (at, look)) in now {
                match looked(before.get(&id).map(|(_, look)| look), &look) {
                    Looked::Same => {}
                    Looked::Differs => sure.push((id, look)),
                    Looked::Moves => drop(moves.insert(id, (at, look))),
                }
            }
            before = moves;
            let again: BTreeSet<usize> = before.values().map(|(at, _)| *at).collect();
            left.extend(again);
            if left.is_empty() {
                break;
            }
            if attempt + 1 < LOOKS {
                tokio::time::sleep(pause).await;
            }
        }
        for id in before.keys() {
            report.is_late(format!("{id} changes while it is looked at"));
        }
        report.cluster.read = read;
        for (id, look) in sure {
            found.of_object(&id, &look, &cluster);
        }
        self.of_no_kind(fabric, &states, &cluster, report, found).await
    }

    /// Lists a kind in a namespace, and gives its objects that are written down otherwise.
    async fn look(
        &self,
        fabric: &Fabric,
        cluster: &Cluster,
        unit: &Unit,
        at: usize,
        found: &mut Looks,
    ) -> Result<Result<u64, ClusterError>, EngineError> {
        let (mut names, mut odd, mut next, mut read) = (HashSet::new(), 0, None, 0);
        let mut here = Looks::new();
        loop {
            if self.cancel.is_cancelled() {
                return Ok(Err(ClusterError::Unreachable("the server is stopping".to_owned())));
            }
            let page = cluster.list(&unit.kind, &unit.namespace, next.as_deref()).await;
            let page = match page {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            odd += page.odd;
            read += u64::try_from(page.objects.len()).unwrap_or_default();
            let ids: Vec<Identity> = page.objects.iter().map(|it| it.identity.clone()).collect();
            let rows = self.store.actual_of_all(fabric.id, &ids).await?;
            let mut written: BTreeMap<Identity, Sight> =
                rows.iter().map(|row| (row.identity.clone(), sight(row))).collect();
            for object in page.objects {
                let (_, digest) = kept(&object);
                let cluster = Some(Sight { version: object.resource_version, digest });
                let look = Look { cluster, written: written.remove(&object.identity) };
                names.insert(object.identity.clone());
                if !look.is_same() {
                    here.insert(object.identity, (at, look));
                }
            }
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        if odd > 0 {
            let why = format!("{odd} things in the list are not objects of the kind");
            return Ok(Err(ClusterError::NotUnderstood(why)));
        }
        let kind = &unit.kind.kind;
        let namespace = match unit.namespace.as_str() {
            "" => Identity::DEFAULT_NAMESPACE,
            namespace => namespace,
        };
        let mut after: Option<Identity> = None;
        loop {
            let rows = self
                .store
                .actual_after(fabric.id, Some(&kind.kind), None, after.as_ref(), AT_ONCE)
                .await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.identity.clone());
            for row in &rows {
                let id = &row.identity;
                let own = id.group == kind.group && id.namespace == namespace;
                if own && !names.contains(id) {
                    let look = Look { cluster: None, written: Some(sight(row)) };
                    here.insert(id.clone(), (at, look));
                }
            }
        }
        found.append(&mut here);
        Ok(Ok(read))
    }

    /// Objects that are written down, of kinds and namespaces that are not followed.
    async fn of_no_kind(
        &self,
        fabric: &Fabric,
        states: &[Watched],
        cluster: &str,
        report: &mut VerifyReport,
        found: &mut OfCluster,
    ) -> Result<(), EngineError> {
        let mut after: Option<Identity> = None;
        loop {
            let rows =
                self.store.actual_after(fabric.id, None, None, after.as_ref(), AT_ONCE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(last.identity.clone());
            report.database.read += u64::try_from(rows.len()).unwrap_or_default();
            for row in rows {
                let is_known = states.iter().any(|it| it.has(&row.identity))
                    || found.not_followed.iter().any(|it| it.has(&row.identity));
                if !is_known {
                    let look = Look { cluster: None, written: Some(sight(&row)) };
                    found.of_object(&row.identity, &look, cluster);
                }
            }
        }
    }

    async fn compare_definitions(
        &self,
        fabric: &Fabric,
        asked: &Told,
        cluster: &str,
        found: &mut OfCluster,
    ) -> Result<(), EngineError> {
        let known = self.store.cluster_kinds(fabric.id).await?;
        let fresh = told(&known, asked.definitions.clone(), now());
        for kind in &fresh {
            let held = known.iter().find(|it| it.kind == kind.kind);
            let is_same = |held: &ClusterKind| {
                told_the_same(std::slice::from_ref(held), std::slice::from_ref(kind))
            };
            if held.is_some_and(is_same) {
                continue;
            }
            found.is_listed_wrong = true;
            found.differences.push(VerifyDifference {
                path: Some(kind.kind.to_string()),
                ..difference(
                    VerifyPart::Definition,
                    if held.is_some() { VerifyHow::Changed } else { VerifyHow::Missing },
                    None,
                    format!("cluster {cluster}"),
                )
            });
        }
        Ok(())
    }

    /// Concludes again how the cluster stands to Git, from the rows of both, and compares that with what is written.
    async fn compare_concluded(
        &self,
        fabric: &Fabric,
        skip: &HashSet<Identity>,
        pause: Duration,
        report: &mut VerifyReport,
        found: &mut OfCluster,
    ) -> Result<(), EngineError> {
        let catalogue = self.catalogue(fabric.id).await?;
        let mut suspects: BTreeSet<Identity> = BTreeSet::new();
        for of_agreed in [false, true] {
            let mut after: Option<Identity> = None;
            loop {
                let behind = after.as_ref();
                let ids = match of_agreed {
                    false => self.store.compared_after(fabric.id, behind, AT_ONCE).await?,
                    true => self.store.agreed_after(fabric.id, behind, AT_ONCE).await?,
                };
                let Some(last) = ids.last() else { break };
                after = Some(last.clone());
                report.database.read += u64::try_from(ids.len()).unwrap_or_default();
                let ids: Vec<Identity> = ids
                    .into_iter()
                    .filter(|id| !skip.contains(id) && !found.wrong.contains(id))
                    .filter(|id| !found.not_followed.iter().any(|it| it.has(id)))
                    .collect();
                let told = self.concluded(fabric, &catalogue, &ids).await?;
                suspects.extend(told.into_iter().map(|(id, _)| id));
            }
        }
        // What Git or the cluster moved a moment ago is compared a moment later.
        let mut ids: Vec<Identity> = suspects.into_iter().collect();
        let mut told = Vec::new();
        for _ in 1..LOOKS {
            if ids.is_empty() {
                break;
            }
            tokio::time::sleep(pause).await;
            told.clear();
            for some in ids.chunks(usize::try_from(AT_ONCE).unwrap_or(1)) {
                told.extend(self.concluded(fabric, &catalogue, some).await?);
            }
            let still: BTreeSet<&Identity> = told.iter().map(|(id, _)| id).collect();
            ids = still.into_iter().cloned().collect();
        }
        let differ: BTreeSet<Identity> = ids.into_iter().collect();
        for (id, difference) in told {
            if differ.contains(&id) {
                if difference.can_repair {
                    found.judged.insert(id);
                }
                found.differences.push(difference);
            }
        }
        Ok(())
    }

    /// Of which of these something else follows than is written.
    async fn concluded(
        &self,
        fabric: &Fabric,
        catalogue: &Catalogue,
        ids: &[Identity],
    ) -> Result<Vec<(Identity, VerifyDifference)>, EngineError> {
        let mut tx = self.store.write().await?;
        let states = tx.watched(fabric.id).await?;
        let concluded =
            self.conclude(&mut tx, fabric, catalogue, &states, (ids, &Passed::new())).await?;
        let agreed = tx.agreed_of_all(fabric.id, ids).await?;
        let held = tx.drifts_of_all(fabric.id, ids).await?;
        // Nothing is written.
        drop(tx);
        let mut told = Vec::new();
        for (id, text) in &agreed {
            // An empty one says that both had it and never agreed.
            let is_its_own = text.is_empty()
                || value_of(text).is_some_and(|value| Identity::of(&value).as_ref() == Some(id));
            if !is_its_own && !concluded.agreed.iter().any(|(of, _)| of == id) {
                let advice = "it is not known which side has changed since both agreed: accept the cluster's values or re-apply \
                              what Git wants; once both say the same, the text is stored again";
                told.push((
                    id.clone(),
                    VerifyDifference {
                        can_repair: false,
                        advice: Some(advice.to_owned()),
                        ..difference(
                            VerifyPart::Agreed,
                            VerifyHow::Changed,
                            Some(id),
                            "the row itself".to_owned(),
                        )
                    },
                ));
            }
        }
        let Concluded { changed, drifts, agreed: now_agreed, .. } = concluded;
        for (id, text) in now_agreed {
            let how = match (agreed.contains_key(&id), text.is_some()) {
                (true, true) => VerifyHow::Changed,
                (true, false) => VerifyHow::Extra,
                (false, _) => VerifyHow::Missing,
            };
            let from = "Git and the cluster, as the database has them".to_owned();
            let of = difference(VerifyPart::Agreed, how, Some(&id), from);
            told.push((id, of));
        }
        for id in changed {
            let held = held.iter().find(|it| it.identity == id);
            let now = drifts.iter().find(|it| it.identity == id);
            let how = match (held, now) {
                (None, _) => VerifyHow::Missing,
                (_, None) => VerifyHow::Extra,
                _ => VerifyHow::Changed,
            };
            let from = "Git and the cluster, as the database has them".to_owned();
            let mut of = difference(VerifyPart::Drift, how, Some(&id), from);
            of.fields = held.zip(now).map(|(a, b)| fields(a, b)).unwrap_or_default();
            of.database = held.map(|it| it.standing.to_string());
            of.evidence = now.map(|it| it.standing.to_string());
            told.push((id, of));
        }
        Ok(told)
    }

    /// Has what is written down wrong written again: by who follows the cluster, from a list of all there is, and
    /// by comparing anew. Says what stays undone.
    pub(crate) async fn write_anew(
        &self,
        fabric: &Fabric,
        of: &OfCluster,
        pause: Duration,
    ) -> Result<Option<String>, EngineError> {
        if !of.wrong.is_empty() || of.is_listed_wrong {
            let began = now();
            if !self.tell_follower(fabric.id, Note::Wrong(of.wrong.clone())).await? {
                return Ok(Some("the fabric lives in no cluster any more".to_owned()));
            }
            for _ in 0..WAITS {
                let states = self.store.watched(fabric.id).await?;
                let is_done = |it: &Watched| {
                    it.away_since.is_some() || it.listed_at.is_some_and(|at| at >= began)
                };
                if states.iter().all(is_done) || self.cancel.is_cancelled() {
                    break;
                }
                tokio::time::sleep(pause).await;
            }
        }
        if !self.follows(fabric.id) {
            // Only who follows the cluster writes down what drifted.
            if !of.judged.is_empty() {
                self.tell_follower(fabric.id, Note::Moved(of.judged.iter().cloned().collect()))
                    .await?;
            }
            return self.heard_of_all(fabric, pause).await;
        }
        let ids: Vec<Identity> = of.judged.iter().cloned().collect();
        let catalogue = self.catalogue(fabric.id).await?;
        let states = self.store.watched(fabric.id).await?;
        self.judge_these(fabric, &catalogue, &states, &ids).await?;
        Ok(None)
    }

    /// Waits until the server that follows a fabric's cluster has heard what it was told; says so where it does not.
    async fn heard_of_all(
        &self,
        fabric: &Fabric,
        pause: Duration,
    ) -> Result<Option<String>, EngineError> {
        for _ in 0..WAITS {
            let notes = self.store.follower_notes().await?;
            if notes.iter().all(|(_, of, _)| *of != fabric.id) {
                return Ok(None);
            }
            if self.cancel.is_cancelled() {
                break;
            }
            tokio::time::sleep(pause).await;
        }
        Ok(Some("no server follows the cluster".to_owned()))
    }
}

/// How often it is looked whether everything was listed, and whether another server heard of it.
const WAITS: usize = 120;

fn of_place(place: &FabricCluster) -> Place {
    Place {
        fabric: place.fabric,
        cluster: place.cluster,
        namespaces: place.namespaces.clone(),
        revisions: (0, 0),
    }
}

/// A row as it was seen. One that does not agree with itself is like no object.
fn sight(row: &Actual) -> Sight {
    let is_whole = digest(&row.object) == row.digest && agrees_with_itself(row);
    let digest = if is_whole { row.digest.clone() } else { format!("damaged {}", row.digest) };
    Sight { version: row.resource_version.clone(), digest }
}

fn agrees_with_itself(row: &Actual) -> bool {
    let Ok(object) = serde_json::from_str::<serde_json::Value>(&row.object) else { return false };
    let text = |path: &str| object.pointer(path).and_then(|it| it.as_str()).unwrap_or_default();
    let version = text("/apiVersion").rsplit('/').next().unwrap_or_default().to_owned();
    text("/metadata/name") == row.identity.name
        && text("/kind") == row.identity.kind
        && text("/metadata/uid") == row.uid
        && version == row.version
        && object.pointer("/metadata/generation").and_then(serde_json::Value::as_i64)
            == row.generation
}

fn fields(held: &Drifted, now: &Drifted) -> Vec<String> {
    let differ = [
        ("standing", held.standing != now.standing),
        ("moved", held.moved != now.moved),
        ("fields", held.fields != now.fields),
        ("ignored", held.ignored != now.ignored),
        ("resource version", held.resource_version != now.resource_version),
        ("blob", held.blob != now.blob),
    ];
    differ.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
}

fn difference(
    part: VerifyPart,
    how: VerifyHow,
    id: Option<&Identity>,
    read_from: String,
) -> VerifyDifference {
    VerifyDifference {
        part,
        how,
        resource: id.map(ToString::to_string),
        path: None,
        fields: Vec::new(),
        database: None,
        evidence: None,
        read_from,
        can_repair: true,
        advice: None,
    }
}

impl OfCluster {
    fn of_kind(&mut self, how: VerifyHow, kind: &str, namespace: &str, cluster: &str) {
        self.is_listed_wrong = true;
        let namespace = Some(namespace).filter(|it| !it.is_empty());
        self.differences.push(VerifyDifference {
            resource: Some(kind.to_owned()),
            path: namespace.map(|namespace| format!("namespace {namespace}")),
            ..difference(VerifyPart::Kind, how, None, format!("cluster {cluster}"))
        });
    }

    fn of_object(&mut self, id: &Identity, look: &Look, cluster: &str) {
        let how = match (&look.written, &look.cluster) {
            (None, _) => VerifyHow::Missing,
            (_, None) => VerifyHow::Extra,
            _ => VerifyHow::Changed,
        };
        let version = |side: &Option<Sight>| {
            side.as_ref().map(|sight| format!("resource version {}", sight.version))
        };
        self.wrong.insert(id.clone());
        self.differences.push(VerifyDifference {
            database: version(&look.written),
            evidence: version(&look.cluster),
            ..difference(VerifyPart::Object, how, Some(id), format!("cluster {cluster}"))
        });
    }
}
