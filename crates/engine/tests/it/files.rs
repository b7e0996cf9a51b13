//! What people do to files: break, move, double, comment out, delete many. Nothing that is not
//! understood is lost (laws 1, 5 and 6).

use hedgerow_engine::views::{DraftEdit, PageRequest, PublishRequest, Scope};
use hedgerow_model::{ChangeState, ConflictKind, Layout, ResourceState};

use crate::support::{World, request, vpc};

const VLAN: &str = "spec.subnets.default.vlan";
const FILE: &str = "env/net.yaml";

fn two() -> String {
    format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002))
}

async fn world() -> World {
    let world = World::with(&[(FILE, &two())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

fn state(states: &[(String, ResourceState)], name: &str) -> ResourceState {
    states.iter().find(|(id, _)| id == name).map(|(_, state)| *state).unwrap()
}

#[tokio::test]
async fn a_file_that_no_longer_parses_keeps_the_last_good_state() {
    let world = world().await;
    let broken =
        two().replace("kind: VPC\nmetadata:\n  name: b", "kind: [VPC\nmetadata:\n  name: b");
    assert_ne!(broken, two());
    world.remote.commit("main", "Break b", &[(FILE, Some(&broken))]);
    let report = world.sync("env").await;
    assert_eq!(report.unreadable, ["VPC/b"], "{report:?}");
    assert!(report.deleted.is_empty());
    let states = world.states("env").await;
    assert_eq!(state(&states, "VPC/a"), ResourceState::InSync);
    assert_eq!(state(&states, "VPC/b"), ResourceState::Unreadable);
    let finding = &world.findings("env").await[0];
    assert!(finding.path == FILE && finding.line > 0, "{finding:?}");

    // Its neighbour can still be edited; the broken one cannot, and says why.
    world.set("env", "c", "VPC/a", &format!("{VLAN}=3001")).await;
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(
        world.remote.read("main", FILE).unwrap(),
        broken.replace("vlan: 1001", "vlan: 3001")
    );
    let refused = world.try_set("env", "d", "VPC/b", &format!("{VLAN}=3002")).await.unwrap_err();
    assert!(refused.to_string().contains("cannot be parsed"), "{refused}");

    world.remote.commit("main", "Mend", &[(FILE, Some(&two()))]);
    world.sync("env").await;
    assert_eq!(state(&world.states("env").await, "VPC/b"), ResourceState::InSync);
    assert!(world.findings("env").await.is_empty());
}

#[tokio::test]
async fn a_draft_survives_its_documents_file_being_broken() {
    let world = world().await;
    world.set("env", "c", "VPC/b", &format!("{VLAN}=3002")).await;
    let broken =
        two().replace("kind: VPC\nmetadata:\n  name: b", "kind: [VPC\nmetadata:\n  name: b");
    let head = world.remote.commit("main", "Break b", &[(FILE, Some(&broken))]);
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Waiting, "{report:?}");
    assert!(report.reason.unwrap().to_string().contains("cannot be parsed"));
    assert_eq!(world.remote.head("main"), Some(head));
    world.remote.commit("main", "Mend", &[(FILE, Some(&two()))]);
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.remote.read("main", FILE).unwrap(), two().replace("1002", "3002"));
}

#[tokio::test]
async fn a_moved_document_is_told_as_moved_and_its_draft_follows() {
    let world = world().await;
    world.set("env", "c", "VPC/b", &format!("{VLAN}=3002")).await;
    world.remote.commit(
        "main",
        "Move b",
        &[(FILE, Some(&vpc("a", 1001))), ("env/deep/down/b.yaml", Some(&vpc("b", 1002)))],
    );
    let report = world.sync("env").await;
    assert_eq!(
        (report.moved, report.deleted, report.added),
        (vec!["VPC/b".into()], vec![], vec![])
    );
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.last_diff(), ["-      vlan: 1002", "+      vlan: 3002"]);
    assert_eq!(
        world.remote.read("main", "env/deep/down/b.yaml").unwrap(),
        vpc("b", 1002).replace("1002", "3002")
    );
}

#[tokio::test]
async fn a_document_moved_at_the_moment_of_the_publish_is_followed_too() {
    let world = world().await;
    world.set("env", "c", "VPC/b", &format!("{VLAN}=3002")).await;
    world.remote.commit(
        "main",
        "Move b",
        &[(FILE, Some(&vpc("a", 1001))), ("env/b.yaml", Some(&vpc("b", 1002)))],
    );
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(
        world.remote.read("main", "env/b.yaml").unwrap(),
        vpc("b", 1002).replace("1002", "3002")
    );
    assert_eq!(world.remote.read("main", FILE).unwrap(), vpc("a", 1001));
}

