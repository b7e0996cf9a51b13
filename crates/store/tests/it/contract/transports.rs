//! A repository's own way to its remote, and its sealed secrets.

use hedgerow_model::RepositoryId;
use hedgerow_seal::{ExposeSecret as _, Keyring, SealingKey, SecretString};
use hedgerow_store::{NextSecret, Store, TransportFields};

use super::Database;
use crate::world::{ring, world};

async fn added(store: &Store, name: &str) -> RepositoryId {
    let mut tx = store.write().await.unwrap();
    let id = tx.add_repository(name, name, name, "main", None, 1).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn set(
    store: &Store,
    id: RepositoryId,
    fields: &TransportFields,
    secrets: [NextSecret; 2],
    keyring: &Keyring,
) {
    let mut tx = store.write().await.unwrap();
    let [key, password] = &secrets;
    tx.set_transport(id, fields, key, password, keyring).await.unwrap();
    tx.commit().await.unwrap();
}

fn fields() -> TransportFields {
    TransportFields {
        authorities: Some("authorities".to_owned()),
        certificate: Some("certificate".to_owned()),
        proxy: Some("http://bot@proxy.example:3128".to_owned()),
        no_proxy: "example.org".to_owned(),
    }
}

fn is(text: &str) -> NextSecret {
    NextSecret::Is(SecretString::from(text))
}

pub(crate) async fn a_way_is_kept_with_its_repository_and_goes_with_it<D: Database>() {
    let world = world::<D>().await;
    let (store, keyring) = (&world.store, ring());
    let id = added(store, "way").await;
    assert_eq!(store.transport(id).await.unwrap(), None);
    set(store, id, &fields(), [is("the key"), is("the password")], &keyring).await;
    let open = async |id| {
        let kept = store.transport(id).await.unwrap().unwrap();
        let key = kept.open_key(&keyring).unwrap();
        let password = kept.open_password(&keyring).unwrap();
        let shown = |secret: Option<SecretString>| secret.map(|it| it.expose_secret().to_owned());
        assert!(!format!("{kept:?}").contains("the key"));
        (kept.fields, shown(key), shown(password))
    };
    let (key, password) = (Some("the key".to_owned()), Some("the password".to_owned()));
    assert_eq!(open(id).await, (fields(), key.clone(), password));
    let other = TransportFields { no_proxy: String::new(), ..fields() };
    set(store, id, &other, [NextSecret::Stays, NextSecret::Goes], &keyring).await;
    assert_eq!(open(id).await, (other, key, None));
    assert_eq!(store.transports().await.unwrap().len(), 1);
    set(store, id, &TransportFields::default(), [NextSecret::Goes, NextSecret::Stays], &keyring)
        .await;
    assert_eq!(store.transports().await.unwrap(), []);

    set(store, id, &fields(), [is("the key"), NextSecret::Stays], &keyring).await;
    let mut tx = store.write().await.unwrap();
    assert!(tx.remove_repository(id, None).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.transports().await.unwrap(), []);
}

pub(crate) async fn its_secrets_open_with_the_sealing_key_that_is_in_use<D: Database>() {
    let world = world::<D>().await;
    let key = |text: &str| SealingKey::parse(format!("{text:0<40} for a test").as_bytes()).unwrap();
    let before = Keyring::new(key("one"), Vec::new());
    let both = Keyring::new(key("two"), vec![key("one")]);
    let after = Keyring::new(key("two"), Vec::new());
    let id = added(&world.store, "way").await;
    set(&world.store, id, &fields(), [is("the key"), is("the password")], &before).await;
    let done = world.store.rewrap(&both, 3).await.unwrap();
    assert_eq!((done.transports, done.problems.len()), (2, 0));
    assert_eq!(world.store.rewrap(&both, 4).await.unwrap().transports, 0);
    let kept = world.store.transport(id).await.unwrap().unwrap();
    assert_eq!(kept.open_key(&after).unwrap().unwrap().expose_secret(), "the key");
    assert_eq!(kept.open_password(&after).unwrap().unwrap().expose_secret(), "the password");
    assert!(kept.open_key(&before).is_err());
    let done = world.store.rewrap(&ring(), 5).await.unwrap();
    let names: Vec<_> = done.problems.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["the client key of repository `way`", "the proxy password of repository `way`"]
    );
}
