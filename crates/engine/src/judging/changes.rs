//! What open changes would break: known when it arises, and not only when somebody publishes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::{ChangeId, Draft, DraftId, Fabric, Identity, Severity, Standing};
use hedgerow_plan::{DocumentState, edits_of, of_draft, would_be};
use hedgerow_schema::Catalogue;

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
        let stored = self.store.conflicts_of_drafts(&ids).await?;
        let named_in: BTreeSet<Identity> =
            drafts.iter().map(|draft| draft.identity.clone()).collect();
        let identities: Vec<Identity> = named_in.into_iter().collect();
        let documents = self.store.documents_of_all(fabric.id, &identities).await?;
        let pictures = pictures_in(identities, documents);
        let catalogue = self.catalogue(fabric.id).await?;
        let mut inventory = self.inventory(fabric.id).await?;
        let (broken, drafts) = blocking(move || {
            let mut broken = Vec::new();
            for change in by_change(&drafts).into_values() {
                let meant = meant(&catalogue, &change, &pictures, |draft| of_draft(&stored, draft));
                let edits = edits_of(
                    &catalogue,
                    meant.iter().map(|(identity, target)| (identity, target.as_ref())),
                );
                let run = inventory.dry_run(&edits);
                let errors = run.broken(&edits).into_iter();
                let errors = errors.filter(|violation| violation.severity == Severity::Error);
                let about: BTreeSet<&Identity> = errors
                    .flat_map(|violation| {
                        let other = violation.other.as_ref().map(|other| &*other.identity);
                        other.into_iter().chain([&*violation.subject])
                    })
                    .collect();
                let about = change.iter().filter(|draft| about.contains(&draft.identity));
                broken.extend(about.map(|draft| draft.id));
            }
            (broken.into_iter().collect::<BTreeSet<DraftId>>(), drafts)
        })
        .await?;
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
}

pub(super) fn by_change(drafts: &[Draft]) -> BTreeMap<ChangeId, Vec<&Draft>> {
    let mut changes: BTreeMap<ChangeId, Vec<&Draft>> = BTreeMap::new();
    for draft in drafts {
        changes.entry(draft.change_id).or_default().push(draft);
    }
    changes
}

/// What publishing the drafts of a change would make of their resources; without those that conflict.
pub(super) fn meant(
    catalogue: &Catalogue,
    drafts: &[&Draft],
    pictures: &HashMap<Identity, Option<DocumentState>>,
    stored: impl Fn(&Draft) -> Vec<hedgerow_model::Conflict>,
) -> Vec<(Identity, Option<DocumentState>)> {
    drafts
        .iter()
        .filter_map(|draft| {
            let git = pictures.get(&draft.identity).and_then(Option::as_ref);
            let git = git.filter(|git| git.standing != Standing::Unreadable);
            let target = would_be(draft, git, catalogue, &stored(draft))?;
            Some((draft.identity.clone(), target))
        })
        .collect()
}
