//! raw/: documents of known kinds move to managed/ in one commit; the rest stays, with its reason.

use hedgerow_engine::views::Resolution;
use hedgerow_model::{ConflictId, Layout, Side};

use crate::support::{World, vpc};

/// As `kubectl get -o yaml` prints it.
fn printed(name: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  annotations:\n    \
         kubectl.kubernetes.io/last-applied-configuration: |\n      {{}}\n  creationTimestamp: \
         \"2026-01-02T03:04:05Z\"\n  generation: 2\n  name: {name}\n  namespace: default\n  \
         resourceVersion: \"77\"\n  uid: 0b2c3d4e-0000-4000-8000-000000000000\nspec:\n  subnets:\n    \
         default:\n      subnet: 10.9.0.0/24\n      vlan: 1009\nstatus: {{}}\n"
    )
}

async fn world(raw: &[(&str, &str)]) -> World {
    let mut files = vec![("dc/unmanaged/notes.yaml", "not: [parsed\n")];
    files.extend(raw);
    World::with(&files).await
}

#[tokio::test]
async fn a_file_of_many_documents_becomes_one_commit_with_a_file_for_each() {
    let all = format!(
        "# everything of rack 1\n{}---\n{}\n# the second rack\n---\n{}",
        vpc("a", 1001),
        vpc("b", 1002),
        vpc("c", 1003)
    );
    let world = world(&[("dc/raw/deep/all.yaml", &all)]).await;
    let report = world.fabric("dc", "dc", Layout::Managed).await;
    assert_eq!(report.normalised, ["VPC/a", "VPC/b", "VPC/c"]);
    assert_eq!(world.remote.subjects("main").len(), 2);
    let first = format!("# everything of rack 1\n{}", vpc("a", 1001));
    assert_eq!(world.remote.read("main", "dc/managed/vpcs/a.yaml").unwrap(), first);
    let third = world.remote.read("main", "dc/managed/vpcs/c.yaml").unwrap();
    assert!(third.starts_with("# the second rack\n"), "{third}");
    assert_eq!(world.remote.read("main", "dc/raw/deep/all.yaml"), None);
    assert!(world.sync("dc").await.nothing_new);
    assert_eq!(world.remote.subjects("main").len(), 2);
}

#[tokio::test]
async fn what_kubectl_adds_is_stripped_and_equal_duplicates_are_one() {
    let twice = format!("{}---\n{}", printed("a"), printed("a"));
    let world = world(&[("dc/raw/a.yaml", &twice)]).await;
    let report = world.fabric("dc", "dc", Layout::Managed).await;
    assert_eq!(report.normalised, ["VPC/a"]);
    let text = world.remote.read("main", "dc/managed/vpcs/a.yaml").unwrap();
    for gone in ["uid", "resourceVersion", "status", "annotations", "generation", "creation"] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
    assert!(text.contains("vlan: 1009"));
}

#[tokio::test]
async fn what_cannot_move_stays_with_a_reason_and_a_second_sync_does_nothing() {
    let broken = "apiVersion: v1\nkind: [\n";
    let unknown = "apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: x\n";
    let invalid = vpc("bad", 1001).replace("vlan: 1001", "vlan: many");
    let all = format!("{}---\n{unknown}---\n{invalid}", vpc("good", 1002));
    let world = world(&[("dc/raw/all.yaml", &all), ("dc/raw/broken.yaml", broken)]).await;
    let report = world.fabric("dc", "dc", Layout::Managed).await;
    assert_eq!(report.normalised, ["VPC/good"]);
    let left = world.remote.read("main", "dc/raw/all.yaml").unwrap();
    assert_eq!(left, format!("---\n{unknown}---\n{invalid}"));
    assert_eq!(world.remote.read("main", "dc/raw/broken.yaml").unwrap(), broken);
    let findings = world.findings("dc").await;
    let rules: Vec<_> = findings.iter().map(|f| (f.path.as_str(), f.rule.as_str())).collect();
    assert!(rules.contains(&("dc/raw/all.yaml", "unknown-kind")), "{rules:?}");
    assert!(rules.contains(&("dc/raw/all.yaml", "type")), "{rules:?}");
    assert!(rules.contains(&("dc/raw/broken.yaml", "yaml")), "{rules:?}");
    let head = world.remote.head("main");
    assert!(world.sync("dc").await.nothing_new);
    assert_eq!(world.remote.head("main"), head);
    assert_eq!(world.findings("dc").await, findings);
}

