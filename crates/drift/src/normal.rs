//! An object as the cluster would store it, without what nobody wants of it.

use std::collections::BTreeMap;

use hedgerow_model::{FieldPath, Identity, Map, Value};
use hedgerow_rules::{computed_labels, is_computed_label, mac_spelled};
use hedgerow_schema::Catalogue;

use crate::compare::is_mark;
use crate::managers::Managers;

/// Annotations that whoever applied an object keeps in it for themselves: of kubectl, Argo CD and Flux.
const OF_APPLIERS: [&str; 3] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "argocd.argoproj.io/",
    "kustomize.toolkit.fluxcd.io/",
];

/// The parts of `metadata` that say which object it is.
const IDENTITY: [&str; 2] = ["name", "namespace"];

/// The parts of `metadata` that people write.
const METADATA: [&str; 2] = ["labels", "annotations"];

/// An object as the cluster would store it, in one form:
///
/// - with the defaults of its schema and of the cluster's webhooks;
/// - without its version, its `status` and what is in `metadata` beside labels and annotations: the server and
///   controllers write those;
/// - without the labels and annotations in which appliers keep their own affairs;
/// - without the labels that the cluster computes, where they say what it would compute of this very object;
/// - without fields that are empty, zero or false, which for the cluster's kinds is as if they were not there; but a
///   label or annotation without a value is one, and who selects by it finds it;
/// - with MAC addresses written in one way.
#[must_use]
pub fn normalise(object: &Value, catalogue: &Catalogue) -> Value {
    normal(without_servers(object), catalogue)
}

/// The same of an object that nobody else needs.
pub(crate) fn normal(object: Value, catalogue: &Catalogue) -> Value {
    let mut stored = object;
    catalogue.store(&mut stored);
    let identity = Identity::of(&stored);
    let is_any_computed = identity.as_ref().is_some_and(|identity| {
        let labels = stored.at(&["metadata", "labels"]).and_then(Value::as_map);
        labels.is_some_and(|labels| labels.keys().any(|key| is_computed_label(identity, key)))
    });
    let computed = if is_any_computed { computed_labels(&stored) } else { BTreeMap::new() };
    let Some(map) = stored.as_map_mut() else { return stored };
    for key in ["apiVersion", "kind", "status"] {
        map.shift_remove(key);
    }
    if let Some(Value::Map(metadata)) = map.get_mut("metadata") {
        metadata.retain(|key, _| METADATA.contains(&key.as_str()));
        for part in METADATA {
            let Some(Value::Map(entries)) = metadata.get_mut(part) else { continue };
            entries.retain(|key, _| !is_of_applier(key));
        }
        if let (Some(Value::Map(labels)), Some(identity)) = (metadata.get_mut("labels"), &identity)
        {
            labels.retain(|key, value| {
                let is_as_computed = || {
                    let computed = computed.get(key).map(String::as_str);
                    computed
                        .is_some_and(|it| value.as_str().is_some_and(|value| same_word(it, value)))
                };
                !is_computed_label(identity, key) || !is_as_computed()
            });
        }
    }
    if let Some(spec) = map.get_mut("spec") {
        one_spelling(spec);
    }
    let metadata = map.shift_remove("metadata");
    drop_empty(map);
    // Always there, so that what differs in them is told by its own name.
    let parts = METADATA.map(|part| {
        let entries = metadata.as_ref().and_then(|it| it.get(part)).and_then(Value::as_map);
        let entries = entries.into_iter().flatten().map(|(key, value)| match value {
            // The cluster keeps a label without a value with an empty one.
            Value::Null => (key.clone(), Value::from("")),
            value => (key.clone(), value.clone()),
        });
        (part.to_owned(), Value::Map(entries.collect()))
    });
    map.insert("metadata".to_owned(), Value::Map(parts.into_iter().collect()));
    stored
}

