//! Law 12: a remote that does not answer costs its own branch and nobody else's.

use std::time::Duration;

use hedgerow_engine::views::{
    FabricSettings, NewFabric, NewRepository, PageRequest, PublishRequest, ResourceQuery,
};
use hedgerow_engine::{Class, Engine, EngineConfig, EngineError};
use hedgerow_model::{ChangeState, Layout, PublishMode, Reason};
use hedgerow_testkit::{Held, Stage, TestRepository};

use crate::served::{Served, settings};
use crate::support::{new_fabric, vpc};

/// Two fabrics: `slow` behind a server that can be held, `quick` on a disk.
struct Neighbours {
    served: Served,
    other: TestRepository,
}

const FIELD: &str = "spec.subnets.default.vlan=3001";

impl Neighbours {
    async fn new() -> Self {
        let mut served = Served::with(&[("env/a.yaml", &vpc("a", 1001))]).await;
        let folder = &served.world.folder;
        let other = TestRepository::create(folder.path().join("other.git"));
        other.commit("main", "Start", &[("env/b.yaml", Some(&vpc("b", 1002)))]);
        let quick = NewRepository {
            name: "other".into(),
            url: other.url(),
            branch: None,
            credential: None,
            transport: None,
        };
        served.world.engine.add_repository(quick).await.unwrap();
        served.world.fabric("slow", "env", Layout::InPlace).await;
        let quick =
            NewFabric { repository: "other".into(), ..new_fabric("quick", "env", Layout::InPlace) };
        served.world.engine.add_fabric(quick).await.unwrap();
        served.world.engine.sync("quick").await.unwrap();
        let engine = &served.world.engine;
        engine.shutdown().await;
        served.world.engine = Self::opened(&served, Duration::from_millis(50)).await;
        Self { served, other }
    }

    async fn opened(served: &Served, poll: Duration) -> Engine {
        let config = EngineConfig { poll, ..settings(&served.world.folder) };
        Engine::open(config).await.unwrap()
    }

    fn engine(&self) -> &Engine {
        &self.served.world.engine
    }

    /// Holds the slow remote; returns once somebody waits for it.
    async fn stalled(&self) -> Held {
        let held = self.served.server.hold(Stage::Request);
        tokio::task::spawn_blocking(move || {
            held.wait();
            held
        })
        .await
        .unwrap()
    }

    /// Waits until a change is published.
    async fn published(&self, change: &str) {
        while self.engine().change(change).await.unwrap().state != ChangeState::Published {
            tokio::task::yield_now().await;
        }
    }

    async fn vlan_of_quick(&self) -> String {
        let query = ResourceQuery { content: true, ..ResourceQuery::default() };
        let page = self.engine().resources("quick", &query, &PageRequest::default()).await.unwrap();
        page.items[0].text.clone().unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_and_an_automatic_publish_are_seen_while_another_remote_stalls() {
    let world = Neighbours::new().await;
    world.engine().start();
    let held = world.stalled().await;
    world.other.commit("main", "Move", &[("env/b.yaml", Some(&vpc("b", 2002)))]);
    while !world.vlan_of_quick().await.contains("2002") {
        tokio::task::yield_now().await;
    }
    let automatic = FabricSettings {
        publish: Some(PublishMode::Automatic),
        quiet_seconds: Some(0),
        ..FabricSettings::default()
    };
    for fabric in ["slow", "quick"] {
        world.engine().update_fabric(fabric, automatic.clone(), None).await.unwrap();
    }
    world.served.world.set("slow", "s", "VPC/a", FIELD).await;
    world.served.world.set("quick", "q", "VPC/b", FIELD).await;
    while !world.other.read("main", "env/b.yaml").unwrap().contains("3001") {
        tokio::task::yield_now().await;
    }
    held.release();
    world.published("s").await;
    world.engine().shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_go_on_while_a_remote_stalls_and_writes_say_what_they_would_wait_for() {
    let world = Neighbours::new().await;
    let (tests, engine) = (&world.served.world, world.engine().clone());
    tests.set("slow", "c", "VPC/a", FIELD).await;
    tests.set("slow", "d", "VPC/a", "spec.subnets.default.subnet=10.9.9.0/24").await;
    let publishing = {
        let engine = engine.clone();
        tokio::spawn(async move { engine.publish("c", PublishRequest::default()).await })
    };
    let held = world.stalled().await;

    // What only reads, or writes to the database alone, does not notice.
    assert!(engine.diff("d").await.unwrap().diff.contains("10.9.9.0/24"));
    tests.get("slow", "VPC/a").await;
    engine.directory_preview("slow").await.unwrap();
    tests.set("slow", "d", "VPC/a", "spec.subnets.default.subnet=10.9.8.0/24").await;
    engine.update_fabric("slow", FabricSettings::default(), None).await.unwrap();

    // What moves the branch is answered, and a publish that was asked for stays so.
    let waiting = |error: EngineError| {
        assert_eq!(error.class(), Class::Waiting, "{error}");
        assert!(
            error.to_string().contains("repository `origin` has not answered since"),
            "{error}"
        );
    };
    waiting(engine.sync("slow").await.unwrap_err());
    waiting(engine.remove_fabric("slow", None).await.unwrap_err());
    waiting(engine.directory_apply("slow", None).await.unwrap_err());
    let report = engine.publish("d", PublishRequest::default()).await.unwrap();
    assert_eq!(report.state, ChangeState::Queued);
    assert!(matches!(report.reason, Some(Reason::WaitsForRemote { .. })), "{report:?}");

    held.release();
    assert_eq!(publishing.await.unwrap().unwrap().state, ChangeState::Published);
    tests.sync("slow").await;
    assert_eq!(engine.change("d").await.unwrap().state, ChangeState::Published);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_starts_and_says_what_it_cannot_settle_yet() {
    let mut world = Neighbours::new().await;
    world.served.world.set("slow", "c", "VPC/a", FIELD).await;
    let engine = world.engine().clone();
    let publishing =
        tokio::spawn(async move { engine.publish("c", PublishRequest::default()).await });
    let held = world.stalled().await;
    // As if it had died there: what it began stays begun.
    publishing.abort();
    let _ = publishing.await;
    world.served.world.engine = Neighbours::opened(&world.served, Duration::from_millis(50)).await;
    world.engine().start();
    assert_eq!(world.engine().settling().await.unwrap().len(), 1);
    assert!(world.vlan_of_quick().await.contains("1002"));
    held.release();
    while !world.engine().settling().await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    world.published("c").await;
    world.engine().shutdown().await;
}
