//! `cargo xtask fuzz`: texts that a fuzzer makes are read, edited and merged, and the laws of that are held.
//!
//! libFuzzer does it, built into the programs of `fuzz/`, a workspace of its own that nothing else builds. The compiler
//! counts what an input reaches, which the stable toolchain can do as well. What was learned stays in the cache outside
//! of the checkout, and the next run goes on from there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{cargo, workspace};

/// The programs of `fuzz/`.
const TARGETS: [&str; 3] = ["read", "edit", "merge"];

/// Each edge that is taken is counted, for libFuzzer.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
                     -Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=1";

/// What `cargo xtask fuzz` takes.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// For how long at most each target runs.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=600))]
    minutes: u64,
    /// Only this one: read, edit or merge.
    #[arg(long, value_parser = TARGETS)]
    target: Option<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let folder = workspace::root()?.join("fuzz");
    let cache = workspace::cache()?.join("fuzz");
    let built = build(&folder, &cache.join("target"))?;
    let chosen = options.target.as_deref();
    let mut found = Vec::new();
    for target in TARGETS.iter().filter(|target| chosen.is_none_or(|chosen| chosen == **target)) {
        found.extend(try_inputs(target, &folder, &cache, &built, options.minutes)?);
    }
    for input in &found {
        println!("a law does not hold for {}", input.display());
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the targets, and says in which folder they are.
fn build(folder: &Path, target: &Path) -> Result<PathBuf> {
    let host = host()?;
    // Named, so that only the targets are built with the flags, and not what runs while they are built.
    let mut command = cargo::command()?;
    command.current_dir(folder).args(["build", "--release", "--locked", "--target", &host]);
    command.arg("--target-dir").arg(target).env("RUSTFLAGS", FLAGS);
    command.env_remove("CARGO_ENCODED_RUSTFLAGS");
    if !command.status().context("failed to run cargo")?.success() {
        bail!("the targets in {} do not build", folder.display());
    }
    Ok(target.join(host).join("release"))
}

fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("failed to run rustc")?;
    let told = String::from_utf8_lossy(&output.stdout);
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say what it builds for")
}

/// Runs one target until the time is up or a law does not hold; the input that showed that, if any.
fn try_inputs(
    target: &str,
    folder: &Path,
    cache: &Path,
    built: &Path,
    minutes: u64,
) -> Result<Option<PathBuf>> {
    let (corpus, found) = (cache.join("corpus").join(target), cache.join("found").join(target));
    for folder in [&corpus, &found] {
        fs::create_dir_all(folder)
            .with_context(|| format!("failed to make {}", folder.display()))?;
    }
    let before = inputs(&found)?;
    println!("{target}: {minutes} min at most");
    let mut command = Command::new("nice");
    command.arg("-n19").arg(built.join(target)).arg(&corpus).arg(folder.join("seeds").join(target));
    command.args(["-max_len=2048", "-timeout=20", "-rss_limit_mb=1500", "-print_final_stats=1"]);
    command.arg(format!("-max_total_time={}", minutes * 60));
    command.arg(format!("-artifact_prefix={}/", found.display()));
    let status = command.stdin(Stdio::null()).status().context("failed to run the target")?;
    let new = inputs(&found)?.into_iter().find(|input| !before.contains(input));
    match (status.success(), new) {
        (true, _) => Ok(None),
        (false, Some(input)) => Ok(Some(input)),
        // It is there from an earlier run, or nothing was written of it.
        (false, None) => bail!("{target} ended with {status}; what it found is above"),
    }
}

fn inputs(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut inputs = entries.collect::<Result<Vec<_>>>()?;
    inputs.sort();
    Ok(inputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_has_a_program_and_seeds() {
        let folder = workspace::root().unwrap().join("fuzz");
        for target in TARGETS {
            assert!(folder.join("targets").join(format!("{target}.rs")).is_file());
            assert!(!inputs(&folder.join("seeds").join(target)).unwrap().is_empty());
        }
    }
}