/// A copy of an object without what says nothing of what is compared, which is most of what a cluster has of it: who wrote
/// which field.
fn without_servers(object: &Value) -> Value {
    let Value::Map(map) = object else { return object.clone() };
    let kept = |(key, value): (&String, &Value)| {
        let value = match (key.as_str(), value) {
            ("status", _) => return None,
            ("metadata", Value::Map(metadata)) => {
                let of_people = |key: &str| METADATA.contains(&key) || IDENTITY.contains(&key);
                let kept = metadata.iter().filter(|(key, _)| of_people(key));
                Value::Map(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
            }
            _ => value.clone(),
        };
        Some((key.clone(), value))
    };
    Value::Map(map.iter().filter_map(kept).collect())
}

/// An object as a person would write it: without what the server, controllers and appliers keep in it, and without what
/// is empty or the cluster computes. What it says is the same: [`compare`](crate::compare) finds no difference.
#[must_use]
pub fn without_noise(object: &Value, catalogue: &Catalogue) -> Value {
    let mut plain = object.clone();
    let managers = Managers::of(object);
    let computed = computed_labels(&catalogue.as_stored(object));
    let identity = Identity::of(object);
    let Some(map) = plain.as_map_mut() else { return plain };
    map.shift_remove("status");
    if let Some(Value::Map(metadata)) = map.get_mut("metadata") {
        metadata.retain(|key, value| match key.as_str() {
            "name" => true,
            "namespace" => value.as_str() != Some(Identity::DEFAULT_NAMESPACE),
            key => METADATA.contains(&key),
        });
        for part in METADATA {
            let Some(Value::Map(entries)) = metadata.get_mut(part) else { continue };
            entries.retain(|key, value| {
                let as_computed = computed
                    .get(key)
                    .is_some_and(|it| value.as_str().is_some_and(|value| same_word(it, value)));
                let is_computed = part == "labels"
                    && identity.as_ref().is_some_and(|id| is_computed_label(id, key))
                    && as_computed;
                let path = FieldPath::of_keys(["metadata", part, key.as_str()]);
                !is_of_applier(key) && !is_computed && !is_mark(&path, &managers, object)
            });
        }
        metadata.retain(|_, value| !matches!(value, Value::Map(entries) if entries.is_empty()));
    }
    map.retain(|_, value| {
        drop_empty_maps(value);
        !matches!(value, Value::Map(entries) if entries.is_empty())
    });
    plain
}

/// Takes out, from the leaves up, maps without entries: the cluster fills them in.
fn drop_empty_maps(value: &mut Value) {
    match value {
        Value::Map(entries) => entries.retain(|_, value| {
            drop_empty_maps(value);
            !matches!(value, Value::Map(entries) if entries.is_empty())
        }),
        Value::List(items) => {
            for item in items {
                if let Value::Map(entries) = item {
                    entries.values_mut().for_each(drop_empty_maps);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_of_applier(key: &str) -> bool {
    OF_APPLIERS.iter().any(|own| key == *own || (own.ends_with('/') && key.starts_with(own)))
}

/// Whether two words are the same but for how they are put together: `vpcLoopback` and `vpc-loopback`.
fn same_word(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.replace('-', "").to_ascii_lowercase();
    a == b || letters(a) == letters(b)
}

/// Takes out, from the leaves up, what is empty, zero or false. Items of lists stay: each is one, whatever it says.
fn drop_empty(map: &mut Map) {
    map.retain(|_, value| {
        tidy(value);
        match value {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Number(_) => value.as_i64() != Some(0),
            Value::String(text) => !text.is_empty(),
            Value::List(items) => !items.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
        }
    });
}

fn tidy(value: &mut Value) {
    match value {
        Value::Map(entries) => drop_empty(entries),
        Value::List(items) => items.iter_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Writes the MAC addresses that are keys of a VPC's static leases as the cluster does.
fn one_spelling(spec: &mut Value) {
    let subnets = spec.as_map_mut().and_then(|spec| spec.get_mut("subnets"));
    let Some(Value::Map(subnets)) = subnets else { return };
    for subnet in subnets.values_mut().filter_map(Value::as_map_mut) {
        let Some(Value::Map(dhcp)) = subnet.get_mut("dhcp") else { continue };
        let Some(Value::Map(leases)) = dhcp.get_mut("static") else { continue };
        *leases = std::mem::take(leases)
            .into_iter()
            .map(|(mac, it)| (mac_spelled(&mac).unwrap_or(mac), it))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_server_keeps_of_an_object_is_not_copied_to_be_dropped() {
        let object = Value::from(&json!({
            "kind": "K", "metadata": { "name": "a", "namespace": "n", "labels": { "t": "x" }, "uid": "u", "managedFields": [{}] },
            "spec": { "a": 1 }, "status": { "x": 1 },
        }));
        let expected = json!({
            "kind": "K", "metadata": { "name": "a", "namespace": "n", "labels": { "t": "x" } }, "spec": { "a": 1 },
        });
        assert_eq!(without_servers(&object), Value::from(&expected));
    }
}
