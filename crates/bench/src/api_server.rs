//! The Kubernetes API server that a case is measured on: that of the rig where rigs are asked for, else the counterpart
//! of the tests.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use hedgerow_cluster::{
    Act, Chosen, Cluster, ServedKind, Write, read_kubeconfig, read_with_files, to_kubeconfig,
};
use hedgerow_model::GroupKind;
use hedgerow_schema::Catalogue;
use hedgerow_testkit::Cluster as Counterpart;
use serde_json::Value as Json;
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::kinds::{GROUPS, Manifest};

/// Names the program that starts rigs, and asks for them.
pub(crate) const STARTS_RIGS: &str = "HEDGEROW_BENCH_RIGS";

/// The namespace of everything that is measured.
pub(crate) const NAMESPACE: &str = "default";

/// How many objects are written at the same time.
const AT_ONCE: usize = 8;

/// How long a rig may take to start; it was built before.
const PATIENCE: Duration = Duration::from_secs(180);

/// An API server with the kinds of a fabric.
pub(crate) struct ApiServer {
    kubeconfig: String,
    /// The rig's kubectl, where it is the rig's.
    pub(crate) kubectl: Option<Kubectl>,
    /// What it is, for people.
    pub(crate) what: &'static str,
    _counterpart: Option<Counterpart>,
    rig: Option<Started>,
}

/// The rig's kubectl, and how it reaches the API server.
pub(crate) struct Kubectl {
    program: PathBuf,
    kubeconfig: PathBuf,
}

/// A rig that ends with this value.
struct Started {
    child: Child,
    _folder: TempDir,
}

