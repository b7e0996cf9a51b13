//! A real Kubernetes API server of a test's own, with etcd behind it: one that may be stopped and started again.
//!
//! No controllers run beside it: nothing empties a namespace that is deleted, and no account is made for one.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::answer::base64;

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often it is looked whether it serves.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How often a start whose port was taken meanwhile is tried.
const TRIES: usize = 3;

/// The token of its one user, who may do everything; it listens on the loopback only, and lives as long as a test.
const TOKEN: &str = "a-token-of-a-test";

/// A running API server. It ends when it is dropped.
pub struct ApiServer {
    folder: TempDir,
    /// Where the programs are.
    programs: PathBuf,
    etcd: Child,
    server: Option<Child>,
    address: SocketAddr,
}

impl std::fmt::Debug for ApiServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApiServer({})", self.address)
    }
}

impl ApiServer {
    /// Starts one with what is beside this kubectl, and waits until it serves.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(kubectl: &Path) -> Self {
        let programs = kubectl.parent().expect("kubectl is in a folder").to_owned();
        let folder = TempDir::new().unwrap();
        let at = folder.path();
        fs::write(at.join("tokens.csv"), format!("{TOKEN},admin,admin,system:masters\n")).unwrap();
        let socket = at.join("etcd.sock");
        let etcd = run(
            &programs,
            "etcd",
            at,
            &[
                "--data-dir=etcd".to_owned(),
                format!("--listen-client-urls=unix://{}", socket.display()),
                "--advertise-client-urls=unix://client:0".to_owned(),
                "--listen-peer-urls=unix://peer:0".to_owned(),
                "--initial-advertise-peer-urls=unix://peer:0".to_owned(),
                "--initial-cluster=default=unix://peer:0".to_owned(),
                // Its data lives as long as the test.
                "--unsafe-no-fsync".to_owned(),
                "--log-level=warn".to_owned(),
            ],
        );
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { folder, programs, etcd, server: None, address };
        for attempt in 1..=TRIES {
            let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            server.address = free.local_addr().unwrap();
            drop(free);
            server.begin();
            match server.ready() {
                Ok(()) => break,
                Err(said) => {
                    let is_taken = said.contains("address already in use");
                    assert!(is_taken && attempt < TRIES, "the API server ended: {said}");
                }
            }
        }
        server
    }

    /// Stops it as a crash does: whoever was connected no longer is. What it has stays.
    pub fn stop(&mut self) {
        end(self.server.take());
    }

    /// Starts it again where it was, and waits until it serves.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&mut self) {
        self.stop();
        self.begin();
        if let Err(said) = self.ready() {
            panic!("the API server ended: {said}");
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate by which it is known, as PEM.
    ///
    /// # Panics
    /// When it has none.
    #[must_use]
    pub fn authority(&self) -> String {
        fs::read_to_string(self.folder.path().join("certificates/apiserver.crt")).unwrap()
    }

    /// A kubeconfig of somebody who may do everything.
    #[must_use]
    pub fn kubeconfig(&self) -> String {
        self.kubeconfig_with(self.address, TOKEN)
    }

    /// The same, for another address that leads to it.
    #[must_use]
    pub fn kubeconfig_by(&self, address: SocketAddr) -> String {
        self.kubeconfig_with(address, TOKEN)
    }

    /// A kubeconfig of whoever has this token.
    #[must_use]
    pub fn kubeconfig_of(&self, token: &str) -> String {
        self.kubeconfig_with(self.address, token)
    }

    fn kubeconfig_with(&self, address: SocketAddr, token: &str) -> String {
        let authority = base64(&self.authority());
        json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "test",
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "clusters": [{"name": "test", "cluster": {
                "server": format!("https://{address}"), "certificate-authority-data": authority}}],
            "users": [{"name": "test", "user": {"token": token}}],
        })
        .to_string()
    }

    /// Runs kubectl as somebody who may do everything; what it prints, or what it says when it fails.
    ///
    /// # Errors
    /// When kubectl fails.
    ///
    /// # Panics
    /// When kubectl cannot be run.
    pub fn try_kubectl(&self, arguments: &[&str]) -> Result<String, String> {
        let file = self.folder.path().join("kubeconfig");
        fs::write(&file, self.kubeconfig()).unwrap();
        let output = Command::new(self.programs.join("kubectl"))
            .args(arguments)
            .env("KUBECONFIG", file)
            .env("HOME", self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// Runs kubectl, which has to succeed; gives what it prints.
    ///
    /// # Panics
    /// When kubectl fails.
    pub fn kubectl(&self, arguments: &[&str]) -> String {
        self.try_kubectl(arguments).unwrap_or_else(|said| panic!("kubectl {arguments:?}: {said}"))
    }

    /// Has these objects in it, as a person does with a file.
    ///
    /// # Panics
    /// When it does not take them.
    pub fn apply(&self, objects: &str) {
        let file = self.folder.path().join("objects.yaml");
        fs::write(&file, objects).unwrap();
        let file = format!("--filename={}", file.display());
        self.kubectl(&["apply", "--server-side", "--force-conflicts", &file]);
    }

    /// An object, `KIND/NAME`, as it is.
    ///
    /// # Panics
    /// When it has no such object.
    #[must_use]
    pub fn object(&self, named: &str, namespace: &str) -> Json {
        let namespace = format!("--namespace={namespace}");
        let text = self.kubectl(&["get", named, &namespace, "--output=json"]);
        serde_json::from_str(&text).unwrap()
    }

    fn begin(&mut self) {
        let at = self.folder.path();
        let key = at.join("certificates/apiserver.key");
        let arguments = [
            format!("--etcd-servers=unix://{}", at.join("etcd.sock").display()),
            "--bind-address=127.0.0.1".to_owned(),
            format!("--secure-port={}", self.address.port()),
            format!("--cert-dir={}", at.join("certificates").display()),
            format!("--token-auth-file={}", at.join("tokens.csv").display()),
            "--authorization-mode=RBAC".to_owned(),
            "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
            format!("--service-account-signing-key-file={}", key.display()),
            format!("--service-account-key-file={}", key.display()),
            "--service-cluster-ip-range=10.0.0.0/24".to_owned(),
            "--endpoint-reconciler-type=none".to_owned(),
            "--shutdown-delay-duration=0s".to_owned(),
        ];
        self.server = Some(run(&self.programs, "kube-apiserver", at, &arguments));
    }

    /// Waits until it serves; what it said last where it ended instead.
    fn ready(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let server = self.server.as_mut().expect("it was started");
            for (child, name) in [(server, "kube-apiserver"), (&mut self.etcd, "etcd")] {
                if child.try_wait().unwrap().is_some() {
                    return Err(last_words(self.folder.path(), name));
                }
            }
            let has_certificate = self.folder.path().join("certificates/apiserver.crt").exists();
            if has_certificate && self.try_kubectl(&["get", "--raw", "/readyz"]).is_ok() {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(last_words(self.folder.path(), "kube-apiserver"));
            }
            thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        self.stop();
        let _ = self.etcd.kill();
        let _ = self.etcd.wait();
    }
}

fn end(child: Option<Child>) {
    if let Some(mut child) = child {
        // An error means that it ended already.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Starts a program with its output in a file of its folder.
fn run(programs: &Path, name: &str, folder: &Path, arguments: &[String]) -> Child {
    let output = File::create(folder.join(format!("{name}.log"))).unwrap();
    Command::new(programs.join(name))
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .stdin(Stdio::null())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .spawn()
        .unwrap_or_else(|error| panic!("{name} in {}: {error}", programs.display()))
}

fn last_words(folder: &Path, name: &str) -> String {
    const LINES: usize = 12;
    let log = fs::read(folder.join(format!("{name}.log"))).unwrap_or_default();
    let text = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}
