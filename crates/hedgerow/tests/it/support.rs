//! Starting the program, and a server to talk to.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

/// The program, undisturbed by the environment of who runs the tests.
pub(crate) fn hedgerow() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hedgerow"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HEDGEROW_") {
            command.env_remove(name);
        }
    }
    command
}

/// What a command printed and how it ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Insists on success and gives the output on.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

impl std::fmt::Debug for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n--- out\n{}\n--- err\n{}", self.code, self.out, self.err)
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs a command without a server.
pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    hedgerow().args(arguments).stdin(Stdio::null()).output().unwrap().into()
}

/// Runs a command with something on its standard input.
pub(crate) fn run_with_input(mut command: Command, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

/// Writes files into a fresh directory.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A server process with a data directory of its own. Killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) token: String,
    /// What it printed until it was ready.
    pub(crate) printed: String,
}

impl Server {
    /// Starts `hedgerow serve` or `hedgerow demo` on a free port and waits for its ready file.
    pub(crate) fn start(command: &str, data: &Path, more: &[&str]) -> Self {
        Self::start_as(hedgerow(), Stdio::null(), command, data, more)
    }

    /// As [`Self::start`], with every line that can be logged, in a file.
    pub(crate) fn start_logging(data: &Path, log: &Path) -> Self {
        let mut program = hedgerow();
        program.env("HEDGEROW_LOG_FILTER", "trace");
        Self::start_as(program, fs::File::create(log).unwrap().into(), "serve", data, &[])
    }

    /// Starts `serve` by a command that leads to the program.
    pub(crate) fn start_by(program: Command, data: &Path) -> Self {
        Self::start_as(program, Stdio::null(), "serve", data, &[])
    }

    fn start_as(
        mut program: Command,
        log: Stdio,
        command: &str,
        data: &Path,
        more: &[&str],
    ) -> Self {
        let ready = data.join("ready.json");
        fs::create_dir_all(data).unwrap();
        let mut child = program
            .arg(command)
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .arg("--ready-file")
            .arg(&ready)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        // The last line comes right before the ready file.
        let mut printed = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let last =
            if command == "demo" { "The demo lives in" } else { "the administrator's token" };
        loop {
            let mut line = String::new();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it ended: {printed}");
            printed.push_str(&line);
            if line.starts_with(last) {
                break;
            }
        }
        let text = loop {
            match fs::read_to_string(&ready) {
                Ok(text) => break text,
                Err(_) => assert!(child.try_wait().unwrap().is_none(), "it ended: {printed}"),
            }
            std::thread::yield_now();
        };
        let json: Json = serde_json::from_str(&text).unwrap();
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        Self { child, url: text("url"), token: text("token"), printed }
    }

    /// Its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// A command that talks to this server.
    pub(crate) fn command(&self) -> Command {
        let mut command = hedgerow();
        command.env("HEDGEROW_URL", &self.url).env("HEDGEROW_TOKEN", &self.token);
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command against this server; the words are parted by blanks.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.command().args(line.split_whitespace()).output().unwrap().into()
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn terminate(mut self) -> i32 {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A path below a directory, as text.
pub(crate) fn below(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}
