//! The cluster as a side of a conflict: with Git, and with a draft.

use hedgerow_engine::Class;
use hedgerow_engine::views::{
    ConflictView, Decide, DraftEdit, DraftRequest, FabricSettings, PageRequest, Resolution, Scope,
    TakeRequest,
};
use hedgerow_model::{
    ChangeState, ConflictId, ConflictKind, ConflictState, Decision, FieldOwner, Owner, Party,
    Policy, PolicyRule, PublishMode, Settle, Side, Value,
};
use hedgerow_testkit::Cluster;

use crate::clusters::{all as drifts, drifts_to, followed, object, server, serving, until};
use crate::support::{World, request};

/// A cluster and Git that agree on `a`, and on `b`.
async fn agreeing() -> (Cluster, World) {
    let cluster = serving();
    for name in ["a", "b"] {
        cluster.put(object(name, "one"), "kubectl");
    }
    let world = followed(&cluster, &[("a", "one"), ("b", "one")]).await;
    drifts_to(&world.engine, &[]).await;
    (cluster, world)
}

async fn git_says(world: &World, description: &str) {
    let text = server("a", description);
    world.remote.commit("main", "A push", &[("env/a.yaml", Some(&text))]);
    world.engine.sync("env").await.unwrap();
}

async fn all(world: &World) -> Vec<ConflictView> {
    let ask = PageRequest::first(100);
    world.engine.conflicts(&Scope::All, Some("env"), None, &ask).await.unwrap().items
}

/// Waits for the one conflict that is open.
async fn opened(world: &World) -> ConflictView {
    until("a conflict is open", || async { world.open_conflicts("env").await.len() == 1 }).await;
    world.open_conflicts("env").await.remove(0)
}

async fn none_is_open(world: &World) {
    until("no conflict is open", || async { world.open_conflicts("env").await.is_empty() }).await;
}

fn values(conflict: &ConflictView) -> [Option<&str>; 4] {
    [&conflict.base, &conflict.draft, &conflict.git, &conflict.cluster]
        .map(|side| side.as_ref().and_then(Value::as_str))
}

/// Git and the cluster each give `a` another description.
async fn contested() -> (Cluster, World, ConflictView) {
    let (cluster, world) = agreeing().await;
    cluster.put(object("a", "there"), "kubectl-edit");
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    assert!(world.open_conflicts("env").await.is_empty(), "one side moved: that is drift");
    git_says(&world, "here").await;
    let conflict = opened(&world).await;
    (cluster, world, conflict)
}

async fn decide(world: &World, conflict: &ConflictView, resolution: Resolution) -> ConflictView {
    world.engine.resolve(ConflictId(conflict.id), resolution, None).await.unwrap()
}

#[tokio::test]
async fn a_field_that_git_and_the_cluster_changed_is_a_conflict_of_the_two() {
    let (cluster, world, conflict) = contested().await;
    assert_eq!(values(&conflict), [Some("one"), None, Some("here"), Some("there")]);
    assert_eq!((conflict.conflict, conflict.change.as_deref()), (ConflictKind::EditEdit, None));
    let Some(Party::Cluster { cluster: name, manager, at, agreed: Some(true) }) =
        conflict.parties.last()
    else {
        unreachable!("{:?}", conflict.parties)
    };
    assert_eq!((name.as_str(), manager.as_deref()), ("lab", Some("kubectl-edit")));
    assert!(at.is_some());
    let draft = Resolution::Take(Side::Draft);
    let refused = world.engine.resolve(ConflictId(conflict.id), draft, None).await.unwrap_err();
    assert_eq!(refused.class(), Class::Refused);
    assert!(refused.to_string().contains("no side `draft`"), "{refused}");
    // The cluster moves on: another one takes its place, and only that is asked.
    cluster.put(object("a", "further"), "kubectl-edit");
    until("another takes its place", || async {
        let open = world.open_conflicts("env").await;
        matches!(&open[..], [one] if one.id != conflict.id)
    })
    .await;
    let before = world.engine.conflict(ConflictId(conflict.id)).await.unwrap();
    let now = opened(&world).await;
    assert_eq!((before.state, before.life.successor), (ConflictState::Superseded, Some(now.id)));
    // Somebody applies what Git has: nothing is contested, and what the cluster had is on record.
    cluster.put(object("a", "here"), "kubectl");
    none_is_open(&world).await;
    drifts_to(&world.engine, &[]).await;
    assert!(all(&world).await.iter().any(|it| values(it)[3] == Some("further")));
}

