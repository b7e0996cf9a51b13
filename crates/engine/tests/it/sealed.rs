//! Credentials that are stored sealed: used, exchanged, damaged, and kept to their hosts.

use std::path::Path;

use hedgerow_engine::views::{
    CredentialSettings, CredentialView, NewCredential, NewRepository, NewSecret, PageRequest,
    RepositorySettings, Rotation,
};
use hedgerow_engine::{Class, Engine, EngineConfig, EngineError, KeySource, Sealing};
use hedgerow_model::{CredentialKind, CredentialState, Layout};
use hedgerow_testkit::{GitServer, SshServer, TestRepository};
use tempfile::TempDir;

use crate::support::{config, new_fabric, vpc};

const FILE: &str = "env/net.yaml";
const USER: &str = "bot";

/// A Git server with a login, and an engine without any credential for it.
struct Yard {
    folder: TempDir,
    remote: TestRepository,
    server: GitServer,
    engine: Engine,
}

fn repository(folder: &Path, name: &str) -> TestRepository {
    let remote = TestRepository::create(folder.join("remotes").join(name));
    remote.git(&["config", "http.receivepack", "true"]);
    remote.commit("main", "Start", &[(FILE, Some(&vpc("a", 1001)))]);
    remote
}

impl Yard {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let remote = repository(folder.path(), "net.git");
        let server = GitServer::start(folder.path().join("remotes"));
        server.require(USER, "first");
        let engine = Engine::open(config(&folder)).await.unwrap();
        Self { folder, remote, server, engine }
    }

    async fn store(&self, name: &str, secret: &str) -> CredentialView {
        self.engine.add_credential(token(name, secret)).await.unwrap()
    }

    async fn connect(&self, name: &str, url: String, credential: &str) -> Result<(), EngineError> {
        let new = NewRepository {
            name: name.to_owned(),
            url,
            branch: None,
            credential: Some(credential.to_owned()),
            transport: None,
        };
        self.engine.add_repository(new).await.map(drop)
    }

    async fn ready() -> Self {
        let yard = Self::new().await;
        yard.store("deploy", "first").await;
        yard.connect("origin", yard.server.url("net.git"), "deploy").await.unwrap();
        yard.engine.add_fabric(new_fabric("env", "env", Layout::InPlace)).await.unwrap();
        yard.engine.sync("env").await.unwrap();
        yard
    }

    async fn view(&self) -> CredentialView {
        self.engine.credential("deploy").await.unwrap()
    }

    async fn audited(&self, action: &str) -> Vec<(String, String)> {
        let filter = hedgerow_store::AuditFilter {
            action: Some(action.parse().unwrap()),
            ..Default::default()
        };
        let mut found = self.engine.store().audit_page(&filter, None, 1000).await.unwrap();
        found.reverse();
        found.into_iter().map(|e| (e.outcome, e.detail.unwrap_or_default())).collect()
    }

    async fn reopen(&mut self, change: impl FnOnce(&mut EngineConfig)) {
        self.engine.shutdown().await;
        let mut config = config(&self.folder);
        change(&mut config);
        self.engine = Engine::open(config).await.unwrap();
    }
}

fn token(name: &str, secret: &str) -> NewCredential {
    NewCredential {
        name: name.to_owned(),
        kind: CredentialKind::Token,
        user: Some(USER.to_owned()),
        secret: NewSecret::new(secret.to_owned()),
        known_hosts: None,
        host: None,
        expires_at: None,
    }
}

fn rotation(secret: &str) -> Rotation {
    Rotation { secret: NewSecret::new(secret.to_owned()), known_hosts: None, expires_at: None }
}

