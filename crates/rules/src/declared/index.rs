//! What resources are indexed by for declared rules.

use std::borrow::Cow;
use std::collections::HashSet;

use hedgerow_model::{GroupKind, Identity};
use ipnet::IpNet;

use super::values::{Found, Scalar, Values, beside};
use super::{Declarations, Declared, Place, Says, Target, TargetNamespace, Within};
use crate::key::{Index, Key, Sort};
use crate::net;
use crate::object::Object;

/// Any resource of a kind that references lead to.
pub(super) fn of_kind(kind: &GroupKind) -> Key {
    Key::new(Sort::OfKind, kind.to_string())
}

/// What references name: a value of resources of a kind, in a namespace, or in any.
pub(super) fn named(target: &Target, namespace: &str, value: &str) -> String {
    joined(&[&named_among(target, namespace), value])
}

/// Among which values references look: those of a kind, in a namespace, or in any.
pub(super) fn named_among(target: &Target, namespace: &str) -> String {
    let Place { kind, path, .. } = &target.place;
    let (kind, path) = (kind.to_string(), path.to_string());
    match target.namespace {
        TargetNamespace::Any => joined(&[&kind, &path]),
        TargetNamespace::Same | TargetNamespace::Field(_) => joined(&[&kind, &path, namespace]),
    }
}

/// Texts as one, which is that of no other texts, whatever people write in them.
fn joined(parts: &[&str]) -> String {
    use std::fmt::Write as _;

    let mut all = String::new();
    for part in parts {
        let _ = write!(all, "{}:{part}", part.len());
    }
    all
}

/// The namespace in which a resource looks for what one of its values names. Where that is not known, why not.
pub(super) fn wanted<'o>(
    to: &Target,
    place: &Place,
    object: &'o Object,
    found: &Found<'_>,
) -> Result<Cow<'o, str>, String> {
    let given = match &to.namespace {
        TargetNamespace::Field(path) => match beside(object, path, place, found) {
            Some(given) => {
                Some(given.text().ok_or_else(|| format!("`{path}` cannot be compared"))?)
            }
            None => None,
        },
        TargetNamespace::Same | TargetNamespace::Any => None,
    };
    Ok(given.unwrap_or(Cow::Borrowed(&object.identity.namespace)))
}

/// Among which values one is compared: those of one rule, perhaps of one namespace and one value of a scope.
/// Where that is not known, why not.
pub(super) fn space(
    rule: &Declared,
    (place, within): (&Place, Within),
    object: &Object,
    found: &Found<'_>,
) -> Result<String, String> {
    let namespace = match within {
        Within::Fabric => "",
        Within::Namespace => &object.identity.namespace,
    };
    let scope = match &place.scope {
        None => Cow::Borrowed(""),
        Some(scope) => beside(object, scope, place, found)
            .and_then(Scalar::text)
            .ok_or_else(|| format!("`{scope}` is missing, or cannot be compared"))?,
    };
    Ok(joined(&[&rule.id, namespace, &scope]))
}

/// A value in its space.
pub(super) fn shared(space: &str, value: &str) -> String {
    joined(&[space, value])
}

/// A value as a prefix; an address is one of a single address.
pub(super) fn prefix(value: Scalar<'_>) -> Option<IpNet> {
    let Scalar::Text(text) = value else { return None };
    net::prefix(text).or_else(|| net::address(text).map(IpNet::from))
}

impl Declarations {
    /// Adds what the rules index a resource by.
    pub(crate) fn index(&self, object: &Object, index: &mut Index) {
        let Some(about) = self.about(&object.identity) else { return };
        if about.is_target {
            index.found.push(of_kind(&object.identity.group_kind()));
        }
        for number in &about.named {
            let Some(Says::Reference { to, .. }) = self.rules.get(*number).map(|it| &it.says)
            else {
                continue;
            };
            let namespace = &object.identity.namespace;
            let Values { found, more } = Values::at(object, &to.place.path);
            let mut in_part = more;
            for found in found {
                match found.value.text() {
                    Some(value) => index.found(Sort::Named, named(to, namespace, &value)),
                    None => in_part = true,
                }
            }
            if in_part {
                index.found(Sort::NamedInPart, named_among(to, namespace));
            }
        }
        for (rule, places) in self.judging(&object.identity) {
            for place in places {
                index_place(rule, place, object, index);
            }
        }
    }

    /// Whether a resource names another one, which is there.
    pub(crate) fn names(&self, object: &Object, target: &Object) -> bool {
        self.judging(&object.identity).iter().any(|(rule, places)| {
            let Says::Reference { to, .. } = &rule.says else { return false };
            let Place { kind, path, .. } = &to.place;
            if (&kind.kind, &kind.group) != (&target.identity.kind, &target.identity.group) {
                return false;
            }
            let known: HashSet<String> = Values::at(target, path)
                .found
                .iter()
                .filter_map(|found| {
                    Some(named(to, &target.identity.namespace, &found.value.text()?))
                })
                .collect();
            places.iter().any(|place| {
                Values::at(object, &place.path).found.iter().any(|found| {
                    let namespace = wanted(to, place, object, found).ok();
                    let value = found.value.text();
                    namespace.zip(value).is_some_and(|(namespace, value)| {
                        known.contains(&named(to, &namespace, &value))
                    })
                })
            })
        })
    }

    /// The kind of a resource as it is indexed, where references lead to it.
    pub(crate) fn target_of(&self, identity: &Identity) -> Option<Key> {
        self.about(identity)
            .filter(|about| about.is_target)
            .map(|_| of_kind(&identity.group_kind()))
    }

    /// The kinds that references lead to, as they are indexed.
    pub(crate) fn targets(&self) -> impl Iterator<Item = Key> {
        self.rules.iter().filter_map(|rule| match &rule.says {
            Says::Reference { to, .. } => Some(of_kind(&to.place.kind)),
            _ => None,
        })
    }
}

fn index_place(rule: &Declared, place: &Place, object: &Object, index: &mut Index) {
    let within = match &rule.says {
        Says::Unique { within, .. } | Says::NoOverlap { within, .. } => *within,
        Says::Reference { .. } | Says::Range { .. } => return,
    };
    for found in Values::at(object, &place.path).found {
        let Ok(space) = space(rule, (place, within), object, &found) else { continue };
        if matches!(rule.says, Says::NoOverlap { .. }) {
            if let Some(net) = prefix(found.value) {
                index.network(Sort::SharedNetworks, space, net);
            }
        } else if let Some(value) = found.value.text() {
            index.key(Sort::Shared, shared(&space, &value));
        }
    }
}
