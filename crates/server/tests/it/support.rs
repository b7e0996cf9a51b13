//! An engine on a fresh directory, and requests to its router.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use hedgerow_server::{AdminToken, router};
use hedgerow_sync::{Engine, EngineConfig};
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

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) token: AdminToken,
    pub(crate) repository: TestRepository,
    router: Router,
    _folder: TempDir,
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

    pub(crate) fn etag(&self) -> String {
        self.headers["etag"].to_str().unwrap().to_owned()
    }
}

impl World {
    /// An engine that knows nothing yet, beside a repository with one file.
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let repository = TestRepository::create(folder.path().join("net.git"));
        repository.commit("main", "first", &[("env/vpcs.yaml", Some(FILE))]);
        let mut config = EngineConfig::for_data(folder.path().join("data"));
        std::fs::create_dir(&config.data).unwrap();
        config.allow_file = true;
        let engine = Engine::open(config).await.unwrap();
        let token = AdminToken::generate();
        let router = router(engine.clone(), &token);
        Self { engine, token, repository, router, _folder: folder }
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
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}
