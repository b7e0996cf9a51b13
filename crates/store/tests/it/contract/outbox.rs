//! Events: numbered, heard by every handle, kept for a while.

use std::time::Duration;

use hedgerow_store::{EventMark, Store, StoredEvent};

use super::Database;
use crate::world::world;

async fn tell(store: &Store, count: i64) {
    let mut tx = store.write().await.unwrap();
    for n in 0..count {
        tx.add_event("kind", Some("f"), format!("{{\"n\":{n}}}"), n);
    }
    tx.commit().await.unwrap();
}

async fn prune(store: &Store, keep: i64, before: i64, limit: i64) -> u64 {
    let mut tx = store.write().await.unwrap();
    let gone = tx.prune_events(keep, before, limit).await.unwrap();
    tx.commit().await.unwrap();
    gone
}

async fn heard(store: &Store, after: i64) -> Option<Vec<i64>> {
    let heard = store.events_after(after, 100).await.unwrap();
    assert!(!heard.missed || heard.events.is_empty());
    (!heard.missed).then(|| heard.events.into_iter().map(|event| event.id).collect())
}

pub(crate) async fn an_event_is_heard_with_what_it_tells_of_or_not_at_all<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    assert_eq!(store.newest_event().await.unwrap(), EventMark::default());
    assert_eq!(heard(store, 0).await, Some(vec![]));
    let mut tx = store.write().await.unwrap();
    tx.add_event("lost", None, "{}".to_owned(), 1);
    drop(tx);
    let mut tx = store.write().await.unwrap();
    tx.add_event("told", Some("f"), "{\"a\":\"ü\"}".to_owned(), 2);
    tx.commit().await.unwrap();
    let told = store.events_after(0, 9).await.unwrap();
    let event = StoredEvent {
        id: told.newest.number,
        kind: "told".into(),
        fabric: Some("f".into()),
        payload: "{\"a\":\"ü\"}".into(),
        at: 2,
    };
    assert_eq!((told.missed, told.newest.at, told.events), (false, 2, vec![event]));
}

pub(crate) async fn handles_of_one_database_hear_each_other<D: Database>() {
    let world = world::<D>().await;
    let other = world.database.open().await;
    tell(&world.store, 2).await;
    assert_eq!(heard(&other, 0).await, Some(vec![1, 2]));
    tell(&other, 1).await;
    assert_eq!(heard(&world.store, 2).await, Some(vec![3]));
    assert_eq!(other.newest_event().await.unwrap(), EventMark { number: 3, at: 0 });
}

pub(crate) async fn events_are_read_in_pages_without_a_gap<D: Database>() {
    let world = world::<D>().await;
    tell(&world.store, 7).await;
    for size in 1..=8 {
        let (mut seen, mut after) = (Vec::new(), 0);
        loop {
            let page = world.store.events_after(after, size).await.unwrap();
            let Some(last) = page.events.last() else { break };
            after = last.id;
            seen.extend(page.events.iter().map(|event| event.id));
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7], "{size}");
    }
}

pub(crate) async fn who_missed_what_is_not_kept_is_told_so<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    tell(store, 5).await;
    assert_eq!(prune(store, 3, 0, 100).await, 2);
    assert_eq!(heard(store, 1).await, None);
    assert_eq!(heard(store, 2).await, Some(vec![3, 4, 5]));
    assert_eq!(heard(store, 5).await, Some(vec![]));
    assert_eq!(heard(store, 6).await, None, "a number of another database");
}

pub(crate) async fn a_number_is_never_given_twice_and_the_newest_event_is_kept<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    tell(store, 3).await;
    assert_eq!(prune(store, 0, 9, 100).await, 2);
    let newest = store.newest_event().await.unwrap();
    assert_eq!(newest, EventMark { number: 3, at: 2 });
    assert!(store.knows_event(newest).await.unwrap(), "whoever begins now continues from it");
    assert_eq!(heard(store, 3).await, Some(vec![]));
    tell(store, 1).await;
    assert_eq!(heard(store, 3).await, Some(vec![4]));
}

pub(crate) async fn events_are_pruned_by_age_and_never_more_than_asked_at_once<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    tell(store, 10).await;
    assert_eq!(prune(store, 100, 0, 100).await, 0);
    assert_eq!(prune(store, 100, 6, 4).await, 4);
    assert_eq!(prune(store, 100, 6, 4).await, 2);
    assert_eq!(prune(store, 100, 6, 4).await, 0);
    assert_eq!(heard(store, 6).await, Some(vec![7, 8, 9, 10]));
}

pub(crate) async fn a_clock_that_was_put_back_tears_no_hole<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    let mut tx = store.write().await.unwrap();
    for at in [1, 9, 2, 9] {
        tx.add_event("kind", None, "{}".to_owned(), at);
    }
    tx.commit().await.unwrap();
    assert_eq!(prune(store, 100, 5, 100).await, 1);
    assert_eq!(heard(store, 1).await, Some(vec![2, 3, 4]));
}

pub(crate) async fn a_number_is_believed_only_with_its_time<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    tell(store, 3).await;
    let knows = async |number, at| store.knows_event(EventMark { number, at }).await.unwrap();
    assert!(knows(0, 0).await, "before the first");
    assert!(knows(3, 2).await);
    assert!(!knows(3, 1).await, "another event had that number");
    assert!(!knows(4, 2).await, "there is no such event");
    assert_eq!(prune(store, 2, 0, 100).await, 1);
    assert!(!knows(1, 0).await, "it is not kept any more");
}

pub(crate) async fn a_fabric_takes_its_events_along<D: Database>() {
    let world = world::<D>().await;
    let store = &world.store;
    let name = store.fabric(world.fabric).await.unwrap().unwrap().name;
    let mut tx = store.write().await.unwrap();
    tx.add_event("its", Some(&name), "{}".to_owned(), 1);
    tx.add_event("another's", Some("other"), "{}".to_owned(), 1);
    tx.commit().await.unwrap();
    let mut tx = store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.add_event("gone", Some(&name), "{}".to_owned(), 2);
    tx.commit().await.unwrap();
    let left = store.events_after(0, 9).await.unwrap();
    let left: Vec<_> = left.events.into_iter().map(|event| event.kind).collect();
    assert_eq!(left, ["another's", "gone"]);
}

pub(crate) async fn a_commit_wakes_who_waits_for_what_it_tells_and_nobody_else<D: Database>() {
    let world = world::<D>().await;
    let news = world.store.wakeups().clone();
    // A permit is there at once or not at all: nothing is waited for.
    let told = async || tokio::time::timeout(Duration::ZERO, news.events()).await.is_ok();
    let due = async || tokio::time::timeout(Duration::ZERO, news.due()).await.is_ok();
    while told().await || due().await {}
    let mut tx = world.store.write().await.unwrap();
    tx.add_event("lost", None, "{}".to_owned(), 1);
    tx.schedule_all(world.fabric, 1).await.unwrap();
    drop(tx);
    assert_eq!((told().await, due().await), (false, false), "it never happened");
    tell(&world.store, 1).await;
    assert_eq!((told().await, due().await), (true, false));
    let mut tx = world.store.write().await.unwrap();
    tx.schedule_all(world.fabric, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((told().await, due().await), (false, true));
    assert_eq!((told().await, due().await), (false, false), "each wakes once");
}
