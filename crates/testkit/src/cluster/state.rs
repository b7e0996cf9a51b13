//! What the API server keeps, and what it answers.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::apply;

/// A kind that it serves.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) plural: String,
}

/// Something that happened: the resource version, the collection, the word and the object.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub(super) at: u64,
    pub(super) collection: String,
    pub(super) what: &'static str,
    pub(super) object: Json,
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// The id of its namespace `kube-system`.
    pub(super) id: String,
    /// The newest resource version.
    pub(super) at: u64,
    /// What happened up to here is forgotten.
    pub(super) forgotten: u64,
    pub(super) kinds: Vec<Kind>,
    /// What refers to what: the plural, where in an object, and the plural of what is named there.
    pub(super) references: Vec<(String, String, String)>,
    /// Objects by collection (`/apis/GROUP/VERSION/namespaces/NS/PLURAL`) and name.
    pub(super) objects: BTreeMap<String, BTreeMap<String, Json>>,
    pub(super) log: Vec<Happened>,
    /// Counts how often watches were cut.
    pub(super) cuts: u64,
    pub(super) is_away: bool,
    /// What happens is not told for now.
    pub(super) is_quiet: bool,
    /// Answers in the place of its own: a part of the path, the status, the body.
    pub(super) instead: Vec<(String, u16, String)>,
    /// Texts that no object may have that is written.
    pub(super) forbidden: Vec<String>,
    pub(super) requests: Vec<String>,
    pub(super) watches: usize,
}

impl State {
    pub(super) fn collection_of(&self, object: &Json) -> Option<String> {
        let api = object.get("apiVersion")?.as_str()?;
        let (group, version) = api.split_once('/').unwrap_or(("", api));
        let kind = object.get("kind")?.as_str()?;
        let known = self.kinds.iter().find(|it| it.group == group && it.kind == kind)?;
        let namespace = object.pointer("/metadata/namespace").and_then(Json::as_str);
        let namespace = namespace.unwrap_or("default");
        Some(format!("/apis/{group}/{version}/namespaces/{namespace}/{}", known.plural))
    }

