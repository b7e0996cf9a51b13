//! Drafts and conflicts: revisions, what goes with what, and what is under way.

use hedgerow_model::{
    ChangeId, ChangeState, ConflictState, Decision, DraftId, FabricId, Identity, NewDraft, Side,
    Standing,
};
use hedgerow_store::StoreError;

use super::Database;
use super::lives::by;
use crate::world::{ada, disagreement, draft, of_draft, open_one, opened, save, to, world};

pub(crate) async fn a_draft_counts_its_edits_and_is_saved_only_as_it_was_seen<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let new = draft(id, world.fabric, "two\n");
    let mut tx = world.store.write().await.unwrap();
    let first = tx.drafts_in(id, std::slice::from_ref(&new.identity)).await.unwrap().remove(0);
    assert_eq!(save(&mut tx, &new, Some(1), 5).await.unwrap(), first.id);
    assert!(matches!(save(&mut tx, &new, Some(1), 6).await, Err(StoreError::Moved(_))));
    assert_eq!(save(&mut tx, &new, None, 7).await.unwrap(), first.id);
    let now = tx.drafts_in(id, std::slice::from_ref(&new.identity)).await.unwrap().remove(0);
    assert_eq!((now.revision, now.updated_at, now.text.as_deref()), (3, 7, Some("two\n")));
    assert_eq!(tx.change(id).await.unwrap().unwrap().updated_at, 7);
    tx.remove_drafts(&[first.id], 9).await.unwrap();
    assert_eq!(tx.change(id).await.unwrap().unwrap().updated_at, 9);
    assert_eq!(tx.drafts_in(id, std::slice::from_ref(&new.identity)).await.unwrap(), []);
    assert!(matches!(save(&mut tx, &new, Some(3), 8).await, Err(StoreError::Moved(_))));
}

pub(crate) async fn whether_a_draft_breaks_a_rule_is_unknown_until_it_is_said<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    let draft = tx.drafts(id).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    assert_eq!(world.store.fabrics_with_unjudged_drafts().await.unwrap(), [world.fabric]);
    for invalid in [true, true, false] {
        let mut tx = world.store.write().await.unwrap();
        tx.set_invalid(&[draft.id], invalid).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.store.draft_lines(&[id]).await.unwrap()[0].invalid, invalid);
        assert_eq!(world.store.fabrics_with_unjudged_drafts().await.unwrap(), []);
    }
}

/// Drafts of resources with these numbers.
fn numbered(change: ChangeId, fabric: FabricId, numbers: std::ops::Range<usize>) -> Vec<NewDraft> {
    let one = |n| NewDraft {
        identity: Identity::new("g", "K", format!("n-{n:04}")),
        ..draft(change, fabric, &format!("{n}\n"))
    };
    numbers.map(one).collect()
}

pub(crate) async fn many_drafts_are_saved_together_or_none_of_them<D: Database>() {
    let world = world::<D>().await;
    let (id, other) = (opened(&world).await, opened(&world).await);
    let new = numbered(id, world.fabric, 0..600);
    let ids: Vec<Identity> = new.iter().map(|new| new.identity.clone()).collect();
    let first: Vec<_> = new.iter().rev().map(|new| (new.clone(), Some(0))).collect();
    let again: Vec<_> = new.iter().map(|new| (new.clone(), None)).collect();
    let mut stale = again.clone();
    stale[599].1 = Some(1);
    let mut tx = world.store.write().await.unwrap();
    let mut saved = tx.save_drafts(&first, 5).await.unwrap();
    saved.reverse();
    assert_eq!(tx.save_drafts(&again, 6).await.unwrap(), saved);
    assert!(matches!(tx.save_drafts(&stale, 7).await, Err(StoreError::Moved(_))));
    tx.save_drafts(&[(numbered(other, world.fabric, 3..4).remove(0), None)], 8).await.unwrap();
    tx.set_outdated(&saved[..2], true).await.unwrap();
    let mut found = tx.drafts_in(id, &[&ids[..], &ids[..1]].concat()).await.unwrap();
    found.sort_by_key(|draft| draft.identity.clone());
    assert_eq!(found.iter().map(|draft| draft.id).collect::<Vec<_>>(), saved);
    let as_saved = |draft: &hedgerow_model::Draft| (draft.revision, draft.updated_at) == (2, 6);
    assert!(found.iter().all(as_saved), "the third time changed nothing");
    assert_eq!(found.iter().filter(|draft| draft.outdated).count(), 2);
    assert_eq!(found[7].text.as_deref(), Some("7\n"));
    tx.remove_drafts(&saved[10..], 9).await.unwrap();
    assert_eq!(tx.drafts_in(id, &ids).await.unwrap().len(), 10);
    tx.commit().await.unwrap();
}

