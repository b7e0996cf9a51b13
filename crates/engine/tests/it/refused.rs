//! What a cluster refuses is taken back in Git, where the fabric says so.

use hedgerow_engine::views::{
    AppliedView, ClusterApplyRequest, ClusterPlace, DraftEdit, FabricSettings, NewFabric,
    PageRequest,
};
use hedgerow_model::{ApplyMode, ApplyOutcome, ChangeState, Layout, OnRefusal};
use hedgerow_testkit::Cluster;

use crate::applying::{apply, description, direct, is_level, push};
use crate::clusters::{add, drifts_to, place, server, serving, until};
use crate::support::{World, new_fabric, request};

/// What no server may say.
const BAD: &str = "forbidden";

async fn undoing(world: &World, refused: OnRefusal) {
    let place = ClusterPlace {
        apply: Some(ApplyMode::Direct),
        prune: Some(true),
        refused: Some(refused),
        ..place("lab").unwrap()
    };
    world.engine.set_fabric_place("env", Some(place), None).await.unwrap();
}

/// A fabric with servers `a` and `b` that the cluster has, and which takes back what the cluster refuses.
async fn world(cluster: &Cluster, four_eyes: bool) -> World {
    cluster.forbids(BAD);
    let world = World::with(&[
        ("env/a.yaml", &server("a", "one")),
        ("env/b.yaml", &format!("# kept\n{}", server("b", "one"))),
    ])
    .await;
    let fabric = NewFabric { four_eyes, ..new_fabric("env", "env", Layout::InPlace) };
    world.engine.add_fabric(fabric).await.unwrap();
    world.sync("env").await;
    add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
    world.engine.start();
    undoing(&world, OnRefusal::Undo).await;
    until("both are there", || async {
        ["a", "b"].iter().all(|name| cluster.object("servers", name).is_some())
    })
    .await;
    is_level(&world.engine).await;
    world
}

async fn open(world: &World) -> Vec<AppliedView> {
    world.engine.applied("env", true, &PageRequest::first(10)).await.unwrap().items
}

/// Waits until the cluster refused something, and then has it asked twice more.
async fn refused_thrice(world: &World) {
    until("it is refused", || async {
        open(world).await.iter().any(|it| it.outcome == ApplyOutcome::Refused)
    })
    .await;
    for _ in 0..2 {
        apply(&world.engine, ClusterApplyRequest::default()).await;
    }
}

/// What was answered to the refusal of a resource, as soon as something was.
async fn answered(world: &World, resource: &str) -> String {
    let of = async || {
        let all = open(world).await.into_iter();
        all.filter(|it| it.resource == resource).find_map(|it| it.answer)
    };
    until("it is answered", async || of().await.is_some()).await;
    of().await.unwrap()
}

fn text(world: &World, path: &str) -> Option<String> {
    world.remote.read("main", path)
}

/// One change that says of `a` what the cluster refuses, and of `b` what it takes.
async fn published(world: &World) {
    let set =
        |resource: &str, to: &str| DraftEdit::set(resource, vec![format!("spec.description={to}")]);
    let edits = vec![set("Server/a", BAD), set("Server/b", "two")];
    world.engine.save_drafts("env", request("wider", edits)).await.unwrap();
    world.publish("wider").await;
}

#[tokio::test]
async fn the_change_with_which_it_came_is_taken_back_as_a_whole() {
    let cluster = serving();
    let world = world(&cluster, false).await;
    let before = (text(&world, "env/a.yaml"), text(&world, "env/b.yaml"));
    published(&world).await;
    until("the other is there", || async { description(&cluster, "b").as_deref() == Some("two") })
        .await;
    refused_thrice(&world).await;
    until("Git is as it was", || async {
        (text(&world, "env/a.yaml"), text(&world, "env/b.yaml")) == before
    })
    .await;
    until("the cluster too", || async { description(&cluster, "b").as_deref() == Some("one") })
        .await;
    is_level(&world.engine).await;
    assert_eq!(description(&cluster, "a").as_deref(), Some("one"));
    let message = world.remote.git(&["log", "-1", "--format=%an%n%B", "main"]);
    assert!(message.starts_with("Hedgerow\nRevert \"wider\"\n\nThis reverts commit "), "{message}");
    assert!(
        message.contains("Cluster lab, Server/a: it refuses it: a says forbidden"),
        "{message}"
    );
    let change = world.engine.change("Revert \"wider\"").await.unwrap();
    assert_eq!(change.state, ChangeState::Published);

    // Somebody brings it again: it is not taken back again and again.
    world.engine.revert("Revert \"wider\"", Default::default()).await.unwrap();
    world.publish("Revert \"Revert \"wider\"\"").await;
    refused_thrice(&world).await;
    let answer = answered(&world, "Server/a").await;
    assert!(answer.starts_with("not taken back: it was taken back once"), "{answer}");
    assert!(text(&world, "env/a.yaml").unwrap().contains(BAD));
}

