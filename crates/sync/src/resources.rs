//! Listing resources: documents, drafts and conflicts of one identity as one line.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{ConflictState, GroupKind, Identity, KindName};
use hedgerow_schema::Catalogue;
use hedgerow_store::{ChangeFilter, Document, Draft, Standing};

use crate::core::Core;
use crate::drafts::kind_name;
use crate::error::EngineError;
use crate::views::{Picture as Asked, ResourceQuery, ResourceView};
use crate::views_of::{resource_view, state_of};

impl Core {
    pub(crate) async fn resources(
        &self,
        fabric: &str,
        query: &ResourceQuery,
    ) -> Result<Vec<ResourceView>, EngineError> {
        let core = self;
        let fabric = core.fabric_named(fabric).await?;
        let catalogue = core.catalogue(fabric.id).await?;
        let filter = Filter::of(query.only.as_deref(), &catalogue)?;
        let documents = by_identity(core.store.documents(fabric.id).await?);
        let drafts = core.store.active_drafts(fabric.id).await?;
        let conflicts = core.store.conflicts(Some(fabric.id), Some(ConflictState::Open)).await?;
        let mut names = HashMap::new();
        let filtered = ChangeFilter { fabric: Some(fabric.id), finished: false };
        for change in core.store.changes(filtered).await? {
            names.insert(change.id, change.name);
        }
        let conflicted: HashSet<&Identity> =
            conflicts.iter().map(|conflict| &conflict.what.identity).collect();
        let of: HashMap<&Identity, &Draft> =
            drafts.iter().map(|draft| (&draft.identity, draft)).collect();
        let mut views = Vec::new();
        for (identity, documents) in &documents {
            if !filter.takes(identity) {
                continue;
            }
            let (live, others): (Vec<&Document>, Vec<&Document>) =
                documents.iter().partition(|document| document.standing == Standing::Live);
            let draft = of.get(identity).copied();
            let state = state_of(&live, &others, draft, conflicted.contains(identity));
            let best = live.first().copied().or_else(|| {
                others.iter().copied().min_by_key(|d| d.standing != Standing::Unreadable)
            });
            let change = draft.and_then(|draft| names.get(&draft.change_id).cloned());
            let mut view = resource_view(identity, best, state, change);
            let text = match (query.picture, draft) {
                (Asked::Draft, Some(draft)) => {
                    if draft.text.is_none() {
                        continue;
                    }
                    draft.text.clone()
                }
                _ => best.map(|document| document.text.clone()),
            };
            content(&mut view, text, query.content);
            views.push(view);
        }
        if query.picture == Asked::Draft {
            let known: HashSet<&Identity> =
                documents.iter().map(|(identity, _)| identity).collect();
            for draft in &drafts {
                if known.contains(&draft.identity) || !filter.takes(&draft.identity) {
                    continue;
                }
                let troubled = conflicted.contains(&draft.identity);
                let state = state_of(&[], &[], Some(draft), troubled);
                let change = names.get(&draft.change_id).cloned();
                let mut view = resource_view(&draft.identity, None, state, change);
                content(&mut view, draft.text.clone(), query.content);
                views.push(view);
            }
            views.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
        }
        if views.is_empty()
            && let Some(only) = query.only.as_deref().filter(|only| only.contains('/'))
        {
            return Err(EngineError::NotFound {
                what: "resource",
                name: only.to_owned(),
                hint: format!(" in fabric `{0}`; `hedgerow get {0}` lists them", fabric.name),
            });
        }
        Ok(views)
    }
}

/// The documents of a fabric by identity, in order.
fn by_identity(documents: Vec<Document>) -> Vec<(Identity, Vec<Document>)> {
    let mut grouped: Vec<(Identity, Vec<Document>)> = Vec::new();
    let mut index: HashMap<Identity, usize> = HashMap::new();
    for document in documents {
        match index.get(&document.identity) {
            Some(at) => grouped[*at].1.push(document),
            None => {
                index.insert(document.identity.clone(), grouped.len());
                grouped.push((document.identity.clone(), vec![document]));
            }
        }
    }
    grouped
}

/// Which resources are asked for.
struct Filter {
    kinds: Option<Vec<GroupKind>>,
    typed: String,
    name: Option<KindName>,
}

impl Filter {
    fn of(only: Option<&str>, catalogue: &Catalogue) -> Result<Self, EngineError> {
        let Some(only) = only else {
            return Ok(Self { kinds: None, typed: String::new(), name: None });
        };
        let (typed, name) = if only.contains('/') {
            let name = kind_name(only)?;
            (name.kind.clone(), Some(name))
        } else {
            (only.split('.').next().unwrap_or(only).to_owned(), None)
        };
        let kinds = catalogue.find(&typed).into_iter().map(|k| k.group_kind.clone()).collect();
        Ok(Self { kinds: Some(kinds), typed, name })
    }

    fn takes(&self, identity: &Identity) -> bool {
        let Some(kinds) = &self.kinds else { return true };
        let kind = kinds.contains(&identity.group_kind())
            || self.typed.eq_ignore_ascii_case(&identity.kind);
        kind && self.name.as_ref().is_none_or(|name| {
            name.name == identity.name
                && name.group.as_ref().is_none_or(|group| *group == identity.group)
                && name.namespace.as_deref().unwrap_or(Identity::DEFAULT_NAMESPACE)
                    == identity.namespace
        })
    }
}

fn content(view: &mut ResourceView, text: Option<String>, wanted: bool) {
    if !wanted {
        return;
    }
    view.value = text
        .as_deref()
        .and_then(|text| hedgerow_yaml::read(text, &crate::parse::limits()).ok())
        .map(hedgerow_yaml::Document::into_value);
    view.text = text;
}
