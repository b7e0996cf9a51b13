//! A fabric's policy in its repository: it waits for somebody, and decides nothing before.

use hedgerow_engine::Class;
use hedgerow_engine::views::{
    FabricPlace, NewFabric, PageRequest, PolicyFileView, PolicyView, Scope, TryPolicy,
};
use hedgerow_model::{
    AuditAction, AuditOutcome, Decision, Layout, Policy, PolicyFileState, Settle, Side,
};
use hedgerow_plan::write_policy;
use hedgerow_store::AuditFilter;

use crate::four_eyes::person;
use crate::policies::{of, rule};
use crate::support::{World, new_fabric, vpc};

const FILE: &str = ".hedgerow/env.toml";

fn takes(side: Settle) -> Policy {
    of(vec![rule("teams", "metadata.labels.team", side)])
}

fn labelled(value: &str) -> String {
    vpc("a", 1300).replace("name: a\n", &format!("name: a\n  labels: {{team: {value}}}\n"))
}

async fn world() -> World {
    let world = World::with(&[("env/a.yaml", &labelled("core"))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    world
}

async fn view(world: &World) -> PolicyView {
    let view = world.engine.policy(Some("env")).await.unwrap();
    let state = view.file.as_ref().map(|file| file.state);
    let looked_at = [PolicyFileState::Waiting, PolicyFileState::Unreadable];
    let expected = state.filter(|state| looked_at.contains(state));
    assert_eq!(world.engine.fabric("env").await.unwrap().policy_file, expected);
    view
}

async fn file(world: &World) -> PolicyFileView {
    view(world).await.file.unwrap()
}

/// Pushes a policy as the fabric's file, and reads it.
async fn push(world: &World, policy: &Policy) -> String {
    let commit = world.remote.commit("main", "policy", &[(FILE, Some(&write_policy(policy)))]);
    world.sync("env").await;
    commit
}

async fn accept(world: &World) -> PolicyView {
    let seen = view(world).await;
    let id = seen.file.unwrap().id;
    world.engine.accept_policy("env", &id, Some(seen.revision)).await.unwrap()
}

async fn audited(world: &World, action: AuditAction) -> Vec<hedgerow_store::AuditEntry> {
    let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
    world.engine.store().audit_page(&filter, None, 100).await.unwrap()
}

#[tokio::test]
async fn a_push_with_a_policy_and_a_conflict_is_decided_by_the_policy_from_before() {
    let world = world().await;
    world.engine.set_policy(Some("env"), takes(Settle::Draft), Some(0)).await.unwrap();
    world.set("env", "c", "VPC/a", "metadata.labels.team=mine").await;
    let policy = write_policy(&takes(Settle::Git));
    let edits = [("env/a.yaml", Some(labelled("theirs"))), (FILE, Some(policy))];
    let edits: Vec<_> = edits.iter().map(|(path, text)| (*path, text.as_deref())).collect();
    let commit = world.remote.commit("main", "both", &edits);
    let report = world.sync("env").await;
    assert!(report.policy_file && report.alerts[0].starts_with("`.hedgerow/env.toml` has another"));
    let ask = PageRequest::first(10);
    let all = world.engine.conflicts(&Scope::All, Some("env"), None, &ask).await.unwrap().items;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].decision, Some(Decision::Take(Side::Draft)), "by the one from before");
    let now = view(&world).await;
    assert_eq!((now.revision, now.policy), (1, takes(Settle::Draft)));
    let waiting = now.file.unwrap();
    assert_eq!(waiting.state, PolicyFileState::Waiting);
    assert_eq!((waiting.path.as_str(), &waiting.brought.commit), (FILE, &commit));
    assert!(waiting.brought.by.is_some() && waiting.brought.at.is_some());
    assert_eq!(waiting.difference.rules.len(), 1);
    let told = audited(&world, AuditAction::PolicyPropose).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].fabric.as_deref(), Some("env"));
    // Looked at again, it is no news.
    assert!(world.sync("env").await.nothing_new);
    assert_eq!(audited(&world, AuditAction::PolicyPropose).await.len(), 1);
}

