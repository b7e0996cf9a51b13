//! Gathering from the database what merging changes needs, per fabric and not per change.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use hedgerow_model::{
    Change, ChangeAuthor, ChangeId, Document, Draft, FabricId, Identity, Layout, Source, rule,
};
use hedgerow_schema::Catalogue;

use hedgerow_plan::{
    Input, Sibling, Surroundings, coauthors, is_chart, is_kustomization, kinds_to_place, plural,
    prefix,
};

use super::last_places::last_places;
use crate::core::{Branch, Core};
use crate::error::EngineError;
use crate::ingest::SPECIAL;

/// How many siblings say where a new resource's file goes.
const SIBLINGS: i64 = 100;

pub(crate) async fn gather(
    core: &Core,
    branch: &Branch,
    changes: &[Change],
) -> Result<Vec<Input>, EngineError> {
    let ids: Vec<_> = changes.iter().map(|change| change.id).collect();
    let mut drafts_of: HashMap<_, Vec<Draft>> = HashMap::new();
    for draft in core.store.drafts_of_all(&ids).await? {
        drafts_of.entry(draft.change_id).or_default().push(draft);
    }
    gather_with(core, branch, changes, drafts_of).await
}

/// As [`gather`], of changes with these drafts, whether they are in the database or not.
pub(crate) async fn gather_with(
    core: &Core,
    branch: &Branch,
    changes: &[Change],
    mut drafts_of: HashMap<ChangeId, Vec<Draft>>,
) -> Result<Vec<Input>, EngineError> {
    let ids: Vec<_> = changes.iter().map(|change| change.id).collect();
    let all: Vec<_> = drafts_of.values().flatten().map(|draft| draft.id).collect();
    let stored = core.store.conflicts_of_drafts(&all).await?;
    let mut fabrics = HashMap::new();
    for id in changes.iter().map(|change| change.fabric_id) {
        if let Entry::Vacant(entry) = fabrics.entry(id)
            && let Some(fabric) = core.store.fabric(id).await?
        {
            entry.insert(fabric);
        }
    }
    let mut by_fabric: BTreeMap<FabricId, Vec<&Draft>> = BTreeMap::new();
    for draft in drafts_of.values().flatten() {
        by_fabric.entry(draft.fabric_id).or_default().push(draft);
    }
    let mut documents: HashMap<FabricId, HashMap<Identity, Vec<Document>>> = HashMap::new();
    let mut counts: HashMap<FabricId, usize> = HashMap::new();
    for (fabric, drafts) in &by_fabric {
        let identities: Vec<Identity> = drafts.iter().map(|draft| draft.identity.clone()).collect();
        let found = documents.entry(*fabric).or_default();
        for document in core.store.documents_of_all(*fabric, &identities).await? {
            found.entry(document.identity.clone()).or_default().push(document);
        }
        let removals = drafts
            .iter()
            .filter(|draft| {
                draft.text.is_none() || draft.standing != hedgerow_model::Standing::Live
            })
            .count();
        if removals >= core.config.large_deletion_count {
            let (live, _) = core.store.count_resources(*fabric).await?;
            counts.insert(*fabric, usize::try_from(live).unwrap_or(0));
        }
    }
    let mut authors: HashMap<_, Vec<ChangeAuthor>> = HashMap::new();
    for author in core.store.authors(&ids).await? {
        authors.entry(author.change_id).or_default().push(author);
    }
    let mut special: HashMap<FabricId, Special> = HashMap::new();
    let mut inputs = Vec::with_capacity(changes.len());
    for change in changes {
        let drafts = drafts_of.remove(&change.id).unwrap_or_default();
        let (Some(fabric), Some(source)) = (
            fabrics.get(&change.fabric_id),
            branch.sources.iter().find(|source| source.fabric_id == change.fabric_id),
        ) else {
            continue;
        };
        let catalogue = core.catalogue(fabric.id).await?;
        let known = documents.get(&fabric.id);
        let places: HashMap<_, _> = drafts
            .iter()
            .filter_map(|draft| {
                let found = known?.get(&draft.identity)?;
                Some((draft.identity.clone(), found.clone()))
            })
            .collect();
        let mut around = HashMap::new();
        for (kind, identity) in kinds_to_place(&drafts, &places) {
            let surroundings = surroundings(core, source, &catalogue, &identity).await?;
            around.insert(kind, surroundings);
        }
        let without: Vec<&Draft> = drafts
            .iter()
            .filter(|draft| draft.text.is_some() && !places.contains_key(&draft.identity))
            .collect();
        let last = last_places(core, source, &without).await?;
        let special = match special.entry(fabric.id) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(entry) => entry.insert(special_of(core, source).await?).clone(),
        };
        let coauthors = coauthors(change, &drafts, authors.remove(&change.id).unwrap_or_default());
        inputs.push(Input {
            stored: stored
                .iter()
                .filter(|conflict| conflict.what.change_id() == Some(change.id))
                .cloned()
                .collect(),
            change: change.clone(),
            drafts,
            fabric: fabric.clone(),
            source: source.clone(),
            catalogue,
            places,
            around,
            last,
            special: special.files,
            used: special.used,
            resources: counts.get(&change.fabric_id).copied().unwrap_or(0),
            coauthors,
            unapproved: None,
        });
    }
    let asked: Vec<_> = inputs
        .iter()
        .filter(|input| input.fabric.four_eyes)
        .map(|input| (&input.change, &*input.fabric.name, &*input.drafts, &*input.stored))
        .collect();
    let mut unapproved = core.drafts().unapproved(&asked).await?;
    for input in &mut inputs {
        input.unapproved = unapproved.remove(&input.change.id);
    }
    Ok(inputs)
}

/// The files of a source that alter what others mean.
#[derive(Clone, Debug, Default)]
pub(crate) struct Special {
    /// Kustomizations and charts.
    pub(crate) files: Vec<String>,
    /// What kustomizations used the last time they could be read.
    pub(crate) used: Vec<String>,
}

pub(crate) async fn special_of(core: &Core, source: &Source) -> Result<Special, EngineError> {
    let mut special = Special::default();
    for finding in core.store.findings_by_rule(source.id, SPECIAL).await? {
        if is_kustomization(&finding.path) || is_chart(&finding.path) {
            special.files.push(finding.path);
        } else if finding.rule == rule::KUSTOMIZE_INPUT {
            special.used.push(finding.path);
        }
    }
    Ok(special)
}

/// What placing a new resource of this kind needs to know.
pub(crate) async fn surroundings(
    core: &Core,
    source: &Source,
    catalogue: &Catalogue,
    identity: &Identity,
) -> Result<Surroundings, EngineError> {
    let plural = plural(catalogue, &identity.group_kind());
    let siblings = core
        .store
        .siblings(source.fabric_id, &identity.group, &identity.kind, SIBLINGS)
        .await?
        .into_iter()
        .map(|document| Sibling {
            path: document.path,
            namespace: document.identity.namespace,
            name: document.identity.name,
        })
        .collect();
    let plural_taken = source.layout == Layout::Managed && {
        let folder = format!("{}managed/{plural}/", prefix(&source.directory));
        let groups = core.store.groups_below(source.id, &folder).await?;
        !groups.is_empty() && !groups.contains(&identity.group)
    };
    Ok(Surroundings { plural, plural_taken, siblings })
}
