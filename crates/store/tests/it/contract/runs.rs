//! The journal, and which runs are about which fabrics.

use hedgerow_model::{
    Attempt, ChangeId, FabricId, NewSource, PublishMode, Reason, RunId, RunKind, RunState, RunStep,
    StepOutcome,
};
use serde_json::json;

use super::Database;
use crate::world::{World, change_in, opened, world};

async fn run<D>(world: &World<D>, kind: RunKind, fabric: Option<FabricId>) -> RunId {
    let mut tx = world.store.write().await.unwrap();
    let id = tx.start_run(kind, world.queue, fabric, RunState::Merging, 1).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn attempt(run: RunId, number: i64, position: i64, change: Option<ChangeId>) -> Attempt {
    Attempt {
        run_id: run,
        number,
        position,
        change_id: change,
        parent: Some("p".into()),
        oid: format!("{number}{position}"),
    }
}

fn step(name: &str) -> RunStep {
    RunStep { name: name.into(), outcome: None, detail: None, at: 1, duration_us: 2 }
}

pub(crate) async fn a_run_is_found_after_a_crash_until_it_ended<D: Database>() {
    let world = world::<D>().await;
    let id = run(&world, RunKind::Publish, None).await;
    assert_eq!(world.store.unfinished_runs().await.unwrap()[0].id, id);
    let mut tx = world.store.write().await.unwrap();
    tx.set_run_state(id, RunState::Pushing).await.unwrap();
    let refused = RunStep { outcome: Some(StepOutcome::Refused), ..step("one") };
    let steps = [refused, step("two")];
    let summary = json!({ "changes": 1 });
    tx.end_run(id, RunState::Failed, Some(&Reason::Interrupted), &summary, &steps, 5)
        .await
        .unwrap();
    // Told again by whoever settles it: once is enough.
    tx.end_run(id, RunState::Finalised, None, &summary, &steps[..1], 6).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.unfinished_runs().await.unwrap(), []);
    let ended = world.store.run(id).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.ended_at), (RunState::Finalised, Some(6)));
    assert_eq!((ended.reason, ended.summary), (None, Some(summary)));
    assert_eq!(world.store.run_steps(id).await.unwrap(), steps);
}

pub(crate) async fn commits_are_journaled_in_the_order_they_were_built<D: Database>() {
    let world = world::<D>().await;
    let id = run(&world, RunKind::Publish, None).await;
    let all: Vec<Attempt> = (0..1100).map(|n| attempt(id, 1 + n / 600, n % 600, None)).collect();
    let mut tx = world.store.write().await.unwrap();
    tx.add_attempts(&all, 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.attempts(id).await.unwrap(), all);
}

pub(crate) async fn commits_are_waited_for_while_their_change_is_under_way<D: Database>() {
    use hedgerow_model::ChangeState as S;
    let world = world::<D>().await;
    let id = run(&world, RunKind::Publish, None).await;
    for (position, state) in (0..).zip(S::ALL) {
        let change = change_in(&world, *state).await;
        let mut tx = world.store.write().await.unwrap();
        tx.add_attempts(&[attempt(id, 1, position, Some(change))], 2).await.unwrap();
        tx.commit().await.unwrap();
        let found = world.store.attempts_under_way(world.queue).await.unwrap();
        let waits = matches!(state, S::Queued | S::Publishing | S::Waiting);
        assert_eq!(found.iter().any(|one| one.change_id == Some(change)), waits, "{state}");
    }
}

/// A second fabric on the same queue.
async fn neighbour<D>(world: &World<D>) -> FabricId {
    let mut tx = world.store.write().await.unwrap();
    let fabric = tx.add_fabric("g", PublishMode::Manual, 0, &[], 1).await.unwrap();
    let source = NewSource {
        queue_id: world.queue,
        directory: "other".into(),
        layout: hedgerow_model::Layout::Managed,
        exclude: Vec::new(),
    };
    tx.add_source(fabric, &source).await.unwrap();
    tx.commit().await.unwrap();
    fabric
}

pub(crate) async fn a_run_is_about_the_fabrics_it_read_or_built_for<D: Database>() {
    let world = world::<D>().await;
    let other = neighbour(&world).await;
    let change = opened(&world).await;
    let own = run(&world, RunKind::Repair, Some(world.fabric)).await;
    let unknown = run(&world, RunKind::Publish, None).await;
    let built = run(&world, RunKind::Publish, None).await;
    let read = run(&world, RunKind::Ingest, None).await;
    let mut tx = world.store.write().await.unwrap();
    tx.add_attempts(&[attempt(built, 1, 0, Some(change))], 2).await.unwrap();
    let summary = json!({ "fabrics": { "g": {} } });
    tx.end_run(read, RunState::Finalised, None, &summary, &[], 3).await.unwrap();
    tx.commit().await.unwrap();
    let about = async |fabric: FabricId| {
        let page = world.store.runs_page(Some(&[fabric]), None, 9).await.unwrap();
        let ids: Vec<RunId> = page.into_iter().map(|run| run.id).collect();
        for id in [own, unknown, built, read] {
            let is = world.store.run_is_about(id, &[fabric]).await.unwrap();
            assert_eq!(is, ids.contains(&id));
            let all = ["f".to_owned(), "g".to_owned(), "h".to_owned()];
            let about = world.store.fabrics_run_is_about(id, &all).await.unwrap();
            let names = world.store.fabrics_of_all(&[fabric, fabric]).await.unwrap();
            assert_eq!(names.iter().any(|one| about.contains(&one.name)), is);
            assert!(
                !world.store.fabrics_run_is_about(id, &[]).await.unwrap().contains(&"f".into())
            );
        }
        ids
    };
    assert_eq!(about(world.fabric).await, [built, unknown, own]);
    assert_eq!(about(other).await, [read, unknown]);
    assert_eq!(about(FabricId(99)).await, []);
    assert_eq!(world.store.fabrics_in_repository("r").await.unwrap(), ["f", "g"]);
    assert_eq!(world.store.fabrics_in_repository("s").await.unwrap(), Vec::<String>::new());
    let (queue, repository) = world.store.queue_with_repository(world.queue).await.unwrap();
    assert_eq!(queue, world.store.queue(world.queue).await.unwrap());
    assert_eq!(world.store.repository(world.repository).await.unwrap(), Some(repository));
    let names = world.store.fabrics_of_runs(&[own, built, read]).await.unwrap();
    assert_eq!(names, [(own, "f".to_owned()), (built, "f".to_owned())]);
    assert_eq!(world.store.latest_runs(&[change]).await.unwrap(), [(change, built)]);
}

pub(crate) async fn pages_of_runs_give_each_once_newest_first<D: Database>() {
    let world = world::<D>().await;
    let mut all = Vec::new();
    for _ in 0..5 {
        all.insert(0, run(&world, RunKind::Ingest, None).await);
    }
    for size in 1..=6 {
        for fabrics in [None, Some(&[world.fabric][..])] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = world.store.runs_page(fabrics, after, size).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some(last.id);
                seen.extend(page.into_iter().map(|run| run.id));
            }
            let ingests_of_nobody = fabrics.is_some();
            assert_eq!(seen, if ingests_of_nobody { Vec::new() } else { all.clone() });
        }
    }
    assert_eq!(world.store.runs(Some(world.fabric), 2).await.unwrap().len(), 2);
}
