//! The programs of a counterpart: started, watched, and never left behind.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal};

/// The hidden task that ties a program's life to this one's.
pub(crate) const TIED: &str = "tied";

/// How long a program may take to end after being asked to, before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running program. Dropping it kills it with its descendants (its process group).
#[derive(Debug)]
pub(super) struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
    status: Option<ExitStatus>,
}

impl Process {
    /// Starts `program` in a process group of its own, with both outputs in `dir/<name>.log` and an environment of only
    /// `PATH`, `HOME` (= `dir`) and what is given: a counterpart must not depend on who starts it.
    pub(super) fn start<I, S>(
        name: &'static str,
        program: &Path,
        args: I,
        environment: &[(&str, &OsStr)],
        dir: &Path,
    ) -> Result<Self>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let log = dir.join(format!("{name}.log"));
        let output =
            File::create(&log).with_context(|| format!("failed to write {}", log.display()))?;
        let mut command = tied(program);
        command
            .args(args)
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        isolate(&mut command, dir, environment);
        command.process_group(0);
        let child = command
            .spawn()
            .with_context(|| format!("failed to start {name} ({})", program.display()))?;
        Ok(Self { name, child, log, status: None })
    }

    /// A sentence with the end of the log when the program is no longer there.
    pub(super) fn ended(&mut self) -> Option<String> {
        if self.status.is_none() {
            // failing to ask is like "still there": the next step will show it
            self.status = self.child.try_wait().ok().flatten();
        }
        let status = self.status?;
        Some(format!("{} ended ({status}); it said last:\n{}", self.name, self.last_words()))
    }

    /// The error of a program that should have stayed.
    pub(super) fn must_live(&mut self) -> Result<()> {
        match self.ended() {
            Some(ended) => Err(anyhow!(ended)),
            None => Ok(()),
        }
    }

    /// The memory it holds now, in bytes; none where the system does not tell.
    pub(super) fn memory_bytes(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
    }

    fn last_words(&self) -> String {
        const LINES: usize = 12;
        let log = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LINES)..].join("\n")
    }

    /// Asks it to end and waits; kills it when it takes too long.
    fn stop(&mut self) {
        let Some(group) = Pid::from_raw(self.child.id().cast_signed()) else { return };
        if self.ended().is_none() {
            // errors of these calls mean "already gone"
            let _ = rustix::process::kill_process(group, Signal::TERM);
            let begun = Instant::now();
            while self.ended().is_none() && begun.elapsed() < PATIENCE {
                thread::sleep(Duration::from_millis(10));
            }
        }
        let _ = rustix::process::kill_process_group(group, Signal::KILL);
        if self.status.is_none() {
            self.status = self.child.wait().ok();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.status.is_none() {
            self.stop();
        }
    }
}

/// Stops all, the last started first.
pub(super) fn stop_all(processes: &mut [Process]) {
    for process in processes.iter_mut().rev() {
        process.stop();
    }
}

/// Runs a program to its end and gives its standard output; a failure carries what it said.
pub(super) fn output<I, S>(
    program: &Path,
    args: I,
    environment: &[(&str, &OsStr)],
    dir: &Path,
) -> Result<String>
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).current_dir(dir);
    isolate(&mut command, dir, environment);
    run(&mut command)
}

/// Runs `command` to its end and gives its standard output; a failure carries what it said.
pub(super) fn run(command: &mut Command) -> Result<String> {
    let name = Path::new(command.get_program())
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let first = command.get_args().find(|arg| !arg.as_encoded_bytes().starts_with(b"-"));
    let name = match first {
        Some(first) => format!("{name} {}", first.to_string_lossy()),
        None => name,
    };
    let output = command.output().with_context(|| format!("failed to run {name}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(anyhow!("{name} failed ({}): {}", output.status, said.trim()));
    }
    String::from_utf8(output.stdout).with_context(|| format!("{name} printed no text"))
}

fn isolate(command: &mut Command, home: &Path, environment: &[(&str, &OsStr)]) {
    command.env_clear().env("HOME", home);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.envs(environment.iter().copied());
}

/// `program`, started through the hidden task where the system can tie a child to its parent.
#[cfg(target_os = "linux")]
fn tied(program: &Path) -> Command {
    // this very program, even when its file was built again meanwhile
    let mut command = Command::new("/proc/self/exe");
    command.arg(TIED).arg(std::process::id().to_string()).arg(program);
    command
}

#[cfg(not(target_os = "linux"))]
fn tied(program: &Path) -> Command {
    Command::new(program)
}

/// The hidden task: asks the kernel for SIGKILL when the parent dies, then becomes the program.
///
/// Without it a killed `cargo xtask rig` (or test) would leave its servers running for good.
pub(crate) fn run_tied(command: &[OsString]) -> Result<ExitCode> {
    let [parent, program, args @ ..] = command else { bail!("no program was named") };
    #[cfg(target_os = "linux")]
    {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))
            .context("failed to tie the program to its parent")?;
        let now = rustix::process::getppid().map(|pid| pid.to_string());
        if now.as_deref().map(OsStr::new) != Some(parent) {
            bail!("the parent died before the program was started");
        }
    }
    let error = Command::new(program).args(args).exec();
    Err(anyhow!(error).context(format!("failed to run {}", program.display())))
}
