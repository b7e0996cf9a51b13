//! `cargo xtask mutants`: whether the tests notice when a line that decides something is changed on purpose.
//!
//! cargo-mutants does it, in a copy of the tree that is kept outside the checkout with its own target folder, so that
//! nothing here is touched and only the first run builds everything. What changed lately is tried first; when the time
//! is up, what was tried is told.

mod tree;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use rustix::process::{Pid, Signal, kill_process};

use crate::{cargo, workspace};

/// The version of cargo-mutants that is installed.
const VERSION: &str = "27.1.0";

/// How long cargo-mutants may take to end after being asked to.
const PATIENCE: Duration = Duration::from_secs(20);

/// What `cargo xtask mutants` takes.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// For how long at most.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=60))]
    minutes: u64,
    /// Files that changed since this commit are tried first; main~20 when not given.
    #[arg(long, value_name = "COMMIT")]
    since: Option<String>,
    /// Only these, in this order: rules, plan, merge, drift, outbound, access (its permissions), server (its table of
    /// who may call what). All when none is given.
    #[arg(value_name = "CRATE")]
    crates: Vec<String>,
}

/// What is worth changing on purpose: pure code that decides.
struct Target {
    name: &'static str,
    files: &'static [&'static str],
}

const TARGETS: [Target; 7] = [
    Target { name: "rules", files: &["crates/rules/src"] },
    Target { name: "plan", files: &["crates/plan/src"] },
    Target { name: "merge", files: &["crates/merge/src"] },
    Target { name: "drift", files: &["crates/drift/src"] },
    Target { name: "outbound", files: &["crates/outbound/src"] },
    Target {
        name: "access",
        files: &["crates/access/src/permissions.rs", "crates/access/src/principal.rs"],
    },
    Target { name: "server", files: &["crates/server/src/permissions.rs"] },
];

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let begun = Instant::now();
    let root = workspace::root()?;
    let program = ensure()?;
    let cache = workspace::cache()?.join("mutants");
    let tree = cache.join("tree");
    tree::copy(&root, &tree)?;
    let since = since(&root, options.since.as_deref())?;
    let passes = passes(&root, &chosen(&root, &options.crates)?, since.as_deref())?;
    let mut tally = Tally::default();
    for pass in &passes {
        tally.of += count(&program, &tree, pass)?;
    }
    let end = begun + Duration::from_secs(options.minutes * 60);
    for (number, pass) in passes.iter().enumerate() {
        if Instant::now() >= end {
            break;
        }
        let out = cache.join(format!("out-{number}"));
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        fs::create_dir_all(&out)?;
        try_mutants(&program, &tree, pass, &out, end)?;
        tally.add(&out.join("mutants.out"))?;
    }
    let minutes = begun.elapsed().as_secs().div_ceil(60);
    println!("\n{}", tally.summary(minutes));
    Ok(ExitCode::SUCCESS)
}

/// The targets of these names that the tree has; all of them when none is named.
fn chosen(root: &Path, names: &[String]) -> Result<Vec<&'static Target>> {
    let mut chosen = Vec::new();
    for name in names {
        let Some(target) = TARGETS.iter().find(|target| target.name == name) else {
            let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            bail!("nothing is known of `{name}`; it is one of {}", known.join(", "));
        };
        chosen.push(target);
    }
    if names.is_empty() {
        chosen.extend(&TARGETS);
    }
    chosen.retain(|target| target.files.iter().any(|file| root.join(file).exists()));
    Ok(chosen)
}

/// The commit since which changes count. Without one, a clone may have too little history: then nothing comes first.
fn since(root: &Path, given: Option<&str>) -> Result<Option<String>> {
    let commit = given.unwrap_or("main~20");
    let mut command = Command::new("git");
    command.current_dir(root).args(["rev-parse", "--verify", "--quiet", "--end-of-options"]);
    let known =
        command.arg(format!("{commit}^{{commit}}")).output().context("failed to run git")?;
    match (known.status.success(), given) {
        (true, _) => Ok(Some(commit.to_owned())),
        (false, None) => Ok(None),
        (false, Some(commit)) => bail!("there is no commit `{commit}`"),
    }
}

/// The files of one run: those that match, but for some.
#[derive(Debug, PartialEq, Eq)]
struct Pass {
    files: Vec<String>,
    but: Vec<String>,
}

