//! Changes: the steps they may take, what asking to publish leaves true, and when they are due.

use hedgerow_model::{Attempt, ChangeState, PublishMode, RunKind, RunState};
use hedgerow_store::{ChangeFilter, StoreError};

use super::Database;
use crate::world::{ada, change_in, opened, to, world};

pub(crate) async fn every_legal_step_is_taken_and_no_other<D: Database>() {
    let world = world::<D>().await;
    for from in ChangeState::ALL {
        let id = change_in(&world, *from).await;
        for step in ChangeState::ALL {
            let mut tx = world.store.write().await.unwrap();
            let done = tx.settle_changes(&[to(id, *step)], 3).await;
            let legal = from.check(*step).is_ok();
            assert_eq!(done.is_ok(), legal, "{from} to {step}");
            assert!(legal || matches!(done, Err(StoreError::Transition(_))), "{from} to {step}");
            let now = if legal { *step } else { *from };
            assert_eq!(tx.state_of(id).await.unwrap(), now);
            assert_eq!(tx.change(id).await.unwrap().unwrap().state, now);
        }
        assert_eq!(world.store.change(id).await.unwrap().unwrap().state, *from);
    }
}

pub(crate) async fn one_illegal_step_stops_the_whole_group<D: Database>() {
    let world = world::<D>().await;
    let open = change_in(&world, ChangeState::Open).await;
    let over = change_in(&world, ChangeState::Discarded).await;
    let mut tx = world.store.write().await.unwrap();
    let both = [to(open, ChangeState::Queued), to(over, ChangeState::Queued)];
    assert!(matches!(tx.settle_changes(&both, 3).await, Err(StoreError::Transition(_))));
    drop(tx);
    assert_eq!(world.store.change(open).await.unwrap().unwrap().state, ChangeState::Open);
}

pub(crate) async fn asking_to_publish_is_only_for_changes_that_may_be_queued<D: Database>() {
    let world = world::<D>().await;
    for from in ChangeState::ALL {
        let id = change_in(&world, *from).await;
        let mut tx = world.store.write().await.unwrap();
        let asked = tx.queue_change(id, true, Some("head"), Some("why"), 9).await;
        assert_eq!(asked.is_ok(), from.check(ChangeState::Queued).is_ok(), "{from}");
        tx.commit().await.unwrap();
        let now = world.store.change(id).await.unwrap().unwrap();
        match asked {
            Ok(()) => {
                assert_eq!(
                    (now.state, now.reason, now.publish_after),
                    (ChangeState::Queued, None, None)
                );
                assert_eq!((now.confirmed, now.previewed.as_deref()), (true, Some("head")));
                assert_eq!((now.message.as_deref(), now.queued_at), (Some("why"), Some(9)));
            }
            Err(_) => assert_eq!((now.state, now.confirmed, now.queued_at), (*from, false, None)),
        }
    }
}

pub(crate) async fn a_message_stays_where_asking_gives_none<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    tx.set_message(id, "said before").await.unwrap();
    tx.queue_change(id, false, None, None, 2).await.unwrap();
    assert_eq!(tx.change(id).await.unwrap().unwrap().message.as_deref(), Some("said before"));
}

pub(crate) async fn asking_anew_makes_earlier_commits_of_a_change_void<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    tx.queue_change(id, false, None, None, 2).await.unwrap();
    let run =
        tx.start_run(RunKind::Publish, world.queue, None, RunState::Merging, 2).await.unwrap();
    let attempt = Attempt {
        run_id: run,
        number: 1,
        position: 0,
        change_id: Some(id),
        parent: None,
        oid: "a".into(),
    };
    tx.add_attempts(std::slice::from_ref(&attempt), 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        world.store.attempts_under_way(world.queue).await.unwrap(),
        std::slice::from_ref(&attempt)
    );
    let mut tx = world.store.write().await.unwrap();
    tx.settle_changes(&[to(id, ChangeState::Open)], 3).await.unwrap();
    tx.queue_change(id, false, None, None, 3).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.attempts_under_way(world.queue).await.unwrap(), []);
    assert_eq!(world.store.attempts_of_change(id).await.unwrap(), [attempt]);
}

pub(crate) async fn an_edit_opens_only_what_was_held_back<D: Database>() {
    let world = world::<D>().await;
    for from in ChangeState::ALL {
        let id = change_in(&world, *from).await;
        let mut tx = world.store.write().await.unwrap();
        tx.reopen(id, 4).await.unwrap();
        let now = if from.opens_by_edit() { ChangeState::Open } else { *from };
        assert!(from.check(now).is_ok(), "{from}");
        assert_eq!(tx.state_of(id).await.unwrap(), now, "{from}");
    }
}

