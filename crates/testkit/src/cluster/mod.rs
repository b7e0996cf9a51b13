//! A small Kubernetes API server: kinds, objects, lists and watches, and what can go wrong with them.
//!
//! What it says is what a real one says, as far as it is asked here; whether that holds is tested beside a real one.

mod apply;

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use crate::listening::Listening;

/// The token that it takes.
const TOKEN: &str = "a-token-of-a-test";

/// A kind that it serves.
#[derive(Clone, Debug)]
struct Kind {
    group: String,
    version: String,
    kind: String,
    plural: String,
}

/// Something that happened: the resource version, the collection, the word and the object.
#[derive(Clone, Debug)]
struct Happened {
    at: u64,
    collection: String,
    what: &'static str,
    object: Json,
}

#[derive(Debug, Default)]
struct State {
    /// The id of its namespace `kube-system`.
    id: String,
    /// The newest resource version.
    at: u64,
    /// What happened up to here is forgotten.
    forgotten: u64,
    kinds: Vec<Kind>,
    /// What refers to what: the plural, where in an object, and the plural of what is named there.
    references: Vec<(String, String, String)>,
    /// Objects by collection (`/apis/GROUP/VERSION/namespaces/NS/PLURAL`) and name.
    objects: BTreeMap<String, BTreeMap<String, Json>>,
    log: Vec<Happened>,
    /// Counts how often watches were cut.
    cuts: u64,
    is_away: bool,
    /// What happens is not told for now.
    is_quiet: bool,
    /// Answers in the place of its own: a part of the path, the status, the body.
    instead: Vec<(String, u16, String)>,
    /// Texts that no object may have that is written.
    forbidden: Vec<String>,
    requests: Vec<String>,
    watches: usize,
}

/// A Kubernetes API server of a test's own.
pub struct Cluster {
    listening: Listening,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cluster({})", self.listening.address)
    }
}

impl Cluster {
    /// Starts one on a free port of loopback, without kinds or objects.
    #[must_use]
    pub fn start() -> Self {
        let shared: Arc<(Mutex<State>, Condvar)> = Arc::default();
        let of = shared.clone();
        let listening = Listening::start(move |stream| serve(stream, &of));
        {
            let mut state = shared.0.lock().unwrap();
            state.at = 1;
            state.id = format!("cluster-{}", listening.address.port());
        }
        Self { listening, shared }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap()
    }

    fn wake(&self) {
        self.shared.1.notify_all();
    }

    /// A kubeconfig for it.
    #[must_use]
    pub fn kubeconfig(&self) -> String {
        self.kubeconfig_with(TOKEN)
    }

    /// A kubeconfig with another token.
    #[must_use]
    pub fn kubeconfig_with(&self, token: &str) -> String {
        json!({
            "current-context": "test",
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "clusters": [{"name": "test", "cluster": {"server": format!("http://{}", self.listening.address)}}],
            "users": [{"name": "test", "user": {"token": token}}],
        })
        .to_string()
    }

    /// Serves a kind, in namespaces.
    pub fn serves(&self, group: &str, version: &str, kind: &str, plural: &str) {
        let [group, version, kind, plural] = [group, version, kind, plural].map(str::to_owned);
        self.state().kinds.push(Kind { group, version, kind, plural });
    }

    /// From now on objects of `plural` name one of `target` at this JSON pointer, before any `/`: those that name what is
    /// not there are refused, and deletions of what is named.
    pub fn refers(&self, plural: &str, pointer: &str, target: &str) {
        let [plural, pointer, target] = [plural, pointer, target].map(str::to_owned);
        self.state().references.push((plural, pointer, target));
    }

    /// Serves a kind no longer; its objects are gone without a word.
    pub fn no_longer_serves(&self, kind: &str) {
        let mut state = self.state();
        if let Some(gone) = state.kinds.iter().find(|it| it.kind == kind).cloned() {
            state.kinds.retain(|it| it.kind != kind);
            let end = format!("/{}", gone.plural);
            state.objects.retain(|collection, _| !collection.ends_with(&end));
        }
        state.cuts += 1;
        drop(state);
        self.wake();
    }

