//! The first promise: a fabric of one file stays in agreement, both ways, without losing anything.

use hedgerow_engine::Class;
use hedgerow_engine::views::{DraftEdit, DraftRequest, PublishRequest, Resolution};
use hedgerow_model::{ChangeState, Layout, ResourceState, Side};

use crate::support::{World, vpc};

const FILE: &str = "env/net.yaml";

fn two() -> String {
    format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002))
}

async fn world() -> World {
    let world = World::with(&[(FILE, &two())]).await;
    let report = world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!(report.added, ["VPC/a", "VPC/b"]);
    world
}

#[tokio::test]
async fn a_field_that_is_drafted_and_published_is_one_line_in_git() {
    let world = world().await;
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=1300").await;
    let report = world.publish("c1").await;
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(report.commit, world.remote.head("main"));
    assert_eq!(world.last_diff(), ["-      vlan: 1001", "+      vlan: 1300"]);
    assert_eq!(world.remote.read("main", FILE).unwrap(), two().replace("1001", "1300"));
    assert!(world.sync("env").await.nothing_new);
    world.remote.fsck();
}

#[tokio::test]
async fn a_line_changed_in_git_is_in_the_database_after_the_next_sync() {
    let world = world().await;
    world.remote.commit("main", "Change b", &[(FILE, Some(&two().replace("1002", "1400")))]);
    let report = world.sync("env").await;
    assert_eq!(report.changed, ["VPC/b"]);
    let value = world.get("env", "VPC/b").await.value.unwrap();
    assert_eq!(value.at(&["spec", "subnets", "default", "vlan"]).unwrap().as_i64(), Some(1400));
}

#[tokio::test]
async fn both_at_once_in_different_fields_give_both() {
    let world = world().await;
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=1300").await;
    let theirs = two().replacen("10.0.1.0/24", "10.0.77.0/24", 1);
    world.remote.commit("main", "Change a", &[(FILE, Some(&theirs))]);
    // Without a sync in between: the lease is refused, and the publish merges.
    let report = world.publish("c1").await;
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(world.remote.read("main", FILE).unwrap(), theirs.replace("1001", "1300"));
}

#[tokio::test]
async fn both_at_once_in_the_same_field_is_a_conflict_and_no_push() {
    let world = world().await;
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=1300").await;
    let theirs = two().replace("1001", "1400");
    world.remote.commit("main", "Change a", &[(FILE, Some(&theirs))]);
    let head = world.remote.head("main");
    let report = world.sync("env").await;
    assert_eq!((report.outdated.len(), report.conflicts_opened), (1, 1));
    assert_eq!(world.get("env", "VPC/a").await.state, ResourceState::Conflict);
    let report = world.publish("c1").await;
    assert_eq!(report.state, ChangeState::Conflicted);
    assert_eq!(world.remote.head("main"), head);
    let conflicts = world.open_conflicts("env").await;
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    let conflict = &conflicts[0];
    assert_eq!(conflict.path.to_string(), "spec.subnets.default.vlan");
    let three = [&conflict.base, &conflict.draft, &conflict.git].map(|v| v.as_ref()?.as_i64());
    assert_eq!(three, [Some(1001), Some(1300), Some(1400)]);

    let id = hedgerow_model::ConflictId(conflict.id);
    world.engine.resolve(id, Resolution::Take(Side::Draft), None).await.unwrap();
    let report = world.publish("c1").await;
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(world.remote.read("main", FILE).unwrap(), two().replace("1001", "1300"));
    assert!(world.open_conflicts("env").await.is_empty());
}

#[tokio::test]
async fn a_typed_value_is_validated_at_once_and_then_taken() {
    let world = world().await;
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=1300").await;
    world.remote.commit("main", "x", &[(FILE, Some(&two().replace("1001", "1400")))]);
    world.sync("env").await;
    let id = hedgerow_model::ConflictId(world.open_conflicts("env").await[0].id);
    let bad = world.engine.resolve(id, Resolution::Value("many".into()), None).await;
    assert!(bad.unwrap_err().to_string().contains("integer"));
    world.engine.resolve(id, Resolution::Value("1500".into()), None).await.unwrap();
    let report = world.publish("c1").await;
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(world.remote.read("main", FILE).unwrap(), two().replace("1001", "1500"));
}

