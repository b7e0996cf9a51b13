//! What does not conflict goes on: a change is split, by hand or by a publish.

use hedgerow_engine::Class;
use hedgerow_engine::EngineError;
use hedgerow_engine::views::{
    DraftEdit, FabricSettings, PublishRequest, Resolution, SplitRequest, SplitView, SplitWhat,
    UndoRequest,
};
use hedgerow_model::{ChangeState, ConflictId, Layout, PublishMode, Side};

use crate::support::{NAMESPACES, World, request, vpc_apart};

fn file(vlan: u16) -> String {
    let a = vpc_apart("a", 1).replace("vlan: 1001", &format!("vlan: {vlan}"));
    format!("{NAMESPACES}---\n{a}---\n{}", vpc_apart("b", 2))
}

/// A change of two resources; Git says something else of one of them.
async fn world() -> World {
    let world = World::with(&[("env/all.yaml", &file(1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let set = |name: &str, vlan: u16| {
        DraftEdit::set(format!("VPC/{name}"), vec![format!("spec.subnets.default.vlan={vlan}")])
    };
    let edits = request("c", vec![set("a", 1500), set("b", 1600)]);
    world.engine.save_drafts("env", edits).await.unwrap();
    world.remote.commit("main", "theirs", &[("env/all.yaml", Some(&file(1400)))]);
    world.sync("env").await;
    world
}

async fn split(
    world: &World,
    what: SplitWhat,
    into: Option<&str>,
) -> Result<SplitView, EngineError> {
    let request = SplitRequest { what, into: into.map(str::to_owned), by: None };
    world.engine.split("c", request).await
}

fn named(names: &[&str]) -> SplitWhat {
    SplitWhat::Resources(names.iter().map(|name| (*name).to_owned()).collect())
}

#[tokio::test]
async fn what_conflicts_moves_with_its_conflict_and_the_rest_is_published() {
    let world = world().await;
    let conflict = world.open_conflicts("env").await.remove(0);
    let view = split(&world, SplitWhat::Conflicted, None).await.unwrap();
    assert_eq!(view.into.change, "c (in conflict)");
    let names = |drafts: &[hedgerow_engine::views::DraftView]| {
        drafts.iter().map(|draft| draft.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (names(&view.from.drafts), names(&view.into.drafts)),
        (vec!["b".into()], vec!["a".into()])
    );
    let moved = world.open_conflicts("env").await.remove(0);
    assert_eq!((moved.id, moved.change.as_deref()), (conflict.id, Some("c (in conflict)")));
    assert_eq!(moved.change_id, Some(view.into.id.clone()));
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    assert_eq!(world.last_diff(), ["-      vlan: 1002", "+      vlan: 1600"]);
    // Decided, the rest is published on its own.
    world.engine.resolve(ConflictId(moved.id), Resolution::Take(Side::Draft), None).await.unwrap();
    assert_eq!(world.publish("c (in conflict)").await.state, ChangeState::Published);
    assert_eq!(world.last_diff(), ["-      vlan: 1400", "+      vlan: 1500"]);
}

#[tokio::test]
async fn a_publish_splits_where_that_is_asked_for_and_else_holds_all() {
    let world = world().await;
    let held = world.publish("c").await;
    assert_eq!((held.state, held.rest), (ChangeState::Conflicted, None));
    let asked = PublishRequest { split: true, ..PublishRequest::default() };
    let report = world.engine.publish("c", asked.clone()).await.unwrap();
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(report.rest.as_deref(), Some("c (in conflict)"));
    assert_eq!(world.last_diff(), ["-      vlan: 1002", "+      vlan: 1600"]);
    // Where all conflicts there is no rest to be published.
    let alone = world.engine.publish("c (in conflict)", asked).await.unwrap();
    assert_eq!((alone.state, alone.rest), (ChangeState::Conflicted, None));
}

#[tokio::test]
async fn what_a_publish_finds_itself_is_split_off_too() {
    let world = World::with(&[("env/all.yaml", &file(1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    for (name, vlan) in [("a", 1500), ("b", 1600)] {
        let field = format!("spec.subnets.default.vlan={vlan}");
        world.set("env", "c", &format!("VPC/{name}"), &field).await;
    }
    // Nobody looked at Git since.
    world.remote.commit("main", "theirs", &[("env/all.yaml", Some(&file(1400)))]);
    let asked = PublishRequest { split: true, ..PublishRequest::default() };
    let report = world.engine.publish("c", asked).await.unwrap();
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(report.rest.as_deref(), Some("c (in conflict)"));
    assert_eq!(world.open_conflicts("env").await.len(), 1);
}

#[tokio::test]
async fn in_a_fabric_that_publishes_automatically_both_changes_go_on_by_themselves() {
    let world = world().await;
    let settings = FabricSettings {
        publish: Some(PublishMode::Automatic),
        quiet_seconds: Some(3600),
        four_eyes: None,
    };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    let began = world.engine.change("c").await.unwrap().updated_at;
    let view = split(&world, SplitWhat::Conflicted, None).await.unwrap();
    for change in [&view.from.change, &view.into.change] {
        let change = &world.engine.store().changes_by_name(change).await.unwrap()[0];
        assert!(change.publish_after.unwrap() >= began + 3600 * 1000, "{change:?}");
    }
    // Once the time is there, what can be published is, and what is in conflict waits for a person.
    let settings = FabricSettings { quiet_seconds: Some(0), ..FabricSettings::default() };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    split(&world, named(&["VPC/b"]), Some("b alone")).await.unwrap_err();
    world.set("env", "c", "VPC/b", "spec.subnets.default.vlan=1601").await;
    world.engine.start();
    while world.engine.change("c").await.unwrap().state != ChangeState::Published {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.last_diff(), ["-      vlan: 1002", "+      vlan: 1601"]);
    assert_eq!(world.open_conflicts("env").await.len(), 1);
    world.engine.shutdown().await;
}

#[tokio::test]
async fn saves_are_undone_one_after_the_other_down_to_nothing() {
    let world = World::with(&[("env/all.yaml", &file(1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let said = async || {
        let change = world.engine.change("c").await.unwrap();
        change.drafts.iter().map(|draft| draft.name.clone()).collect::<Vec<_>>()
    };
    let vlan = async || world.engine.diff("c").await.unwrap().diff;
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1500").await;
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1501").await;
    let view = world.set("env", "c", "VPC/b", "spec.subnets.default.vlan=1600").await;
    let last = view.last_save.unwrap();
    let (meant, other) = (Some(last.id), Some(last.id - 1));
    assert_eq!((last.resource.as_str(), last.more), ("VPC/b", 0));
    let delete = DraftEdit::Delete { resource: "VPC/a".into() };
    world.edit("env", "c", delete).await;
    assert!(vlan().await.contains("-  name: a"), "{}", vlan().await);
    // Who means a save does not undo another one.
    for save in [meant, other] {
        let error = world.engine.undo("c", UndoRequest { save, by: None }).await.unwrap_err();
        assert_eq!(error.class(), Class::Moved, "{error}");
    }
    let undo = async || world.engine.undo("c", UndoRequest::default()).await;
    undo().await.unwrap();
    assert!(vlan().await.contains("+      vlan: 1501"), "{}", vlan().await);
    assert_eq!(said().await, ["a", "b"]);
    world.engine.undo("c", UndoRequest { save: meant, by: None }).await.unwrap();
    assert_eq!(said().await, ["a"]);
    undo().await.unwrap();
    assert!(vlan().await.contains("+      vlan: 1500"), "{}", vlan().await);
    let view = undo().await.unwrap();
    assert_eq!((view.drafts.len(), view.last_save), (0, None));
    let error = undo().await.unwrap_err();
    assert_eq!(error.code(), "nothing-to-undo", "{error}");
    // What was published is taken back by a revert.
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1500").await;
    world.publish("c").await;
    let error = undo().await.unwrap_err();
    assert_eq!(error.code(), "nothing-to-undo", "{error}");
}

#[tokio::test]
async fn what_cannot_be_split_says_why_and_moves_nothing() {
    let world = world().await;
    let refused = |result: Result<SplitView, EngineError>| {
        let error = result.unwrap_err();
        (error.class(), error.to_string())
    };
    let (class, told) = refused(split(&world, named(&["VPC/a", "VPC/b"]), None).await);
    assert_eq!((class, told.contains("nothing would be left")), (Class::Refused, true), "{told}");
    let (class, told) = refused(split(&world, named(&["VPC/zz"]), None).await);
    assert_eq!((class, told.contains("names no draft")), (Class::Invalid, true), "{told}");
    let (_, told) = refused(split(&world, named(&[]), None).await);
    assert!(told.contains("name the resources"), "{told}");
    let (_, told) = refused(split(&world, named(&["VPC/a"]), Some("c")).await);
    assert!(told.contains("in change `c` already"), "{told}");
    world.set("env", "d", "VPC/a", "spec.subnets.default.vlan=1777").await;
    let (_, told) = refused(split(&world, named(&["VPC/a"]), Some("d")).await);
    assert!(told.contains("has a draft of VPC/a already"), "{told}");
    world.engine.discard("d", None).await.unwrap();
    assert_eq!(world.engine.change("c").await.unwrap().drafts.len(), 2);
    // What does not conflict may move as well, also into a change that is there.
    world.set("env", "e", "VLANNamespace/default", "metadata.labels.x=y").await;
    let view = split(&world, named(&["vpc/b"]), Some("e")).await.unwrap();
    assert_eq!((view.from.drafts.len(), view.into.drafts.len()), (1, 2));
    let (_, told) = refused(
        world
            .engine
            .split("e", SplitRequest { what: SplitWhat::Conflicted, into: None, by: None })
            .await,
    );
    assert!(told.contains("is in conflict"), "{told}");
}
