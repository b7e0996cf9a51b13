//! What Git had of resources before it was changed there.

use hedgerow_model::{Attempt, Earlier, FabricId, Identity, Person, RunKind, RunState, Standing};
use hedgerow_store::Store;

use super::Database;
use crate::world::{ada, draft, opened, save, world};

fn id(name: &str) -> Identity {
    Identity::new("g", "K", name)
}

fn earlier(name: &str, until: &str, at: i64) -> Earlier {
    Earlier {
        identity: id(name),
        standing: Standing::Live,
        text: format!("{name} until {until}\n"),
        held_at: format!("before {until}"),
        until: until.into(),
        at,
    }
}

fn ben() -> Person {
    Person { name: "Ben".into(), email: "ben@example.org".into() }
}

async fn keep(store: &Store, fabric: FabricId, rows: &[Earlier]) {
    let mut tx = store.write().await.unwrap();
    tx.keep_earlier(fabric, rows).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn what_git_had_is_told_newest_first_and_only_the_newest_ten_of_a_resource<
    D: Database,
>() {
    let world = world::<D>().await;
    for n in 0..12 {
        keep(&world.store, world.fabric, &[earlier("a", &format!("c{n}"), n)]).await;
    }
    let many: Vec<Earlier> = (0..600).map(|n| earlier(&format!("n{n}"), "c12", 12)).collect();
    keep(&world.store, world.fabric, &many).await;
    let found = world
        .store
        .earlier_of(world.fabric, &[id("a"), id("n7"), id("a"), id("none")], &ada())
        .await
        .unwrap();
    let (of_a, others): (Vec<_>, Vec<_>) = found
        .iter()
        .map(|(one, own)| {
            assert!(!own);
            one
        })
        .partition(|one| one.identity == id("a"));
    assert_eq!(others, [&many[7]]);
    let untils: Vec<_> = of_a.iter().map(|one| one.until.as_str()).collect();
    assert_eq!(untils, ["c11", "c10", "c9", "c8", "c7", "c6", "c5", "c4", "c3", "c2"]);
    assert_eq!(*of_a[0], earlier("a", "c11", 11));
    let other = world.store.earlier_of(FabricId(99), &[id("a")], &ada()).await.unwrap();
    assert_eq!(other, []);
}

pub(crate) async fn what_somebody_published_is_no_news_to_them<D: Database>() {
    let world = world::<D>().await;
    let (one, other) = (opened(&world).await, opened(&world).await);
    let mut tx = world.store.write().await.unwrap();
    let mut of_other = draft(other, world.fabric, "two\n");
    (of_other.identity, of_other.author) = (id("b"), ben());
    save(&mut tx, &of_other, None, 2).await.unwrap();
    let run =
        tx.start_run(RunKind::Publish, world.queue, None, RunState::Merging, 1).await.unwrap();
    // Two changes in one push: Ada's of `a`, then Ben's of `b`.
    let attempt = |position, change, oid: &str| Attempt {
        run_id: run,
        number: 1,
        position,
        change_id: Some(change),
        parent: None,
        oid: oid.into(),
    };
    tx.add_attempts(&[attempt(0, one, "first"), attempt(1, other, "head")], 1).await.unwrap();
    let rows = [earlier("a", "head", 1), earlier("b", "head", 1), earlier("a", "pushed", 2)];
    tx.keep_earlier(world.fabric, &rows).await.unwrap();
    tx.commit().await.unwrap();
    let news = async |whom: Person| -> Vec<(String, String)> {
        let found = world.store.earlier_of(world.fabric, &[id("a"), id("b")], &whom).await.unwrap();
        let news = found.into_iter().filter(|(_, own)| !own);
        news.map(|(one, _)| (one.identity.name, one.until)).collect()
    };
    let told = |name: &str, until: &str| (name.to_owned(), until.to_owned());
    assert_eq!(news(ada()).await, [told("a", "pushed"), told("b", "head")]);
    assert_eq!(news(ben()).await, [told("a", "pushed"), told("a", "head")]);
}

pub(crate) async fn what_ended_long_ago_is_forgotten_and_a_fabric_takes_it_along<D: Database>() {
    let world = world::<D>().await;
    let rows: Vec<Earlier> = (1..=4).map(|n| earlier("a", &format!("c{n}"), n)).collect();
    keep(&world.store, world.fabric, &rows).await;
    let mut tx = world.store.write().await.unwrap();
    assert_eq!(tx.forget_earlier(4, 2).await.unwrap(), 2);
    assert_eq!(tx.forget_earlier(4, 2).await.unwrap(), 1);
    assert_eq!(tx.forget_earlier(4, 2).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let left = world.store.earlier_of(world.fabric, &[id("a")], &ada()).await.unwrap();
    assert_eq!(left, [(rows[3].clone(), false)]);
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    assert_eq!(tx.forget_earlier(99, 9).await.unwrap(), 0);
}