#[tokio::test]
async fn a_resource_in_two_documents_is_a_conflict_until_one_is_gone() {
    let world = world().await;
    world.remote.commit("main", "Twice", &[("env/copy.yaml", Some(&vpc("a", 1500)))]);
    let report = world.sync("env").await;
    assert_eq!(report.conflicts_opened, 1, "{report:?}");
    let conflicts = world.open_conflicts("env").await;
    assert_eq!(conflicts[0].conflict, ConflictKind::DuplicateIdentity);
    let detail = conflicts[0].detail.as_ref().unwrap();
    assert!(detail.contains(FILE) && detail.contains("env/copy.yaml"), "{detail}");
    assert_eq!(state(&world.states("env").await, "VPC/a"), ResourceState::Duplicate);
    let refused = world.try_set("env", "c", "VPC/a", &format!("{VLAN}=3001")).await.unwrap_err();
    assert!(refused.to_string().contains("env/copy.yaml"), "{refused}");
    world.remote.commit("main", "Once", &[("env/copy.yaml", None)]);
    world.sync("env").await;
    assert!(world.open_conflicts("env").await.is_empty());
    assert_eq!(state(&world.states("env").await, "VPC/a"), ResourceState::InSync);
}

#[tokio::test]
async fn what_somebody_commented_out_in_git_is_told_apart_from_deleted() {
    let world = world().await;
    let off: String = vpc("b", 1002).lines().map(|line| format!("# {line}\n")).collect();
    let file = format!("{}---\n{off}", vpc("a", 1001));
    world.remote.commit("main", "Off", &[(FILE, Some(&file))]);
    let report = world.sync("env").await;
    assert_eq!((report.commented_out, report.deleted), (vec!["VPC/b".to_owned()], vec![]));
    assert_eq!(state(&world.states("env").await, "VPC/b"), ResourceState::CommentedOut);
    // Editing the neighbour leaves it untouched.
    world.set("env", "c", "VPC/a", &format!("{VLAN}=3001")).await;
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    assert_eq!(world.remote.read("main", FILE).unwrap(), file.replace("vlan: 1001", "vlan: 3001"));
    assert_eq!(state(&world.states("env").await, "VPC/b"), ResourceState::CommentedOut);
}

#[tokio::test]
async fn a_large_deletion_waits_for_a_person_and_goes_out_when_confirmed() {
    let files: Vec<(String, String)> =
        (0..20).map(|n| (format!("env/v{n}.yaml"), vpc(&format!("v{n}"), 1000 + n))).collect();
    let start: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let world = World::with(&start).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let deletions: Vec<DraftEdit> =
        (0..12).map(|n| DraftEdit::Delete { resource: format!("VPC/v{n}") }).collect();
    world.engine.save_drafts("env", request("tidy", deletions)).await.unwrap();
    let head = world.remote.head("main");
    let report = world.publish("tidy").await;
    assert_eq!(report.state, ChangeState::Waiting);
    assert!(report.reason.unwrap().to_string().contains("12 of 20"));
    assert_eq!(world.remote.head("main"), head);
    let confirmed = PublishRequest { confirm_deletions: true, ..PublishRequest::default() };
    let report = world.engine.publish("tidy", confirmed).await.unwrap();
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(world.states("env").await.len(), 8);
    assert_eq!(world.remote.files("main").len(), 8);
}

#[tokio::test]
async fn many_deletions_by_others_are_taken_and_told() {
    let files: Vec<(String, String)> =
        (0..20).map(|n| (format!("env/v{n}.yaml"), vpc(&format!("v{n}"), 1000 + n))).collect();
    let start: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let world = World::with(&start).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let gone: Vec<_> = files[..12].iter().map(|(path, _)| (path.as_str(), None)).collect();
    world.remote.commit("main", "Tidy", &gone);
    let report = world.sync("env").await;
    assert_eq!(report.deleted.len(), 12);
    assert!(!report.alerts.is_empty(), "{report:?}");
    assert_eq!(world.states("env").await.len(), 8);
}

#[tokio::test]
async fn a_hundred_idle_syncs_write_nothing() {
    let world = world().await;
    world.set("env", "c", "VPC/b", &format!("{VLAN}=3002")).await;
    world.sync("env").await;
    let picture = async || {
        (
            world.remote.head("main"),
            format!(
                "{:?}",
                world.engine.runs(&Scope::All, None, &PageRequest::first(1000)).await.unwrap()
            ),
            format!(
                "{:?}",
                world
                    .engine
                    .changes(&Scope::All, None, true, &PageRequest::default())
                    .await
                    .unwrap()
            ),
            format!("{:?}", world.findings("env").await),
            world.remote.git(&["count-objects"]),
        )
    };
    let before = picture().await;
    for _ in 0..100 {
        assert!(world.sync("env").await.nothing_new);
    }
    assert_eq!(picture().await, before);
}
