//! Search: by a part of a name, by kind and name, by number, by what a resource says.

use std::collections::HashSet;

use hedgerow_model::{ConflictId, FabricId, RunId};
use hedgerow_plan::value_of;
use hedgerow_rules::{How, Met, Sought};
use hedgerow_store::{Hit, Named, TextHit};

use super::Reads;
use super::detail::typed_kind;
use crate::core::blocking;
use crate::error::EngineError;
use crate::views::{Found, FoundWhat, Lengths, Page, PageRequest, Scope};

/// How much a search finds.
const SEARCHED: Lengths = Lengths { usual: 20, most: 100 };

/// How many resources are read whose text may have what is searched for.
const CANDIDATES: i64 = 500;

/// The longest text that is searched for.
const LONGEST: usize = 253;

impl Reads<'_> {
    pub(super) async fn search(
        &self,
        scope: &Scope,
        text: &str,
        ask: &PageRequest,
    ) -> Result<Page<Found>, EngineError> {
        let limit = ask.limit(SEARCHED)?;
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(EngineError::Malformed(format!(
                "`q` may have {LONGEST} characters at most"
            )));
        }
        let mut items = Vec::new();
        if text.is_empty() {
            return Ok(Page { items, next: None });
        }
        let within = self.within(None, scope).await?;
        if let Ok(number) = text.trim_start_matches('#').parse::<i64>() {
            items.extend(self.conflict_numbered(scope, ConflictId(number)).await?);
            items.extend(self.run_numbered(within.as_deref(), RunId(number)).await?);
        }
        for run in self.runs_of_commit(text, limit).await? {
            items.extend(self.run_numbered(within.as_deref(), run).await?);
        }
        if let Some(named) = named(text) {
            let hits = self.store.search_resources(within.as_deref(), named, limit).await?;
            items.extend(hits.into_iter().map(found));
        }
        let known: HashSet<_> = items.iter().map(thing).collect();
        let hits = self.store.search(within.as_deref(), text, limit).await?.into_iter().map(found);
        let mut others: Vec<_> = hits.filter(|found| !known.contains(&thing(found))).collect();
        // A name that starts with the text before one that only has it inside.
        let lower = text.to_lowercase();
        let rank = |found: &Found| {
            let label = found.label.to_lowercase();
            let name = found.name.as_ref().map_or(label, |name| name.to_lowercase());
            if name == lower { 0 } else { 2 - u8::from(name.starts_with(&lower)) }
        };
        others.sort_by_key(rank);
        // What is called exactly so goes before what only the words of the text fit.
        let exact = others.iter().take_while(|found| rank(found) == 0).count();
        let rest = others.split_off(exact);
        let first = items.iter().take_while(|found| is_numbered(found)).count();
        items.splice(first..first, others);
        items.extend(rest);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        if items.len() < most {
            let known: HashSet<_> = items.iter().map(thing).collect();
            let values = self.with_value(within.as_deref(), text).await?;
            items.extend(values.into_iter().filter(|found| !known.contains(&thing(found))));
        }
        items.truncate(most);
        Ok(Page { items, next: None })
    }

    /// Resources that say what is looked for, the closest first.
    async fn with_value(
        &self,
        within: Option<&[FabricId]>,
        text: &str,
    ) -> Result<Vec<Found>, EngineError> {
        let Some(sought) = Sought::of(text) else { return Ok(Vec::new()) };
        let hits = self.store.search_texts(within, &sought.pattern(), CANDIDATES).await?;
        blocking(move || {
            let met = |hit: TextHit| {
                let met = sought.in_object(&value_of(&hit.text)?)?;
                Some((met.rank(), said(hit, met)))
            };
            let mut found: Vec<_> = hits.into_iter().filter_map(met).collect();
            found.sort_by_key(|(rank, _)| *rank);
            found.into_iter().map(|(_, found)| found).collect()
        })
        .await
    }

    /// The runs that name a commit, where the text may begin one.
    async fn runs_of_commit(&self, text: &str, limit: i64) -> Result<Vec<RunId>, EngineError> {
        let text = text.to_ascii_lowercase();
        let is_commit =
            (7..=40).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_hexdigit());
        match is_commit {
            true => Ok(self.store.runs_of_commit(&text, limit).await?),
            false => Ok(Vec::new()),
        }
    }

    async fn conflict_numbered(
        &self,
        scope: &Scope,
        id: ConflictId,
    ) -> Result<Option<Found>, EngineError> {
        let Some(conflict) = self.store.conflict(id).await? else { return Ok(None) };
        let fabric = self.name_of_fabric(conflict.fabric_id).await?;
        if !scope.has(&fabric) {
            return Ok(None);
        }
        let mut label = conflict.what.identity.to_string();
        let path = conflict.what.path.to_string();
        if !path.is_empty() {
            label = format!("{label} {path}");
        }
        Ok(Some(Found {
            detail: Some(format!("{}, {}", conflict.what.kind, conflict.state)),
            fabric: Some(fabric),
            id: Some(id.to_string()),
            ..Found::named(FoundWhat::Conflict, label)
        }))
    }

    async fn run_numbered(
        &self,
        within: Option<&[FabricId]>,
        id: RunId,
    ) -> Result<Option<Found>, EngineError> {
        let Some(run) = self.store.run(id).await? else { return Ok(None) };
        if let Some(within) = within
            && !self.store.run_is_about(id, within).await?
        {
            return Ok(None);
        }
        Ok(Some(Found {
            detail: Some(run.state.to_string()),
            id: Some(id.to_string()),
            ..Found::named(FoundWhat::Run, format!("{} {id}", run.kind))
        }))
    }
}

