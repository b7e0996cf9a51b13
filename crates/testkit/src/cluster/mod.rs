//! A small Kubernetes API server: kinds, objects, lists and watches, and what can go wrong with them.
//!
//! What it says is what a real one says, as far as it is asked here; whether that holds is tested beside a real one.
//! `state` has what it keeps and what it answers, `apply` what an apply comes to, `serve` its connections and watches.

mod apply;
mod serve;
mod state;

use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use serde_json::{Value as Json, json};

use crate::listening::Listening;
use serve::serve;
use state::{Kind, State};

/// The token that it takes.
const TOKEN: &str = "a-token-of-a-test";

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
