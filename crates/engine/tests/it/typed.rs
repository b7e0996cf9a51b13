//! What is typed in a draft is what is meant: keys as they are read, lists as their objects.

use hedgerow_engine::views::DraftEdit;
use hedgerow_model::{ChangeState, Layout, Shared};

use crate::support::{World, request, vpc};

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  y: \"1\"\n";

#[tokio::test]
async fn a_key_that_is_read_as_another_is_named_as_it_is_read() {
    let world = World::with(&[("env/m.yaml", MAP)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    for (field, part) in [("data.y=2", "read as `true`"), ("data.y-", "to delete it")] {
        let error = world.try_set("env", "c", "ConfigMap/m", field).await.unwrap_err().to_string();
        assert!(error.contains(part) && error.contains("ConfigMap/m"), "{error}");
    }
    world.set("env", "c", "ConfigMap/m", "data.true=\"2\"").await;
    world.publish("c").await;
    assert_eq!(world.last_diff(), ["-  y: \"1\"", "+  y: \"2\""]);
    world.set("env", "d", "ConfigMap/m", "data.\"y\"=\"3\"").await;
    world.publish("d").await;
    assert_eq!(world.last_diff(), ["+  \"y\": \"3\""]);
}

fn listed(names: &[(&str, u16)]) -> String {
    let items: String = names
        .iter()
        .map(|(name, vlan)| {
            let text = vpc(name, *vlan);
            let (about, rest) = text.split_once('\n').unwrap();
            format!("{about}\n- {}\n", rest.trim_end().replace('\n', "\n  "))
        })
        .collect();
    format!("apiVersion: v1\nitems:\n{items}kind: List\nmetadata:\n  resourceVersion: \"\"\n")
}

#[tokio::test]
async fn a_list_in_git_in_raw_and_in_a_request_is_its_objects() {
    let list = listed(&[("a", 1001), ("b", 1002)]);
    let world = World::with(&[("env/all.yaml", &list)]).await;
    let report = world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!(report.added, ["VPC/a", "VPC/b"]);
    assert_eq!(world.findings("env").await, []);
    world.set("env", "c", "VPC/b", "spec.subnets.default.vlan=1500").await;
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    assert_eq!(world.last_diff(), ["-        vlan: 1002", "+        vlan: 1500"]);
    // Wrapping a resource in a list is not a deletion.
    let other = World::with(&[("env/a.yaml", &vpc("a", 1001))]).await;
    other.fabric("env", "env", Layout::InPlace).await;
    other.remote.commit("main", "Wrapped", &[("env/a.yaml", Some(&listed(&[("a", 1001)])))]);
    let report = other.sync("env").await;
    assert_eq!((report.deleted.len(), report.changed.len(), report.added.len()), (0, 0, 0));

    let raw = World::with(&[("dc/raw/all.yaml", &list)]).await;
    let report = raw.fabric("dc", "dc", Layout::Managed).await;
    assert_eq!(report.normalised, ["VPC/a", "VPC/b"]);
    assert_eq!(raw.remote.read("main", "dc/managed/vpcs/b.yaml").unwrap(), vpc("b", 1002));
    assert_eq!(raw.remote.read("main", "dc/raw/all.yaml"), None);

    let twice = listed(&[("x", 1), ("x", 2)]);
    let edits = vec![DraftEdit::Documents { text: twice }];
    let error = world.engine.save_drafts("env", request("d", edits)).await.unwrap_err();
    assert!(error.to_string().contains("in the request twice"), "{error}");
    world
        .edit("env", "d", DraftEdit::Documents { text: listed(&[("x", 1003), ("z", 1004)]) })
        .await;
    assert_eq!(world.publish("d").await.state, ChangeState::Published);
    let texts = world.get("env", "VPC/z").await.text.unwrap();
    assert_eq!(texts, vpc("z", 1004));
}

#[tokio::test]
async fn what_is_edited_is_not_thrown_away_in_the_same_request() {
    let world = World::with(&[("env/a.yaml", &vpc("a", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let resource = || "VPC/a".to_owned();
    let edits = vec![
        DraftEdit::set(resource(), vec!["spec.mode=l2vni".into()]),
        DraftEdit::Delete { resource: resource() },
    ];
    let error = world.engine.save_drafts("env", request("c", edits)).await.unwrap_err();
    assert!(error.to_string().contains("discarded"), "{error}");
}

#[tokio::test]
async fn a_value_that_is_shared_by_an_anchor_changes_here_or_everywhere() {
    let labels = "metadata:\n  name: a\n  labels:\n    rack: &rack r1\n    row: *rack\n";
    let text = vpc("a", 1001).replace("metadata:\n  name: a\n", labels);
    for (shared, wanted) in [
        (Shared::Here, text.replace("row: *rack", "row: r2")),
        (Shared::Everywhere, text.replace("&rack r1", "&rack r2")),
    ] {
        let world = World::with(&[("env/a.yaml", &text)]).await;
        world.fabric("env", "env", Layout::InPlace).await;
        let fields = vec!["metadata.labels.row=r2".into()];
        let edit = DraftEdit::Set { resource: "VPC/a".into(), fields, shared };
        world.edit("env", "c", edit).await;
        assert_eq!(world.publish("c").await.state, ChangeState::Published);
        assert_eq!(world.get("env", "VPC/a").await.text.unwrap(), wanted, "{shared}");
    }
}
