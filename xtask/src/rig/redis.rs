//! Redis, which Argo CD keeps its cache in: the system's own, installed where it is missing.

use std::env;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::ports;
use super::process::Process;
use super::ready::{private_file, secret};
use super::stop::Stop;
use crate::debian;

const START_LIMIT: Duration = Duration::from_secs(30);

/// A Redis that serves.
pub(super) struct Redis {
    pub(super) process: Process,
    /// Host and port.
    pub(super) address: String,
    pub(super) password: String,
}

/// Starts Redis in `dir`, in memory only, with a random password.
pub(super) fn start(dir: &Path, stop: &Stop) -> Result<Redis> {
    let program = program()?;
    let port = ports::free()?;
    let password = secret()?;
    let config = dir.join("redis.conf");
    let settings = format!(
        "bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave \"\"\nappendonly no\ndir {}\n",
        dir.display()
    );
    private_file(&config, settings.as_bytes())?;
    let mut process = Process::start("redis-server", &program, [&config], &[], dir)?;
    let address = format!("127.0.0.1:{port}");
    stop.until("Redis", START_LIMIT, || {
        process.must_live()?;
        Ok(TcpStream::connect(&address).ok())
    })?;
    Ok(Redis { process, address, password })
}

fn program() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if !debian::install("redis-server")? {
        bail!("there is no redis-server on the PATH; install Redis");
    }
    find().context("the package `redis-server` brought no program of that name")
}

fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join("redis-server")).find(|file| file.is_file())
}
