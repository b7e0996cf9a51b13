//! The program of `rigs/webhook`, built: it makes edits up, judges them, and serves an API server as its webhook.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::de::DeserializeOwned;
use tempfile::TempDir;

use super::edit::{Answer, Line};

/// The built program, in a folder of its own that goes with it.
pub(super) struct Program {
    folder: TempDir,
}

/// Which edits are made up.
pub(super) struct Wanted {
    pub(super) seed: u64,
    /// How many violate a clause, and how many nearly do.
    pub(super) each: u64,
    /// How many edits of a value anywhere are made up in each fabric.
    pub(super) mutations: u64,
}

impl Program {
    pub(super) fn build() -> Self {
        let program = Self { folder: tempfile::tempdir().unwrap() };
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rigs/webhook");
        let mut build = Command::new("go");
        build.current_dir(source).args(["build", "-buildvcs=false", "-o"]);
        build.arg(program.at("webhook")).arg(".");
        // It needs nothing but Go itself, so nothing is fetched.
        for (name, value) in [
            ("GOFLAGS", ""),
            ("GOWORK", "off"),
            ("GOPROXY", "off"),
            ("GOTOOLCHAIN", "local"),
            ("CGO_ENABLED", "0"),
        ] {
            build.env(name, value);
        }
        run(&mut build);
        program
    }

    /// A file in the program's folder.
    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, to be called with one of its commands.
    pub(super) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.at("webhook"));
        command.arg(name);
        command
    }

    pub(super) fn generate(&self, wanted: &Wanted) -> Vec<Line> {
        let Wanted { seed, each, mutations } = wanted;
        let mut generate = self.command("generate");
        generate.args(["--count", "1", "--seed", &seed.to_string(), "--each", &each.to_string()]);
        generate.args(["--mutations", &mutations.to_string()]);
        run(generate.stdout(File::create(self.at("edits")).unwrap()));
        lines(&self.at("edits"))
    }

    /// What the program says of the edits that it made up last.
    pub(super) fn judge(&self) -> Vec<Answer> {
        let mut judge = self.command("judge");
        judge.stdin(File::open(self.at("edits")).unwrap());
        run(judge.stdout(File::create(self.at("answers")).unwrap()));
        lines(&self.at("answers"))
    }
}

fn run(command: &mut Command) {
    let status = command.stderr(Stdio::inherit()).status();
    let status = status.unwrap_or_else(|error| {
        panic!("failed to run {}: {error}; rigs/webhook needs Go", command.get_program().display())
    });
    assert!(status.success(), "{command:?}: {status}");
}

fn lines<T: DeserializeOwned>(file: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
