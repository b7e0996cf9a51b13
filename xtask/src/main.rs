//! The tasks of this repository, run as `cargo xtask <task>`.
//!
//! `demo` starts Hedgerow on sample data, `web` builds its pages, `test` checks everything, `mutants` checks the tests, `fuzz` tries texts that nobody thought of,
//! `bench` measures, `dist` builds what is released, `fixture` keeps a database for the tests of upgrades, and `rig` starts the real counterparts (a
//! Kubernetes API server, a forge, a Git server, Argo CD, Flux) that tests and people try Hedgerow against. Each works as the first
//! command typed in a fresh clone.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task runner talks to the person at the terminal"
)]

mod cargo;
mod debian;
mod demo;
mod dist;
mod fixture;
mod fuzz;
mod mutants;
mod rig;
mod test;
mod web;
mod workspace;

use std::env;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use clap::{Parser, Subcommand};

/// The tasks of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build Hedgerow and start it on two sample fabrics and a local repository.
    #[command(disable_help_flag = true)]
    Demo {
        /// `--kube` first starts a Kubernetes API server beside it. The rest is passed on to `hedgerow demo` (`--help` lists
        /// what it takes).
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Build the web application, from where the server embeds it; does nothing when nothing changed.
    Web,
    /// Check everything: the tree, the format, the lints, all tests, the pages in a real browser.
    Test(test::Options),
    /// Build with optimisation and run the benchmarks beside their anchors.
    #[command(disable_help_flag = true)]
    Bench {
        /// Passed on to the benchmark program: a filter, or `--help`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Build what is released: the program, and its debug information beside it.
    Dist,
    /// Write a database as this program leaves it, for the tests of upgrades (CONTRIBUTING.md says when).
    Fixture,
    /// Change lines that decide something on purpose, and list what no test noticed.
    Mutants(mutants::Options),
    /// Read, edit and merge texts that a fuzzer makes, and name those for which a law does not hold.
    Fuzz(fuzz::Options),
    /// Start a real counterpart on free loopback ports until it is stopped.
    Rig(rig::Options),
    /// Run a program that ends when this one does (how counterparts are started).
    #[command(name = rig::TIED, hide = true)]
    Tied {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Demo { args } => demo::run(&args),
        Task::Web => web::run(),
        Task::Bench { args } => bench(&args),
        Task::Dist => dist::run(),
        Task::Test(options) => test::run(&options),
        Task::Fixture => fixture::run(),
        Task::Mutants(options) => mutants::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
        Task::Rig(options) => rig::run(&options),
        Task::Tied { command } => rig::run_tied(&command),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Names this program to the benchmarks: it starts rigs.
const STARTS_RIGS: &str = "HEDGEROW_BENCH_RIGS";

/// Builds what is measured, and becomes the benchmarks.
fn bench(args: &[OsString]) -> Result<ExitCode> {
    cargo::program(&["build", "--release", "--package", "hedgerow"])?;
    let mut command = cargo::run_program("release", "hedgerow-bench", &[], args)?;
    command.env(STARTS_RIGS, env::current_exe().context("cannot find this program")?);
    let error = command.exec();
    Err(anyhow!(error).context("failed to run the benchmarks"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_of_the_demo_are_not_ours_to_read() {
        let cli = Cli::parse_from(["xtask", "demo", "--help", "--listen", "127.0.0.1:0"]);
        assert!(matches!(cli.task, Task::Demo { args } if args.len() == 3));
    }

    #[test]
    fn a_ready_file_needs_a_rig_that_stays() {
        for wrong in ["--check", "--build"] {
            let line = ["xtask", "rig", "kube", wrong, "--ready-file", "ready.json"];
            assert!(Cli::try_parse_from(line).is_err());
        }
    }
}
