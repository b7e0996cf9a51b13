//! What mirrors cost, beside plain git on the same repository in the same run.
//!
//! `cargo run --release -p hedgerow-git --example speed`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints, and stops when something is wrong"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use hedgerow_git::{
    Credential, Mirror, MirrorOptions, NewCommit, Oid, PushOutcome, RemoteUrl, Signature,
};
use hedgerow_testkit::{GitServer, TestRepository};

const NONE: Credential = Credential::None;

fn main() {
    let dir = tempfile::tempdir().unwrap();
    println!("repository of 10,000 files (50 folders of 200)");
    let small = filled(dir.path(), "small.git", 50, 200);
    let server = GitServer::start(dir.path());
    for (way, url) in [("file", small.url()), ("http", server.url("small.git"))] {
        let mirror = mirror(dir.path(), &format!("small-{way}"), &url);
        publish_one(&mirror, way);
        anchor(&small, way, &url);
    }
    let mirror_10k = mirror(dir.path(), "small-read", &small.url());
    read(&mirror_10k);
    difference(&small, &mirror_10k, "10,000");
    for (way, url) in [("file", small.url()), ("http", server.url("small.git"))] {
        let mirror = mirror(dir.path(), &format!("stack-{way}"), &url);
        publish_stack(&mirror, way);
    }

    println!("repository of 100,000 files (500 folders of 200)");
    let large = filled(dir.path(), "large.git", 500, 200);
    let mirror_100k = mirror(dir.path(), "large", &large.url());
    difference(&large, &mirror_100k, "100,000");
    publish_one(&mirror_100k, "file");
    anchor(&large, "file", &large.url());

    println!("repository of 20,000 files in 4 folders of 5,000");
    let wide = filled(dir.path(), "wide.git", 4, 5000);
    publish_stack(&mirror(dir.path(), "wide", &wide.url()), "file");
}

fn path(folder: usize, file: usize) -> String {
    format!("fabric-{folder}/managed/vpcs/vpc-{file}.yaml")
}

fn text(folder: usize, file: usize, vlan: usize) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: vpc-{file}\n  \
         namespace: default\nspec:\n  subnets:\n    default:\n      subnet: 10.{}.{}.0/24\n      \
         gateway: 10.{}.{}.1\n      vlan: {vlan}\n      dhcp:\n        enable: true\n        range:\n          \
         start: 10.0.0.10\n          end: 10.0.0.99\n  # fabric {folder}\n",
        folder % 250,
        file % 250,
        folder % 250,
        file % 250,
    )
}

fn filled(dir: &Path, name: &str, folders: usize, files: usize) -> TestRepository {
    let repository = TestRepository::create(dir.join(name));
    repository.checkout("main");
    for folder in 0..folders {
        fs::create_dir_all(repository.work_tree().join(path(folder, 0)).parent().unwrap()).unwrap();
        for file in 0..files {
            let path = repository.work_tree().join(path(folder, file));
            fs::write(path, text(folder, file, 1000 + file)).unwrap();
        }
    }
    repository.commit_work_tree("main", "start");
    repository.git(&["gc", "--quiet"]);
    repository
}

fn mirror(dir: &Path, name: &str, url: &str) -> Mirror {
    let options = MirrorOptions { allow_file: true, ..MirrorOptions::default() };
    let url = RemoteUrl::parse(url).unwrap();
    let mirror = Mirror::open_or_create(&dir.join("mirrors").join(name), &url, &options).unwrap();
    let start = Instant::now();
    mirror.fetch(&NONE, "main", &mut |_| ()).unwrap();
    report(&format!("first fetch ({name})"), start.elapsed());
    mirror
}

fn commit(path: String, text: String) -> NewCommit {
    let who = Signature {
        name: "Ada Field".to_owned(),
        email: "ada@example.org".to_owned(),
        seconds: 1_700_000_000,
        offset: 0,
    };
    NewCommit {
        edits: vec![(path, Some(text.into_bytes()))],
        author: who.clone(),
        committer: who,
        message: "Change a VPC\n\nHedgerow-Change: 0192\n".to_owned(),
    }
}

fn publish_one(mirror: &Mirror, way: &str) {
    mirror.fetch(&NONE, "main", &mut |_| ()).unwrap();
    let mut whole = Vec::new();
    let mut built = Vec::new();
    for round in 0..15 {
        let head = mirror.known_head("main");
        let new = commit(path(7, 50 + round), text(7, round, 5000 + round + salt(way)));
        let start = Instant::now();
        let oid = mirror.write_commits(head, &[new]).unwrap()[0].oid.unwrap();
        built.push(start.elapsed());
        assert_eq!(mirror.push(&NONE, "main", head, oid), PushOutcome::Accepted);
        mirror.set_known_head("main", oid).unwrap();
        whole.push(start.elapsed());
    }
    report(&format!("one change, {way}: built"), median(built));
    report(&format!("one change, {way}: built and pushed"), median(whole));
}

