//! Leases and their numbers, with two handles of one database: two servers.

use hedgerow_model::{FabricId, QueueId};
use hedgerow_store::{Leased, StoreError};

use super::Database;
use crate::world::{ada, world};

pub(crate) async fn who_lost_the_lease_writes_nothing_any_more<D: Database>() {
    let world = world::<D>().await;
    let (a, b) = (world.store.clone(), world.database.open().await);
    let old = a.acquire_lease(world.queue, "a", 0, 100).await.unwrap().unwrap();
    assert_eq!(b.acquire_lease(world.queue, "b", 99, 200).await.unwrap(), None);
    // A sleeps through the end of its lease; B takes it.
    let new = b.acquire_lease(world.queue, "b", 100, 200).await.unwrap().unwrap();
    assert!(new.fence > old.fence);
    let error = a.write_fenced(world.queue, old.fence).await.unwrap_err();
    assert!(
        matches!(error, StoreError::LeaseLost { of, fence } if (of, fence) == (world.queue.into(), old.fence)),
        "{error}"
    );
    assert!(matches!(a.renew_lease(&old, 900).await, Err(StoreError::LeaseLost { .. })));
    assert!(!a.release_lease(&old).await.unwrap());
    let mut tx = b.write_fenced(world.queue, new.fence).await.unwrap();
    tx.move_head(world.queue, None, Some("of b"), 101).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(a.queue(world.queue).await.unwrap().head.as_deref(), Some("of b"));
}

pub(crate) async fn a_group_whose_lease_ends_inside_it_leaves_nothing_behind<D: Database>() {
    let world = world::<D>().await;
    let lease = world.store.acquire_lease(world.queue, "a", 0, 100).await.unwrap().unwrap();
    let mut tx = world.store.write_fenced(world.queue, lease.fence).await.unwrap();
    tx.move_head(world.queue, None, Some("of a"), 1).await.unwrap();
    let id = hedgerow_model::ChangeId::generate();
    tx.open_change(id, world.fabric, "c", None, &ada(), 1).await.unwrap();
    tx.add_event("change", None, "{}".to_owned(), 1);
    // Whatever takes the row away while the group is open: here the repository goes.
    tx.remove_fabric(world.fabric, None).await.unwrap();
    assert!(tx.remove_repository(world.repository, None).await.unwrap());
    assert!(matches!(tx.commit().await, Err(StoreError::LeaseLost { .. })));
    let store = &world.store;
    assert_eq!(store.queue(world.queue).await.unwrap().head, None);
    assert_eq!(store.change(id).await.unwrap(), None);
    assert_eq!(store.newest_event().await.unwrap().number, 0);
    assert!(store.fabric(world.fabric).await.unwrap().is_some());
}

pub(crate) async fn nobody_takes_a_lease_while_its_holder_writes<D: Database>() {
    let world = world::<D>().await;
    let (a, b) = (world.store.clone(), world.database.open().await);
    let old = a.acquire_lease(world.queue, "a", 0, 100).await.unwrap().unwrap();
    let mut tx = a.write_fenced(world.queue, old.fence).await.unwrap();
    let queue = world.queue;
    let taking = tokio::spawn(async move { b.acquire_lease(queue, "b", 500, 900).await });
    tokio::task::yield_now().await;
    tx.move_head(world.queue, None, Some("of a"), 1).await.unwrap();
    tx.commit().await.unwrap();
    // Whichever came first: what A wrote is, and B has the lease afterwards.
    let new = taking.await.unwrap().unwrap().unwrap();
    assert_eq!(new.fence, old.fence + 1);
    assert_eq!(a.queue(world.queue).await.unwrap().head.as_deref(), Some("of a"));
    assert!(a.write_fenced(world.queue, old.fence).await.is_err());
}

pub(crate) async fn a_lease_is_taken_renewed_and_given_back<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    let first = store.acquire_lease(world.queue, "a", 0, 100).await.unwrap().unwrap();
    assert_eq!(store.acquire_lease(world.queue, "a", 50, 150).await.unwrap(), None);
    // Renewed after it ran out, before anybody took it.
    let first = store.renew_lease(&first, 300).await.unwrap();
    assert_eq!(store.acquire_lease(world.queue, "b", 299, 400).await.unwrap(), None);
    assert!(store.release_lease(&first).await.unwrap());
    assert!(!store.release_lease(&first).await.unwrap());
    assert!(store.write_fenced(world.queue, first.fence).await.is_err());
    let second = store.acquire_lease(world.queue, "b", 1, 400).await.unwrap().unwrap();
    assert_eq!(second.fence, first.fence + 1);
}

