//! Setting the same field of several resources.

use hedgerow_engine::views::{SetFieldsOutcome, SetFieldsRequest, SetFieldsView};
use hedgerow_model::{ChangeState, FieldOwner, Layout, Owner, Policy};

use crate::support::{World, vpc};

async fn world() -> World {
    let two = format!("{}---\n{}", vpc("b", 1002), vpc("c", 1003));
    let files = [("env/one.yaml", vpc("a", 1001)), ("env/two.yaml", two)];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let world = World::with(&files).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

fn request(field: &str, change: Option<&str>) -> SetFieldsRequest {
    SetFieldsRequest {
        change: change.map(str::to_owned),
        resources: ["VPC/a", "VPC/b", "VPC/c"].map(str::to_owned).to_vec(),
        fields: vec![field.to_owned()],
        preview: change.is_none(),
        ..SetFieldsRequest::default()
    }
}

fn words(view: &SetFieldsView) -> Vec<&'static str> {
    let word = |outcome: &SetFieldsOutcome| match outcome {
        SetFieldsOutcome::Set { .. } => "set",
        SetFieldsOutcome::Already => "already",
        SetFieldsOutcome::Refused { .. } => "refused",
        SetFieldsOutcome::Broken { .. } => "broken",
        SetFieldsOutcome::Moved { .. } => "moved",
    };
    view.resources.iter().map(|one| word(&one.outcome)).collect()
}

/// The lines that a diff takes and adds.
fn changed(diff: &str) -> Vec<&str> {
    let is_file = |line: &str| line.starts_with("---") || line.starts_with("+++");
    diff.lines().filter(|line| line.starts_with(['-', '+']) && !is_file(line)).collect()
}

#[tokio::test]
async fn what_was_previewed_is_what_is_saved_at_once_and_undone_at_once() {
    let world = world().await;
    let preview =
        world.engine.set_fields("env", request("spec.defaultIsolated=true", None)).await.unwrap();
    assert_eq!((words(&preview), preview.count), (vec!["set"; 3], 3));
    let SetFieldsOutcome::Set { diff, .. } = &preview.resources[1].outcome else { panic!() };
    assert_eq!(changed(diff), ["+  defaultIsolated: true"]);
    assert!(preview.saved.is_none());
    let seen = |view: &SetFieldsView| {
        let version = |one: &hedgerow_engine::views::SetFieldsOf| {
            Some((one.resource.clone(), one.version.clone()?))
        };
        view.resources.iter().filter_map(version).collect()
    };
    let save = SetFieldsRequest {
        seen: seen(&preview),
        ..request("spec.defaultIsolated=true", Some("modes"))
    };
    let saved = world.engine.set_fields("env", save.clone()).await.unwrap().saved.unwrap();
    assert_eq!((saved.change.as_str(), saved.drafts.len()), ("modes", 3));
    let again =
        world.engine.set_fields("env", request("spec.defaultIsolated=true", Some("modes"))).await;
    let again = again.unwrap();
    assert_eq!((words(&again), again.saved.is_none()), (vec!["already"; 3], true));
    // One save: one step back takes all of it.
    let undone = world.engine.undo("modes", Default::default()).await.unwrap();
    assert!(undone.drafts.is_empty(), "{undone:?}");
    let before =
        [world.remote.read("main", "env/one.yaml"), world.remote.read("main", "env/two.yaml")];
    world.engine.set_fields("env", save).await.unwrap();
    assert_eq!(world.publish("modes").await.state, ChangeState::Published);
    for (path, before) in ["env/one.yaml", "env/two.yaml"].iter().zip(before) {
        let after = world.remote.read("main", path).unwrap();
        assert_eq!(after.replace("  defaultIsolated: true\n", ""), before.unwrap());
    }
}

#[tokio::test]
async fn what_another_changed_since_the_preview_is_told_and_the_others_are_saved() {
    let world = world().await;
    let preview =
        world.engine.set_fields("env", request("spec.defaultIsolated=true", None)).await.unwrap();
    let version = |at: usize| preview.resources[at].version.clone().unwrap();
    let seen = [("VPC/a", version(0)), ("VPC/b", version(1))];
    let seen = seen.into_iter().map(|(name, version)| (name.to_owned(), version)).collect();
    let text = world.remote.read("main", "env/one.yaml").unwrap().replace("1001", "1007");
    world.remote.commit("main", "Move a", &[("env/one.yaml", Some(&text))]);
    world.sync("env").await;
    let save = SetFieldsRequest { seen, ..request("spec.defaultIsolated=true", Some("modes")) };
    let told = world.engine.set_fields("env", save).await.unwrap();
    assert_eq!(words(&told), ["moved", "set", "set"]);
    assert_eq!(told.saved.unwrap().drafts.len(), 2);
}

#[tokio::test]
async fn a_rule_that_it_would_break_keeps_a_resource_as_it_is_and_an_owner_does() {
    let world = world().await;
    // Two VPCs must not have one VLAN: neither gets it, and b, which has it, is not to blame.
    let field = "spec.subnets.default.vlan=1002";
    let told = world.engine.set_fields("env", request(field, Some("vlans"))).await.unwrap();
    assert_eq!(words(&told), ["broken", "already", "broken"], "{told:?}");
    assert!(told.saved.is_none());
    let SetFieldsOutcome::Broken { findings } = &told.resources[0].outcome else { panic!() };
    assert!(findings[0].message.contains("VLAN"), "{findings:?}");
    // What the change has already counts.
    world.set("env", "vlans", "VPC/b", "spec.subnets.default.vlan=1009").await;
    let only =
        SetFieldsRequest { resources: vec!["VPC/a".to_owned()], ..request(field, Some("vlans")) };
    let told = world.engine.set_fields("env", only).await.unwrap();
    assert_eq!(words(&told), ["set"], "{told:?}");
    let owner =
        FieldOwner { kind: None, path: "spec.defaultIsolated".parse().unwrap(), owner: Owner::Git };
    let policy = Policy { owners: vec![owner], ..Policy::default() };
    world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    let told =
        world.engine.set_fields("env", request("spec.defaultIsolated=true", None)).await.unwrap();
    assert_eq!(words(&told), ["refused"; 3]);
}

#[tokio::test]
async fn too_many_or_nothing_or_no_field_is_refused_as_a_whole() {
    let world = world().await;
    let refused = async |request: SetFieldsRequest| {
        world.engine.set_fields("env", request).await.unwrap_err().to_string()
    };
    let none =
        SetFieldsRequest { resources: Vec::new(), ..request("spec.defaultIsolated=true", None) };
    assert!(refused(none).await.contains("from 1 to 500 resources"));
    let many = vec!["VPC/a".to_owned(); 501];
    let many = SetFieldsRequest { resources: many, ..request("spec.defaultIsolated=true", None) };
    assert!(refused(many).await.contains("not 501"));
    assert!(refused(request("spec.mode", None)).await.contains("spec.mode"));
    assert!(refused(request("spec.mode=[1", None)).await.contains("not YAML"));
    assert!(!refused(request("=1", None)).await.is_empty());
}
