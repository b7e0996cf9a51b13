//! What drafts of other open changes edit too of a text that somebody types.

use std::collections::HashMap;

use hedgerow_model::{Draft, Fabric, Identity, Standing, Value};
use hedgerow_plan::{Stands, Wish, also_edited, value_of};

use super::Reads;
use crate::core::blocking;
use crate::drafts::pictures_in;
use crate::error::EngineError;
use crate::views::AlsoEdited;

/// The most fields that are told.
const MOST: usize = 50;

/// Of how many resources of a text it is looked for: more is a file that is moved in whole.
const RESOURCES: usize = 100;

impl Reads<'_> {
    /// The fields that a text changes and that drafts of other open changes change to something else.
    pub(super) async fn also_in_other_changes(
        &self,
        fabric: &Fabric,
        own: Option<&str>,
        typed: &[(Identity, Value)],
    ) -> Result<Vec<AlsoEdited>, EngineError> {
        if typed.is_empty() || typed.len() > RESOURCES {
            return Ok(Vec::new());
        }
        let ids: Vec<Identity> = typed.iter().map(|(identity, _)| identity.clone()).collect();
        let mut drafts = self.store.active_drafts_of(fabric.id, &ids).await?;
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let names = self.names_of_changes(drafts.iter().map(|draft| draft.change_id)).await?;
        let is_own = |draft: &Draft| {
            own.is_some_and(|own| {
                own == draft.change_id.to_string()
                    || names.get(&draft.change_id).is_some_and(|name| name == own)
            })
        };
        let mine: HashMap<Identity, Draft> = drafts
            .extract_if(.., |draft| is_own(draft))
            .map(|draft| (draft.identity.clone(), draft))
            .collect();
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let documents = self.store.documents_of_all(fabric.id, &ids).await?;
        let pictures = pictures_in(ids, documents);
        let catalogue = self.catalogue(fabric.id).await?;
        let typed = typed.to_vec();
        blocking(move || {
            let mut found = Vec::new();
            for (identity, value) in &typed {
                let Some(git) = pictures.get(identity).and_then(Stands::only) else { continue };
                let git = git.filter(|git| git.standing == Standing::Live);
                // What is edited in the change already began where that did.
                let before = match mine.get(identity) {
                    Some(draft) => draft.base_text.as_deref().and_then(value_of),
                    None => git.and_then(|git| value_of(&git.text)),
                };
                let own = Wish { before: before.as_ref(), after: Some(value) };
                let types = catalogue.list_types(&identity.group_kind());
                for draft in drafts.iter().filter(|draft| draft.identity == *identity) {
                    let (base, text) = (
                        draft.base_text.as_deref().and_then(value_of),
                        draft.text.as_deref().and_then(value_of),
                    );
                    let theirs = Wish { before: base.as_ref(), after: text.as_ref() };
                    for path in also_edited(own, theirs, types.as_ref()) {
                        if found.len() < MOST {
                            found.push(AlsoEdited {
                                resource: identity.to_string(),
                                path,
                                change: names.get(&draft.change_id).cloned().unwrap_or_default(),
                                change_id: draft.change_id.to_string(),
                                author: draft.author.clone(),
                            });
                        }
                    }
                }
            }
            found
        })
        .await
    }
}
