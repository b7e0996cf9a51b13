//! Two resources that break a rule together, one of them in a draft: a conflict where the other one came after it.

use std::sync::Arc;

use hedgerow_engine::views::{ConflictView, DraftEdit, Person, PublishRequest, Resolution};
use hedgerow_engine::{Engine, EngineError, SystemClock};
use hedgerow_model::{
    ChangeState, ConflictId, ConflictKind, ConflictState, Decision, Layout, Party, Reason, Side,
    Value,
};

use crate::gate::{Gate, Stop};
use crate::support::{NAMESPACES, World, config, request};

fn vpc(name: &str, net: u8, vlan: u16) -> String {
    format!(
        "# made by hand\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: {name}\nspec:\n  \
         subnets:\n    web:\n      subnet: 10.0.{net}.0/24 # rack\n      vlan: {vlan}\n"
    )
}

const SUBNET: &str = "spec.subnets.web.subnet";

/// VPC `a` has 10.0.1.0/24 and VLAN 1001.
async fn world() -> World {
    let a = vpc("a", 1, 1001);
    let world = World::with(&[("env/all.yaml", NAMESPACES), ("env/a.yaml", &a)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

async fn draft(world: &World, change: &str, text: String) {
    world.edit("env", change, DraftEdit::Documents { text }).await;
}

async fn state(world: &World, change: &str) -> (ChangeState, String) {
    let view = world.engine.change(change).await.unwrap();
    (view.state, view.drafts.first().map(|draft| draft.state.clone()).unwrap_or_default())
}

/// Git has another VPC from now on, and the open changes were held against it.
async fn lands(world: &World, path: &str, text: Option<&str>) -> String {
    let commit = world.remote.commit("main", "By hand", &[(path, text)]);
    world.sync("env").await;
    world.engine.judge_due().await.unwrap();
    commit
}

async fn resolve(
    world: &World,
    conflict: &ConflictView,
    resolution: Resolution,
) -> Result<ConflictView, EngineError> {
    let by = Person { name: "Ada".into(), email: "ada@example.org".into() };
    world.engine.resolve(ConflictId(conflict.id), resolution, Some(by)).await
}

async fn only_conflict(world: &World) -> ConflictView {
    let mut open = world.open_conflicts("env").await;
    assert_eq!(open.len(), 1, "{open:#?}");
    open.remove(0)
}

#[tokio::test]
async fn what_came_after_a_draft_and_breaks_a_rule_with_it_is_a_conflict_that_names_both() {
    let world = world().await;
    draft(&world, "mine", vpc("mine", 9, 1009)).await;
    assert_eq!(state(&world, "mine").await, (ChangeState::Open, "merges cleanly".into()));
    let commit = lands(&world, "env/theirs.yaml", Some(&vpc("theirs", 9, 1004))).await;

    let conflict = only_conflict(&world).await;
    assert_eq!(conflict.conflict, ConflictKind::CrossResource);
    assert_eq!((conflict.kind.as_str(), conflict.name.as_str()), ("VPC", "mine"));
    assert_eq!(conflict.path.to_string(), SUBNET);
    assert_eq!((&conflict.base, &conflict.git), (&None, &None));
    assert_eq!(conflict.draft, Some(Value::from("10.0.9.0/24")));
    let together = conflict.together.clone().unwrap();
    assert_eq!(together.rule, "vpc-overlap-other");
    assert_eq!(together.other.to_string(), "VPC/theirs");
    assert_eq!(together.other_path.to_string(), SUBNET);
    assert_eq!(together.other_value, Some(Value::from("10.0.9.0/24")));
    assert!(together.message.contains("VPC/mine") && together.message.contains("VPC/theirs"));
    let path = Some("env/theirs.yaml".to_owned());
    assert!(conflict.parties.contains(&Party::Git { commit, path }), "{:?}", conflict.parties);
    assert_eq!(conflict.change.as_deref(), Some("mine"));
    assert_eq!(state(&world, "mine").await, (ChangeState::Conflicted, "conflict".into()));

    // A publish says the same, and opens no other record.
    let report = world.publish("mine").await;
    assert_eq!(report.state, ChangeState::Conflicted);
    assert_eq!(report.reason, Some(Reason::Conflicts { count: 1 }));
    assert_eq!(only_conflict(&world).await.id, conflict.id);
    assert_eq!(world.remote.subjects("main"), ["By hand", "Start"]);
}

#[tokio::test]
async fn what_git_had_when_a_draft_was_saved_makes_it_invalid_however_git_moves_on() {
    let world = world().await;
    draft(&world, "mine", vpc("mine", 1, 1009)).await;
    assert_eq!(state(&world, "mine").await, (ChangeState::Open, "invalid".into()));
    lands(&world, "env/other.yaml", Some(&vpc("other", 7, 1007))).await;
    assert_eq!(state(&world, "mine").await, (ChangeState::Open, "invalid".into()));
    assert!(world.open_conflicts("env").await.is_empty());
    assert_eq!(world.publish("mine").await.state, ChangeState::Invalid);
    // What comes on top is a conflict, beside that.
    lands(&world, "env/third.yaml", Some(&vpc("third", 8, 1009))).await;
    assert_eq!(only_conflict(&world).await.together.unwrap().rule, "vpc-vlan-other");
}

#[tokio::test]
async fn a_publish_that_meets_what_the_database_has_not_judged_yet_concludes_the_same() {
    let world = world().await;
    draft(&world, "mine", vpc("mine", 9, 1009)).await;
    world.remote.commit("main", "By hand", &[("env/t.yaml", Some(&vpc("theirs", 9, 1004)))]);
    let report = world.publish("mine").await;
    assert_eq!(report.state, ChangeState::Conflicted, "{report:?}");
    let conflict = only_conflict(&world).await;
    assert_eq!(conflict.together.unwrap().other.to_string(), "VPC/theirs");
    world.engine.judge_due().await.unwrap();
    assert_eq!(only_conflict(&world).await.id, conflict.id, "the record is that of the publish");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_publish_and_a_judge_find_at_the_same_time_is_on_record_once() {
    let mut world = world().await;
    draft(&world, "mine", vpc("mine", 9, 1009)).await;
    world.engine.shutdown().await;
    let gate = Gate::before("publish.merged");
    world.engine = Engine::open_with(config(&world.folder), gate.clone(), Arc::new(SystemClock))
        .await
        .unwrap();
    world.remote.commit("main", "By hand", &[("env/t.yaml", Some(&vpc("theirs", 9, 1004)))]);
    world.sync("env").await;
    let engine = world.engine.clone();
    let publishing =
        tokio::spawn(async move { engine.publish("mine", PublishRequest::default()).await });
    // It knows of the conflict, and has not written it.
    gate.stopped().await;
    world.engine.judge_due().await.unwrap();
    let judged = world.open_conflicts("env").await;
    gate.becomes(Stop::GoOn);
    assert_eq!(publishing.await.unwrap().unwrap().state, ChangeState::Conflicted);
    let ids = |conflicts: Vec<ConflictView>| conflicts.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!((judged.len(), ids(judged)), (1, ids(world.open_conflicts("env").await)));
}

#[tokio::test]
async fn a_reference_to_what_the_other_side_deleted_is_a_conflict() {
    let world = world().await;
    let peering = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata: {name: a--b}\n\
                   spec: {permit: [{a: {}, b: {}}]}\n";
    lands(&world, "env/b.yaml", Some(&vpc("b", 2, 1002))).await;
    draft(&world, "mine", peering.to_owned()).await;
    assert_eq!(state(&world, "mine").await.1, "merges cleanly");
    lands(&world, "env/b.yaml", None).await;
    let conflict = only_conflict(&world).await;
    let together = conflict.together.clone().unwrap();
    assert_eq!((together.other.to_string().as_str(), together.other_value), ("VPC/b", None));
    // It is not there, so it cannot be changed.
    let refused = resolve(&world, &conflict, Resolution::Other("x".into())).await.unwrap_err();
    assert!(refused.to_string().contains("VPC/b"), "{refused}");
    // It comes back: nothing is left to be decided.
    lands(&world, "env/b.yaml", Some(&vpc("b", 2, 1002))).await;
    assert!(world.open_conflicts("env").await.is_empty());
    assert_eq!(state(&world, "mine").await, (ChangeState::Open, "merges cleanly".into()));
}

#[tokio::test]
async fn a_deletion_of_what_somebody_began_to_use_is_a_conflict_and_can_be_given_up() {
    let world = world().await;
    lands(&world, "env/b.yaml", Some(&vpc("b", 2, 1002))).await;
    world.edit("env", "mine", DraftEdit::Delete { resource: "VPC/b".into() }).await;
    let peering = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata: {name: a--b}\n\
                   spec: {permit: [{a: {}, b: {}}]}\n";
    lands(&world, "env/p.yaml", Some(peering)).await;
    let open = world.open_conflicts("env").await;
    assert!(!open.is_empty());
    for conflict in &open {
        assert_eq!(conflict.name, "b");
        assert_eq!(conflict.together.as_ref().unwrap().other.to_string(), "VPCPeering/a--b");
        let whole = resolve(&world, conflict, Resolution::Value("1".into())).await.unwrap_err();
        assert!(whole.to_string().contains("whole of VPC/b"), "{whole}");
    }
    let settled = resolve(&world, &open[0], Resolution::Take(Side::Git)).await.unwrap();
    assert_eq!(settled.state, ConflictState::Resolved);
    assert!(world.open_conflicts("env").await.is_empty());
    assert!(world.engine.change("mine").await.unwrap().drafts.is_empty(), "the draft is gone");
}

#[tokio::test]
async fn a_typed_value_settles_it_where_it_mends_the_rule_and_breaks_no_other() {
    let world = world().await;
    draft(&world, "mine", vpc("mine", 9, 1009)).await;
    lands(&world, "env/theirs.yaml", Some(&vpc("theirs", 9, 1004))).await;
    assert_eq!(world.publish("mine").await.state, ChangeState::Conflicted);
    let conflict = only_conflict(&world).await;
    for (value, why) in [
        ("10.0.9.0/25", "VPC/theirs"),
        ("10.0.1.0/24", "VPC/a"),
        ("192.168.0.0/24", "IPv4Namespace/default"),
        ("[", "YAML"),
    ] {
        let refused = resolve(&world, &conflict, Resolution::Value(value.into())).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(why), "{value}: {refused}");
    }
    let both = resolve(&world, &conflict, Resolution::Take(Side::Draft)).await.unwrap_err();
    assert!(both.to_string().contains("cannot both stay"), "{both}");
    // Without its subnet the VPC would break its schema or a rule.
    resolve(&world, &conflict, Resolution::Take(Side::Git)).await.unwrap_err();
    assert_eq!(only_conflict(&world).await.id, conflict.id, "a refusal changes nothing");

    let settled =
        resolve(&world, &conflict, Resolution::Value("10.0.10.0/24".into())).await.unwrap();
    assert_eq!(settled.decision, Some(Decision::Value(Value::from("10.0.10.0/24"))));
    assert_eq!(state(&world, "mine").await, (ChangeState::Open, "merges cleanly".into()));
    let again = resolve(&world, &conflict, Resolution::Value("10.0.11.0/24".into())).await;
    assert!(again.unwrap_err().to_string().contains("resolved already"));
    assert_eq!(world.publish("mine").await.state, ChangeState::Published);
    let path = world.get("env", "VPC/mine").await.path.unwrap();
    let text = world.remote.read("main", &path).unwrap();
    assert_eq!(text, vpc("mine", 10, 1009), "and nothing else of the text");
}

#[tokio::test]
async fn the_other_resource_can_be_changed_instead_in_the_same_change() {
    let world = world().await;
    draft(&world, "mine", vpc("mine", 9, 1009)).await;
    lands(&world, "env/theirs.yaml", Some(&vpc("theirs", 9, 1004))).await;
    let conflict = only_conflict(&world).await;
    let other = Resolution::Other("10.0.11.0/24".into());
    let settled = resolve(&world, &conflict, other).await.unwrap();
    assert_eq!(settled.decision, Some(Decision::Take(Side::Draft)));
    let change = world.engine.change("mine").await.unwrap();
    let names: Vec<&str> = change.drafts.iter().map(|draft| draft.name.as_str()).collect();
    assert_eq!((change.state, names), (ChangeState::Open, vec!["mine", "theirs"]));
    assert_eq!(world.publish("mine").await.state, ChangeState::Published);
    let text = world.remote.read("main", "env/theirs.yaml").unwrap();
    assert_eq!(text, vpc("theirs", 11, 1004));
    assert!(world.findings("env").await.is_empty());
}

#[tokio::test]
async fn a_record_goes_when_either_side_moves_and_comes_anew_with_new_values() {
    let world = world().await;
    draft(&world, "mine", vpc("mine", 9, 1009)).await;
    lands(&world, "env/theirs.yaml", Some(&vpc("theirs", 9, 1004))).await;
    let first = only_conflict(&world).await;
    // The other one moves, and is still in the way: with another rule's worth of words, not with an old value.
    let wider = vpc("theirs", 9, 1004).replace("/24", "/25");
    lands(&world, "env/theirs.yaml", Some(&wider)).await;
    let second = only_conflict(&world).await;
    assert_ne!(second.id, first.id);
    assert_eq!(second.together.unwrap().other_value, Some(Value::from("10.0.9.0/25")));
    // The draft is edited, and is still in the way: a conflict as before, not the change's own mistake.
    world.set("env", "mine", "VPC/mine", &format!("{SUBNET}=10.0.9.0/26")).await;
    let third = only_conflict(&world).await;
    assert_eq!(third.draft, Some(Value::from("10.0.9.0/26")));
    assert_eq!(world.publish("mine").await.state, ChangeState::Conflicted);
    // Out of the way.
    lands(&world, "env/theirs.yaml", Some(&vpc("theirs", 12, 1004))).await;
    assert!(world.open_conflicts("env").await.is_empty());
    assert_eq!(state(&world, "mine").await, (ChangeState::Open, "merges cleanly".into()));
    assert_eq!(world.publish("mine").await.state, ChangeState::Published);
}

#[tokio::test]
async fn a_rule_that_was_set_is_no_conflict_with_anybody() {
    let world = world().await;
    let off = hedgerow_model::RuleLevel::Off;
    world.engine.set_rule("env", "vpc-vlan-other", off, None).await.unwrap();
    draft(&world, "mine", vpc("mine", 9, 1001)).await;
    assert_eq!(state(&world, "mine").await.1, "merges cleanly");
    lands(&world, "env/b.yaml", Some(&vpc("b", 2, 1002))).await;
    let on = hedgerow_model::RuleLevel::Error;
    world.engine.set_rule("env", "vpc-vlan-other", on, None).await.unwrap();
    assert_eq!(state(&world, "mine").await.1, "invalid");
    assert!(world.open_conflicts("env").await.is_empty());
}

#[tokio::test]
async fn two_open_changes_that_would_break_a_rule_together_warn_both() {
    let world = world().await;
    draft(&world, "one", vpc("one", 9, 1009)).await;
    draft(&world, "two", vpc("two", 8, 1009)).await;
    draft(&world, "far", vpc("far", 7, 1010)).await;
    world.engine.judge_due().await.unwrap();
    let clashes = async |change: &str| {
        let view = world.engine.change(change).await.unwrap();
        view.clashes.into_iter().map(|clash| (clash.change, clash.broken)).collect::<Vec<_>>()
    };
    for (change, other) in [("one", "two"), ("two", "one")] {
        let found = clashes(change).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1[0].rule.as_str()), (other, "vpc-vlan-other"));
        let said = found[0].1[0].to_string();
        assert!(said.contains("VPC/one") && said.contains("VPC/two"), "{said}");
        assert_eq!(state(&world, change).await, (ChangeState::Open, "merges cleanly".into()));
        assert_eq!(world.engine.diff(change).await.unwrap().clashes.len(), 1);
    }
    assert!(clashes("far").await.is_empty());

    // One moves out of the way.
    world.set("env", "two", "VPC/two", "spec.subnets.web.vlan=1011").await;
    world.engine.judge_due().await.unwrap();
    assert!(clashes("one").await.is_empty() && clashes("two").await.is_empty());
    // One lands: what was a warning is a conflict of the other.
    world.set("env", "two", "VPC/two", "spec.subnets.web.vlan=1009").await;
    world.engine.judge_due().await.unwrap();
    assert_eq!(world.publish("one").await.state, ChangeState::Published);
    assert!(clashes("two").await.is_empty(), "of a change that is over nothing is said");
    world.engine.judge_due().await.unwrap();
    assert_eq!(only_conflict(&world).await.change.as_deref(), Some("two"));
    world.engine.discard("two", None).await.unwrap();
    assert!(world.open_conflicts("env").await.is_empty());
}

#[tokio::test]
async fn a_server_that_starts_finds_the_changes_that_break_a_rule_together() {
    let world = world().await;
    draft(&world, "one", vpc("one", 9, 1009)).await;
    draft(&world, "two", vpc("two", 8, 1009)).await;
    world.engine.start();
    while world.engine.change("one").await.unwrap().clashes.is_empty() {
        tokio::task::yield_now().await;
    }
    world.engine.shutdown().await;
}

#[tokio::test]
async fn a_change_on_its_way_is_left_alone() {
    let world = world().await;
    draft(&world, "mine", vpc("mine", 9, 1009)).await;
    lands(&world, "env/theirs.yaml", Some(&vpc("theirs", 9, 1004))).await;
    let conflict = only_conflict(&world).await;
    let change = world.engine.change("mine").await.unwrap();
    world.engine.discard("mine", None).await.unwrap();
    let late = resolve(&world, &conflict, Resolution::Value("10.0.12.0/24".into())).await;
    assert!(late.unwrap_err().to_string().contains("superseded already"));
    assert_eq!(change.conflicts, 1);
    // What was typed is drafted nowhere.
    let request = request("other", vec![DraftEdit::Documents { text: vpc("x", 12, 1012) }]);
    world.engine.save_drafts("env", request).await.unwrap();
    assert_eq!(
        world.engine.publish("other", PublishRequest::default()).await.unwrap().state,
        ChangeState::Published
    );
}
