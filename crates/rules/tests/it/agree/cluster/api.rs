//! The HTTP API of an API server, over one connection that is kept.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{Request, Response};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

/// The longest that one answer may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// One server over HTTPS, and what it wants to see.
pub(super) struct Api {
    agent: Agent,
    server: String,
    authorization: String,
}

/// An answer.
pub(super) struct Said {
    pub(super) status: u16,
    /// Null where it is no JSON.
    pub(super) body: Value,
    /// The texts of its `Warning` headers.
    pub(super) warnings: Vec<String>,
}

impl Api {
    /// The API server of a kubeconfig in JSON: its first cluster, its first user's token.
    pub(super) fn of(kubeconfig: &Path) -> Self {
        let config: Value = serde_json::from_slice(&std::fs::read(kubeconfig).unwrap()).unwrap();
        let cluster = &config["clusters"][0]["cluster"];
        let authority = std::fs::read(cluster["certificate-authority"].as_str().unwrap()).unwrap();
        let token = config["users"][0]["user"]["token"].as_str().unwrap();
        Self::new(cluster["server"].as_str().unwrap(), &authority, format!("Bearer {token}"))
    }

    /// A server whose certificate is signed by an authority, in PEM.
    pub(super) fn new(server: &str, authority: &[u8], authorization: String) -> Self {
        let certificates = parse_pem(authority).filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        });
        let roots = RootCerts::new_with_certs(&certificates.collect::<Vec<_>>());
        let agent = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            // An address on the loopback is never a proxy's business.
            .proxy(None)
            .build()
            .into();
        Self { agent, server: server.to_owned(), authorization }
    }

    /// Sends a request; what is wrong with its contents is part of the answer.
    pub(super) fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Said {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server))
            .header("authorization", &self.authorization)
            .header("content-type", "application/json");
        let response = match body {
            Some(body) => self.agent.run(request.body(body.to_string()).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        read(response.unwrap_or_else(|error| panic!("no answer to {method} {path}: {error}")))
    }

    /// Creates an object, which must work.
    pub(super) fn make(&self, path: &str, object: &Value) -> Value {
        let Said { status, body, .. } = self.send("POST", path, Some(object));
        assert_eq!(status, 201, "{path} does not take {object}: {body}");
        body
    }
}

fn read(mut response: Response<Body>) -> Said {
    let warnings = response.headers().get_all("warning").iter();
    let warnings = warnings.filter_map(|warning| text_of(warning.to_str().ok()?)).collect();
    let status = response.status().as_u16();
    let body = response.body_mut().read_to_vec().unwrap();
    Said { status, body: serde_json::from_slice(&body).unwrap_or_default(), warnings }
}

/// The text of a `Warning` header, such as `299 - "vlanns-range"`.
fn text_of(warning: &str) -> Option<String> {
    let (_, quoted) = warning.split_once(" \"")?;
    Some(quoted.strip_suffix('"')?.replace("\\\"", "\"").replace("\\\\", "\\"))
}

#[test]
fn a_warning_is_its_text() {
    assert_eq!(text_of(r#"299 - "vlanns-range""#).unwrap(), "vlanns-range");
    assert_eq!(
        text_of(r#"299 - "unknown field \"spec.a\"""#).unwrap(),
        r#"unknown field "spec.a""#
    );
}
