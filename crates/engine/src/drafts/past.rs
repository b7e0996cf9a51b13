//! What resources were at an earlier commit.

use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_model::{Document, Identity, ReadAt, Source};
use hedgerow_plan::Pictures;

use super::desk::git_picture;
use super::origins::{commit, said};
use super::{DraftError, Drafts};
use crate::error::{EngineError, Thing};
use crate::views::{Origin, ResourceAt};

/// How often the branch may move while somebody looks back.
const TRIES: usize = 5;

impl Drafts<'_> {
    /// A resource as it was at a commit.
    pub(crate) async fn resource_at(
        &self,
        fabric: &str,
        (kind, namespace, name): (&str, &str, &str),
        at: &str,
    ) -> Result<ResourceAt, EngineError> {
        let at = commit("commit", at)?.commit;
        let fabric = self.fabric_named(fabric).await?;
        let meant = self.reads().meant(&fabric, (kind, namespace, name)).await?;
        let ids: HashSet<Identity> = meant.into_iter().collect();
        for _ in 0..TRIES {
            let source = self.source_of(&fabric).await?;
            let documents: Vec<Identity> = ids.iter().cloned().collect();
            let there = self.store.documents_of_all(fabric.id, &documents).await?;
            let then = self.pictures_of(&source, &at, &ids, &there).await?;
            // What the texts that did not change since were read with is what the walk began at.
            if self.source_of(&fabric).await?.ingested_commit != source.ingested_commit {
                continue;
            }
            let mut found = then.into_iter().filter_map(|(identity, then)| Some((identity, then?)));
            return match (found.next(), ids.iter().next()) {
                (Some((identity, then)), _) => Ok(ResourceAt {
                    fabric: fabric.name,
                    group: identity.group,
                    kind: identity.kind,
                    namespace: identity.namespace,
                    name: identity.name,
                    read_at: Origin::of(&ReadAt { commit: at.clone(), draft: None }),
                    commit: at,
                    standing: then.standing,
                    text: then.text,
                }),
                (None, Some(identity)) => {
                    Err(DraftError::NotThen { identity: identity.clone(), commit: at }.into())
                }
                (None, None) => {
                    let typed = format!("{kind}/{namespace}/{name}");
                    Err(EngineError::not_found_in(Thing::Resource, typed, &fabric.name))
                }
            };
        }
        Err(EngineError::Moved("the branch keeps changing; ask again".to_owned()))
    }

    /// What resources were at a commit; an error where nobody can say it of all. `there` are their documents now.
    pub(super) async fn pictures_of(
        &self,
        source: &Source,
        commit: &str,
        ids: &HashSet<Identity>,
        there: &[Document],
    ) -> Result<Pictures, EngineError> {
        let Some(stood) = self.pictures_at(source, commit, ids.clone()).await? else {
            return now_of(ids, there);
        };
        let said = stood
            .iter()
            .map(|(identity, stood)| Ok((identity.clone(), said(identity, stood, commit)?)));
        Ok(said.collect::<Result<BTreeMap<_, _>, DraftError>>()?)
    }
}

/// What Git has of resources; an error where one is there twice.
pub(super) fn now_of(ids: &HashSet<Identity>, there: &[Document]) -> Result<Pictures, EngineError> {
    let mut of: HashMap<&Identity, Vec<&Document>> = HashMap::new();
    for document in there {
        of.entry(&document.identity).or_default().push(document);
    }
    let picture = |identity: &Identity| {
        let own = of.get(identity).map_or(&[][..], Vec::as_slice);
        Ok((identity.clone(), git_picture(identity, own)?))
    };
    ids.iter().map(picture).collect()
}
