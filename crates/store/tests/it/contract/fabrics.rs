//! Fabrics, sources, repositories and their queues: names, heads, and what goes with what.

use hedgerow_model::{CrdFile, FabricId, Layout, NewSource, PublishMode, RunKind, RunState};
use hedgerow_store::StoreError;

use super::Database;
use crate::world::{World, world};

async fn fabrics<D>(world: &World<D>, names: &[&str]) -> Vec<FabricId> {
    let mut made = Vec::new();
    let mut tx = world.store.write().await.unwrap();
    for name in names {
        made.push(tx.add_fabric(name, PublishMode::Manual, 0, &[], 1).await.unwrap());
    }
    tx.commit().await.unwrap();
    made
}

pub(crate) async fn a_fabric_has_its_name_for_itself<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    let taken = tx.add_fabric("f", PublishMode::Manual, 0, &[], 1).await.unwrap_err();
    assert!(matches!(taken, StoreError::Taken { what: "fabric", .. }), "{taken}");
    drop(tx);
    let known = world.store.fabric_by_name("f").await.unwrap().unwrap();
    assert_eq!((known.id, known.created_at, known.four_eyes), (world.fabric, 1, false));
    assert_eq!(world.store.fabric(world.fabric).await.unwrap(), Some(known));
    assert_eq!(world.store.fabric_by_name("F").await.unwrap(), None);
}

pub(crate) async fn definitions_of_one_name_are_the_last_one<D: Database>() {
    let world = world::<D>().await;
    let file = |name: &str, text: &str| CrdFile { name: name.into(), text: text.into() };
    let crds = [file("b", "1"), file("a", "2"), file("b", "3")];
    let mut tx = world.store.write().await.unwrap();
    let fabric = tx.add_fabric("g", PublishMode::Manual, 0, &crds, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.crds(fabric).await.unwrap(), [file("a", "2"), file("b", "3")]);
}

pub(crate) async fn a_source_keeps_what_it_was_made_of<D: Database>() {
    let world = world::<D>().await;
    let other = fabrics(&world, &["g"]).await[0];
    let new = NewSource {
        queue_id: world.queue,
        directory: String::new(),
        layout: Layout::InPlace,
        exclude: vec!["*.md".into(), "\"odd\"/**".into()],
    };
    let mut tx = world.store.write().await.unwrap();
    tx.add_source(other, &new).await.unwrap();
    let directories = tx.directories(world.queue).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(directories, [(String::new(), "g".into()), ("dc".into(), "f".into())]);
    let kept = world.store.sources_of_fabric(other).await.unwrap().remove(0);
    assert_eq!((kept.layout, kept.exclude, kept.ingested_commit), (new.layout, new.exclude, None));
    assert_eq!(world.store.sources_of_queue(world.queue).await.unwrap().len(), 2);
    assert_eq!(world.store.fabrics_on_queue(world.queue).await.unwrap(), ["f", "g"]);
}

pub(crate) async fn only_sources_that_agreed_with_the_old_head_are_carried_over<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    tx.set_ingested(&[(world.source, Some("tree".into()))], "one", 2).await.unwrap();
    tx.set_considered(world.source, Some("tree")).await.unwrap();
    assert_eq!(tx.carry_over(world.queue, "other", "two", 3).await.unwrap(), [""; 0]);
    tx.commit().await.unwrap();
    let source = world.store.sources().await.unwrap().remove(0);
    assert_eq!((source.ingested_commit.as_deref(), source.ingested_at), (Some("one"), Some(2)));
    let mut tx = world.store.write().await.unwrap();
    assert_eq!(tx.carry_over(world.queue, "one", "two", 4).await.unwrap(), ["f"]);
    tx.forget_considered(world.fabric).await.unwrap();
    tx.commit().await.unwrap();
    let source = world.store.sources().await.unwrap().remove(0);
    assert_eq!((source.ingested_commit.as_deref(), source.ingested_at), (Some("two"), Some(4)));
    assert_eq!((source.ingested_tree.as_deref(), source.considered_tree), (Some("tree"), None));
}

