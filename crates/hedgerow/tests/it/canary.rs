//! Law 8 from outside: secrets that are put in as a credential are looked for afterwards wherever
//! something of them could have stayed.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::thread;

use hedgerow_testkit::{GitServer, Stage, TestRepository};

use crate::support::{Server, folder, run_with_input};

const FILE: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: web\n\
                    spec:\n  subnets:\n    front:\n      subnet: 10.0.1.0/24\n      vlan: 1001\n";

/// 128 random bits: they are nowhere by accident.
fn random() -> String {
    let mut bytes = [0; 16];
    File::open("/dev/urandom").unwrap().read_exact(&mut bytes).unwrap();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            files.extend(files_below(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files
}

/// What `/proc` shows to everybody of what a process started: command lines and environments.
fn shown_below(process: u32) -> Vec<(String, Vec<u8>)> {
    let mut shown = Vec::new();
    let tasks = fs::read_dir(format!("/proc/{process}/task"));
    for task in tasks.into_iter().flatten().flatten() {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|id| id.parse::<u32>().ok()) {
            let proc = PathBuf::from(format!("/proc/{child}"));
            let name = fs::read_to_string(proc.join("comm")).unwrap_or_default().trim().to_owned();
            for file in ["cmdline", "environ"] {
                // A process may end while it is looked at.
                shown.push((name.clone(), fs::read(proc.join(file)).unwrap_or_default()));
            }
            shown.extend(shown_below(child));
        }
    }
    shown
}

/// The secrets, in the forms in which they travel.
struct Canaries {
    needles: Vec<Vec<u8>>,
    /// Where was looked, and how much there was.
    searched: usize,
}

impl Canaries {
    fn search(&mut self, place: &str, bytes: &[u8]) {
        self.searched += bytes.len();
        for needle in &self.needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "a secret stands in {place}");
        }
    }

    fn search_files(&mut self, folder: &Path) {
        for file in files_below(folder) {
            // SQLite removes its own when it closes.
            if let Ok(bytes) = fs::read(&file) {
                self.search(&file.display().to_string(), &bytes);
            }
        }
    }
}

#[test]
fn a_secret_is_found_nowhere_after_it_was_stored_used_refused_and_exchanged() {
    let folder = folder(&[]);
    let below = |name: &str| folder.path().join(name);
    let remotes = below("remotes");
    for name in ["net.git", "other.git"] {
        let repository = TestRepository::create(remotes.join(name));
        repository.git(&["config", "http.receivepack", "true"]);
        repository.commit("main", "first", &[("env/web.yaml", Some(FILE))]);
    }
    let (first, second, wrong) = (random(), random(), random());
    let git = GitServer::start(&remotes);
    git.require("bot", &first);
    let elsewhere = GitServer::start(&remotes);
    elsewhere.require("bot", &first);
    let (data, log) = (below("data"), below("log"));
    let server = Server::start_logging(&data, &log);
    let mut said: Vec<String> = Vec::new();
    let mut run = |line: &str, secret: Option<&str>| {
        let mut command = server.command();
        command.args(line.split_whitespace());
        let ran = run_with_input(command, secret.unwrap_or_default());
        said.push(format!("{line}\n{ran:?}"));
        ran
    };

    run("credential add deploy --user bot -o json", Some(&first)).ok();
    run(&format!("repo add net {} --credential deploy", git.url("net.git")), None).ok();
    run("fabric add env --repo net --dir env --layout in-place", None).ok();
    run("sync env", None).ok();
    // The wrong host.
    let other = format!("repo add other {} --credential deploy", elsewhere.url("other.git"));
    assert_eq!(run(&other, None).code, 1);
    assert!(elsewhere.logins().is_empty(), "it was sent to another host");
    // While git and its helpers run, and while a push is on its way.
    run("draft env --change c --set VPC/web spec.subnets.front.vlan=2002", None).ok();
    let mut shown = Vec::new();
    for (stage, line) in [(Stage::Request, "sync env"), (Stage::PushTaken, "publish c")] {
        let held = git.hold(stage);
        thread::scope(|scope| {
            let running = scope.spawn(|| server.run(line));
            held.wait();
            shown.extend(shown_below(server.process()));
            held.release();
            running.join().unwrap().ok();
        });
    }
    assert!(shown.iter().any(|(name, _)| name.contains("git-remote")), "git was not seen");
    // Refused by the remote, in every way to ask.
    git.require("bot", &second);
    for line in ["sync env", "repo test net", "credential test deploy -o json"] {
        assert_eq!(run(line, None).code, 1, "{line}");
    }
    // Exchanged: wrongly, then rightly.
    assert_eq!(run("credential rotate deploy", Some(&wrong)).code, 1);
    run("credential rotate deploy -o json", Some(&second)).ok();
    run("sync env", None).ok();
    // A secret in the wrong place of a request.
    assert_eq!(run("credential add deploy", Some(&first)).code, 1);
    assert_eq!(run("credential add x --kind ssh-key", Some(&first)).code, 1);
    for line in [
        "credential list -o json",
        "repo list -o json",
        "status -o json",
        "runs -o json",
        "audit -o json --limit 1000",
        "audit --export csv",
        "audit --export jsonl",
    ] {
        run(line, None).ok();
    }
    run("audit --verify", None).ok();

    // In all the forms in which they went over the wire; there they were seen.
    let mut needles: Vec<Vec<u8>> = Vec::new();
    for login in git.logins() {
        needles.extend(login.strip_prefix("Basic ").map(|basic| basic.as_bytes().to_vec()));
    }
    assert!(needles.len() > 5, "the credential was not used");
    needles.extend([&first, &second, &wrong].map(|secret| secret.as_bytes().to_vec()));
    needles.sort();
    needles.dedup();
    let mut canaries = Canaries { needles, searched: 0 };
    for (name, bytes) in &shown {
        canaries.search(&format!("what /proc shows of {name}"), bytes);
    }
    for text in &said {
        canaries.search("what a command was answered", text.as_bytes());
    }
    // With the write-ahead log, and without.
    canaries.search_files(&data);
    assert_eq!(server.terminate(), 0);
    canaries.search_files(&data);
    let logged = fs::read(&log).unwrap();
    assert!(logged.len() > 100_000, "little was logged: {} bytes", logged.len());
    canaries.search("the log", &logged);
    assert!(canaries.searched > 500_000, "little was searched: {} bytes", canaries.searched);
}