#[tokio::test]
async fn where_git_holds_the_cluster_has_yet_to_follow() {
    let (_cluster, world, conflict) = contested().await;
    let decided = decide(&world, &conflict, Resolution::Take(Side::Git)).await;
    assert_eq!(decided.state, ConflictState::Resolved);
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (git)"]).await;
    assert!(world.open_conflicts("env").await.is_empty());
    // Taken back, both have changed it again.
    let reopened = world.engine.reopen(ConflictId(conflict.id), None).await.unwrap();
    assert_eq!(reopened.state, ConflictState::Open);
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (both)"]).await;
    assert_eq!(all(&world).await.len(), 1, "it is the same one");
}

#[tokio::test]
async fn where_the_cluster_holds_git_takes_it_by_a_draft() {
    let (_cluster, world, conflict) = contested().await;
    let preview = Decide { preview: true, ..Decide::from(Resolution::Take(Side::Cluster)) };
    world.engine.decide(ConflictId(conflict.id), preview).await.unwrap();
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (both)"]).await;
    let decided = decide(&world, &conflict, Resolution::Take(Side::Cluster)).await;
    assert_eq!(decided.decision, Some(Decision::Take(Side::Cluster)));
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    assert!(world.open_conflicts("env").await.is_empty(), "the draft says what the cluster has");
    assert_eq!(world.publish("From the cluster").await.state, ChangeState::Published);
    assert_eq!(world.last_diff(), ["-  description: here", "+  description: there"]);
    drifts_to(&world.engine, &[]).await;
}

#[tokio::test]
async fn another_value_overrules_both_sides() {
    let (_cluster, world, conflict) = contested().await;
    let decide = Decide {
        change: Some("neither".into()),
        ..Decide::from(Resolution::Value("third".into()))
    };
    world.engine.decide(ConflictId(conflict.id), decide).await.unwrap();
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (git)"]).await;
    assert!(world.open_conflicts("env").await.is_empty());
    assert_eq!(world.publish("neither").await.state, ChangeState::Published);
    assert_eq!(world.last_diff(), ["-  description: here", "+  description: third"]);
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (git)"]).await;
    assert!(world.open_conflicts("env").await.is_empty());
}

#[tokio::test]
async fn whole_resources_are_contested_too() {
    let (cluster, world) = agreeing().await;
    cluster.delete("servers", "a");
    drifts_to(&world.engine, &["a: missing (cluster)"]).await;
    git_says(&world, "here").await;
    let conflict = opened(&world).await;
    assert_eq!(
        (conflict.conflict, conflict.path.to_string().as_str()),
        (ConflictKind::EditDelete, "")
    );
    let value = Resolution::Value("{kind: Server}".into());
    let refused = world.engine.resolve(ConflictId(conflict.id), value, None).await.unwrap_err();
    assert!(refused.to_string().contains("whole"), "{refused}");
    decide(&world, &conflict, Resolution::Take(Side::Git)).await;
    drifts_to(&world.engine, &["a: missing (git)"]).await;

    cluster.put(object("b", "there"), "kubectl-edit");
    world.remote.commit("main", "Gone", &[("env/b.yaml", None)]);
    world.engine.sync("env").await.unwrap();
    let conflict = opened(&world).await;
    assert_eq!(conflict.conflict, ConflictKind::DeleteEdit);
    decide(&world, &conflict, Resolution::Take(Side::Cluster)).await;
    drifts_to(&world.engine, &["a: missing (git)", "b: extra (cluster)"]).await;
    assert_eq!(world.publish("From the cluster").await.state, ChangeState::Published);
    assert!(world.last_diff().contains(&"+  description: there".to_owned()));
    drifts_to(&world.engine, &["a: missing (git)"]).await;
}

/// A draft and the cluster each give `a` another description.
async fn drafted() -> (Cluster, World, ConflictView) {
    let (cluster, world) = agreeing().await;
    world.set("env", "c", "Server/a", "spec.description=mine").await;
    cluster.put(object("a", "there"), "kubectl-edit");
    let conflict = opened(&world).await;
    (cluster, world, conflict)
}

