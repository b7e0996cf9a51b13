//! Running a program beside a counterpart.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};
use serde_json::Value;

use super::stop::Stop;
use super::{Rig, binaries, first_ended, process, scratch, start};

/// Builds and starts a counterpart, runs a command beside it that is made from what the ready file would say, and stops
/// the counterpart, whatever became of the command. Each line of the command's output goes to `line`. What the command
/// leaves in its temporary folder goes with the counterpart.
///
/// It gives how the command ended, and nothing when this program is asked to stop: the command and what it started are
/// killed then.
///
/// # Errors
/// When the counterpart does not start, or ends by itself.
pub(crate) fn run_beside(
    rig: Rig,
    jobs: usize,
    command: impl FnOnce(&Value) -> Result<Command>,
    line: impl FnMut(&str),
) -> Result<Option<ExitStatus>> {
    let binaries = binaries(rig, jobs)?;
    let dir = scratch(rig)?;
    let stop = Stop::listen(false)?;
    let mut running = start(rig, &binaries, dir.path(), &stop)?;
    let temporary = dir.path().join("temporary");
    fs::create_dir(&temporary).context("failed to make a temporary folder")?;
    let status = command(&running.ready).and_then(|mut command| {
        command.env("TMPDIR", &temporary);
        let ended = || first_ended(&mut running.processes);
        watch(command, line, || stop.wait(Duration::ZERO), ended)
    });
    process::stop_all(&mut running.processes);
    status
}

/// Runs the command to its end, unless this program is asked to stop or the counterpart ends.
fn watch(
    mut command: Command,
    mut line: impl FnMut(&str),
    is_stopped: impl Fn() -> bool,
    mut counterpart_ended: impl FnMut() -> Option<String>,
) -> Result<Option<ExitStatus>> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0);
    let child = command.spawn().context("failed to start what runs beside the counterpart")?;
    let mut group = Group(child);
    let output = group.0.stdout.take().context("it has no output")?;
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    loop {
        match lines.recv_timeout(Duration::from_millis(100)) {
            Ok(read) => line(&String::from_utf8_lossy(&read)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return group.0.wait().map(Some).context("failed to wait for it");
            }
        }
        if is_stopped() {
            return Ok(None);
        }
        if let Some(ended) = counterpart_ended() {
            bail!(ended);
        }
    }
}

/// A process that leads a group; what is left of the group when this is dropped is killed.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = Pid::from_raw(self.0.id().cast_signed()) {
            // an error means that nobody is left
            let _ = rustix::process::kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn each_line_is_passed_on_and_the_outcome_is_the_commands() {
        let mut lines = Vec::new();
        let line = |line: &str| lines.push(line.to_owned());
        let status = watch(shell("echo one; echo two; exit 3"), line, || false, || None).unwrap();
        let code = status.and_then(|status| status.code());
        assert_eq!((code, lines), (Some(3), vec!["one".to_owned(), "two".to_owned()]));
    }

    #[test]
    fn a_command_ends_when_this_program_is_to_stop_or_the_counterpart_ended() {
        let endless = "echo $$; sleep 600 & wait";
        let begun = Instant::now();
        assert_eq!(watch(shell(endless), |_| {}, || true, || None).unwrap(), None);
        let ended = || Some("etcd ended".to_owned());
        let error = watch(shell(endless), |_| {}, || false, ended).unwrap_err();
        assert_eq!(error.to_string(), "etcd ended");
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
}
