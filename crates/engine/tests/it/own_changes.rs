//! Where edits go that name no change, and what a change is called.

use hedgerow_engine::views::{
    Approve, ChangeView, DraftEdit, DraftRequest, FabricSettings, PageRequest, Scope,
};
use hedgerow_engine::{Class, Engine, EngineError};
use hedgerow_model::{Actor, ChangeState, Layout, PublishMode};

use crate::four_eyes::person;
use crate::support::{World, vpc};

async fn world() -> World {
    let all = ["a", "b", "c"].map(|name| vpc(name, 1001)).join("---\n");
    let world = World::with(&[("env/net.yaml", &all)]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

async fn edit(world: &World, who: &str, name: &str) -> Result<ChangeView, EngineError> {
    save(
        world,
        &person(who),
        DraftEdit::set(format!("VPC/{name}"), vec![format!("metadata.labels.by={who}")]),
    )
    .await
}

async fn save(world: &World, who: &Actor, edit: DraftEdit) -> Result<ChangeView, EngineError> {
    let edits = vec![edit];
    let request = DraftRequest { base: None, change: None, edits, author: None, message: None };
    world.engine.acting_as(who.clone()).save_drafts("env", request).await
}

#[tokio::test]
async fn edits_that_name_no_change_go_to_ones_own_or_begin_one_named_after_what_is_done() {
    let world = world().await;
    let first = edit(&world, "ada", "a").await.unwrap();
    assert_eq!((first.change.as_str(), first.state), ("Edit VPC/a", ChangeState::Open));
    let second = edit(&world, "ada", "b").await.unwrap();
    assert_eq!((&second.id, second.drafts.len()), (&first.id, 2));
    // Another person's edits begin their own, which cannot be taken for hers.
    let other = edit(&world, "ben", "a").await.unwrap();
    assert_eq!(other.change, "Edit VPC/a (2)");
    // What is on its way or over takes no more.
    world.publish(&first.id).await;
    let next =
        save(&world, &person("ada"), DraftEdit::Delete { resource: "VPC/c".into() }).await.unwrap();
    assert_eq!(next.change, "Delete VPC/c");
    // The one that was edited last is meant.
    let edits = vec![DraftEdit::set("VPC/b", vec!["spec.x=1".to_owned()])];
    let named = DraftRequest {
        change: Some("mine".into()),
        edits,
        base: None,
        author: None,
        message: None,
    };
    let ada = world.engine.acting_as(person("ada"));
    ada.save_drafts("env", named).await.unwrap();
    let again = DraftEdit::set("VPC/a", vec!["metadata.labels.again=yes".to_owned()]);
    assert_eq!(save(&world, &person("ada"), again).await.unwrap().change, "mine");
}

#[tokio::test]
async fn a_save_that_is_refused_begins_no_change() {
    let world = world().await;
    save(&world, &person("ada"), DraftEdit::Delete { resource: "VPC/none".into() })
        .await
        .unwrap_err();
    let first = PageRequest::first(9);
    let all = world.engine.changes(&Scope::All, Some("env"), true, &first).await.unwrap();
    assert!(all.items.is_empty(), "{all:?}");
}

#[tokio::test]
async fn a_change_is_renamed_until_it_is_on_its_way() {
    let world = world().await;
    let opened = edit(&world, "ada", "a").await.unwrap();
    edit(&world, "ben", "b").await.unwrap();
    let renamed = world.engine.rename(&opened.change, " bigger pool ").await.unwrap();
    assert_eq!((renamed.change.as_str(), &renamed.id), ("bigger pool", &opened.id));
    // Its own name again is no edit.
    let again = world.engine.rename(&opened.id, "bigger pool").await.unwrap();
    assert_eq!(again.updated_at, renamed.updated_at);
    for (name, class) in [
        ("Edit VPC/b", Class::Refused),
        ("", Class::Invalid),
        ("a\nb", Class::Invalid),
        (&*"x".repeat(201), Class::Invalid),
        (&*renamed.id, Class::Invalid),
    ] {
        let error = world.engine.rename(&opened.id, name).await.unwrap_err();
        assert_eq!(error.class(), class, "{name:?} {error}");
    }
    world.publish("bigger pool").await;
    let subject = world.remote.git(&["log", "-1", "--format=%s", "main"]);
    assert_eq!(subject.trim(), "bigger pool");
    let error = world.engine.rename(&opened.id, "later").await.unwrap_err();
    assert_eq!(error.class(), Class::Refused, "{error}");
    // The name of one that is over is free.
    let other = world.engine.rename("Edit VPC/b", "bigger pool").await.unwrap();
    assert_eq!(other.change, "bigger pool");
}

async fn approve(engine: &Engine, change: &str) -> ChangeView {
    let revision = engine.change(change).await.unwrap().revision.unwrap();
    let request = Approve { revision, comment: None, previewed: None };
    engine.approve(change, request).await.unwrap()
}

#[tokio::test]
async fn what_was_approved_is_what_the_commit_says() {
    let world = world().await;
    let settings = FabricSettings { four_eyes: Some(true), ..FabricSettings::default() };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    let change = edit(&world, "ada", "a").await.unwrap();
    let ben = world.engine.acting_as(person("ben"));
    assert_eq!(approve(&ben, &change.id).await.approvals.len(), 1);
    let renamed = world.engine.rename(&change.id, "other").await.unwrap();
    assert!(renamed.approvals.is_empty(), "{renamed:?}");
    // A message of its own stays what it was.
    let edits = vec![DraftEdit::set("VPC/b", vec!["metadata.labels.x=y".to_owned()])];
    let message = Some("said".to_owned());
    let request = DraftRequest { change: None, edits, base: None, author: None, message };
    let ada = world.engine.acting_as(person("ada"));
    let change = ada.save_drafts("env", request).await.unwrap();
    approve(&ben, &change.id).await;
    let renamed = world.engine.rename(&change.id, "another").await.unwrap();
    assert_eq!(renamed.approvals.len(), 1);
}

#[tokio::test]
async fn what_is_being_reviewed_is_not_edited_by_the_way() {
    let world = world().await;
    let settings = FabricSettings { four_eyes: Some(true), ..FabricSettings::default() };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    let change = edit(&world, "ada", "a").await.unwrap();
    assert_eq!(world.publish(&change.id).await.state, ChangeState::AwaitingApproval);
    let other = edit(&world, "ada", "b").await.unwrap();
    assert_eq!((other.change.as_str(), other.state), ("Edit VPC/b", ChangeState::Open));
}

#[tokio::test]
async fn with_automatic_publishing_edits_go_to_those_of_the_moment() {
    let world = world().await;
    let settings =
        FabricSettings { publish: Some(PublishMode::Automatic), ..FabricSettings::default() };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    assert_eq!(edit(&world, "ada", "a").await.unwrap().change, "Edits by ADA");
}

#[tokio::test]
async fn a_change_of_which_all_was_discarded_takes_no_edits_that_do_not_name_it() {
    let world = world().await;
    let ada = person("ada");
    let first = edit(&world, "ada", "a").await.unwrap();
    let revert = DraftEdit::Revert { resource: "VPC/a".into() };
    let emptied = save(&world, &ada, revert).await.unwrap();
    assert_eq!((&emptied.id, emptied.drafts.len()), (&first.id, 0));
    let next = edit(&world, "ada", "b").await.unwrap();
    assert_eq!((next.change.as_str(), next.drafts.len()), ("Edit VPC/b", 1));
    // Named, it takes them; then it is the one that was edited last.
    let request = DraftRequest {
        base: None,
        change: Some(first.change.clone()),
        edits: vec![DraftEdit::Delete { resource: "VPC/c".into() }],
        author: None,
        message: None,
    };
    let again = world.engine.acting_as(ada).save_drafts("env", request).await.unwrap();
    assert_eq!(again.id, first.id);
    assert_eq!(edit(&world, "ada", "a").await.unwrap().id, first.id);
}
