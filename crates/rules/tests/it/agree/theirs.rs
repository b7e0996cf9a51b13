//! The other reading: the program of `rigs/webhook`, built and asked.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A line of the stream of edits.
#[derive(Deserialize)]
pub(super) struct Line {
    /// `create`, `update`, `delete` or `configure`.
    pub(super) op: String,
    #[serde(default)]
    pub(super) object: Value,
    /// What of the fabric's configuration differs from the installer's defaults.
    #[serde(default)]
    pub(super) config: Value,
    /// Whether the fabric is emptied.
    #[serde(default)]
    pub(super) clear: bool,
    pub(super) aims: Option<Aims>,
}

/// What an edit was made up for.
#[derive(Deserialize)]
pub(super) struct Aims {
    pub(super) clause: String,
    pub(super) violates: bool,
}

/// What the other reading says of a line.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) allowed: bool,
    /// The clauses that refuse.
    pub(super) clauses: Vec<String>,
    /// The clauses that the cluster accepts although something breaks.
    pub(super) warnings: Vec<String>,
    pub(super) message: String,
}

/// How many edits of a value anywhere are made up in each fabric, for each of those of a clause.
const MUTATIONS: u64 = 25;

/// Edits that are made up, `each` that violate a clause and `each` that nearly do, with what the other reading says of
/// them.
pub(super) fn generated_and_judged(seed: u64, each: u64) -> (Vec<Line>, Vec<Answer>) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rigs/webhook");
    let mut build = Command::new("go");
    build.current_dir(source).args(["build", "-buildvcs=false", "-o"]).arg(at("webhook")).arg(".");
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
    // Beside those that are thought of, edits of a value anywhere.
    let mutations = (each * MUTATIONS).to_string();
    let (seed, each) = (seed.to_string(), each.to_string());
    let mut generate = Command::new(at("webhook"));
    generate.args([
        "generate",
        "--seed",
        &seed,
        "--count",
        "1",
        "--each",
        &each,
        "--mutations",
        &mutations,
    ]);
    run(generate.stdout(File::create(at("edits")).unwrap()));
    let mut judge = Command::new(at("webhook"));
    judge.arg("judge").stdin(File::open(at("edits")).unwrap());
    run(judge.stdout(File::create(at("answers")).unwrap()));
    (lines(&at("edits")), lines(&at("answers")))
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
