//! Taking back: a published change, a resource at an earlier commit.

use hedgerow_engine::EngineError;
use hedgerow_engine::views::{DraftEdit, Resolution, RevertRequest};
use hedgerow_model::{ChangeState, ConflictId, ConflictState, Layout, Side, Standing};

use crate::support::{World, vpc};

fn two(a: &str, b: &str) -> String {
    format!("{a}---\n{b}")
}

/// Five VPCs in three files.
async fn world() -> World {
    let files = [
        ("env/one.yaml", two(&vpc("a", 1001), &vpc("b", 1002))),
        ("env/two.yaml", two(&vpc("c", 1003), &vpc("d", 1004))),
        ("env/three.yaml", vpc("e", 1005)),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

fn read(world: &World) -> Vec<Option<String>> {
    ["one", "two", "three"]
        .map(|name| world.remote.read("main", &format!("env/{name}.yaml")))
        .into()
}

/// Publishes VLANs 20xx for all five in one change.
async fn publish_all(world: &World) -> String {
    for (at, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        let field = format!("spec.subnets.default.vlan={}", 2001 + at);
        world.set("env", "renumber", &format!("VPC/{name}"), &field).await;
    }
    let report = world.publish("renumber").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    report.commit.unwrap()
}

async fn revert(
    world: &World,
    change: &str,
) -> Result<hedgerow_engine::views::ChangeView, EngineError> {
    world.engine.revert(change, RevertRequest::default()).await
}

#[tokio::test]
async fn a_published_change_is_taken_back_byte_for_byte() {
    let world = world().await;
    let before = read(&world);
    let commit = publish_all(&world).await;
    let view = revert(&world, "renumber").await.unwrap();
    assert_eq!((view.change.as_str(), view.drafts.len()), ("Revert \"renumber\"", 5));
    assert!(view.drafts.iter().all(|draft| draft.state == "merges cleanly"), "{view:?}");
    assert_ne!(read(&world), before, "nothing is published by it");
    assert_eq!(world.publish(&view.change).await.state, ChangeState::Published);
    assert_eq!(read(&world), before);
    let message = world.remote.git(&["log", "-1", "--format=%B", "main"]);
    assert!(message.starts_with("Revert \"renumber\"\n\nThis reverts commit "), "{message}");
    assert!(message.contains(&commit), "{message}");
    // Nothing of it is left; the revert is a change like any other.
    let refused = revert(&world, "renumber").await.unwrap_err();
    assert!(refused.to_string().contains("nothing of change `renumber` is left"), "{refused}");
    let again = revert(&world, "Revert \"renumber\"").await.unwrap();
    assert_eq!(world.publish(&again.change).await.state, ChangeState::Published);
    assert!(read(&world)[2].as_ref().unwrap().contains("2005"));
}

#[tokio::test]
async fn what_others_did_since_stays_or_is_a_conflict() {
    let world = world().await;
    let before = read(&world);
    publish_all(&world).await;
    let now = read(&world);
    // One of the five was edited in Git since, in another field.
    let edited = now[2]
        .clone()
        .unwrap()
        .replace("# for", "# still for")
        .replace("name: e\n", "name: e\n  labels: {a: b}\n");
    world.remote.commit("main", "By hand", &[("env/three.yaml", Some(&edited))]);
    world.sync("env").await;
    let view = revert(&world, "renumber").await.unwrap();
    assert_eq!(world.publish(&view.change).await.state, ChangeState::Published);
    let after = read(&world);
    assert_eq!(after[..2], before[..2]);
    assert_eq!(after[2].clone().unwrap(), edited.replace("2005", "1005"));

    // And in the same field.
    let world = world_with_conflict().await;
    let view = revert(&world, "renumber").await.unwrap();
    assert_eq!(view.state, ChangeState::Conflicted);
    let open = world.open_conflicts("env").await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].name, "e");
    assert_eq!(world.publish(&view.change).await.state, ChangeState::Conflicted);
}

async fn world_with_conflict() -> World {
    let world = world().await;
    publish_all(&world).await;
    let edited = read(&world)[2].clone().unwrap().replace("2005", "3005");
    world.remote.commit("main", "By hand", &[("env/three.yaml", Some(&edited))]);
    world.sync("env").await;
    world
}

