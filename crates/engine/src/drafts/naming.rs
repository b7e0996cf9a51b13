//! Which resource somebody means by `KIND/NAME`, and which resources may be drafted.

use hedgerow_model::{Identity, KindName, Value};
use hedgerow_schema::{Catalogue, Category};

use super::{DraftError, desk::Desk};
use crate::error::{EngineError, Thing};

/// A name that somebody typed.
pub(super) struct Named {
    pub(super) typed: String,
    pub(super) name: KindName,
    /// What it may be, of kinds with a schema.
    pub(super) candidates: Vec<Identity>,
}

impl Named {
    pub(super) fn read(typed: &str, catalogue: &Catalogue) -> Result<Self, EngineError> {
        let name = kind_name(typed)?;
        let namespace =
            name.namespace.clone().unwrap_or_else(|| Identity::DEFAULT_NAMESPACE.to_owned());
        let candidates = catalogue
            .find(&name.kind)
            .into_iter()
            .filter(|kind| name.group.as_ref().is_none_or(|group| *group == kind.group_kind.group))
            .map(|kind| Identity {
                group: kind.group_kind.group.clone(),
                kind: kind.group_kind.kind.clone(),
                namespace: namespace.clone(),
                name: name.name.clone(),
            })
            .collect();
        Ok(Self { typed: typed.to_owned(), name, candidates })
    }

    /// The identity that is meant: among the fabric's documents (at `commit`, where one is named, those of then
    /// too), the change's drafts, and what the request wants already.
    pub(super) fn resolve<'w>(
        &self,
        desk: &Desk,
        catalogue: &Catalogue,
        (fabric, commit): (&str, Option<&str>),
        wanted: impl Iterator<Item = &'w Identity>,
    ) -> Result<Identity, EngineError> {
        let is_there = |id: &&Identity| {
            desk.is_in_git(id) || commit.is_some_and(|commit| desk.was_in_git(id, commit))
        };
        let mut found: Vec<Identity> = self.candidates.iter().filter(is_there).cloned().collect();
        if found.is_empty() {
            // A kind without a schema: the fabric's own documents tell.
            found.extend(desk.named.iter().filter(|id| self.name.names(id, None)).cloned());
        }
        // A resource that Git does not have, or one of another group, is known from drafts alone.
        if found.is_empty() || self.candidates.len() != 1 {
            let is_meant = |id: &&Identity| {
                let kind = catalogue.kind(&id.group_kind());
                self.name.names(id, kind.map(|kind| kind.plural.as_str()))
            };
            found.extend(desk.drafted.iter().filter(is_meant).cloned());
        }
        found.extend(wanted.filter(|id| self.name.names(id, None)).cloned());
        found.sort();
        found.dedup();
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(EngineError::not_found_in(Thing::Resource, &self.typed, fabric)),
            several => {
                let spelled = |id: &Identity| format!("{}/{}", id.group_kind(), id.name);
                let candidates = several.iter().map(spelled).collect();
                Err(DraftError::Ambiguous { typed: self.typed.clone(), candidates }.into())
            }
        }
    }
}

pub(crate) fn kind_name(typed: &str) -> Result<KindName, DraftError> {
    typed.parse().map_err(DraftError::Text)
}

/// The identity of an object that may be drafted.
pub(super) fn identity_of(value: &Value, catalogue: &Catalogue) -> Result<Identity, DraftError> {
    let identity = Identity::of(value).ok_or_else(|| {
        DraftError::Text(
            "not a Kubernetes object: apiVersion, kind and metadata.name are needed".to_owned(),
        )
    })?;
    let odd = |text: &str| {
        text.is_empty()
            || text.starts_with('.')
            || text.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'))
    };
    if odd(&identity.name) || odd(&identity.namespace) {
        return Err(DraftError::Text(format!(
            "name `{}` or namespace `{}` cannot be a file's name",
            identity.name, identity.namespace
        )));
    }
    let word = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            && !text.starts_with('.')
    };
    if !word(&identity.kind) || !word(&identity.group) {
        return Err(DraftError::Text(format!(
            "`{}` of `{}` is not a kind: kinds and groups are letters, digits, `-` and `.`",
            identity.kind, identity.group
        )));
    }
    let kind = identity.group_kind();
    if catalogue.kind(&kind).is_some_and(|kind| kind.category == Category::System) {
        return Err(DraftError::OfTheFabric { kind: identity.kind });
    }
    Ok(identity)
}