#[tokio::test]
async fn accepted_it_is_the_policy_as_if_written_by_hand_and_settles_what_is_open() {
    let world = world().await;
    world.set("env", "c", "VPC/a", "metadata.labels.team=mine").await;
    world.remote.commit("main", "theirs", &[("env/a.yaml", Some(&labelled("theirs")))]);
    world.sync("env").await;
    assert_eq!(world.open_conflicts("env").await.len(), 1);
    let commit = push(&world, &takes(Settle::Git)).await;
    assert_eq!(world.open_conflicts("env").await.len(), 1, "it waits");
    let proposed = TryPolicy { policy: file(&world).await.policy, ..TryPolicy::default() };
    let tried = world.engine.try_policy("env", proposed).await.unwrap();
    assert_eq!(tried.decided, 1);
    let ann = world.engine.acting_as(person("ann"));
    let seen = file(&world).await;
    let done = ann.accept_policy("env", &seen.id, Some(0)).await.unwrap();
    assert_eq!((done.revision, done.settled.unwrap().decided), (1, 1));
    assert_eq!(done.file.unwrap().state, PolicyFileState::Agrees);
    assert!(world.open_conflicts("env").await.is_empty());
    let told = &audited(&world, AuditAction::PolicyAccept).await[0];
    assert_eq!((told.login.as_str(), told.subject.as_deref()), ("ann", Some(FILE)));
    assert!(told.detail.as_ref().unwrap().contains(&commit), "{told:?}");
    assert_eq!(told.after.as_ref().unwrap()["commit"], commit.as_str());
    // Once more, nothing happens.
    let again = accept(&world).await;
    assert_eq!(again.revision, 1);
    // Edited here, the file differs and does not wait; taken back from the file, it agrees again.
    world.engine.set_policy(Some("env"), takes(Settle::Manual), Some(1)).await.unwrap();
    assert_eq!(file(&world).await.state, PolicyFileState::Edited);
    assert_eq!(accept(&world).await.policy, takes(Settle::Git));
    assert_eq!(file(&world).await.state, PolicyFileState::Agrees);
}

#[tokio::test]
async fn only_what_was_looked_at_is_accepted_or_dismissed() {
    let world = world().await;
    push(&world, &takes(Settle::Git)).await;
    let seen = file(&world).await.id;
    push(&world, &takes(Settle::Draft)).await;
    for refused in [
        world.engine.accept_policy("env", &seen, None).await.unwrap_err(),
        world.engine.dismiss_policy("env", &seen).await.unwrap_err(),
    ] {
        assert_eq!((refused.class(), refused.code()), (Class::Moved, "policy-file-moved"));
    }
    // Nor where the policy in force moved, with which it was compared.
    let seen = file(&world).await.id;
    world.engine.set_policy(Some("env"), takes(Settle::Manual), Some(0)).await.unwrap();
    let refused = world.engine.accept_policy("env", &seen, Some(0)).await.unwrap_err();
    assert_eq!(refused.class(), Class::Moved);
    assert_eq!(view(&world).await.policy, takes(Settle::Manual));
    assert_eq!(file(&world).await.state, PolicyFileState::Waiting, "refused, nothing is noted");
}

#[tokio::test]
async fn dismissed_it_does_not_wait_until_it_says_something_else() {
    let world = world().await;
    push(&world, &takes(Settle::Git)).await;
    let seen = file(&world).await.id;
    let ann = world.engine.acting_as(person("ann"));
    let done = ann.dismiss_policy("env", &seen).await.unwrap().file.unwrap();
    assert_eq!(done.state, PolicyFileState::Dismissed);
    assert_eq!(done.dismissed.unwrap().by, "ANN");
    world.remote.commit("main", "more", &[("env/note.md", Some("x"))]);
    world.sync("env").await;
    assert_eq!(file(&world).await.state, PolicyFileState::Dismissed);
    let refused = world.engine.dismiss_policy("env", &seen).await.unwrap_err();
    assert_eq!(refused.class(), Class::Refused);
    assert!(refused.to_string().contains("it was dismissed already"), "{refused}");
    push(&world, &takes(Settle::Draft)).await;
    assert_eq!(file(&world).await.state, PolicyFileState::Waiting);
    assert_eq!(view(&world).await.revision, 0);
}

#[tokio::test]
async fn a_rewritten_history_that_brings_back_what_is_in_force_withdraws_it() {
    let world = world().await;
    let commit = push(&world, &takes(Settle::Git)).await;
    accept(&world).await;
    push(&world, &takes(Settle::Draft)).await;
    assert_eq!(file(&world).await.state, PolicyFileState::Waiting);
    world.remote.git(&["update-ref", "refs/heads/main", &commit]);
    let report = world.sync("env").await;
    assert!(report.alerts.iter().any(|it| it.contains("not there any more")), "{report:?}");
    let now = file(&world).await;
    assert_eq!((now.state, now.brought.commit), (PolicyFileState::Agrees, commit));
}

