//! A program is run: without a shell, in an environment of its own, within a time and so many bytes.

use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use super::{Exec, ExecTrouble};

/// The most bytes that are read of what it prints.
pub(super) const LARGEST: usize = 256 << 10;

/// Of the server's own environment, what a program is given: where programs are, and where their files are.
const GIVEN: [&str; 2] = ["PATH", "HOME"];

/// Ends what is left of a group of processes.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // It fails only when nothing of the group is left.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Runs a program that is told `info`, and gives what it printed. Whatever it started ends with it. What it says on its
/// other output is nobody's.
pub(super) async fn run(exec: &Exec, info: &str, limit: Duration) -> Result<Vec<u8>, ExecTrouble> {
    let mut command = Command::new(&exec.command);
    command
        .args(&exec.args)
        .env_clear()
        .envs(GIVEN.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))))
        .envs(&exec.env)
        .env("KUBERNETES_EXEC_INFO", info)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ExecTrouble::NotFound,
        kind => ExecTrouble::NotStarted(kind.to_string()),
    })?;
    let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let _group = Group(group);
    let whole = async {
        let mut printed = Vec::new();
        if let Some(output) = child.stdout.take() {
            let most = u64::try_from(LARGEST + 1).unwrap_or(u64::MAX);
            let read = output.take(most).read_to_end(&mut printed).await;
            read.map_err(|error| ExecTrouble::NotStarted(error.kind().to_string()))?;
        }
        if printed.len() > LARGEST {
            return Err(ExecTrouble::TooLarge(LARGEST));
        }
        let ended = child.wait().await;
        let ended = ended.map_err(|error| ExecTrouble::NotStarted(error.kind().to_string()))?;
        match ended.code() {
            Some(0) => Ok(printed),
            Some(code) => Err(ExecTrouble::Failed(code)),
            None => Err(ExecTrouble::Ended),
        }
    };
    match tokio::time::timeout(limit, whole).await {
        Ok(ended) => ended,
        Err(_) => Err(ExecTrouble::TimedOut(limit)),
    }
}
