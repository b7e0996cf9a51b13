//! A server that can kill itself: the engine and the HTTP API as they are shipped, and a listener
//! on the engine's named points that ends the process with SIGKILL.
//!
//! Never part of a release; the product has no such switch. It stops when its standard input is
//! closed, so that it does not outlive the test that started it.

mod arguments;
mod death;

use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hedgerow_engine::{Engine, EngineConfig};
use hedgerow_server::{AdminToken, Server};

use crate::arguments::Arguments;
use crate::death::Death;

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    tracing_subscriber::fmt()
        .with_env_filter("info,sqlx=warn")
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    std::thread::spawn(|| {
        let mut rest = Vec::new();
        // Closed or broken: whoever started it is gone.
        let _ = std::io::stdin().read_to_end(&mut rest);
        std::process::exit(0);
    });
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(&arguments))
}

async fn serve(arguments: &Arguments) -> anyhow::Result<()> {
    std::fs::create_dir_all(&arguments.data)?;
    let config = EngineConfig {
        allow_file: true,
        poll: Duration::from_secs(3600),
        deadline: Duration::from_secs(30),
        patience: Duration::from_secs(30),
        ..EngineConfig::for_data(arguments.data.clone())
    };
    let engine = Engine::open_with_steps(config, Arc::new(Death::new(arguments.die))).await?;
    let token = AdminToken::generate();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = Server::bind(listen, engine.clone(), &token).await?;
    engine.start();
    let ready = serde_json::json!({ "url": server.url(), "token": token.reveal() });
    write_whole(&arguments.ready, &ready.to_string()).context("ready file")?;
    server.serve(std::future::pending()).await?;
    Ok(())
}

/// A reader finds the file with all of its text, or no file.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    std::fs::write(&unfinished, text)?;
    std::fs::rename(unfinished, path)
}
