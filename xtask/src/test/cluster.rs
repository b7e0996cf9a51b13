//! The tests that need a Kubernetes API server: those that plain `cargo test` ignores.

use anyhow::{Result, bail};

use super::browser::Built;
use super::libtest::Line;
use super::tally::{Results, Tally};
use crate::cargo;
use crate::rig::{self, Rig};

/// Tells them where the API server is.
const KUBECONFIG: &str = "HEDGEROW_RIG_KUBECONFIG";

/// The crate that has such tests, all in its `tests/it`.
const CRATE: &str = "hedgerow-rules";

/// Starts the API server, which is built if it was not yet, and runs the tests beside it.
pub(super) fn run(tally: &mut Tally, built: Built) -> Result<()> {
    let mut results = Results::default();
    let status = rig::run_beside(
        Rig::Kube,
        rig::JOBS,
        |ready| {
            let mut command = cargo::command()?;
            command.args(match built {
                Built::WithTests => &["test", "--workspace"][..],
                Built::Alone => &["test", "--package", CRATE],
            });
            command.args(["--locked", "--no-fail-fast", "--test", "it", "--"]);
            command.args(["--ignored", "--show-output"]);
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
        Ok(Some(status)) => {
            tally.add_ignored("the tests beside an API server", &results, status.success())
        }
        Err(error) => {
            println!("  {error:#}");
            tally.count("the tests beside an API server", false);
        }
    }
    Ok(())
}
