//! One process: started, its output read, and ended in time together with everything it started.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use secrecy::{ExposeSecret, SecretString};

use super::deadline::Watch;
use super::trace::{self, LastRequest, Redirect};
use super::{Deadline, Limit, Version};
use crate::way::Found;
use crate::{Cancel, Clock};

/// How long git may take to tidy up after it was asked to stop.
const GRACE: Duration = Duration::from_secs(2);
/// How often a cancellation is looked for.
const TICK: Duration = Duration::from_millis(50);
/// How much of what git says is kept. The rest is read and dropped, so that git never blocks.
const KEPT: usize = 1 << 20;

/// Why git did not run to an end of its own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// The program's folder is nothing that an answer should hold.
    #[error(
        "cannot start `{}`: {source}; install git {} or newer, or name its program in the configuration",
        name_of(program),
        Version::OLDEST
    )]
    Start { program: PathBuf, source: std::io::Error },
    #[error("`{}` is not git: it answered `{output}` when asked for its version", name_of(program))]
    NotGit { program: PathBuf, output: String },
    #[error(
        "git {found} is too old: {needed} or newer is needed, because older versions cannot be \
         isolated from the user's configuration and have different messages"
    )]
    TooOld { found: Version, needed: Version },
    #[error("the server cannot open another file or process: {0}")]
    Exhausted(std::io::Error),
    #[error("the connection to the git process was lost: {0}")]
    Io(std::io::Error),
}

impl RunError {
    /// A program that did not start.
    pub(crate) fn start(program: &Path, source: std::io::Error) -> Self {
        if is_exhausted(&source) {
            return Self::Exhausted(source);
        }
        tracing::error!(program = %program.display(), error = %source, "git cannot be started");
        Self::Start { program: program.to_owned(), source }
    }
}

impl From<std::io::Error> for RunError {
    fn from(source: std::io::Error) -> Self {
        if is_exhausted(&source) { Self::Exhausted(source) } else { Self::Io(source) }
    }
}

/// Whether it is this machine, or a limit of this process, that has no more of something.
fn is_exhausted(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    errno.is_some_and(|errno| {
        [Errno::MFILE, Errno::NFILE, Errno::AGAIN, Errno::NOMEM].contains(&errno)
    })
}

fn name_of(program: &Path) -> String {
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

/// What is to be run.
pub(crate) struct Process<'a> {
    pub(crate) program: &'a Path,
    pub(crate) arguments: &'a [OsString],
    pub(crate) directory: &'a Path,
    pub(crate) environment: Vec<(&'static str, OsString)>,
    /// What descriptor 3 will say, once.
    pub(crate) answer: Option<SecretString>,
    pub(crate) deadline: Deadline<'a>,
    pub(crate) clock: &'a Clock,
    pub(crate) cancel: &'a Cancel,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// By itself; `None` when by a signal.
    Exited(Option<i32>),
    /// Its time was over.
    TimedOut(Limit),
    /// The caller wanted no more of it.
    Cancelled,
}

/// What is left of a process.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) ended: Ended,
    pub(crate) stdout: String,
    /// Without lines that were overwritten by later progress.
    pub(crate) stderr: String,
    /// What the remote answered last, when that sends elsewhere and is why it failed.
    pub(crate) redirect: Option<Redirect>,
    /// What is said of that redirect, which was not followed.
    pub(crate) led: Option<String>,
    /// What is wrong on the way there, when that is why it failed.
    pub(crate) found: Option<Found>,
}

impl Finished {
    /// One that was not begun.
    fn cancelled() -> Self {
        let (stdout, stderr) = (String::new(), String::new());
        Self { ended: Ended::Cancelled, stdout, stderr, redirect: None, led: None, found: None }
    }

    pub(crate) fn success(&self) -> bool {
        self.ended == Ended::Exited(Some(0))
    }
}

/// What the threads that read a process's output report.
enum Message {
    /// A line for people; whether it stays on a terminal or is overwritten.
    Line {
        text: String,
        stays: bool,
    },
    Output(Vec<u8>),
    StderrClosed,
}

