//! Four eyes: nothing reaches Git but what somebody else approved, whatever happens in between.

use hedgerow_engine::views::{
    Approve, ChangeView, DraftEdit, DraftRequest, FabricSettings, Person, PublishRequest,
    Resolution,
};
use hedgerow_engine::{Class, Engine, EngineError};
use hedgerow_model::{
    Actor, ActorKind, ChangeState, ConflictId, Layout, PublishMode, Reason, RuleUsed, Settle, Side,
};
use hedgerow_testkit::Stage;

use crate::policies::{of, rule};
use crate::served::Served;
use crate::support::{World, new_fabric, vpc};

const FILE: &str = "env/net.yaml";

pub(crate) fn person(login: &str) -> Actor {
    Actor {
        kind: ActorKind::User,
        login: login.to_owned(),
        name: login.to_uppercase(),
        email: format!("{login}@example.org"),
        ..Actor::anonymous()
    }
}

fn two() -> String {
    format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002))
}

async fn asks(world: &World) {
    let fabric = hedgerow_engine::views::NewFabric {
        four_eyes: true,
        ..new_fabric("env", "env", Layout::InPlace)
    };
    world.engine.add_fabric(fabric).await.unwrap();
    world.sync("env").await;
}

async fn world() -> World {
    let world = World::with(&[(FILE, &two())]).await;
    asks(&world).await;
    world
}

/// Somebody sets a VLAN in the change `c`.
async fn edit(world: &World, who: &Actor, resource: &str, vlan: u16) -> ChangeView {
    let fields = vec![format!("spec.subnets.default.vlan={vlan}")];
    let edit = DraftEdit::set(resource, fields);
    save(&world.engine, who, edit).await.unwrap()
}

async fn save(engine: &Engine, who: &Actor, edit: DraftEdit) -> Result<ChangeView, EngineError> {
    let request = DraftRequest {
        base: None,
        change: Some("c".to_owned()),
        edits: vec![edit],
        author: None,
        message: None,
    };
    engine.acting_as(who.clone()).save_drafts("env", request).await
}

async fn approve(world: &World, who: &Actor) -> Result<ChangeView, EngineError> {
    let revision = world.engine.change("c").await.unwrap().revision.unwrap();
    let request = Approve { revision, comment: Some("fine".to_owned()), previewed: None };
    world.engine.acting_as(who.clone()).approve("c", request).await
}

async fn publish(world: &World, who: &Actor) -> ChangeState {
    let engine = world.engine.acting_as(who.clone());
    engine.publish("c", PublishRequest::default()).await.unwrap().state
}

#[tokio::test]
async fn a_change_waits_for_another_person_and_is_then_published_for_who_asked() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    let head = world.remote.head("main");
    edit(&world, &ada, "VPC/a", 3001).await;
    assert_eq!(publish(&world, &ada).await, ChangeState::AwaitingApproval);
    let waiting = world.engine.change("c").await.unwrap();
    let (fabric, authors) = ("env".to_owned(), vec!["ADA".to_owned()]);
    assert_eq!(waiting.reason, Some(Reason::NeedsApproval { fabric, authors }));
    assert_eq!(world.remote.head("main"), head);

    let change = approve(&world, &ben).await.unwrap();
    assert_eq!(change.state, ChangeState::Published, "{change:?}");
    assert_eq!(change.commit, world.remote.head("main"));
    let author = world.remote.git(&["log", "-1", "--format=%an <%ae>", "main"]);
    assert_eq!(author.trim(), "ADA <ada@example.org>");
    assert_eq!(change.approvals.len(), 1);
    assert!(change.approvals[0].current && change.approvals[0].login == "ben", "{change:?}");
    assert_eq!(change.authors.len(), 1);
    assert_eq!(change.published_by.unwrap().name, "ADA", "who asked, not who approved");
}

#[tokio::test]
async fn the_preview_shows_what_is_to_be_approved_and_says_that_nobody_did() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    edit(&world, &ada, "VPC/a", 3001).await;
    let preview = world.engine.diff("c").await.unwrap();
    assert!(preview.diff.contains("+      vlan: 3001"), "{preview:?}");
    let (fabric, authors) = ("env".to_owned(), vec!["ADA".to_owned()]);
    assert_eq!(preview.unapproved, Some(Reason::NeedsApproval { fabric, authors }));
    assert_eq!(preview.waits, None);
    assert_eq!(publish(&world, &ada).await, ChangeState::AwaitingApproval);
    assert_eq!(world.engine.change("c").await.unwrap().reason, preview.unapproved);
    edit(&world, &ada, "VPC/a", 3002).await;
    approve(&world, &ben).await.unwrap();
    assert_eq!(world.engine.diff("c").await.unwrap().unapproved, None);
}

