//! People at work while the server dies under them: each request that was not answered is made
//! again once the server is back, and nothing else is done about it.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Client, Gone};
use crate::estate::{
    Estate, Way, outside_neighbour, outside_new_and_raw, outside_readme, outside_same_resource,
    wishes,
};
use crate::laws;
use crate::process::{Death, Server};

const PATIENCE: Duration = Duration::from_secs(60);

/// One round.
pub(crate) struct Session {
    pub(crate) estate: Estate,
    data: PathBuf,
    deaths: VecDeque<Death>,
    server: Option<Server>,
    /// How often the server died.
    pub(crate) died: usize,
}

impl Session {
    /// A server that will die of the first of `deaths`, its successor of the next, and so on.
    pub(crate) fn new(way: Way, deaths: impl IntoIterator<Item = Death>) -> Self {
        let estate = Estate::new(way);
        let data = estate.folder.path().join("data");
        let deaths = deaths.into_iter().collect();
        Self { estate, data, deaths, server: None, died: 0 }
    }

    /// A server that answers, started when there is none.
    pub(crate) fn server(&mut self) -> &Server {
        while self.server.as_ref().is_none_or(Server::is_dead) {
            if self.server.take().is_some() {
                self.died += 1;
            }
            let death = self.deaths.pop_front();
            self.server = Server::start(&self.data, death);
            self.died += usize::from(self.server.is_none());
            self.server.iter().for_each(laws::audit_is_whole);
        }
        self.server.as_ref().unwrap()
    }

    /// Asks until a server lived long enough to answer.
    pub(crate) fn ask<T>(&mut self, ask: impl Fn(&Client) -> Result<T, Gone>) -> T {
        loop {
            let server = self.server();
            match ask(&server.client) {
                Ok(answer) => return answer,
                Err(Gone) => server.wait_for_death(),
            }
        }
    }

    /// Connects the repository and the fabrics, and reads them.
    pub(crate) fn connect(&mut self) {
        let url = self.estate.url();
        self.ask(|client| {
            once(client, "repositories", "name", "origin", &json!({"name": "origin", "url": url}))
        });
        for (name, directory, layout) in [("alpha", "a", "managed"), ("beta", "b", "in-place")] {
            let fabric = json!({
                "name": name, "repository": "origin", "directory": directory, "layout": layout,
            });
            self.ask(|client| once(client, "fabrics", "fabric", name, &fabric));
        }
        self.sync();
    }

    pub(crate) fn sync(&mut self) {
        for fabric in ["alpha", "beta"] {
            self.ask(|client| client.posted(&format!("fabrics/{fabric}/sync"), &json!({})));
        }
    }

    /// Saves the drafts of every wish.
    pub(crate) fn draft(&mut self) {
        for wish in wishes() {
            for draft in &wish.drafts {
                self.ask(|client| client.posted(&format!("fabrics/{}/drafts", wish.fabric), draft));
            }
        }
    }

    /// Publishes every change at once, each by somebody of their own, while others push. Whoever
    /// gets no answer gives up.
    pub(crate) fn publish_at_once(&mut self) {
        let client = self.server().client.clone();
        let others = self.estate.outsider("Cyd");
        thread::scope(|scope| {
            for wish in wishes() {
                let client = &client;
                scope.spawn(move || {
                    let _ = client.publish(wish.name);
                });
            }
            scope.spawn(|| {
                others.push("main", outside_readme);
                others.push("main", outside_same_resource);
            });
        });
    }

    /// Waits until nothing is on its way.
    pub(crate) fn settle(&mut self) {
        let started = Instant::now();
        loop {
            let changes = self.ask(|client| client.listed("changes?finished=true&limit=1000"));
            let busy =
                changes.as_array().unwrap().iter().any(|change| {
                    matches!(change["state"].as_str().unwrap(), "queued" | "publishing")
                });
            if !busy {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "it does not settle: {changes}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Publishes what is not published yet, one by one.
    pub(crate) fn publish_the_rest(&mut self) {
        for wish in wishes() {
            self.ask(|client| {
                let change = client.got(&format!("changes/{}", wish.name))?;
                if change["state"] == "published" {
                    return Ok(());
                }
                let (status, report) = client.publish(wish.name)?;
                // It may have landed in between: then there is nothing to publish any more.
                assert!(
                    status == 409 || report["state"] == "published",
                    "{}: {status} {report}, before: {change}",
                    wish.name
                );
                Ok(())
            });
        }
    }

    /// The whole round: people work, the server dies, and the laws hold.
    pub(crate) fn play(&mut self) {
        self.connect();
        self.draft();
        self.estate.outsider("Bea").push("main", outside_neighbour);
        self.publish_at_once();
        self.settle();
        laws::changes_landed_once_or_wait(self);
        self.estate.outsider("Dee").push("main", outside_new_and_raw);
        self.publish_the_rest();
        self.sync();
        laws::everything_landed(self);
    }
}

impl Drop for Session {
    /// A round that failed shows what its servers said last.
    fn drop(&mut self) {
        if thread::panicking() {
            let log = std::fs::read_to_string(self.data.with_extension("log")).unwrap_or_default();
            let lines: Vec<&str> =
                log.lines().filter(|line| !line.contains("status=200")).collect();
            eprintln!("{}", lines[lines.len().saturating_sub(60)..].join("\n"));
        }
    }
}

/// Makes something that is not there yet.
fn once(
    client: &Client,
    path: &str,
    key: &str,
    name: &str,
    body: &serde_json::Value,
) -> Result<(), Gone> {
    let known = client.listed(path)?;
    if known.as_array().unwrap().iter().any(|one| one[key] == name) {
        return Ok(());
    }
    client.posted(path, body).map(drop)
}
