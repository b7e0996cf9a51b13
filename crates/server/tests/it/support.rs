//! An engine on a fresh directory, and requests to its router.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use hedgerow_engine::{Engine, EngineConfig};
use hedgerow_server::{AdminToken, Clock, Secret, ServerConfig, router};
use hedgerow_testkit::TestRepository;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tower::ServiceExt;

/// A fabric's one file.
pub(crate) const FILE: &str = "\
# The shop.
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  subnets:
    front:
      subnet: 10.0.1.0/24
      vlan: 1001   # behind the balancer
";

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) token: AdminToken,
    pub(crate) repository: TestRepository,
    pub(crate) setup_code: Secret,
    now: Arc<AtomicI64>,
    router: Router,
    folder: TempDir,
}

/// Somebody in a browser.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The items of a page.
    pub(crate) fn items(&self) -> Json {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()["items"].take()
    }

    /// Insists on an RFC 9457 problem of this status and gives its detail.
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], status);
        assert!(json["type"].as_str().unwrap().starts_with("urn:hedgerow:problem:"));
        assert!(json["title"].is_string());
        json["detail"].as_str().unwrap().to_owned()
    }

    /// The session that the answer gives a browser.
    pub(crate) fn browser(&self) -> Browser {
        let given = self.headers["set-cookie"].to_str().unwrap();
        let cookie = given.split(';').next().unwrap().to_owned();
        Browser { cookie, csrf: self.json()["csrf"].as_str().unwrap().to_owned() }
    }

    pub(crate) fn etag(&self) -> String {
        self.headers["etag"].to_str().unwrap().to_owned()
    }
}

impl World {
    /// An engine that knows nothing yet, beside a repository with one file.
    pub(crate) async fn new() -> Self {
        Self::configured(|_| ()).await
    }

    /// The same, with a server that was told more.
    pub(crate) async fn configured(more: impl FnOnce(&mut ServerConfig)) -> Self {
        let folder = TempDir::new().unwrap();
        let repository = TestRepository::create(folder.path().join("net.git"));
        repository.commit("main", "first", &[("env/vpcs.yaml", Some(FILE))]);
        let mut config = EngineConfig::for_data(folder.path().join("data"));
        std::fs::create_dir(&config.data).unwrap();
        config.allow_file = true;
        let engine = Engine::open(config).await.unwrap();
        let token = AdminToken::generate();
        let since = std::time::UNIX_EPOCH.elapsed().unwrap();
        let now = Arc::new(AtomicI64::new(i64::try_from(since.as_millis()).unwrap()));
        let setup_code = Secret::generate("");
        let mut told = ServerConfig::from(&token);
        told.setup_code = Some(setup_code.clone());
        let clock = Arc::clone(&now);
        told.clock = Clock::of(move || clock.load(Ordering::Relaxed));
        more(&mut told);
        let router = router(engine.clone(), told);
        Self { engine, token, repository, setup_code, now, router, folder }
    }

    /// With the fabric `env` connected and read.
    pub(crate) async fn with_fabric() -> Self {
        let world = Self::new().await;
        let repository = json!({"name": "net", "url": world.repository.url(), "branch": "main"});
        let added = world.post("/api/v1/repositories", &repository).await;
        assert_eq!(added.status, 201, "{added:?}");
        let fabric =
            json!({"name": "env", "repository": "net", "directory": "env", "layout": "in-place"});
        let added = world.post("/api/v1/fabrics", &fabric).await;
        assert_eq!(added.status, 201, "{added:?}");
        let synced = world.send("POST", "/api/v1/fabrics/env/sync", &[], "").await;
        assert_eq!(synced.status, 200, "{synced:?}");
        world
    }

    /// With a change `c` that edits the one resource.
    pub(crate) async fn with_draft() -> Self {
        let world = Self::with_fabric().await;
        let drafts = json!({"change": "c", "edits": [
            {"op": "set", "resource": "VPC/web", "fields": ["spec.subnets.front.vlan=1002"]}
        ]});
        let saved = world.post("/api/v1/fabrics/env/drafts", &drafts).await;
        assert_eq!(saved.status, 200, "{saved:?}");
        world
    }

