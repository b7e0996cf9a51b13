//! Drafts meet what Git brought: which are outdated, and which conflict. Runs with every ingest, so
//! that people see a conflict when it arises and not when they publish.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{ChangeId, ChangeState, FabricId, Identity};
use hedgerow_schema::Catalogue;
use hedgerow_store::{ChangeOutcome, Conflict, Draft, Transaction};

use crate::combine::{Combined, Picture, Records, combine, reconcile};
use crate::core::{Core, now};
use crate::error::EngineError;
use crate::views::{Event, SyncReport, named};

/// The stored conflicts of one draft.
pub(crate) fn of_draft(stored: &[Conflict], draft: &Draft) -> Vec<Conflict> {
    stored.iter().filter(|conflict| conflict.what.draft_id == Some(draft.id)).cloned().collect()
}

/// Whether Git's document is not the one the draft was started from.
pub(crate) fn is_outdated(draft: &Draft, git: Option<&Picture>) -> bool {
    match (&draft.base_text, git) {
        (None, None) => false,
        (Some(base), Some(git)) => *base != git.text || draft.base_standing != git.standing,
        _ => true,
    }
}

impl Core {
    /// Compares the open drafts of a fabric with the pictures an ingest brought, and brings their
    /// conflict records up to date.
    pub(crate) async fn drafts_meet_git(
        &self,
        tx: &mut Transaction,
        fabric: FabricId,
        catalogue: &Catalogue,
        pictures: &HashMap<Identity, Option<Picture>>,
        commit: &str,
        report: &mut SyncReport,
    ) -> Result<(), EngineError> {
        let drafts: Vec<Draft> = tx
            .active_drafts(fabric)
            .await?
            .into_iter()
            .filter(|draft| pictures.contains_key(&draft.identity))
            .collect();
        if drafts.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = drafts.iter().map(|draft| draft.id).collect();
        let stored = self.store.conflicts_of_drafts(&ids).await?;
        let mut relieved: BTreeSet<ChangeId> = BTreeSet::new();
        let mut moved = Vec::new();
        for draft in &drafts {
            let git = pictures.get(&draft.identity).and_then(Option::as_ref);
            let own = of_draft(&stored, draft);
            let outdated = is_outdated(draft, git);
            let types = catalogue.list_types(&draft.identity.group_kind());
            let combined = if outdated {
                combine(draft, git, types.as_ref(), &own)
            } else {
                Combined::default()
            };
            // Where nothing can be said, what was said stands.
            let records = if combined.refused.is_some() {
                Records::default()
            } else {
                let found = &combined.conflicts;
                reconcile(draft.id, draft.change_id, &draft.identity, commit, &own, found)
            };
            for conflict in &records.open {
                tx.open_conflict(fabric, conflict, now()).await?;
            }
            tx.supersede_conflicts(&records.supersede, now()).await?;
            if !records.open.is_empty() || !records.supersede.is_empty() {
                moved.push(draft.identity.to_string());
            }
            report.conflicts_opened += records.open.len();
            if !records.supersede.is_empty() && records.open.is_empty() {
                relieved.insert(draft.change_id);
            }
            if outdated {
                report.outdated.push(draft.identity.to_string());
            }
            if outdated != draft.outdated {
                tx.set_outdated(draft.id, outdated).await?;
            }
        }
        for change in relieved {
            self.reopen(tx, change, "its conflicts are gone: Git moved").await?;
        }
        if !moved.is_empty() {
            let (resources, more) = named(moved);
            self.tell(Event::Conflicts { fabric: report.fabric.clone(), resources, more });
        }
        Ok(())
    }

    /// A conflicted change whose last open conflict is gone can be published again.
    pub(crate) async fn reopen(
        &self,
        tx: &mut Transaction,
        change: ChangeId,
        reason: &str,
    ) -> Result<(), EngineError> {
        let conflicted = self
            .store
            .change(change)
            .await?
            .is_some_and(|change| change.state == ChangeState::Conflicted);
        if conflicted && tx.open_conflicts_of(change).await? == 0 {
            let outcome = ChangeOutcome {
                id: change,
                state: ChangeState::Open,
                reason: Some(reason.to_owned()),
                commit: None,
            };
            tx.settle_changes(&[outcome], now()).await?;
            tx.schedule(change, now()).await?;
            self.wake.notify_one();
        }
        Ok(())
    }
}
