//! Filters of lists that were saved under a name.

use std::collections::BTreeMap;

use hedgerow_model::{FilterPage, PublishMode, UserId};
use hedgerow_store::{NewSavedFilter, NewUser, SavedOf, Store, StoreError};

use super::Database;

async fn person(store: &Store, login: &str) -> UserId {
    let mut tx = store.write().await.unwrap();
    let new = NewUser {
        login: login.to_owned(),
        name: login.to_owned(),
        email: format!("{login}@example.org"),
        password: String::new(),
        active: true,
        grants: Vec::new(),
        created_at: 1,
    };
    let id = tx.add_user(&new).await.unwrap().id;
    tx.commit().await.unwrap();
    id
}

fn new(user: Option<UserId>, name: &str) -> NewSavedFilter {
    NewSavedFilter {
        user,
        page: FilterPage::Changes,
        fabric: None,
        name: name.to_owned(),
        query: BTreeMap::from([("q".to_owned(), "text".to_owned())]),
        saved_by: "Ada".to_owned(),
    }
}

pub(crate) async fn a_name_is_used_once_by_each_and_once_for_all<D: Database>() {
    let database = D::fresh().await;
    let store = database.open().await;
    let (ada, bob) = (person(&store, "ada").await, person(&store, "bob").await);
    let mut tx = store.write().await.unwrap();
    for user in [Some(ada), Some(bob), None] {
        tx.add_saved_filter(&new(user, "mine"), 1).await.unwrap();
    }
    let other = tx.add_saved_filter(&new(Some(ada), "other"), 1).await.unwrap();
    tx.commit().await.unwrap();
    for user in [Some(ada), None] {
        let mut tx = store.write().await.unwrap();
        let again = tx.add_saved_filter(&new(user, "mine"), 1).await;
        assert!(matches!(again, Err(StoreError::Taken { .. })), "{again:?}");
    }
    let mut tx = store.write().await.unwrap();
    let renamed = tx.set_saved_filter(other, &new(Some(ada), "mine"), 2).await;
    assert!(matches!(renamed, Err(StoreError::Taken { .. })), "{renamed:?}");
}

pub(crate) async fn one_has_ones_own_and_the_shared_ones_in_pages<D: Database>() {
    let database = D::fresh().await;
    let store = database.open().await;
    let (ada, bob) = (person(&store, "ada").await, person(&store, "bob").await);
    let mut tx = store.write().await.unwrap();
    let mut ids = Vec::new();
    for (user, name) in [(Some(ada), "a"), (Some(bob), "b"), (None, "c"), (Some(ada), "d")] {
        ids.push(tx.add_saved_filter(&new(user, name), 1).await.unwrap());
    }
    tx.set_saved_filter(ids[3], &new(None, "d"), 5).await.unwrap();
    tx.commit().await.unwrap();
    let names = async |user, after, limit| {
        let found = store.saved_filters(user, SavedOf::default(), after, limit).await.unwrap();
        found.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Some(ada), None, 9).await, ["a", "c", "d"]);
    assert_eq!(names(Some(bob), Some(ids[1]), 1).await, ["c"]);
    assert_eq!(names(None, None, 9).await, ["c", "d"]);
    let shared = store.saved_filter(ids[3]).await.unwrap().unwrap();
    assert_eq!((shared.user, shared.revision, shared.saved_at), (None, 2, 5));
    assert_eq!(store.count_saved_filters(Some(ada), None).await.unwrap(), 1);
    assert_eq!(store.count_saved_filters(None, None).await.unwrap(), 2);
    let mut tx = store.write().await.unwrap();
    tx.remove_saved_filter(ids[0]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.saved_filter(ids[0]).await.unwrap(), None);
}

pub(crate) async fn they_go_with_their_person_and_with_their_fabric<D: Database>() {
    let database = D::fresh().await;
    let store = database.open().await;
    let ada = person(&store, "ada").await;
    let mut tx = store.write().await.unwrap();
    let fabric = tx.add_fabric("f", PublishMode::Manual, 0, &[], 1).await.unwrap();
    let of_fabric =
        |user, page, name| NewSavedFilter { page, fabric: Some(fabric), ..new(user, name) };
    for filter in [
        of_fabric(Some(ada), FilterPage::Resources, "own"),
        of_fabric(None, FilterPage::Rules, "ours"),
        new(Some(ada), "own"),
        new(None, "ours"),
    ] {
        tx.add_saved_filter(&filter, 1).await.unwrap();
    }
    tx.commit().await.unwrap();
    let count = async |page, fabric| {
        let found =
            store.saved_filters(Some(ada), SavedOf { page, fabric }, None, 9).await.unwrap();
        found.len()
    };
    assert_eq!(count(None, None).await, 4);
    assert_eq!(count(None, Some(fabric)).await, 2);
    assert_eq!(count(Some(FilterPage::Rules), Some(fabric)).await, 1);
    assert_eq!(count(Some(FilterPage::Changes), None).await, 2);
    for (user, of) in
        [(Some(ada), None), (None, None), (Some(ada), Some(fabric)), (None, Some(fabric))]
    {
        assert_eq!(store.count_saved_filters(user, of).await.unwrap(), 1, "{user:?} {of:?}");
    }
    let mut tx = store.write().await.unwrap();
    tx.remove_fabric(fabric, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(None, None).await, 2);
    // the fabric was found, and is gone when the filter is written
    let mut tx = store.write().await.unwrap();
    let late = tx.add_saved_filter(&of_fabric(Some(ada), FilterPage::Resources, "late"), 1).await;
    assert!(matches!(late, Err(StoreError::Moved(_))), "{late:?}");
    drop(tx);
    let mut tx = store.write().await.unwrap();
    assert!(tx.remove_user(ada).await.unwrap());
    tx.commit().await.unwrap();
    let left = store.saved_filters(Some(ada), SavedOf::default(), None, 9).await.unwrap();
    assert_eq!(
        left.iter().map(|one| (one.user, one.name.as_str())).collect::<Vec<_>>(),
        [(None, "ours")]
    );
}