#[tokio::test]
async fn a_draft_of_what_was_changed_in_the_cluster_is_held_until_somebody_decides() {
    let (cluster, world, conflict) = drafted().await;
    assert_eq!(values(&conflict), [Some("one"), Some("mine"), Some("one"), Some("there")]);
    assert_eq!(conflict.change.as_deref(), Some("c"));
    let held = world.publish("c").await;
    assert_eq!(held.state, ChangeState::Conflicted, "{held:?}");
    let diff = world.engine.diff("c").await.unwrap();
    assert!(diff.problems[0].message.contains("conflicts with the cluster"), "{:?}", diff.problems);
    // What somebody did there is undone there: nothing is left to decide.
    cluster.put(object("a", "one"), "kubectl-edit");
    none_is_open(&world).await;
    assert_eq!(world.engine.change("c").await.unwrap().state, ChangeState::Open);
    // Saved while the cluster has it otherwise, it is known at once.
    cluster.put(object("b", "there"), "kubectl-edit");
    drifts_to(&world.engine, &["b: spec.description by kubectl-edit (cluster)"]).await;
    world.set("env", "c", "Server/b", "spec.description=mine").await;
    assert_eq!(world.open_conflicts("env").await.len(), 1);
    world.set("env", "c", "Server/b", "spec.description=there").await;
    assert!(world.open_conflicts("env").await.is_empty(), "it takes what the cluster has");
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (git)"]).await;
}

#[tokio::test]
async fn a_draft_that_overrules_the_cluster_is_published_and_not_asked_about_again() {
    let (cluster, world, conflict) = drafted().await;
    decide(&world, &conflict, Resolution::Take(Side::Draft)).await;
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (git)"]).await;
    assert!(world.open_conflicts("env").await.is_empty());
    // What comes there afterwards is another edit.
    cluster.put(object("a", "again"), "kubectl-edit");
    let conflict = opened(&world).await;
    assert_eq!(values(&conflict)[2..], [Some("mine"), Some("again")]);
}

#[tokio::test]
async fn a_draft_takes_the_clusters_side_or_another_value_and_keeps_its_text() {
    for (resolution, published) in
        [(Resolution::Take(Side::Cluster), "there"), (Resolution::Value("third".into()), "third")]
    {
        let (_cluster, world, conflict) = drafted().await;
        decide(&world, &conflict, resolution).await;
        let reopened = world.engine.reopen(ConflictId(conflict.id), None).await.unwrap();
        assert_eq!(reopened.state, ConflictState::Open);
        let value = Resolution::Value(published.into());
        decide(&world, &reopened, value).await;
        assert_eq!(world.publish("c").await.state, ChangeState::Published);
        let expected = ["-  description: one".to_owned(), format!("+  description: {published}")];
        assert_eq!(world.last_diff(), expected);
        none_is_open(&world).await;
    }
}

#[tokio::test]
async fn deletions_and_additions_of_a_draft_meet_the_cluster_too() {
    let (cluster, world) = agreeing().await;
    cluster.put(object("a", "there"), "kubectl-edit");
    cluster.put(object("new", "there"), "kubectl-create");
    cluster.delete("servers", "b");
    drifts_to(
        &world.engine,
        &[
            "a: spec.description by kubectl-edit (cluster)",
            "b: missing (cluster)",
            "new: extra (cluster)",
        ],
    )
    .await;
    world.edit("env", "c", DraftEdit::Delete { resource: "Server/a".into() }).await;
    world.set("env", "c", "Server/b", "spec.description=mine").await;
    world.edit("env", "c", DraftEdit::Documents { text: server("new", "mine") }).await;
    let open = world.open_conflicts("env").await;
    let kinds: Vec<_> = open.iter().map(|it| (it.name.as_str(), it.conflict)).collect();
    assert_eq!(
        kinds,
        [
            ("a", ConflictKind::DeleteEdit),
            ("b", ConflictKind::EditDelete),
            ("new", ConflictKind::AddAdd)
        ]
    );
    let sides = [Side::Git, Side::Cluster, Side::Cluster];
    for (conflict, side) in open.iter().zip(sides) {
        decide(&world, conflict, Resolution::Take(side)).await;
    }
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
}

fn rule(take: Settle) -> Policy {
    let path = Some("spec.description".parse().unwrap());
    let rule = PolicyRule { name: "r".into(), kind: None, path, conflict: None, take, off: false };
    Policy { rules: vec![rule], ..Policy::default() }
}

