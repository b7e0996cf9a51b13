//! The life of a server process.

use std::future::Future;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Arc;

use hedgerow_engine::Engine;
use hedgerow_server::{AdminToken, Demo, Server, ServerConfig};

use super::lock::Lock;
use super::ready::ReadyFile;
use super::settings::{Settings, strange_variables};
use super::setup::{self, SetupCode};
use super::{absent, bounds, directory, logging, private, signals, token};
use crate::exit::{Exit, Failure};
use crate::output;

/// What is to be run.
pub(crate) struct Plan {
    /// The settings.
    pub(crate) settings: Settings,
    /// The data directory.
    pub(crate) data: PathBuf,
    /// Whether to start with an empty database where there was one.
    pub(crate) start_empty: bool,
    /// Whom one can be and what to try, where the server is there for that. Such a server makes its people itself.
    pub(crate) demo: Option<Demo>,
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
    let Plan { settings, data, .. } = plan;
    for name in strange_variables() {
        tracing::warn!(name, "this environment variable is not a known setting");
    }
    let tls = settings.tls()?;
    directory::create(data)?;
    let config = settings.engine(data)?;
    absent::check(data, &config.database, plan.start_empty)?;
    let _lock = Lock::take(data, &config.database)?;
    private::tighten(data, &config.database);
    let ready_file = settings.ready_file();
    if let Some(file) = &ready_file {
        ReadyFile::clear(file)?;
    }
    let token = token::find(data, settings.admin_token_file().as_deref())?;
    let stop = signals::listen()?;
    if let Some(tls) = &tls {
        signals::look_again(tls.clone())?;
    }

    let engine = Engine::open(config).await.map_err(|error| Failure::refused(error.to_string()))?;
    let setup_code = first_code(plan, &engine).await?;
    let mut config = server_config(plan, token.token.clone(), setup_code.as_ref())?;
    let speaks_tls = tls.is_some();
    config.tls = tls;
    let public_url = config.public_url.as_ref().map(|url| url.origin().to_owned());
    let server = Server::bind(settings.listen, engine.clone(), config)
        .await
        .map_err(|error| Failure::refused(error.to_string()))?;
    let (address, url) = (server.address(), server.url());
    if !address.ip().is_loopback() && public_url.is_none() && !speaks_tls {
        tracing::warn!(
            %address,
            "listening beyond this machine without encryption: give the server a certificate \
             (tls_certificate, tls_key), or put a proxy with TLS in front and set public_url"
        );
    }
    engine.start();
    let mut serving = tokio::spawn(server.serve(stop.clone().cancelled_owned()));
    tracing::info!(%address, data = %data.display(), "serving");
    if let Some(code) = &setup_code {
        invite(code, public_url.as_deref().unwrap_or(&url))?;
    }

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

/// The code for the first account, while there is none.
async fn first_code(plan: &Plan, engine: &Engine) -> Result<Option<SetupCode>, Failure> {
    if plan.demo.is_some() {
        return Ok(None);
    }
    let people = engine.store().any_user().await;
    if people.map_err(|error| Failure::refused(error.to_string()))? {
        return Ok(None);
    }
    SetupCode::find(&plan.data).map(Some)
}

fn server_config(
    plan: &Plan,
    admin_token: AdminToken,
    setup_code: Option<&SetupCode>,
) -> Result<ServerConfig, Failure> {
    let mut config = ServerConfig::new(admin_token);
    config.public_url = plan.settings.public_url()?;
    config.trusted_proxies = plan.settings.trusted_proxies()?;
    config.bounds = bounds::of(&plan.settings);
    config.demo.clone_from(&plan.demo);
    if let Some(SetupCode { code, file }) = setup_code {
        let file = file.clone();
        config.setup_code = Some(code.clone());
        config.set_up = Arc::new(move || setup::forget(&file));
    }
    Ok(config)
}

/// Says how the first account is made. What is written into a log does not have the code.
fn invite(code: &SetupCode, url: &str) -> Result<(), Failure> {
    if !std::io::stdout().is_terminal() {
        tracing::info!(page = %format!("{url}/setup"), code_file = %code.file.display(),
            "there are no accounts yet: create the first administrator on the page, with the code \
             in the file");
        return Ok(());
    }
    output::line(&format!(
        "There are no accounts yet. Create the first administrator at\n{}",
        code.link(url)
    ))
}

fn ended(served: Result<std::io::Result<()>, tokio::task::JoinError>) -> Result<(), Failure> {
    match served {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Failure::refused(format!("the server's socket failed: {error}"))),
        Err(error) => Err(Failure::refused(format!("the server ended unexpectedly: {error}"))),
    }
}
