//! The life of a server process.

use std::future::Future;
use std::path::PathBuf;

use hedgerow_server::Server;
use hedgerow_sync::Engine;

use super::lock::Lock;
use super::ready::ReadyFile;
use super::settings::{Settings, strange_variables};
use super::{directory, logging, signals, token};
use crate::exit::{Exit, Failure};

/// What is to be run.
pub(crate) struct Plan {
    /// The settings.
    pub(crate) settings: Settings,
    /// The data directory.
    pub(crate) data: PathBuf,
}

/// A server that answers.
pub(crate) struct Running {
    /// Its engine.
    pub(crate) engine: Engine,
    /// Its address.
    pub(crate) url: String,
    /// The file with the administrator's token, where one has it.
    pub(crate) token_file: Option<PathBuf>,
}

/// Runs a server until it is told to stop. Once it answers, `begin` is done; then the ready file is
/// written.
pub(crate) fn run<B, F>(plan: &Plan, begin: B) -> Result<Exit, Failure>
where
    B: FnOnce(Running) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    logging::start(plan.settings.log_format, &plan.settings.log_filter)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::refused(format!("cannot start the runtime: {error}")))?
        .block_on(live(plan, begin))?;
    Ok(Exit::Done)
}

async fn live<B, F>(plan: &Plan, begin: B) -> Result<(), Failure>
where
    B: FnOnce(Running) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let Plan { settings, data } = plan;
    for name in strange_variables() {
        tracing::warn!(name, "this environment variable is no setting that is known");
    }
    directory::create(data)?;
    let config = settings.engine(data)?;
    let _lock = Lock::take(data, &config.database)?;
    let ready_file = settings.ready_file();
    if let Some(file) = &ready_file {
        ReadyFile::clear(file)?;
    }
    let token = token::find(data, settings.admin_token_file().as_deref())?;
    let stop = signals::listen()?;

    let engine = Engine::open(config).await.map_err(|error| Failure::refused(error.to_string()))?;
    let server = Server::bind(settings.listen, engine.clone(), &token.token)
        .await
        .map_err(|error| Failure::refused(error.to_string()))?;
    let (address, url) = (server.address(), server.url());
    if !address.ip().is_loopback() {
        tracing::warn!(
            %address,
            "listening beyond this machine without encryption: put a proxy with TLS in front"
        );
    }
    engine.start();
    let mut serving = tokio::spawn(server.serve(stop.clone().cancelled_owned()));
    tracing::info!(%address, data = %data.display(), "serving");

    let running =
        Running { engine: engine.clone(), url: url.clone(), token_file: token.file.clone() };
    let begun = tokio::select! {
        begun = begin(running) => begun,
        () = stop.cancelled() => Ok(()),
    };
    let mut ready = None;
    let lived = match begun {
        Ok(()) if !stop.is_cancelled() => {
            let written = ready_file
                .map(|file| ReadyFile::write(&file, &url, token.token.reveal()))
                .transpose();
            match written {
                Ok(written) => {
                    ready = written;
                    ended((&mut serving).await)
                }
                Err(failure) => Err(failure),
            }
        }
        other => other,
    };
    // However it came to this: nobody new is let in, what is under way ends in good order.
    drop(ready);
    stop.cancel();
    if !serving.is_finished() {
        ended(serving.await)?;
    }
    engine.shutdown().await;
    tracing::info!("stopped");
    lived
}

fn ended(served: Result<std::io::Result<()>, tokio::task::JoinError>) -> Result<(), Failure> {
    match served {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Failure::refused(format!("the server's socket failed: {error}"))),
        Err(error) => Err(Failure::refused(format!("the server ended unexpectedly: {error}"))),
    }
}