#[tokio::test]
async fn what_a_change_added_goes_and_what_it_deleted_or_switched_off_comes_back() {
    let world = world().await;
    let (f, resource) = (vpc("f", 1006), || "VPC/a".to_owned());
    world.edit("env", "all", DraftEdit::Documents { text: f }).await;
    world.edit("env", "all", DraftEdit::CommentOut { resource: resource() }).await;
    world.edit("env", "all", DraftEdit::Delete { resource: "VPC/e".to_owned() }).await;
    let before = read(&world);
    assert_eq!(world.publish("all").await.state, ChangeState::Published);
    let view = revert(&world, "all").await.unwrap();
    let mut drafts: Vec<_> =
        view.drafts.iter().map(|draft| format!("{} {}", draft.action, draft.name)).collect();
    drafts.sort();
    assert_eq!(drafts, ["add e", "delete f", "uncomment a"]);
    assert_eq!(world.publish(&view.change).await.state, ChangeState::Published);
    assert_eq!(read(&world)[..2], before[..2]);
    let names: Vec<String> = world.states("env").await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["VPC/a", "VPC/b", "VPC/c", "VPC/d", "VPC/e"]);
}

#[tokio::test]
async fn what_comes_back_stands_where_it_stood() {
    let world = world().await;
    let before = read(&world);
    // The first of a shared file, the second of another, and one that was alone in its own.
    for name in ["a", "d", "e"] {
        let resource = format!("VPC/{name}");
        world.edit("env", "all", DraftEdit::Delete { resource }).await;
    }
    let report = world.publish("all").await;
    assert_eq!(report.state, ChangeState::Published);
    assert_eq!(read(&world)[2], None);
    let view = revert(&world, "all").await.unwrap();
    assert_eq!(world.publish(&view.change).await.state, ChangeState::Published);
    assert_eq!(read(&world), before, "byte for byte");

    // Both of a shared file, deleted in Git, whose neighbour came since: restored one after the other.
    let head = world.remote.git(&["rev-parse", "main"]).trim().to_owned();
    let f = vpc("f", 1006);
    world.remote.commit("main", "By hand", &[("env/one.yaml", Some(&f))]);
    world.sync("env").await;
    for name in ["b", "a"] {
        let edit = DraftEdit::Restore { resource: format!("VPC/{name}"), at: head.clone() };
        world.edit("env", &format!("back {name}"), edit).await;
        assert_eq!(world.publish(&format!("back {name}")).await.state, ChangeState::Published);
    }
    let expected = two(&two(&f, &vpc("a", 1001)), &vpc("b", 1002));
    assert_eq!(read(&world)[0].as_deref(), Some(&*expected));
}

#[tokio::test]
async fn only_what_is_on_the_branch_can_be_taken_back() {
    let world = world().await;
    world.set("env", "open", "VPC/a", "spec.subnets.default.vlan=2001").await;
    let refused = revert(&world, "open").await.unwrap_err();
    assert!(refused.to_string().contains("only a published change"), "{refused}");
    assert!(revert(&world, "ghost").await.unwrap_err().to_string().contains("ghost"));
    world.publish("open").await;
    world.set("env", "open", "VPC/a", "spec.subnets.default.vlan=2002").await;
    world.publish("open").await;
    let refused = revert(&world, "open").await.unwrap_err();
    assert!(refused.to_string().contains("use the id of one: "), "{refused}");
    let ids: Vec<String> =
        refused.to_string().split(' ').filter(|word| word.len() == 36).map(str::to_owned).collect();
    assert_eq!(ids.len(), 2);
    // The older one of the two: what the newer did to the same field is in its way.
    let view = revert(&world, &ids[1]).await.unwrap();
    assert_eq!(view.state, ChangeState::Conflicted);
    let refused = revert(&world, &ids[0]).await.unwrap_err();
    assert!(refused.to_string().contains("is open already"), "{refused}");
}

#[tokio::test]
async fn a_resource_is_restored_as_it_was_at_a_commit_across_a_move_and_a_deletion() {
    let world = world().await;
    let first = world.remote.git(&["rev-parse", "main"]).trim().to_owned();
    let restore = |resource: &str| DraftEdit::Restore {
        resource: resource.to_owned(),
        at: first[..10].to_owned(),
    };
    // Moved to another file and edited.
    let moved = vpc("e", 1777);
    world.remote.commit("main", "Move", &[("env/three.yaml", None), ("env/e.yaml", Some(&moved))]);
    world.sync("env").await;
    world.edit("env", "back", restore("vpc/e")).await;
    assert_eq!(world.publish("back").await.state, ChangeState::Published);
    assert_eq!(world.remote.read("main", "env/e.yaml"), Some(vpc("e", 1005)));
    // As it was already.
    let refused =
        world.engine.save_drafts("env", crate::support::request("x", vec![restore("VPC/e")])).await;
    assert!(refused.unwrap_err().to_string().contains("already has this content"));
    // Gone.
    world.remote.commit("main", "Delete", &[("env/e.yaml", None)]);
    world.sync("env").await;
    world.edit("env", "again", restore("vpcs/e")).await;
    assert_eq!(world.publish("again").await.state, ChangeState::Published);
    assert_eq!(world.get("env", "VPC/e").await.text, Some(vpc("e", 1005)));
    // What was not there, and what is no commit.
    let ghost = world
        .engine
        .save_drafts("env", crate::support::request("x", vec![restore("VPC/ghost")]))
        .await;
    assert!(ghost.unwrap_err().to_string().contains("ghost"));
    let odd = DraftEdit::Restore { resource: "VPC/a".to_owned(), at: "main".to_owned() };
    let odd = world.engine.save_drafts("env", crate::support::request("x", vec![odd])).await;
    assert!(odd.unwrap_err().to_string().contains("`at`: `main` is not a commit"));
}

