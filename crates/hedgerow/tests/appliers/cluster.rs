//! A cluster with an applier in it, through kubectl.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

/// Name the kubeconfig and the kubectl of the rig.
const KUBECONFIG: &str = "HEDGEROW_RIG_KUBECONFIG";
const KUBECTL: &str = "HEDGEROW_RIG_KUBECTL";

/// How long anything may take.
const LIMIT: &str = "--timeout=90s";

/// The program, undisturbed by the environment.
pub(crate) fn hedgerow(arguments: &[&str]) -> Output {
    hedgerow_command().args(arguments).stdin(Stdio::null()).output().unwrap()
}

pub(crate) fn hedgerow_command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hedgerow"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HEDGEROW_") {
            command.env_remove(name);
        }
    }
    command
}

/// What `hedgerow manifests` prints.
pub(crate) fn manifests(arguments: &[&str]) -> String {
    let output = hedgerow(&[&["manifests"], arguments].concat());
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) struct Cluster {
    kubeconfig: OsString,
    kubectl: PathBuf,
}

impl Cluster {
    /// The one that the rig started.
    pub(crate) fn of_rig() -> Self {
        let named = |name: &str| {
            std::env::var_os(name).unwrap_or_else(|| {
                panic!("{name} is not set: `cargo xtask test --only appliers` starts the appliers and sets it")
            })
        };
        Self { kubeconfig: named(KUBECONFIG), kubectl: named(KUBECTL).into() }
    }

    /// The file that says how it is reached.
    pub(crate) fn kubeconfig(&self) -> String {
        self.kubeconfig.to_str().unwrap().to_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.kubectl);
        command.args(arguments).env("KUBECONFIG", &self.kubeconfig).stdin(Stdio::null());
        command
    }

    /// Runs kubectl and insists on success.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "kubectl {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Creates or changes objects as a person does with a file.
    pub(crate) fn apply(&self, text: &str) {
        let mut child = self
            .command(&["apply", "--server-side", "--force-conflicts", "--filename=-"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Waits for `--for=CONDITION` of an object (`KIND/NAME`).
    pub(crate) fn wait(&self, object: &str, namespace: &str, condition: &str) {
        let (namespace, condition) =
            (format!("--namespace={namespace}"), format!("--for={condition}"));
        let output =
            self.command(&["wait", object, &namespace, &condition, LIMIT]).output().unwrap();
        if !output.status.success() {
            let found = self.command(&["get", object, &namespace, "--output=yaml"]).output();
            panic!(
                "{object} {condition}: {}\n{}",
                String::from_utf8_lossy(&output.stderr),
                String::from_utf8_lossy(&found.unwrap().stdout)
            );
        }
    }

    /// The same, and tells how long it took.
    pub(crate) fn wait_since(
        &self,
        begun: Instant,
        what: &str,
        object: &str,
        namespace: &str,
        condition: &str,
    ) {
        self.wait(object, namespace, condition);
        println!("{what}: {:.1} s", begun.elapsed().as_secs_f64());
    }

    pub(crate) fn get(&self, object: &str, namespace: &str) -> Value {
        let namespace = format!("--namespace={namespace}");
        let text = self.run(&["get", object, &namespace, "--output=json", "--show-managed-fields"]);
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) fn has(&self, object: &str, namespace: &str) -> bool {
        let namespace = format!("--namespace={namespace}");
        let found = self.run(&["get", object, &namespace, "--output=name", "--ignore-not-found"]);
        !found.trim().is_empty()
    }

    /// Changes an object as a person does by hand.
    pub(crate) fn patch(&self, object: &str, namespace: &str, patch: &Value) {
        self.patch_as("kubectl-patch", object, namespace, patch);
    }

    /// The same, under the name of another program.
    pub(crate) fn patch_as(&self, manager: &str, object: &str, namespace: &str, patch: &Value) {
        let (namespace, manager) =
            (format!("--namespace={namespace}"), format!("--field-manager={manager}"));
        let patch = patch.to_string();
        let arguments = ["patch", object, &namespace, &manager, "--type=merge", "--patch", &patch];
        self.run(&arguments);
    }

    /// Everything of these kinds whose name begins with `prefix`, as `kubectl get -o json` tells it.
    pub(crate) fn list(&self, kinds: &str, prefix: &str) -> Value {
        let text =
            self.run(&["get", kinds, "--all-namespaces", "--output=json", "--show-managed-fields"]);
        let mut list: Value = serde_json::from_str(&text).unwrap();
        let begins = |item: &Value| {
            item["metadata"]["name"].as_str().is_some_and(|name| name.starts_with(prefix))
        };
        let items: Vec<Value> =
            list["items"].as_array().unwrap().iter().filter(|item| begins(item)).cloned().collect();
        list["items"] = json!(items);
        list
    }
}