#[tokio::test]
async fn a_sealed_token_opens_its_repository_and_is_bound_to_its_host() {
    let yard = Yard::ready().await;
    let view = yard.view().await;
    assert_eq!(view.state, CredentialState::Works, "{view:?}");
    assert_eq!(view.host, Some(yard.server.address().to_string()));
    assert_eq!((view.source.as_str(), view.repositories), ("sealed", vec!["origin".to_owned()]));
    // One look or a hundred: one entry.
    for _ in 0..5 {
        yard.engine.sync("env").await.unwrap();
    }
    assert_eq!(yard.audited("credential.use").await, [("done".to_owned(), "works".to_owned())]);
}

#[tokio::test]
async fn a_credential_is_never_sent_to_another_host() {
    let yard = Yard::ready().await;
    let other = GitServer::start(yard.folder.path().join("remotes"));
    other.require(USER, "first");
    repository(yard.folder.path(), "second.git");
    let error = yard.connect("second", other.url("second.git"), "deploy").await.unwrap_err();
    assert!(error.to_string().contains("is not sent to"), "{error}");
    assert!(other.requests().is_empty() && other.logins().is_empty());
    let settings = CredentialSettings {
        host: Some(Some("git.example.org".to_owned())),
        ..CredentialSettings::default()
    };
    let error = yard.engine.update_credential("deploy", settings, None).await.unwrap_err();
    assert_eq!(error.class(), Class::Refused, "{error}");
    // Not even while nothing uses it: whoever names the host would read the secret there.
    yard.engine
        .add_credential(NewCredential {
            host: Some("git.example.org".to_owned()),
            ..token("idle", "x")
        })
        .await
        .unwrap();
    for host in [None, Some(other.address().to_string())] {
        let settings = CredentialSettings { host: Some(host), ..CredentialSettings::default() };
        let error = yard.engine.update_credential("idle", settings, None).await.unwrap_err();
        assert!(error.to_string().contains("is for host"), "{error}");
    }
}

#[tokio::test]
async fn trouble_is_told_when_it_appears_and_when_it_goes_away() {
    let yard = Yard::ready().await;
    yard.server.require(USER, "changed");
    for _ in 0..3 {
        yard.engine.sync("env").await.unwrap_err();
    }
    let view = yard.view().await;
    assert_eq!(view.state, CredentialState::Failed);
    assert!(view.problem.unwrap().contains("origin"));
    // A server that is away says nothing of the credential.
    yard.server.answer_with(Some(("503 Service Unavailable", "later\n")));
    yard.engine.sync("env").await.unwrap_err();
    yard.server.answer_with(None);
    yard.server.require(USER, "first");
    yard.engine.sync("env").await.unwrap();
    assert_eq!(yard.view().await.state, CredentialState::Works);
    let outcomes: Vec<String> =
        yard.audited("credential.use").await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["done", "failed", "done"]);
}

#[tokio::test]
async fn a_credential_that_one_of_two_repositories_refuses_does_not_flap() {
    let yard = Yard::ready().await;
    let second = repository(yard.folder.path(), "second.git");
    yard.connect("second", yard.server.url("second.git"), "deploy").await.unwrap();
    let fabric = hedgerow_engine::views::NewFabric {
        repository: "second".to_owned(),
        ..new_fabric("two", "env", Layout::InPlace)
    };
    yard.engine.add_fabric(fabric).await.unwrap();
    yard.engine.sync("two").await.unwrap();
    std::fs::remove_dir_all(second.path()).unwrap();
    for _ in 0..3 {
        yard.engine.sync("env").await.unwrap();
        yard.engine.sync("two").await.unwrap_err();
    }
    assert_eq!(yard.view().await.state, CredentialState::Failed);
    assert_eq!(yard.audited("credential.use").await.len(), 2);
}