/// What changed since a commit, of all targets; then the rest of each.
fn passes(root: &Path, targets: &[&Target], since: Option<&str>) -> Result<Vec<Pass>> {
    let mut first = Vec::new();
    let mut rest = Vec::new();
    for target in targets {
        let changed = match since {
            Some(since) => changed(root, target, since)?,
            None => Vec::new(),
        };
        let globs = target.files.iter().map(|file| match file.ends_with(".rs") {
            true => (*file).to_owned(),
            false => format!("{file}/**/*.rs"),
        });
        rest.push(Pass { files: globs.collect(), but: changed.clone() });
        if !changed.is_empty() {
            first.push(Pass { files: changed, but: Vec::new() });
        }
    }
    first.extend(rest);
    Ok(first)
}

/// The files of a target that changed since a commit.
fn changed(root: &Path, target: &Target, since: &str) -> Result<Vec<String>> {
    let mut command = Command::new("git");
    command.current_dir(root).args(["diff", "--name-only", "--diff-filter=d", since, "--"]);
    let output = command.args(target.files).output().context("failed to run git")?;
    if !output.status.success() {
        bail!("failed to compare: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

impl Pass {
    fn arguments(&self) -> Vec<OsString> {
        // of all packages, and not only of the one that is built when none is named
        let mut arguments = vec!["mutants".into(), "--workspace".into()];
        for (flag, files) in [("--file", &self.files), ("--exclude", &self.but)] {
            for file in files {
                arguments.extend([flag.into(), file.into()]);
            }
        }
        arguments
    }
}

fn count(program: &Path, tree: &Path, pass: &Pass) -> Result<usize> {
    let mut command = mutants(program, tree, pass)?;
    let output = command.arg("--list").output().context("failed to run cargo-mutants")?;
    if !output.status.success() {
        bail!("cargo-mutants: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().count())
}

/// Runs one pass until it is done or the time is up.
fn try_mutants(program: &Path, tree: &Path, pass: &Pass, out: &Path, end: Instant) -> Result<()> {
    let mut command = mutants(program, tree, pass)?;
    command
        .args(["--in-place", "--profile=dev"])
        .args(["--minimum-test-timeout=60", "--output"])
        .arg(out)
        // without symbols linking is quicker, and a law that needs many cases is not a test of one line
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("PROPTEST_CASES", "64")
        .env("RUST_BACKTRACE", "0");
    let mut child = command.spawn().context("failed to run cargo-mutants")?;
    let Some(status) = wait(&mut child, end)? else {
        // it puts its line back and ends what it started
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::INT).context("failed to end cargo-mutants")?;
        }
        if wait(&mut child, Instant::now() + PATIENCE)?.is_none() {
            child.kill().context("failed to kill cargo-mutants")?;
            child.wait()?;
        }
        return Ok(());
    };
    // 2: some survived, 3: some ran out of time
    match status.code() {
        Some(0 | 2 | 3) => Ok(()),
        _ => bail!("cargo-mutants ended with {status}; do the tests pass as they are?"),
    }
}

fn wait(child: &mut Child, end: Instant) -> Result<Option<std::process::ExitStatus>> {
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(Some(status)),
            None if Instant::now() >= end => return Ok(None),
            None => thread::sleep(Duration::from_millis(100)),
        }
    }
}

/// cargo-mutants in the copy, giving way to whatever else the machine does.
fn mutants(program: &Path, tree: &Path, pass: &Pass) -> Result<Command> {
    let cargo = cargo::command()?;
    let mut command = Command::new("nice");
    command.arg("-n10").arg(program).args(pass.arguments()).current_dir(tree);
    for (name, value) in cargo.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Ok(command)
}

/// What became of the mutants.
#[derive(Debug, Default)]
struct Tally {
    of: usize,
    caught: usize,
    unbuilt: usize,
    missed: Vec<String>,
    timed_out: Vec<String>,
}

impl Tally {
    /// Adds what cargo-mutants wrote down so far.
    fn add(&mut self, out: &Path) -> Result<()> {
        let lines = |name: &str| -> Result<Vec<String>> {
            let path = out.join(name);
            if !path.exists() {
                return Ok(Vec::new());
            }
            let text = fs::read_to_string(&path)
                .with_context(|| format!("failed to read {}", path.display()))?;
            Ok(text.lines().map(str::to_owned).collect())
        };
        self.caught += lines("caught.txt")?.len();
        self.unbuilt += lines("unviable.txt")?.len();
        self.missed.extend(lines("missed.txt")?);
        self.timed_out.extend(lines("timeout.txt")?);
        Ok(())
    }

    fn summary(&self, minutes: u64) -> String {
        let tried = self.caught + self.unbuilt + self.missed.len() + self.timed_out.len();
        let mut told = String::new();
        for (word, lines) in [("timed out", &self.timed_out), ("survived", &self.missed)] {
            for line in lines {
                told.push_str(&format!("{word}: {line}\n"));
            }
        }
        told + &format!(
            "{tried} of {} mutants tried in {minutes} min: {} caught, {} survived, {} timed out, {} did not build",
            self.of,
            self.caught,
            self.missed.len(),
            self.timed_out.len(),
            self.unbuilt
        )
    }
}

/// The program, installed now if it is not there yet.
fn ensure() -> Result<PathBuf> {
    let tools = workspace::cache()?.join("tools");
    let installed = tools.join(format!("cargo-mutants-{VERSION}"));
    let program = installed.join("bin/cargo-mutants");
    fs::create_dir_all(&tools).with_context(|| format!("failed to make {}", tools.display()))?;
    // two terminals may ask at once: the second waits for the first's result
    let lock = File::create(tools.join("cargo-mutants.lock"))?;
    lock.lock().context("failed to lock the folder of tools")?;
    if program.exists() {
        return Ok(program);
    }
    eprintln!("installing cargo-mutants {VERSION} (once; minutes)");
    let partial = installed.with_extension("partial");
    let mut command = cargo::command()?;
    command
        .args(["install", "--locked", "--quiet", "--version", VERSION, "cargo-mutants", "--root"])
        .arg(&partial)
        // with the settings of nobody's checkout
        .current_dir(&tools);
    if !command.status().context("failed to run cargo")?.success() {
        bail!("failed to install cargo-mutants {VERSION}");
    }
    fs::rename(&partial, &installed).context("failed to put cargo-mutants in its place")?;
    Ok(program)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn git(dir: &Path, args: &[&str]) {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let mut command = Command::new("git");
        let status = command.current_dir(dir).args(identity).args(args).status().unwrap();
        assert!(status.success());
    }

    pub(super) fn write(dir: &Path, path: &str, text: &str) {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn repository() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        git(dir.path(), &["init", "-q"]);
        write(dir.path(), ".gitignore", "/target\n");
        write(dir.path(), "crates/plan/src/a.rs", "a");
        write(dir.path(), "crates/plan/src/b.rs", "b");
        write(dir.path(), "crates/server/src/permissions.rs", "p");
        git(dir.path(), &["add", "-A"]);
        git(dir.path(), &["commit", "-qm", "first"]);
        dir
    }

    #[test]
    fn what_changed_is_tried_before_the_rest_of_all() {
        let dir = repository();
        write(dir.path(), "crates/plan/src/b.rs", "other");
        let targets = chosen(dir.path(), &[]).unwrap();
        let names: Vec<&str> = targets.iter().map(|target| target.name).collect();
        assert_eq!(names, ["plan", "server"], "only what is there");
        let pass = |files: &[&str], but: &[&str]| Pass {
            files: files.iter().map(|&file| file.into()).collect(),
            but: but.iter().map(|&file| file.into()).collect(),
        };
        assert_eq!(
            passes(dir.path(), &targets, Some("HEAD")).unwrap(),
            [
                pass(&["crates/plan/src/b.rs"], &[]),
                pass(&["crates/plan/src/**/*.rs"], &["crates/plan/src/b.rs"]),
                pass(&["crates/server/src/permissions.rs"], &[]),
            ]
        );
        assert_eq!(passes(dir.path(), &targets, None).unwrap().len(), 2);
        assert_eq!(since(dir.path(), Some("HEAD")).unwrap().as_deref(), Some("HEAD"));
        assert_eq!(since(dir.path(), None).unwrap(), None, "too little history");
        assert!(since(dir.path(), Some("nowhere")).is_err());
        assert!(chosen(dir.path(), &["nothing".to_owned()]).is_err());
    }

    #[test]
    fn what_was_tried_is_counted_and_what_survived_is_named() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "caught.txt", "a\nb\n");
        write(dir.path(), "missed.txt", "src/c.rs:1:2: replace > with >=\n");
        let mut tally = Tally { of: 9, ..Tally::default() };
        tally.add(dir.path()).unwrap();
        tally.add(&dir.path().join("nothing yet")).unwrap();
        assert_eq!(
            tally.summary(7),
            "survived: src/c.rs:1:2: replace > with >=\n3 of 9 mutants tried in 7 min: 2 caught, 1 survived, 0 timed \
             out, 0 did not build"
        );
    }
}
