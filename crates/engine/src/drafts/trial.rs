//! Drafts meet what Git brought: which are outdated, which break a rule, and which conflict. Runs when
//! one is saved and with every ingest, so that people see that when it arises and not when they
//! publish, and so that lists need not look into texts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::{
    ChangeId, ChangeOutcome, ChangeState, ConflictsGone, DraftId, Fabric, FabricId, Identity,
    Reason,
};
use hedgerow_plan::{InCluster, Stands, TrialMerge, merge_for_trial, of_draft, reopens};
use hedgerow_schema::Catalogue;
use hedgerow_store::Transaction;

use super::Drafts;
use super::save::pictures;
use crate::core::now;
use crate::error::EngineError;
use crate::views::{Event, SyncReport, named};

impl Drafts<'_> {
    /// Compares the open drafts of a fabric with the pictures an ingest brought, and with what the cluster has, and
    /// brings their conflict records up to date; tells whether there was anything to bring.
    pub(crate) async fn drafts_meet_git(
        &self,
        tx: &mut Transaction,
        fabric: FabricId,
        catalogue: &Catalogue,
        pictures: &HashMap<Identity, Stands>,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<bool, EngineError> {
        let ids: Vec<Identity> = pictures.keys().cloned().collect();
        let drafts = tx.active_drafts_of(fabric, &ids).await?;
        if drafts.is_empty() {
            return Ok(false);
        }
        let drafted: BTreeSet<Identity> = drafts.iter().map(|it| it.identity.clone()).collect();
        let drafted: Vec<Identity> = drafted.into_iter().collect();
        let there = self.observe().seen_there(tx, fabric, catalogue, &drafted).await?;
        let ids: Vec<_> = drafts.iter().map(|draft| draft.id).collect();
        let stored = tx.conflicts_of_drafts(&ids).await?;
        let mut relieved: BTreeMap<ChangeId, ConflictsGone> = BTreeMap::new();
        let mut moved = Vec::new();
        let (mut open, mut supersede) = (Vec::new(), Vec::new());
        let (mut marked, mut judged): ([Vec<DraftId>; 2], [Vec<DraftId>; 2]) = Default::default();
        for draft in &drafts {
            // Of several live documents nobody can say which one the draft meets: what was said of it stays.
            let stands = pictures.get(&draft.identity);
            let Some(git) = stands.and_then(|stands| stands.facing(draft)) else { continue };
            let own = of_draft(&stored, draft);
            let there = there.get(&draft.identity).unwrap_or(&InCluster::Unknown);
            let TrialMerge { outdated, invalid, records } =
                merge_for_trial(draft, git, there, catalogue, &own, commit);
            if !records.open.is_empty() || !records.supersede.is_empty() {
                moved.push(draft.identity.to_string());
            }
            report.conflicts_opened += records.open.len();
            if !records.supersede.is_empty() && records.open.is_empty() {
                let gone = own.iter().filter(|it| records.supersede.contains(&it.id));
                let by_cluster = gone.clone().all(|it| it.what.is_with_cluster());
                let because =
                    if by_cluster { ConflictsGone::ClusterMoved } else { ConflictsGone::GitMoved };
                relieved.insert(draft.change_id, because);
            }
            if outdated {
                report.outdated.push(draft.identity.to_string());
            }
            judged[usize::from(invalid)].push(draft.id);
            if outdated != draft.outdated {
                marked[usize::from(outdated)].push(draft.id);
            }
            open.extend(records.open);
            supersede.extend(records.supersede);
        }
        tx.open_conflicts(fabric, &open, now()).await?;
        tx.supersede_conflicts(&supersede, now()).await?;
        for (outdated, drafts) in [false, true].into_iter().zip(&marked) {
            tx.set_outdated(drafts, outdated).await?;
        }
        for (invalid, drafts) in [false, true].into_iter().zip(&judged) {
            tx.set_invalid(drafts, invalid).await?;
        }
        for (change, because) in relieved {
            self.reopen(tx, change, because).await?;
        }
        let is_news = !moved.is_empty();
        if is_news {
            let (resources, more) = named(moved);
            let fabric = report.fabric.clone();
            self.record().emit(tx, &Event::Conflicts { fabric, resources, more })?;
        }
        Ok(is_news)
    }

    /// Has drafts meet Git of which an earlier program did not say whether they break rules. Finds
    /// nothing to do in a database that this version wrote.
    pub(crate) async fn judge_drafts(&self) -> Result<(), EngineError> {
        for fabric in self.store.fabrics_with_unjudged_drafts().await? {
            let fabric = self.fabric_by_id(fabric).await?;
            self.all_meet_git(&fabric).await?;
        }
        Ok(())
    }

    /// Has every open draft of a fabric meet what Git has.
    pub(crate) async fn all_meet_git(&self, fabric: &Fabric) -> Result<(), EngineError> {
        let _edits = self.lock_fabric(fabric.id).await;
        let catalogue = self.catalogue(fabric.id).await?;
        let commit = self.source_of(fabric).await?.ingested_commit.unwrap_or_default();
        let mut tx = self.store.write().await?;
        let drafts = tx.active_drafts(fabric.id).await?;
        if drafts.is_empty() {
            return Ok(());
        }
        let drafted = drafts.into_iter().map(|draft| draft.identity).collect();
        let pictures = pictures(&mut tx, fabric, drafted).await?;
        let mut report = SyncReport { fabric: fabric.name.clone(), ..SyncReport::default() };
        self.drafts_meet_git(&mut tx, fabric.id, &catalogue, &pictures, &commit, &mut report)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// A conflicted change whose last open conflict is gone can be published again.
    pub(crate) async fn reopen(
        &self,
        tx: &mut Transaction,
        change: ChangeId,
        because: ConflictsGone,
    ) -> Result<(), EngineError> {
        let (state, open) = tx.state_and_open_conflicts(change).await?;
        if reopens(state, open) {
            let outcome = ChangeOutcome {
                id: change,
                state: ChangeState::Open,
                reason: Some(Reason::ConflictsGone { because }),
                commit: None,
            };
            self.record().settle_changes(tx, &[outcome]).await?;
            tx.schedule(change, now()).await?;
        }
        Ok(())
    }
}
