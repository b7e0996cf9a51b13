//! A database that another program locks, or whose file goes, under a server that runs.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use hedgerow_testkit::TestRepository;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

use crate::support::{Server, folder, run};

/// A server with one fabric and a change with a draft.
struct World {
    _remote: TempDir,
    data: TempDir,
    server: Server,
}

impl World {
    fn new() -> Self {
        let (remote, data) = (folder(&[]), folder(&[]));
        let repository = TestRepository::create(remote.path().join("net.git"));
        let text = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: a}\n\
                    spec: {mode: l2vni, subnets: {default: {vlan: 1001}}}\n";
        repository.commit("main", "Start", &[("fab/managed/a.yaml", Some(text))]);
        let server = Server::start("serve", data.path(), &[]);
        server.run(&format!("repo add net {}", repository.url())).ok();
        server.run("fabric add lab --repo net --dir fab --layout managed").ok();
        server.run("sync lab").ok();
        server.run("draft lab --change saved --set VPC/a spec.subnets.default.vlan=1002").ok();
        Self { _remote: remote, data, server }
    }

    fn database(&self) -> std::path::PathBuf {
        self.data.path().join("hedgerow.db")
    }

    fn save(&self, change: &str) -> crate::support::Ran {
        self.server
            .run(&format!("draft lab --change {change} --set VPC/a spec.subnets.default.vlan=1003"))
    }

    /// The status of `/readyz`, and what it says.
    fn ready(&self) -> (u16, String) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.get(format!("{}/readyz", self.server.url)).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    /// Waits until `/readyz` says something of it.
    fn until_ready_says(&self, status: u16, what: &str) {
        let began = Instant::now();
        loop {
            let (found, said) = self.ready();
            if found == status && said.contains(what) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{found} {said}");
            std::thread::yield_now();
        }
    }
}

fn copies(data: &Path) -> Vec<String> {
    let names = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.contains(".rescued-") && !name.ends_with(".part")).collect()
}

#[test]
fn a_deleted_database_is_told_rescued_and_missed_at_the_next_start() {
    let world = World::new();
    fs::remove_file(world.database()).unwrap();
    let refused = world.save("late");
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.err.contains("hedgerow.db was deleted"), "{refused:?}");
    assert_eq!(world.ready().0, 503);
    assert!(world.ready().1.contains("database-lost"));
    assert!(world.server.run("changes").ok().out.contains("saved"), "reading goes on");
    let World { data, server, _remote } = world;
    assert_eq!(server.terminate(), 0);

    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", data.path().to_str().unwrap()];
    let refused = run(serve);
    assert_eq!(refused.code, 1, "{refused:?}");
    let copy = copies(data.path()).pop().unwrap();
    assert!(refused.err.contains("--start-empty") && refused.err.contains(&copy), "{refused:?}");
    assert!(!data.path().join("hedgerow.db").exists(), "the refusal makes none");

    fs::rename(data.path().join(copy), data.path().join("hedgerow.db")).unwrap();
    let server = Server::start("serve", data.path(), &[]);
    assert!(server.run("changes").ok().out.contains("saved"));
    assert_eq!(server.terminate(), 0);

    fs::remove_file(data.path().join("hedgerow.db")).unwrap();
    let server = Server::start("serve", data.path(), &["--start-empty"]);
    assert!(!server.run("repo list").ok().out.contains("net"));
}

#[test]
fn another_programs_lock_is_told_and_nothing_else_is_hindered() {
    let world = World::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut other = runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(world.database());
        let mut other = options.connect().await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        other
    });
    let began = Instant::now();
    let refused = world.save("late");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert!(refused.err.contains("locked the database since"), "{refused:?}");
    assert_eq!(world.ready().0, 503);
    assert!(world.ready().1.contains("database-locked"));
    assert!(world.server.run("changes").ok().out.contains("saved"));
    runtime.block_on(sqlx::query("ROLLBACK").execute(&mut other)).unwrap();
    world.save("late").ok();
    world.until_ready_says(200, "ok");
}
