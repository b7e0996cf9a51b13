//! Which kinds of a cluster are looked at for a fabric.

use std::collections::BTreeSet;

use hedgerow_cluster::ServedKind;
use hedgerow_model::{GroupKind, Identity};
use hedgerow_schema::{Catalogue, Category};

/// Kinds that are never looked at, whatever a fabric has: their objects hold secrets.
const NEVER: [(&str, &str); 1] = [("", "Secret")];

/// The kinds that a fabric names: those that are defined for it and are people's, and those that Git has resources of.
pub(super) fn wanted(
    catalogue: &Catalogue,
    in_git: impl IntoIterator<Item = GroupKind>,
) -> BTreeSet<GroupKind> {
    let defined = catalogue.kinds().filter(|kind| kind.category == Category::User);
    defined
        .map(|kind| kind.group_kind.clone())
        .chain(in_git)
        .filter(|kind| !catalogue.is_system(kind))
        .filter(|kind| !NEVER.contains(&(kind.group.as_str(), kind.kind.as_str())))
        .collect()
}

/// A kind to be followed in a namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) kind: ServedKind,
    /// Empty for a kind without namespaces.
    pub(super) namespace: String,
}

impl Unit {
    /// Whether a resource is one of those.
    pub(super) fn has(&self, id: &Identity) -> bool {
        let namespace = match self.namespace.as_str() {
            "" => Identity::DEFAULT_NAMESPACE,
            namespace => namespace,
        };
        id.group_kind() == self.kind.kind && id.namespace == namespace
    }
}

/// Whether a cluster lets something be done with the objects of a kind; one that says nothing of it may.
fn can(served: &ServedKind, verb: &str) -> bool {
    served.verbs.is_empty() || served.verbs.iter().any(|it| it == verb)
}

/// Whether the objects of a kind can be listed.
pub(super) fn can_list(served: &ServedKind) -> bool {
    can(served, "list")
}

/// Where the objects of a kind live that a fabric has in these namespaces: in each of them; in none, which is the empty
/// name, for a kind without namespaces.
pub(super) fn places<'n>(served: &ServedKind, namespaces: &'n [String]) -> Vec<&'n str> {
    if served.namespaced { namespaces.iter().map(String::as_str).collect() } else { vec![""] }
}

/// What is followed, of the kinds that are wanted; and what is not, with the reason.
pub(super) fn units(
    wanted: &BTreeSet<GroupKind>,
    served: &[ServedKind],
    namespaces: &[String],
    in_git: &BTreeSet<GroupKind>,
) -> (Vec<Unit>, Vec<(GroupKind, &'static str)>) {
    let (mut units, mut not) = (Vec::new(), Vec::new());
    for kind in wanted {
        let Some(served) = served.iter().find(|it| it.kind == *kind) else {
            // What nobody has anywhere need not be spoken of.
            if in_git.contains(kind) {
                not.push((kind.clone(), "the cluster does not serve this kind"));
            }
            continue;
        };
        if !can(served, "list") || !can(served, "watch") {
            not.push((kind.clone(), "the cluster does not let this kind be listed and followed"));
            continue;
        }
        let units_of = places(served, namespaces)
            .into_iter()
            .map(|namespace| Unit { kind: served.clone(), namespace: namespace.to_owned() });
        units.extend(units_of);
    }
    (units, not)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(kind: &str, namespaced: bool, verbs: &[&str]) -> ServedKind {
        ServedKind {
            kind: GroupKind::new("g", kind),
            version: "v1".into(),
            versions: Vec::new(),
            plural: kind.to_lowercase() + "s",
            namespaced,
            verbs: verbs.iter().map(|&verb| verb.to_owned()).collect(),
        }
    }

    #[test]
    fn people_s_kinds_and_those_of_git_are_wanted_and_no_secrets() {
        let catalogue = Catalogue::builtin();
        let own = GroupKind::new("apps", "Deployment");
        let agent = GroupKind::new("agent.githedgehog.com", "Agent");
        let kinds = wanted(&catalogue, [own.clone(), agent.clone(), GroupKind::new("", "Secret")]);
        assert!(
            kinds.contains(&own) && kinds.contains(&GroupKind::new("vpc.githedgehog.com", "VPC"))
        );
        assert!(!kinds.contains(&agent) && kinds.iter().all(|kind| kind.kind != "Secret"));
    }

    #[test]
    fn each_kind_is_followed_where_its_objects_live() {
        let names = ["A", "B", "C", "D"].map(|kind| GroupKind::new("g", kind));
        let served = [
            served("A", true, &["list", "watch"]),
            served("B", false, &[]),
            served("C", true, &["get"]),
        ];
        let namespaces = ["x".to_owned(), "y".to_owned()];
        let wanted: BTreeSet<_> = names.iter().cloned().collect();
        let (units, not) = units(&wanted, &served, &namespaces, &wanted);
        let places: Vec<_> =
            units.iter().map(|it| (it.kind.kind.kind.as_str(), it.namespace.as_str())).collect();
        assert_eq!(places, [("A", "x"), ("A", "y"), ("B", "")]);
        assert_eq!(not.iter().map(|(kind, _)| kind.kind.as_str()).collect::<Vec<_>>(), ["C", "D"]);
        let (_, not) = super::units(&wanted, &served, &namespaces, &BTreeSet::new());
        assert_eq!(not.len(), 1, "a kind that is nowhere is not spoken of");
    }
}