    /// Creates an object or puts it in the place of the one of its name, as `manager`; gives it as it is kept.
    pub fn put(&self, object: Json, manager: &str) -> Json {
        self.write(object, manager, "Update")
    }

    /// The same, as somebody who applies it on the server's side.
    pub fn put_applied(&self, object: Json, manager: &str) -> Json {
        self.write(object, manager, "Apply")
    }

    fn write(&self, object: Json, manager: &str, operation: &str) -> Json {
        let mut state = self.state();
        let collection = state.collection_of(&object).expect("the kind of the object is served");
        let kept = state.put(&collection, object, (manager, operation));
        drop(state);
        self.wake();
        kept
    }

    /// The object of a name, as it is kept.
    #[must_use]
    pub fn object(&self, plural: &str, name: &str) -> Option<Json> {
        let end = format!("/{plural}");
        let state = self.state();
        let mut found = state.objects.iter().filter(|(collection, _)| collection.ends_with(&end));
        found.find_map(|(_, objects)| objects.get(name)).cloned()
    }

    /// Deletes an object.
    pub fn delete(&self, plural: &str, name: &str) {
        let mut state = self.state();
        let end = format!("/{plural}");
        let collection = state
            .objects
            .iter()
            .find(|(collection, objects)| collection.ends_with(&end) && objects.contains_key(name));
        let collection = collection.map(|(collection, _)| collection.clone()).unwrap();
        state.delete(&collection, name);
        drop(state);
        self.wake();
    }

    /// Forgets what happened so far, and cuts every watch: who goes on from there has to list.
    pub fn forget(&self) {
        let mut state = self.state();
        // The next resource version is one that nobody has seen.
        state.at += 1;
        state.forgotten = state.at;
        state.cuts += 1;
        drop(state);
        self.wake();
    }

    /// Cuts every watch; who goes on from there gets what it missed.
    pub fn cut(&self) {
        self.state().cuts += 1;
        self.wake();
    }

    /// Tells those who watch nothing until [`Self::tells_all`]; what happens meanwhile is told then.
    pub fn tells_nothing(&self) {
        self.state().is_quiet = true;
    }

    /// Tells what happened, and what happens.
    pub fn tells_all(&self) {
        self.state().is_quiet = false;
        self.wake();
    }

    /// Closes every connection, and each new one at once.
    pub fn go_away(&self) {
        let mut state = self.state();
        state.is_away = true;
        state.cuts += 1;
        drop(state);
        self.wake();
    }

    /// Is there again.
    pub fn come_back(&self) {
        self.state().is_away = false;
    }

    /// Answers whatever has the words of `part` in its method, path and query with this instead, until
    /// [`Self::as_ever`]: `/servers/a?`, `DELETE /servers/a`.
    pub fn answers(&self, part: &str, status: u16, body: &str) {
        self.state().instead.push((part.to_owned(), status, body.to_owned()));
    }

    /// Refuses to write objects in which this text is, as an admission webhook does, until [`Self::as_ever`].
    pub fn forbids(&self, text: &str) {
        self.state().forbidden.push(text.to_owned());
    }

    /// Gives its own answers.
    pub fn as_ever(&self) {
        let mut state = self.state();
        state.instead.clear();
        state.forbidden.clear();
    }

    /// What was asked since the last time: `GET /version`.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().requests)
    }

    /// How many watches go on.
    #[must_use]
    pub fn watches(&self) -> usize {
        self.state().watches
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut state = self.state();
        state.is_away = true;
        state.cuts += 1;
        drop(state);
        self.wake();
    }
}

impl State {
    fn collection_of(&self, object: &Json) -> Option<String> {
        let api = object.get("apiVersion")?.as_str()?;
        let (group, version) = api.split_once('/').unwrap_or(("", api));
        let kind = object.get("kind")?.as_str()?;
        let known = self.kinds.iter().find(|it| it.group == group && it.kind == kind)?;
        let namespace = object.pointer("/metadata/namespace").and_then(Json::as_str);
        let namespace = namespace.unwrap_or("default");
        Some(format!("/apis/{group}/{version}/namespaces/{namespace}/{}", known.plural))
    }