impl Drop for Started {
    fn drop(&mut self) {
        // It ends when its standard input does.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The program that starts rigs, where they are asked for.
pub(crate) fn starts_rigs() -> Option<PathBuf> {
    std::env::var_os(STARTS_RIGS).map(PathBuf::from)
}

impl ApiServer {
    /// The API server of the rig where rigs are asked for, else the counterpart; with the kinds of a fabric.
    pub(crate) async fn start() -> Result<Self> {
        if let Some(program) = starts_rigs() {
            return Self::of_rig(&program, "kube").await;
        }
        let counterpart = Counterpart::start();
        let catalogue = Catalogue::builtin();
        for info in catalogue.kinds().filter(|info| is_ours(&info.group_kind)) {
            let kind = &info.group_kind;
            counterpart.serves(&kind.group, "v1beta1", &kind.kind, &info.plural);
        }
        Ok(Self {
            kubeconfig: counterpart.kubeconfig(),
            kubectl: None,
            what: "the tests' counterpart of an API server",
            _counterpart: Some(counterpart),
            rig: None,
        })
    }

    /// The API server of a rig, with whatever else the rig has.
    pub(crate) async fn of_rig(program: &Path, rig: &str) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary directory")?;
        let ready = folder.path().join("ready.json");
        let mut child = Command::new(program)
            .args(["rig", rig, "--until-stdin-closes", "--ready-file"])
            .arg(&ready)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let began = Instant::now();
        while !ready.exists() {
            if let Some(status) = child.try_wait()? {
                bail!("the {rig} rig ended with {status}");
            }
            if began.elapsed() > PATIENCE {
                bail!("the {rig} rig is not ready after {} s", PATIENCE.as_secs());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let started = Started { child, _folder: folder };
        let told: Json = serde_json::from_str(&std::fs::read_to_string(&ready)?)?;
        let named = |name: &str| {
            told[name].as_str().map(PathBuf::from).with_context(|| format!("the rig has no {name}"))
        };
        let kubectl = Kubectl { program: named("kubectl")?, kubeconfig: named("kubeconfig")? };
        let text = std::fs::read_to_string(&kubectl.kubeconfig)?;
        let file = |path: &str| std::fs::read(path).map_err(|error| error.to_string());
        let chosen = read_with_files(&text, None, &file).map_err(|error| anyhow!("{error}"))?;
        let server = Self {
            kubeconfig: to_kubeconfig(&chosen),
            kubectl: Some(kubectl),
            what: "a real API server",
            _counterpart: None,
            rig: Some(started),
        };
        define(&server.hand().await?).await?;
        Ok(server)
    }

    /// How it is reached, in one text.
    pub(crate) fn kubeconfig(&self) -> &str {
        &self.kubeconfig
    }

    /// The process that started it, where it is a rig's.
    pub(crate) fn rig_process(&self) -> Result<u32> {
        let started = self.rig.as_ref().context("it is not a rig's")?;
        Ok(started.child.id())
    }

    /// Somebody with all rights.
    pub(crate) async fn hand(&self) -> Result<Cluster> {
        hand(&self.kubeconfig).await
    }

    /// Applies manifests as kubectl does, several at once.
    pub(crate) async fn has(&self, manifests: impl Iterator<Item = Manifest>) -> Result<()> {
        let hand = self.hand().await?;
        let mut waiting = JoinSet::new();
        for manifest in manifests {
            if waiting.len() >= AT_ONCE {
                waiting.join_next().await.context("nothing was applied")???;
            }
            let hand = hand.clone();
            waiting.spawn(async move {
                let value = hedgerow_yaml::read_value(&manifest.text)?;
                let object = Json::from(&value);
                let kind = served(object["apiVersion"].as_str().unwrap_or_default(), &manifest);
                let act = Act::Apply { object: &object, take_over: true };
                let write = Write { manager: "kubectl", dry_run: false };
                hand.act((&kind, NAMESPACE, &manifest.name), &act, write).await?;
                anyhow::Ok(())
            });
        }
        while let Some(done) = waiting.join_next().await {
            done??;
        }
        Ok(())
    }
}

/// Somebody with all rights, by a kubeconfig in one text.
pub(crate) async fn hand(kubeconfig: &str) -> Result<Cluster> {
    let chosen: Chosen = read_kubeconfig(kubeconfig, None).map_err(|error| anyhow!("{error}"))?;
    Ok(Cluster::open(&chosen.connection, &hedgerow_cluster::Programs::default()).await?)
}

fn served(api_version: &str, manifest: &Manifest) -> ServedKind {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    ServedKind {
        kind: GroupKind::new(group, manifest.kind),
        version: version.to_owned(),
        versions: Vec::new(),
        plural: manifest.plural.to_owned(),
        namespaced: true,
        verbs: Vec::new(),
    }
}

fn is_ours(kind: &GroupKind) -> bool {
    GROUPS.contains(&kind.group.as_str())
}

/// Defines the kinds of a fabric, with the schemas that the program has built in, and waits until they are served.
async fn define(hand: &Cluster) -> Result<()> {
    let catalogue = Catalogue::builtin();
    let crd = ServedKind {
        kind: GroupKind::new("apiextensions.k8s.io", "CustomResourceDefinition"),
        version: "v1".to_owned(),
        versions: Vec::new(),
        plural: "customresourcedefinitions".to_owned(),
        namespaced: false,
        verbs: Vec::new(),
    };
    let kinds: Vec<_> = catalogue
        .kinds()
        .filter(|info| info.has_schema && is_ours(&info.group_kind))
        .map(|info| (info.group_kind.clone(), info.plural.clone()))
        .collect();
    for (kind, plural) in &kinds {
        let object =
            catalogue.definition(kind).with_context(|| format!("{kind} has no definition"))?;
        let act = Act::Apply { object: &object, take_over: true };
        let write = Write { manager: "kubectl", dry_run: false };
        hand.act((&crd, "", &format!("{plural}.{}", kind.group)), &act, write).await?;
    }
    let began = Instant::now();
    loop {
        let served = hand.served(&GROUPS).await?;
        if kinds.iter().all(|(kind, _)| served.iter().any(|it| it.kind == *kind)) {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            bail!("the API server does not serve the kinds after {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Kubectl {
    /// Applies an object.
    pub(crate) fn apply(&self, object: &Json) -> Result<()> {
        let mut file = tempfile::NamedTempFile::new().context("no temporary file")?;
        write!(file, "{object}")?;
        let filename = format!("--filename={}", file.path().display());
        self.run(&["apply", "--server-side", "--force-conflicts", &filename]).map(drop)
    }

    /// A command of it.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).env("KUBECONFIG", &self.kubeconfig).stdin(Stdio::null());
        command
    }

    /// Runs it to its end; gives what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).output().context("cannot start kubectl")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("kubectl {}: {}", arguments.join(" "), said.trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
