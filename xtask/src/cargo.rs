//! Running cargo from within a program that cargo runs.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;

use crate::workspace;

/// A cargo command in the checkout, with the environment that a person's own shell would give it.
///
/// `cargo run` sets variables about the package it runs. Build scripts that watch them (ring's does) would see other
/// values than in a cargo typed by hand, and everything above them would be built again at each switch.
pub(crate) fn command() -> Result<Command> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let about_this_package = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
        });
        if about_this_package {
            command.env_remove(name);
        }
    }
    command.current_dir(workspace::root()?);
    Ok(command)
}

/// Runs a cargo command that builds `hedgerow`, and says where the program is.
pub(crate) fn program(args: &[&str]) -> Result<PathBuf> {
    built(args, ("bin", "hedgerow"))
}

/// Runs a cargo command, and says where the program of a kind (`bin`, `example`) and name is that it builds.
pub(crate) fn built(args: &[&str], (kind, name): (&str, &str)) -> Result<PathBuf> {
    let mut child = command()?
        .args(args)
        .args(["--locked", "--message-format=json-render-diagnostics"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("failed to run cargo")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut program = None;
    for line in BufReader::new(output).lines() {
        let message: Value = serde_json::from_str(&line?).unwrap_or_default();
        let (target, profile) = (&message["target"], &message["profile"]);
        if target["name"] == name
            && target["kind"][0] == kind
            && profile["test"] == false
            && let Some(path) = message["executable"].as_str()
        {
            program = Some(PathBuf::from(path));
        }
    }
    let status = child.wait().context("failed to wait for cargo")?;
    match program {
        Some(program) if status.success() => Ok(program),
        _ => bail!("cargo builds no program ({status})"),
    }
}

/// A command that builds `package` in this profile and runs its program.
pub(crate) fn run_program(
    profile: &str,
    package: &str,
    first: &[OsString],
    rest: &[OsString],
) -> Result<Command> {
    let mut command = command()?;
    // a person's relative paths (`--data DIR`) are meant from where they typed the command
    command.current_dir(env::current_dir()?);
    command.args([
        "run",
        "--profile",
        profile,
        "--locked",
        "--package",
        package,
        "--manifest-path",
    ]);
    command.arg(workspace::root()?.join("Cargo.toml"));
    command.arg("--").args(first).args(rest);
    Ok(command)
}

/// Builds `package` in this profile and becomes its program: signals and the exit code are the program's own.
pub(crate) fn become_program(
    profile: &str,
    package: &str,
    first: &[OsString],
    rest: &[OsString],
) -> Result<ExitCode> {
    let mut command = run_program(profile, package, first, rest)?;
    let error = command.exec();
    Err(anyhow!(error).context(format!("failed to run {}", command.get_program().display())))
}