#[tokio::test]
async fn a_new_secret_takes_over_only_once_every_repository_took_it() {
    let yard = Yard::ready().await;
    let error =
        yard.engine.rotate_credential("deploy", rotation("wrong"), false, None).await.unwrap_err();
    assert!(error.to_string().contains("the old one is still in use"), "{error}");
    yard.engine.sync("env").await.unwrap();
    yard.server.require(USER, "second");
    yard.engine.sync("env").await.unwrap_err();
    let seen = yard.view().await.revision;
    let view =
        yard.engine.rotate_credential("deploy", rotation("second"), false, seen).await.unwrap();
    assert_eq!(view.state, CredentialState::Works);
    assert!(view.rotated_at.is_some());
    yard.engine.sync("env").await.unwrap();
    let stale = yard.engine.rotate_credential("deploy", rotation("third"), true, seen).await;
    assert_eq!(stale.unwrap_err().class(), Class::Moved);
    let view =
        yard.engine.rotate_credential("deploy", rotation("third"), true, None).await.unwrap();
    assert_eq!(view.state, CredentialState::Untested);
    let tested = yard.engine.test_credential("deploy").await.unwrap();
    assert_eq!(tested.state, CredentialState::Failed);
    assert!(tested.problem.unwrap().starts_with("origin: "));
    let outcomes: Vec<String> =
        yard.audited("credential.rotate").await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["failed", "done", "done"]);
}

#[tokio::test]
async fn a_damaged_secret_stops_its_own_repository_and_nothing_else() {
    let mut yard = Yard::ready().await;
    yard.store("other", "first").await;
    repository(yard.folder.path(), "second.git");
    yard.connect("second", yard.server.url("second.git"), "other").await.unwrap();
    let fabric = hedgerow_engine::views::NewFabric {
        repository: "second".to_owned(),
        ..new_fabric("two", "env", Layout::InPlace)
    };
    yard.engine.add_fabric(fabric).await.unwrap();
    yard.engine.shutdown().await;
    let database = yard.folder.path().join("data/hedgerow.db");
    let sql = "UPDATE credential SET sealed = zeroblob(100) WHERE name = 'deploy'";
    let store = sqlx_connection(&database).await;
    sqlx::query(sql).execute(&store).await.unwrap();
    store.close().await;
    yard.engine = Engine::open(config(&yard.folder)).await.unwrap();
    let view = yard.view().await;
    assert_eq!(view.state, CredentialState::Unreadable, "{view:?}");
    let problem = view.problem.unwrap();
    assert!(problem.contains("`deploy`") && problem.contains("secret again"), "{problem}");
    yard.engine.sync("two").await.unwrap();
    let error = yard.engine.sync("env").await.unwrap_err();
    assert!(error.to_string().contains("`deploy`"), "{error}");
    // Looking at what is known, and drafting, goes on.
    assert_eq!(yard.engine.fabric("env").await.unwrap().resources, 1);
    let view =
        yard.engine.rotate_credential("deploy", rotation("first"), false, None).await.unwrap();
    assert_eq!(view.state, CredentialState::Works);
    yard.engine.sync("env").await.unwrap();
    assert_eq!(yard.remote.subjects("main").len(), 1);
}

async fn sqlx_connection(file: &Path) -> sqlx::SqlitePool {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    sqlx::SqlitePool::connect_with(options).await.unwrap()
}

#[tokio::test]
async fn another_sealing_key_leaves_secrets_unreadable_until_the_former_is_named() {
    let mut yard = Yard::ready().await;
    let key = |n: u8| {
        let text: String = (0..32_u8).map(|at| format!("{:02x}", at.wrapping_mul(7) ^ n)).collect();
        KeySource::Secret(text.into())
    };
    let file = KeySource::File { path: yard.folder.path().join("data/sealing-key"), create: false };
    yard.reopen(|config| config.sealing = Sealing { current: key(1), former: Vec::new() }).await;
    assert_eq!(yard.view().await.state, CredentialState::Unreadable);
    assert!(yard.engine.sync("env").await.is_err());
    let former = file.clone();
    yard.reopen(|config| config.sealing = Sealing { current: key(1), former: vec![former] }).await;
    assert_eq!(yard.view().await.state, CredentialState::Untested);
    yard.engine.sync("env").await.unwrap();
    assert_eq!(yard.audited("credential.rewrap").await.len(), 1);
    // Everything is wrapped with the new key: the former one is not needed any more.
    yard.reopen(|config| config.sealing = Sealing { current: key(1), former: Vec::new() }).await;
    yard.engine.sync("env").await.unwrap();
    assert_eq!(yard.view().await.state, CredentialState::Works);
}

