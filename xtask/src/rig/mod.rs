//! The real counterparts that tests and people try Hedgerow against.
//!
//! A rig is one counterpart in a folder of its own under the temporary folder, on loopback ports that were free, with
//! random credentials, until it is stopped. Building is `build`'s, keeping the processes `process`'s; `kube`, `forge`, `git`,
//! `flux` and `argo` each know one counterpart: how to start it, how to reach it, and how to prove that it works. The last two
//! apply to a cluster, which they start as well (`applier`). `beside` runs tests beside a counterpart.

mod applier;
mod argo;
mod beside;
mod build;
mod flux;
mod forge;
mod git;
mod git_client;
mod http;
mod kube;
mod ports;
mod process;
mod ready;
mod redis;
mod stop;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

pub(crate) use beside::run_beside;
pub(crate) use process::{TIED, run_tied};

use build::Module;
use process::Process;
use stop::Stop;

/// How many packages are compiled at once unless told otherwise: a rig is built once, and should not take the machine.
pub(crate) const JOBS: usize = 2;

/// What `cargo xtask rig` takes.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The counterpart.
    #[arg(value_enum)]
    rig: Choice,
    /// Write how to reach it to this file, as JSON that only its owner may read, once it serves.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "build"])]
    ready_file: Option<PathBuf>,
    /// Start it, prove that it works, stop it, and print what took how long.
    #[arg(long, conflicts_with = "build")]
    check: bool,
    /// Only build it, and say where it is.
    #[arg(long)]
    build: bool,
    /// How many packages to compile at once; each may take a gigabyte of memory.
    #[arg(long, default_value_t = JOBS, value_name = "N")]
    jobs: usize,
    /// Stop when standard input ends too: for a program that must not leave it behind.
    #[arg(long, conflicts_with_all = ["check", "build"])]
    until_stdin_closes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// A Kubernetes API server with its controller manager.
    Kube,
    /// A forge (Gitea): pull requests, protected branches, webhooks.
    Forge,
    /// A Git server over smart HTTP that asks for a password.
    Git,
    /// Flux's kustomize-controller, beside an API server.
    Flux,
    /// Argo CD, beside an API server.
    Argo,
    /// Each of them; only with --check or --build.
    All,
}

/// One counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rig {
    Kube,
    Forge,
    Git,
    Flux,
    Argo,
}

impl Rig {
    pub(crate) const ALL: [Self; 5] = [Self::Git, Self::Kube, Self::Forge, Self::Flux, Self::Argo];

    /// As typed on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kube => "kube",
            Self::Forge => "forge",
            Self::Git => "git",
            Self::Flux => "flux",
            Self::Argo => "argo",
        }
    }

    /// The Go modules that it is built from, its own last; none where the parts come with git.
    fn modules(self) -> &'static [&'static Module] {
        match self {
            Self::Kube => &[&kube::MODULE],
            Self::Forge => &[&forge::MODULE],
            Self::Git => &[],
            Self::Flux => &[&kube::MODULE, &flux::MODULE],
            Self::Argo => &[&kube::MODULE, &argo::MODULE],
        }
    }
}

/// A counterpart that serves.
struct Running {
    /// What the ready file says.
    ready: serde_json::Value,
    /// How a person uses it: lines for the terminal, without secrets.
    hints: Vec<String>,
    /// What must stay alive, in the order of starting.
    processes: Vec<Process>,
    /// Steps of the start, with their times.
    timings: Vec<(String, Duration)>,
    /// What is in this process and ends when dropped.
    _inside: Option<Box<dyn std::any::Any>>,
}

