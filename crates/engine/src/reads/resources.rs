//! Listing resources: the documents, drafts and conflicts of one identity as one line.

use std::collections::{BTreeMap, HashMap, HashSet};

use hedgerow_model::{Document, DraftId, FabricId, Identity, KindName, ReadAt, Standing};
use hedgerow_schema::Catalogue;
use hedgerow_store::{DocumentFilter, DocumentLine, DraftLine};
use serde::{Deserialize, Serialize};

use super::Reads;
use super::views_of::{best_of, resource_view, state_of};
use crate::drafts::kind_name;
use crate::error::{EngineError, Thing};
use crate::views::{
    NAMED, Origin, Page, PageRequest, RESOURCES, ResourceQuery, ResourceView, ShownState as Asked,
    cursor,
};

/// The list's name in its cursors.
const LIST: &str = "resources";

/// Documents beyond the page that are read, so that those of one identity are seen together.
const SPARE: i64 = 16;

/// The order of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Key(String, String, String, String);

impl Key {
    pub(super) fn of(identity: &Identity) -> Self {
        Self(
            identity.kind.clone(),
            identity.name.clone(),
            identity.namespace.clone(),
            identity.group.clone(),
        )
    }

    fn identity(self) -> Identity {
        let Self(kind, name, namespace, group) = self;
        Identity { group, kind, namespace, name }
    }
}

/// Everything that is known of one resource.
#[derive(Default)]
struct Lines<'d> {
    documents: Vec<DocumentLine>,
    drafts: Vec<&'d DraftLine>,
}

impl Reads<'_> {
    pub(super) async fn resources(
        &self,
        fabric: &str,
        query: &ResourceQuery,
        ask: &PageRequest,
    ) -> Result<Page<ResourceView>, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let limit = ask.limit(RESOURCES)?;
        let after: Option<Key> = ask.after(LIST)?;
        let catalogue = self.catalogue(fabric.id).await?;
        let filter = Filter::of(query, &catalogue)?;
        // Before the texts: they may be newer than what is said of them, never older.
        let read_at = match query.content {
            true => self.source_of(&fabric).await?.ingested_commit,
            false => None,
        };
        let drafts = self.store.active_draft_lines(fabric.id).await?;
        let names = self.names_of_changes(drafts.iter().map(|draft| draft.change_id)).await?;
        let conflicted: HashSet<Identity> =
            self.store.conflicted(fabric.id).await?.into_iter().collect();
        let behind = after.clone().map(Key::identity);
        let read = limit + 1 + SPARE;
        let documents =
            self.store.document_lines(fabric.id, &filter.stored, behind.as_ref(), read).await?;
        let mut more = i64::try_from(documents.len()).is_ok_and(|count| count == read);
        let mut rows: BTreeMap<Key, Lines<'_>> = BTreeMap::new();
        for document in documents {
            rows.entry(Key::of(&document.identity)).or_default().documents.push(document);
        }
        if more && rows.len() > 1 {
            // The rest of its documents may not have been read.
            rows.pop_last();
        }
        let end = rows.last_key_value().filter(|_| more).map(|(key, _)| key.clone());
        for draft in drafts.iter().filter(|draft| filter.takes(&draft.identity)) {
            let key = Key::of(&draft.identity);
            match rows.get_mut(&key) {
                Some(lines) => lines.drafts.push(draft),
                // Git does not have it, or it belongs to another page.
                None if (query.picture == Asked::Draft || query.added && draft.has_text)
                    && after.as_ref().is_none_or(|after| key > *after)
                    && end.as_ref().is_none_or(|end| key <= *end) =>
                {
                    rows.entry(key).or_default().drafts.push(draft);
                }
                None => {}
            }
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        while rows.len() > limit {
            rows.pop_last();
            more = true;
        }
        let next = rows.last_key_value().filter(|_| more).and_then(|(key, _)| cursor(LIST, key));
        let mut views = Vec::with_capacity(rows.len());
        let mut shown: Vec<(Identity, Option<&DraftLine>)> = Vec::new();
        for (key, lines) in rows {
            let identity = key.identity();
            let newest = lines.drafts.iter().max_by_key(|draft| (draft.updated_at, draft.id));
            if query.picture == Asked::Draft && newest.is_some_and(|draft| !draft.has_text) {
                continue;
            }
            let state = state_of(&lines.documents, &lines.drafts, conflicted.contains(&identity));
            let mut view = resource_view(&identity, best_of(&lines.documents), state);
            view.change = newest.and_then(|draft| names.get(&draft.change_id).cloned());
            view.draft_count = lines.drafts.len();
            if query.content {
                let drafted = newest.filter(|_| query.picture == Asked::Draft);
                shown.push((identity, drafted.copied()));
            }
            views.push(view);
        }
        if query.content {
            self.fill_in(fabric.id, &shown, &mut views).await?;
            for ((_, draft), view) in shown.iter().zip(&mut views) {
                let draft = draft.map(|draft| (draft.change_id, draft.revision));
                let said = read_at.clone().map(|commit| ReadAt { commit, draft });
                view.read_at = said.as_ref().filter(|_| view.text.is_some()).map(Origin::of);
            }
        }
        self.observe().in_cluster(fabric.id, &mut views).await?;
        if query.changed {
            self.last_commits(&fabric, &mut views).await?;
        }
        if views.is_empty()
            && after.is_none()
            && let Some(only) = query.only.as_deref().filter(|only| only.contains('/'))
        {
            return Err(EngineError::not_found_in(Thing::Resource, only, &fabric.name));
        }
        Ok(Page { items: views, next })
    }

    /// Texts and values of resources, as Git or as a draft has them.
    async fn fill_in(
        &self,
        fabric: FabricId,
        shown: &[(Identity, Option<&DraftLine>)],
        views: &mut [ResourceView],
    ) -> Result<(), EngineError> {
        let ids: Vec<Identity> = shown.iter().map(|(identity, _)| identity.clone()).collect();
        let mut texts: HashMap<Identity, Document> = HashMap::new();
        let rank = |standing: Standing| match standing {
            Standing::Live => 0,
            Standing::Unreadable => 1,
            Standing::CommentedOut => 2,
        };
        for document in self.store.documents_of_all(fabric, &ids).await? {
            let key = |document: &Document| (rank(document.standing), document.path.clone());
            match texts.get(&document.identity) {
                Some(known) if key(known) <= key(&document) => {}
                _ => {
                    texts.insert(document.identity.clone(), document);
                }
            }
        }
        let drafts: Vec<DraftId> =
            shown.iter().filter_map(|(_, draft)| Some(draft.as_ref()?.id)).collect();
        let drafted = self.store.draft_texts(&drafts).await?;
        for ((identity, draft), view) in shown.iter().zip(views) {
            let text = match draft {
                Some(draft) => drafted.get(&draft.id).cloned().flatten(),
                None => texts.remove(identity).map(|document| document.text),
            };
            view.value = text
                .as_deref()
                .and_then(|text| hedgerow_yaml::read(text, &hedgerow_plan::limits()).ok())
                .map(hedgerow_yaml::Document::into_value);
            view.text = text;
        }
        Ok(())
    }
}

