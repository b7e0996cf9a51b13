//! What people edit is edited only as it was seen.

use hedgerow_model::{ChangeId, ChangeState, PublishMode};
use hedgerow_store::StoreError;

use super::Database;
use crate::world::{World, draft, opened, save, to, world};

fn moved<T>(done: Result<T, StoreError>) -> bool {
    matches!(done, Err(StoreError::Moved(_)))
}

pub(crate) async fn settings_of_a_fabric_are_edited_only_as_they_were_seen<D: Database>() {
    let world = world::<D>().await;
    let (_, seen) = world.store.fabric_at("f").await.unwrap().unwrap();
    let automatic = PublishMode::Automatic;
    let mut tx = world.store.write().await.unwrap();
    let next = tx.update_fabric(world.fabric, Some(seen), automatic, 5, true).await.unwrap();
    assert!(moved(tx.update_fabric(world.fabric, Some(seen), automatic, 9, false).await));
    assert!(moved(tx.remove_fabric(world.fabric, Some(seen)).await));
    let (now, revision) = tx.fabric_at("f").await.unwrap().unwrap();
    assert_eq!((revision, next), (seen + 1, seen + 1));
    assert_eq!((now.publish_mode, now.quiet_seconds, now.four_eyes), (automatic, 5, true));
    let last = tx.update_fabric(world.fabric, None, automatic, 6, true).await.unwrap();
    tx.remove_fabric(world.fabric, Some(last)).await.unwrap();
    assert!(moved(tx.update_fabric(world.fabric, None, automatic, 7, true).await));
}

pub(crate) async fn settings_of_a_repository_are_edited_only_as_they_were_seen<D: Database>() {
    let world = world::<D>().await;
    let id = world.repository;
    let (_, seen) = world.store.repository_at("r").await.unwrap().unwrap();
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    let next = tx.update_repository(id, Some(seen), "next", Some("git")).await.unwrap();
    assert!(moved(tx.update_repository(id, Some(seen), "other", None).await));
    assert!(moved(tx.remove_repository(id, Some(seen)).await));
    let (now, revision) = tx.repository_at("r").await.unwrap().unwrap();
    assert_eq!((revision, now.default_branch.as_str()), (next, "next"));
    assert_eq!(now.credential.as_deref(), Some("git"));
    assert!(tx.remove_repository(id, Some(next)).await.unwrap());
}

pub(crate) async fn only_one_of_two_that_saw_the_same_settings_wins<D: Database>() {
    let world = world::<D>().await;
    let other = world.database.open().await;
    let (_, seen) = world.store.fabric_at("f").await.unwrap().unwrap();
    let mut won = 0;
    for store in [&world.store, &other] {
        let mut tx = store.write().await.unwrap();
        let manual = PublishMode::Manual;
        if tx.update_fabric(world.fabric, Some(seen), manual, 5, false).await.is_ok() {
            tx.commit().await.unwrap();
            won += 1;
        }
    }
    assert_eq!(won, 1);
}

async fn revision<D>(world: &World<D>, id: ChangeId) -> i64 {
    world.store.change_revision(id).await.unwrap().unwrap()
}

pub(crate) async fn whatever_a_change_goes_through_is_counted<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut before = revision(&world, id).await;
    for step in 0..6 {
        let mut tx = world.store.write().await.unwrap();
        match step {
            0 => tx.set_message(id, "why").await.unwrap(),
            1 => drop(save(&mut tx, &draft(id, world.fabric, "x"), None, 2).await.unwrap()),
            2 => tx.queue_change(id, false, None, None, 3).await.unwrap(),
            3 => tx.settle_changes(&[to(id, ChangeState::AwaitingApproval)], 4).await.unwrap(),
            4 => tx.reopen(id, 5).await.unwrap(),
            _ => {
                let own = tx.drafts(id).await.unwrap().remove(0);
                tx.remove_drafts(&[own.id], 9).await.unwrap();
            }
        }
        assert!(moved(tx.expect_change(id, Some(before)).await), "step {step}");
        tx.commit().await.unwrap();
        let now = revision(&world, id).await;
        assert_eq!(now, before + 1, "step {step}");
        before = now;
    }
    let mut tx = world.store.write().await.unwrap();
    tx.expect_change(id, Some(before)).await.unwrap();
    tx.expect_change(id, None).await.unwrap();
    assert_eq!(
        world.database.open().await.change_revision(ChangeId::generate()).await.unwrap(),
        None
    );
}
