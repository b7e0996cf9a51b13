//! Sources and repositories that move: what hangs on them comes along.

use hedgerow_model::{ChangeState, Layout, NewSource, Severity};
use hedgerow_store::StoreError;

use super::Database;
use crate::world::{document, finding, opened, to, world};

pub(crate) async fn a_source_that_moves_takes_what_is_known_of_its_files_along<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    // `dc/x` becomes `dc/dc/x`, where `dc/dc/x` was.
    let documents = ["dc/x", "dc/dc/x", "dc/dc/dc/x"].map(|path| document(&world, path, "K", path));
    tx.add_documents(&documents).await.unwrap();
    let found = finding("dc/y", 1, Severity::Error, "r");
    tx.add_findings(world.source, world.fabric, &[found]).await.unwrap();
    tx.set_ingested(&[(world.source, Some("tree".into()))], "one", 2).await.unwrap();
    tx.commit().await.unwrap();
    let paths = async || world.store.write().await.unwrap().paths(world.source).await.unwrap();
    let expected = [
        vec!["dc/x", "dc/y", "dc/dc/x", "dc/dc/dc/x"],
        vec!["dc/dc/x", "dc/dc/y", "dc/dc/dc/x", "dc/dc/dc/dc/x"],
        vec!["x", "y", "dc/x", "dc/dc/x"],
    ];
    for (directory, mut expected) in ["dc", "dc/dc", ""].into_iter().zip(expected) {
        let source = world.store.sources().await.unwrap().remove(0);
        let mut tx = world.store.write().await.unwrap();
        let next = tx.queue_for(world.repository, "next").await.unwrap();
        tx.move_source(&source, next, directory, None).await.unwrap();
        tx.commit().await.unwrap();
        let (mut found, moved) = (paths().await, world.store.sources().await.unwrap().remove(0));
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{directory}");
        assert_eq!((moved.queue_id, moved.directory.as_str()), (next, directory));
        assert_eq!((moved.ingested_tree, moved.ingested_commit.as_deref()), (None, Some("one")));
    }
}

pub(crate) async fn a_source_moves_only_where_nobody_is_and_as_it_was_seen<D: Database>() {
    let world = world::<D>().await;
    let source = world.store.sources().await.unwrap().remove(0);
    let seen = world.store.fabric_at("f").await.unwrap().unwrap().1;
    let mut tx = world.store.write().await.unwrap();
    let mode = hedgerow_model::PublishMode::Manual;
    let other = tx.add_fabric("g", mode, 0, &[], 1).await.unwrap();
    let there = NewSource {
        queue_id: world.queue,
        directory: "there".into(),
        layout: Layout::Managed,
        exclude: Vec::new(),
    };
    tx.add_source(other, &there).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.write().await.unwrap();
    let taken = tx.move_source(&source, world.queue, "there", Some(seen)).await.unwrap_err();
    assert!(matches!(taken, StoreError::Taken { .. }), "{taken}");
    drop(tx);
    let mut tx = world.store.write().await.unwrap();
    let next = tx.move_source(&source, world.queue, "here", Some(seen)).await.unwrap();
    assert!(next > seen);
    let moved = tx.move_source(&source, world.queue, "dc", Some(seen)).await.unwrap_err();
    assert!(matches!(moved, StoreError::Moved(_)), "{moved}");
}

pub(crate) async fn a_repository_moves_only_where_no_other_is_and_as_it_was_seen<D: Database>() {
    let world = world::<D>().await;
    let seen = world.store.repository_at("r").await.unwrap().unwrap().1;
    let mut tx = world.store.write().await.unwrap();
    tx.add_repository("other", "o", "o", "main", None, 1).await.unwrap();
    tx.commit().await.unwrap();
    let id = world.repository;
    let mut tx = world.store.write().await.unwrap();
    let taken = tx.move_repository(id, None, "o", "o", None).await.unwrap_err();
    assert!(matches!(taken, StoreError::Taken { what: "repository", .. }), "{taken}");
    drop(tx);
    let mut tx = world.store.write().await.unwrap();
    let next = tx.move_repository(id, Some(seen), "v", "w", Some("git")).await.unwrap();
    let moved = tx.move_repository(id, Some(seen), "x", "x", None).await.unwrap_err();
    assert!(matches!(moved, StoreError::Moved(_)), "{moved}");
    tx.commit().await.unwrap();
    let (known, revision) = world.store.repository_at("r").await.unwrap().unwrap();
    assert_eq!((known.url.as_str(), known.canonical.as_str(), revision), ("v", "w", next));
    assert_eq!(known.credential.as_deref(), Some("git"));
}

pub(crate) async fn what_is_queued_in_a_fabric_is_known_to_a_group<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    assert_eq!(tx.queued_changes(world.fabric).await.unwrap(), []);
    tx.settle_changes(&[to(id, ChangeState::Queued)], 2).await.unwrap();
    let queued = tx.queued_changes(world.fabric).await.unwrap();
    assert_eq!(queued.iter().map(|change| change.id).collect::<Vec<_>>(), [id]);
}

pub(crate) async fn a_group_may_be_held_to_several_leases<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    let next = tx.queue_for(world.repository, "next").await.unwrap();
    tx.commit().await.unwrap();
    let store = &world.store;
    let one = store.acquire_lease(world.queue, "a", 0, 100).await.unwrap().unwrap();
    let other = store.acquire_lease(next, "a", 0, 100).await.unwrap().unwrap();
    let mut tx = store.write_fenced(world.queue, one.fence).await.unwrap();
    tx.also_fenced(next, other.fence).await.unwrap();
    tx.commit().await.unwrap();
    store.acquire_lease(next, "b", 100, 200).await.unwrap().unwrap();
    let mut tx = store.write_fenced(world.queue, one.fence).await.unwrap();
    let lost = tx.also_fenced(next, other.fence).await.unwrap_err();
    assert!(matches!(lost, StoreError::LeaseLost { of, .. } if of == next.into()), "{lost}");
    // Whoever continues all the same is stopped at the end.
    assert!(matches!(tx.commit().await, Err(StoreError::LeaseLost { .. })));
}
