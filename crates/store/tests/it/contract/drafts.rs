//! Drafts and conflicts: revisions, what goes with what, and what is under way.

use hedgerow_model::{
    ChangeId, ChangeState, ConflictState, Decision, DraftId, Identity, NewDraft, Side, Standing,
};
use hedgerow_store::StoreError;

use super::Database;
use crate::world::{ada, disagreement, draft, of_draft, opened, to, world};

pub(crate) async fn a_draft_counts_its_edits_and_is_saved_only_as_it_was_seen<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let new = draft(id, world.fabric, "two\n");
    let mut tx = world.store.write().await.unwrap();
    let first = tx.draft_in(id, &new.identity).await.unwrap().unwrap();
    assert_eq!(tx.save_draft(&new, Some(1), 5).await.unwrap(), first.id);
    assert!(matches!(tx.save_draft(&new, Some(1), 6).await, Err(StoreError::Moved(_))));
    assert_eq!(tx.save_draft(&new, None, 7).await.unwrap(), first.id);
    let now = tx.draft_in(id, &new.identity).await.unwrap().unwrap();
    assert_eq!((now.revision, now.updated_at, now.text.as_deref()), (3, 7, Some("two\n")));
    assert_eq!(tx.change(id).await.unwrap().unwrap().updated_at, 7);
    tx.remove_draft(first.id).await.unwrap();
    assert_eq!(tx.draft_in(id, &new.identity).await.unwrap(), None);
    assert!(matches!(tx.save_draft(&new, Some(3), 8).await, Err(StoreError::Moved(_))));
}

pub(crate) async fn a_group_of_writes_reads_what_it_wrote<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    tx.save_draft(&draft(id, world.fabric, "two\n"), None, 2).await.unwrap();
    let conflict = tx.open_conflict(world.fabric, &disagreement("a"), 2).await.unwrap();
    let inside = tx.drafts(id).await.unwrap();
    assert_eq!(inside[0].text.as_deref(), Some("two\n"));
    let seen = tx.conflicts(Some(world.fabric), Some(ConflictState::Open)).await.unwrap();
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

pub(crate) async fn a_draft_takes_its_conflicts_along_and_a_fabric_everything<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let own = world.store.drafts(id).await.unwrap().remove(0);
    let mut tx = world.store.write().await.unwrap();
    let gone = tx.open_conflict(world.fabric, &of_draft(id, own.id), 2).await.unwrap();
    let stays = tx.open_conflict(world.fabric, &disagreement("b"), 2).await.unwrap();
    assert_eq!(tx.open_conflicts_of(id).await.unwrap(), 1);
    assert_eq!(tx.conflicts_of_drafts(&[own.id, DraftId(77)]).await.unwrap()[0].id, gone);
    tx.remove_draft(own.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.conflict(gone).await.unwrap(), None);
    assert!(world.store.conflict(stays).await.unwrap().is_some());
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
    let id = tx.open_conflict(world.fabric, &disagreement("a"), 2).await.unwrap();
    let other = tx.open_conflict(world.fabric, &disagreement("b"), 2).await.unwrap();
    assert!(tx.decide_conflict(id, &Decision::Take(Side::Git), "Ada", 3).await.unwrap());
    assert!(!tx.decide_conflict(id, &Decision::Take(Side::Draft), "Bob", 4).await.unwrap());
    tx.supersede_conflicts(&[id, other], 5).await.unwrap();
    assert!(!tx.decide_conflict(other, &Decision::Take(Side::Git), "Ada", 6).await.unwrap());
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
        tx.save_draft(&off, None, at).await.unwrap();
        for state in [ChangeState::Queued, ChangeState::Publishing, ChangeState::Published] {
            tx.settle_changes(&[to(id, state)], at).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let last = world.store.last_switched_off(world.fabric, &identity).await.unwrap();
    assert_eq!(last.as_deref(), Some("new\n"));
}
