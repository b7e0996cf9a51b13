//! The records of two resources that break a rule together: with the commit that brought the other one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::{ChangeId, Conflict, Draft, DraftId, Fabric, FabricId, Identity, NewConflict};
use hedgerow_plan::{
    Joint, Meant, Records, Stands, Together, errors_since, reconcile_together, record, still_broken,
};
use hedgerow_rules::Edit;
use hedgerow_store::Transaction;

use super::Judging;
use crate::core::{blocking, now, that_count};
use crate::drafts::pictures_in;
use crate::error::EngineError;

impl Judging<'_> {
    /// What the records of drafts are to say of what they break together with other resources; `pictures` is
    /// what Git has of the drafts' resources.
    pub(super) async fn joint(
        &self,
        fabric: &Fabric,
        found: Vec<Together>,
        drafts: &[Draft],
        pictures: &HashMap<Identity, Stands>,
    ) -> Result<Joint, EngineError> {
        let (fabric_id, ids) = (fabric.id, drafts.iter().map(|draft| draft.id).collect());
        if found.is_empty() {
            return Ok(Joint { fabric: fabric_id, drafts: ids, now: Vec::new() });
        }
        let others: BTreeSet<Identity> =
            found.iter().map(|found| found.broken.other.clone()).collect();
        let others: Vec<Identity> = others.into_iter().collect();
        let documents = that_count(self.store.documents_of_all(fabric.id, &others).await?);
        let source = self.source_of(fabric).await?;
        let head = source.ingested_commit.clone().unwrap_or_default();
        let brought = self.reads().last_commits_known(&source).await?;
        let of: HashMap<DraftId, &Draft> = drafts.iter().map(|draft| (draft.id, draft)).collect();
        let as_record = |found: Together| {
            let draft = of.get(&found.draft)?;
            let other = documents.get(&found.broken.other);
            let commit = other.and_then(|other| brought.last_of(&other.path));
            let stands = pictures.get(&draft.identity);
            let git = stands.and_then(|stands| stands.facing(draft)).flatten();
            Some(record(found, draft, git, other, commit.map_or(&*head, |last| &last.commit)))
        };
        let now = found.into_iter().filter_map(as_record).collect();
        Ok(Joint { fabric: fabric_id, drafts: ids, now })
    }

    /// Brings the records to what drafts break now. They are read in the transaction that writes them: a
    /// publish, an edit and a judge of all open changes may find the same at the same time, and it is on record
    /// once. Gives what was opened and what is gone.
    pub(crate) async fn write_joint(
        &self,
        tx: &mut Transaction,
        joint: &Joint,
    ) -> Result<(Vec<NewConflict>, Vec<Conflict>), EngineError> {
        let mut stored = tx.conflicts_of_drafts(&joint.drafts).await?;
        let Records { open, supersede } = reconcile_together(&stored, &joint.now);
        tx.supersede_conflicts(&supersede, now()).await?;
        tx.open_conflicts(joint.fabric, &open, now()).await?;
        stored.retain(|one| supersede.contains(&one.id));
        Ok((open, stored))
    }

    /// As [`Self::joint`], of a change that a publish merged.
    pub(crate) async fn joint_of_publish(
        &self,
        fabric: FabricId,
        change: ChangeId,
        found: Vec<Together>,
    ) -> Result<Joint, EngineError> {
        let fabric = self.fabric_by_id(fabric).await?;
        let drafts = self.store.drafts_of_all(&[change]).await?;
        let identities: Vec<Identity> = drafts.iter().map(|draft| draft.identity.clone()).collect();
        let documents = self.store.documents_of_all(fabric.id, &identities).await?;
        let pictures = pictures_in(identities, documents);
        self.joint(&fabric, found, &drafts, &pictures).await
    }

    /// What a change breaks with the drafts `after` that it does not break with those `before`, and what it still
    /// breaks of a conflict; sentences.
    pub(crate) async fn newly_broken(
        &self,
        fabric: &Fabric,
        before: Vec<Draft>,
        after: Vec<Draft>,
        conflict: &NewConflict,
    ) -> Result<Vec<String>, EngineError> {
        let flat =
            |of: BTreeMap<ChangeId, Vec<Edit>>| of.into_values().flatten().collect::<Vec<_>>();
        let before = flat(self.drafted(fabric, before).await?.edits);
        let after = flat(self.drafted(fabric, after).await?.edits);
        let change: Vec<ChangeId> = conflict.change_id().into_iter().collect();
        let noted = self.store.judged_changes(&change).await?.into_values().next();
        let mut inventory = self.inventory(fabric.id).await?;
        let (catalogue, conflict) = (self.catalogue(fabric.id).await?, conflict.clone());
        blocking(move || {
            let noted = noted.as_ref();
            let was = errors_since(&mut inventory, &before, noted);
            let is = errors_since(&mut inventory, &after, noted);
            let meant = Meant { catalogue: &catalogue, edits: &after };
            still_broken(&was, &is, meant, &conflict)
        })
        .await
    }
}