#[tokio::test]
async fn what_a_push_brought_goes_back_to_what_both_agreed_on_and_nothing_else_does() {
    let cluster = serving();
    let world = world(&cluster, false).await;
    let (a, b) = (server("a", BAD), server("b", "two"));
    let new = server("new", BAD);
    push(
        &world,
        &[("env/a.yaml", Some(&a)), ("env/b.yaml", Some(&b)), ("env/new.yaml", Some(&new))],
    )
    .await;
    refused_thrice(&world).await;
    until("it is back", || async {
        text(&world, "env/a.yaml").as_deref() == Some(&server("a", "one"))
    })
    .await;
    assert_eq!(text(&world, "env/b.yaml").as_deref(), Some(&*b), "the cluster took that");
    let answer = answered(&world, "Server/new").await;
    assert!(answer.contains("the cluster never had it: take it out of Git"), "{answer}");
    assert_eq!(text(&world, "env/new.yaml").as_deref(), Some(&*new), "it is somebody's own");
    let message = world.remote.git(&["log", "-1", "--format=%s", "main"]);
    assert_eq!(message.trim(), "Take back what cluster lab refuses: a");
}

#[tokio::test]
async fn a_deletion_that_is_refused_is_taken_back_too() {
    let cluster = serving();
    let world = world(&cluster, false).await;
    let before = text(&world, "env/b.yaml").unwrap();
    let denied = r#"{"kind":"Status","code":403,"reason":"Forbidden","message":"admission webhook \"x\" denied the request: it is used"}"#;
    cluster.answers("DELETE /servers/b", 403, denied);
    world.edit("env", "gone", DraftEdit::Delete { resource: "Server/b".into() }).await;
    world.publish("gone").await;
    refused_thrice(&world).await;
    until("it is back", || async { text(&world, "env/b.yaml").as_deref() == Some(&*before) }).await;
    drifts_to(&world.engine, &[]).await;
    assert!(cluster.object("servers", "b").is_some());
}

#[tokio::test]
async fn nothing_is_taken_back_that_was_not_judged_or_where_nobody_asked_for_it() {
    let cluster = serving();
    let world = world(&cluster, false).await;
    // Who asks may not: that says nothing of what Git has.
    let forbidden = r#"{"kind":"Status","code":403,"reason":"Forbidden","message":"User \"x\" cannot patch resource"}"#;
    cluster.answers("PATCH /servers/a", 403, forbidden);
    push(&world, &[("env/a.yaml", Some(&server("a", "two")))]).await;
    refused_thrice(&world).await;
    assert_eq!(open(&world).await[0].answer, None);
    cluster.as_ever();
    apply(&world.engine, ClusterApplyRequest::default()).await;
    is_level(&world.engine).await;

    undoing(&world, OnRefusal::Hold).await;
    cluster.forbids(BAD);
    published(&world).await;
    refused_thrice(&world).await;
    assert_eq!(open(&world).await[0].answer, None);
    // What came before it was asked for was not published under that rule.
    undoing(&world, OnRefusal::Undo).await;
    apply(&world.engine, ClusterApplyRequest::default()).await;
    let answer = answered(&world, "Server/a").await;
    assert!(answer.contains("before the fabric was set"), "{answer}");
    assert!(text(&world, "env/a.yaml").unwrap().contains(BAD));
    // Observing ends it.
    direct(&world.engine, false).await;
    let place = world.engine.fabric("env").await.unwrap().cluster.unwrap();
    assert_eq!((place.apply, place.refused), (ApplyMode::Direct, OnRefusal::Undo));
}

#[tokio::test]
async fn where_changes_need_a_second_person_this_one_does_too() {
    let cluster = serving();
    let world = world(&cluster, true).await;
    push(&world, &[("env/a.yaml", Some(&server("a", BAD)))]).await;
    refused_thrice(&world).await;
    let answer = answered(&world, "Server/a").await;
    assert_eq!(answer, "taken back in Git by change Refused by lab: a");
    until("it waits", || async {
        let change = world.engine.change("Refused by lab: a").await.unwrap();
        change.state == ChangeState::AwaitingApproval
    })
    .await;
    assert!(text(&world, "env/a.yaml").unwrap().contains(BAD));
    let off = FabricSettings { four_eyes: Some(false), ..FabricSettings::default() };
    world.engine.update_fabric("env", off, None).await.unwrap();
}