#[tokio::test]
async fn what_is_not_understood_leaves_what_is_in_force_and_says_where() {
    let world = world().await;
    push(&world, &takes(Settle::Git)).await;
    accept(&world).await;
    let huge = "#".repeat(300 << 10);
    for (text, told) in [
        ("[[rules]]\nname = \"a\"\ntake = \"theirs\"\n", "line 3, column 8: `take`: `theirs`"),
        ("rules:\n- name: a\n", "it is not TOML"),
        (&huge, "more than 256 KiB"),
    ] {
        world.remote.commit("main", "broken", &[(FILE, Some(text))]);
        let report = world.sync("env").await;
        assert!(report.alerts[0].contains("is not understood"), "{report:?}");
        let now = view(&world).await;
        assert_eq!((now.revision, now.policy), (1, takes(Settle::Git)));
        let file = now.file.unwrap();
        assert_eq!((file.state, file.policy), (PolicyFileState::Unreadable, None));
        assert!(file.problems[0].to_string().contains(told), "{:?}", file.problems);
        let refused = world.engine.accept_policy("env", &file.id, None).await.unwrap_err();
        assert_eq!(refused.code(), "policy-file-unreadable");
    }
    let told = audited(&world, AuditAction::PolicyPropose).await;
    assert_eq!(told[0].outcome, AuditOutcome::Failed.as_str());
}

#[tokio::test]
async fn what_is_no_file_of_text_is_not_followed_and_not_read() {
    let world = world().await;
    push(&world, &takes(Settle::Git)).await;
    accept(&world).await;
    let place = world.remote.work_tree().join(FILE);
    world.remote.checkout("main");
    std::fs::write(&place, b"\xff\xfe[\0[").unwrap();
    world.remote.commit_work_tree("main", "bytes");
    world.sync("env").await;
    assert!(file(&world).await.problems[0].message.contains("not UTF-8"));
    std::fs::remove_file(&place).unwrap();
    std::os::unix::fs::symlink("../env/a.yaml", &place).unwrap();
    world.remote.commit_work_tree("main", "link");
    world.sync("env").await;
    assert!(file(&world).await.problems[0].message.contains("symbolic link"));
    std::fs::remove_file(&place).unwrap();
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("a.yaml"), labelled("hidden")).unwrap();
    world.remote.commit_work_tree("main", "folder");
    world.sync("env").await;
    assert!(file(&world).await.problems[0].message.contains("a folder"));
    assert_eq!(view(&world).await.policy, takes(Settle::Git));
    // What was accepted is back.
    std::fs::remove_dir_all(&place).unwrap();
    world.remote.commit_work_tree("main", "no folder");
    push(&world, &takes(Settle::Git)).await;
    assert_eq!(file(&world).await.state, PolicyFileState::Agrees);
}

#[tokio::test]
async fn a_file_that_is_gone_takes_no_policy_with_it() {
    let world = world().await;
    push(&world, &takes(Settle::Git)).await;
    accept(&world).await;
    let gone = || world.remote.commit("main", "gone", &[(FILE, None)]);
    let commit = gone();
    world.sync("env").await;
    let now = view(&world).await;
    let waits = now.file.unwrap();
    assert_eq!((waits.state, waits.gone), (PolicyFileState::Waiting, true));
    assert_eq!((waits.brought.commit, now.policy), (commit, takes(Settle::Git)));
    // Dismissed, the rules stay, and are the fabric's own.
    let own = world.engine.dismiss_policy("env", &waits.id).await.unwrap();
    assert!(own.file.is_none());
    assert_eq!(own.policy, takes(Settle::Git));
    // Back, and gone, and accepted: there are no rules.
    push(&world, &takes(Settle::Git)).await;
    assert_eq!(file(&world).await.state, PolicyFileState::Agrees);
    gone();
    world.sync("env").await;
    let none = accept(&world).await;
    assert!(none.policy.is_empty() && none.file.is_none());
    // What never was in force goes without a word.
    push(&world, &takes(Settle::Draft)).await;
    gone();
    let report = world.sync("env").await;
    assert!(report.alerts[0].contains("not there any more"), "{report:?}");
    assert!(view(&world).await.file.is_none());
}

