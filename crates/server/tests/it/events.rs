use std::net::SocketAddr;
use std::time::Duration;

use hedgerow_server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::support::{FILE, World};

/// Longer than anything here takes; only a failure waits for it.
const LONG: Duration = Duration::from_secs(20);

/// A running server that stops when told to.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Running {
    async fn start(world: &World) -> Self {
        // What is told is passed on by a job.
        world.engine.start();
        let listen = "127.0.0.1:0".parse().unwrap();
        let server = Server::bind(listen, world.engine.clone(), &world.token).await.unwrap();
        let address = server.address();
        assert_ne!(address.port(), 0);
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.serve(async move {
            let _ = stopped.await;
        }));
        Self { address, stop, serving }
    }

    /// Opens a stream of events.
    async fn listen(&self, world: &World, query: &str, headers: &str) -> (TcpStream, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "GET /api/v1/events{query} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n{headers}\r\n",
            self.address,
            world.token.reveal()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut heard = String::new();
        read_until(&mut stream, &mut heard, "event: hello").await;
        assert!(heard.contains("text/event-stream"), "{heard}");
        (stream, heard)
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(LONG, self.serving).await.unwrap().unwrap().unwrap();
    }
}

async fn nine(world: &World) {
    let changed = FILE.replace("1001", "1009");
    world.repository.commit("main", "nine", &[("env/vpcs.yaml", Some(&changed))]);
    world.engine.sync("env").await.unwrap();
}

#[tokio::test]
async fn a_listener_hears_of_an_ingest_and_is_let_go_when_the_server_stops() {
    let world = World::with_fabric().await;
    let running = Running::start(&world).await;
    let (mut stream, mut heard) = running.listen(&world, "?fabric=env", "").await;
    nine(&world).await;
    read_until(&mut stream, &mut heard, "event: ingested").await;
    read_until(&mut stream, &mut heard, "\"resources\":[\"VPC/web\"]").await;
    read_until(&mut stream, &mut heard, "event: run").await;
    running.stop().await;
}

#[tokio::test]
async fn drafts_and_conflicts_and_the_end_of_a_change_name_their_resources() {
    let world = World::with_draft().await;
    let running = Running::start(&world).await;
    let named = "\"resources\":[\"VPC/web\"],\"more\":false";
    let listen = async || running.listen(&world, "", "").await;

    let (mut stream, mut heard) = listen().await;
    let edit = serde_json::json!({"change": "c", "edits": [
        {"op": "set", "resource": "VPC/web", "fields": ["spec.subnets.front.vlan=1004"]}
    ]});
    world.post("/api/v1/fabrics/env/drafts", &edit).await;
    read_until(&mut stream, &mut heard, "event: drafts").await;
    read_until(&mut stream, &mut heard, named).await;

    let (mut stream, mut heard) = listen().await;
    nine(&world).await;
    read_until(&mut stream, &mut heard, "event: conflicts").await;
    read_until(&mut stream, &mut heard, named).await;

    let (mut stream, mut heard) = listen().await;
    world.send("DELETE", "/api/v1/changes/c", &[], "").await;
    read_until(&mut stream, &mut heard, "\"state\":\"discarded\"").await;
    read_until(&mut stream, &mut heard, named).await;
    running.stop().await;
}

/// A page reads first and listens when it is drawn.
#[tokio::test]
async fn what_happens_after_somebody_asked_who_they_are_is_heard_by_a_stream_opened_later() {
    let world = World::with_fabric().await;
    let running = Running::start(&world).await;
    let me = world.get("/api/v1/me").await.json();
    let newest = me["newest_event"].as_str().unwrap();
    nine(&world).await;
    let (mut stream, mut heard) = running.listen(&world, &format!("?since={newest}"), "").await;
    read_until(&mut stream, &mut heard, "event: ingested").await;
    assert!(!heard.contains("event: reset"), "{heard}");
    running.stop().await;
}

/// Its pages name the commit that it agrees with.
#[tokio::test]
async fn a_fabric_of_which_a_newer_commit_changes_nothing_is_told_all_the_same() {
    let world = World::with_fabric().await;
    let other = serde_json::json!({
        "name": "other", "repository": "net", "directory": "other", "layout": "in-place"
    });
    let made = world.post("/api/v1/fabrics", &other).await;
    assert_eq!(made.status, 201, "{made:?}");
    world.engine.sync("other").await.unwrap();
    let running = Running::start(&world).await;
    let (mut stream, mut heard) = running.listen(&world, "?fabric=other", "").await;
    nine(&world).await;
    read_until(&mut stream, &mut heard, "event: carried").await;
    read_until(&mut stream, &mut heard, "\"fabrics\":[\"other\"]").await;
    running.stop().await;
}

#[tokio::test]
async fn a_listener_that_comes_back_hears_what_it_missed() {
    let world = World::with_fabric().await;
    let running = Running::start(&world).await;
    let (stream, heard) = running.listen(&world, "", "").await;
    drop(stream);
    let id = heard.split("id: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    nine(&world).await;
    let header = format!("last-event-id: {id}\r\n");
    for (query, header) in [("", header.as_str()), (&format!("?since={id}"), "")] {
        let (mut stream, mut heard) = running.listen(&world, query, header).await;
        read_until(&mut stream, &mut heard, "event: ingested").await;
        assert!(!heard.contains("event: reset"), "{heard}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_listener_that_comes_back_from_another_life_asks_anew() {
    let world = World::with_fabric().await;
    let running = Running::start(&world).await;
    let (mut stream, mut heard) = running.listen(&world, "?since=0123-4", "").await;
    read_until(&mut stream, &mut heard, "event: reset").await;
    running.stop().await;
}

async fn read_until(stream: &mut TcpStream, heard: &mut String, wanted: &str) {
    // All of it within the time: a quiet stream says now and then that it is still there.
    let end = tokio::time::Instant::now() + LONG;
    let mut bytes = [0; 4096];
    while !heard.contains(wanted) {
        let read = tokio::time::timeout_at(end, stream.read(&mut bytes)).await;
        let count = read.unwrap_or_else(|_| panic!("no `{wanted}` in {heard}")).unwrap();
        assert_ne!(count, 0, "the stream ended: {heard}");
        heard.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
}
