//! The life of a record of a disagreement, and policies.

use hedgerow_model::{
    ChangeId, ChangeState, ConflictId, ConflictState, Decision, FieldPath, NewConflict, NewDraft,
    Policy, PolicyRule, Remark, RuleUsed, SeenCopy, Settle, Side,
};
use hedgerow_store::{Before, Decided, SavedDraft, StoreError, UNDOABLE};

use super::Database;
use crate::world::{ada, disagreement, draft, of_draft, open_one, opened, save, to, world};

/// What somebody decided.
pub(crate) fn by<'a>(by: &'a str, decision: &'a Decision) -> Decided<'a> {
    Decided { decision, by, why: None, rule: None }
}

fn remark(text: &str) -> Remark {
    Remark { author: "Ada <ada@example.org>".into(), at: 5, text: text.into() }
}

pub(crate) async fn what_takes_the_place_of_a_record_is_told_and_goes_on_with_it<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let own = world.store.drafts(id).await.unwrap().remove(0);
    let git = |value: i64| NewConflict { git: Some(value.into()), ..of_draft(id, own.id) };
    let elsewhere = NewConflict { path: FieldPath::of_keys(["spec", "b"]), ..of_draft(id, own.id) };
    let mut tx = world.store.write().await.unwrap();
    let first = open_one(&mut tx, world.fabric, &git(3), 2).await.unwrap();
    let beside = open_one(&mut tx, world.fabric, &elsewhere, 2).await.unwrap();
    assert!(tx.assign_conflict(first, Some("grace")).await.unwrap());
    tx.remark(first, &remark("the old one")).await.unwrap();
    tx.supersede_conflicts(&[first], 4).await.unwrap();
    let second = open_one(&mut tx, world.fabric, &git(4), 4).await.unwrap();
    tx.remark(second, &remark("the new one")).await.unwrap();
    assert!(!tx.assign_conflict(first, None).await.unwrap(), "it is over");
    tx.commit().await.unwrap();
    let read = async |id| world.store.conflict(id).await.unwrap().unwrap();
    assert_eq!(read(first).await.life.successor, Some(second));
    assert_eq!(read(beside).await.life.successor, None);
    let now = read(second).await;
    assert_eq!(now.life.assignee.as_deref(), Some("grace"));
    assert_eq!(now.life.draft_by, Some(ada()));
    assert_eq!(now.life.draft_at, Some(own.updated_at));
    let all = world.store.remarks(&[first, second, beside]).await.unwrap();
    let said = |id| -> Vec<&str> {
        all.get(&id).into_iter().flatten().map(|it: &Remark| it.text.as_str()).collect()
    };
    assert_eq!(said(second), ["the old one", "the new one"]);
    assert_eq!(said(first), ["the old one"]);
    assert_eq!(said(beside), [""; 0]);
}

pub(crate) async fn the_same_disagreement_met_again_has_the_earlier_decision<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let own = world.store.drafts(id).await.unwrap().remove(0);
    let mut tx = world.store.write().await.unwrap();
    let first = open_one(&mut tx, world.fabric, &of_draft(id, own.id), 2).await.unwrap();
    let decision = Decision::Take(Side::Git);
    let decided = Decided { why: Some("agreed"), ..by("Ada", &decision) };
    assert!(tx.decide_conflict(first, &decided, 3).await.unwrap());
    tx.remove_drafts(&[own.id], 4).await.unwrap();
    let again = save(&mut tx, &draft(id, world.fabric, "one\n"), Some(0), 5).await.unwrap();
    let same = open_one(&mut tx, world.fabric, &of_draft(id, again), 6).await.unwrap();
    let other = NewConflict { git: Some(9_i64.into()), ..of_draft(id, again) };
    let other = open_one(&mut tx, world.fabric, &other, 6).await.unwrap();
    tx.commit().await.unwrap();
    let found = world.store.decided_before(world.fabric, &[same, other]).await.unwrap();
    assert_eq!(found.keys().copied().collect::<Vec<ConflictId>>(), [same]);
    let before = &found[&same];
    assert_eq!((before.id, &before.decision), (first, &Some(decision)));
    assert_eq!(before.life.why.as_deref(), Some("agreed"));
}

pub(crate) async fn drafts_move_to_another_change_with_their_conflicts<D: Database>() {
    let world = world::<D>().await;
    let (from, to) = (opened(&world).await, ChangeId::generate());
    let own = world.store.drafts(from).await.unwrap().remove(0);
    let mut tx = world.store.write().await.unwrap();
    let conflict = open_one(&mut tx, world.fabric, &of_draft(from, own.id), 2).await.unwrap();
    tx.open_change(to, world.fabric, "rest", None, &ada(), 3).await.unwrap();
    tx.move_drafts(&[own.id], (from, to), 4).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.drafts(from).await.unwrap(), []);
    let moved = world.store.drafts(to).await.unwrap().remove(0);
    assert_eq!((moved.id, moved.text), (own.id, own.text));
    let record = world.store.conflict(conflict).await.unwrap().unwrap();
    assert_eq!(record.what.of_draft(), Some((to, own.id)));
    let of = async |change| world.store.conflicts_of_change(change, ConflictState::Open).await;
    assert_eq!((of(from).await.unwrap().len(), of(to).await.unwrap().len()), (0, 1));
}