#[tokio::test]
async fn an_approval_that_came_first_lets_the_change_through_at_once() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    edit(&world, &ada, "VPC/a", 3001).await;
    assert_eq!(approve(&world, &ben).await.unwrap().state, ChangeState::Open);
    assert_eq!(world.engine.change("c").await.unwrap().published_by, None);
    let cleo = person("cleo");
    assert_eq!(publish(&world, &cleo).await, ChangeState::Published);
    let change = world.engine.change("c").await.unwrap();
    assert_eq!(
        (change.author.name.as_str(), change.published_by.unwrap().name),
        ("ADA", "CLEO".to_owned())
    );
}

#[tokio::test]
async fn whoever_wrote_any_of_it_cannot_approve_it_by_login_or_by_address() {
    let world = world().await;
    let (ada, ben, cyd) = (person("ada"), person("ben"), person("cyd"));
    edit(&world, &ada, "VPC/a", 3001).await;
    // Written over: she is its author all the same.
    edit(&world, &ben, "VPC/a", 3002).await;
    let renamed = Actor { email: "other@example.org".to_owned(), ..ada.clone() };
    let again =
        Actor { login: "ada2".to_owned(), email: "ADA@example.org".to_owned(), ..cyd.clone() };
    for writer in [&ada, &ben, &renamed, &again] {
        let error = approve(&world, writer).await.unwrap_err();
        assert_eq!(error.class(), Class::Forbidden, "{error}");
    }
    approve(&world, &cyd).await.unwrap();
    assert_eq!(publish(&world, &ada).await, ChangeState::Published);
    let body = world.remote.git(&["log", "-1", "--format=%B", "main"]);
    assert!(body.contains("Co-authored-by: BEN <ben@example.org>"), "{body}");
}

#[tokio::test]
async fn a_script_that_wrote_for_somebody_cannot_approve_for_nobody() {
    let world = world().await;
    let request = DraftRequest {
        base: None,
        change: Some("c".to_owned()),
        edits: vec![DraftEdit::Delete { resource: "VPC/a".to_owned() }],
        author: Some(Person { name: "Ada".to_owned(), email: "ada@example.org".to_owned() }),
        message: None,
    };
    let administrator = Actor::administrator();
    world.engine.acting_as(administrator.clone()).save_drafts("env", request).await.unwrap();
    for writer in [&administrator, &person("ada")] {
        let error = approve(&world, writer).await.unwrap_err();
        assert_eq!(error.class(), Class::Forbidden, "{error}");
    }
    approve(&world, &person("ben")).await.unwrap();
}

#[tokio::test]
async fn the_installations_token_is_not_a_second_pair_of_eyes() {
    let world = world().await;
    edit(&world, &person("ada"), "VPC/a", 3001).await;
    let error = approve(&world, &Actor::administrator()).await.unwrap_err();
    assert_eq!(error.class(), Class::Forbidden, "{error}");
}

#[tokio::test]
async fn the_message_is_part_of_what_is_approved() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    edit(&world, &ada, "VPC/a", 3001).await;
    approve(&world, &ben).await.unwrap();
    let engine = world.engine.acting_as(ada.clone());
    let with = |message: &str| PublishRequest {
        message: Some(message.to_owned()),
        ..PublishRequest::default()
    };
    for odd in ["a\0b", "fine\n\nHedgerow-Change: x", &"x".repeat(5000)] {
        let error = engine.publish("c", with(odd)).await.unwrap_err();
        assert_eq!(error.class(), Class::Invalid, "{error}");
    }
    let report = engine.publish("c", with("Approved by everybody")).await.unwrap();
    assert_eq!(report.state, ChangeState::AwaitingApproval);
    let published = approve(&world, &ben).await.unwrap();
    assert_eq!(published.state, ChangeState::Published, "{:?}", published.reason);
}

#[tokio::test]
async fn an_edit_voids_the_approval_and_what_was_not_looked_at_cannot_be_approved() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    let seen = edit(&world, &ada, "VPC/a", 3001).await.revision.unwrap();
    approve(&world, &ben).await.unwrap();
    let change = edit(&world, &ada, "VPC/a", 3666).await;
    assert!(!change.approvals[0].current, "{change:?}");
    assert_eq!(publish(&world, &ada).await, ChangeState::AwaitingApproval);
    let stale = Approve { revision: seen, comment: None, previewed: None };
    let error = world.engine.acting_as(ben.clone()).approve("c", stale).await.unwrap_err();
    assert_eq!(error.class(), Class::Moved, "{error}");
    // An edit takes the request back: somebody must ask again.
    edit(&world, &ada, "VPC/b", 3002).await;
    assert_eq!(world.engine.change("c").await.unwrap().state, ChangeState::Open);
    assert_eq!(approve(&world, &ben).await.unwrap().state, ChangeState::Open);
    assert_eq!(publish(&world, &ada).await, ChangeState::Published);
}

