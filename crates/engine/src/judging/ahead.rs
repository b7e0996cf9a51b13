//! After a lost race: whether what others pushed and what was merged break a rule together.

use std::collections::{BTreeSet, HashMap};

use hedgerow_model::{FabricId, Identity, Severity};
use hedgerow_plan::{Ready, Touched, edits_in};
use hedgerow_rules::Edit;
use hedgerow_schema::Catalogue;

use super::Judging;
use crate::core::{Branch, blocking};
use crate::error::EngineError;

impl Judging<'_> {
    /// Whether the changes of `ready` still break nothing once others have `touched` these paths. Saying no
    /// is always right: everything is read and merged anew then.
    pub(crate) async fn stands_beside(
        &self,
        branch: &Branch,
        ready: &[Ready],
        touched: Vec<Touched>,
    ) -> Result<bool, EngineError> {
        let mut ours: HashMap<FabricId, (Catalogue, Vec<Touched>, BTreeSet<Identity>)> =
            HashMap::new();
        for one in ready {
            let fabric = one.change.fabric_id;
            let catalogue = self.catalogue(fabric).await?;
            let entry =
                ours.entry(fabric).or_insert_with(|| (catalogue, Vec::new(), BTreeSet::new()));
            let edits = one
                .edits
                .iter()
                .map(|(path, content)| Touched { path: path.clone(), content: content.clone() });
            entry.1.extend(edits);
            entry.2.extend(one.resources.iter().cloned());
        }
        for (fabric, (catalogue, files, resources)) in ours {
            let directory = branch.sources.iter().find(|source| source.fabric_id == fabric);
            let Some(directory) = directory.map(|source| hedgerow_plan::prefix(&source.directory))
            else {
                return Ok(false);
            };
            let theirs: Vec<Touched> =
                touched.iter().filter(|one| one.path.starts_with(&*directory)).cloned().collect();
            if theirs.is_empty() {
                continue;
            }
            let mut inventory = self.inventory(fabric).await?;
            let stands = blocking(move || {
                let theirs = edits_in(&catalogue, &theirs);
                let mut own: Vec<Edit> = edits_in(&catalogue, &files);
                own.retain(|edit| resources.contains(edit.identity()));
                let gone =
                    resources.iter().filter(|id| !own.iter().any(|edit| edit.identity() == *id));
                let gone: Vec<Edit> = gone.cloned().map(Edit::Remove).collect();
                own.extend(gone);
                let undo: Vec<Edit> = theirs
                    .iter()
                    .map(|edit| match inventory.kept(edit.identity()) {
                        Some(object) => Edit::Set(object),
                        None => Edit::Remove(edit.identity().clone()),
                    })
                    .collect();
                inventory.apply(theirs);
                let run = inventory.dry_run(&own);
                let stands =
                    !run.broken(&own).iter().any(|violation| violation.severity == Severity::Error);
                inventory.apply(undo.into_iter().rev().collect());
                stands
            })
            .await?;
            if !stands {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
