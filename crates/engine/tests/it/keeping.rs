//! One identity in several documents: both are shown, and one is kept as a change.

use hedgerow_engine::views::{CopiesView, DraftEdit, KeepRequest, UndoRequest};
use hedgerow_model::{ChangeState, ConflictId, ConflictKind, Layout, ResourceState, SeenCopy};
use hedgerow_store::AuditFilter;

use crate::support::{World, request, vpc};

const ONE: &str = "env/one.yaml";
const TWO: &str = "env/two.yaml";
const VLAN: &str = "spec.subnets.default.vlan";

/// A fabric in which `VPC/a` is in two files, the second beside `VPC/b`, and its conflict.
async fn twice() -> (World, ConflictId) {
    let second = format!("{}---\n{}", vpc("b", 1002), vpc("a", 1500));
    let world = World::with(&[(ONE, &vpc("a", 1001)), (TWO, &second)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let open = world.open_conflicts("env").await;
    assert_eq!(open[0].conflict, ConflictKind::DuplicateIdentity);
    (world, ConflictId(open[0].id))
}

fn keep(view: &CopiesView, path: &str, change: &str) -> KeepRequest {
    let copies = view.copies.iter().map(|copy| SeenCopy {
        path: copy.path.clone(),
        digest: copy.digest.clone(),
        goes: copy.path != path,
    });
    KeepRequest {
        copies: copies.collect(),
        change: Some(change.to_owned()),
        ..KeepRequest::default()
    }
}

#[tokio::test]
async fn one_of_two_is_kept_and_the_conflict_ends() {
    let (world, id) = twice().await;
    let shown = world.engine.copies(id).await.unwrap();
    let paths: Vec<_> = shown.copies.iter().map(|it| (it.path.as_str(), it.line)).collect();
    assert_eq!(paths[0], (ONE, 1));
    assert_eq!(paths[1].0, TWO);
    let diff = shown.copies[1].diff.as_deref().unwrap();
    assert!(diff.contains("-      vlan: 1001") && diff.contains("+      vlan: 1500"), "{diff}");
    assert!(shown.copies[0].changed.is_some());

    let change = world.engine.keep_copy(id, keep(&shown, ONE, "tidy")).await.unwrap();
    assert_eq!(change.drafts[0].action, "keep one");
    assert_eq!(change.drafts[0].state, "merges cleanly");
    let told = world.engine.store().audit_page(&AuditFilter::default(), None, 1).await.unwrap();
    let copies = &told[0].after.as_ref().unwrap()["copies"]["VPC/a"];
    assert_eq!((copies[1]["path"].as_str(), copies[1]["goes"].as_bool()), (Some(TWO), Some(true)));
    let chosen = world.engine.copies(id).await.unwrap().chosen;
    assert_eq!((chosen[0].change.as_str(), chosen[0].path.as_str()), ("tidy", ONE));
    // What is kept can be edited with it.
    world.set("env", "tidy", "VPC/a", &format!("{VLAN}=1009")).await;
    let report = world.publish("tidy").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.remote.read("main", ONE).unwrap(), vpc("a", 1001).replace("1001", "1009"));
    assert_eq!(world.remote.read("main", TWO).unwrap(), vpc("b", 1002));
    assert!(world.open_conflicts("env").await.is_empty());
    let states = world.states("env").await;
    assert!(states.iter().all(|(_, state)| *state == ResourceState::InSync), "{states:?}");
}

#[tokio::test]
async fn what_git_made_of_them_meanwhile_is_looked_at_again() {
    let (world, id) = twice().await;
    let shown = world.engine.copies(id).await.unwrap();
    world.engine.keep_copy(id, keep(&shown, ONE, "tidy")).await.unwrap();
    let edited = format!("{}---\n{}", vpc("b", 1002), vpc("a", 1600));
    world.remote.commit("main", "Edit the one that goes", &[(TWO, Some(&edited))]);
    world.sync("env").await;
    let refused = world.engine.keep_copy(id, keep(&shown, TWO, "other")).await.unwrap_err();
    assert_eq!(refused.class(), hedgerow_engine::Class::Moved, "{refused}");
    let report = world.publish("tidy").await;
    assert_eq!(report.state, ChangeState::Waiting, "{report:?}");
    assert!(report.reason.unwrap().to_string().contains("choose one"));
    assert_eq!(world.remote.read("main", TWO).unwrap(), edited);
    // Chosen again, it goes.
    let shown = world.engine.copies(id).await.unwrap();
    world.engine.keep_copy(id, keep(&shown, ONE, "tidy")).await.unwrap();
    let report = world.publish("tidy").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.remote.read("main", TWO).unwrap(), vpc("b", 1002));
}

#[tokio::test]
async fn a_choice_is_a_save_that_is_undone_and_a_draft_that_is_reverted() {
    let (world, id) = twice().await;
    let shown = world.engine.copies(id).await.unwrap();
    world.engine.keep_copy(id, keep(&shown, ONE, "tidy")).await.unwrap();
    world.engine.keep_copy(id, keep(&shown, TWO, "tidy")).await.unwrap();
    let kept = async || world.engine.copies(id).await.unwrap().chosen[0].path.clone();
    assert_eq!(kept().await, TWO);
    world.engine.undo("tidy", UndoRequest::default()).await.unwrap();
    assert_eq!(kept().await, ONE);
    let revert = DraftEdit::Revert { resource: "VPC/a".into() };
    world.engine.save_drafts("env", request("tidy", vec![revert])).await.unwrap();
    assert!(world.engine.copies(id).await.unwrap().chosen.is_empty());
    let none = KeepRequest { copies: Vec::new(), ..keep(&shown, ONE, "tidy") };
    assert!(
        world.engine.keep_copy(id, none).await.unwrap_err().to_string().contains("exactly one")
    );
}

#[tokio::test]
async fn a_draft_of_before_meets_neither_of_two_documents() {
    let world = World::with(&[(ONE, &vpc("a", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", &format!("{VLAN}=1002")).await;
    // A copy that comes first, and says something else.
    world.remote.commit("main", "Twice", &[("env/a.yaml", Some(&vpc("a", 1500)))]);
    world.sync("env").await;
    let of_draft = async || {
        let open = world.open_conflicts("env").await;
        open.into_iter().filter(|one| one.change.is_some()).count()
    };
    assert_eq!(of_draft().await, 0);
    // Edited once more, it still met neither: nothing says that Git deleted it.
    world.set("env", "c", "VPC/a", &format!("{VLAN}=1003")).await;
    assert_eq!(of_draft().await, 0);
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Waiting, "{report:?}");
    // Kept in the change that edits it: both are done at once.
    let id = ConflictId(world.open_conflicts("env").await[0].id);
    let shown = world.engine.copies(id).await.unwrap();
    world.engine.keep_copy(id, keep(&shown, ONE, "c")).await.unwrap();
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.remote.read("main", ONE).unwrap(), vpc("a", 1001).replace("1001", "1003"));
    assert!(world.remote.read("main", "env/a.yaml").is_none());
}