#[tokio::test]
async fn a_decision_voids_the_approval_and_whoever_decided_is_an_author() {
    let world = world().await;
    let (ada, ben, cyd) = (person("ada"), person("ben"), person("cyd"));
    edit(&world, &ada, "VPC/a", 3001).await;
    approve(&world, &ben).await.unwrap();
    world.remote.commit("main", "x", &[(FILE, Some(&two().replace("1001", "1400")))]);
    world.sync("env").await;
    let id = ConflictId(world.open_conflicts("env").await[0].id);
    let deciding = world.engine.acting_as(ben.clone());
    deciding.resolve(id, Resolution::Take(Side::Draft), None).await.unwrap();
    assert!(!world.engine.change("c").await.unwrap().approvals[0].current);
    assert_eq!(publish(&world, &ada).await, ChangeState::AwaitingApproval);
    assert_eq!(approve(&world, &ben).await.unwrap_err().class(), Class::Forbidden);
    assert_eq!(approve(&world, &cyd).await.unwrap().state, ChangeState::Published);
}

/// A policy that takes the draft's or Git's side of every VLAN.
async fn policy(world: &World, take: Settle) {
    let policy = of(vec![rule("vlans", "spec.subnets.*.vlan", take)]);
    world.engine.set_policy(Some("env"), policy, None).await.unwrap();
}

#[tokio::test]
async fn what_a_policy_decided_voids_the_approval_and_is_approved_like_any_edit() {
    for take in [Settle::Draft, Settle::Git] {
        let world = world().await;
        let (ada, ben) = (person("ada"), person("ben"));
        policy(&world, take).await;
        edit(&world, &ada, "VPC/a", 3001).await;
        edit(&world, &ada, "VPC/b", 3002).await;
        approve(&world, &ben).await.unwrap();
        let theirs = two().replace("vlan: 1001", "vlan: 1400");
        let head = world.remote.commit("main", "x", &[(FILE, Some(&theirs))]);
        world.sync("env").await;
        assert_eq!(world.open_conflicts("env").await.len(), 0, "the policy decided");
        assert!(!world.engine.change("c").await.unwrap().approvals[0].current);
        assert_eq!(publish(&world, &ada).await, ChangeState::AwaitingApproval);
        assert_eq!(world.remote.head("main").unwrap(), head);
        // A policy is nobody's second pair of eyes, and takes them from nobody.
        assert_eq!(approve(&world, &ada).await.unwrap_err().class(), Class::Forbidden);
        assert_eq!(approve(&world, &ben).await.unwrap().state, ChangeState::Published);
        let vlan = if take == Settle::Draft { "vlan: 3001" } else { "vlan: 1400" };
        let now = world.remote.read("main", FILE).unwrap();
        assert!(now.contains(vlan) && now.contains("vlan: 3002"), "{now}");
    }
}

#[tokio::test]
async fn a_policy_that_decides_while_a_change_waits_for_approval_asks_for_it_again() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    edit(&world, &ada, "VPC/a", 3001).await;
    let seen = world.engine.change("c").await.unwrap().revision.unwrap();
    assert_eq!(publish(&world, &ada).await, ChangeState::AwaitingApproval);
    let theirs = two().replace("vlan: 1001", "vlan: 1400");
    world.remote.commit("main", "x", &[(FILE, Some(&theirs))]);
    world.sync("env").await;
    policy(&world, Settle::Draft).await;
    assert_eq!(world.open_conflicts("env").await.len(), 0, "the policy decided");
    let stale = Approve { revision: seen, comment: None, previewed: None };
    let error = world.engine.acting_as(ben.clone()).approve("c", stale).await.unwrap_err();
    assert_eq!(error.class(), Class::Moved, "{error}");
    assert!(world.remote.read("main", FILE).unwrap().contains("vlan: 1400"));
    // Ada asked already: what Ben sees now is all that was missing.
    assert_eq!(approve(&world, &ben).await.unwrap().state, ChangeState::Published);
    assert!(world.remote.read("main", FILE).unwrap().contains("vlan: 3001"));
}

