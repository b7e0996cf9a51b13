//! The server's own TLS: what holds without it holds with it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hedgerow_server::{Bounds, Looked, Server, ServerConfig, Tls};
use hedgerow_testkit::{Authority, Identity};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::CancellationToken;

use crate::support::{JSON, PASSWORD, World};

/// Longer than anything here takes; only a failure waits for it.
const LONG: Duration = Duration::from_secs(20);

const SHORT: Duration = Duration::from_millis(300);

struct Running {
    world: World,
    address: SocketAddr,
    url: String,
    tls: Tls,
    own: Authority,
    folder: TempDir,
    stop: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

fn write(folder: &Path, identity: &Identity) {
    std::fs::write(folder.join("certificate"), &identity.certificate).unwrap();
    std::fs::write(folder.join("key"), &identity.key).unwrap();
}

impl Running {
    async fn start(bounds: Bounds, more: impl FnOnce(&mut ServerConfig)) -> Self {
        let own = Authority::new("Own CA");
        let folder = TempDir::new().unwrap();
        write(folder.path(), &own.server(&["localhost"]));
        let (certificate, key) = (folder.path().join("certificate"), folder.path().join("key"));
        let tls = Tls::load(&certificate, &key).unwrap();
        let world = World::with_fabric().await;
        let mut config = ServerConfig::from(&world.token);
        config.bounds = bounds;
        config.tls = Some(tls.clone());
        more(&mut config);
        let listen = "127.0.0.1:0".parse().unwrap();
        let server = Server::bind(listen, world.engine.clone(), config).await.unwrap();
        let (address, url) = (server.address(), server.url());
        let stop = CancellationToken::new();
        let served = tokio::spawn(server.serve(stop.clone().cancelled_owned()));
        Self { world, address, url, tls, own, folder, stop, served }
    }

    async fn connect(&self) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.own.pem().as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(self.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
        timeout(LONG, shaking).await.unwrap().unwrap()
    }

