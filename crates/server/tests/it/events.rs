use std::time::Duration;

use hedgerow_server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{FILE, World};

/// Longer than anything here takes; only a failure waits for it.
const LONG: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_listener_hears_of_an_ingest_and_is_let_go_when_the_server_stops() {
    let world = World::with_fabric().await;
    let server = Server::bind("127.0.0.1:0".parse().unwrap(), world.engine.clone(), &world.token)
        .await
        .unwrap();
    let address = server.address();
    assert_ne!(address.port(), 0);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server.serve(async move {
        let _ = stopped.await;
    }));

    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /api/v1/events?fabric=env HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\r\n",
        world.token.reveal()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut heard = String::new();
    read_until(&mut stream, &mut heard, "text/event-stream").await;

    let changed = FILE.replace("1001", "1009");
    world.repository.commit("main", "nine", &[("env/vpcs.yaml", Some(&changed))]);
    world.engine.sync("env").await.unwrap();
    read_until(&mut stream, &mut heard, "event: ingested").await;

    stop.send(()).unwrap();
    tokio::time::timeout(LONG, serving).await.unwrap().unwrap().unwrap();
}

async fn read_until(stream: &mut TcpStream, heard: &mut String, wanted: &str) {
    let mut bytes = [0; 4096];
    while !heard.contains(wanted) {
        let read = tokio::time::timeout(LONG, stream.read(&mut bytes)).await;
        let count = read.unwrap_or_else(|_| panic!("no `{wanted}` in {heard}")).unwrap();
        assert_ne!(count, 0, "the stream ended: {heard}");
        heard.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
}
