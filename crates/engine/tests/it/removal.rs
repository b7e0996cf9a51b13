//! Before somebody adds or removes: what is free, and what would break.

use hedgerow_engine::EngineError;
use hedgerow_engine::views::{
    DraftEdit, FreeRequest, FreeView, FreeWhat, ImpactView, Knowledge, ResourceName,
};
use hedgerow_model::Layout;

use crate::support::{World, vpc};

const NAMESPACES: &str = "apiVersion: wiring.githedgehog.com/v1beta1\nkind: VLANNamespace\n\
    metadata: {name: default}\nspec: {ranges: [{from: 10, to: 20}]}\n---\n\
    apiVersion: vpc.githedgehog.com/v1beta1\nkind: IPv4Namespace\n\
    metadata: {name: default}\nspec: {subnets: [10.0.0.0/16]}\n";

fn attachment(name: &str, to: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCAttachment\nmetadata:\n  name: {name}\n\
         spec:\n  subnet: {to}/default\n  connection: s1\n"
    )
}

fn peering(one: &str, other: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata:\n  name: {one}--{other}\n\
         spec:\n  permit:\n    - {one}: {{}}\n      {other}: {{}}\n"
    )
}

async fn world(files: &[(&str, &str)]) -> World {
    let world = World::with(files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

async fn add(world: &World, change: &str, text: String) {
    world.edit("env", change, DraftEdit::Documents { text }).await;
}

fn asked(what: FreeWhat) -> FreeRequest {
    FreeRequest { what, length: None, namespace: None, switch: None, count: Some(2), taken: None }
}

fn taken(view: &FreeView) -> Vec<String> {
    let line = |one: &hedgerow_engine::views::TakenView| {
        let by = one.by.as_ref().map(|by| by.name.clone()).unwrap_or_default();
        format!("{} {by} {}", one.what, one.change.as_deref().unwrap_or("-"))
    };
    view.taken.iter().map(line).collect()
}

fn affected(view: &ImpactView) -> Vec<String> {
    let line = |one: &hedgerow_engine::views::AffectedView| {
        let rules: Vec<&str> = one.broken.iter().map(|broken| &*broken.rule).collect();
        format!("{} {}: {}", one.layer, one.resource.name, rules.join(" "))
    };
    view.affected.iter().map(line).collect()
}

async fn impact(world: &World, name: &str, change: Option<&str>) -> ImpactView {
    world.engine.impact("env", &[format!("vpc/{name}")], change).await.unwrap()
}

#[tokio::test]
async fn what_an_open_change_takes_is_not_free() {
    let world = world(&[
        ("env/ns.yaml", NAMESPACES),
        ("env/a.yaml", &vpc("a", 10)),
        ("env/b.yaml", &vpc("b", 12)),
    ])
    .await;
    let free = || world.engine.free("env", asked(FreeWhat::Vlan));
    let view = free().await.unwrap();
    assert_eq!(
        (view.state, &view.free),
        (Knowledge::Known, &vec!["11".to_owned(), "13".to_owned()])
    );
    assert_eq!(taken(&view), ["10 a -", "12 b -"]);
    assert!(view.evidence.commit.is_some());
    assert!(view.unchecked[0].contains("reserved VLANs are not excluded"), "{view:?}");

    add(&world, "bigger", vpc("c", 11)).await;
    let view = free().await.unwrap();
    assert_eq!(view.free, ["13", "14"]);
    assert_eq!(taken(&view), ["10 a -", "11 c bigger", "12 b -"]);

    let subnet = FreeRequest { length: Some(23), ..asked(FreeWhat::Subnet) };
    let view = world.engine.free("env", subnet).await.unwrap();
    assert_eq!(view.free, ["10.0.0.0/23", "10.0.2.0/23"]);
    let subnet = FreeRequest { length: Some(23), count: Some(6), ..asked(FreeWhat::Subnet) };
    let view = world.engine.free("env", subnet).await.unwrap();
    assert_eq!(view.free.last().map(String::as_str), Some("10.0.14.0/23"));
    assert_eq!(taken(&view), ["10.0.10.0/24 a -", "10.0.11.0/24 c bigger", "10.0.12.0/24 b -"]);

    let other = FreeRequest { namespace: Some("prod".into()), ..asked(FreeWhat::Vlan) };
    let error = world.engine.free("env", other).await.unwrap_err();
    assert!(matches!(error, EngineError::Invalid(_)), "{error:?}");
    assert!(error.to_string().contains("those that exist: default"), "{error}");
    let port = FreeRequest { switch: Some("leaf-1".into()), ..asked(FreeWhat::Port) };
    let view = world.engine.free("env", port).await.unwrap();
    assert_eq!((view.state, view.free.len()), (Knowledge::Unknown, 0));
}

#[tokio::test]
async fn what_a_removal_breaks_is_known_before_and_as_a_change_would_leave_it() {
    let world = world(&[
        ("env/ns.yaml", NAMESPACES),
        ("env/a.yaml", &vpc("a", 10)),
        ("env/b.yaml", &vpc("b", 12)),
        ("env/at.yaml", &attachment("at", "a")),
        ("env/peer.yaml", &peering("a", "b")),
    ])
    .await;
    let view = impact(&world, "a", None).await;
    assert_eq!(
        affected(&view),
        ["1 at: attach-form vpc-delete", "1 a--b: peer-namespaces vpc-delete"]
    );
    assert_eq!((view.live, view.complete, view.layers.as_slice()), (true, true, [2].as_slice()));
    assert_eq!(view.affected[0].names[0].field.to_string(), "spec.subnet");
    assert_eq!(view.affected[0].names[0].target.name, "a");
    // Nothing was changed by asking.
    assert_eq!(impact(&world, "a", None).await, view);

    let gone = DraftEdit::Delete { resource: "VPCAttachment/at".into() };
    world.edit("env", "clean up", gone).await;
    add(&world, "more", attachment("at2", "a")).await;
    let view = impact(&world, "a", Some("clean up")).await;
    assert_eq!(affected(&view), ["1 a--b: peer-namespaces vpc-delete"]);
    let planned: Vec<(&str, &str)> =
        view.planned.iter().map(|one| (&*one.change, &*one.resource.name)).collect();
    assert_eq!(planned, [("more", "at2")]);
    assert_eq!(impact(&world, "a", None).await.affected.len(), 2);

    world.edit("env", "clean up", DraftEdit::Delete { resource: "VPC/a".into() }).await;
    let view = impact(&world, "a", Some("clean up")).await;
    assert_eq!((view.live, view.affected.len()), (false, 0));
    assert_eq!(
        view.resources[0],
        ResourceName {
            group: "vpc.githedgehog.com".into(),
            kind: "VPC".into(),
            namespace: "default".into(),
            name: "a".into(),
        }
    );
    // Together: what refers to one of them that goes too is not concerned.
    let all: Vec<String> =
        ["VPC/b", "VPC/a", "vpcpeering/default/a--b", "VPC/a"].map(Into::into).into();
    let view = world.engine.impact("env", &all, None).await.unwrap();
    let names: Vec<&str> = view.resources.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "a--b"], "each once, by kind and name");
    assert_eq!(affected(&view), ["1 at: attach-form vpc-delete"]);
    let planned: Vec<&str> = view.planned.iter().map(|one| &*one.resource.name).collect();
    assert_eq!(planned, ["at2"]);
    for resources in [vec![], vec!["VPC/a".to_owned(); 1_001], vec!["VPC".into()]] {
        assert!(world.engine.impact("env", &resources, None).await.is_err());
    }
    assert!(world.engine.impact("env", &["VPC/none".into()], None).await.is_err());
    assert!(world.engine.impact("env", &["VPC/a".into()], Some("none")).await.is_err());
}
