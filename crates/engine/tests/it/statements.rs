//! Work is done once: what an operation asks of the database is the same however much is saved in
//! one request, and however much others have under way.

use hedgerow_engine::views::{DraftEdit, FabricSettings, PageRequest, Scope};
use hedgerow_model::{ChangeState, Layout};

use crate::cost::{Cost, counted};
use crate::support::{World, request, vpc, vpc_apart};

/// VPCs `v-0` to `v-199`; attachments to nothing; somebody's open drafts of as many VPCs at the end.
async fn world(others: usize) -> World {
    let mut files: Vec<(String, String)> = (0..200_u16)
        .map(|n| (format!("env/v-{n}.yaml"), vpc_apart(&format!("v-{n}"), n)))
        .collect();
    for n in 0..others {
        let attachment = format!(
            "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata:\n  name: at-{n}\n\
             spec:\n  subnet: none/default\n  connection: none\n"
        );
        files.push((format!("env/at-{n}.yaml"), attachment));
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let theirs: Vec<_> = (0..others).map(|n| text(199 - n, 1002)).collect();
    world.engine.save_drafts("env", request("theirs", theirs)).await.unwrap();
    // Git moves under them: each is a conflict.
    let moved: Vec<_> = (0..others)
        .map(|n| (format!("env/v-{}.yaml", 199 - n), vpc(&format!("v-{}", 199 - n), 1003)))
        .collect();
    let moved: Vec<_> =
        moved.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
    world.remote.commit("main", "moved", &moved);
    world.sync("env").await;
    assert!(world.open_conflicts("env").await.len() >= others);
    world
}

fn text(n: usize, vlan: u16) -> DraftEdit {
    let name = format!("v-{n}");
    DraftEdit::Text {
        resource: format!("VPC/{name}"),
        text: vpc(&name, vlan),
        revision: None,
        base: None,
    }
}

fn field(n: usize) -> DraftEdit {
    let fields = vec!["spec.subnets.default.vlan=2004".to_owned()];
    DraftEdit::set(format!("VPC/v-{n}"), fields)
}

async fn saving(world: &World, change: &str, edits: Vec<DraftEdit>) -> Cost {
    let (saved, cost) = counted(world.engine.save_drafts("env", request(change, edits))).await;
    saved.unwrap();
    cost
}

#[tokio::test]
async fn a_hundred_drafts_are_saved_with_the_statements_of_one() {
    let world = world(1).await;
    let one = saving(&world, "one", vec![text(0, 1004)]).await;
    eprintln!("saved one: {one:?}");
    assert!(one.statements <= 56, "{one:?}");
    let together: String =
        (0..100).map(|n| format!("---\n{}", vpc(&format!("v-{n}"), 1005))).collect();
    for (change, edits) in [
        ("texts", (0..100).map(|n| text(n, 1004)).collect()),
        ("fields", (0..100).map(field).collect()),
        ("documents", vec![DraftEdit::Documents { text: together }]),
    ] {
        let many = saving(&world, change, edits).await;
        assert!(many.statements <= one.statements, "{change}: {many:?}");
    }
    let reverted = (0..100).map(|n| DraftEdit::Revert { resource: format!("VPC/v-{n}") });
    let gone = saving(&world, "texts", reverted.collect()).await;
    assert!(gone.statements <= one.statements, "{gone:?}");
    world.engine.shutdown().await;
}

/// A save, a resource in full, a publish, and a sync without news.
async fn costs_beside(others: usize) -> [Cost; 4] {
    let world = world(others).await;
    let save = saving(&world, "own", vec![text(0, 2904)]).await;
    let (shown, show) = counted(world.engine.resource("env", "VPC", "-", "v-0")).await;
    assert_eq!(shown.unwrap().drafts.len(), 1);
    let (published, publish) = counted(world.engine.publish("own", Default::default())).await;
    assert_eq!(published.unwrap().state, ChangeState::Published);
    let (synced, sync) = counted(world.engine.sync("env")).await;
    assert!(synced.unwrap().nothing_new);
    world.engine.shutdown().await;
    [save, show, publish, sync]
}

#[tokio::test]
async fn what_others_have_under_way_costs_nobody_else() {
    let (few, many) = (costs_beside(2).await, costs_beside(60).await);
    eprintln!("save, resource, publish, sync: {few:?}");
    assert_eq!(few, many);
    // Two of them take the lease of the branch.
    assert!(few[3].statements <= 10, "{few:?}");
}

#[tokio::test]
async fn a_list_of_changes_reads_no_texts_though_its_fabric_asks_for_four_eyes() {
    let world = world(1).await;
    let list = async || {
        let ask = PageRequest::first(100);
        let (list, cost) =
            counted(world.engine.changes(&Scope::All, Some("env"), false, &ask)).await;
        (list.unwrap().items.len(), cost)
    };
    for n in 0..10 {
        saving(&world, &format!("c-{n}"), vec![text(n, 1004)]).await;
    }
    let (length, cost) = list().await;
    assert_eq!(length, 11);
    let settings = FabricSettings { four_eyes: Some(true), ..FabricSettings::default() };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    assert_eq!(list().await, (length, cost));
    for n in 10..30 {
        saving(&world, &format!("c-{n}"), vec![text(n, 1004)]).await;
    }
    assert_eq!(list().await.1.statements, cost.statements);
    assert!(cost.statements <= 9, "{cost:?}");
    world.engine.shutdown().await;
}
