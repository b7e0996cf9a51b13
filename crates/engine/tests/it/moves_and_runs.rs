//! What is under way, or was asked for, while a fabric or a repository moves.

use hedgerow_engine::views::{FabricPlace, NewFabric, PublishRequest, RepositoryPlace, UnderWay};
use hedgerow_engine::{Engine, EngineError};
use hedgerow_model::{ChangeState, Layout};
use hedgerow_testkit::Stage;

use crate::moves::{VLAN, at, to, url_of};
use crate::served::{Served, settings};
use crate::support::{new_fabric, vpc};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_while_a_run_is_under_way() {
    let Served { world, server } = Served::with(&[("dc/a.yaml", &vpc("a", 1001))]).await;
    world.fabric("f", "dc", Layout::InPlace).await;
    world.set("f", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    let on_a_branch_of_its_own =
        NewFabric { branch: Some("next".into()), ..new_fabric("g", "later", Layout::Managed) };
    world.engine.add_fabric(on_a_branch_of_its_own).await.unwrap();
    // Only the push waits for its answer: what a preview asks is answered.
    let held = server.hold(Stage::PushTaken);
    let engine = world.engine.clone();
    let publishing =
        tokio::spawn(async move { engine.publish("c", PublishRequest::default()).await });
    let held = tokio::task::spawn_blocking(move || {
        held.wait();
        held
    })
    .await
    .unwrap();
    // What is previewed says what the move refuses: of the branch that is left, of the one that is moved
    // to, and of all branches of a repository.
    let run = world.engine.store().unfinished_runs().await.unwrap()[0].id.0;
    let main = [UnderWay { repository: "origin".into(), branch: "main".into(), run: Some(run) }];
    let preview = async |name: &str, place: FabricPlace| {
        world.engine.preview_fabric_move(name, place).await.unwrap().under_way
    };
    assert_eq!(preview("f", to("next", "dc")).await, main);
    assert_eq!(preview("f", to("main", "other")).await, main, "told once");
    assert_eq!(preview("g", to("main", "g")).await, main);
    assert_eq!(preview("g", to("third", "g")).await, []);
    let url = world.remote.url();
    let elsewhere = RepositoryPlace { credential: Some(None), ..at(&url) };
    let previewed = world.engine.preview_repository_move("origin", elsewhere).await.unwrap();
    assert_eq!(previewed.under_way, main);
    let under_way = |error: EngineError| {
        assert_eq!(error.code(), "run-under-way", "{error}");
    };
    under_way(world.engine.move_fabric("f", to("next", "dc"), None).await.unwrap_err());
    under_way(world.engine.move_fabric("g", to("main", "g"), None).await.unwrap_err());
    under_way(world.engine.move_repository("origin", at(&url), None).await.unwrap_err());
    held.release();
    assert_eq!(publishing.await.unwrap().unwrap().state, ChangeState::Published);
    assert_eq!(preview("f", to("next", "dc")).await, []);
}

/// A change that was asked to be published while a sync held the branch, and whose server was then stopped:
/// it waits in the queue.
async fn queued() -> Served {
    let Served { mut world, server } = Served::with(&[("dc/a.yaml", &vpc("a", 1001))]).await;
    world.fabric("f", "dc", Layout::InPlace).await;
    world.set("f", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    let held = server.hold(Stage::Request);
    let engine = world.engine.clone();
    let syncing = tokio::spawn(async move { engine.sync("f").await });
    let held = tokio::task::spawn_blocking(move || {
        held.wait();
        held
    })
    .await
    .unwrap();
    let report = world.engine.publish("c", PublishRequest::default()).await.unwrap();
    assert_eq!(report.state, ChangeState::Queued);
    syncing.abort();
    let _ = syncing.await;
    world.engine.end_exchanges();
    world.engine.shutdown().await;
    world.engine = Engine::open(settings(&world.folder)).await.unwrap();
    drop(held);
    Served { world, server }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publish_that_was_asked_for_at_the_old_place_is_asked_for_again_at_the_new_one() {
    let Served { world, server } = queued().await;
    // The old remote does not come back.
    drop(server);
    let place = RepositoryPlace { credential: Some(None), ..at(&world.remote.url()) };
    let preview = world.engine.preview_repository_move("origin", place.clone()).await.unwrap();
    assert_eq!((preview.same_remote, preview.fabrics[0].reopened), (false, 1));
    assert_eq!(world.engine.change("c").await.unwrap().state, ChangeState::Queued);
    let done = world.engine.move_repository("origin", place, None).await.unwrap();
    assert_eq!(done.fabrics[0].reopened, 1);
    let change = world.engine.change("c").await.unwrap();
    assert_eq!(change.state, ChangeState::Open);
    assert!(change.reason.unwrap().to_string().contains("the fabric moved to"));
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publish_that_was_asked_for_stays_asked_for_where_the_url_is_only_spelled_in_another_way()
{
    let Served { world, server } = queued().await;
    for respelled in ["net", "net/", "net.git/"] {
        let place = at(&server.url(respelled));
        let preview = world.engine.preview_repository_move("origin", place.clone()).await.unwrap();
        assert_eq!((preview.same_remote, preview.there), (true, false), "{respelled}");
        assert_eq!(preview.fabrics[0].reopened, 0, "{respelled}");
        let place = RepositoryPlace { previewed: Some(preview.head), ..place };
        let done = world.engine.move_repository("origin", place, None).await.unwrap();
        assert_eq!((done.same_remote, done.fabrics[0].reopened), (true, 0), "{respelled}");
        assert_eq!(url_of(&world.engine).await, server.url(respelled));
        let change = world.engine.change("c").await.unwrap();
        assert_eq!((change.state, change.reason), (ChangeState::Queued, None), "{respelled}");
    }
}
