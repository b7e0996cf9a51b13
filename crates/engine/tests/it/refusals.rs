//! Remotes that say no: to one change, to all, to us.

use std::sync::Arc;

use hedgerow_engine::EngineError;
use hedgerow_engine::views::{PublishReport, Scope};
use hedgerow_model::{ChangeState, Layout};

use crate::served::{PASSWORD, Served, USER};
use crate::support::{World, vpc};

const VLAN: &str = "spec.subnets.default.vlan";
const FILE: &str = "env/net.yaml";

fn start() -> String {
    let texts: Vec<String> = (0..8).map(|n| vpc(&format!("v{n}"), 1000 + n)).collect();
    texts.join("---\n")
}

/// Publishes all of these at once.
async fn publish_at_once(world: &Arc<World>, changes: &[String]) -> Vec<PublishReport> {
    let tasks: Vec<_> = changes
        .iter()
        .map(|change| {
            let (world, change) = (Arc::clone(world), change.clone());
            tokio::spawn(async move { world.publish(&change).await })
        })
        .collect();
    let mut reports = Vec::new();
    for task in tasks {
        reports.push(task.await.unwrap());
    }
    reports
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hook_that_refuses_one_change_of_a_stack_holds_that_one_only() {
    let world = Arc::new(World::with(&[(FILE, &start())]).await);
    world.fabric("env", "env", Layout::InPlace).await;
    let changes: Vec<String> = (0..8).map(|n| format!("c{n}")).collect();
    for (n, change) in changes.iter().enumerate() {
        let vlan = if n == 5 { 666 } else { 3000 + n };
        world.set("env", change, &format!("VPC/v{n}"), &format!("{VLAN}={vlan}")).await;
    }
    world.remote.hook(
        "pre-receive",
        r#"while read old new ref; do
             if git diff "$old" "$new" | grep -q '^+.*vlan: 666'; then
               echo "vlan 666 brings bad luck" >&2; exit 1
             fi
           done"#,
    );
    let reports = publish_at_once(&world, &changes).await;
    for (n, report) in reports.iter().enumerate() {
        if n == 5 {
            assert_eq!(report.state, ChangeState::Waiting);
            assert!(report.reason.as_ref().unwrap().to_string().contains("bad luck"), "{report:?}");
        } else {
            assert_eq!(report.state, ChangeState::Published, "{report:?}");
            assert_eq!(report.reason, None, "only the refused change carries the reason");
        }
    }
    let text = world.remote.read("main", FILE).unwrap();
    assert!(text.contains("vlan: 1005\n") && text.contains("vlan: 3007\n"), "{text}");
    assert_eq!(world.remote.subjects("main").len(), 1 + 7);

    world.remote.remove_hook("pre-receive");
    assert_eq!(world.publish("c5").await.state, ChangeState::Published);
    assert!(world.remote.read("main", FILE).unwrap().contains("vlan: 666\n"));
    world.remote.fsck();
}

#[tokio::test]
async fn a_protected_branch_keeps_the_drafts_and_says_what_to_do() {
    let world = World::with(&[(FILE, &start())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/v1", &format!("{VLAN}=3001")).await;
    world.remote.hook(
        "pre-receive",
        "echo 'error: GH006: Protected branch update failed for refs/heads/main.' >&2; exit 1",
    );
    let head = world.remote.head("main");
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Waiting);
    assert!(
        report.reason.as_ref().unwrap().to_string().to_lowercase().contains("protected branch"),
        "{report:?}"
    );
    assert_eq!(world.remote.head("main"), head);
    let change = world.engine.change("c").await.unwrap();
    assert_eq!(change.drafts.len(), 1);
    world.remote.remove_hook("pre-receive");
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_that_stops_working_makes_the_queue_read_only_until_it_is_mended() {
    let Served { world, server } = Served::with(&[(FILE, &start())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/v1", &format!("{VLAN}=3001")).await;
    server.require(USER, "changed-by-somebody");
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Waiting);
    let reason = report.reason.unwrap().to_string();
    assert!(reason.contains("credential"), "{reason}");
    assert!(!reason.contains(PASSWORD), "{reason}");
    let error = world.engine.sync("env").await.unwrap_err();
    assert!(matches!(error, EngineError::Remote(_)), "{error}");
    let queue = &world.engine.repository(&Scope::All, "origin").await.unwrap().queues[0];
    assert!(queue.problem.is_some());
    // Drafts are still taken.
    world.set("env", "c", "VPC/v2", &format!("{VLAN}=3002")).await;
    assert_eq!(world.engine.change("c").await.unwrap().drafts.len(), 2);

    server.require(USER, PASSWORD);
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    world.sync("env").await;
    let queue = &world.engine.repository(&Scope::All, "origin").await.unwrap().queues[0];
    assert_eq!(queue.problem, None);
    let text = world.remote.read("main", FILE).unwrap();
    assert!(text.contains("vlan: 3001\n") && text.contains("vlan: 3002\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_that_may_only_read_keeps_reading() {
    let Served { world, server } = Served::with(&[(FILE, &start())]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/v1", &format!("{VLAN}=3001")).await;
    server.read_only(true);
    let report = world.publish("c").await;
    assert_eq!(report.state, ChangeState::Waiting, "{report:?}");
    world.remote.commit("main", "x", &[("env/more.yaml", Some(&vpc("more", 2000)))]);
    assert_eq!(world.sync("env").await.added, ["VPC/more"]);
    server.read_only(false);
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
}