fn is_numbered(found: &Found) -> bool {
    matches!(found.what, FoundWhat::Conflict | FoundWhat::Run)
}

/// The resource that a text names by its kind, as the pages (`VPC/web`), kubectl (`vpcs/web`), filters (`kind:vpc web`) and
/// people (`vpc web`) write it; `VPC/default/web` with its namespace, `VPC/` for any of the kind.
fn named(text: &str) -> Option<Named<'_>> {
    let of_filter =
        text.get(..5).filter(|key| key.eq_ignore_ascii_case("kind:")).map(|_| &text[5..]);
    let words = of_filter.unwrap_or(text);
    let parts: Vec<&str> = match words.contains('/') {
        true => words.split('/').map(str::trim).collect(),
        false => words.split_whitespace().collect(),
    };
    let (kind, namespace, name) = match parts.as_slice() {
        [kind] if of_filter.is_some() => (*kind, None, ""),
        [kind, name] => (*kind, None, *name),
        [kind, namespace, name] if words.contains('/') => (*kind, Some(*namespace), *name),
        _ => return None,
    };
    let (kind, _) = typed_kind(kind);
    let is_kind = kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind.chars().all(|c| c.is_ascii_alphanumeric());
    // A kind is found by how it begins: without the ending of a plural it begins the same.
    let lower = kind.to_ascii_lowercase();
    let plural = ["ies", "es", "s"].iter().find(|plural| lower.ends_with(**plural));
    let stem = &kind[..kind.len() - plural.map_or(0, |plural| plural.len())];
    let kind = if stem.len() < 2 { kind } else { stem };
    is_kind.then_some(Named { kind: Some(kind), namespace, name })
}

/// A resource, by the field that has what was looked for.
fn said(hit: TextHit, met: Met) -> Found {
    let Met { path, value, how, .. } = met;
    let how = match how {
        How::Is | How::Mentions => "",
        How::Contains => ", which contains it",
        How::Within => ", which lies in it",
    };
    let resource = found(Hit::Resource { fabric: hit.fabric, identity: hit.identity });
    Found { detail: Some(format!("{path}: {value}{how}")), field: Some(path), ..resource }
}

/// What tells one thing that was found from another.
fn thing(found: &Found) -> (FoundWhat, Option<String>, String, Option<String>) {
    (found.what, found.fabric.clone(), found.label.clone(), found.id.clone())
}

fn found(hit: Hit) -> Found {
    match hit {
        Hit::Fabric { name } => {
            Found { fabric: Some(name.clone()), ..Found::named(FoundWhat::Fabric, name) }
        }
        Hit::Resource { fabric, identity } => Found {
            fabric: Some(fabric),
            group: Some(identity.group.clone()),
            kind: Some(identity.kind.clone()),
            namespace: Some(identity.namespace.clone()),
            name: Some(identity.name.clone()),
            ..Found::named(FoundWhat::Resource, identity.to_string())
        },
        Hit::Change { id, fabric, name, state } => Found {
            detail: Some(state),
            fabric: Some(fabric),
            id: Some(id.to_string()),
            ..Found::named(FoundWhat::Change, name)
        },
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("VPC/web", Some(("VPC", None, "web")))]
    #[case("vpcs/web", Some(("vpc", None, "web")))]
    #[case("switches/leaf-1", Some(("switch", None, "leaf-1")))]
    #[case("SWITCHES/leaf-1", Some(("SWITCH", None, "leaf-1")))]
    #[case("networkpolicies/a", Some(("networkpolic", None, "a")))]
    #[case("vpc.vpc.githedgehog.com/web", Some(("vpc", None, "web")))]
    #[case("VPC/default/web", Some(("VPC", Some("default"), "web")))]
    #[case("VPC/", Some(("VPC", None, "")))]
    #[case("vpc web", Some(("vpc", None, "web")))]
    #[case("Kind:vpc", Some(("vpc", None, "")))]
    #[case("kind:vpc web", Some(("vpc", None, "web")))]
    #[case("kind:VPC/web", Some(("VPC", None, "web")))]
    #[case::one_word("web", None)]
    #[case::a_network("10.0.1.0/24", None)]
    #[case::a_port("leaf-2/E1/7", None)]
    #[case::a_sentence("raise the web", None)]
    #[case::nothing_of_a_kind("/web", None)]
    #[case::no_kind("kind:", None)]
    #[case::many_parts("a/b/c/d", None)]
    #[case::not_cut_within_a_letter("kindé web", None)]
    #[case::short("as/web", Some(("as", None, "web")))]
    fn a_resource_is_named_by_its_kind(
        #[case] text: &str,
        #[case] expected: Option<(&str, Option<&str>, &str)>,
    ) {
        let found = named(text).map(|named| (named.kind.unwrap(), named.namespace, named.name));
        assert_eq!(found, expected);
    }
}