/// What a person with a clone does.
fn anchor(repository: &TestRepository, way: &str, url: &str) {
    repository.checkout("main");
    repository.work_git(&["status"]);
    let mut times = Vec::new();
    for round in 0..15 {
        let path = path(9, 50 + round);
        fs::write(repository.work_tree().join(&path), text(9, round, 6000 + round + salt(way)))
            .unwrap();
        let start = Instant::now();
        repository.work_git(&["add", &path]);
        repository.work_git(&["commit", "--quiet", "-m", "Change a VPC"]);
        repository.work_git(&["push", "--quiet", url, "HEAD:main"]);
        times.push(start.elapsed());
    }
    report(&format!("anchor, {way}: git add + commit + push"), median(times));
}

fn read(mirror: &Mirror) {
    let head = mirror.known_head("main").unwrap();
    let mut listed = Vec::new();
    let start = Instant::now();
    let tree = mirror.dir_tree(head, "").unwrap().unwrap();
    mirror.list(tree, "", &mut |entry| listed.push(entry.oid)).unwrap();
    report(&format!("listed {} files", listed.len()), start.elapsed());
    let start = Instant::now();
    let mut reader = mirror.reader();
    let bytes: usize = listed.iter().map(|oid| reader.blob(*oid).unwrap().len()).sum();
    report(&format!("read them, {} KB", bytes / 1000), start.elapsed());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for half in listed.chunks(listed.len().div_ceil(2)) {
            scope.spawn(move || {
                let mut reader = mirror.reader();
                half.iter().map(|oid| reader.blob(*oid).unwrap().len()).sum::<usize>()
            });
        }
    });
    report("read them on two threads", start.elapsed());
}

fn difference(repository: &TestRepository, mirror: &Mirror, size: &str) {
    mirror.fetch(&NONE, "main", &mut |_| ()).unwrap();
    let old = mirror.known_head("main").unwrap();
    repository.commit("main", "one", &[(&path(3, 3), Some("changed\n"))]);
    let start = Instant::now();
    mirror.ls_remote(&NONE, "main").unwrap();
    report("ls-remote, file", start.elapsed());
    let start = Instant::now();
    mirror.fetch(&NONE, "main", &mut |_| ()).unwrap();
    report("fetch of one commit, file", start.elapsed());
    let new = mirror.known_head("main").unwrap();
    let mut times = Vec::new();
    for _ in 0..15 {
        let start = Instant::now();
        let tree = |commit: Oid| mirror.dir_tree(commit, "").unwrap();
        let changes = mirror.diff(tree(old), tree(new)).unwrap();
        assert_eq!(changes.len(), 1);
        times.push(start.elapsed());
    }
    report(&format!("difference of 1 file in {size}: first"), times[0]);
    report(&format!("difference of 1 file in {size}: median"), median(times));
    let start = Instant::now();
    assert!(mirror.is_ancestor(old, new).unwrap());
    report("is it a step forward", start.elapsed());
}

fn publish_stack(mirror: &Mirror, way: &str) {
    mirror.fetch(&NONE, "main", &mut |_| ()).unwrap();
    let head = mirror.known_head("main");
    let folders =
        if mirror.dir_tree(head.unwrap(), "fabric-10").unwrap().is_some() { 50 } else { 4 };
    let commits: Vec<NewCommit> = (0..1000)
        .map(|n| {
            let (folder, file) = (n % folders, 20 + n / folders);
            commit(path(folder, file), text(folder, file, 7000 + n + salt(way)))
        })
        .collect();
    let start = Instant::now();
    let built = mirror.write_commits(head, &commits).unwrap();
    let writing = start.elapsed();
    let last = built.last().unwrap().oid.unwrap();
    assert_eq!(mirror.push(&NONE, "main", head, last), PushOutcome::Accepted);
    mirror.set_known_head("main", last).unwrap();
    let whole = start.elapsed();
    report(&format!("1,000 commits over {folders} folders, {way}: built"), writing);
    report(&format!("1,000 commits over {folders} folders, {way}: built and pushed"), whole);
    println!("    {:?}", mirror.size().unwrap());
}

/// So that no way finds its content there already.
fn salt(way: &str) -> usize {
    way.bytes().map(usize::from).sum::<usize>() * 10_000
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn report(what: &str, time: Duration) {
    println!("  {:>9.2} ms  {what}", time.as_secs_f64() * 1000.0);
}
