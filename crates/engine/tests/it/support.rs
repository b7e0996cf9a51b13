//! A repository, an engine, and short words for what tests do with them.

#![allow(dead_code, reason = "each test module uses some of it")]

use std::time::Duration;

use hedgerow_engine::views::{
    ChangeView, ConflictView, DraftEdit, DraftRequest, FindingView, NewFabric, NewRepository,
    PageRequest, Person, PublishReport, PublishRequest, ResourceQuery, ResourceView, Scope,
    SyncReport,
};
use hedgerow_engine::{Engine, EngineConfig, EngineError};
use hedgerow_model::{Layout, ResourceState};
use hedgerow_testkit::TestRepository;
use tempfile::TempDir;

/// A bare repository and an engine that knows it as `origin`.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) remote: TestRepository,
    pub(crate) engine: Engine,
}

pub(crate) fn config(folder: &TempDir) -> EngineConfig {
    EngineConfig {
        allow_file: true,
        patience: Duration::from_secs(60),
        verify_pause: Duration::from_millis(50),
        ..EngineConfig::for_data(folder.path().join("data"))
    }
}

impl World {
    /// A repository with these files on `main`, connected.
    pub(crate) async fn with(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let remote = TestRepository::create(folder.path().join("remote.git"));
        let edits: Vec<_> = files.iter().map(|(path, text)| (*path, Some(*text))).collect();
        remote.commit("main", "Start", &edits);
        Self::connected(folder, remote).await
    }

    /// An engine that knows this repository.
    pub(crate) async fn connected(folder: TempDir, remote: TestRepository) -> Self {
        let engine = Engine::open(config(&folder)).await.unwrap();
        Self::of(folder, remote, engine).await
    }

    /// A repository with this file on `main`, and the engine that is made for the folder, which knows it.
    pub(crate) async fn opened<F: Future<Output = Result<Engine, EngineError>>>(
        (path, text): (&str, &str),
        open: impl FnOnce(EngineConfig) -> F,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let remote = TestRepository::create(folder.path().join("remote.git"));
        remote.commit("main", "Start", &[(path, Some(text))]);
        let engine = open(config(&folder)).await.unwrap();
        Self::of(folder, remote, engine).await
    }

    async fn of(folder: TempDir, remote: TestRepository, engine: Engine) -> Self {
        engine
            .add_repository(NewRepository {
                name: "origin".into(),
                url: remote.url(),
                branch: None,
                credential: None,
                transport: None,
            })
            .await
            .unwrap();
        Self { folder, remote, engine }
    }

    pub(crate) async fn fabric(&self, name: &str, directory: &str, layout: Layout) -> SyncReport {
        self.engine.add_fabric(new_fabric(name, directory, layout)).await.unwrap();
        self.engine.sync(name).await.unwrap()
    }

    pub(crate) async fn sync(&self, fabric: &str) -> SyncReport {
        self.engine.sync(fabric).await.unwrap()
    }

    pub(crate) async fn set(
        &self,
        fabric: &str,
        change: &str,
        resource: &str,
        field: &str,
    ) -> ChangeView {
        self.try_set(fabric, change, resource, field).await.unwrap()
    }

    pub(crate) async fn try_set(
        &self,
        fabric: &str,
        change: &str,
        resource: &str,
        field: &str,
    ) -> Result<ChangeView, EngineError> {
        let edit = DraftEdit::set(resource, vec![field.to_owned()]);
        self.engine.save_drafts(fabric, request(change, vec![edit])).await
    }

    pub(crate) async fn edit(&self, fabric: &str, change: &str, edit: DraftEdit) -> ChangeView {
        self.engine.save_drafts(fabric, request(change, vec![edit])).await.unwrap()
    }

    pub(crate) async fn publish(&self, change: &str) -> PublishReport {
        self.engine.publish(change, PublishRequest::default()).await.unwrap()
    }

    pub(crate) async fn get(&self, fabric: &str, only: &str) -> ResourceView {
        let query =
            ResourceQuery { only: Some(only.to_owned()), content: true, ..Default::default() };
        self.engine
            .resources(fabric, &query, &PageRequest::default())
            .await
            .unwrap()
            .items
            .remove(0)
    }

    pub(crate) async fn states(&self, fabric: &str) -> Vec<(String, ResourceState)> {
        let (query, ask) = (ResourceQuery::default(), PageRequest::first(5000));
        let all = self.engine.resources(fabric, &query, &ask).await.unwrap().items;
        all.into_iter().map(|view| (format!("{}/{}", view.kind, view.name), view.state)).collect()
    }

    pub(crate) async fn open_conflicts(&self, fabric: &str) -> Vec<ConflictView> {
        let open = Some(hedgerow_model::ConflictState::Open);
        let ask = PageRequest::first(1000);
        self.engine.conflicts(&Scope::All, Some(fabric), open, &ask).await.unwrap().items
    }

    /// What is wrong in a fabric; without what could not be checked.
    pub(crate) async fn findings(&self, fabric: &str) -> Vec<FindingView> {
        let mut all = self.engine.findings(fabric, &PageRequest::first(1000)).await.unwrap().items;
        all.retain(|finding| finding.rule != "not-checked");
        all
    }

    /// The lines that the newest commit took and added.
    pub(crate) fn last_diff(&self) -> Vec<String> {
        self.remote
            .git(&["show", "--format=", "--unified=0", "main"])
            .lines()
            .filter(|line| {
                (line.starts_with('+') || line.starts_with('-'))
                    && !line.starts_with("+++")
                    && !line.starts_with("---")
            })
            .map(str::to_owned)
            .collect()
    }
}

pub(crate) fn new_fabric(name: &str, directory: &str, layout: Layout) -> NewFabric {
    NewFabric {
        name: name.to_owned(),
        repository: "origin".to_owned(),
        directory: directory.to_owned(),
        layout,
        branch: None,
        crds: Vec::new(),
        exclude: Vec::new(),
        publish: hedgerow_model::PublishMode::Manual,
        quiet_seconds: 0,
        four_eyes: false,
    }
}

pub(crate) fn request(change: &str, edits: Vec<DraftEdit>) -> DraftRequest {
    DraftRequest {
        base: None,
        change: Some(change.to_owned()),
        edits,
        author: Some(Person { name: "Ada".into(), email: "ada@example.org".into() }),
        message: None,
    }
}

/// The namespaces that VPCs need.
pub(crate) const NAMESPACES: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 2999}]}
";

/// A VPC that shares nothing with those of other numbers.
pub(crate) fn vpc_apart(name: &str, n: u16) -> String {
    let own = format!("subnet: 10.{}.{}.0/24", 1 + n / 250, n % 250);
    vpc(name, 1000 + n).replace(&format!("subnet: 10.0.{}.0/24", (1000 + n) % 250), &own)
}

/// A VPC with comments, as a person writes it.
pub(crate) fn vpc(name: &str, vlan: u16) -> String {
    format!(
        "# {name}: made by hand\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  \
         name: {name}\nspec:\n  subnets:\n    default:\n      subnet: 10.0.{}.0/24 # rack {}\n      \
         vlan: {vlan}\n",
        vlan % 250,
        vlan % 7,
    )
}