pub(crate) fn run(
    process: &Process<'_>,
    progress: &mut dyn FnMut(&str),
) -> Result<Finished, RunError> {
    if process.cancel.is_cancelled() {
        return Ok(Finished::cancelled());
    }
    let mut command = match &process.answer {
        None => {
            let mut command = Command::new(process.program);
            command.stdin(Stdio::null());
            command
        }
        // Only standard input can be handed down without unsafe code, and git does not pass its own
        // on to credential helpers: the shell moves the pipe to descriptor 3 and becomes git.
        Some(answer) => {
            let (reader, mut writer) = std::io::pipe()?;
            // Less than a pipe holds (4 KiB at the least), so this cannot block.
            writer.write_all(answer.expose_secret().as_bytes())?;
            drop(writer);
            let mut command = Command::new("sh");
            command.args(["-c", r#"exec 3<&0 </dev/null; exec "$0" "$@""#]).arg(process.program);
            command.stdin(reader);
            command
        }
    };
    let mut child = command
        .args(process.arguments)
        .env_clear()
        .envs(process.environment.iter().map(|(name, value)| (*name, value)))
        .current_dir(process.directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|source| RunError::start(process.program, source))?;
    // The command holds our end of the answer's pipe.
    drop(command);
    let (sender, messages) = channel();
    if let Some(stdout) = child.stdout.take() {
        spawn_output_reader(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        spawn_line_reader(stderr, sender);
    }
    let mut running = Running {
        process,
        messages,
        stdout: None,
        stderr: String::new(),
        request: LastRequest::default(),
    };
    let ended = running.until_end(&mut child, progress);
    let ended = match ended {
        Ok(ended) => ended,
        Err(error) => {
            end(&mut child);
            return Err(error.into());
        }
    };
    Ok(Finished {
        ended,
        stdout: String::from_utf8_lossy(&running.stdout.unwrap_or_default()).into_owned(),
        stderr: running.stderr,
        redirect: match ended {
            Ended::Exited(code) if code != Some(0) => running.request.redirect(),
            _ => None,
        },
        led: None,
        found: None,
    })
}

struct Running<'a> {
    process: &'a Process<'a>,
    messages: Receiver<Message>,
    stdout: Option<Vec<u8>>,
    stderr: String,
    request: LastRequest,
}

impl Running<'_> {
    fn until_end(
        &mut self,
        child: &mut Child,
        progress: &mut dyn FnMut(&str),
    ) -> std::io::Result<Ended> {
        let mut watch = Watch::start(self.process.deadline, self.process.clock);
        let mut stderr_open = true;
        while stderr_open || self.stdout.is_none() {
            if self.process.cancel.is_cancelled() {
                end(child);
                return Ok(Ended::Cancelled);
            }
            let left = match watch.left() {
                Ok(left) => left,
                Err(limit) => {
                    end(child);
                    return Ok(Ended::TimedOut(limit));
                }
            };
            match self.messages.recv_timeout(left.min(TICK)) {
                Ok(Message::Line { text, stays }) => {
                    if let Some(told) = trace::told(&text) {
                        self.request.note(told);
                        continue;
                    }
                    watch.note_activity();
                    progress(&text);
                    if stays && self.stderr.len() < KEPT {
                        self.stderr.push_str(&text);
                        self.stderr.push('\n');
                    }
                }
                Ok(Message::Output(bytes)) => self.stdout = Some(bytes),
                Ok(Message::StderrClosed) => stderr_open = false,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        // It closed its outputs, so it is about to go.
        match wait(child, watch.left().unwrap_or(GRACE).max(GRACE))? {
            Some(status) => Ok(Ended::Exited(status.code())),
            None => {
                end(child);
                Ok(Ended::TimedOut(Limit::Silence))
            }
        }
    }
}

/// Waits for a process that is about to go.
fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(20);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

/// Asks the whole group to stop, so that git removes its lock files; then makes it.
fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let Some(group) = group else { return };
    // Both fail only when nothing of the group is left.
    let _ = kill_process_group(group, Signal::TERM);
    let gone = matches!(wait(child, GRACE), Ok(Some(_)));
    let _ = kill_process_group(group, Signal::KILL);
    if !gone {
        let _ = child.wait();
    }
}

fn spawn_output_reader(mut stdout: impl Read + Send + 'static, sender: Sender<Message>) {
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let mut buffer = [0; 8192];
        while let Ok(count @ 1..) = stdout.read(&mut buffer) {
            if kept.len() < KEPT {
                kept.extend_from_slice(buffer.get(..count).unwrap_or_default());
            }
        }
        // Nobody listens any more when the call was given up.
        let _ = sender.send(Message::Output(kept));
    });
}

