//! How much may be asked of the server at once: what is set, within what the process may open.

use std::time::Duration;

use hedgerow_server::Bounds;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::settings::Settings;

/// Below so many connections a person's browser and a proxy take them up.
const FEW: usize = 32;

/// The bounds that are set; not more connections than the process can afford.
pub(super) fn of(settings: &Settings) -> Bounds {
    let files = open_files();
    let connections = Bounds::connections_for(files, settings.max_connections.max(1));
    if connections < FEW.min(settings.max_connections) {
        tracing::warn!(
            files,
            connections,
            "the process can open few files, so few connections are accepted: raise its limit \
             (ulimit -n, LimitNOFILE)"
        );
    }
    let seconds = |seconds: u64| Duration::from_secs(seconds.max(1));
    Bounds {
        connections,
        streams_each: settings.max_event_streams,
        head: seconds(settings.idle_seconds),
        body: seconds(settings.body_seconds),
        unread: seconds(settings.unread_seconds),
        work_megabytes: settings.work_megabytes,
    }
}

/// How many files the process may open, after asking for as many as it is allowed.
fn open_files() -> u64 {
    /// More are of no use here, and some programs go through all of them.
    const ENOUGH: u64 = 65_536;
    let limit = getrlimit(Resource::Nofile);
    let current = limit.current.unwrap_or(ENOUGH);
    let wanted = limit.maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if wanted > current {
        let raised = Rlimit { current: Some(wanted), maximum: limit.maximum };
        if setrlimit(Resource::Nofile, raised).is_ok() {
            return wanted;
        }
    }
    current
}
