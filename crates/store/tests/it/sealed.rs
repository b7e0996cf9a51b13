//! Secrets in the database file, and what somebody does to them there.

use hedgerow_seal::SealError;

use crate::contract::credentials::{opened, stored};
use crate::sqlite::{Sqlite, outsider};
use crate::world::{World, ring, world};

const CANARY: &str = "canary-4711";

async fn execute(world: &World<Sqlite>, sql: &'static str) {
    let outsider = outsider(world).await;
    sqlx::query(sql).execute(&outsider).await.unwrap();
    outsider.close().await;
}

#[tokio::test]
async fn a_secret_opens_with_its_keyring_and_stands_nowhere_in_the_files() {
    let world = world::<Sqlite>().await;
    let keyring = ring();
    stored(&world.store, "git", CANARY, &keyring).await;
    assert_eq!(opened(&world.store, "git", &keyring).await.unwrap(), CANARY);
    let credential = world.store.credential("git").await.unwrap().unwrap();
    assert_eq!(credential.sealed_with(), Some(keyring.current().id()));
    assert!(!format!("{credential:?}").contains(CANARY));
    world.store.close().await;
    for entry in std::fs::read_dir(world.database.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
    }
}

#[tokio::test]
async fn a_damaged_or_moved_secret_is_an_error_of_that_credential_alone() {
    let world = world::<Sqlite>().await;
    let keyring = ring();
    for name in ["a", "b", "c"] {
        stored(&world.store, name, name, &keyring).await;
    }
    execute(&world, "UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE name = 'c') WHERE name = 'a'").await;
    execute(&world, "UPDATE credential SET sealed = x'00' WHERE name = 'b'").await;
    let list = world.store.credentials(None, 10).await.unwrap();
    assert_eq!(list.len(), 3);
    assert_eq!(opened(&world.store, "a", &keyring).await, Err(SealError::Moved));
    assert!(matches!(opened(&world.store, "b", &keyring).await, Err(SealError::Form(_))));
    assert_eq!(opened(&world.store, "c", &keyring).await.unwrap(), "c");
    assert!(matches!(opened(&world.store, "c", &ring()).await, Err(SealError::UnknownKey { .. })));
}
