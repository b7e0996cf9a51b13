//! Many hands at once: nothing is lost, everything lands.

use std::collections::BTreeSet;
use std::sync::Arc;

use hedgerow_engine::Class;
use hedgerow_engine::views::{PageRequest, PublishRequest, Scope};
use hedgerow_model::{ChangeState, Layout};
use hedgerow_testkit::Outsider;

use crate::support::{World, vpc};

const SHARED: &str = "env/shared.yaml";

/// Ten resources in one file and ten in files of their own, for Git and for Hedgerow each.
fn files() -> Vec<(String, String)> {
    let shared: Vec<String> = (0..20).map(|n| vpc(&format!("s{n}"), 1000 + n)).collect();
    let mut files = vec![(SHARED.to_owned(), shared.join("---\n"))];
    for n in 0..10 {
        files.push((format!("env/own-{n}.yaml"), vpc(&format!("own-{n}"), 2000 + n)));
    }
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_writers_outside_and_ten_publishes_all_land() {
    let files = files();
    let start: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let world = Arc::new(World::with(&start).await);
    world.fabric("env", "env", Layout::InPlace).await;
    let field = |vlan: u16| format!("spec.subnets.default.vlan={vlan}");
    for n in 0..10 {
        let change = format!("c{n}");
        world.set("env", &change, &format!("VPC/s{n}"), &field(3000 + n)).await;
        world.set("env", &change, &format!("VPC/own-{n}"), &field(3100 + n)).await;
    }
    let outside: Vec<_> = (0..10_u16)
        .map(|n| {
            let remote = world.remote.path().to_owned();
            tokio::task::spawn_blocking(move || {
                let outsider = Outsider::new(&format!("writer {n}"), remote);
                let (from, to) = (format!("vlan: {}\n", 1010 + n), format!("vlan: {}\n", 3010 + n));
                let (_, refused) = outsider.push("main", |files| {
                    files.replace(SHARED, &from, &to);
                    files.write(&format!("env/new-{n}.yaml"), &vpc(&format!("new-{n}"), 2500 + n));
                });
                refused
            })
        })
        .collect();
    let publishing: Vec<_> = (0..10)
        .map(|n| {
            let world = Arc::clone(&world);
            tokio::spawn(async move { world.publish(&format!("c{n}")).await })
        })
        .collect();
    let mut landed = 0;
    let mut attempts = 0;
    let mut reasons = Vec::new();
    for report in publishing {
        let report = report.await.unwrap();
        landed += usize::from(report.state == ChangeState::Published);
        attempts += report.attempts;
        reasons.extend(report.reason);
    }
    let mut refused = 0;
    for writer in outside {
        refused += writer.await.unwrap();
    }
    println!(
        "contention: {landed} of 10 publishes landed in {attempts} attempts of commits; ten outside \
         writers were refused {refused} times"
    );
    assert_eq!(landed, 10, "{reasons:?}");

    let mut expected = files.first().map(|(_, text)| text.clone()).unwrap();
    for n in 0..20 {
        expected =
            expected.replace(&format!("vlan: {}\n", 1000 + n), &format!("vlan: {}\n", 3000 + n));
    }
    assert_eq!(world.remote.read("main", SHARED).unwrap(), expected);
    for n in 0..10 {
        let own = world.remote.read("main", &format!("env/own-{n}.yaml")).unwrap();
        let was = vpc(&format!("own-{n}"), 2000 + n);
        assert_eq!(
            own,
            was.replace(&format!("vlan: {}", 2000 + n), &format!("vlan: {}", 3100 + n))
        );
    }
    assert_eq!(
        world.remote.subjects("main").len(),
        1 + 10 + 10,
        "one commit for each, and none besides"
    );
    let report = world.sync("env").await;
    assert_eq!(report.commit, world.remote.head("main"));
    assert!(world.sync("env").await.nothing_new);
    world.remote.fsck();
}

/// Law 1: what was answered with success is in Git or still a draft, also when a change is published
/// in the very moment somebody saves to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_draft_saved_while_its_change_is_published_is_never_lost() {
    const COUNT: u16 = 40;
    let texts: Vec<String> = (0..COUNT).map(|n| vpc(&format!("v{n}"), 1000 + n)).collect();
    let world = Arc::new(World::with(&[(SHARED, &texts.join("---\n"))]).await);
    world.fabric("env", "env", Layout::InPlace).await;
    let saver = {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            let mut saved = BTreeSet::new();
            for n in 0..COUNT {
                let resource = format!("VPC/v{n}");
                let field = format!("spec.subnets.default.vlan={}", 3000 + n);
                match world.try_set("env", "busy", &resource, &field).await {
                    Ok(_) => drop(saved.insert(n)),
                    Err(error) if matches!(error.class(), Class::Refused | Class::Moved) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            saved
        })
    };
    while !saver.is_finished() {
        // Refused while there is nothing to publish: fine.
        let _ = world.engine.publish("busy", PublishRequest::default()).await;
        tokio::task::yield_now().await;
    }
    let saved = saver.await.unwrap();
    for change in world
        .engine
        .changes(&Scope::All, None, false, &PageRequest::first(1000))
        .await
        .unwrap()
        .items
    {
        let report = world.engine.publish(&change.id, PublishRequest::default()).await.unwrap();
        assert_eq!(report.state, ChangeState::Published, "{:?}", report.reason);
    }
    let text = world.remote.read("main", SHARED).unwrap();
    let lost: Vec<_> =
        saved.iter().filter(|n| !text.contains(&format!("vlan: {}\n", 3000 + **n))).collect();
    assert!(lost.is_empty(), "saved with success and neither in Git nor in a draft: {lost:?}");
    assert!(!saved.is_empty());
}
