//! Two servers on one database, each with a data directory of its own: one of them works on a branch.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use hedgerow_engine::views::PublishRequest;
use hedgerow_engine::{Clock, Engine, EngineConfig, EngineError, NoSteps, SystemClock};
use hedgerow_model::{ChangeState, Layout};

use crate::gate::{Gate, Stop};
use crate::support::{World, config, vpc};

const FILE: &str = "env/a.yaml";

/// A clock by which every lease of another server ran out long ago.
pub(super) struct AnHourAhead;

impl Clock for AnHourAhead {
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        i64::try_from(since.as_millis()).unwrap() + 3_600_000
    }
}

/// A server that stops at a point, with one change to publish.
async fn server(gate: &Arc<Gate>) -> Arc<World> {
    let steps = Arc::clone(gate);
    let open = |config| Engine::open_with(config, steps, Arc::new(SystemClock));
    let world = World::opened((FILE, &vpc("a", 1000)), open).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1001").await;
    Arc::new(world)
}

/// Another server on the same database.
pub(super) async fn another(world: &World, clock: Arc<dyn Clock>) -> Engine {
    let first = config(&world.folder);
    let mut second = EngineConfig::for_data(world.folder.path().join("data-of-another"));
    (second.database, second.sealing) = (first.database, first.sealing);
    second.allow_file = true;
    Engine::open_with(second, Arc::new(NoSteps), clock).await.unwrap()
}

/// Publishes the change on a task of its own, up to the gate.
async fn publish_up_to(
    gate: &Arc<Gate>,
    world: &Arc<World>,
) -> tokio::task::JoinHandle<Result<ChangeState, EngineError>> {
    let publishing = Arc::clone(world);
    let publishing = tokio::spawn(async move {
        let report = publishing.engine.publish("c", PublishRequest::default()).await;
        report.map(|report| report.state)
    });
    gate.stopped().await;
    publishing
}

async fn state(engine: &Engine) -> ChangeState {
    engine.change("c").await.unwrap().state
}

fn commits(world: &World) -> usize {
    world.remote.git(&["log", "--format=%H", "main"]).lines().count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_branch_that_one_server_works_on_is_left_alone_by_another() {
    let gate = Gate::before("publish.attempts-written");
    let world = server(&gate).await;
    let publishing = publish_up_to(&gate, &world).await;
    // A server that starts settles what others left; this is not left.
    let other = another(&world, Arc::new(SystemClock)).await;
    other.start();
    assert_eq!(state(&other).await, ChangeState::Publishing);
    let waiting = other.clone();
    let waiting = tokio::spawn(async move { waiting.sync("env").await });
    gate.becomes(Stop::GoOn);
    assert_eq!(publishing.await.unwrap().unwrap(), ChangeState::Published);
    let report = waiting.await.unwrap().unwrap();
    assert!(report.nothing_new, "{report:?}");
    assert_eq!(commits(&world), 2);
}

/// A server stops at a point for longer than its lease, and goes on when another took over.
async fn overtaken_at(point: &'static str) {
    let gate = Gate::before(point);
    let world = server(&gate).await;
    let publishing = publish_up_to(&gate, &world).await;
    let other = another(&world, Arc::new(AnHourAhead)).await;
    other.start();
    // Settled by who took over.
    while state(&other).await != ChangeState::Published {
        tokio::task::yield_now().await;
    }
    gate.becomes(Stop::GoOn);
    let error = publishing.await.unwrap().unwrap_err();
    assert!(matches!(&error, EngineError::Moved(why) if why.contains("another server")), "{error}");
    assert_eq!(state(&other).await, ChangeState::Published);
    assert_eq!(commits(&world), 2, "published once");
    assert!(other.sync("env").await.unwrap().nothing_new);
    // The first one goes on with the branch as the other left it.
    world.set("env", "d", "VPC/a", "spec.subnets.default.vlan=1002").await;
    let report = world.publish("d").await;
    assert_eq!(report.state, ChangeState::Published);
    assert_eq!(commits(&world), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_whose_lease_ran_out_before_its_push_changes_nothing_and_another_publishes() {
    overtaken_at("publish.attempts-written").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_whose_lease_ran_out_after_its_push_is_not_believed_and_another_finds_the_commit()
{
    overtaken_at("publish.pushed").await;
}