pub(crate) async fn a_head_comes_goes_and_moves_only_from_where_it_is<D: Database>() {
    let world = world::<D>().await;
    let heads = [None, Some("one"), Some("two")];
    let mut at = None;
    for to in [Some("one"), Some("two"), None, Some("one")] {
        for from in heads {
            let mut tx = world.store.write().await.unwrap();
            let moved = tx.move_head(world.queue, from, to, 2).await;
            assert_eq!(moved.is_ok(), from == at, "{from:?} at {at:?}");
            assert!(from == at || matches!(moved, Err(StoreError::Moved(_))));
        }
        let mut tx = world.store.write().await.unwrap();
        tx.move_head(world.queue, at, to, 2).await.unwrap();
        tx.commit().await.unwrap();
        at = to;
        assert_eq!(world.store.queue(world.queue).await.unwrap().head.as_deref(), at);
    }
}

pub(crate) async fn a_look_clears_no_time_and_a_move_clears_the_problem<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    tx.set_looked_at(world.queue, Some(5), None).await.unwrap();
    tx.set_looked_at(world.queue, None, Some("away")).await.unwrap();
    tx.set_push_problem(world.queue, Some("read-only")).await.unwrap();
    let queue = tx.queues().await.unwrap().remove(0);
    assert_eq!((queue.looked_at, queue.problem.as_deref()), (Some(5), Some("away")));
    tx.move_head(world.queue, None, Some("one"), 6).await.unwrap();
    let queue = tx.queues().await.unwrap().remove(0);
    assert_eq!((queue.looked_at, queue.problem), (Some(6), None));
    assert_eq!(queue.push_problem.as_deref(), Some("read-only"));
    tx.set_push_problem(world.queue, None).await.unwrap();
    assert_eq!(tx.queues().await.unwrap()[0].push_problem, None);
}

pub(crate) async fn one_repository_is_one_record_however_it_is_spelled<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    for (name, canonical) in [("r", "other"), ("other", "u")] {
        let taken = tx.add_repository(name, "x", canonical, "main", None, 1).await.unwrap_err();
        assert!(matches!(taken, StoreError::Taken { what: "repository", .. }), "{taken}");
    }
    drop(tx);
    let store = &world.store;
    assert_eq!(store.repository_by_canonical("u").await.unwrap().unwrap().id, world.repository);
    assert_eq!(store.repository_by_name("r").await.unwrap().unwrap().id, world.repository);
}

pub(crate) async fn a_branch_has_one_queue_however_often_it_is_asked_for<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    assert_eq!(tx.queue_for(world.repository, "main").await.unwrap(), world.queue);
    let other = tx.queue_for(world.repository, "next").await.unwrap();
    assert_eq!(tx.queue_for(world.repository, "next").await.unwrap(), other);
    assert_ne!(other, world.queue);
    tx.commit().await.unwrap();
    assert_eq!(world.store.queues().await.unwrap().len(), 2);
}

pub(crate) async fn a_repository_goes_only_when_nothing_uses_it<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    assert!(!tx.remove_repository(world.repository, None).await.unwrap());
    let kind = RunKind::Ingest;
    tx.start_run(kind, world.queue, Some(world.fabric), RunState::Merging, 1).await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    assert!(tx.remove_repository(world.repository, None).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(world.store.repositories().await.unwrap(), []);
    assert_eq!(world.store.queues().await.unwrap(), []);
    assert_eq!(world.store.runs(None, 9).await.unwrap(), []);
}

pub(crate) async fn pages_of_fabrics_are_by_name_and_cut_down_to_what_is_known<D: Database>() {
    let world = world::<D>().await;
    let made = fabrics(&world, &["c", "a", "b"]).await;
    let names = async |only: Option<&[FabricId]>, after: Option<&str>, limit| {
        let page = world.store.fabrics_page(only, after, limit).await.unwrap();
        page.into_iter().map(|fabric| fabric.name).collect::<Vec<_>>()
    };
    assert_eq!(names(None, None, 2).await, ["a", "b"]);
    assert_eq!(names(None, Some("b"), 2).await, ["c", "f"]);
    assert_eq!(names(None, Some("f"), 2).await, [""; 0]);
    assert_eq!(names(Some(&made[..2]), None, 9).await, ["a", "c"]);
    assert_eq!(names(Some(&[]), None, 9).await, [""; 0]);
    let ids = world.store.fabric_ids(&["a", "nowhere", "f"]).await.unwrap();
    assert_eq!(ids, [world.fabric, made[1]]);
}