/// Kinds, namespaces and names of resources, as events name them.
fn named(names: &[String]) -> Result<Vec<(String, String, String)>, EngineError> {
    if names.len() > NAMED {
        let many = names.len();
        return Err(EngineError::Invalid(format!(
            "{many} names were given; at most {NAMED} are allowed"
        )));
    }
    let each = |typed: &String| {
        let KindName { kind, namespace, name, .. } = kind_name(typed)?;
        let namespace = namespace.unwrap_or_else(|| Identity::DEFAULT_NAMESPACE.to_owned());
        Ok((kind, namespace, name))
    };
    names.iter().map(each).collect()
}

/// Which resources are asked for; all, by default.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) stored: DocumentFilter,
}

impl Filter {
    fn of(query: &ResourceQuery, catalogue: &Catalogue) -> Result<Self, EngineError> {
        let named = named(&query.names)?;
        let Some(only) = query.only.as_deref() else {
            return Ok(Self { stored: DocumentFilter { named, ..DocumentFilter::default() } });
        };
        let (typed, name) = if only.contains('/') {
            let KindName { kind, group, namespace, name } = kind_name(only)?;
            let typed = group.map_or(kind.clone(), |group| format!("{kind}.{group}"));
            let namespace = namespace.unwrap_or_else(|| Identity::DEFAULT_NAMESPACE.to_owned());
            (typed, Some((namespace, name)))
        } else {
            (only.to_owned(), None)
        };
        let Self { stored } = Self::of_kind(&typed, catalogue);
        Ok(Self { stored: DocumentFilter { name, named, ..stored } })
    }

    /// All of a kind, as `KIND` or `KIND.GROUP`, in whatever case, by its plural or short name.
    pub(super) fn of_kind(typed: &str, catalogue: &Catalogue) -> Self {
        let kinds = catalogue
            .find(typed)
            .into_iter()
            .map(|kind| (kind.group_kind.group.clone(), kind.group_kind.kind.clone()))
            .collect();
        let (kind, group) = match typed.split_once('.') {
            Some((kind, group)) => (kind, Some(group.to_owned())),
            None => (typed, None),
        };
        let typed = Some(kind.to_owned());
        let stored =
            DocumentFilter { restricted: true, kinds, typed, group, ..DocumentFilter::default() };
        Self { stored }
    }

    pub(super) fn takes(&self, identity: &Identity) -> bool {
        let filter = &self.stored;
        let is_named = |(kind, namespace, name): &(String, String, String)| {
            *kind == identity.kind && *namespace == identity.namespace && *name == identity.name
        };
        if !filter.named.is_empty() && !filter.named.iter().any(is_named) {
            return false;
        }
        if !filter.restricted {
            return true;
        }
        let listed = filter
            .kinds
            .iter()
            .any(|(group, kind)| *group == identity.group && *kind == identity.kind);
        let typed = filter.typed.as_ref().is_some_and(|typed| {
            typed.eq_ignore_ascii_case(&identity.kind)
                && filter.group.as_ref().is_none_or(|group| *group == identity.group)
        });
        (listed || typed)
            && filter.name.as_ref().is_none_or(|(namespace, name)| {
                *namespace == identity.namespace && *name == identity.name
            })
    }
}