pub(crate) async fn active_drafts_of_some_resources_are_those_of_all_changes<D: Database>() {
    let world = world::<D>().await;
    let (id, other, over) = (opened(&world).await, opened(&world).await, opened(&world).await);
    let mut tx = world.store.write().await.unwrap();
    for change in [id, other, over] {
        let new = numbered(change, world.fabric, 0..30);
        tx.save_drafts(&new.into_iter().map(|new| (new, None)).collect::<Vec<_>>(), 5)
            .await
            .unwrap();
    }
    tx.settle_changes(&[to(over, ChangeState::Discarded)], 6).await.unwrap();
    for asked in [4..5, 20..1500] {
        let ids: Vec<Identity> =
            numbered(id, world.fabric, asked).into_iter().map(|new| new.identity).collect();
        let found = tx.active_drafts_of(world.fabric, &ids).await.unwrap();
        let all = tx.active_drafts(world.fabric).await.unwrap();
        let expected: Vec<_> =
            all.into_iter().filter(|draft| ids.contains(&draft.identity)).collect();
        assert_eq!(found, expected);
        assert_eq!(found.len(), 2 * ids.len().min(10));
    }
    let ids = [Identity::new("g", "K", "n-0004")];
    assert_eq!(tx.active_drafts_of(FabricId(99), &ids).await.unwrap(), []);
    tx.commit().await.unwrap();
    assert_eq!(world.store.drafted_named(world.fabric, "n-0004").await.unwrap(), ids);
    assert_eq!(world.store.drafted_named(world.fabric, "n-0030").await.unwrap(), []);
}

pub(crate) async fn many_conflicts_are_opened_and_superseded_at_once<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let own = world.store.drafts(id).await.unwrap().remove(0);
    let mut new = vec![of_draft(id, own.id); 300];
    for (n, new) in new.iter_mut().enumerate() {
        new.detail = Some(n.to_string());
    }
    let mut tx = world.store.write().await.unwrap();
    let opened = tx.open_conflicts(world.fabric, &new, 2).await.unwrap();
    let found = tx.conflicts_of_drafts(&[own.id]).await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), opened);
    assert_eq!(found.into_iter().map(|one| one.what).collect::<Vec<_>>(), new);
    assert_eq!(tx.conflicts_without_draft(world.fabric).await.unwrap(), []);
    assert_eq!(tx.state_and_open_conflicts(id).await.unwrap(), (ChangeState::Open, 300));
    tx.supersede_conflicts(&opened[1..], 3).await.unwrap();
    assert_eq!(tx.state_and_open_conflicts(id).await.unwrap(), (ChangeState::Open, 1));
    tx.commit().await.unwrap();
}

pub(crate) async fn a_group_of_writes_reads_what_it_wrote<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    save(&mut tx, &draft(id, world.fabric, "two\n"), None, 2).await.unwrap();
    let conflict = open_one(&mut tx, world.fabric, &disagreement("a"), 2).await.unwrap();
    let inside = tx.drafts(id).await.unwrap();
    assert_eq!(inside[0].text.as_deref(), Some("two\n"));
    let seen = tx.conflicts_without_draft(world.fabric).await.unwrap();
    assert_eq!(seen.iter().map(|one| one.id).collect::<Vec<_>>(), [conflict]);
    let store = world.store.clone();
    let outside = tokio::spawn(async move { store.drafts(id).await.unwrap() }).await.unwrap();
    assert_eq!(outside[0].text.as_deref(), Some("one\n"));
    tx.commit().await.unwrap();
    assert_eq!(world.store.drafts(id).await.unwrap(), inside);
}