pub(crate) async fn publishing_notes_the_commit_and_the_time_once<D: Database>() {
    let world = world::<D>().await;
    let id = change_in(&world, ChangeState::Publishing).await;
    let mut tx = world.store.write().await.unwrap();
    let mut landed = to(id, ChangeState::Published);
    landed.commit = Some("c0ffee".into());
    tx.settle_changes(&[landed], 7).await.unwrap();
    tx.settle_changes(&[to(id, ChangeState::RewrittenUpstream)], 8).await.unwrap();
    let now = tx.change(id).await.unwrap().unwrap();
    assert_eq!((now.commit.as_deref(), now.published_at), (Some("c0ffee"), Some(7)));
    tx.settle_changes(&[to(id, ChangeState::Published)], 9).await.unwrap();
    tx.commit().await.unwrap();
    let published = world.store.published_on_queue(world.queue, 10).await.unwrap();
    assert_eq!((published.len(), published[0].published_at), (1, Some(9)));
}

pub(crate) async fn only_an_automatic_fabric_schedules_and_only_what_may_go_is_due<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    tx.schedule(id, 1000).await.unwrap();
    assert_eq!(tx.change(id).await.unwrap().unwrap().publish_after, None);
    tx.update_fabric(world.fabric, None, PublishMode::Automatic, 5, false).await.unwrap();
    tx.schedule(id, 1000).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.next_due().await.unwrap(), Some(6000));
    assert_eq!(world.store.changes_due(5999).await.unwrap(), []);
    assert_eq!(world.store.changes_due(6000).await.unwrap()[0].id, id);
    let mut tx = world.store.write().await.unwrap();
    tx.settle_changes(&[to(id, ChangeState::Conflicted)], 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.changes_due(6000).await.unwrap(), []);
    assert_eq!(world.store.next_due().await.unwrap(), None);
}

pub(crate) async fn a_fabric_that_turns_manual_takes_its_plans_back<D: Database>() {
    let world = world::<D>().await;
    let open = opened(&world).await;
    let held = change_in(&world, ChangeState::Conflicted).await;
    let mut tx = world.store.write().await.unwrap();
    tx.update_fabric(world.fabric, None, PublishMode::Automatic, 1, false).await.unwrap();
    tx.schedule_all(world.fabric, 1).await.unwrap();
    assert_eq!(tx.change(open).await.unwrap().unwrap().publish_after, Some(1001));
    assert_eq!(tx.change(held).await.unwrap().unwrap().publish_after, None);
    tx.clear_publish_after(world.fabric).await.unwrap();
    assert_eq!(tx.change(open).await.unwrap().unwrap().publish_after, None);
}

pub(crate) async fn a_queue_gives_its_changes_in_the_order_they_were_asked_for<D: Database>() {
    let world = world::<D>().await;
    let (first, second) = (opened(&world).await, opened(&world).await);
    let mut tx = world.store.write().await.unwrap();
    tx.queue_change(second, false, None, None, 5).await.unwrap();
    tx.queue_change(first, false, None, None, 6).await.unwrap();
    let elsewhere = tx.add_fabric("g", PublishMode::Manual, 0, &[], 1).await.unwrap();
    let other = hedgerow_model::ChangeId::generate();
    tx.open_change(other, elsewhere, "o", None, &ada(), 1).await.unwrap();
    tx.queue_change(other, false, None, None, 1).await.unwrap();
    tx.commit().await.unwrap();
    let queued = [ChangeState::Queued];
    let ids = world.store.changes_on_queue(world.queue, &queued).await.unwrap();
    assert_eq!(ids.iter().map(|one| one.id).collect::<Vec<_>>(), [second, first]);
    let none = world.store.changes_on_queue(world.queue, &[ChangeState::Publishing]).await.unwrap();
    assert_eq!(none, []);
}

pub(crate) async fn a_name_finds_what_is_under_way_first<D: Database>() {
    let world = world::<D>().await;
    let over = change_in(&world, ChangeState::Discarded).await;
    let mut tx = world.store.write().await.unwrap();
    let open = hedgerow_model::ChangeId::generate();
    tx.open_change(open, world.fabric, "discarded", None, &ada(), 1).await.unwrap();
    tx.commit().await.unwrap();
    let found = world.store.changes_by_name("discarded").await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [open, over]);
    let filter = ChangeFilter { fabric: Some(world.fabric), finished: false };
    assert_eq!(world.store.changes(filter).await.unwrap().len(), 1);
    let filter = ChangeFilter { finished: true, ..filter };
    assert_eq!(world.store.changes(filter).await.unwrap().len(), 2);
}