#[tokio::test]
async fn a_rule_settles_conflicts_with_the_cluster() {
    for (take, left) in [
        (Settle::Git, "a: spec.description by kubectl-edit (git)"),
        (Settle::Cluster, "a: spec.description by kubectl-edit (cluster)"),
        (Settle::Newest, "a: spec.description by kubectl-edit (both)"),
    ] {
        let (cluster, world) = agreeing().await;
        world.engine.set_policy(Some("env"), rule(take), None).await.unwrap();
        cluster.put(object("a", "there"), "kubectl-edit");
        drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
        git_says(&world, "here").await;
        if take == Settle::Newest {
            // Both within the same second, or not: what matters is that nobody guesses without a time.
            continue;
        }
        drifts_to(&world.engine, &[left]).await;
        until("it is decided", || async {
            let states: Vec<_> = all(&world).await.iter().map(|it| it.state).collect();
            states == [ConflictState::Resolved]
        })
        .await;
        let conflicts = all(&world).await;
        let [conflict] = &conflicts[..] else { unreachable!("{take:?}: {conflicts:#?}") };
        assert_eq!(conflict.decided_by.as_deref(), Some("policy r"));
        let drafts =
            world.engine.changes(&Scope::All, Some("env"), true, &PageRequest::first(9)).await;
        assert_eq!(drafts.unwrap().items.len(), usize::from(take == Settle::Cluster));
    }
}

#[tokio::test]
async fn what_belongs_to_the_cluster_is_not_drafted() {
    let (cluster, world) = agreeing().await;
    let owner =
        FieldOwner { path: "spec.description".parse().unwrap(), kind: None, owner: Owner::Cluster };
    let policy = Policy { owners: vec![owner], ..Policy::default() };
    world.engine.set_policy(Some("env"), policy, None).await.unwrap();
    let refused = world.try_set("env", "c", "Server/a", "spec.description=mine").await.unwrap_err();
    assert_eq!((refused.class(), refused.code()), (Class::Refused, "belongs-to-cluster"));
    cluster.put(object("a", "there"), "kubectl-edit");
    git_says(&world, "here").await;
    until("both were seen", || async {
        drifts(&world.engine).await.is_empty() && world.open_conflicts("env").await.is_empty()
    })
    .await;
}

#[tokio::test]
async fn what_was_accepted_is_not_published_without_being_asked() {
    let (cluster, world) = agreeing().await;
    let settings = FabricSettings {
        publish: Some(PublishMode::Automatic),
        quiet_seconds: Some(0),
        four_eyes: None,
    };
    world.engine.update_fabric("env", settings, None).await.unwrap();
    cluster.put(object("a", "there"), "kubectl-edit");
    drifts_to(&world.engine, &["a: spec.description by kubectl-edit (cluster)"]).await;
    let take = TakeRequest { all: true, ..TakeRequest::default() };
    let taken = world.engine.accept_drift("env", take).await.unwrap();
    let accepted = taken.saved.unwrap();
    assert_eq!(accepted.change, "From the cluster");
    // An edit of the page goes on as ever; one of the same change waits with what it has.
    world.set("env", "From the cluster", "Server/b", "spec.profile=p").await;
    let edit = DraftEdit::set("Server/b", vec!["spec.description=mine".into()]);
    let request = DraftRequest { change: None, ..request("", vec![edit]) };
    let other = world.engine.save_drafts("env", request).await.unwrap();
    until("the edit is published", || async {
        world.engine.change(&other.change).await.unwrap().state == ChangeState::Published
    })
    .await;
    let waits = world.engine.change("From the cluster").await.unwrap();
    assert_eq!(waits.state, ChangeState::Open);
    assert_eq!(world.publish("From the cluster").await.state, ChangeState::Published);
}

#[tokio::test]
async fn a_fabric_that_leaves_its_cluster_disagrees_with_it_no_longer() {
    let (_cluster, world, conflict) = drafted().await;
    assert_eq!(world.publish("c").await.state, ChangeState::Conflicted);
    world.engine.set_fabric_place("env", None, None).await.unwrap();
    let gone = world.engine.conflict(ConflictId(conflict.id)).await.unwrap();
    assert_eq!(gone.state, ConflictState::Superseded);
    assert_eq!(world.engine.change("c").await.unwrap().state, ChangeState::Open);
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
}

#[tokio::test]
async fn a_preview_says_that_edits_in_a_cluster_that_is_away_are_not_known() {
    let (cluster, world) = agreeing().await;
    world.set("env", "c", "Server/a", "spec.description=two").await;
    let about = async || {
        let unchecked = world.engine.diff("c").await.unwrap().unchecked;
        unchecked
            .into_iter()
            .filter(|it| it.contains("the cluster is not known"))
            .collect::<Vec<_>>()
    };
    assert_eq!(about().await, [""; 0]);
    cluster.go_away();
    until("it is said", || async {
        about().await.first().is_some_and(|it| it.ends_with(": Server"))
    })
    .await;
    cluster.come_back();
    until("it is known again", || async { about().await.is_empty() }).await;
}