#[tokio::test]
async fn comment_out_and_uncomment_restore_the_file() {
    let world = world().await;
    world.edit("env", "off", DraftEdit::CommentOut { resource: "VPC/a".into() }).await;
    let report = world.publish("off").await;
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(world.get("env", "VPC/a").await.state, ResourceState::CommentedOut);
    world.edit("env", "on", DraftEdit::Uncomment { resource: "VPC/a".into() }).await;
    let report = world.publish("on").await;
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    assert_eq!(world.remote.read("main", FILE).unwrap(), two());
}

#[tokio::test]
async fn a_new_resource_goes_beside_its_siblings_and_a_deleted_one_leaves_its_neighbours() {
    let world = world().await;
    let text = vpc("c", 1003);
    world.edit("env", "add", DraftEdit::Documents { text: text.clone() }).await;
    let diff = world.engine.diff("add").await.unwrap();
    assert!(diff.diff.contains("+++ b/env/c.yaml"), "{}", diff.diff);
    assert_eq!(world.publish("add").await.state, ChangeState::Published);
    assert_eq!(world.remote.read("main", "env/c.yaml").unwrap(), text);
    world.edit("env", "del", DraftEdit::Delete { resource: "VPC/b".into() }).await;
    assert_eq!(world.publish("del").await.state, ChangeState::Published);
    assert_eq!(world.remote.read("main", FILE).unwrap(), vpc("a", 1001));
    world.edit("env", "del", DraftEdit::Delete { resource: "VPC/c".into() }).await;
    assert_eq!(world.publish("del").await.state, ChangeState::Published);
    assert_eq!(world.remote.read("main", "env/c.yaml"), None);
}

#[tokio::test]
async fn an_invalid_change_is_stopped_with_field_and_rule() {
    let world = world().await;
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=lots").await;
    let head = world.remote.head("main");
    let report = world.publish("c1").await;
    assert_eq!(report.state, ChangeState::Invalid);
    assert!(report.reason.unwrap().to_string().contains("spec.subnets.default.vlan"));
    assert_eq!(world.remote.head("main"), head);
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=1300").await;
    assert_eq!(world.publish("c1").await.state, ChangeState::Published);
}

#[tokio::test]
async fn a_preview_on_an_older_head_is_not_applied() {
    let world = world().await;
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=1300").await;
    let head = world.engine.diff("c1").await.unwrap().head;
    world.remote.commit("main", "x", &[(FILE, Some(&two().replace("1002", "1400")))]);
    world.sync("env").await;
    let request = PublishRequest { previewed: head, ..PublishRequest::default() };
    let error = world.engine.publish("c1", request).await.unwrap_err();
    assert_eq!(error.class(), Class::Moved, "{error}");
}

#[tokio::test]
async fn a_text_that_was_started_before_git_moved_keeps_what_git_gained() {
    let world = world().await;
    let started = vpc("a", 1001);
    world.remote.commit("main", "x", &[(FILE, Some(&two().replace("1001", "1400")))]);
    world.sync("env").await;
    let text = format!("{started}  # ours\n");
    let edit = |base: &str| DraftEdit::Text {
        resource: "VPC/a".into(),
        text: text.clone(),
        revision: Some(0),
        base: Some(base.to_owned()),
    };
    world.edit("env", "c1", edit(&started)).await;
    let report = world.publish("c1").await;
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    let published = world.remote.read("main", FILE).unwrap();
    assert!(published.contains("1400") && published.contains("# ours"), "{published}");
    let other = DraftRequest {
        base: None,
        change: Some("c2".into()),
        edits: vec![edit(&vpc("b", 1))],
        author: None,
        message: None,
    };
    let error = world.engine.save_drafts("env", other).await.unwrap_err().to_string();
    assert!(error.contains("`base` is of"), "{error}");
}

#[tokio::test]
async fn a_change_that_was_edited_since_it_was_looked_at_is_not_published() {
    let world = world().await;
    world.set("env", "c1", "VPC/a", "spec.subnets.default.vlan=1300").await;
    let seen = world.engine.change("c1").await.unwrap().revision;
    world.set("env", "c1", "VPC/b", "spec.subnets.default.vlan=1301").await;
    let head = world.remote.head("main");
    let request = PublishRequest { revision: seen, ..PublishRequest::default() };
    let error = world.engine.publish("c1", request).await.unwrap_err();
    assert_eq!(error.class(), Class::Moved, "{error}");
    assert_eq!(world.remote.head("main"), head);
    let seen = world.engine.change("c1").await.unwrap().revision;
    let request = PublishRequest { revision: seen, ..PublishRequest::default() };
    let report = world.engine.publish("c1", request).await.unwrap();
    assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
}
