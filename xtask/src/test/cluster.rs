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

/// The crates that have such tests, all in their `tests/it`.
const CRATES: [&str; 2] = ["hedgerow-rules", "hedgerow-engine"];

/// Starts the API server, which is built if it was not yet, and runs the tests beside it.
pub(super) fn run(tally: &mut Tally, built: Built) -> Result<()> {
    run_ignored(tally, "the tests beside an API server", Rig::Kube, |_| {
        let mut command = cargo::command()?;
        command.args(match built {
            Built::WithTests => &["test", "--workspace"][..],
            Built::Alone => &["test", "--package", CRATES[0], "--package", CRATES[1]],
        });
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
            command.env(KUBECONFIG, ready["kubeconfig"].as_str().unwrap_or_default());
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