pub(crate) async fn drafts_of_changes_that_are_over_are_kept_and_not_active<D: Database>() {
    let world = world::<D>().await;
    let (over, open) = (opened(&world).await, opened(&world).await);
    let mut tx = world.store.write().await.unwrap();
    tx.settle_changes(&[to(over, ChangeState::Discarded)], 2).await.unwrap();
    let active = tx.active_drafts(world.fabric).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(active.iter().map(|one| one.change_id).collect::<Vec<_>>(), [open]);
    assert_eq!(world.store.active_drafts(world.fabric).await.unwrap(), active);
    let lines = world.store.active_draft_lines(world.fabric).await.unwrap();
    assert_eq!(lines.iter().map(|one| one.id).collect::<Vec<_>>(), [active[0].id]);
    assert_eq!(world.store.drafts_of_all(&[over, open]).await.unwrap().len(), 2);
    let named = world.store.drafts_of_resource(world.fabric, &Identity::new("g", "K", "a")).await;
    assert_eq!(named.unwrap()[0].0, active[0]);
}

pub(crate) async fn records_outlive_their_drafts_and_a_fabric_takes_everything<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let own = world.store.drafts(id).await.unwrap().remove(0);
    let mut tx = world.store.write().await.unwrap();
    let gone = open_one(&mut tx, world.fabric, &of_draft(id, own.id), 2).await.unwrap();
    let stays = open_one(&mut tx, world.fabric, &disagreement("b"), 2).await.unwrap();
    assert_eq!(tx.state_and_open_conflicts(id).await.unwrap(), (ChangeState::Open, 1));
    assert_eq!(tx.conflicts_of_drafts(&[own.id, DraftId(77)]).await.unwrap()[0].id, gone);
    tx.remove_drafts(&[own.id], 9).await.unwrap();
    tx.commit().await.unwrap();
    let record = world.store.conflict(gone).await.unwrap().unwrap();
    assert_eq!((record.state, record.closed_at), (ConflictState::Superseded, Some(9)));
    assert_eq!(record.what.draft_id(), Some(own.id), "it still says whose it was");
    assert_eq!(world.store.conflicts_of_drafts(&[own.id]).await.unwrap(), []);
    let without = world.store.conflicts_without_draft(world.fabric).await.unwrap();
    assert_eq!(without.iter().map(|one| one.id).collect::<Vec<_>>(), [stays]);
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.change(id).await.unwrap(), None);
    assert_eq!(world.store.conflict(stays).await.unwrap(), None);
    assert_eq!(world.store.sources().await.unwrap(), []);
    assert!(world.store.queue(world.queue).await.is_ok(), "the repository's queue stays");
}

pub(crate) async fn a_conflict_is_decided_once<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    let id = open_one(&mut tx, world.fabric, &disagreement("a"), 2).await.unwrap();
    let other = open_one(&mut tx, world.fabric, &disagreement("b"), 2).await.unwrap();
    assert!(tx.decide_conflict(id, &by("Ada", &Decision::Take(Side::Git)), 3).await.unwrap());
    assert!(!tx.decide_conflict(id, &by("Bob", &Decision::Take(Side::Draft)), 4).await.unwrap());
    tx.supersede_conflicts(&[id, other], 5).await.unwrap();
    assert!(!tx.decide_conflict(other, &by("Ada", &Decision::Take(Side::Git)), 6).await.unwrap());
    tx.commit().await.unwrap();
    let decided = world.store.conflict(id).await.unwrap().unwrap();
    assert_eq!((decided.state, decided.closed_at), (ConflictState::Resolved, Some(3)));
    assert_eq!(
        (decided.decision, decided.decided_by.as_deref()),
        (Some(Decision::Take(Side::Git)), Some("Ada"))
    );
    let moved = world.store.conflict(other).await.unwrap().unwrap();
    assert_eq!((moved.state, moved.closed_at), (ConflictState::Superseded, Some(5)));
}

pub(crate) async fn what_was_switched_off_last_is_known<D: Database>() {
    let world = world::<D>().await;
    let identity = Identity::new("g", "K", "a");
    for (at, text) in [(1, "old\n"), (2, "new\n")] {
        let id = ChangeId::generate();
        let mut tx = world.store.write().await.unwrap();
        tx.open_change(id, world.fabric, "c", None, &ada(), at).await.unwrap();
        let off = NewDraft { standing: Standing::CommentedOut, ..draft(id, world.fabric, text) };
        save(&mut tx, &off, None, at).await.unwrap();
        for state in [ChangeState::Queued, ChangeState::Publishing, ChangeState::Published] {
            tx.settle_changes(&[to(id, state)], at).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let last = world.store.last_switched_off(world.fabric, &identity).await.unwrap();
    assert_eq!(last.as_deref(), Some("new\n"));
}
