//! Open changes that would break a rule together: found soon after one of them was saved, for both people.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{BrokenRule, ChangeId, Fabric};
use hedgerow_plan::{clashes, rule_finding};
use hedgerow_store::Clash;

use super::Judging;
use super::open::OpenChanges;
use crate::core::blocking;
use crate::error::EngineError;

impl Judging<'_> {
    /// Brings the pairs of open changes that would break a rule together up to date. Looks at the drafts that were
    /// edited last, where there are very many.
    pub(crate) async fn find_clashes(&self, fabric: &Fabric) -> Result<(), EngineError> {
        let OpenChanges { changes, .. } = self.open_changes(fabric, |_| true).await?;
        let known = self.store.clashes(fabric.id).await?;
        if changes.len() < 2 && known.is_empty() {
            return Ok(());
        }
        let mut inventory = self.inventory(fabric.id).await?;
        let found = blocking(move || {
            let (ids, edits): (Vec<ChangeId>, Vec<_>) =
                changes.into_iter().map(|change| (change.id, change.edits)).unzip();
            let clash = |((one, other), broken): ((usize, usize), Vec<_>)| {
                let findings: Vec<_> = broken.iter().map(rule_finding).collect();
                Some(Clash {
                    between: [*ids.get(one)?, *ids.get(other)?],
                    broken: findings.iter().map(BrokenRule::from).collect(),
                })
            };
            clashes(&mut inventory, &edits).into_iter().filter_map(clash).collect::<Vec<_>>()
        })
        .await?;
        let before: HashMap<[ChangeId; 2], &Clash> =
            known.iter().map(|clash| (clash.between, clash)).collect();
        let now: BTreeSet<[ChangeId; 2]> = found.iter().map(|clash| clash.between).collect();
        let new: Vec<Clash> = found
            .iter()
            .filter(|clash| before.get(&clash.between).copied() != Some(*clash))
            .cloned()
            .collect();
        let gone: Vec<[ChangeId; 2]> =
            before.keys().filter(|between| !now.contains(*between)).copied().collect();
        if new.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let all = new.iter().map(|clash| &clash.between).chain(&gone).flatten().copied();
        let concerned: BTreeSet<ChangeId> = all.collect();
        let mut tx = self.store.write().await?;
        tx.change_clashes(fabric.id, &gone, &new).await?;
        self.record().emit_changes(&mut tx, &concerned.into_iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        Ok(())
    }
}