#[tokio::test]
async fn a_policy_whose_decision_is_taken_back_voids_the_approval_too() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    policy(&world, Settle::Draft).await;
    edit(&world, &ada, "VPC/a", 3001).await;
    let theirs = two().replace("vlan: 1001", "vlan: 1400");
    world.remote.commit("main", "x", &[(FILE, Some(&theirs))]);
    world.sync("env").await;
    approve(&world, &ben).await.unwrap();
    let used = RuleUsed { everywhere: false, rule: Some("vlans".to_owned()), owned: None };
    let undone = world.engine.acting_as(ada.clone()).undo_policy("env", &used).await.unwrap();
    assert_eq!(undone.reopened.len(), 1);
    assert!(!world.engine.change("c").await.unwrap().approvals[0].current);
}

#[tokio::test]
async fn an_approval_can_be_taken_back_until_it_counts() {
    let world = world().await;
    let (ada, ben) = (person("ada"), person("ben"));
    edit(&world, &ada, "VPC/a", 3001).await;
    approve(&world, &ben).await.unwrap();
    let withdrawn = world.engine.acting_as(ben.clone()).withdraw_approval("c").await.unwrap();
    assert!(withdrawn.approvals.is_empty());
    let none = world.engine.acting_as(ben).withdraw_approval("c").await.unwrap_err();
    assert_eq!(none.class(), Class::NotFound, "{none}");
    assert_eq!(publish(&world, &ada).await, ChangeState::AwaitingApproval);
}

#[tokio::test]
async fn publishing_by_itself_waits_for_an_approval_too() {
    let world = world().await;
    let ada = person("ada");
    let settings = FabricSettings {
        publish: Some(PublishMode::Automatic),
        quiet_seconds: Some(0),
        four_eyes: None,
    };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    world.engine.start();
    edit(&world, &ada, "VPC/a", 3001).await;
    while world.engine.change("c").await.unwrap().state != ChangeState::AwaitingApproval {
        tokio::task::yield_now().await;
    }
    let published = approve(&world, &person("ben")).await.unwrap();
    assert_eq!(published.state, ChangeState::Published, "{published:?}");
    world.engine.shutdown().await;
}

/// The change is approved and queued behind a push that takes its time; meanwhile the approval is
/// taken back, or what it was given for is decided again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_happens_between_the_queue_and_the_commit_does_not_slip_through() {
    let served = Served::with(&[(FILE, &two())]).await;
    let world = &served.world;
    asks(world).await;
    world.engine.add_fabric(new_fabric("other", "other", Layout::InPlace)).await.unwrap();
    world.sync("other").await;
    let (ada, ben) = (person("ada"), person("ben"));
    edit(world, &ada, "VPC/a", 3001).await;
    assert_eq!(publish(world, &ada).await, ChangeState::AwaitingApproval);
    world.edit("other", "slow", DraftEdit::Documents { text: vpc("z", 1009) }).await;
    let revision = world.engine.change("c").await.unwrap().revision.unwrap();

    let held = served.server.hold(Stage::PushTaken);
    let slow = {
        let engine = world.engine.clone();
        tokio::spawn(async move { engine.publish("slow", PublishRequest::default()).await })
    };
    tokio::task::block_in_place(|| held.wait());
    let approving = {
        let engine = world.engine.acting_as(ben.clone());
        let request = Approve { revision, comment: None, previewed: None };
        tokio::spawn(async move { engine.approve("c", request).await })
    };
    while world.engine.change("c").await.unwrap().state != ChangeState::Queued {
        tokio::task::yield_now().await;
    }
    world.engine.acting_as(ben).withdraw_approval("c").await.unwrap();
    held.release();
    assert_eq!(slow.await.unwrap().unwrap().state, ChangeState::Published);
    let change = approving.await.unwrap().unwrap();
    assert_eq!(change.state, ChangeState::AwaitingApproval, "{change:?}");
    assert_eq!(world.remote.read("main", FILE).unwrap(), two());
    assert!(world.engine.store().verify_audit().await.unwrap().ok());
}

#[tokio::test]
async fn people_write_in_their_own_name() {
    let world = world().await;
    let request = DraftRequest {
        base: None,
        change: Some("c".to_owned()),
        edits: vec![DraftEdit::Delete { resource: "VPC/a".to_owned() }],
        author: Some(Person { name: "Ben".to_owned(), email: "ben@example.org".to_owned() }),
        message: None,
    };
    let error =
        world.engine.acting_as(person("ada")).save_drafts("env", request).await.unwrap_err();
    assert_eq!(error.class(), Class::Forbidden, "{error}");
}
