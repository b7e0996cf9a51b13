//! Credentials and their sealed secrets.

use hedgerow_model::{CredentialKind, CredentialState};
use hedgerow_seal::{ExposeSecret as _, Keyring, SealError, SealingKey, SecretString};
use hedgerow_store::{CredentialFields, NewCredential, Rewrapped, Store, StoreError};

use super::Database;
use super::clusters::new as new_cluster;
use crate::world::{ring, world};

pub(crate) async fn stored(store: &Store, name: &str, secret: &str, keyring: &Keyring) {
    let new = NewCredential {
        name: name.to_owned(),
        kind: CredentialKind::Token,
        fields: CredentialFields { user: Some("bot".to_owned()), ..CredentialFields::default() },
        created_by: "ada".to_owned(),
    };
    let mut tx = store.write().await.unwrap();
    tx.add_credential(&new, &SecretString::from(secret), keyring, 1).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn opened(
    store: &Store,
    name: &str,
    keyring: &Keyring,
) -> Result<String, SealError> {
    let credential = store.credential(name).await.unwrap().unwrap();
    credential.open(keyring).map(|secret| secret.expose_secret().to_owned())
}

pub(crate) async fn a_credential_is_edited_only_as_it_was_seen<D: Database>() {
    let world = world::<D>().await;
    let keyring = ring();
    stored(&world.store, "git", "one", &keyring).await;
    let mut tx = world.store.write().await.unwrap();
    let fields = CredentialFields { host: Some("git.example.org".into()), ..Default::default() };
    assert_eq!(tx.update_credential("git", Some(1), &fields).await.unwrap(), 2);
    let stale = tx.update_credential("git", Some(1), &fields).await;
    assert!(matches!(stale, Err(StoreError::Moved(_))));
    assert!(tx.set_credential_state("git", CredentialState::Works, None, 5).await.unwrap());
    assert!(!tx.set_credential_state("git", CredentialState::Works, None, 6).await.unwrap());
    let secret = SecretString::from("two");
    assert_eq!(tx.rotate_credential("git", Some(2), &secret, &keyring, 7).await.unwrap(), 3);
    assert!(matches!(tx.remove_credential("git", Some(2)).await, Err(StoreError::Moved(_))));
    tx.commit().await.unwrap();
    let credential = world.store.credential("git").await.unwrap().unwrap();
    assert_eq!((credential.state, credential.rotated_at), (CredentialState::Untested, Some(7)));
    assert_eq!((credential.fields, credential.checked_at), (fields, None));
    assert_eq!(opened(&world.store, "git", &keyring).await.unwrap(), "two");
}

pub(crate) async fn the_next_secret_waits_beside_the_one_in_use<D: Database>() {
    let world = world::<D>().await;
    let keyring = ring();
    stored(&world.store, "git", "old", &keyring).await;
    let mut tx = world.store.write().await.unwrap();
    assert!(!tx.take_pending("git", 2).await.unwrap());
    tx.set_pending("git", Some(&SecretString::from("new")), &keyring).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(opened(&world.store, "git", &keyring).await.unwrap(), "old");
    let waiting = world.store.credential("git").await.unwrap().unwrap();
    assert!(waiting.has_pending());
    assert_eq!(waiting.open_pending(&keyring).unwrap().unwrap().expose_secret(), "new");
    let mut tx = world.store.write().await.unwrap();
    assert!(tx.take_pending("git", 3).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(opened(&world.store, "git", &keyring).await.unwrap(), "new");
    assert!(!world.store.credential("git").await.unwrap().unwrap().has_pending());
}

pub(crate) async fn after_the_sealing_key_was_exchanged_everything_opens_with_the_new_one_alone<
    D: Database,
>() {
    let world = world::<D>().await;
    let key = |text: &str| SealingKey::parse(format!("{text:0<40} for a test").as_bytes()).unwrap();
    let before = Keyring::new(key("one"), Vec::new());
    let both = Keyring::new(key("two"), vec![key("one")]);
    let after = Keyring::new(key("two"), Vec::new());
    world.store.unlock(&before, 1).await.unwrap();
    stored(&world.store, "git", "secret", &before).await;
    let mut tx = world.store.write().await.unwrap();
    tx.set_pending("git", Some(&SecretString::from("next")), &before).await.unwrap();
    let cluster = new_cluster("lab");
    let cluster = tx.add_cluster(&cluster, &"way".to_owned().into(), &before, 1).await.unwrap();
    tx.commit().await.unwrap();
    stored(&world.store, "lost", "secret", &ring()).await;
    world.store.unlock(&both, 2).await.unwrap();
    let done = world.store.rewrap(&both, 3).await.unwrap();
    assert_eq!((done.credentials, done.clusters, done.audit_keys), (2, 1, 1));
    assert!(
        matches!(&done.problems[..], [(name, SealError::UnknownKey { .. })] if name == "credential `lost`")
    );
    let again = world.store.rewrap(&both, 4).await.unwrap();
    assert_eq!(Rewrapped { problems: Vec::new(), ..again }, Rewrapped::default());
    assert_eq!(opened(&world.store, "git", &after).await.unwrap(), "secret");
    assert!(opened(&world.store, "git", &before).await.is_err());
    assert!(world.store.open_cluster(cluster, &after).await.unwrap().unwrap().is_ok());
    world.store.unlock(&after, 5).await.unwrap();
    assert!(world.store.verify_audit().await.unwrap().ok());
    let newest = world.store.audit_page(&Default::default(), None, 1).await.unwrap();
    assert_eq!(newest[0].action, "credential.rewrap");
}