pub(crate) async fn a_save_is_kept_until_it_is_undone_or_its_change_is_over<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let own = world.store.drafts(id).await.unwrap().remove(0);
    let saved = |revision, before| SavedDraft { identity: own.identity.clone(), before, revision };
    let mut tx = world.store.write().await.unwrap();
    tx.keep_save(id, &ada(), &[saved(1, None)], 1).await.unwrap();
    let copy = SeenCopy { path: "a".into(), digest: "d".into(), goes: true };
    let kept = NewDraft { copies: vec![copy], ..draft(id, world.fabric, "two\n") };
    save(&mut tx, &kept, None, 2).await.unwrap();
    let now = tx.drafts(id).await.unwrap().remove(0);
    assert_eq!(Before::from(&now).copies, kept.copies);
    tx.keep_save(id, &ada(), &[saved(2, Some(Before::from(&own)))], 2).await.unwrap();
    tx.commit().await.unwrap();
    let line = world.store.last_save_line(id).await.unwrap().unwrap();
    assert_eq!((line.at, line.many, &line.first), (2, 1, &own.identity));
    let last = world.store.last_save(id).await.unwrap().unwrap();
    assert_eq!(last.drafts, [saved(2, Some(Before::from(&own)))]);
    // Undone: the draft is as before, at a later revision, which the save before it is told.
    let mut tx = world.store.write().await.unwrap();
    save(&mut tx, &draft(id, world.fabric, "one\n"), None, 3).await.unwrap();
    tx.undid(id, &last).await.unwrap();
    tx.commit().await.unwrap();
    let first = world.store.last_save(id).await.unwrap().unwrap();
    assert_eq!(first.drafts, [saved(3, None)]);
    let mut tx = world.store.write().await.unwrap();
    for n in 0..UNDOABLE + 5 {
        tx.keep_save(id, &ada(), &[saved(3, None)], n).await.unwrap();
    }
    tx.settle_changes(&[to(id, ChangeState::Discarded)], 4).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.last_save(id).await.unwrap(), None);
}

fn rule(name: &str) -> PolicyRule {
    PolicyRule {
        name: name.into(),
        kind: None,
        path: Some("spec.a".parse().unwrap()),
        conflict: None,
        take: Settle::Git,
        off: false,
    }
}

pub(crate) async fn a_policy_is_written_only_as_it_was_seen<D: Database>() {
    let world = world::<D>().await;
    assert_eq!(world.store.policy(None).await.unwrap().revision, 0);
    let of = |name: &str| Policy { rules: vec![rule(name)], ..Policy::default() };
    let mut tx = world.store.write().await.unwrap();
    assert_eq!(tx.set_policy(None, &of("all"), Some(0)).await.unwrap(), 1);
    assert_eq!(tx.set_policy(Some(world.fabric), &of("own"), None).await.unwrap(), 1);
    let error = tx.set_policy(Some(world.fabric), &of("late"), Some(0)).await.unwrap_err();
    assert!(matches!(error, StoreError::Moved(_)), "{error}");
    assert_eq!(tx.set_policy(Some(world.fabric), &of("own2"), Some(1)).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(world.store.policy(None).await.unwrap().policy, of("all"));
    let both = world.store.policies(world.fabric).await.unwrap().map(|it| (it.revision, it.policy));
    assert_eq!(both, [(2, of("own2")), (1, of("all"))]);
    assert_eq!(world.store.policy(Some(world.fabric)).await.unwrap().policy, of("own2"));
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.policy(Some(world.fabric)).await.unwrap().revision, 0);
    assert_eq!(world.store.policy(None).await.unwrap().revision, 1);
}

pub(crate) async fn a_policy_looks_once_and_not_at_what_was_taken_back<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let own = world.store.drafts(id).await.unwrap().remove(0);
    let at =
        |key: &str| NewConflict { path: FieldPath::of_keys(["spec", key]), ..of_draft(id, own.id) };
    let mut tx = world.store.write().await.unwrap();
    open_one(&mut tx, world.fabric, &disagreement("within git"), 2).await.unwrap();
    let [a, b] = tx.open_conflicts(world.fabric, &[at("a"), at("b")], 2).await.unwrap()[..] else {
        unreachable!("two were opened")
    };
    let due = async |tx: &mut hedgerow_store::Transaction| {
        let found = tx.unconsidered(world.fabric, 9).await.unwrap();
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(due(&mut tx).await, [a, b]);
    tx.considered(&[(a, None), (b, Some(77))]).await.unwrap();
    assert_eq!(due(&mut tx).await, []);
    let used = RuleUsed { everywhere: false, rule: Some("r".into()), owned: None };
    let decision = Decision::Take(Side::Git);
    let decided = Decided { rule: Some(&used), ..by("policy r", &decision) };
    assert!(tx.decide_conflict(a, &decided, 3).await.unwrap());
    tx.commit().await.unwrap();
    let json = serde_json::to_string(&used).unwrap();
    let counted = world.store.rules_used(Some(world.fabric), 3).await.unwrap();
    assert_eq!(counted, [(json.clone(), 1)]);
    assert_eq!(world.store.rules_used(None, 4).await.unwrap(), []);
    assert_eq!(world.store.decided_by_rule(world.fabric, &json, 9).await.unwrap(), [a]);
    let tried = world.store.conflicts_to_try(Some(world.fabric), 9).await.unwrap();
    assert_eq!(tried.iter().map(|one| one.id).collect::<Vec<_>>(), [b, a]);
    assert_eq!(tried[0].life.git_at, Some(77));
    let mut tx = world.store.write().await.unwrap();
    assert!(tx.reopen_conflict(a).await.unwrap());
    tx.consider_again(Some(world.fabric)).await.unwrap();
    assert_eq!(due(&mut tx).await, [b]);
    tx.consider_again(None).await.unwrap();
    tx.commit().await.unwrap();
    let taken_back = world.store.conflict(a).await.unwrap().unwrap();
    assert_eq!((taken_back.state, taken_back.life.rule_used), (ConflictState::Open, None));
    assert_eq!(world.store.decided_by_rule(world.fabric, &json, 9).await.unwrap(), []);
}
