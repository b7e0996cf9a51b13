//! A database as the program of today leaves it, for the tests of the programs to come.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{cargo, workspace};

/// Has the engine fill a database, and keeps it as SQL text beside the tests of the store.
pub(crate) fn run() -> Result<ExitCode> {
    let folder = workspace::root()?.join("crates/store/tests/fixtures");
    let mut command = cargo::command()?;
    command.args(["run", "--locked", "--package", "hedgerow-engine", "--example", "fixture", "--"]);
    let status = command.arg(&folder).status().context("failed to run cargo")?;
    ensure!(status.success(), "failed to write a database to {}", folder.display());
    println!("written to {}; name it in crates/store/tests/it/upgrade.rs", folder.display());
    Ok(ExitCode::SUCCESS)
}
