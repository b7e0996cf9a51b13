//! What is known of clusters that is none of their resources.

use hedgerow_model::{
    Applier, BesideKind, FabricId, FieldManager, Healed, Identity, Undone, Value,
};

use super::Database;
use crate::world::world;

fn healed(name: &str, number: i64) -> Healed {
    let manager = |name: &str| FieldManager {
        name: name.into(),
        operation: "Update".into(),
        time: Some("2026-11-01T10:00:00Z".into()),
    };
    Healed {
        identity: Identity::new("g", "K", name),
        undone: Undone {
            path: "spec.x".parse().unwrap(),
            edited: Some(Value::from(&serde_json::json!(number))),
            edited_by: manager("kubectl-edit"),
            back: None,
            back_by: manager("argocd-controller"),
            applier: Applier::Argo,
        },
        at: number,
    }
}

pub(crate) async fn what_was_said_last_stays_and_says_since_when_it_is_not_known<D: Database>() {
    let world = world::<D>().await;
    let (fabric, what) = (world.fabric, BesideKind::Appliers);
    let other = FabricId(fabric.0 + 77);
    let mut tx = world.store.write().await.unwrap();
    assert!(!tx.beside_away(fabric, "x").await.unwrap(), "nothing was known");
    tx.set_beside(fabric, what, &"one", 5).await.unwrap();
    tx.set_beside(fabric, BesideKind::Agents, &"two", 6).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.write().await.unwrap();
    assert!(tx.beside_away(fabric, "not reached").await.unwrap());
    assert!(!tx.beside_away(fabric, "still").await.unwrap(), "that is known");
    tx.commit().await.unwrap();
    let known = world.store.beside::<String>(&[fabric, other], what).await.unwrap();
    let known = &known[&fabric];
    assert_eq!((known.said.as_str(), known.seen_at, known.away_since), ("one", 5, Some(5)));
    assert_eq!(known.problem.as_deref(), Some("still"));
    let mut tx = world.store.write().await.unwrap();
    tx.set_beside(fabric, what, &"three", 9).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.write().await.unwrap();
    tx.follow_nothing(20).await.unwrap();
    tx.commit().await.unwrap();
    let known = world.store.beside::<String>(&[fabric], what).await.unwrap();
    assert_eq!((known[&fabric].said.as_str(), known[&fabric].away_since), ("three", Some(9)));
    let mut tx = world.store.write().await.unwrap();
    tx.set_fabric_cluster(fabric, None, false).await.unwrap();
    tx.commit().await.unwrap();
    assert!(world.store.beside::<String>(&[fabric], what).await.unwrap().is_empty());
}

pub(crate) async fn of_what_was_undone_the_newest_thousand_are_kept<D: Database>() {
    let world = world::<D>().await;
    let fabric = world.fabric;
    let mut tx = world.store.write().await.unwrap();
    let many: Vec<Healed> = (0..1_010).map(|at| healed("a", at)).collect();
    tx.add_healed(fabric, &many).await.unwrap();
    tx.add_healed(fabric, &[healed("b", 5_000)]).await.unwrap();
    tx.add_healed(fabric, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let all = world.store.healed(fabric, (None, None), None, 5_000).await.unwrap();
    assert_eq!(all.len(), 1_000);
    assert_eq!(all[0].1, healed("b", 5_000));
    assert_eq!(all.last().map(|it| it.1.at), Some(11));
    let page = world.store.healed(fabric, (None, None), Some(all[0].0), 2).await.unwrap();
    assert_eq!(page.iter().map(|it| it.1.at).collect::<Vec<_>>(), [1_009, 1_008]);
    let named = world.store.healed(fabric, (Some("K"), Some("b")), None, 9).await.unwrap();
    assert_eq!(named.len(), 1);
    let of = world.store.healed_of(fabric, &Identity::new("g", "K", "a"), 3).await.unwrap();
    assert_eq!(of.iter().map(|it| it.at).collect::<Vec<_>>(), [1_009, 1_008, 1_007]);
    assert!(
        world.store.healed_of(fabric, &Identity::new("h", "K", "a"), 3).await.unwrap().is_empty()
    );
}