    pub(super) fn put(
        &mut self,
        collection: &str,
        mut object: Json,
        (manager, operation): (&str, &str),
    ) -> Json {
        let name = object.pointer("/metadata/name").and_then(Json::as_str).unwrap().to_owned();
        let old = self.objects.entry(collection.to_owned()).or_default().get(&name).cloned();
        let fields: BTreeMap<String, Json> = object["spec"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, value)| {
                old.as_ref().is_none_or(|old| old["spec"].get(key) != Some(value))
            })
            .map(|(key, _)| (format!("f:{key}"), json!({})))
            .collect();
        let mut managed =
            old.as_ref().map_or(json!([]), |old| old["metadata"]["managedFields"].clone());
        if let Some(entries) = managed.as_array_mut() {
            // Who writes a field has it from then on.
            for entry in entries.iter_mut() {
                if let Some(owned) = entry["fieldsV1"]["f:spec"].as_object_mut() {
                    owned.retain(|key, _| !fields.contains_key(key));
                }
            }
            entries.retain(|entry| {
                entry["fieldsV1"]["f:spec"].as_object().is_some_and(|it| !it.is_empty())
            });
            entries.push(json!({
                "manager": manager, "operation": operation, "time": "2026-11-01T10:00:00Z",
                "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": fields},
            }));
        }
        object["metadata"]["managedFields"] = managed;
        self.keep(collection, object)
    }

    /// Keeps an object as it is, under the next resource version.
    pub(super) fn keep(&mut self, collection: &str, mut object: Json) -> Json {
        self.at += 1;
        let at = self.at;
        let name = object.pointer("/metadata/name").and_then(Json::as_str).unwrap().to_owned();
        let old = self.objects.entry(collection.to_owned()).or_default().get(&name).cloned();
        let uid = old
            .as_ref()
            .map_or_else(|| json!(format!("uid-{at}")), |old| old["metadata"]["uid"].clone());
        let namespace = collection.split('/').nth(5).unwrap_or("default").to_owned();
        let metadata = object["metadata"].as_object_mut().unwrap();
        metadata.insert("namespace".into(), json!(namespace));
        metadata.insert("uid".into(), uid);
        metadata.insert("resourceVersion".into(), json!(at.to_string()));
        let what = if old.is_some() { "MODIFIED" } else { "ADDED" };
        self.objects.entry(collection.to_owned()).or_default().insert(name, object.clone());
        let collection = collection.to_owned();
        self.log.push(Happened { at, collection, what, object: object.clone() });
        object
    }

    pub(super) fn delete(&mut self, collection: &str, name: &str) {
        let Some(mut object) = self.objects.entry(collection.to_owned()).or_default().remove(name)
        else {
            return;
        };
        self.at += 1;
        object["metadata"]["resourceVersion"] = json!(self.at.to_string());
        let (at, collection) = (self.at, collection.to_owned());
        self.log.push(Happened { at, collection, what: "DELETED", object });
    }

    /// Why an object may not be written or deleted, by what refers to what.
    fn refuses(&self, method: &str, collection: &str, name: &str, given: &Json) -> Option<String> {
        let said = given.to_string();
        let forbidden = |text: &&String| method != "DELETE" && said.contains(text.as_str());
        if let Some(text) = self.forbidden.iter().find(forbidden) {
            return Some(format!("{name} says {text}"));
        }
        let (base, plural) = collection.rsplit_once('/')?;
        let named = |object: &Json, pointer: &str| {
            let text = object.pointer(pointer).and_then(Json::as_str)?;
            Some(text.split('/').next().unwrap_or(text).to_owned())
        };
        let all: Vec<(&str, &str, &BTreeMap<String, Json>)> = self
            .objects
            .iter()
            .filter_map(|(at, all)| {
                let (base, plural) = at.rsplit_once('/')?;
                Some((base.rsplit('/').next()?, plural, all))
            })
            .collect();
        let namespace = base.rsplit('/').next()?;
        let of = |wanted: &str| {
            let is_meant = |it: &&(&str, &str, _)| it.0 == namespace && it.1 == wanted;
            all.iter().filter(is_meant).flat_map(|(_, _, all)| all.iter()).collect::<Vec<_>>()
        };
        self.references.iter().find_map(|(from, pointer, to)| {
            if method == "DELETE" && to == plural {
                let all = of(from);
                let by = all.iter().find(|(_, it)| named(it, pointer).as_deref() == Some(name))?;
                return Some(format!("{} refers to it", by.0));
            }
            if method == "DELETE" || from != plural {
                return None;
            }
            let target = named(given, pointer)?;
            let is_there = of(to).iter().any(|(name, _)| **name == target);
            (!is_there).then(|| format!("{to} {target} is not there"))
        })
    }

    /// What a request that is no watch is answered.
    pub(super) fn answer(&mut self, method: &str, target: &str, body: &[u8]) -> (u16, Json) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let status = |code: u16, reason: &str, message: &str| {
            let body =
                json!({"kind": "Status", "code": code, "reason": reason, "message": message});
            (code, body)
        };
        let not_found = || status(404, "NotFound", "not found");
        match (method, path) {
            ("GET", "/version") => return (200, json!({"gitVersion": "v1.36.0-test"})),
            ("GET", "/api/v1/namespaces/kube-system") => {
                return (200, json!({"metadata": {"uid": self.id}}));
            }
            ("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews") => {
                let all = json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]});
                return (201, json!({"status": {"resourceRules": [all], "incomplete": false}}));
            }
            _ => {}
        }
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("GET", ["apis", group]) => {
                let versions: Vec<Json> = self
                    .kinds
                    .iter()
                    .filter(|kind| kind.group == *group)
                    .map(|kind| json!({"version": kind.version}))
                    .collect();
                match versions.first().cloned() {
                    Some(first) => (200, json!({"preferredVersion": first, "versions": versions})),
                    None => not_found(),
                }
            }
            ("GET", ["apis", group, version]) => {
                let of = |kind: &&Kind| kind.group == *group && kind.version == *version;
                let resources: Vec<Json> = self
                    .kinds
                    .iter()
                    .filter(of)
                    .map(|kind| {
                        let verbs = ["get", "list", "watch", "patch", "update", "delete"];
                        json!({"name": kind.plural, "kind": kind.kind, "namespaced": true, "verbs": verbs})
                    })
                    .collect();
                (200, json!({"resources": resources}))
            }
            ("GET", ["apis", group, _, "namespaces", _, plural] | ["apis", group, _, plural]) => {
                if !self.kinds.iter().any(|it| it.group == *group && it.plural == *plural) {
                    return not_found();
                }
                let all: Vec<&Json> = self
                    .objects
                    .iter()
                    .filter(|(collection, _)| is_in(collection, path))
                    .flat_map(|(_, objects)| objects.values())
                    .collect();
                let limit = parameter(query, "limit").and_then(|it| it.parse().ok()).unwrap_or(500);
                let from: usize =
                    parameter(query, "continue").and_then(|it| it.parse().ok()).unwrap_or(0);
                let page: Vec<&Json> = all.iter().skip(from).take(limit).copied().collect();
                let end = from + page.len();
                let next = if end < all.len() { end.to_string() } else { String::new() };
                let at = self.at.to_string();
                (200, json!({"metadata": {"resourceVersion": at, "continue": next}, "items": page}))
            }
            (_, ["apis", _, _, "namespaces", _, _, name]) => {
                let collection =
                    path.rsplit_once('/').map_or("", |(collection, _)| collection).to_owned();
                let old = self.objects.entry(collection.clone()).or_default().get(*name).cloned();
                let dry_run = parameter(query, "dryRun").is_some();
                let manager = parameter(query, "fieldManager").unwrap_or_default();
                let given: Json = serde_json::from_slice(body).unwrap_or_default();
                match (method, old) {
                    ("GET", Some(object)) => (200, object),
                    ("GET" | "PUT" | "DELETE", None) => not_found(),
                    ("PUT", Some(old))
                        if given["metadata"]["resourceVersion"]
                            != old["metadata"]["resourceVersion"] =>
                    {
                        status(409, "Conflict", "the object has been modified")
                    }
                    ("PATCH" | "PUT" | "DELETE", _)
                        if let Some(why) = self.refuses(method, &collection, name, &given) =>
                    {
                        status(422, "Invalid", &why)
                    }
                    ("PUT", _) if dry_run => (200, given),
                    ("PUT", _) => (200, self.put(&collection, given, (&manager, "Update"))),
                    ("PATCH", old) if let Some(why) = is_another(old.as_ref(), &given) => {
                        status(409, "Conflict", why)
                    }
                    ("PATCH", old) => {
                        let force = parameter(query, "force").as_deref() == Some("true");
                        match apply::applied(old.as_ref(), &given, &manager, force) {
                            Ok(object) if dry_run => (200, object),
                            Ok(object)
                                if old
                                    .as_ref()
                                    .is_some_and(|old| old["spec"] == object["spec"]) =>
                            {
                                (200, object)
                            }
                            Ok(object) => (200, self.keep(&collection, object)),
                            Err(taken) => {
                                let causes: Vec<Json> = taken
                                    .into_iter()
                                    .map(|(field, by)| {
                                        let message = format!("conflict with \"{by}\"");
                                        json!({"reason": "FieldManagerConflict", "message": message, "field": field})
                                    })
                                    .collect();
                                let body = json!({
                                    "kind": "Status", "code": 409, "reason": "Conflict",
                                    "message": "Apply failed", "details": {"causes": causes},
                                });
                                (409, body)
                            }
                        }
                    }
                    ("DELETE", Some(old))
                        if ["uid", "resourceVersion"].iter().any(|key| {
                            let asked = &given["preconditions"][key];
                            !asked.is_null() && *asked != old["metadata"][key]
                        }) =>
                    {
                        status(409, "Conflict", "the precondition does not match")
                    }
                    ("DELETE", Some(_)) if dry_run => {
                        (200, json!({"kind": "Status", "status": "Success"}))
                    }
                    ("DELETE", Some(_)) => {
                        self.delete(&collection, name);
                        (200, json!({"kind": "Status", "status": "Success"}))
                    }
                    _ => status(405, "MethodNotAllowed", "not allowed"),
                }
            }
            _ => not_found(),
        }
    }
}

/// Whether a collection is the one of a path, or one of a namespace where the path is of all of them.
pub(super) fn is_in(collection: &str, path: &str) -> bool {
    if collection == path {
        return true;
    }
    let (Some((root, plural)), Some((of, own))) =
        (path.rsplit_once('/'), collection.rsplit_once('/'))
    else {
        return false;
    };
    let within = of.strip_prefix(root).and_then(|rest| rest.strip_prefix("/namespaces/"));
    plural == own && within.is_some_and(|namespace| !namespace.contains('/'))
}

pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Why what is applied is not the object that there is: it names another one, or another version of it.
fn is_another(old: Option<&Json>, given: &Json) -> Option<&'static str> {
    let differs = |key: &str| {
        let wanted = &given["metadata"][key];
        !wanted.is_null() && old.is_none_or(|old| old["metadata"][key] != *wanted)
    };
    if differs("uid") {
        return Some("uid mismatch: the object that it names is another, or gone");
    }
    differs("resourceVersion").then_some("the object has been modified")
}
