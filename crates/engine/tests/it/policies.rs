//! Policies settle what they are about, and nothing else; what they did is told and taken back.

use hedgerow_engine::Class;
use hedgerow_engine::views::{
    ConflictView, Decide, DraftEdit, PageRequest, Resolution, RevertRequest, Scope, TryPolicy,
};
use hedgerow_model::{
    ChangeState, ConflictId, ConflictState, Decision, FieldOwner, Layout, Owner, Policy,
    PolicyRule, Settle, Side, Value,
};

use crate::support::{NAMESPACES, World, request, vpc, vpc_apart};

pub(crate) fn rule(name: &str, path: &str, take: Settle) -> PolicyRule {
    let path = Some(path.parse().unwrap());
    PolicyRule { name: name.into(), kind: None, path, conflict: None, take, off: false }
}

pub(crate) fn of(rules: Vec<PolicyRule>) -> Policy {
    Policy { rules, ..Policy::default() }
}

fn labelled(name: &str, label: &str, value: &str) -> String {
    vpc(name, 1300).replace(
        &format!("name: {name}\n"),
        &format!("name: {name}\n  labels: {{{label}: {value}}}\n"),
    )
}

/// A VPC with a label on which the draft (`mine`) and Git (`theirs`) disagree.
async fn disagreeing() -> World {
    let world = World::with(&[("env/a.yaml", &labelled("a", "team", "core"))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", "metadata.labels.team=mine").await;
    world
}

async fn git_says(world: &World, value: &str) {
    world.remote.commit("main", value, &[("env/a.yaml", Some(&labelled("a", "team", value)))]);
    world.sync("env").await;
}

async fn all(world: &World) -> Vec<ConflictView> {
    let ask = PageRequest::first(1000);
    world.engine.conflicts(&Scope::All, Some("env"), None, &ask).await.unwrap().items
}

#[tokio::test]
async fn a_rule_settles_a_conflict_as_it_arises_and_says_so() {
    let world = disagreeing().await;
    let policy = of(vec![rule("teams", "metadata.labels.team", Settle::Git)]);
    world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    git_says(&world, "theirs").await;
    let [conflict] = &all(&world).await[..] else { unreachable!("one conflict") };
    assert_eq!(conflict.state, ConflictState::Resolved);
    assert_eq!(conflict.decision, Some(Decision::Take(Side::Git)));
    assert_eq!(conflict.decided_by.as_deref(), Some("policy teams"));
    assert_eq!(conflict.life.policy.as_ref().unwrap().rule.as_deref(), Some("teams"));
    let view = world.engine.policy(Some("env")).await.unwrap();
    assert_eq!((view.revision, view.used[0].times), (1, 1));
    // Taken back, it is a person's, whatever the policy says.
    let id = ConflictId(conflict.id);
    assert_eq!(world.engine.reopen(id, None).await.unwrap().state, ConflictState::Open);
    let policy = of(vec![rule("teams", "metadata.labels.team", Settle::Draft)]);
    world.engine.set_policy(Some("env"), policy, Some(1)).await.unwrap();
    assert_eq!(world.open_conflicts("env").await.len(), 1);
    // Where Git moves on it is another disagreement, and the policy looks again.
    git_says(&world, "others").await;
    let conflicts = all(&world).await;
    assert_eq!(conflicts[0].state, ConflictState::Superseded);
    assert_eq!(conflicts[0].life.successor, Some(conflicts[1].id));
    assert_eq!(conflicts[1].decision, Some(Decision::Take(Side::Draft)));
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    assert_eq!(world.last_diff(), ["-  labels: {team: others}", "+  labels: {team: mine}"]);
}

#[tokio::test]
async fn a_policy_of_another_revision_or_with_mistakes_is_refused() {
    let world = disagreeing().await;
    let policy = of(vec![rule("a", "spec", Settle::Git)]);
    world.engine.set_policy(Some("env"), policy.clone(), Some(0)).await.unwrap();
    let moved = world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap_err();
    assert_eq!(moved.class(), Class::Moved);
    let twice = of(vec![rule("a", "spec", Settle::Git), rule("a", "spec", Settle::Git)]);
    let bad = world.engine.set_policy(None, twice, None).await.unwrap_err();
    assert_eq!(
        (bad.class(), bad.to_string().contains("rules[1]")),
        (Class::Invalid, true),
        "{bad}"
    );
}

#[tokio::test]
async fn what_belongs_to_git_is_not_edited_in_drafts_and_what_belongs_to_the_page_holds() {
    let world = disagreeing().await;
    let owner = |path: &str, owner| FieldOwner { kind: None, path: path.parse().unwrap(), owner };
    let owners =
        vec![owner("spec.subnets.*.vlan", Owner::Git), owner("metadata.labels", Owner::Page)];
    let policy = Policy { owners, ..Policy::default() };
    world.engine.set_policy(None, policy, None).await.unwrap();
    let refused =
        world.try_set("env", "c", "VPC/a", "spec.subnets.default.vlan=1400").await.unwrap_err();
    assert_eq!(refused.code(), "belongs-to-git", "{refused}");
    let told = "`spec.subnets.default.vlan` of VPC/a belongs to Git";
    assert!(refused.to_string().starts_with(told), "{refused}");
    world.set("env", "c", "VPC/a", "spec.subnets.default.subnet=10.0.9.0/24").await;
    git_says(&world, "theirs").await;
    let [conflict] = &all(&world).await[..] else { unreachable!("one conflict") };
    assert_eq!(conflict.decision, Some(Decision::Take(Side::Draft)));
    assert_eq!(conflict.decided_by.as_deref(), Some("policy on metadata.labels"));
}

#[tokio::test]
async fn what_belongs_to_git_is_not_edited_by_taking_a_change_back_either() {
    let world = World::with(&[("env/a.yaml", &vpc("a", 1300))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1400").await;
    assert_eq!(world.publish("c").await.state, ChangeState::Published);
    let path = "spec.subnets.*.vlan".parse().unwrap();
    let owners = vec![FieldOwner { kind: None, path, owner: Owner::Git }];
    let policy = Policy { owners, ..Policy::default() };
    world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    let refused = world.engine.revert("c", RevertRequest::default()).await.unwrap_err();
    assert_eq!(refused.code(), "belongs-to-git", "{refused}");
}

#[tokio::test]
async fn the_newer_value_is_taken_by_the_time_of_the_commit_that_set_the_field() {
    let world = disagreeing().await;
    let policy = of(vec![rule("newer", "metadata.labels", Settle::Newest)]);
    world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    // The draft was written now; the repository of a test is from long ago.
    git_says(&world, "theirs").await;
    let [conflict] = &all(&world).await[..] else { unreachable!("one conflict") };
    assert_eq!(conflict.decision, Some(Decision::Take(Side::Draft)), "{conflict:?}");
    let tried = world.engine.try_policy("env", TryPolicy::default()).await.unwrap();
    assert_eq!(tried.conflicts[0].decision, Some(Decision::Take(Side::Draft)));
}

/// How many resources disagree.
const MANY: u16 = 200;

fn label_of(n: u16) -> &'static str {
    if n.is_multiple_of(2) { "team" } else { "site" }
}

fn many_vpcs(value: &str) -> String {
    let vpcs = (0..MANY).map(|n| {
        let label = label_of(n);
        let name = format!("v{n:03}");
        let head = format!("name: {name}\n");
        let text = vpc_apart(&name, n);
        text.replace(&head, &format!("{head}  labels: {{{label}: {value}}}\n"))
    });
    std::iter::once(NAMESPACES.to_owned()).chain(vpcs).collect::<Vec<_>>().join("---\n")
}

#[tokio::test]
async fn a_policy_does_exactly_what_its_trial_said_and_taking_it_back_leaves_what_was() {
    let world = World::with(&[("env/all.yaml", &many_vpcs("core"))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    let edit = |n: u16| {
        let label = label_of(n);
        DraftEdit::set(format!("VPC/v{n:03}"), vec![format!("metadata.labels.{label}=mine")])
    };
    let edits = request("c", (0..MANY).map(edit).collect());
    world.engine.save_drafts("env", edits).await.unwrap();
    world.remote.commit("main", "theirs", &[("env/all.yaml", Some(&many_vpcs("theirs")))]);
    world.sync("env").await;
    let before = all(&world).await;
    assert_eq!(before.len(), usize::from(MANY));
    // People decide ten, half of them as the policy will.
    for (n, conflict) in before.iter().take(10).enumerate() {
        let side = if n % 4 < 2 { Side::Git } else { Side::Draft };
        world.engine.resolve(ConflictId(conflict.id), Resolution::Take(side), None).await.unwrap();
    }
    let people = all(&world).await;
    let policy = of(vec![
        rule("teams", "metadata.labels.team", Settle::Git),
        rule("sites", "metadata.labels.site", Settle::Manual),
    ]);
    let asked = TryPolicy { policy: Some(policy.clone()), ..TryPolicy::default() };
    let tried = world.engine.try_policy("env", asked).await.unwrap();
    assert_eq!((tried.decided, tried.left, tried.more), (100, 100, false));
    assert!(tried.agree > 0 && tried.differ > 0, "{} {}", tried.agree, tried.differ);
    assert_eq!(tried.agree + tried.differ, 5);
    assert_eq!(values(&all(&world).await), values(&people), "a trial writes nothing");
    let view = world.engine.set_policy(Some("env"), policy, Some(0)).await.unwrap();
    let settled = view.settled.unwrap();
    assert_eq!((settled.decided, settled.left), (95, 95));
    let now = all(&world).await;
    for one in &tried.conflicts {
        let is = now.iter().find(|now| now.id == one.conflict.id).unwrap();
        if one.conflict.state == ConflictState::Open {
            assert_eq!(is.decision, one.decision, "{}", is.name);
            assert_eq!(is.life.policy, one.rule.clone().filter(|_| one.decision.is_some()));
        } else {
            assert_eq!(is.decision, one.conflict.decision, "what people decided stays");
        }
    }
    let off = of(Vec::new());
    world.engine.set_policy(Some("env"), off, Some(1)).await.unwrap();
    let used = tried.conflicts.iter().find(|one| one.decision.is_some()).unwrap();
    let undone = world.engine.undo_policy("env", used.rule.as_ref().unwrap()).await.unwrap();
    assert_eq!((undone.reopened.len(), undone.refused.len(), undone.more), (95, 0, false));
    assert_eq!(values(&all(&world).await), values(&people));
}

/// A VPC with three labels on which the draft (`mine`) and Git (`theirs`) disagree.
async fn disagreeing_thrice() -> World {
    let text = |of: &str| {
        let labels = ["one", "two", "three"].map(|label| format!("{label}: {of}")).join(", ");
        vpc("a", 1300).replace("name: a\n", &format!("name: a\n  labels: {{{labels}}}\n"))
    };
    let world = World::with(&[("env/a.yaml", &text("core"))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    for label in ["one", "two", "three"] {
        world.set("env", "c", "VPC/a", &format!("metadata.labels.{label}=mine")).await;
    }
    world.remote.commit("main", "theirs", &[("env/a.yaml", Some(&text("theirs")))]);
    world.sync("env").await;
    world
}

#[tokio::test]
async fn the_policy_for_all_is_tried_in_the_place_of_the_one_that_is_saved() {
    // Each: the one for all that is saved, the fabric's own, and the one for all that is tried.
    let label = |label: &str, take| rule(label, &format!("metadata.labels.{label}"), take);
    let every = |take| rule("every", "metadata", take);
    let cases = [
        (vec![label("one", Settle::Manual)], vec![], vec![label("two", Settle::Git)]),
        (vec![every(Settle::Manual)], vec![label("one", Settle::Git)], vec![]),
        (
            vec![every(Settle::Manual)],
            vec![label("one", Settle::Manual)],
            vec![label("one", Settle::Git), label("two", Settle::Git), every(Settle::Draft)],
        ),
    ];
    for (saved, own, tried) in cases {
        let world = disagreeing_thrice().await;
        let open = world.open_conflicts("env").await;
        assert_eq!(open.len(), 3);
        // One of them was decided and taken back: it is a person's.
        let taken =
            ConflictId(open.iter().find(|one| one.path.to_string().contains("three")).unwrap().id);
        world.engine.resolve(taken, Resolution::Take(Side::Git), None).await.unwrap();
        world.engine.reopen(taken, None).await.unwrap();
        world.engine.set_policy(None, of(saved), None).await.unwrap();
        let asked =
            TryPolicy { policy: Some(of(own.clone())), everywhere: Some(of(tried.clone())) };
        let trial = world.engine.try_policy("env", asked).await.unwrap();
        // As it would be once both are saved: so they are, the own first where nothing of the other is saved.
        world.engine.set_policy(None, of(Vec::new()), None).await.unwrap();
        world.engine.set_policy(Some("env"), of(own), None).await.unwrap();
        world.engine.set_policy(None, of(tried), None).await.unwrap();
        let now = all(&world).await;
        for one in &trial.conflicts {
            let is = now.iter().find(|now| now.id == one.conflict.id).unwrap();
            assert_eq!(is.decision, one.decision, "{}", is.path);
            assert_eq!(is.life.policy, one.rule.clone().filter(|_| one.decision.is_some()));
            let is_taken = is.id == taken.0;
            assert_eq!(one.why.as_ref().is_some_and(|why| why.contains("taken back")), is_taken);
        }
    }
}

/// What is on record of each conflict, but for when.
fn values(
    conflicts: &[ConflictView],
) -> Vec<(i64, ConflictState, Option<Decision>, Option<Value>)> {
    conflicts.iter().map(|one| (one.id, one.state, one.decision.clone(), one.git.clone())).collect()
}

#[tokio::test]
async fn several_are_decided_at_once_each_on_its_own_and_seen_before() {
    let world = disagreeing().await;
    world.set("env", "c", "VPC/a", "spec.subnets.default.vlan=1400").await;
    let theirs = labelled("a", "team", "theirs").replace("vlan: 1300", "vlan: 1500");
    world.remote.commit("main", "theirs", &[("env/a.yaml", Some(&theirs))]);
    world.sync("env").await;
    let open = world.open_conflicts("env").await;
    let ids: Vec<ConflictId> =
        open.iter().map(|one| ConflictId(one.id)).chain([ConflictId(999)]).collect();
    let take = |preview| Decide {
        why: Some("agreed with Bob".into()),
        preview,
        ..Decide::from(Resolution::Take(Side::Draft))
    };
    let seen = world.engine.decide_many(&ids, take(true)).await.unwrap();
    assert_eq!((seen.preview, seen.decided, seen.refused), (true, 2, 1));
    assert_eq!(world.open_conflicts("env").await.len(), 2, "a preview decides nothing");
    let result = world
        .engine
        .conflict_result(ids[0], vec![(ids[0], Resolution::Take(Side::Draft))])
        .await
        .unwrap();
    assert_eq!(result.left, 1);
    let done = world.engine.decide_many(&ids, take(false)).await.unwrap();
    assert_eq!((done.decided, done.refused), (2, 1));
    assert!(done.conflicts[2].refused.as_ref().unwrap().contains("999"));
    for conflict in all(&world).await {
        assert_eq!(conflict.life.why.as_deref(), Some("agreed with Bob"));
    }
    let none = world.engine.decide_many(&[], take(false)).await.unwrap_err();
    assert_eq!(none.class(), Class::Invalid);
}
