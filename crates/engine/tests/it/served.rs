//! A repository behind a real smart HTTP server with a login, and an engine that knows it.

use std::collections::BTreeMap;
use std::time::Duration;

use hedgerow_engine::views::NewRepository;
use hedgerow_engine::{CredentialConfig, Engine, EngineConfig};
use hedgerow_testkit::{GitServer, TestRepository};
use tempfile::TempDir;

use crate::support::{World, config};

pub(crate) const USER: &str = "bot";
pub(crate) const PASSWORD: &str = "open-sesame";

/// The world, and the server that stands before its repository.
pub(crate) struct Served {
    pub(crate) world: World,
    pub(crate) server: GitServer,
}

pub(crate) fn settings(folder: &TempDir) -> EngineConfig {
    let token = CredentialConfig::Token { user: Some(USER.into()), secret: PASSWORD.into() };
    EngineConfig {
        credentials: BTreeMap::from([("bot".to_owned(), token)]),
        patience: Duration::from_secs(2),
        ..config(folder)
    }
}

impl Served {
    /// A repository with these files on `main`, connected by HTTP with a login.
    pub(crate) async fn with(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let remote = TestRepository::create(folder.path().join("remotes/net.git"));
        remote.git(&["config", "http.receivepack", "true"]);
        let edits: Vec<_> = files.iter().map(|(path, text)| (*path, Some(*text))).collect();
        remote.commit("main", "Start", &edits);
        let server = GitServer::start(folder.path().join("remotes"));
        server.require(USER, PASSWORD);
        let engine = Engine::open(settings(&folder)).await.unwrap();
        engine
            .add_repository(NewRepository {
                name: "origin".into(),
                url: server.url("net.git"),
                branch: None,
                credential: Some("bot".into()),
                transport: None,
            })
            .await
            .unwrap();
        Self { world: World { folder, remote, engine }, server }
    }
}
