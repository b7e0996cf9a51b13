//! What is written down of a cluster, held against fresh lists of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use hedgerow_cluster::{Cluster, ClusterError};
use hedgerow_drift::{Look, Looked, Sight, looked};
use hedgerow_model::{
    Actual, ClusterKind, Fabric, Identity, VerifyDifference, VerifyHow, VerifyPart, VerifyReport,
    Watched,
};
use hedgerow_plan::digest;
use hedgerow_schema::{told, told_the_same};

use super::{AT_ONCE, LOOKS, Observe, OfCluster, Told, Unit, difference};
use crate::core::now;
use crate::error::EngineError;
use crate::observe::writer::kept;

type Looks = BTreeMap<Identity, (usize, Look)>;

impl Observe<'_> {
    pub(super) async fn compare_cluster(
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
        self.compare_given(fabric, &asked.given, &cluster, report, found).await?;
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