#[tokio::test]
async fn a_repository_is_switched_to_another_credential_after_a_live_test() {
    let yard = Yard::ready().await;
    yard.store("next", "second").await;
    let settings = |name: &str| RepositorySettings {
        credential: Some(Some(name.to_owned())),
        ..RepositorySettings::default()
    };
    yard.engine.update_repository("origin", settings("next"), None).await.unwrap_err();
    assert!(yard.engine.remove_credential("deploy", None).await.is_err());
    yard.server.require(USER, "second");
    let view = yard.engine.update_repository("origin", settings("next"), None).await.unwrap();
    assert_eq!(view.credential.as_deref(), Some("next"));
    yard.engine.sync("env").await.unwrap();
    yard.engine.remove_credential("deploy", None).await.unwrap();
    let left = yard.engine.credentials(&PageRequest::default()).await.unwrap().items;
    assert_eq!(left.into_iter().map(|view| view.name).collect::<Vec<_>>(), ["next"]);
}

#[tokio::test]
async fn what_cannot_be_a_credential_is_refused_before_it_is_stored() {
    let yard = Yard::new().await;
    let key = |secret: &str| NewCredential {
        kind: CredentialKind::SshKey,
        user: None,
        known_hosts: Some("git.example ssh-ed25519 AAAA\n".to_owned()),
        ..token("key", secret)
    };
    let wrong = [
        token("a b", "x"),
        token("a", ""),
        token("a", "two\nlines"),
        NewCredential { host: Some("https://git.example".to_owned()), ..token("a", "x") },
        NewCredential { known_hosts: Some("x".to_owned()), ..token("a", "x") },
        key("ssh-ed25519 AAAA me"),
        NewCredential { known_hosts: None, ..key("x") },
        NewCredential { user: Some("git".to_owned()), ..key("x") },
    ];
    for new in wrong {
        let error = yard.engine.add_credential(new).await.unwrap_err();
        assert_eq!(error.class(), Class::Invalid, "{error}");
    }
    yard.store("deploy", "first").await;
    let again = yard.engine.add_credential(token("deploy", "x")).await.unwrap_err();
    assert_eq!(again.class(), Class::Refused, "{again}");
}

#[tokio::test]
async fn a_sealed_key_opens_a_repository_over_ssh() {
    let Some(ssh) = SshServer::start() else {
        eprintln!("skipped: no sshd is installed");
        return;
    };
    let yard = Yard::new().await;
    let text = |path| std::fs::read_to_string(path).unwrap();
    let new = NewCredential {
        name: "key".to_owned(),
        kind: CredentialKind::SshKey,
        user: None,
        secret: NewSecret::new(text(ssh.key())),
        known_hosts: Some(text(ssh.known_hosts())),
        host: None,
        expires_at: None,
    };
    yard.engine.add_credential(new).await.unwrap();
    yard.connect("origin", ssh.url(yard.remote.path()), "key").await.unwrap();
    yard.engine.add_fabric(new_fabric("env", "env", Layout::InPlace)).await.unwrap();
    yard.engine.sync("env").await.unwrap();
    let wrong = Rotation { secret: NewSecret::new(text(ssh.other_key())), ..rotation("") };
    yard.engine.rotate_credential("key", wrong, false, None).await.unwrap_err();
    yard.engine.sync("env").await.unwrap();
    let view = yard.engine.credential("key").await.unwrap();
    assert_eq!(view.state, CredentialState::Works, "{view:?}");
    assert!(view.host.unwrap().starts_with("127.0.0.1:"));
}
