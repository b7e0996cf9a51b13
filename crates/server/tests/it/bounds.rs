//! What may be asked of the server at once, and how long a client may take.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::StreamExt as _;
use hedgerow_server::{Bounds, Server, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{JSON, World};

/// Longer than anything here takes; only a failure waits for it.
const LONG: Duration = Duration::from_secs(20);

const SHORT: Duration = Duration::from_millis(200);

struct Running {
    world: World,
    address: SocketAddr,
}

impl Running {
    async fn start(bounds: Bounds) -> Self {
        let world = World::with_fabric().await;
        let mut config = ServerConfig::from(&world.token);
        config.bounds = bounds;
        let listen = "127.0.0.1:0".parse().unwrap();
        let server = Server::bind(listen, world.engine.clone(), config).await.unwrap();
        let address = server.address();
        tokio::spawn(server.serve(std::future::pending()));
        Self { world, address }
    }

    /// Sends a head, or a part of it, and leaves the connection as it is.
    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    fn head(&self, what: &str) -> String {
        let token = self.world.token.reveal();
        format!("{what} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n", self.address)
    }

    /// A request whose body does not come.
    async fn half_a_body(&self) -> TcpStream {
        let head = self.head("POST /api/v1/fabrics/env/check");
        let head =
            format!("{head}content-type: application/json\r\ncontent-length: 9000\r\n\r\n{{");
        self.send(&head).await
    }

    /// Waits until something else than how the server is can be asked.
    async fn becomes_free(&self) {
        let free = async {
            while !self.get("/api/v1/me").await.starts_with("HTTP/1.1 200") {
                tokio::task::yield_now().await;
            }
        };
        timeout(LONG, free).await.unwrap();
    }

    async fn get(&self, path: &str) -> String {
        let head = self.head(&format!("GET {path}"));
        let stream = self.send(&format!("{head}connection: close\r\n\r\n")).await;
        heard(stream).await
    }
}

/// Everything until the server closes.
async fn heard(mut stream: TcpStream) -> String {
    let mut heard = Vec::new();
    let _ = timeout(LONG, stream.read_to_end(&mut heard)).await.expect("it stays open");
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn silent_connections_make_room_for_those_that_ask() {
    let running = Running::start(Bounds { connections: 4, ..Bounds::default() }).await;
    let mut silent = Vec::new();
    for _ in 0..30 {
        silent.push(running.send("").await);
        silent.push(running.send("GET /healthz HTTP/1.1\r\nho").await);
    }
    let answer = running.get("/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "at once, from the reserve: {answer}");
    running.becomes_free().await;
}

#[tokio::test]
async fn when_every_connection_is_busy_the_server_still_says_how_it_is() {
    let running = Running::start(Bounds { connections: 3, ..Bounds::default() }).await;
    let mut busy = Vec::new();
    // One that is not seen yet makes room for the next.
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
    assert!(refused.contains("retry-after: 5") && refused.contains("connection: close"));
    let answer = running.get("/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(busy);
    running.becomes_free().await;
}

#[tokio::test]
async fn who_sends_half_of_a_request_is_not_waited_for() {
    let bounds = Bounds { head: SHORT, body: SHORT, ..Bounds::default() };
    let running = Running::start(bounds).await;
    for half in ["", "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let answer = heard(running.send(half).await).await;
        assert!(!answer.contains("200"), "{answer}");
    }
    let answer = heard(running.half_a_body().await).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let head = running.head("GET /healthz");
    let idle = heard(running.send(&format!("{head}\r\n")).await).await;
    assert!(idle.starts_with("HTTP/1.1 200"), "and closed when nothing more comes: {idle}");
}

#[tokio::test]
async fn an_account_opens_a_bounded_number_of_event_streams() {
    let running = Running::start(Bounds { streams_each: 2, ..Bounds::default() }).await;
    let listen = async || {
        let head = running.head("GET /api/v1/events");
        let mut stream = running.send(&format!("{head}\r\n")).await;
        let mut start = [0; 12];
        timeout(LONG, stream.read_exact(&mut start)).await.unwrap().unwrap();
        (stream, String::from_utf8_lossy(&start).into_owned())
    };
    let (first, _) = listen().await;
    let (_second, status) = listen().await;
    assert_eq!(status, "HTTP/1.1 200");
    assert_eq!(listen().await.1, "HTTP/1.1 429");
    drop(first);
    let free = async {
        while listen().await.1 != "HTTP/1.1 200" {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, free).await.unwrap();
}

/// A body of pieces of a megabyte, and how many of them were read.
fn counted(pieces: usize) -> (Body, Arc<AtomicUsize>) {
    let read = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&read);
    let pieces = futures::stream::iter(0..pieces).map(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 1 << 20]))
    });
    (Body::from_stream(pieces), read)
}

#[tokio::test]
async fn what_is_too_long_is_refused_before_it_is_read() {
    let world = World::with_fabric().await;
    let path = "/api/v1/fabrics/env/check";
    let bearer = format!("Bearer {}", world.token.reveal());
    let bearer = ("authorization", bearer.as_str());
    let (body, read) = counted(100);
    let length = (100 << 20).to_string();
    let headers = [bearer, JSON, ("content-length", length.as_str())];
    world.send_as_it_is("POST", path, &headers, body).await.problem(413);
    assert!(read.load(Ordering::Relaxed) <= 2, "what drains it reads a little: {read:?}");
    // Whose length is not said is read as far as it may be long.
    let (body, read) = counted(100);
    world.send_as_it_is("POST", path, &[bearer, JSON], body).await.problem(413);
    assert!(read.load(Ordering::Relaxed) <= 12, "{read:?}");
}
