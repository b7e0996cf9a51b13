//! `cargo xtask test`: everything that must hold, in one command.
//!
//! Each step counts: a test as one, and each rule of the tree, the format and the lints as one. What failed is listed
//! again at the end, before the line with the sum.

mod appliers;
mod browser;
mod chromium;
mod cluster;
mod hygiene;
mod libtest;
mod reports;
mod tally;
mod web;

use std::io::{BufRead, BufReader};
use std::process::{ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::rig::{self, Rig};
use crate::{cargo, workspace};
use browser::Built;
use tally::Tally;

/// What `cargo xtask test` takes.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these steps, separated by commas; all but `rigs` and `appliers` when not given.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STEP")]
    only: Vec<Step>,
    /// Prove the real counterparts too; the first time builds them, which takes some ten minutes.
    #[arg(long)]
    rigs: bool,
    /// Try the real Argo CD and the real Flux too; the first time builds them, which takes some ten minutes.
    #[arg(long)]
    appliers: bool,
    /// Print each test that passed.
    #[arg(long, short)]
    verbose: bool,
}

/// A step, in the order in which they run: the quickest first, and the web application before what it is built into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The rules of the tree (see `hygiene`).
    Hygiene,
    /// `cargo fmt --check`.
    Format,
    /// The web application: its build (types included), its lints, its own tests.
    Web,
    /// `cargo clippy` on all targets; a warning fails.
    Lints,
    /// `cargo test`: unit, integration and documentation tests of all crates.
    Tests,
    /// The program in a real browser.
    Browser,
    /// The tests that need a Kubernetes API server, which is started for them; the first time builds it.
    Cluster,
    /// The tests that need Argo CD or Flux, which are started for them; the first time builds them.
    Appliers,
    /// `cargo xtask rig all --check`.
    Rigs,
}

impl Step {
    const ALL: [Self; 9] = [
        Self::Hygiene,
        Self::Format,
        Self::Web,
        Self::Lints,
        Self::Tests,
        Self::Browser,
        Self::Cluster,
        Self::Appliers,
        Self::Rigs,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Hygiene => "the tree",
            Self::Format => "the format",
            Self::Web => "the web application",
            Self::Lints => "the lints",
            Self::Tests => "the tests",
            Self::Browser => "the browser",
            Self::Cluster => "the tests beside an API server",
            Self::Appliers => "the tests beside Argo CD and Flux",
            Self::Rigs => "the real counterparts",
        }
    }
}

/// Runs the steps that were asked for and prints the sum; the exit code says whether everything passed.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let wanted = |step: Step| match step {
        Step::Appliers => options.appliers || options.only.contains(&step),
        Step::Rigs => options.rigs || options.only.contains(&step),
        step => options.only.is_empty() || options.only.contains(&step),
    };
    let steps: Vec<Step> = Step::ALL.into_iter().filter(|step| wanted(*step)).collect();
    let built = if steps.contains(&Step::Tests) { Built::WithTests } else { Built::Alone };
    let begun = Instant::now();
    let mut tally = Tally::default();
    for (index, step) in steps.iter().enumerate() {
        println!("[{}/{}] {}", index + 1, steps.len(), step.title());
        let begun = Instant::now();
        let before = tally.failed();
        match step {
            Step::Hygiene => hygiene::run(&workspace::root()?, &mut tally)?,
            // names of files are enough: `cargo fmt --all` fixes them
            Step::Format => {
                gate(&mut tally, "cargo fmt", &["fmt", "--all", "--", "--check", "-l"])?
            }
            Step::Web => web::run(&mut tally)?,
            Step::Lints => gate(
                &mut tally,
                "cargo clippy",
                &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
            )?,
            Step::Tests => tests(&mut tally, options.verbose)?,
            Step::Browser => browser::run(&mut tally, built)?,
            Step::Cluster => cluster::run(&mut tally, built)?,
            Step::Appliers => appliers::run(&mut tally)?,
            Step::Rigs => rigs(&mut tally),
        }
        let outcome = if tally.failed() == before { "passed" } else { "FAILED" };
        println!(
            "[{}/{}] {} {outcome} in {:.1} s",
            index + 1,
            steps.len(),
            step.title(),
            begun.elapsed().as_secs_f64()
        );
    }
    println!();
    for failure in tally.failures() {
        println!("failed: {failure}");
    }
    println!("all in {:.0} s", begun.elapsed().as_secs_f64());
    println!("{}", tally.summary());
    Ok(if tally.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A cargo command that passes or fails as a whole.
fn gate(tally: &mut Tally, name: &str, args: &[&str]) -> Result<()> {
    let status = cargo::command()?
        .args(args)
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("failed to run {name}"))?;
    tally.count(name, status.success());
    Ok(())
}

/// `cargo test`, its output passed on while the results are counted.
fn tests(tally: &mut Tally, verbose: bool) -> Result<()> {
    let mut child = cargo::command()?
        .args(["test", "--workspace", "--locked", "--no-fail-fast"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("failed to run cargo test")?;
    let output = child.stdout.take().context("cargo test has no output")?;
    let mut results = tally::Results::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.context("failed to read what cargo test prints")?;
        let line = String::from_utf8_lossy(&line);
        if results.read(&line) == libtest::Line::Worthwhile || verbose {
            println!("{line}");
        }
    }
    let status = child.wait().context("failed to wait for cargo test")?;
    tally.add("cargo test", &results, status.success());
    Ok(())
}

fn rigs(tally: &mut Tally) {
    for rig in Rig::ALL {
        let outcome = rig::check(rig, rig::JOBS);
        if let Err(error) = &outcome {
            println!("rig {}: failed: {error:#}", rig.name());
        }
        tally.count(&format!("rig {}", rig.name()), outcome.is_ok());
    }
}
