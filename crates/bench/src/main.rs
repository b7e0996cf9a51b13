//! Benchmarks: the targets, each beside an anchor measured in the same run.
//!
//! `rows/` has one file per group of rows; each group runs in a process of its own, so that groups
//! do not warm or bloat each other, and hands its rows to the parent as JSON. `anchor/` is what
//! they are compared with. Figures never fail a run; what does not work does.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program whose purpose is to print what it measured"
)]

mod anchor;
mod api_server;
mod data;
mod hostile;
mod kinds;
mod measure;
mod options;
mod process;
mod repository;
mod rig;
mod row;
mod rows;
mod table;

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::Parser;

use api_server::STARTS_RIGS;
use options::{Options, Sizes};
use row::{Report, Row};
use rows::Group;

/// As the program that is measured has it.
#[global_allocator]
static ALLOCATOR: hedgerow_memory::Allocator = hedgerow_memory::Allocator;

fn main() -> ExitCode {
    hedgerow_memory::give_back_at_once();
    let options = Options::parse();
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let sizes = Sizes::of(options.quick, options.runs);
    if let Some(one) = &options.one {
        let answer = rows::once(one)?;
        println!("{answer}");
        return Ok(());
    }
    if let Some(group) = options.group {
        println!("{}", serde_json::to_string(&group.measure(&sizes)?)?);
        return Ok(());
    }
    if options.rigs && std::env::var_os(STARTS_RIGS).is_none() {
        bail!("rigs are started by `cargo xtask`: use `cargo xtask bench --rigs`");
    }
    let groups: Vec<Group> =
        Group::ALL.iter().copied().filter(|group| options.wants(*group)).collect();
    if groups.is_empty() {
        bail!(
            "no group matches: the groups are {}",
            Group::ALL.map(|group| group.name()).join(", ")
        );
    }
    let mut report = Report::begin(options.quick);
    for group in groups {
        eprintln!("measuring {} …", group.name());
        let runs = format!("--runs={}", sizes.runs);
        let arguments =
            ["--group", group.name(), &runs, if options.quick { "--quick" } else { "--full" }];
        let rows: Vec<Row> = serde_json::from_str(&in_a_child(&arguments, options.rigs)?)?;
        report.rows.extend(rows);
    }
    println!("{}", table::of(&report));
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&report)? + "\n";
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// Runs this program again and gives what it printed; with rigs only where they are asked for.
fn in_a_child(arguments: &[&str], rigs: bool) -> Result<String> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut command = Command::new(program);
    if !rigs {
        command.env_remove(STARTS_RIGS);
    }
    let output = command
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start this program again")?;
    if !output.status.success() {
        bail!("`{}` ended with {}", arguments.join(" "), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}
