//! A remote that misbehaves, a mirror that is damaged: said as what it is, ended in time, repaired.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hedgerow_engine::views::{NewRepository, PageRequest, PublishRequest, Scope};
use hedgerow_engine::{Engine, EngineError};
use hedgerow_model::{ChangeState, Layout};
use hedgerow_testkit::{At, Fault, GitServer};

use crate::served::{Served, settings};
use crate::support::World;

const VPC: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: a}\n\
                   spec: {mode: l2vni, subnets: {default: {vlan: 1001}}}\n";

/// More than any of this takes, and less than the deadline of an exchange.
const BOUND: Duration = Duration::from_secs(20);

async fn served() -> Served {
    let served = Served::with(&[("fab/managed/a.yaml", VPC)]).await;
    served.world.fabric("lab", "fab", Layout::Managed).await;
    served
}

async fn draft(world: &World) {
    world.set("lab", "c", "VPC/a", "spec.subnets.default.vlan=1002").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_waits_for_no_remote_and_settles_what_it_left() {
    for at in [At::FetchRefs, At::ListRefs, At::PushRefs, At::PushPack, At::PushTaken] {
        let Served { world, server } = served().await;
        draft(&world).await;
        let faulty = server.fault(at, Fault::Stall);
        let engine = world.engine.clone();
        let reads = matches!(at, At::FetchRefs | At::ListRefs);
        let asked = tokio::spawn(async move {
            if reads {
                engine.sync("lab").await.map(drop)
            } else {
                engine.publish("c", PublishRequest::default()).await.map(drop)
            }
        });
        let waited = tokio::task::spawn_blocking(move || {
            faulty.wait();
            faulty
        });
        let faulty = waited.await.unwrap();
        let began = Instant::now();
        world.engine.end_exchanges();
        let error = asked.await.unwrap().unwrap_err();
        assert!(error.to_string().contains("the server is shutting down"), "{at:?}: {error}");
        world.engine.shutdown().await;
        assert!(began.elapsed() < BOUND, "{at:?}: {:?}", began.elapsed());
        drop(faulty);
        // It is no trouble of the repository's, and what was begun is settled.
        let engine = Engine::open(settings(&world.folder)).await.unwrap();
        engine.sync("lab").await.unwrap();
        let repositories = engine.repositories(&Scope::All, &PageRequest::default()).await.unwrap();
        let queue = &repositories.items[0].queues[0];
        assert_eq!(queue.problem, None, "{at:?}");
        let change = engine.change("c").await.unwrap();
        let expected = if reads { ChangeState::Open } else { ChangeState::Published };
        assert_eq!(change.state, expected, "{at:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_brought_in_from_or_taken_to_a_place_that_a_redirect_names() {
    let Served { world, server } = served().await;
    draft(&world).await;
    let elsewhere = GitServer::start(world.folder.path().join("remotes"));
    let to = elsewhere.url("net.git");
    let before = world.remote.head("main");
    let faulty = server.fault(At::PushRefs, Fault::Redirect(to.clone()));
    let report = world.engine.publish("c", PublishRequest::default()).await.unwrap();
    let reason = report.reason.as_ref().map(ToString::to_string).unwrap_or_default();
    assert!(reason.contains(&to) && reason.contains("that URL"), "{reason}");
    assert_eq!(report.state, ChangeState::Waiting);
    drop(faulty);
    let _faulty = server.fault(At::FetchRefs, Fault::Redirect(to.clone()));
    let error = world.engine.sync("lab").await.unwrap_err().to_string();
    assert!(error.contains(&to) && error.contains("another port"), "{error}");
    assert_eq!(world.remote.head("main"), before);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_a_repository_says_that_a_branch_is_gone() {
    let Served { world, server: _server } = served().await;
    world.engine.test_repository("origin").await.unwrap();
    world.remote.git(&["update-ref", "-d", "refs/heads/main"]);
    let error = world.engine.test_repository("origin").await.unwrap_err();
    assert!(matches!(error, EngineError::Remote(_)), "{error:?}");
    assert!(error.to_string().contains("branch `main`"), "{error}");
    assert!(error.to_string().contains("was deleted"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_that_asks_for_a_credential_says_so() {
    let Served { world, server } = served().await;
    let new = NewRepository {
        name: "other".into(),
        url: server.url("other.git"),
        branch: None,
        credential: None,
        transport: None,
    };
    let error = world.engine.add_repository(new).await.unwrap_err().to_string();
    assert!(error.contains("none is configured"), "{error}");
    assert!(error.contains("store a credential"), "{error}");
}

fn mirror(world: &World) -> PathBuf {
    let folder = fs::read_dir(world.folder.path().join("data/mirrors")).unwrap();
    folder
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "git"))
        .unwrap()
}

/// Writes something else in place of every object; what is open stays whole.
fn spoil(folder: PathBuf) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            spoil(path);
        } else {
            fs::remove_file(&path).unwrap();
            fs::write(&path, "x").unwrap();
        }
    }
}

fn spoil_one(world: &World, mirror: &Path, what: &str) {
    let name = world.remote.git(&["rev-parse", what]);
    let (folder, file) = name.trim().split_at(2);
    let path = mirror.join("objects").join(folder).join(file);
    fs::remove_file(&path).unwrap();
    fs::write(&path, "x").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_mirror_is_repaired_by_whoever_needs_it() {
    for needs in ["publish", "diff", "history", "files", "sync"] {
        for damage in ["objects", "no objects", "HEAD", "config", "a blob", "a tree"] {
            let Served { world, server: _server } = served().await;
            draft(&world).await;
            let mirror = mirror(&world);
            match damage {
                "objects" => spoil(mirror.join("objects")),
                "a blob" => spoil_one(&world, &mirror, "main:fab/managed/a.yaml"),
                "a tree" => spoil_one(&world, &mirror, "main:fab/managed"),
                "no objects" => fs::remove_dir_all(mirror.join("objects")).unwrap(),
                file => fs::write(mirror.join(file), "garbage").unwrap(),
            }
            let engine = &world.engine;
            let done = match needs {
                "publish" => engine.publish("c", PublishRequest::default()).await.map(drop),
                "diff" => engine.diff("c").await.map(drop),
                "history" => engine
                    .history("lab", "VPC", "default", "a", &Default::default())
                    .await
                    .map(drop),
                "files" => engine.files("lab", None, &Default::default()).await.map(drop),
                _ => engine.sync("lab").await.map(drop),
            };
            assert!(done.is_ok(), "{needs} {damage}: {done:?}");
            if needs == "publish" {
                let change = engine.change("c").await.unwrap();
                assert_eq!(change.state, ChangeState::Published, "{damage}: {change:?}");
            }
        }
    }
}
