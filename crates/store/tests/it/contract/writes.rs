//! Groups of writes: whole or not at all, and only from where things were.

use hedgerow_model::{
    ChangeId, ChangeState, ConflictKind, ConflictState, FieldPath, Layout, NewConflict, NewSource,
    Party, PublishMode,
};
use hedgerow_store::{ConflictFilter, StoreError};

use super::Database;
use crate::world::{ada, draft, open_one, opened, save, to, world};

pub(crate) async fn a_group_that_is_dropped_leaves_nothing_behind<D: Database>() {
    let world = world::<D>().await;
    let id = ChangeId::generate();
    let mut tx = world.store.write().await.unwrap();
    tx.open_change(id, world.fabric, "c", None, &ada(), 1).await.unwrap();
    drop(tx);
    assert_eq!(world.store.change(id).await.unwrap(), None);
    opened(&world).await;
}

pub(crate) async fn a_head_moves_only_from_where_it_was<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    tx.move_head(world.queue, None, Some("one"), 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.write().await.unwrap();
    let error = tx.move_head(world.queue, None, Some("two"), 2).await.unwrap_err();
    assert!(matches!(error, StoreError::Moved(_)), "{error}");
    drop(tx);
    assert_eq!(world.store.queue(world.queue).await.unwrap().head.as_deref(), Some("one"));
}

pub(crate) async fn a_draft_saved_by_somebody_else_meanwhile_is_not_overwritten<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    let stale = save(&mut tx, &draft(id, world.fabric, "mine\n"), Some(0), 2).await;
    assert!(matches!(stale, Err(StoreError::Moved(_))));
    drop(tx);
    let drafts = world.store.drafts(id).await.unwrap();
    assert_eq!((drafts[0].text.as_deref(), drafts[0].revision), (Some("one\n"), 1));
}

pub(crate) async fn a_step_that_the_state_machine_lacks_is_refused<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    let error = tx.settle_changes(&[to(id, ChangeState::Published)], 2).await.unwrap_err();
    assert!(matches!(error, StoreError::Transition(_)), "{error}");
}

pub(crate) async fn publishing_a_change_closes_its_conflicts_and_hides_its_drafts<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let drafts = world.store.drafts(id).await.unwrap();
    let mut tx = world.store.write().await.unwrap();
    let conflict = NewConflict {
        parties: vec![
            Party::Draft { change: id, draft: drafts[0].id },
            Party::Git { commit: "x".into(), path: None },
        ],
        identity: drafts[0].identity.clone(),
        path: FieldPath::of_keys(["spec", "a"]),
        kind: ConflictKind::EditEdit,
        base: Some(1_i64.into()),
        draft: Some(2_i64.into()),
        git: None,
        cluster: None,
        detail: None,
        together: None,
    };
    open_one(&mut tx, world.fabric, &conflict, 2).await.unwrap();
    tx.queue_change(id, false, None, None, 2).await.unwrap();
    for state in [ChangeState::Publishing, ChangeState::Published] {
        tx.settle_changes(&[to(id, state)], 3).await.unwrap();
    }
    tx.commit().await.unwrap();
    let open = world.store.conflicts_without_draft(world.fabric).await.unwrap();
    assert_eq!(open, []);
    let all = world.store.conflicts_page(None, &ConflictFilter::default(), None, 9).await.unwrap();
    assert_eq!((all[0].0.what.git.clone(), all[0].0.state), (None, ConflictState::Superseded));
    assert_eq!(world.store.active_drafts(world.fabric).await.unwrap(), []);
    assert_eq!(world.store.drafts(id).await.unwrap().len(), 1);
}

pub(crate) async fn a_directory_has_one_owner<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    let other = tx.add_fabric("g", PublishMode::Manual, 0, &[], 1).await.unwrap();
    let source = NewSource {
        queue_id: world.queue,
        directory: "dc".into(),
        layout: Layout::InPlace,
        exclude: Vec::new(),
    };
    let error = tx.add_source(other, &source).await.unwrap_err();
    assert!(matches!(error, StoreError::Taken { .. }), "{error}");
}