pub(crate) async fn queues_have_leases_of_their_own<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    let mut tx = store.write().await.unwrap();
    let other = tx.queue_for(world.repository, "next").await.unwrap();
    tx.commit().await.unwrap();
    let one = store.acquire_lease(world.queue, "a", 0, 100).await.unwrap().unwrap();
    let two = store.acquire_lease(other, "b", 0, 100).await.unwrap().unwrap();
    store.renew_lease(&two, 200).await.unwrap();
    assert!(store.release_lease(&two).await.unwrap());
    store.write_fenced(one.of, one.fence).await.unwrap();
    assert!(store.acquire_lease(QueueId(77), "a", 0, 100).await.is_err());
}

pub(crate) async fn a_server_gives_back_what_its_earlier_runs_held_and_nothing_of_others<
    D: Database,
>() {
    let world = world::<D>().await;
    let store = &world.store;
    let mut tx = store.write().await.unwrap();
    let other = tx.queue_for(world.repository, "next").await.unwrap();
    tx.commit().await.unwrap();
    let mine = store.acquire_lease(world.queue, "a/1", 0, 100).await.unwrap().unwrap();
    let theirs = store.acquire_lease(other, "ab/1", 0, 100).await.unwrap().unwrap();
    assert_eq!(store.release_leases_of("a").await.unwrap(), 1);
    assert!(store.write_fenced(world.queue, mine.fence).await.is_err());
    store.write_fenced(other, theirs.fence).await.unwrap();
    let next = store.acquire_lease(world.queue, "a/2", 1, 100).await.unwrap().unwrap();
    assert_eq!(next.fence, mine.fence + 1);
}

pub(crate) async fn following_and_applying_a_fabric_are_leased_apart<D: Database>() {
    let world = world::<D>().await;
    let (a, b) = (world.store.clone(), world.database.open().await);
    let (follow, apply) = (Leased::Following(world.fabric), Leased::Applying(world.fabric));
    assert!(!a.is_leased(follow, 0).await.unwrap());
    let old = a.acquire_lease(follow, "a/1", 0, 100).await.unwrap().unwrap();
    assert!(b.is_leased(follow, 99).await.unwrap() && !b.is_leased(follow, 100).await.unwrap());
    assert!(!b.is_leased(apply, 0).await.unwrap());
    assert_eq!(b.acquire_lease(follow, "b/1", 99, 200).await.unwrap(), None);
    let applying = b.acquire_lease(apply, "b/1", 0, 100).await.unwrap().unwrap();
    a.renew_lease(&old, 150).await.unwrap();
    assert_eq!(b.acquire_lease(follow, "b/1", 149, 300).await.unwrap(), None);
    let new = b.acquire_lease(follow, "b/1", 150, 300).await.unwrap().unwrap();
    assert_eq!(new.fence, old.fence + 1);
    let lost = a.write_fenced(follow, old.fence).await.unwrap_err();
    assert!(matches!(lost, StoreError::LeaseLost { of, .. } if of == follow), "{lost}");
    assert!(!a.release_lease(&old).await.unwrap());
    b.write_fenced(apply, applying.fence).await.unwrap();
    assert!(b.release_lease(&applying).await.unwrap());
    assert!(b.write_fenced(apply, applying.fence).await.is_err());
    b.write_fenced(follow, new.fence).await.unwrap();
    assert_eq!(b.release_leases_of("b").await.unwrap(), 1);
    let held = a.acquire_lease(follow, "a/1", 0, 100).await.unwrap().unwrap();
    let mut tx = b.write().await.unwrap();
    tx.revoke_leases(world.fabric).await.unwrap();
    tx.commit().await.unwrap();
    assert!(a.write_fenced(follow, held.fence).await.is_err());
    assert!(!a.is_leased(follow, 0).await.unwrap());
    assert!(a.acquire_lease(Leased::Applying(FabricId(77)), "a/1", 0, 100).await.is_err());
}

pub(crate) async fn a_note_for_who_follows_is_there_once_until_it_was_heard<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    let mut tx = store.write().await.unwrap();
    for note in ["\"again\"", "\"head\"", "\"again\""] {
        tx.add_follower_note(world.fabric, note).await.unwrap();
    }
    tx.commit().await.unwrap();
    let notes = store.follower_notes().await.unwrap();
    let texts: Vec<_> = notes.iter().map(|(_, fabric, note)| (*fabric, note.as_str())).collect();
    assert_eq!(texts, [(world.fabric, "\"again\""), (world.fabric, "\"head\"")]);
    let mut tx = store.write().await.unwrap();
    tx.remove_follower_notes(&[notes[0].0]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.follower_notes().await.unwrap(), notes[1..]);
}
