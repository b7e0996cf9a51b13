//! Which resource somebody means by `KIND/NAME`, and which resources may be drafted.

use hedgerow_model::{Identity, KindName, Value};
use hedgerow_schema::{Catalogue, Category};

use super::desk::Desk;
use crate::error::EngineError;

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

    /// The identity that is meant: among the fabric's documents, the change's drafts, and what the
    /// request wants already.
    pub(super) fn resolve<'w>(
        &self,
        desk: &Desk,
        catalogue: &Catalogue,
        fabric: &str,
        wanted: impl Iterator<Item = &'w Identity>,
    ) -> Result<Identity, EngineError> {
        let mut found: Vec<Identity> =
            self.candidates.iter().filter(|id| desk.is_in_git(id)).cloned().collect();
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
            [] => Err(EngineError::NotFound {
                what: "resource",
                name: self.typed.clone(),
                hint: format!(" in fabric `{fabric}`; `hedgerow get {fabric}` lists them"),
            }),
            several => Err(EngineError::Invalid(format!(
                "`{}` may be any of {}; write KIND.GROUP/NAME",
                self.typed,
                several
                    .iter()
                    .map(|id| format!("{}/{}", id.group_kind(), id.name))
                    .collect::<Vec<_>>()
                    .join(", ")
            ))),
        }
    }
}

pub(crate) fn kind_name(typed: &str) -> Result<KindName, EngineError> {
    typed.parse().map_err(EngineError::Invalid)
}

/// The identity of an object that may be drafted.
pub(super) fn identity_of(value: &Value, catalogue: &Catalogue) -> Result<Identity, EngineError> {
    let identity = Identity::of(value).ok_or_else(|| {
        EngineError::Invalid(
            "not a Kubernetes object: apiVersion, kind and metadata.name are needed".to_owned(),
        )
    })?;
    let odd = |text: &str| {
        text.is_empty()
            || text.starts_with('.')
            || text.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'))
    };
    if odd(&identity.name) || odd(&identity.namespace) {
        return Err(EngineError::Invalid(format!(
            "name `{}` or namespace `{}` cannot be a file's name",
            identity.name, identity.namespace
        )));
    }
    let word = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            && !text.starts_with('.')
    };
    if !word(&identity.kind) || !word(&identity.group) {
        return Err(EngineError::Invalid(format!(
            "`{}` of `{}` is no kind: kinds and groups are letters, digits, `-` and `.`",
            identity.kind, identity.group
        )));
    }
    let kind = identity.group_kind();
    if catalogue.kind(&kind).is_some_and(|kind| kind.category == Category::System) {
        return Err(EngineError::Refused(format!(
            "{} is written by the fabric itself and never goes to Git",
            identity.kind
        )));
    }
    Ok(identity)
}
