//! The `exec` entry of a kubeconfig's user.

use std::collections::BTreeMap;

use hedgerow_model::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Map as JsonMap, Value as Json, json};

use super::ExecTrouble;
use crate::error::ClusterError;
use crate::kubeconfig::KubeconfigError;

/// The forms of the answer that are understood.
pub(super) const VERSIONS: [&str; 2] =
    ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/// Which entry of a cluster's `extensions` is for the program.
const EXTENSION: &str = "client.authentication.k8s.io/exec";

/// What of the environment decides which code runs, and so is the server's alone.
const OF_THE_SERVER: [&str; 4] = ["PATH", "LD_", "DYLD_", "KUBERNETES_EXEC_INFO"];

/// A program that logs in.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exec {
    /// The form in which it answers.
    pub(crate) version: String,
    /// The program.
    pub(crate) command: String,
    #[serde(default)]
    pub(crate) args: Vec<String>,
    /// What is added to its environment.
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    /// Whether it is told which cluster it logs in to.
    #[serde(default)]
    pub(crate) cluster_info: bool,
    /// What the kubeconfig says of the cluster for the program alone, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) config: Option<String>,
}

impl Exec {
    /// A failure of it.
    pub(super) fn trouble(&self, why: ExecTrouble) -> ClusterError {
        ClusterError::Exec { program: self.command.clone(), why }
    }

    /// Reads the entry; `cluster` is the cluster's.
    pub(crate) fn read(entry: &Value, cluster: &Value) -> Result<Self, KubeconfigError> {
        let wrong =
            |field: &'static str, why: &str| KubeconfigError::Field { field, why: why.to_owned() };
        let text =
            |of: &Value, field: &str| of.get(field).and_then(Value::as_str).map(str::to_owned);
        let version = text(entry, "apiVersion").unwrap_or_default();
        if !VERSIONS.contains(&version.as_str()) {
            return Err(wrong(
                "exec.apiVersion",
                "write `client.authentication.k8s.io/v1` or `…/v1beta1`",
            ));
        }
        let command = text(entry, "command").unwrap_or_default();
        if command.is_empty() || command.contains('\0') {
            return Err(wrong("exec.command", "it names no program"));
        }
        if text(entry, "interactiveMode").as_deref() == Some("Always") {
            return Err(wrong(
                "exec.interactiveMode",
                "a server has nobody whom the program could ask",
            ));
        }
        let mut args = Vec::new();
        for arg in list(entry, "args") {
            let arg = arg.as_str().filter(|it| !it.contains('\0'));
            args.push(arg.ok_or_else(|| wrong("exec.args", "one of them is not text"))?.to_owned());
        }
        let mut env = BTreeMap::new();
        for variable in list(entry, "env") {
            let (Some(name), Some(value)) = (text(variable, "name"), text(variable, "value"))
            else {
                return Err(wrong("exec.env", "one of them has no name or no value that is text"));
            };
            let fits = !name.is_empty() && !name.contains(['=', '\0']) && !value.contains('\0');
            if !fits {
                return Err(wrong(
                    "exec.env",
                    "a name or a value in it cannot be in an environment",
                ));
            }
            if OF_THE_SERVER
                .iter()
                .any(|it| name == *it || it.ends_with('_') && name.starts_with(it))
            {
                return Err(wrong(
                    "exec.env",
                    "it sets `PATH`, `LD_…` or another variable that decides which code runs",
                ));
            }
            env.insert(name, value);
        }
        let cluster_info = match entry.get("provideClusterInfo") {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(_) => return Err(wrong("exec.provideClusterInfo", "write `true` or `false`")),
        };
        let extension = list(cluster, "extensions")
            .iter()
            .find(|it| text(it, "name").as_deref() == Some(EXTENSION))
            .and_then(|it| it.get("extension"));
        let config = extension.filter(|_| cluster_info).map(|it| json!(it).to_string());
        Ok(Self { version, command, args, env, cluster_info, config })
    }

    /// The entry as a kubeconfig has it, and what the cluster's entry has for it.
    pub(crate) fn written(&self) -> (Json, Option<Json>) {
        let env: Vec<Json> =
            self.env.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let entry = json!({
            "apiVersion": self.version,
            "command": self.command,
            "args": self.args,
            "env": env,
            "provideClusterInfo": self.cluster_info,
            "interactiveMode": "Never",
        });
        let config = self.config().map(|it| json!([{ "name": EXTENSION, "extension": it }]));
        (entry, config)
    }

    /// What the program is told in `KUBERNETES_EXEC_INFO`.
    pub(super) fn info(&self, cluster: impl FnOnce() -> JsonMap<String, Json>) -> String {
        let mut spec = JsonMap::new();
        spec.insert("interactive".to_owned(), json!(false));
        if self.cluster_info {
            let mut cluster = cluster();
            if let Some(config) = self.config() {
                cluster.insert("config".to_owned(), config);
            }
            spec.insert("cluster".to_owned(), Json::Object(cluster));
        }
        json!({ "apiVersion": self.version, "kind": "ExecCredential", "spec": spec }).to_string()
    }

    fn config(&self) -> Option<Json> {
        self.config.as_deref().and_then(|it| serde_json::from_str(it).ok())
    }
}

fn list<'a>(of: &'a Value, field: &str) -> &'a [Value] {
    of.get(field).and_then(Value::as_list).unwrap_or_default()
}
