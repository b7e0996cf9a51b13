//! A branch that others rewrite, delete, or take the directory out of.

use hedgerow_engine::Engine;
use hedgerow_model::{ChangeState, Layout};

use crate::support::{World, config, vpc};

const FIELD: &str = "spec.subnets.default.vlan=3001";
const FILE: &str = "env/net.yaml";

async fn published() -> World {
    let world = World::with(&[(FILE, &vpc("a", 1001)), ("README.md", "x\n")]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", FIELD).await;
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    world
}

#[tokio::test]
async fn a_history_rewritten_without_a_published_change_says_so_and_publishes_only_when_asked() {
    let world = published().await;
    world.set("env", "open", "VPC/a", "spec.subnets.default.subnet=10.9.9.0/24").await;
    world.remote.git(&["update-ref", "refs/heads/main", "refs/heads/main~1"]);
    let rewritten = world.remote.commit("main", "Another past", &[("README.md", Some("y\n"))]);
    let report = world.sync("env").await;
    assert!(report.rewritten);
    assert_eq!(report.commit.as_ref(), Some(&rewritten));
    let change = world.engine.change("c").await.unwrap();
    assert_eq!(change.state, ChangeState::RewrittenUpstream, "{change:?}");
    // Nothing is pushed by itself, and the draft of the other change is still there.
    world.sync("env").await;
    assert_eq!(world.remote.head("main").as_ref(), Some(&rewritten));
    assert_eq!(world.engine.change("open").await.unwrap().drafts.len(), 1);

    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(report.commit, world.remote.head("main"));
    assert_eq!(
        world.remote.read("main", FILE).unwrap(),
        vpc("a", 1001).replace("vlan: 1001", "vlan: 3001")
    );
    let report = world.publish("open").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert!(world.remote.read("main", FILE).unwrap().contains("subnet: 10.9.9.0/24 # rack"));
}

#[tokio::test]
async fn a_rewritten_history_that_keeps_a_published_commit_leaves_it_published() {
    let world = published().await;
    world.remote.commit("main", "More", &[("README.md", Some("y\n"))]);
    world.sync("env").await;
    world.remote.git(&["update-ref", "refs/heads/main", "refs/heads/main~1"]);
    let report = world.sync("env").await;
    assert!(report.rewritten);
    assert_eq!(world.engine.change("c").await.unwrap().state, ChangeState::Published);
}

#[tokio::test]
async fn a_deleted_branch_deletes_nothing_and_is_taken_up_again() {
    let world = published().await;
    world.set("env", "open", "VPC/a", "spec.subnets.default.subnet=10.9.9.0/24").await;
    let head = world.remote.head("main").unwrap();
    world.remote.git(&["update-ref", "-d", "refs/heads/main"]);
    let error = world.engine.sync("env").await.unwrap_err().to_string();
    assert!(error.contains("branch `main` was deleted"), "{error}");
    assert_eq!(world.states("env").await.len(), 1);
    let fabric = world.engine.fabric("env").await.unwrap();
    assert!(fabric.problem.unwrap().contains("was deleted"));
    world.remote.git(&["update-ref", "refs/heads/main", &head]);
    world.sync("env").await;
    assert_eq!(world.engine.fabric("env").await.unwrap().problem, None);
    assert_eq!(world.publish("open").await.state, ChangeState::Published);
}

#[tokio::test]
async fn a_publish_to_a_deleted_branch_does_not_make_it_anew_out_of_nothing() {
    let world = published().await;
    world.set("env", "open", "VPC/a", "spec.subnets.default.subnet=10.9.9.0/24").await;
    world.remote.git(&["update-ref", "-d", "refs/heads/main"]);
    // Whether as an error or as a change that waits: nothing is pushed and nothing is lost.
    let _ = world.engine.publish("open", Default::default()).await;
    assert_eq!(world.remote.head("main"), None);
    assert_eq!(world.engine.change("open").await.unwrap().drafts.len(), 1);
}

#[tokio::test]
async fn a_directory_that_is_gone_keeps_its_resources_and_comes_back() {
    let world = published().await;
    let text = world.remote.read("main", FILE).unwrap();
    world.remote.commit("main", "Away", &[(FILE, None)]);
    let report = world.sync("env").await;
    assert!(report.deleted.is_empty(), "{report:?}");
    assert!(report.alerts.iter().any(|alert| alert.contains("was deleted")), "{report:?}");
    assert_eq!(world.states("env").await.len(), 1);
    let findings = world.findings("env").await;
    assert!(findings.iter().any(|finding| finding.rule == "directory-gone"), "{findings:?}");
    world.remote.commit("main", "Back", &[(FILE, Some(&text)), ("env/b.yaml", Some(&vpc("b", 1)))]);
    world.sync("env").await;
    assert_eq!(world.states("env").await.len(), 2);
    let findings = world.findings("env").await;
    assert!(!findings.iter().any(|finding| finding.rule == "directory-gone"), "{findings:?}");
}

#[tokio::test]
async fn a_lost_mirror_is_only_a_cache() {
    let mut world = published().await;
    world.set("env", "open", "VPC/a", "spec.subnets.default.subnet=10.9.9.0/24").await;
    world.engine.shutdown().await;
    std::fs::remove_dir_all(world.folder.path().join("data/mirrors")).unwrap();
    world.engine = Engine::open(config(&world.folder)).await.unwrap();
    // At once, without a sync in between.
    let report = world.publish("open").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert!(world.remote.read("main", FILE).unwrap().contains("10.9.9.0/24"));
}

#[tokio::test]
async fn what_git_had_already_and_has_no_more_is_not_called_published_on_its_word() {
    let world = World::with(&[(FILE, &vpc("a", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", FIELD).await;
    let theirs = vpc("a", 1001).replace("vlan: 1001", "vlan: 3001");
    world.remote.commit("main", "The same", &[(FILE, Some(&theirs))]);
    world.sync("env").await;
    // Git said what the draft wants; now, not seen yet, it does not any more.
    world.remote.commit("main", "Back", &[(FILE, Some(&vpc("a", 1001)))]);
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Published, "{report:?}");
    assert_eq!(report.commit, world.remote.head("main"));
    assert_eq!(world.remote.read("main", FILE).unwrap(), theirs);
}