/// Does what the command line asks.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let rigs = match options.rig {
        Choice::Kube => vec![Rig::Kube],
        Choice::Forge => vec![Rig::Forge],
        Choice::Git => vec![Rig::Git],
        Choice::Flux => vec![Rig::Flux],
        Choice::Argo => vec![Rig::Argo],
        Choice::All => Rig::ALL.to_vec(),
    };
    if options.build {
        for rig in rigs {
            match binaries(rig, options.jobs)?.own() {
                Ok(folder) => println!("{}", folder.display()),
                Err(_) => println!("{}: nothing to build", rig.name()),
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    if options.check {
        return check_all(&rigs, options.jobs);
    }
    match rigs.as_slice() {
        [rig] => serve(*rig, options),
        _ => anyhow::bail!(
            "several counterparts at once only with --check or --build; start each in a terminal of its own"
        ),
    }
}

/// Checks each counterpart and says how it went; the exit code says whether all work.
fn check_all(rigs: &[Rig], jobs: usize) -> Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for &rig in rigs {
        if let Err(error) = check(rig, jobs) {
            println!("rig {}: failed: {error:#}", rig.name());
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// Builds and starts one counterpart, proves that it works, stops it, and prints the times.
pub(crate) fn check(rig: Rig, jobs: usize) -> Result<()> {
    let binaries = binaries(rig, jobs)?;
    let dir = scratch(rig)?;
    let stop = Stop::listen(false)?;
    let mut running = start(rig, &binaries, dir.path(), &stop)?;
    for (step, took) in &running.timings {
        println!("rig {}: {step} ({:.1} s)", rig.name(), took.as_secs_f64());
    }
    let mut report = |step: &str, took: Duration| {
        println!("rig {}: {step} ({} ms)", rig.name(), took.as_millis());
    };
    let outcome = match rig {
        Rig::Kube => kube::check(&binaries, &running.ready, &mut report),
        Rig::Forge => forge::check(&running.ready, dir.path(), &mut report),
        Rig::Git => git::check(&running.ready, dir.path(), &mut report),
        Rig::Flux => flux::check(&running.ready, &mut report),
        Rig::Argo => argo::check(&running.ready, dir.path(), &mut report),
    };
    let ended = first_ended(&mut running.processes);
    let begun = Instant::now();
    let memory: u64 = running.processes.iter().filter_map(Process::memory_bytes).sum();
    process::stop_all(&mut running.processes);
    outcome.with_context(|| match ended {
        Some(ended) => format!("the check did not pass, and {ended}"),
        None => "the check did not pass".to_owned(),
    })?;
    if memory > 0 {
        println!("rig {}: {} MB resident", rig.name(), memory / 1_000_000);
    }
    println!("rig {}: stopped ({} ms)", rig.name(), begun.elapsed().as_millis());
    Ok(())
}

/// Starts one counterpart and keeps it until somebody stops it.
fn serve(rig: Rig, options: &Options) -> Result<ExitCode> {
    let binaries = binaries(rig, options.jobs)?;
    let dir = scratch(rig)?;
    let stop = Stop::listen(options.until_stdin_closes)?;
    let mut running = start(rig, &binaries, dir.path(), &stop)?;
    let file = options.ready_file.clone().unwrap_or_else(|| dir.path().join("ready.json"));
    let _ready = ready::ReadyFile::write(&file, &running.ready)?;
    println!("rig {} serves; {} says how to reach it", rig.name(), file.display());
    for hint in &running.hints {
        println!("  {hint}");
    }
    println!("stop it with Ctrl-C");
    let code = loop {
        if stop.wait(Duration::from_millis(200)) {
            break ExitCode::SUCCESS;
        }
        if let Some(ended) = first_ended(&mut running.processes) {
            eprintln!("xtask: rig {}: {ended}", rig.name());
            break ExitCode::FAILURE;
        }
    };
    process::stop_all(&mut running.processes);
    Ok(code)
}

/// The folders with what was built for a rig, in the order of its modules.
struct Binaries(Vec<PathBuf>);

impl Binaries {
    /// What was built of the rig's own module.
    fn own(&self) -> Result<&Path> {
        self.0.last().map(PathBuf::as_path).context("the programs are not built")
    }

    /// The programs of an API server.
    fn kube(&self) -> Result<&Path> {
        self.0.first().map(PathBuf::as_path).context("the programs are not built")
    }
}

fn binaries(rig: Rig, jobs: usize) -> Result<Binaries> {
    let folders = rig.modules().iter().map(|module| build::ensure(module, jobs));
    folders.collect::<Result<_>>().map(Binaries)
}

/// A folder that only its owner may enter, removed with everything in it.
fn scratch(rig: Rig) -> Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix(&format!("hedgerow-{}-", rig.name()))
        .tempdir()
        .context("failed to make a temporary folder")
}

/// Starts `rig` in `dir`. Ports are picked before they are taken, so a start that lost its port to another program is
/// tried again.
fn start(rig: Rig, binaries: &Binaries, dir: &Path, stop: &Stop) -> Result<Running> {
    const TRIES: usize = 3;
    let mut lost = 0;
    loop {
        let attempt = dir.join(format!("try-{lost}"));
        std::fs::create_dir(&attempt)
            .with_context(|| format!("failed to make {}", attempt.display()))?;
        let outcome = match rig {
            Rig::Kube => kube::start(binaries, &attempt, stop),
            Rig::Forge => forge::start(binaries, &attempt, stop),
            Rig::Git => git::start(&attempt),
            Rig::Flux => flux::start(binaries, &attempt, stop),
            Rig::Argo => argo::start(binaries, &attempt, stop),
        };
        match outcome {
            Err(error) if lost + 1 < TRIES && ports::is_taken(&error) => lost += 1,
            outcome => {
                return outcome.with_context(|| format!("failed to start the {} rig", rig.name()));
            }
        }
    }
}

/// A sentence about the first process that is no longer there.
fn first_ended(processes: &mut [Process]) -> Option<String> {
    processes.iter_mut().find_map(Process::ended)
}
