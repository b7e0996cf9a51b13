//! `hedgerow demo`: a server with two sample fabrics and a repository to play with.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::demo;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::serving::{self, Flags, Plan, Settings};

/// How often the demo looks at its repository.
const POLL_SECONDS: u64 = 2;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The demo's directory: repository, database and token. A demo that is there continues.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Where to write the address and the administrator's token once the fabrics are read.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// A cluster for fabric-a: its kinds are defined there, it is applied and followed. `cargo xtask demo --kube` starts one.
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,
    /// The kubectl that the guide names.
    #[arg(long, value_name = "PROGRAM", default_value = "kubectl", requires = "kubeconfig")]
    kubectl: String,
}

pub(crate) fn run(args: Args) -> Result<Exit, Failure> {
    let root = match args.data {
        Some(data) => std::path::absolute(data)
            .map_err(|error| Failure::usage(format!("the demo's directory: {error}")))?,
        None => serving::per_user("hedgerow-demo")?,
    };
    let repository = root.join("fabrics.git");
    std::fs::create_dir_all(&root)
        .map_err(|error| Failure::refused(format!("cannot make {}: {error}", root.display())))?;
    demo::ensure(&repository)?;

    let flags = Flags {
        data: Some(root.join("server")),
        listen: args.listen,
        ready_file: args.ready_file,
        ..Flags::default()
    };
    let mut settings = Settings::load(None, &flags)?;
    settings.poll_seconds = POLL_SECONDS;
    settings.allow_file_repositories = Some(true);
    if env::var_os("HEDGEROW_LOG_FILTER").is_none() {
        // The guide is what matters here; log lines would push it off the screen.
        "warn".clone_into(&mut settings.log_filter);
    }
    let data = settings.data()?;
    let url = demo::url(&repository);
    let kubectl = args.kubeconfig.as_deref().map(|file| demo::kubectl(&args.kubectl, file));
    let shown = Some(demo::shown(&root, &url, kubectl.as_deref())?);
    let password_file = root.join("password");
    serving::run(&Plan { settings, data, start_empty: false, demo: shown }, |running| async move {
        demo::connect(&running.engine, &url).await?;
        let password = demo::ensure_people(&running.engine, &password_file).await?;
        output::print(&demo::guide(
            &running.url,
            &demo::introduction(&password),
            &url,
            running.token_file.as_deref(),
        ))?;
        if let (Some(kubeconfig), Some(kubectl)) = (&args.kubeconfig, &kubectl) {
            demo::live_in(&running.engine, kubeconfig).await?;
            output::print(&demo::steps_with_cluster(kubectl))?;
        }
        output::line(&format!(
            "The demo lives in {}; Ctrl-C stops it; the next start continues with it.",
            root.display()
        ))
    })
}
