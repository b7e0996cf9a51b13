//! The tests beside the real Argo CD and the real Flux, one after the other.

use anyhow::Result;

use super::cluster;
use super::tally::Tally;
use crate::cargo;
use crate::rig::Rig;

/// Starts each applier, which is built if it was not yet, and runs its tests beside it.
pub(super) fn run(tally: &mut Tally) -> Result<()> {
    for (rig, title, tests) in [
        (Rig::Argo, "the tests beside Argo CD", "argo::"),
        (Rig::Flux, "the tests beside Flux", "flux::"),
    ] {
        cluster::run_ignored(tally, title, rig, |_| {
            let mut command = cargo::command()?;
            command.args(["test", "--package", "hedgerow", "--locked", "--no-fail-fast"]);
            command.args(["--test", "appliers", "--", tests, "--ignored", "--show-output"]);
            Ok(command)
        })?;
    }
    Ok(())
}
