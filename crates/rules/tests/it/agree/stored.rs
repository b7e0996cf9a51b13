//! An object as a cluster stores it, beside what is expected here.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The lists that the cluster sorts; nothing here depends on their order.
const SORTED: [&str; 8] = [
    "advertisedRoutes",
    "dnsServers",
    "groups",
    "prefixes",
    "ranges",
    "subnets",
    "timeServers",
    "vlanNamespaces",
];

/// The fields of `spec` in which an object that is expected differs from the one that is stored.
pub(super) fn differences(expected: &Value, stored: &Value) -> Vec<String> {
    let spec = |object: &Value| plain(object["spec"].clone());
    let mut found = BTreeSet::new();
    walk(&spec(expected), &spec(stored), "spec", &mut found);
    let kind = stored["kind"].as_str().unwrap_or_default();
    found.into_iter().map(|field| format!("stored otherwise: {kind} {field}")).collect()
}

/// The map whose keys are MAC addresses, which the cluster writes in one way.
const BY_MAC: &str = "static";

/// A value without what counts as not given (empty, zero and absent are equal), with the lists in order that the cluster
/// sorts, and with MAC addresses in one spelling.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut kept = Map::new();
            for (key, value) in map {
                let mut value = plain(value);
                if let Value::Array(items) = &mut value
                    && SORTED.contains(&key.as_str())
                {
                    items.sort_by_key(ToString::to_string);
                }
                if let Value::Object(leases) = &mut value
                    && key == BY_MAC
                {
                    *leases = std::mem::take(leases)
                        .into_iter()
                        .map(|(mac, lease)| {
                            (mac.to_lowercase().replace([':', '-', '.'], ""), lease)
                        })
                        .collect();
                }
                if !is_empty(&value) {
                    kept.insert(key, value);
                }
            }
            Value::Object(kept)
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
    }
}

/// Notes the deepest fields that differ; numbers of list items are left out, so that the same difference reads the same.
fn walk(expected: &Value, stored: &Value, path: &str, found: &mut BTreeSet<String>) {
    match (expected, stored) {
        (Value::Object(expected), Value::Object(stored)) => {
            let keys: BTreeSet<&String> = expected.keys().chain(stored.keys()).collect();
            for key in keys {
                let at = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                walk(&at(expected), &at(stored), &format!("{path}.{key}"), found);
            }
        }
        (Value::Array(expected), Value::Array(stored)) if expected.len() == stored.len() => {
            for (expected, stored) in expected.iter().zip(stored) {
                walk(expected, stored, &format!("{path}[]"), found);
            }
        }
        _ if expected == stored => {}
        _ => {
            found.insert(format!("{path} is {stored} instead of {expected}"));
        }
    }
}

#[test]
fn what_the_cluster_writes_otherwise_is_no_difference() {
    let expected = serde_json::json!({"spec": {
        "groups": ["b", "a"], "vlan": 0, "dhcp": {}, "static": {"0C-20-12-FF-00-01": {"ip": "10.0.0.1"}},
    }});
    let stored = serde_json::json!({"kind": "VPC", "spec": {
        "groups": ["a", "b"], "static": {"0c:20:12:ff:00:01": {"ip": "10.0.0.1"}},
    }});
    assert_eq!(differences(&expected, &stored), [""; 0]);
    let other = serde_json::json!({"kind": "VPC", "spec": {"groups": ["a"], "static": {}}});
    assert_eq!(differences(&expected, &other).len(), 2);
}