    fn put(
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
    fn keep(&mut self, collection: &str, mut object: Json) -> Json {
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

    fn delete(&mut self, collection: &str, name: &str) {
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
    fn answer(&mut self, method: &str, target: &str, body: &[u8]) -> (u16, Json) {
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
                let all: Vec<Json> = self
                    .objects
                    .iter()
                    .filter(|(collection, _)| is_in(collection, path))
                    .flat_map(|(_, objects)| objects.values().cloned())
                    .collect();
                let limit = parameter(query, "limit").and_then(|it| it.parse().ok()).unwrap_or(500);
                let from: usize =
                    parameter(query, "continue").and_then(|it| it.parse().ok()).unwrap_or(0);
                let page: Vec<Json> = all.iter().skip(from).take(limit).cloned().collect();
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
fn is_in(collection: &str, path: &str) -> bool {
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

fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Serves a connection until it ends.
fn serve(stream: &TcpStream, shared: &(Mutex<State>, Condvar)) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let (mut length, mut token) = (0, String::new());
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").unwrap_or((line, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap_or(0),
                "authorization" => token = value.to_owned(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let mut words = first.split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let mut state = shared.0.lock().unwrap();
        if state.is_away {
            return Ok(());
        }
        state.requests.push(format!("{method} {target}"));
        let asked = format!("{method} {target}");
        let is_meant = |part: &str| part.split(' ').all(|word| asked.contains(word));
        let instead = state.instead.iter().find(|(part, ..)| is_meant(part)).cloned();
        if let Some((_, status, body)) = instead {
            drop(state);
            respond(stream, status, &body)?;
        } else if token != format!("Bearer {TOKEN}") {
            drop(state);
            respond(stream, 401, r#"{"kind":"Status","code":401,"reason":"Unauthorized"}"#)?;
        } else if target.contains("watch=true") {
            return watch(stream, shared, state, target);
        } else {
            let (status, answer) = state.answer(method, target, &body);
            drop(state);
            shared.1.notify_all();
            respond(stream, status, &answer.to_string())?;
        }
    }
}

fn respond(mut stream: &TcpStream, status: u16, body: &str) -> std::io::Result<()> {
    let mut answer = String::new();
    let _ = write!(
        answer,
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes())
}

/// Tells what happens to a collection until it is cut.
fn watch(
    mut stream: &TcpStream,
    shared: &(Mutex<State>, Condvar),
    mut state: MutexGuard<'_, State>,
    target: &str,
) -> std::io::Result<()> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut from: u64 =
        parameter(query, "resourceVersion").and_then(|it| it.parse().ok()).unwrap_or(0);
    let plural = path.rsplit('/').next().unwrap_or_default();
    if !state.kinds.iter().any(|it| it.plural == plural) {
        drop(state);
        return respond(stream, 404, r#"{"kind":"Status","code":404,"reason":"NotFound"}"#);
    }
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes())?;
    let mut tell = |what: &str, object: &Json| {
        let line = format!("{}\n", json!({"type": what, "object": object}));
        write!(stream, "{:x}\r\n{line}\r\n", line.len())
    };
    if from < state.forgotten {
        drop(state);
        tell("ERROR", &json!({"kind": "Status", "code": 410, "reason": "Expired"}))?;
        return stream.write_all(b"0\r\n\r\n");
    }
    let cuts = state.cuts;
    state.watches += 1;
    let ended = loop {
        let news: Vec<Happened> = state
            .log
            .iter()
            .filter(|it| it.at > from && is_in(&it.collection, path) && !state.is_quiet)
            .cloned()
            .collect();
        let told = news.iter().try_for_each(|it| {
            from = it.at;
            tell(it.what, &it.object)
        });
        if told.is_err() || state.cuts != cuts {
            break told;
        }
        state = shared.1.wait(state).unwrap();
    };
    state.watches -= 1;
    ended
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
