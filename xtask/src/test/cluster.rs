//! The tests that need a Kubernetes API server: those that plain `cargo test` ignores.

use std::process::Command;

use anyhow::{Result, bail};
use serde_json::Value;

use super::browser::Built;
use super::libtest::Line;
use super::tally::{Results, Tally};
use crate::cargo;
use crate::rig::{self, Rig};

/// Tells them where the API server is.
const KUBECONFIG: &str = "HEDGEROW_RIG_KUBECONFIG";

/// Tells them where kubectl is; beside it are the programs of which some start an API server of their own.
const KUBECTL: &str = "HEDGEROW_RIG_KUBECTL";

/// The crates that have such tests, all in their `tests/it`.
const CRATES: [&str; 3] = ["hedgerow-rules", "hedgerow-engine", "hedgerow"];

/// Starts the API server, which is built if it was not yet, and runs the tests beside it.
pub(super) fn run(tally: &mut Tally, built: Built) -> Result<()> {
    run_ignored(tally, "the tests beside an API server", Rig::Kube, |_| {
        let mut command = cargo::command()?;
        command.arg("test");
        match built {
            Built::WithTests => command.arg("--workspace"),
            Built::Alone => command.args(CRATES.iter().flat_map(|name| ["--package", name])),
        };
        command.args(["--locked", "--no-fail-fast", "--test", "it", "--"]);
        command.args(["--ignored", "--show-output"]);
        Ok(command)
    })
}

/// Runs ignored tests beside a counterpart that has an API server, whose place is in the command's environment.
pub(super) fn run_ignored(
    tally: &mut Tally,
    title: &str,
    rig: Rig,
    command: impl FnOnce(&Value) -> Result<Command>,
) -> Result<()> {
    let mut results = Results::default();
    let status = rig::run_beside(
        rig,
        rig::JOBS,
        |ready| {
            let mut command = command(ready)?;
            for (variable, named) in [(KUBECONFIG, "kubeconfig"), (KUBECTL, "kubectl")] {
                command.env(variable, ready[named].as_str().unwrap_or_default());
            }
            Ok(command)
        },
        |line| {
            if results.read(line) == Line::Worthwhile {
                println!("{line}");
            }
        },
    );
    match status {
        Ok(None) => bail!("stopped"),
        Ok(Some(status)) => tally.add_ignored(title, &results, status.success()),
        Err(error) => {
            println!("  {error:#}");
            tally.count(title, false);
        }
    }
    Ok(())
}
