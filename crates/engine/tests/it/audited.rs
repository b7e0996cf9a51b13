//! What the audit says of what the engine did.

use hedgerow_engine::Engine;
use hedgerow_engine::views::{
    DraftEdit, DraftRequest, FabricSettings, NewRepository, PublishRequest, Resolution,
};
use hedgerow_model::{Actor, ChangeState, ConflictId, Layout, Side};
use hedgerow_store::{AuditEntry, AuditFilter};

use crate::four_eyes::person;
use crate::support::{World, config, new_fabric, vpc};

const FILE: &str = "env/net.yaml";

/// Every entry, oldest first.
async fn entries(engine: &Engine) -> Vec<AuditEntry> {
    let mut all = engine.store().audit_page(&AuditFilter::default(), None, 10_000).await.unwrap();
    all.reverse();
    all
}

async fn actions(engine: &Engine) -> Vec<String> {
    let told = |entry: AuditEntry| format!("{} {} {}", entry.login, entry.action, entry.outcome);
    entries(engine).await.into_iter().map(told).collect()
}

#[tokio::test]
async fn everything_that_is_done_is_told_once_with_who_did_it() {
    let world = World::with(&[(FILE, &vpc("a", 1001))]).await;
    let ada = world.engine.acting_as(person("ada").at("192.0.2.7"));
    ada.add_fabric(new_fabric("env", "env", Layout::InPlace)).await.unwrap();
    ada.sync("env").await.unwrap();
    let edit = |vlan: u16| DraftRequest {
        base: None,
        change: Some("c".to_owned()),
        edits: vec![DraftEdit::set("VPC/a", vec![format!("spec.subnets.default.vlan={vlan}")])],
        author: None,
        message: None,
    };
    ada.save_drafts("env", edit(3001)).await.unwrap();
    world.remote.commit("main", "x", &[(FILE, Some(&vpc("a", 1400)))]);
    ada.sync("env").await.unwrap();
    assert_eq!(
        ada.publish("c", PublishRequest::default()).await.unwrap().state,
        ChangeState::Conflicted
    );
    let open = world.open_conflicts("env").await;
    for conflict in open {
        let id = ConflictId(conflict.id);
        ada.resolve(id, Resolution::Take(Side::Draft), None).await.unwrap();
    }
    assert_eq!(
        ada.publish("c", PublishRequest::default()).await.unwrap().state,
        ChangeState::Published
    );
    ada.save_drafts("env", edit(3002)).await.unwrap();
    let revert = DraftEdit::Revert { resource: "VPC/a".to_owned() };
    ada.save_drafts("env", DraftRequest { edits: vec![revert], ..edit(0) }).await.unwrap();
    ada.discard("c", None).await.unwrap();
    let settings = FabricSettings { four_eyes: Some(true), ..FabricSettings::default() };
    ada.update_fabric("env", settings.clone(), None).await.unwrap();
    // The same once more is nothing.
    ada.update_fabric("env", settings, None).await.unwrap();
    ada.remove_fabric("env", None).await.unwrap();
    ada.remove_repository("origin", None).await.unwrap();
    let told = actions(&world.engine).await;
    let resolved = told.iter().filter(|told| told.contains("conflict.resolve")).count();
    let mut expected = vec![
        "hedgerow audit.key done",
        "hedgerow repository.create done",
        "ada fabric.create done",
        "ada ingest done",
        "ada draft.save done",
        "ada ingest done",
        "ada change.publish done",
        "ada change.outcome failed",
    ];
    expected.extend(std::iter::repeat_n("ada conflict.resolve done", resolved));
    expected.extend([
        "ada change.publish done",
        "ada change.outcome done",
        "ada draft.save done",
        "ada draft.discard done",
        "ada change.discard done",
        "ada fabric.update done",
        "ada fabric.delete done",
        "ada repository.delete done",
    ]);
    assert_eq!(told, expected);
    assert!(resolved > 0);
    let entries = entries(&world.engine).await;
    assert!(
        entries[2..]
            .iter()
            .filter(|e| e.action != "change.outcome")
            .all(|entry| { entry.from.as_deref() == Some("192.0.2.7") })
    );
    let saved = &entries[4];
    assert_eq!(saved.fabric.as_deref(), Some("env"));
    assert_eq!(saved.subject.as_deref(), Some("c"));
    let text = |value: &Option<serde_json::Value>| {
        value.as_ref().unwrap()["drafts"]["VPC/a"].as_str().unwrap().to_owned()
    };
    assert_eq!(text(&saved.before), vpc("a", 1001));
    assert_eq!(text(&saved.after), vpc("a", 1001).replace("1001", "3001"));
    let updated = entries.iter().find(|entry| entry.action == "fabric.update").unwrap();
    assert_eq!(updated.before.as_ref().unwrap()["four_eyes"], false);
    assert_eq!(updated.after.as_ref().unwrap()["four_eyes"], true);
    let outcome = entries.iter().rfind(|entry| entry.action == "change.outcome").unwrap();
    assert_eq!(outcome.after.as_ref().unwrap()["commit"].as_str().map(str::len), Some(40));
    assert!(world.engine.store().verify_audit().await.unwrap().ok());
}

#[tokio::test]
async fn a_hundred_syncs_that_find_nothing_write_nothing() {
    let world = World::with(&[(FILE, &vpc("a", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let before = entries(&world.engine).await.len();
    let runs = world.engine.store().runs(None, 1000).await.unwrap().len();
    for _ in 0..100 {
        assert!(world.sync("env").await.nothing_new);
    }
    assert_eq!(entries(&world.engine).await.len(), before);
    assert_eq!(world.engine.store().runs(None, 1000).await.unwrap().len(), runs);
}

#[tokio::test]
async fn what_was_refused_leaves_nothing_and_the_log_goes_on_after_a_restart() {
    let mut world = World::with(&[(FILE, &vpc("a", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let before = entries(&world.engine).await.len();
    let again = NewRepository {
        name: "again".into(),
        url: world.remote.url(),
        branch: None,
        credential: None,
        transport: None,
    };
    world.engine.add_repository(again).await.unwrap_err();
    world.try_set("env", "c", "VPC/none", "spec.x=1").await.unwrap_err();
    assert_eq!(entries(&world.engine).await.len(), before);
    world.engine.shutdown().await;
    world.engine = Engine::open(config(&world.folder)).await.unwrap();
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=3001").await;
    let verified = world.engine.store().verify_audit().await.unwrap();
    assert!(verified.ok(), "{verified:?}");
    assert_eq!(entries(&world.engine).await.len(), before + 1);
    assert_eq!(entries(&world.engine).await[before].login, Actor::system().login);
}

#[tokio::test]
async fn a_refused_approval_is_told() {
    let world = World::with(&[(FILE, &vpc("a", 1001))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let ada = world.engine.acting_as(person("ada"));
    let request = DraftRequest {
        base: None,
        change: Some("c".to_owned()),
        edits: vec![DraftEdit::Delete { resource: "VPC/a".to_owned() }],
        author: None,
        message: None,
    };
    let revision = ada.save_drafts("env", request).await.unwrap().revision.unwrap();
    let approve = hedgerow_engine::views::Approve { revision, comment: None, previewed: None };
    ada.approve("c", approve).await.unwrap_err();
    let last = actions(&world.engine).await.pop().unwrap();
    assert_eq!(last, "ada change.approve refused");
}
