//! What an applier leaves on the objects that it applies: labels, annotations, and its name in managed fields.

use std::collections::BTreeSet;

use serde_json::Value;

/// A line for each manager: `NAME OPERATION[/SUBRESOURCE]: FIELDS`.
pub(crate) fn managers(object: &Value) -> Vec<String> {
    let entries = object["metadata"]["managedFields"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap_or_default();
            let subresource = match text("subresource") {
                "" => String::new(),
                name => format!("/{name}"),
            };
            let mut leaves = BTreeSet::new();
            fields(&entry["fieldsV1"], "", &mut leaves);
            let leaves: Vec<_> = leaves.into_iter().collect();
            format!("{} {}{subresource}: {}", text("manager"), text("operation"), leaves.join(" "))
        })
        .collect()
}

/// The managers and what they did, without the fields.
pub(crate) fn who(object: &Value) -> BTreeSet<String> {
    let before = |line: &String| line.split(": ").next().unwrap_or_default().to_owned();
    managers(object).iter().map(before).collect()
}

/// The fields of a manager that have none below them.
fn fields(of: &Value, path: &str, into: &mut BTreeSet<String>) {
    let below: Vec<_> =
        of.as_object().into_iter().flatten().filter(|(key, _)| key.as_str() != ".").collect();
    if below.is_empty() {
        into.insert(path.trim_start_matches('.').to_owned());
    }
    for (key, value) in below {
        let key = key.strip_prefix("f:").unwrap_or(key);
        fields(value, &format!("{path}.{key}"), into);
    }
}

/// The keys of labels or annotations.
pub(crate) fn keys(object: &Value, part: &str) -> BTreeSet<String> {
    object["metadata"][part].as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect()
}

/// Shows all of it.
pub(crate) fn show(when: &str, object: &Value) {
    println!("{when}: {} {}", object["kind"], object["metadata"]["name"]);
    for part in ["labels", "annotations"] {
        println!("  {part}: {}", object["metadata"][part]);
    }
    for line in managers(object) {
        println!("  {line}");
    }
}

/// A set of texts.
pub(crate) fn set(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|&text| text.to_owned()).collect()
}