    /// The database's files, byte by byte.
    pub(crate) fn database(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for name in ["hedgerow.db", "hedgerow.db-wal"] {
            let file = self.folder.path().join("data").join(name);
            bytes.extend(std::fs::read(file).unwrap_or_default());
        }
        assert!(!bytes.is_empty());
        bytes
    }

    /// Lets time pass for sessions, tokens and log-ins.
    pub(crate) fn wait(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Another fabric, `other`, in a repository of its own, `net2`.
    pub(crate) async fn add_other(&self) {
        let repository = TestRepository::create(self.folder.path().join("net2.git"));
        repository.commit("main", "first", &[("other/vpcs.yaml", Some(FILE))]);
        let url = repository.url();
        let new = json!({"name": "net2", "url": url, "branch": "main"});
        assert_eq!(self.post("/api/v1/repositories", &new).await.status, 201);
        let new = json!({"name": "other", "repository": "net2", "directory": "other", "layout": "in-place"});
        assert_eq!(self.post("/api/v1/fabrics", &new).await.status, 201);
        let synced = self.send("POST", "/api/v1/fabrics/other/sync", &[], "").await;
        assert_eq!(synced.status, 200, "{synced:?}");
    }

    /// Makes an account with these roles.
    pub(crate) async fn person(&self, login: &str, roles: Json) {
        let new = json!({
            "login": login,
            "name": format!("The {login}"),
            "email": format!("{login}@example.org"),
            "password": PASSWORD,
            "roles": roles,
        });
        let made = self.post("/api/v1/users", &new).await;
        assert_eq!(made.status, 201, "{made:?}");
    }

    /// Logs somebody in.
    pub(crate) async fn log_in(&self, login: &str) -> Browser {
        let answer = self.try_log_in(login, PASSWORD, &[]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.browser()
    }

    pub(crate) async fn try_log_in(
        &self,
        login: &str,
        password: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = json!({"login": login, "password": password}).to_string();
        let headers: Vec<_> = std::iter::once(JSON).chain(headers.iter().copied()).collect();
        self.send_as_it_is("POST", "/api/v1/session", &headers, body).await
    }

    /// Sends a request as the page in a browser does.
    pub(crate) async fn browse(
        &self,
        browser: &Browser,
        method: &str,
        path: &str,
        body: &str,
    ) -> Answer {
        let headers = [
            ("cookie", browser.cookie.as_str()),
            ("x-csrf-token", browser.csrf.as_str()),
            ("host", "hedgerow.test"),
            ("origin", "http://hedgerow.test"),
            ("sec-fetch-site", "same-origin"),
            JSON,
        ];
        self.send_as_it_is(method, path, &headers, body.to_owned()).await
    }

    /// Opens a stream of events as the page in a browser does.
    pub(crate) async fn listen(&self, browser: &Browser) -> BodyDataStream {
        let request = Request::get("/api/v1/events").header("cookie", &browser.cookie);
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        response.into_body().into_data_stream()
    }

    /// Makes an API token for somebody in a browser; gives the token itself.
    pub(crate) async fn token_of(&self, browser: &Browser, new: &Json) -> String {
        let made = self.browse(browser, "POST", "/api/v1/me/tokens", &new.to_string()).await;
        assert_eq!(made.status, 201, "{made:?}");
        made.json()["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    pub(crate) async fn post(&self, path: &str, body: &Json) -> Answer {
        self.send("POST", path, &[("content-type", "application/json")], &body.to_string()).await
    }

    /// Sends a request with the administrator's token.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token.reveal());
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        self.send_as_it_is(method, path, &all, body.to_owned()).await
    }

    /// Sends a request with these headers only.
    pub(crate) async fn send_as_it_is(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let peer = SocketAddr::from(([192, 0, 2, 1], 4711));
        let request = Request::builder().method(method).uri(path);
        let mut request = request.extension(ConnectInfo(peer));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let kind = parts.headers.get("content-type");
        // A stream of events has no end.
        let endless = kind.is_some_and(|kind| kind == "text/event-stream");
        let body = if endless { Body::empty() } else { body };
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}
