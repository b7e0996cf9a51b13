//! How two policies differ, rule by rule: what somebody looks at before they accept one.

use std::collections::HashMap;
use std::hash::Hash;

use hedgerow_model::{DriftStanding, FieldOwner, Policy, PolicyRule, SeverityRule};
use serde::{Deserialize, Serialize};

/// What happened to a rule or to an owner of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PolicyChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else, and may be asked earlier or later too.
    Changed,
    /// It is asked earlier or later than before.
    Moved,
}

/// A rule that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleDifference {
    /// What happened to it.
    pub change: PolicyChange,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<PolicyRule>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<PolicyRule>,
}

/// An owner of a field that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnerDifference {
    /// What happened to it.
    pub change: PolicyChange,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<FieldOwner>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<FieldOwner>,
}

/// A severity of drift that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeverityDifference {
    /// What happened to it.
    pub change: PolicyChange,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<SeverityRule>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<SeverityRule>,
}

/// How a policy differs from another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyDifference {
    /// Rules: those that are gone, then the others in their new order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleDifference>,
    /// Owners of fields, in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<OwnerDifference>,
    /// Severities of drift, in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub severities: Vec<SeverityDifference>,
}

/// How `after` differs from `before`. Nothing where they say the same in the same order.
#[must_use]
pub fn compare_policies(before: &Policy, after: &Policy) -> PolicyDifference {
    let rules = changes(&before.rules, &after.rules, |rule| rule.name.clone());
    let owners =
        changes(&before.owners, &after.owners, |owner| (owner.kind.clone(), owner.path.clone()));
    let severities = changes(&before.severities, &after.severities, |of| {
        (of.kind.clone(), of.path.clone(), of.standing.map(DriftStanding::as_str))
    });
    PolicyDifference {
        severities: severities
            .into_iter()
            .map(|(change, before, after)| SeverityDifference { change, before, after })
            .collect(),
        rules: rules
            .into_iter()
            .map(|(change, before, after)| RuleDifference { change, before, after })
            .collect(),
        owners: owners
            .into_iter()
            .map(|(change, before, after)| OwnerDifference { change, before, after })
            .collect(),
    }
}

type Change<T> = (PolicyChange, Option<T>, Option<T>);

fn changes<T: Clone + PartialEq, K: Hash + Eq>(
    before: &[T],
    after: &[T],
    key: impl Fn(&T) -> K,
) -> Vec<Change<T>> {
    // Of several with one key, the first is compared with the first.
    let numbered = |all: &[T]| {
        let mut times: HashMap<K, usize> = HashMap::new();
        let mut number = |item: &T| {
            let seen = times.entry(key(item)).or_default();
            *seen += 1;
            (key(item), *seen)
        };
        all.iter().map(&mut number).collect::<Vec<_>>()
    };
    let (old, new) = (numbered(before), numbered(after));
    let places: HashMap<_, usize> = old.iter().enumerate().map(|(at, key)| (key, at)).collect();
    let stood: Vec<Option<usize>> = new.iter().map(|key| places.get(key).copied()).collect();
    let stays = in_order(&stood);
    let mut found: Vec<Change<T>> = before
        .iter()
        .enumerate()
        .filter(|(at, _)| !stood.contains(&Some(*at)))
        .map(|(_, item)| (PolicyChange::Removed, Some(item.clone()), None))
        .collect();
    for (at, item) in after.iter().enumerate() {
        let now = Some(item.clone());
        match stood[at] {
            None => found.push((PolicyChange::Added, None, now)),
            Some(was) if before[was] != *item => {
                found.push((PolicyChange::Changed, Some(before[was].clone()), now));
            }
            Some(was) if !stays[at] => {
                found.push((PolicyChange::Moved, Some(before[was].clone()), now));
            }
            Some(_) => {}
        }
    }
    found
}

/// Which of these places are a longest row in rising order: what is asked in the same order as before.
fn in_order(places: &[Option<usize>]) -> Vec<bool> {
    let mut longest = vec![0_usize; places.len()];
    let mut from: Vec<Option<usize>> = vec![None; places.len()];
    let mut end = None;
    for (at, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        longest[at] = 1;
        for earlier in 0..at {
            let rises = places[earlier].is_some_and(|earlier| earlier < *place);
            if rises && longest[earlier] + 1 > longest[at] {
                (longest[at], from[at]) = (longest[earlier] + 1, Some(earlier));
            }
        }
        if end.is_none_or(|end: usize| longest[at] > longest[end]) {
            end = Some(at);
        }
    }
    let mut stays = vec![false; places.len()];
    while let Some(at) = end {
        stays[at] = true;
        end = from[at];
    }
    stays
}
