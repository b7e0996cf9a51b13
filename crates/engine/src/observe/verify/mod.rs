//! What is written down of a fabric's cluster, held against the cluster as it is now (`listed`): listed afresh, page by
//! page, past the watches; and what follows from it, concluded again (`concluded`). What differs is looked at again before
//! it is called a difference.

mod concluded;
mod listed;

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use hedgerow_model::{
    Fabric, FabricCluster, Identity, VerifyDifference, VerifyHow, VerifyPart, VerifyReport,
    VerifyState, Watched,
};

use super::Observe;
use super::follower::{Place, Told};
use super::kinds::Unit;
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
    /// Whether what the fabric writes in its cluster is written down wrong.
    pub(crate) is_given_wrong: bool,
    /// Kinds of which it is not written down that they are followed: nothing follows from their objects.
    not_followed: Vec<Unit>,
}

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
                // One that is to be followed again is away without a reason until then.
                let is_done = |it: &Watched| {
                    let is_away = it.away_since.is_some() && it.problem.is_some();
                    is_away || it.listed_at.is_some_and(|at| at >= began)
                };
                let is_there = |unit: &Unit| {
                    let mut of_kind = states.iter().filter(|it| it.kind == unit.kind.kind);
                    of_kind.any(|it| it.namespace == unit.namespace)
                };
                let is_all = states.iter().all(is_done) && of.not_followed.iter().all(is_there);
                if is_all || self.cancel.is_cancelled() {
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

pub(super) fn difference(
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