#[tokio::test]
async fn another_content_of_an_identity_that_exists_is_a_conflict_and_never_a_second_file() {
    let world = world(&[("dc/managed/vpcs/a.yaml", &vpc("a", 1001))]).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let other = vpc("a", 1001).replace("vlan: 1001", "vlan: 1444");
    world.remote.commit("main", "Drop", &[("dc/raw/a.yaml", Some(&other))]);
    let report = world.sync("dc").await;
    let conflicts = world.open_conflicts("dc").await;
    assert_eq!(report.conflicts_opened, 1, "{conflicts:#?}");
    assert_eq!(conflicts[0].path.to_string(), "spec.subnets.default.vlan");
    assert!(world.sync("dc").await.nothing_new);
    assert_eq!(
        world.remote.files("main").iter().filter(|f| f.starts_with("dc/managed")).count(),
        1
    );
    let id = ConflictId(conflicts[0].id);
    let typed = Resolution::Value("1999".to_owned());
    let error = world.engine.resolve(id, typed, None).await.unwrap_err().to_string();
    assert!(error.contains("save it as a draft"), "{error}");
    world.engine.resolve(id, Resolution::Take(Side::Draft), None).await.unwrap();
    world.sync("dc").await;
    let text = world.remote.read("main", "dc/managed/vpcs/a.yaml").unwrap();
    assert_eq!(text, other);
    assert_eq!(world.remote.read("main", "dc/raw/a.yaml"), None);
    assert!(world.open_conflicts("dc").await.is_empty());
}

#[tokio::test]
async fn a_raw_file_that_comes_back_edited_is_merged_with_what_people_edited_meanwhile() {
    let world = world(&[("dc/raw/a.yaml", &vpc("a", 1001))]).await;
    world.fabric("dc", "dc", Layout::Managed).await;
    world.set("dc", "c", "VPC/a", "spec.subnets.default.subnet=10.0.200.0/24").await;
    world.publish("c").await;
    let again = vpc("a", 1001).replace("vlan: 1001", "vlan: 1555");
    world.remote.commit("main", "Again", &[("dc/raw/a.yaml", Some(&again))]);
    let report = world.sync("dc").await;
    assert_eq!(report.conflicts_opened, 0);
    let text = world.remote.read("main", "dc/managed/vpcs/a.yaml").unwrap();
    assert!(text.contains("10.0.200.0/24") && text.contains("vlan: 1555"), "{text}");
}

#[tokio::test]
async fn loose_files_and_what_an_earlier_plugin_left_are_previewed_and_repaired() {
    let world = World::with(&[
        ("dc/loose.yaml", &vpc("a", 1001)),
        ("dc/.hnp/state.yaml", "x: 1\n"),
        ("dc/managed/vpcs/old.yaml.archived", "x\n"),
        ("dc/README.md", "hello\n"),
    ])
    .await;
    world.fabric("dc", "dc", Layout::Managed).await;
    let preview = world.engine.directory_preview("dc").await.unwrap();
    assert_eq!(preview.actions.len(), 5, "{:?}", preview.actions);
    let done = world.engine.directory_apply("dc", preview.head).await.unwrap();
    assert!(done.commit.is_some());
    world.sync("dc").await;
    let files = world.remote.files("main");
    assert!(files.contains(&"dc/managed/vpcs/a.yaml".to_owned()), "{files:?}");
    assert!(files.contains(&"dc/unmanaged/.hnp/state.yaml".to_owned()), "{files:?}");
    assert!(files.contains(&"dc/README.md".to_owned()), "{files:?}");
}
