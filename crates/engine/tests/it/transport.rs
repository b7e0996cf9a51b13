//! Repositories with authorities, client certificates and proxies of their own.

use hedgerow_engine::views::{
    DraftEdit, NewRepository, NewSecret, PageRequest, RepositoryPlace, RepositorySettings,
    RepositoryView, Scope, TransportSettings,
};
use hedgerow_engine::{Class, Engine, EngineConfig, EngineError, KeySource, Sealing};
use hedgerow_model::{ChangeState, Layout};
use hedgerow_testkit::{Authority, GitServer, Identity, Proxy, TestRepository, TlsFront, Valid};
use tempfile::TempDir;

use crate::support::{config, new_fabric, request, vpc};

const FILE: &str = "env/net.yaml";
const PASSWORD: &str = "pr0xy-5f2c9a7e41";

/// A remote behind TLS of a private authority that asks who connects, and an engine that knows nothing.
struct Yard {
    folder: TempDir,
    remote: TestRepository,
    server: GitServer,
    own: Authority,
    front: TlsFront,
    ada: Identity,
    engine: Engine,
}

fn text(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}

impl Yard {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let remote = TestRepository::create(folder.path().join("remotes/net.git"));
        remote.git(&["config", "http.receivepack", "true"]);
        remote.commit("main", "Start", &[(FILE, Some(&vpc("a", 1001)))]);
        let server = GitServer::start(folder.path().join("remotes"));
        let own = Authority::new("Own CA");
        let front = TlsFront::start(server.address(), &own.server(&["localhost"]), Some(&own));
        let ada = own.client("ada", Valid::Days(60));
        let engine = Engine::open(config(&folder)).await.unwrap();
        Self { folder, remote, server, own, front, ada, engine }
    }

    fn url(&self) -> String {
        format!("https://localhost:{}/net.git", self.front.address().port())
    }

    /// What the remote needs.
    fn needed(&self) -> TransportSettings {
        TransportSettings {
            ca: text(self.own.pem()),
            client_certificate: text(&self.ada.certificate),
            client_key: Some(NewSecret::new(self.ada.key.clone())),
            ..TransportSettings::default()
        }
    }

    async fn add(
        &self,
        transport: Option<TransportSettings>,
    ) -> Result<RepositoryView, EngineError> {
        let new = NewRepository {
            name: "origin".to_owned(),
            url: self.url(),
            branch: None,
            credential: None,
            transport,
        };
        self.engine.add_repository(new).await
    }

    async fn set(&self, transport: TransportSettings) -> Result<RepositoryView, EngineError> {
        let settings =
            RepositorySettings { transport: Some(transport), ..RepositorySettings::default() };
        self.engine.update_repository("origin", settings, None).await
    }

    async fn view(&self) -> RepositoryView {
        self.engine.repository(&Scope::All, "origin").await.unwrap()
    }

    async fn told(&self, action: &str) -> Vec<String> {
        let filter = hedgerow_store::AuditFilter {
            action: Some(action.parse().unwrap()),
            ..Default::default()
        };
        let found = self.engine.store().audit_page(&filter, None, 1000).await.unwrap();
        found.into_iter().map(|entry| format!("{:?} {:?}", entry.before, entry.after)).collect()
    }

    async fn reopen(&mut self, change: impl FnOnce(&mut EngineConfig)) {
        self.engine.shutdown().await;
        let mut config = config(&self.folder);
        change(&mut config);
        self.engine = Engine::open(config).await.unwrap();
    }

    /// Whether a text stands anywhere in the files of the data directory.
    fn holds(&self, text: &str) -> bool {
        fn any(folder: &std::path::Path, text: &[u8]) -> bool {
            std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
                let path = entry.path();
                if path.is_dir() {
                    return any(&path, text);
                }
                let bytes = std::fs::read(&path).unwrap_or_default();
                bytes.windows(text.len()).any(|window| window == text)
            })
        }
        any(&self.folder.path().join("data"), text.as_bytes())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remote_of_a_private_authority_that_asks_who_connects_is_read_and_published_to() {
    let mut yard = Yard::new().await;
    let error = yard.add(None).await.unwrap_err();
    assert_eq!((error.class(), error.code()), (Class::Remote, "unknown-authority"), "{error}");
    let only_ca = TransportSettings { ca: text(yard.own.pem()), ..TransportSettings::default() };
    let error = yard.add(Some(only_ca)).await.unwrap_err();
    assert_eq!(error.code(), "client-certificate-required", "{error}");

    let view = yard.add(Some(yard.needed())).await.unwrap();
    let shown = view.transport.unwrap();
    assert_eq!(shown.authorities[0].subject, "CN=Own CA");
    assert_eq!(shown.client_certificate.as_ref().unwrap().subject, "CN=ada");
    assert_eq!(shown.warnings, Vec::<String>::new());
    yard.engine.add_fabric(new_fabric("env", "env", Layout::InPlace)).await.unwrap();
    yard.engine.sync("env").await.unwrap();
    yard.engine.test_repository("origin").await.unwrap();

    // What is stored is what is used after a restart too.
    yard.reopen(|_| ()).await;
    let edit = DraftEdit::set("VPC/a", vec!["spec.subnets.default.vlan=1002".to_owned()]);
    yard.engine.save_drafts("env", request("c", vec![edit])).await.unwrap();
    let report = yard.engine.publish("c", Default::default()).await.unwrap();
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert!(yard.remote.read("main", FILE).unwrap().contains("1002"));

    let secret = yard.ada.key.lines().nth(1).unwrap().to_owned();
    assert!(!yard.holds(&secret), "the key stands nowhere in the clear");
    let told = yard.told("repository.create").await.join("\n");
    assert!(told.contains("CN=Own CA") && told.contains("CN=ada"), "{told}");
    assert!(!told.contains(&secret) && !told.contains("BEGIN"), "{told}");
    assert!(!format!("{:?}", yard.view().await).contains(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_remote_does_not_take_is_not_kept() {
    let yard = Yard::new().await;
    yard.add(Some(yard.needed())).await.unwrap();
    let other = Authority::new("Other CA");
    let (bob, carol) =
        (other.client("bob", Valid::Days(1)), yard.own.client("carol", Valid::Days(1)));
    let none = TransportSettings::default;
    let client = |identity: &Identity| TransportSettings {
        client_certificate: text(&identity.certificate),
        client_key: Some(NewSecret::new(identity.key.clone())),
        ..none()
    };
    for (settings, code) in [
        (TransportSettings { ca: text(other.pem()), ..none() }, "unknown-authority"),
        (TransportSettings { ca: Some(None), ..none() }, "unknown-authority"),
        (client(&bob), "client-certificate-refused"),
        (
            TransportSettings { client_certificate: Some(None), ..none() },
            "client-certificate-required",
        ),
        (TransportSettings { proxy: text("http://127.0.0.1:1"), ..none() }, "proxy-away"),
        (TransportSettings { client_certificate: text(&carol.certificate), ..none() }, "invalid"),
        (TransportSettings { ca: text("hello"), ..none() }, "invalid"),
        (TransportSettings { proxy: text("http://a:b@h:1"), ..none() }, "proxy-password-in-url"),
    ] {
        let error = yard.set(settings).await.unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
    assert!(yard.told("repository.update").await.is_empty());
    yard.set(client(&carol)).await.unwrap();
    assert_eq!(
        yard.view().await.transport.unwrap().client_certificate.unwrap().subject,
        "CN=carol"
    );
    assert_eq!(yard.told("repository.update").await.len(), 1);
    yard.set(none()).await.unwrap();
    assert_eq!(yard.told("repository.update").await.len(), 1, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_is_set_with_its_password_and_taken_away_again() {
    let yard = Yard::new().await;
    let proxy = Proxy::start();
    proxy.require("bot", PASSWORD);
    let address = format!("http://bot@{}", proxy.address());
    let settings = TransportSettings { proxy: text(&address), ..yard.needed() };
    let error = yard.add(Some(settings.clone())).await.unwrap_err();
    assert_eq!(error.code(), "proxy-login-required", "{error}");
    let wrong = TransportSettings {
        proxy_password: Some(Some(NewSecret::new("wrong".to_owned()))),
        ..settings.clone()
    };
    assert_eq!(yard.add(Some(wrong)).await.unwrap_err().code(), "proxy-login-refused");
    let right = TransportSettings {
        proxy_password: Some(Some(NewSecret::new(PASSWORD.to_owned()))),
        ..settings
    };
    let shown = yard.add(Some(right)).await.unwrap().transport.unwrap();
    assert_eq!((shown.proxy.as_deref(), shown.proxy_password), (Some(address.as_str()), true));
    assert!(!yard.holds(PASSWORD));
    let asked = proxy.asked().len();
    yard.engine.test_repository("origin").await.unwrap();
    assert!(proxy.asked().len() > asked);

    // Another proxy is not sent it, whoever asks.
    let eve = Proxy::start();
    let other = TransportSettings {
        proxy: text(&format!("http://bot@{}", eve.address())),
        ..TransportSettings::default()
    };
    let error = yard.set(other).await.unwrap_err();
    assert_eq!(error.code(), "other-proxy", "{error}");
    assert!(eve.asked().is_empty());

    // Without the proxy where the list names the host, which is told.
    let list = TransportSettings { no_proxy: text("localhost"), ..TransportSettings::default() };
    let shown = yard.set(list).await.unwrap().transport.unwrap();
    assert!(shown.warnings[0].contains("the proxy is not used"), "{:?}", shown.warnings);
    let asked = proxy.asked().len();
    yard.engine.test_repository("origin").await.unwrap();
    assert_eq!(proxy.asked().len(), asked);

    let away = TransportSettings { proxy: Some(None), ..TransportSettings::default() };
    let shown = yard.set(away).await.unwrap().transport.unwrap();
    assert_eq!((shown.proxy, shown.proxy_password, shown.no_proxy), (None, false, None));
    let told = yard.told("repository.update").await.join("\n");
    assert!(told.contains(&address) && !told.contains(PASSWORD), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_that_does_not_open_is_told_and_stored_anew() {
    let mut yard = Yard::new().await;
    yard.add(Some(yard.needed())).await.unwrap();
    let key = |name: &str, folder: &TempDir| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{name:x<40} a sealing key of a test")).unwrap();
        KeySource::File { path, create: false }
    };
    let other = key("other", &yard.folder);
    yard.reopen(|config| config.sealing = Sealing { current: other, former: Vec::new() }).await;
    let error = yard.engine.test_repository("origin").await.unwrap_err();
    assert_eq!(error.code(), "way-unusable", "{error}");
    let said = error.to_string();
    assert!(said.contains("the client key of repository `origin`"), "{said}");
    assert!(yard.server.requests().len() < 3, "nothing was sent");
    let error = yard.set(TransportSettings { no_proxy: Some(None), ..Default::default() }).await;
    assert_eq!(error.unwrap_err().code(), "way-unreadable");
    yard.set(yard.needed()).await.unwrap();
    yard.engine.test_repository("origin").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_moves_with_its_way_and_to_another_one() {
    let yard = Yard::new().await;
    yard.add(Some(yard.needed())).await.unwrap();
    let (other, names) = (Authority::new("Other CA"), ["localhost"]);
    let front = TlsFront::start(yard.server.address(), &other.server(&names), None);
    let there = |transport| RepositoryPlace {
        url: format!("https://localhost:{}/net.git", front.address().port()),
        transport,
        ..RepositoryPlace::default()
    };
    let error = yard.engine.move_repository("origin", there(None), None).await.unwrap_err();
    assert_eq!(error.code(), "unknown-authority", "{error}");
    let way = TransportSettings {
        ca: text(other.pem()),
        client_certificate: Some(None),
        ..TransportSettings::default()
    };
    yard.engine.move_repository("origin", there(Some(way)), None).await.unwrap();
    let shown = yard.view().await.transport.unwrap();
    assert_eq!(shown.authorities[0].subject, "CN=Other CA");
    assert!(shown.client_certificate.is_none());
    yard.engine.test_repository("origin").await.unwrap();
    // A place without TLS has no use for an authority.
    let on_disk = |transport| RepositoryPlace {
        url: yard.remote.url(),
        transport,
        ..RepositoryPlace::default()
    };
    let error = yard.engine.move_repository("origin", on_disk(None), None).await.unwrap_err();
    assert!(error.to_string().contains("https:// URLs only"), "{error}");
    let none = TransportSettings { ca: Some(None), ..TransportSettings::default() };
    yard.engine.move_repository("origin", on_disk(Some(none)), None).await.unwrap();
    assert!(yard.view().await.transport.is_none());
    assert_eq!(
        yard.engine.repositories(&Scope::All, &PageRequest::default()).await.unwrap().items.len(),
        1
    );
}