    async fn send(&self, text: &str) -> TlsStream<TcpStream> {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    fn head(&self, what: &str) -> String {
        let token = self.world.token.reveal();
        format!("{what} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n")
    }

    async fn get(&self, path: &str) -> String {
        let head = self.head(&format!("GET {path}"));
        heard(self.send(&format!("{head}connection: close\r\n\r\n")).await).await
    }

    async fn half_a_body(&self) -> TlsStream<TcpStream> {
        let head = self.head("POST /api/v1/fabrics/env/check");
        self.send(&format!("{head}content-type: application/json\r\ncontent-length: 9\r\n\r\n{{"))
            .await
    }

    /// Logs somebody in, with more headers.
    async fn log_in(&self, headers: &str) -> String {
        let body = json!({"login": "ada", "password": PASSWORD}).to_string();
        let length = body.len();
        let request = format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             connection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        heard(self.send(&request).await).await
    }
}

/// Everything until the server closes.
async fn heard(mut stream: impl AsyncRead + Unpin) -> String {
    let mut heard = Vec::new();
    let _ = timeout(LONG, stream.read_to_end(&mut heard)).await.expect("it stays open");
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn a_session_by_tls_is_for_tls_alone() {
    let running = Running::start(Bounds::default(), |_| ()).await;
    assert_eq!(running.url, format!("https://{}", running.address));
    running.world.person("ada", json!([])).await;
    let answer = running.log_in("origin: https://localhost\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("__Host-hedgerow_session=") && answer.contains("; Secure"), "{answer}");
    assert!(answer.to_lowercase().contains("strict-transport-security"), "{answer}");
    let answer = running.log_in("origin: https://evil.example\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
}

#[tokio::test]
async fn only_a_trusted_proxy_is_believed_and_none_says_that_it_is_tls() {
    async fn address(trusted: &[&str]) -> String {
        let trusted = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let running =
            Running::start(Bounds::default(), |told| told.trusted_proxies = trusted).await;
        running.world.person("ada", json!([])).await;
        let answer = running.log_in("x-forwarded-for: 203.0.113.9\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let entries = running.world.get("/api/v1/audit?action=login").await.items();
        entries[0]["from"].as_str().unwrap().to_owned()
    }
    assert_eq!(address(&[]).await, "127.0.0.1");
    assert_eq!(address(&["127.0.0.1"]).await, "203.0.113.9");
    // A server without TLS takes nobody's word for it: `public_url` says how browsers come.
    let world = World::configured(|told| {
        told.trusted_proxies = vec!["192.0.2.0/24".parse().unwrap()];
    })
    .await;
    world.person("ada", json!([])).await;
    let body = json!({"login": "ada", "password": PASSWORD}).to_string();
    let headers = [JSON, ("x-forwarded-proto", "https"), ("forwarded", "proto=https")];
    let answer = world.send_as_it_is("POST", "/api/v1/session", &headers, body).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(!cookie.contains("Secure") && !cookie.contains("__Host-"), "{cookie}");
}

#[tokio::test]
async fn who_speaks_without_tls_is_told_so() {
    let running = Running::start(Bounds::default(), |_| ()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(running.head("GET /healthz").as_bytes()).await.unwrap();
    let answer = heard(stream).await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("https://"), "{answer}");
    // What is neither comes to its end, and nobody else notices.
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(&[0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]).await.unwrap();
    assert!(!heard(stream).await.contains("HTTP"));
    assert!(running.get("/healthz").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_handshake_that_does_not_come_to_its_end_is_given_up() {
    let running = Running::start(Bounds { head: SHORT, ..Bounds::default() }, |_| ()).await;
    for half in [&[][..], &[0x16], &[0x16, 3, 1, 1, 0, 1]] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(half).await.unwrap();
        heard(stream).await;
    }
    let idle = heard(running.send("").await).await;
    assert!(!idle.contains("200"), "and a head that does not come after it: {idle}");
}

#[tokio::test]
async fn silent_connections_make_room_and_a_busy_server_says_how_it_is() {
    let running = Running::start(Bounds { connections: 3, ..Bounds::default() }, |_| ()).await;
    let mut silent = Vec::new();
    for _ in 0..30 {
        silent.push(TcpStream::connect(running.address).await.unwrap());
    }
    let answer = running.get("/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "at once, from the reserve: {answer}");
    drop(silent);
    let mut busy = Vec::new();
    let refused = async {
        loop {
            busy.push(running.half_a_body().await);
            let answer = running.get("/api/v1/me").await;
            if answer.starts_with("HTTP/1.1 503") {
                return answer.to_lowercase();
            }
        }
    };
    let refused = timeout(LONG, refused).await.unwrap();
    assert!(refused.contains("connection: close"), "{refused}");
    assert!(running.get("/readyz").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn what_is_under_way_ends_in_good_order_and_a_handshake_holds_nobody_up() {
    let running = Running::start(Bounds::default(), |_| ()).await;
    let mut asking = running.half_a_body().await;
    let _silent = TcpStream::connect(running.address).await.unwrap();
    // It is seen by the server when another request was answered.
    assert!(running.get("/healthz").await.starts_with("HTTP/1.1 200"));
    running.stop.cancel();
    asking.write_all(b"\"x\": 1}  ").await.unwrap();
    let answer = heard(asking).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "it is answered: {answer}");
    timeout(LONG, running.served).await.expect("it does not stop").unwrap().unwrap();
}

#[tokio::test]
async fn a_new_certificate_is_for_new_connections_and_a_broken_one_is_told() {
    let running = Running::start(Bounds::default(), |_| ()).await;
    let shown = async || {
        let stream = running.connect().await;
        stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
    };
    let first = shown().await;
    let mut open = running.send("").await;
    let second = running.own.server(&["localhost"]);
    std::fs::write(running.folder.path().join("certificate"), &second.certificate).unwrap();
    assert_eq!(running.tls.look(), Looked::Refused);
    assert_eq!(shown().await, first);
    let ready = running.get("/readyz").await;
    assert!(ready.starts_with("HTTP/1.1 200") && ready.contains("cannot be used"), "{ready}");
    assert!(!ready.contains(running.folder.path().to_str().unwrap()), "{ready}");
    write(running.folder.path(), &second);
    assert_eq!(running.tls.look(), Looked::Taken);
    assert_ne!(shown().await, first);
    assert!(!running.get("/readyz").await.contains("cannot be used"));
    let head = running.head("GET /healthz");
    open.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).await.unwrap();
    assert!(heard(open).await.starts_with("HTTP/1.1 200"), "one that was open goes on");
}
