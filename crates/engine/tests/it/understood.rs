//! What is where a resource was and is not understood does not end the resource (law 5).

use std::os::unix::fs::symlink;

use hedgerow_model::{Layout, ResourceState};

use crate::support::{World, vpc};

const FILE: &str = "env/web/vpc.yaml";

async fn world() -> World {
    let world = World::with(&[(FILE, &vpc("web", 1001)), ("env/b.yaml", &vpc("b", 1002))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

impl World {
    /// Syncs, and insists that the resource is unreadable, with an error that says so, and nothing gone.
    async fn keeps_web(&self, place: &str) {
        let report = self.sync("env").await;
        assert_eq!(report.deleted, [""; 0], "{report:?}");
        assert_eq!(self.web().await, Some(ResourceState::Unreadable), "{report:?}");
        let findings = self.findings("env").await;
        let said = findings.iter().find(|it| it.rule == "not-understood");
        let right = said.is_some_and(|it| it.path == place && it.message.contains("VPC/web"));
        assert!(right, "{findings:?}");
    }

    async fn web(&self) -> Option<ResourceState> {
        let states = self.states("env").await;
        states.iter().find(|(id, _)| id == "VPC/web").map(|(_, state)| *state)
    }

    async fn comes_back(&self) {
        self.sync("env").await;
        assert_eq!(self.web().await, Some(ResourceState::InSync));
        assert!(self.findings("env").await.is_empty());
    }
}

#[tokio::test]
async fn a_pointer_in_its_place_keeps_it_until_the_file_is_gone() {
    let world = world().await;
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
    world.remote.commit("main", "LFS", &[(FILE, Some(pointer))]);
    world.keeps_web(FILE).await;
    // Read again it is no more and no less.
    world.remote.commit("main", "LFS again", &[(FILE, Some(&pointer.replace("12", "13")))]);
    world.keeps_web(FILE).await;
    world.remote.commit("main", "Back", &[(FILE, Some(&vpc("web", 1001)))]);
    world.comes_back().await;
    world.remote.commit("main", "LFS", &[(FILE, Some(pointer))]);
    world.keeps_web(FILE).await;
    world.remote.commit("main", "Gone", &[(FILE, None)]);
    assert_eq!(world.sync("env").await.deleted, ["VPC/web"]);
    assert!(world.findings("env").await.is_empty());
}

#[tokio::test]
async fn a_chart_or_a_patch_around_it_keeps_it() {
    let world = world().await;
    let kustomization = "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\npatches:\n  - path: vpc.yaml\n";
    for (path, text) in [
        ("env/web/Chart.yaml", "name: web\nversion: 1\n"),
        ("env/web/Kustomization", kustomization),
    ] {
        world.remote.commit("main", "Around it", &[(path, Some(text))]);
        world.keeps_web(FILE).await;
        world.remote.commit("main", "Away", &[(path, None)]);
        world.comes_back().await;
    }
}

#[tokio::test]
async fn a_kustomization_that_grew_too_large_uses_what_it_used() {
    let world = world().await;
    let patches = "patches:\n  - path: patch.yaml\n";
    let large = format!("{patches}# {}\n", "x".repeat(4 << 20));
    let (kustomization, patch) = ("env/web/kustomization.yaml", "env/web/patch.yaml");
    let edits = [(kustomization, Some(patches)), (patch, Some(&*vpc("patch", 1003)))];
    world.remote.commit("main", "A patch", &edits);
    world.sync("env").await;
    let edits = [(kustomization, Some(&*large)), (patch, Some(&*vpc("patch", 1004)))];
    world.remote.commit("main", "Large", &edits);
    let report = world.sync("env").await;
    assert_eq!((report.added, report.deleted), (Vec::new(), Vec::new()));
    let findings = world.findings("env").await;
    let said = findings.iter().find(|it| it.rule == "too-large");
    assert!(said.is_some_and(|it| it.path == kustomization), "{findings:?}");
    world.remote.commit("main", "No patch", &[(kustomization, Some("resources: []\n"))]);
    assert_eq!(world.sync("env").await.added, ["VPC/patch"]);
}

#[tokio::test]
async fn a_link_or_a_submodule_in_its_place_keeps_it() {
    let world = world().await;
    world.remote.checkout("main");
    let file = world.remote.work_tree().join(FILE);
    std::fs::remove_file(&file).unwrap();
    symlink("elsewhere.yaml", &file).unwrap();
    world.remote.commit_work_tree("main", "A link");
    world.keeps_web(FILE).await;
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, vpc("web", 1001)).unwrap();
    world.remote.commit_work_tree("main", "Back");
    world.comes_back().await;

    let commit = world.remote.head("main").unwrap();
    world.remote.checkout("main");
    world.remote.work_git(&["rm", "-rq", "env/web"]);
    let entry = format!("160000,{commit},env/web");
    world.remote.work_git(&["update-index", "--add", "--cacheinfo", &entry]);
    world.remote.work_git(&["commit", "-qm", "A submodule"]);
    let to = "+HEAD:refs/heads/main";
    world.remote.work_git(&["push", "-q", world.remote.path().to_str().unwrap(), to]);
    world.keeps_web("env/web").await;
}

#[tokio::test]
async fn what_moved_to_another_file_is_not_kept_where_it_stood() {
    let world = world().await;
    let edits = [(FILE, Some("{}\n")), ("env/c.yaml", Some(&*vpc("web", 1001)))];
    world.remote.commit("main", "Moved", &edits);
    let report = world.sync("env").await;
    assert_eq!(
        (report.moved.as_slice(), report.unreadable.len()),
        (&["VPC/web".to_owned()][..], 0)
    );
    assert_eq!(world.web().await, Some(ResourceState::InSync));
}

#[tokio::test]
async fn a_text_is_saved_as_it_was_typed_and_a_name_that_nobody_can_see_is_none() {
    let world = world().await;
    for typed in ["1.20", "81111e1"] {
        world.set("env", "c", "VPC/web", &format!("metadata.labels.version={typed}")).await;
        let drafted = world.engine.resource("env", "VPC", "-", "web").await.unwrap().drafts;
        let drafted = drafted[0].text.clone().unwrap();
        assert!(drafted.contains(&format!("version: \"{typed}\"")), "{drafted}");
    }
    for name in ["a\u{1b}[31m", "a\u{202e}b", "a\nb", "a\u{200b}"] {
        let refused =
            world.try_set("env", name, "VPC/web", "metadata.labels.a=b").await.unwrap_err();
        assert!(refused.to_string().contains("a change's name is one line"), "{refused}");
    }
}
