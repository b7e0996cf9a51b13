//! Nothing is written that would not be read, and what is odd about names and files is said while it is so.

use hedgerow_engine::views::{DraftEdit, NewFabric};
use hedgerow_model::{ChangeState, Layout};

use crate::support::{World, new_fabric, vpc};

impl World {
    /// Rules of findings with their files.
    async fn rules(&self) -> Vec<String> {
        let findings = self.findings("env").await;
        findings.iter().map(|it| format!("{} {}", it.path, it.rule)).collect()
    }
}

#[tokio::test]
async fn a_new_resource_where_nothing_is_read_waits_and_git_stays_as_it_is() {
    for (exclude, beside, why) in [
        (vec!["vpcs/**".to_owned()], "env/notes.md", "exclude"),
        (Vec::new(), "env/Chart.yaml", "Helm chart"),
    ] {
        let world = World::with(&[(beside, "name: x\n")]).await;
        let fabric = NewFabric { exclude, ..new_fabric("env", "env", Layout::InPlace) };
        world.engine.add_fabric(fabric).await.unwrap();
        world.sync("env").await;
        let head = world.remote.head("main");
        world.edit("env", "c", DraftEdit::Documents { text: vpc("new", 1001) }).await;
        let done = world.publish("c").await;
        assert_eq!(done.state, ChangeState::Waiting, "{done:?}");
        let said = done.reason.unwrap().to_string();
        assert!(said.contains("env/vpcs/new.yaml") && said.contains(why), "{said}");
        assert_eq!(world.remote.head("main"), head);
    }
}

#[tokio::test]
async fn names_that_are_one_on_some_machines_are_warned_of_while_they_are_there() {
    let world = World::with(&[("env/a/Fresh.yaml", &vpc("one", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!(world.rules().await, [""; 0]);
    // Hedgerow itself makes none.
    world.edit("env", "c", DraftEdit::Documents { text: vpc("fresh", 1002) }).await;
    world.publish("c").await;
    assert_eq!(world.remote.files("main"), ["env/a/Fresh.yaml", "env/a/fresh-2.yaml"]);
    let other = vpc("two", 1003);
    world.remote.commit("main", "Beside", &[("env/a/fresh.yaml", Some(&other))]);
    world.sync("env").await;
    let both = ["env/a/Fresh.yaml lookalike-name", "env/a/fresh.yaml lookalike-name"];
    assert_eq!(world.rules().await, both);
    // What is edited, or comes elsewhere, changes nothing about it.
    let edited = vpc("two", 1004);
    let edits =
        [("env/a/fresh.yaml", Some(edited.as_str())), ("env/x.yaml", Some(&vpc("x", 1005)))];
    world.remote.commit("main", "Edited", &edits);
    world.sync("env").await;
    assert_eq!(world.rules().await, both);
    world.remote.commit("main", "Gone", &[("env/a/fresh.yaml", None)]);
    world.sync("env").await;
    assert_eq!(world.rules().await, [""; 0]);
}

#[tokio::test]
async fn an_identity_that_stands_twice_is_found_in_both_files_until_it_does_not() {
    let world = World::with(&[("env/a.yaml", &vpc("web", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let other = vpc("web", 1002);
    world.remote.commit("main", "Twice", &[("env/b.yaml", Some(&other))]);
    world.sync("env").await;
    assert_eq!(
        world.rules().await,
        ["env/a.yaml duplicate-identity", "env/b.yaml duplicate-identity"]
    );
    assert!(world.findings("env").await[0].message.contains("env/b.yaml"));
    let again = format!("{other}# edited\n");
    world.remote.commit("main", "Edited", &[("env/b.yaml", Some(&again))]);
    world.sync("env").await;
    assert_eq!(world.rules().await.len(), 2);
    world.remote.commit("main", "Once", &[("env/b.yaml", None)]);
    world.sync("env").await;
    assert_eq!(world.rules().await, [""; 0]);
    // A first reading says the same.
    let world = World::with(&[("env/a.yaml", &vpc("web", 1001)), ("env/b.yaml", &other)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!(world.rules().await.len(), 2);
}

#[tokio::test]
async fn what_a_kustomization_used_it_may_use_still_while_it_cannot_be_read() {
    let used = "resources: [a.yaml]\npatches: [{path: patch.yaml}]\n";
    let patch = vpc("a", 1009);
    let files = [
        ("env/a.yaml", &*vpc("a", 1001)),
        ("env/patch.yaml", &*patch),
        ("env/Kustomization", used),
    ];
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let read = ["env/Kustomization kustomize", "env/patch.yaml kustomize-input"];
    assert_eq!(world.rules().await, read);
    let broken = format!("{used}resources: [b.yaml]\n");
    world.remote.commit("main", "Broken", &[("env/Kustomization", Some(&broken))]);
    world.sync("env").await;
    let mut told = world.rules().await;
    told.sort();
    assert_eq!(
        told,
        ["env/Kustomization kustomize", "env/Kustomization yaml", "env/patch.yaml kustomize-input"]
    );
    // And later, when something beside it changes.
    let edited = vpc("a", 1002);
    world.remote.commit("main", "Beside", &[("env/a.yaml", Some(&edited))]);
    world.sync("env").await;
    assert_eq!(world.rules().await.len(), 3);
    world.edit("env", "c", DraftEdit::Documents { text: vpc("new", 1003) }).await;
    let done = world.publish("c").await;
    assert_eq!(done.state, ChangeState::Waiting, "{done:?}");
    world.remote.commit("main", "Mended", &[("env/Kustomization", Some(used))]);
    world.sync("env").await;
    assert_eq!(world.rules().await, read);
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    let listed = world.remote.read("main", "env/Kustomization").unwrap();
    assert!(listed.starts_with("resources: [a.yaml, new.yaml]\n"), "{listed}");
}
