//! Server-side apply, as far as it matters here: fields of `spec` have one owner each, by name and way of writing. A map
//! is of fields; everything else is one value.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

/// A field by its keys, from `spec` on.
type Field = Vec<String>;

/// What an apply comes to: the object, or the fields that others have, each with who.
pub(super) fn applied(
    old: Option<&Json>,
    given: &Json,
    manager: &str,
    force: bool,
) -> Result<Json, Vec<(String, String)>> {
    let Some(old) = old else {
        let mut new = given.clone();
        new["metadata"]["managedFields"] = json!([entry(manager, &fields(given))]);
        return Ok(new);
    };
    let mut object = old.clone();
    let wanted = fields(given);
    let mut entries = old["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    let is_own = |entry: &Json| entry["manager"] == manager && entry["operation"] == "Apply";
    let mut taken = Vec::new();
    for (field, value) in &wanted {
        if value_at(old, field) == Some(value) {
            continue;
        }
        for entry in entries.iter_mut().filter(|entry| !is_own(entry)) {
            let name = entry["manager"].as_str().unwrap_or_default().to_owned();
            if !has(&entry["fieldsV1"], field) {
                continue;
            }
            if force {
                drop_field(&mut entry["fieldsV1"], field);
            } else {
                taken.push((format!(".{}", field.join(".")), name));
            }
        }
    }
    if !taken.is_empty() {
        return Err(taken);
    }
    // What was applied before and is not now goes, where nobody else has it.
    let before = entries.iter().find(|entry| is_own(entry)).cloned();
    for field in fields(old).into_keys() {
        let was_own = before.as_ref().is_some_and(|entry| has(&entry["fieldsV1"], &field));
        let of_others =
            entries.iter().any(|entry| !is_own(entry) && has(&entry["fieldsV1"], &field));
        if was_own && !of_others && !wanted.contains_key(&field) {
            remove(&mut object, &field);
        }
    }
    for (field, value) in &wanted {
        set(&mut object, field, value);
    }
    entries.retain(|entry| !is_own(entry));
    entries.push(entry(manager, &wanted));
    object["metadata"]["managedFields"] = json!(entries);
    Ok(object)
}

/// The fields of an object's `spec`.
fn fields(object: &Json) -> BTreeMap<Field, Json> {
    fn walk(value: &Json, at: &mut Field, found: &mut BTreeMap<Field, Json>) {
        match value.as_object().filter(|map| !map.is_empty()) {
            None => drop(found.insert(at.clone(), value.clone())),
            Some(map) => {
                for (key, value) in map {
                    at.push(key.clone());
                    walk(value, at, found);
                    at.pop();
                }
            }
        }
    }
    let mut found = BTreeMap::new();
    if let Some(spec) = object.get("spec") {
        walk(spec, &mut vec!["spec".to_owned()], &mut found);
    }
    found
}

fn entry(manager: &str, of: &BTreeMap<Field, Json>) -> Json {
    let mut tree = json!({});
    for field in of.keys() {
        let mut at = &mut tree;
        for key in field {
            at = &mut at[format!("f:{key}")];
        }
        if at.is_null() {
            *at = json!({});
        }
    }
    json!({
        "manager": manager, "operation": "Apply", "time": "2026-11-01T10:00:00Z", "fieldsType": "FieldsV1",
        "fieldsV1": tree,
    })
}

/// Whether somebody's fields have one, or something around it.
fn has(tree: &Json, field: &[String]) -> bool {
    let Some(map) = tree.as_object() else { return false };
    match field.split_first() {
        None => true,
        Some((first, rest)) => match map.get(&format!("f:{first}")) {
            Some(below) if below.as_object().is_some_and(Map::is_empty) => true,
            Some(below) => has(below, rest),
            None => false,
        },
    }
}

fn drop_field(tree: &mut Json, field: &[String]) {
    let Some((first, rest)) = field.split_first() else { return };
    let Some(map) = tree.as_object_mut() else { return };
    let key = format!("f:{first}");
    match map.get_mut(&key) {
        Some(below) if !rest.is_empty() && below.as_object().is_some_and(|it| !it.is_empty()) => {
            drop_field(below, rest);
            // An empty one would be all of it.
            if below.as_object().is_some_and(Map::is_empty) {
                map.remove(&key);
            }
        }
        _ => drop(map.remove(&key)),
    }
}

fn value_at<'v>(object: &'v Json, field: &[String]) -> Option<&'v Json> {
    field.iter().try_fold(object, |value, key| value.get(key))
}

fn set(object: &mut Json, field: &[String], value: &Json) {
    let mut at = object;
    for key in field {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[key];
    }
    *at = value.clone();
}

fn remove(object: &mut Json, field: &[String]) {
    let Some((last, path)) = field.split_last() else { return };
    let parent = path.iter().try_fold(object, |value, key| value.get_mut(key));
    if let Some(map) = parent.and_then(Json::as_object_mut) {
        map.remove(last);
    }
}