fn spawn_line_reader(mut stderr: impl Read + Send + 'static, sender: Sender<Message>) {
    std::thread::spawn(move || {
        let mut line = Vec::new();
        let mut buffer = [0; 4096];
        let send = |line: &mut Vec<u8>, stays| {
            let text = String::from_utf8_lossy(line).trim_end().to_owned();
            line.clear();
            text.is_empty() || sender.send(Message::Line { text, stays }).is_ok()
        };
        // A carriage return overwrites the line, unless a line feed follows: ssh ends lines so.
        let mut returned = false;
        while let Ok(count @ 1..) = stderr.read(&mut buffer) {
            for byte in buffer.get(..count).unwrap_or_default() {
                let mut listened = true;
                if std::mem::take(&mut returned) && *byte != b'\n' {
                    listened = send(&mut line, false);
                }
                match byte {
                    b'\n' => listened = send(&mut line, true),
                    b'\r' => returned = true,
                    _ if line.len() < KEPT => line.push(*byte),
                    _ => {}
                }
                if !listened {
                    return;
                }
            }
        }
        send(&mut line, true);
        let _ = sender.send(Message::StderrClosed);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, deadline: Deadline<'_>, cancel: &Cancel) -> Finished {
        let arguments = ["-c".into(), script.into()];
        let process = Process {
            program: Path::new("sh"),
            arguments: &arguments,
            directory: Path::new("/"),
            environment: vec![("PATH", std::env::var_os("PATH").unwrap())],
            answer: Some("the answer\n".to_owned().into()),
            deadline,
            clock: &Clock::default(),
            cancel,
        };
        run(&process, &mut |_| ()).unwrap()
    }

    const LONG: Deadline<'static> = Deadline::Whole(Duration::from_secs(60));

    #[test]
    fn descriptor_three_says_the_answer_once_and_standard_input_is_empty() {
        let finished = shell("cat; cat <&3; cat <&3", LONG, &Cancel::new());
        assert_eq!(finished.stdout, "the answer\n");
        assert!(finished.success());
    }

    #[test]
    fn lines_that_progress_overwrote_are_not_kept() {
        let script = r"printf '1%%\r2%%\rdone\nssh says\r\nfatal: x' >&2; exit 7";
        let finished = shell(script, LONG, &Cancel::new());
        assert_eq!(finished.stderr, "done\nssh says\nfatal: x\n");
        assert_eq!(finished.ended, Ended::Exited(Some(7)));
    }

    #[test]
    fn a_process_that_outlives_its_deadline_is_ended_with_its_children() {
        let start = Instant::now();
        let deadline = Deadline::Whole(Duration::from_millis(100));
        let finished = shell("sleep 600 & sleep 600; wait", deadline, &Cancel::new());
        assert_eq!(finished.ended, Ended::TimedOut(Limit::Silence));
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_process_that_ignores_the_request_to_stop_is_killed() {
        let deadline = Deadline::Whole(Duration::from_millis(100));
        let finished = shell("trap '' TERM; while :; do sleep 600; done", deadline, &Cancel::new());
        assert_eq!(finished.ended, Ended::TimedOut(Limit::Silence));
    }

    #[test]
    fn a_machine_without_room_is_not_asked_to_install_git() {
        for errno in [24, 23, 11, 12] {
            let error = RunError::start(Path::new("git"), std::io::Error::from_raw_os_error(errno));
            assert!(matches!(error, RunError::Exhausted(_)), "{error}");
        }
        let error = RunError::start(Path::new("/opt/git"), std::io::Error::from_raw_os_error(2));
        let text = error.to_string();
        assert!(text.contains("install git") && !text.contains("/opt"), "{text}");
    }

    #[test]
    fn a_cancelled_process_is_ended() {
        let cancel = Cancel::new();
        cancel.cancel();
        assert_eq!(shell("sleep 600", LONG, &cancel).ended, Ended::Cancelled);
    }
}
