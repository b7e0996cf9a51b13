//! What open changes would break: known when it arises, and not only when somebody publishes.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_model::{ChangeId, Draft, DraftId, Fabric, Identity, Severity, Standing};
use hedgerow_plan::{edits_of, of_draft, would_be};
use hedgerow_rules::{Edit, declared_word};

use super::Judging;
use crate::core::blocking;
use crate::drafts::pictures_in;
use crate::error::EngineError;

impl Judging<'_> {
    /// Marks the drafts of a fabric that would break a rule which Git does not break: those of one
    /// change, or after Git moved of all.
    pub(crate) async fn judge_changes(
        &self,
        fabric: &Fabric,
        only: Option<ChangeId>,
    ) -> Result<(), EngineError> {
        let _edits = self.lock_fabric(fabric.id).await;
        let drafts = match only {
            Some(change) => self.store.drafts_of_all(&[change]).await?,
            None => self.store.active_drafts(fabric.id).await?,
        };
        if drafts.is_empty() {
            return Ok(());
        }
        let ids: Vec<DraftId> = drafts.iter().map(|draft| draft.id).collect();
        let (drafts, changes) = self.edits_of_changes(fabric, drafts).await?;
        let mut inventory = self.inventory(fabric.id).await?;
        let about = blocking(move || {
            let about = |(change, edits): (ChangeId, Vec<Edit>)| {
                let run = inventory.dry_run(&edits);
                let errors = run.broken(&edits).into_iter();
                let errors = errors.filter(|violation| violation.severity == Severity::Error);
                let errors: Vec<_> = errors.collect();
                // A declared reference breaks at who refers; the edit of what is named takes part.
                let broken: BTreeSet<&Identity> = errors
                    .iter()
                    .filter(|violation| declared_word(&violation.rule).is_some())
                    .map(|violation| &*violation.subject)
                    .collect();
                let is_named = |target: &&Identity| {
                    let referrers = inventory.declared_referrers(target);
                    referrers.iter().any(|referrer| broken.contains(referrer))
                };
                let named: Vec<Identity> =
                    edits.iter().map(Edit::identity).filter(is_named).cloned().collect();
                let about: BTreeSet<Identity> = errors
                    .into_iter()
                    .flat_map(|violation| {
                        let other = violation.other.as_ref().map(|other| &*other.identity);
                        other.into_iter().chain([&*violation.subject]).cloned()
                    })
                    .chain(named)
                    .collect();
                (change, about)
            };
            changes.into_iter().map(about).collect::<BTreeMap<ChangeId, BTreeSet<Identity>>>()
        })
        .await?;
        let takes_part = |draft: &&Draft| {
            about.get(&draft.change_id).is_some_and(|about| about.contains(&draft.identity))
        };
        let broken: BTreeSet<DraftId> =
            drafts.iter().filter(takes_part).map(|draft| draft.id).collect();
        let known: BTreeSet<DraftId> = self.store.broken_drafts(&ids).await?.into_iter().collect();
        if known == broken {
            return Ok(());
        }
        let (now, gone): (Vec<DraftId>, Vec<DraftId>) = (
            broken.difference(&known).copied().collect(),
            known.difference(&broken).copied().collect(),
        );
        let mut tx = self.store.write().await?;
        tx.set_broken(&now, true).await?;
        tx.set_broken(&gone, false).await?;
        let moved =
            drafts.iter().filter(|draft| broken.contains(&draft.id) != known.contains(&draft.id));
        let changes: BTreeSet<ChangeId> = moved.map(|draft| draft.change_id).collect();
        self.record().emit_changes(&mut tx, &changes.into_iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What publishing drafts would make of their resources, change by change; without those that conflict.
    /// Gives the drafts back.
    pub(super) async fn edits_of_changes(
        &self,
        fabric: &Fabric,
        drafts: Vec<Draft>,
    ) -> Result<(Vec<Draft>, BTreeMap<ChangeId, Vec<Edit>>), EngineError> {
        let ids: Vec<DraftId> = drafts.iter().map(|draft| draft.id).collect();
        let stored = self.store.conflicts_of_drafts(&ids).await?;
        let identities: BTreeSet<Identity> =
            drafts.iter().map(|draft| draft.identity.clone()).collect();
        let identities: Vec<Identity> = identities.into_iter().collect();
        let documents = self.store.documents_of_all(fabric.id, &identities).await?;
        let pictures = pictures_in(identities, documents);
        let catalogue = self.catalogue(fabric.id).await?;
        blocking(move || {
            let mut changes: BTreeMap<ChangeId, Vec<Edit>> = BTreeMap::new();
            for draft in &drafts {
                let edits = changes.entry(draft.change_id).or_default();
                let git = pictures.get(&draft.identity).and_then(Option::as_ref);
                let git = git.filter(|git| git.standing != Standing::Unreadable);
                if let Some(target) = would_be(draft, git, &catalogue, &of_draft(&stored, draft)) {
                    edits.extend(edits_of(&catalogue, [(&draft.identity, target.as_ref())]));
                }
            }
            (drafts, changes)
        })
        .await
    }
}
