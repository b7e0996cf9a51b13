//! The webhook, served for an API server as long as the test runs.

use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use super::api::Api;
use super::{LIMIT, Program, wait_until};

/// The webhook's process. It ends with this value, and with the test's process, however that ends: its standard input is a
/// pipe whose other end is here.
pub(super) struct Webhook {
    child: Child,
    api: Api,
    configurations: Value,
}

impl Webhook {
    /// Starts it; the objects of the API server count.
    pub(super) fn start(program: &Program, kubeconfig: &Path) -> Self {
        let ready = program.at("ready.json");
        let mut serve = program.command("serve");
        serve.arg("--until-stdin-closes").arg("--kubeconfig").arg(kubeconfig);
        // It may remember lists, as there is one edit at a time.
        serve.args(["--cache", "1h", "--ready-file"]).arg(&ready);
        serve.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = serve.spawn().unwrap();
        wait_until("the webhook serves", LIMIT, || {
            assert_eq!(child.try_wait().unwrap(), None, "the webhook ended");
            ready.exists()
        });
        let said: Value = serde_json::from_slice(&std::fs::read(ready).unwrap()).unwrap();
        let authority = said["authority"].as_str().unwrap();
        let api = Api::new(said["url"].as_str().unwrap(), authority.as_bytes(), String::new());
        Self { child, api, configurations: said["configurations"].clone() }
    }

    /// Tells an API server to ask it.
    pub(super) fn install(&self, api: &Api) {
        for configuration in self.configurations["items"].as_array().unwrap() {
            let kind = configuration["kind"].as_str().unwrap().to_lowercase();
            api.make(&format!("/apis/admissionregistration.k8s.io/v1/{kind}s"), configuration);
        }
    }

    /// The fabric is installed otherwise from now on.
    pub(super) fn configure(&self, config: &Value) {
        let said = self.api.send("POST", "/configure", Some(config));
        assert_eq!(said.status, 200, "the webhook does not take {config}");
    }
}

impl Drop for Webhook {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // Who has ended already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