#[tokio::test]
async fn a_resource_is_shown_as_it_was() {
    let world = world().await;
    let first = world.remote.git(&["rev-parse", "main"]).trim().to_owned();
    let at = |name: &'static str, commit: String| {
        let engine = world.engine.clone();
        async move { engine.resource_at("env", ("VPC", "default", name), &commit).await }
    };
    assert_eq!(at("a", first.clone()).await.unwrap().text, vpc("a", 1001));
    let off = hedgerow_yaml::comment_out(&vpc("e", 1005));
    world.remote.commit("main", "Off", &[("env/three.yaml", Some(&off)), ("env/one.yaml", None)]);
    world.sync("env").await;
    let second = world.remote.git(&["rev-parse", "main"]).trim().to_owned();
    let gone = at("a", first[..7].to_owned()).await.unwrap();
    assert_eq!((gone.text, gone.standing), (vpc("a", 1001), Standing::Live));
    let e = at("e", second.clone()).await.unwrap();
    assert_eq!((e.text, e.standing), (vpc("e", 1005), Standing::CommentedOut));
    let refused = at("a", second).await.unwrap_err();
    assert!(refused.to_string().contains("did not exist at commit"), "{refused}");
    assert!(
        at("a", "0123456789".to_owned())
            .await
            .unwrap_err()
            .to_string()
            .contains("not in the history")
    );
}

#[tokio::test]
async fn a_decision_is_taken_back_until_it_is_published() {
    let world = world_with_conflict().await;
    let change = revert(&world, "renumber").await.unwrap().change;
    let conflict = world.open_conflicts("env").await.remove(0);
    let id = ConflictId(conflict.id);
    let early = world.engine.reopen(id, None).await.unwrap_err();
    assert!(early.to_string().contains("there is no decision to take back"), "{early}");
    let take = |side| world.engine.resolve(id, Resolution::Take(side), None);
    assert_eq!(take(Side::Git).await.unwrap().state, ConflictState::Resolved);
    assert_eq!(world.engine.change(&change).await.unwrap().state, ChangeState::Open);

    let again = world.engine.reopen(id, None).await.unwrap();
    assert_eq!((again.state, again.decision), (ConflictState::Open, None));
    assert_eq!(world.open_conflicts("env").await.len(), 1, "it is the same one");
    assert_eq!(world.engine.change(&change).await.unwrap().state, ChangeState::Conflicted);
    assert_eq!(world.publish(&change).await.state, ChangeState::Conflicted);

    take(Side::Draft).await.unwrap();
    assert_eq!(world.publish(&change).await.state, ChangeState::Published);
    assert!(read(&world)[2].as_ref().unwrap().contains("1005"));
    let late = world.engine.reopen(id, None).await.unwrap_err();
    assert!(late.to_string().contains("cannot be taken back any more"), "{late}");
}

#[tokio::test]
async fn a_decision_about_what_git_gave_up_since_is_superseded_when_it_is_taken_back() {
    let world = world_with_conflict().await;
    let change = revert(&world, "renumber").await.unwrap().change;
    let id = ConflictId(world.open_conflicts("env").await.remove(0).id);
    world.engine.resolve(id, Resolution::Take(Side::Draft), None).await.unwrap();
    let back = read(&world)[2].clone().unwrap().replace("3005", "2005");
    world.remote.commit("main", "Back", &[("env/three.yaml", Some(&back))]);
    world.sync("env").await;
    assert_eq!(world.engine.reopen(id, None).await.unwrap().state, ConflictState::Superseded);
    assert!(world.open_conflicts("env").await.is_empty());
    assert_eq!(world.publish(&change).await.state, ChangeState::Published);
}
