//! `hedgerow merge` as git calls it: one process for one file.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::data::hundred_lines;
use crate::measure::{Sample, repeat};
use crate::options::Sizes;
use crate::row::{Row, Target, Unit};

/// How much less often than what happens inside the process.
const RARER: usize = 10;

pub(super) fn measure(sizes: &Sizes) -> Result<Row> {
    let folder = tempfile::tempdir().context("no temporary directory")?;
    let base = hundred_lines();
    for (name, text) in [
        ("base", base.clone()),
        ("ours", base.replace("vlan: 1003", "vlan: 1303")),
        ("theirs", base.replace("vlan: 1007", "vlan: 1707")),
    ] {
        std::fs::write(folder.path().join(name), text).context("cannot write a text")?;
    }
    let program = std::env::current_exe().context("cannot find this program")?;
    let program = program.with_file_name("hedgerow");
    let times = (sizes.iterations / RARER).max(1);
    let run = |command: &dyn Fn() -> Command| -> Result<Sample> {
        let status = command().current_dir(folder.path()).stdout(Stdio::null()).status();
        if !status.is_ok_and(|status| status.success()) {
            bail!("a merge of the benchmark failed: {:?}", command());
        }
        Ok(repeat(times, || {
            let _ = command().current_dir(folder.path()).stdout(Stdio::null()).status();
        }))
    };
    let git = run(&|| {
        let mut command = crate::repository::command();
        command.args(["merge-file", "-p", "ours", "base", "theirs"]);
        command
    })?;
    let row = |sample: &Sample| {
        Row::new("hedgerow merge of 100 lines, the whole process", Unit::Milliseconds, sample)
            .beside("git merge-file", &git)
    };
    if !program.is_file() {
        return Ok(
            row(&Sample::default()).note("not measured: `hedgerow` is not beside this program")
        );
    }
    let ours = |arguments: &[&str]| run(&|| command(&program, arguments));
    let (merge, start) = (ours(&["merge", "base", "ours", "theirs"])?, ours(&["--version"])?);
    Ok(row(&merge)
        .target(sizes.full, Target::OfAnchor(2.0))
        .note(format!("{:.1} ms of it to start and say its version", start.median())))
}

fn command(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command
}
