//! Hedgerow itself beside an applier: a server that follows the cluster in which the fabric is applied.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::cluster::{Cluster, hedgerow_command};
use crate::fabric::{BRANCH, DEFINITIONS, DIRECTORY, Fabric};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(90);

/// A server with the fabric, in the cluster of the rig.
pub(crate) struct Beside {
    child: Child,
    folder: TempDir,
    url: String,
    token: String,
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Beside {
    pub(crate) fn start(cluster: &Cluster, fabric: &Fabric) -> Self {
        // What is in raw/ would be brought to managed/ by the server.
        fabric.commit(&[("raw/dropped.yaml", None), ("raw/broken.yaml", None)]);
        let folder = TempDir::new().unwrap();
        let ready = folder.path().join("ready.json");
        let mut child = hedgerow_command()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .arg("--ready-file")
            .arg(&ready)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The last line comes right before the ready file.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().starts_with("the administrator's token")));
        let text = loop {
            match std::fs::read_to_string(&ready) {
                Ok(text) => break text,
                Err(_) => assert!(child.try_wait().unwrap().is_none(), "it ended"),
            }
            std::thread::yield_now();
        };
        let json: Value = serde_json::from_str(&text).unwrap();
        let named = |name: &str| json[name].as_str().unwrap().to_owned();
        let server = Self { child, folder, url: named("url"), token: named("token") };
        let definitions = server.folder.path().join("definitions");
        std::fs::create_dir_all(&definitions).unwrap();
        std::fs::write(definitions.join("all.yaml"), DEFINITIONS).unwrap();
        let (definitions, url) = (definitions.to_str().unwrap().to_owned(), fabric.url());
        let kubeconfig = cluster.kubeconfig();
        server.run(&["repo", "add", "net", &url, "--branch", BRANCH]);
        server.run(&["cluster", "add", "rig", "--kubeconfig", &kubeconfig]);
        let place = ["--cluster", "rig", "--namespace", "default", "--namespace", "elsewhere"];
        let add =
            ["fabric", "add", "dc", "--repo", "net", "--dir", DIRECTORY, "--crds", &definitions];
        server.run(&[&add[..], &place].concat());
        server.run(&["sync", "dc"]);
        server
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = hedgerow_command();
        command.args(arguments).env("HEDGEROW_URL", &self.url).env("HEDGEROW_TOKEN", &self.token);
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command tells, whatever it concludes.
    fn told(&self, arguments: &[&str]) -> Value {
        let output = self.command(&[arguments, &["-o", "json"]].concat()).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Waits until a command tells something.
    pub(crate) fn reaches(
        &self,
        what: &str,
        arguments: &[&str],
        holds: impl Fn(&Value) -> bool,
    ) -> Value {
        let begun = Instant::now();
        loop {
            let told = self.told(arguments);
            if holds(&told) {
                println!("{what}: {:.1} s", begun.elapsed().as_secs_f64());
                return told;
            }
            assert!(begun.elapsed() < LIMIT, "{what}: {told}");
        }
    }

    /// Waits until what differs of the fabric's own objects is as it should be; others' are in the same namespaces.
    pub(crate) fn drifts(
        &self,
        what: &str,
        fabric: &Fabric,
        holds: impl Fn(&[&Value]) -> bool,
    ) -> Vec<Value> {
        let own = |told: &Value| -> Vec<Value> {
            let all = told.as_array().unwrap().iter();
            let begins = |row: &&Value| {
                row["name"].as_str().is_some_and(|name| name.starts_with(fabric.prefix))
            };
            all.filter(begins).cloned().collect()
        };
        let told = self
            .reaches(what, &["drift", "dc"], |told| holds(&own(told).iter().collect::<Vec<_>>()));
        own(&told)
    }

    /// Waits until the one applier stands so at a commit.
    pub(crate) fn stands(&self, standing: &str, commit: &str) -> Value {
        let what = format!("{standing} at {}", &commit[..7]);
        self.reaches(&what, &["cluster", "appliers", "dc"], |told| {
            let found = &told["found"];
            found[0]["standing"] == standing && found[0]["commit"] == commit && found[1].is_null()
        })
    }
}
