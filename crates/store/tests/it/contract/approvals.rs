//! Who wrote, asked for and approved a change.

use hedgerow_model::Requested;

use super::Database;
use crate::world::{actor, opened, user, world};

pub(crate) async fn everybody_who_wrote_a_change_stays_its_author<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let ada = user(&world.store, "ada", &[]).await;
    let mut tx = world.store.write().await.unwrap();
    tx.add_author(id, &actor("ada", Some(ada.id)), 1).await.unwrap();
    tx.add_author(id, &actor("bob", None), 2).await.unwrap();
    tx.add_author(id, &actor("Ada", Some(ada.id)), 3).await.unwrap();
    tx.remove_user(ada.id).await.unwrap();
    tx.commit().await.unwrap();
    let authors = world.store.authors(&[id]).await.unwrap();
    let told: Vec<_> = authors.iter().map(|one| (one.login.as_str(), one.at, one.user)).collect();
    assert_eq!(told, [("ada", 3, None), ("bob", 2, None)]);
}

pub(crate) async fn a_person_approves_a_change_once_and_for_one_revision<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let bob = actor("bob", None);
    let mut tx = world.store.write().await.unwrap();
    tx.approve(id, &bob, "one", Some("fine"), 1).await.unwrap();
    tx.approve(id, &bob, "two", None, 2).await.unwrap();
    tx.approve(id, &actor("cem", None), "two", None, 3).await.unwrap();
    let told: Vec<_> = tx
        .approvals(&[id])
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.login, one.revision, one.comment))
        .collect();
    assert_eq!(told, [("bob".into(), "two".into(), None), ("cem".into(), "two".into(), None)]);
    assert!(tx.withdraw_approval(id, "BOB").await.unwrap());
    assert!(!tx.withdraw_approval(id, "bob").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(world.store.approvals(&[id]).await.unwrap().len(), 1);
}

pub(crate) async fn a_change_knows_who_asked_to_publish_it<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let mut tx = world.store.write().await.unwrap();
    tx.set_requested(id, Some(&actor("bob", None))).await.unwrap();
    tx.update_fabric(world.fabric, None, hedgerow_model::PublishMode::Manual, 0, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let by = world.store.change(id).await.unwrap().unwrap().requested;
    assert!(matches!(by, Some(Requested { login, .. }) if login == "bob"));
    assert!(world.store.fabric(world.fabric).await.unwrap().unwrap().four_eyes);
}
