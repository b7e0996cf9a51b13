//! The signals that end a server, and the one that has it look at its certificate.

use hedgerow_server::Tls;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::exit::Failure;

/// What a process is sent that writes beyond its limit of the size of files.
const SIGXFSZ: i32 = 25;

/// A token that is cancelled by the first SIGTERM or SIGINT. The second ends the process at once: what
/// was under way is settled at the next start, as after a crash.
pub(super) fn listen() -> Result<CancellationToken, Failure> {
    let failed =
        |error: std::io::Error| Failure::refused(format!("cannot wait for signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    // Beyond a limit of the size of files (`ulimit -f`) a write fails, and does not end the process.
    drop(signal(SignalKind::from_raw(SIGXFSZ)).map_err(failed)?);
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        for again in [false, true] {
            let which = tokio::select! {
                _ = terminate.recv() => "SIGTERM",
                _ = interrupt.recv() => "SIGINT",
            };
            if again {
                tracing::warn!(signal = which, "stopping at once");
                std::process::exit(130);
            }
            tracing::info!(signal = which, "stopping; a second signal stops at once");
            stopping.cancel();
        }
    });
    Ok(stop)
}

/// From now on a SIGHUP has the files of the server's certificate looked at, at once.
pub(super) fn look_again(tls: Tls) -> Result<(), Failure> {
    let mut hangup = signal(SignalKind::hangup())
        .map_err(|error| Failure::refused(format!("cannot wait for signals: {error}")))?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            let tls = tls.clone();
            let looked = tokio::task::spawn_blocking(move || tls.look()).await;
            tracing::info!(signal = "SIGHUP", ?looked, "looked at the certificate's files");
        }
    });
    Ok(())
}