#[tokio::test]
async fn each_fabric_has_its_own_and_one_that_is_connected_finds_what_is_there() {
    let world = World::with(&[
        ("env/a.yaml", &labelled("core")),
        ("two/b.yaml", &vpc("b", 1400)),
        (FILE, &write_policy(&takes(Settle::Git))),
        (".hedgerow/Two_2.x.toml", &write_policy(&takes(Settle::Draft))),
        (".hedgerow/a.yaml", &vpc("hidden", 1500)),
    ])
    .await;
    let first = world.fabric("env", "env", Layout::InPlace).await;
    assert!(first.policy_file, "{first:?}");
    assert_eq!(file(&world).await.state, PolicyFileState::Waiting, "what is there waits too");
    assert_eq!(view(&world).await.revision, 0);
    // Connected later, at the same commit.
    world.fabric("Two_2.x", "two", Layout::InPlace).await;
    let two = world.engine.policy(Some("Two_2.x")).await.unwrap();
    assert_eq!(two.file.unwrap().policy, Some(takes(Settle::Draft)));
    // Whoever removes a fabric and connects it again is asked again.
    accept(&world).await;
    world.engine.remove_fabric("env", None).await.unwrap();
    world.fabric("env", "env", Layout::InPlace).await;
    assert_eq!(file(&world).await.state, PolicyFileState::Waiting);
}

#[tokio::test]
async fn a_fabric_that_moves_finds_the_policy_of_the_other_branch() {
    let world = world().await;
    push(&world, &takes(Settle::Git)).await;
    accept(&world).await;
    let other = write_policy(&takes(Settle::Draft));
    world.remote.git(&["branch", "next", "main"]);
    world.remote.commit("next", "other", &[(FILE, Some(&other))]);
    let to = FabricPlace { branch: Some("next".into()), ..FabricPlace::default() };
    world.engine.move_fabric("env", to, None).await.unwrap();
    assert_eq!(
        view(&world).await.policy,
        takes(Settle::Git),
        "it is the fabric's, and moves with it"
    );
    world.sync("env").await;
    let now = file(&world).await;
    assert_eq!((now.state, now.policy), (PolicyFileState::Waiting, Some(takes(Settle::Draft))));
}

#[tokio::test]
async fn what_an_accepted_policy_decides_voids_an_approval() {
    let world = World::with(&[("env/a.yaml", &labelled("core"))]).await;
    let fabric = NewFabric { four_eyes: true, ..new_fabric("env", "env", Layout::InPlace) };
    world.engine.add_fabric(fabric).await.unwrap();
    world.sync("env").await;
    world.set("env", "c", "VPC/a", "metadata.labels.team=mine").await;
    world.remote.commit("main", "theirs", &[("env/a.yaml", Some(&labelled("theirs")))]);
    world.sync("env").await;
    let before = world.engine.change("c").await.unwrap().revision;
    push(&world, &takes(Settle::Git)).await;
    assert_eq!(world.engine.change("c").await.unwrap().revision, before, "it waits");
    accept(&world).await;
    assert!(world.open_conflicts("env").await.is_empty());
    assert_ne!(world.engine.change("c").await.unwrap().revision, before, "approve what it is now");
}

#[tokio::test]
async fn what_is_in_the_folder_of_policies_is_no_resource_and_is_not_written() {
    let world = World::with(&[
        ("a.yaml", &labelled("core")),
        (FILE, "# ours\n"),
        (".hedgerow/hidden.yaml", &vpc("hidden", 1500)),
        (".hedgerow/broken.yaml", "a: [\n"),
    ])
    .await;
    world.fabric("env", "", Layout::InPlace).await;
    let names: Vec<String> = world.states("env").await.into_iter().map(|it| it.0).collect();
    assert_eq!(names.iter().filter(|name| name.contains("hidden")).count(), 0, "{names:?}");
    assert!(world.findings("env").await.iter().all(|it| !it.path.starts_with(".hedgerow")));
    assert_eq!(
        file(&world).await.state,
        PolicyFileState::Agrees,
        "it says nothing, as is in force"
    );
    let nested = new_fabric("nested", ".hedgerow/x", Layout::InPlace);
    let refused = world.engine.add_fabric(nested).await.unwrap_err();
    assert!(refused.to_string().contains("where policies are"), "{refused}");
}
