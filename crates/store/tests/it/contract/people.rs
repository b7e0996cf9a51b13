//! Accounts, roles, sessions and tokens.

use hedgerow_model::{Permission, PublishMode, Role};
use hedgerow_store::{NewApiToken, NewSession, NewUser, StoreError};

use super::Database;
use crate::world::{grant, new_user, user, world};

pub(crate) async fn logins_differ_by_more_than_their_case<D: Database>() {
    let world = world::<D>().await;
    let ada = user(&world.store, "ada", &[grant(None, Role::Admin)]).await;
    assert_eq!(world.store.user_by_login("ADA").await.unwrap().unwrap(), ada);
    let mut tx = world.store.write().await.unwrap();
    let error = tx.add_user(&new_user("Ada", &[])).await.unwrap_err();
    assert!(matches!(error, StoreError::Taken { what: "user", .. }), "{error}");
}

pub(crate) async fn an_account_is_edited_only_as_it_was_seen<D: Database>() {
    let world = world::<D>().await;
    let seen = user(&world.store, "ada", &[grant(Some("f"), Role::Editor)]).await;
    let mut tx = world.store.write().await.unwrap();
    let mut wanted = seen.clone();
    wanted.name = "Ada L.".to_owned();
    wanted.grants = vec![grant(None, Role::Viewer), grant(Some("f"), Role::Admin)];
    assert_eq!(tx.update_user(&wanted).await.unwrap(), seen.revision + 1);
    let stale = tx.update_user(&wanted).await.unwrap_err();
    assert!(matches!(stale, StoreError::Moved(_)), "{stale}");
    tx.commit().await.unwrap();
    let now = world.store.user(seen.id).await.unwrap().unwrap();
    assert_eq!((&now.name, &now.grants), (&wanted.name, &wanted.grants));
}

pub(crate) async fn a_role_names_a_fabric_that_there_is_and_goes_with_it<D: Database>() {
    let world = world::<D>().await;
    let mut tx = world.store.write().await.unwrap();
    let error = tx.add_user(&new_user("a", &[grant(Some("nowhere"), Role::Viewer)])).await;
    assert_eq!(error.unwrap_err().to_string(), "fabric `nowhere` does not exist");
    drop(tx);
    let twice = [grant(Some("f"), Role::Viewer), grant(Some("f"), Role::Admin)];
    let mut tx = world.store.write().await.unwrap();
    assert!(matches!(tx.add_user(&new_user("a", &twice)).await, Err(StoreError::Taken { .. })));
    drop(tx);
    let ada = user(&world.store, "ada", &[grant(Some("f"), Role::Admin)]).await;
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.add_fabric("f", PublishMode::Manual, 0, &[], 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.user(ada.id).await.unwrap().unwrap().grants, []);
}

pub(crate) async fn only_active_admins_of_all_fabrics_administer<D: Database>() {
    let world = world::<D>().await;
    let mut ada = user(&world.store, "ada", &[grant(None, Role::Admin)]).await;
    user(&world.store, "bob", &[grant(Some("f"), Role::Admin)]).await;
    user(&world.store, "cem", &[grant(None, Role::Publisher)]).await;
    let mut tx = world.store.write().await.unwrap();
    assert_eq!(tx.count_active_admins().await.unwrap(), 1);
    ada.active = false;
    tx.update_user(&ada).await.unwrap();
    assert_eq!(tx.count_active_admins().await.unwrap(), 0);
}

pub(crate) async fn accounts_are_listed_by_login_in_pages<D: Database>() {
    let world = world::<D>().await;
    assert!(!world.store.any_user().await.unwrap());
    for login in ["dora", "Ada", "cem", "bob"] {
        user(&world.store, login, &[]).await;
    }
    let logins = async |after| {
        let page = world.store.users(after, 2).await.unwrap();
        page.into_iter().map(|user| user.login).collect::<Vec<_>>()
    };
    assert_eq!(logins(None).await, ["Ada", "bob"]);
    assert_eq!(logins(Some("bob")).await, ["cem", "dora"]);
    assert_eq!(logins(Some("dora")).await, [""; 0]);
}

pub(crate) async fn accounts_are_found_by_login_and_name<D: Database>() {
    let world = world::<D>().await;
    for (login, name) in [("bob", "Bob Stone"), ("stone", "Ada"), ("cem", "Cem 100%")] {
        let new = NewUser { name: name.to_owned(), ..new_user(login, &[]) };
        let mut tx = world.store.write().await.unwrap();
        tx.add_user(&new).await.unwrap();
        tx.commit().await.unwrap();
    }
    let logins = async |text, limit| {
        let found = world.store.search_users(text, limit).await.unwrap();
        found.into_iter().map(|user| user.login).collect::<Vec<_>>()
    };
    assert_eq!(logins("STONE", 9).await, ["stone", "bob"]);
    assert_eq!(logins("stone", 1).await, ["stone"]);
    assert_eq!(logins("%", 9).await, ["cem"]);
    assert_eq!(logins("example", 9).await, [""; 0], "an address is not looked at");
}

pub(crate) async fn nothing_shows_a_password<D: Database>() {
    let world = world::<D>().await;
    let ada = user(&world.store, "ada", &[]).await;
    let shown = format!("{ada:?} {:?}", new_user("bob", &[]));
    assert!(!shown.contains("argon2"), "{shown}");
}

fn session(of: hedgerow_model::UserId, secret: u8) -> NewSession {
    NewSession {
        sha256: [secret; 32],
        user_id: of,
        created_at: 1,
        expires_at: 1000,
        origin: Some("192.0.2.1".to_owned()),
        agent: None,
    }
}

pub(crate) async fn a_session_is_found_by_its_digest_until_it_ends<D: Database>() {
    let world = world::<D>().await;
    let ada = user(&world.store, "ada", &[grant(None, Role::Viewer)]).await;
    let bob = user(&world.store, "bob", &[]).await;
    let mut tx = world.store.write().await.unwrap();
    let mut rows = Vec::new();
    for secret in 1..=3 {
        rows.push(tx.add_session(&session(ada.id, secret)).await.unwrap());
    }
    tx.touch_session(rows[0], 500).await.unwrap();
    assert!(!tx.end_session(bob.id, rows[0]).await.unwrap());
    tx.commit().await.unwrap();
    let found = world.store.session(&[1; 32]).await.unwrap().unwrap();
    assert_eq!((found.session.seen_at, found.user.seen_at), (500, Some(500)));
    assert_eq!(found.user.grants, ada.grants);
    assert_eq!(world.store.session(&[9; 32]).await.unwrap(), None);
    let newest = world.store.sessions_of(ada.id, 10, 0, None, 2).await.unwrap();
    assert_eq!(newest.iter().map(|one| one.id).collect::<Vec<_>>(), [rows[2], rows[1]]);
    let idle = world.store.sessions_of(ada.id, 10, 100, None, 9).await.unwrap();
    assert_eq!(idle.iter().map(|one| one.id).collect::<Vec<_>>(), [rows[0]]);
    let mut tx = world.store.write().await.unwrap();
    assert!(tx.end_session_with(&[2; 32]).await.unwrap());
    assert_eq!(tx.end_sessions_of(ada.id, Some(rows[0])).await.unwrap(), 1);
    assert_eq!(tx.end_sessions_before(1000, 0).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(world.store.session(&[1; 32]).await.unwrap(), None);
}

fn token(of: hedgerow_model::UserId, secret: u8, fabrics: Option<&[&str]>) -> NewApiToken {
    NewApiToken {
        user_id: of,
        name: format!("token {secret}"),
        sha256: [secret; 32],
        scopes: vec![Permission::Read, Permission::Edit],
        fabrics: fabrics.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
        created_at: 1,
        expires_at: 1000,
    }
}

pub(crate) async fn a_token_is_found_by_its_digest_until_it_is_revoked<D: Database>() {
    let world = world::<D>().await;
    let ada = user(&world.store, "ada", &[]).await;
    let bob = user(&world.store, "bob", &[]).await;
    let mut tx = world.store.write().await.unwrap();
    let made = tx.add_token(&token(ada.id, 1, None)).await.unwrap();
    let again = tx.add_token(&NewApiToken { sha256: [9; 32], ..token(ada.id, 1, None) }).await;
    assert!(matches!(again, Err(StoreError::Taken { what: "token", .. })));
    tx.touch_token(made.id, 70, Some("192.0.2.9")).await.unwrap();
    assert_eq!(tx.count_tokens(ada.id).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let found = world.store.token(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(found.token.scopes, [Permission::Read, Permission::Edit]);
    assert_eq!((found.token.fabrics, found.token.used_at), (None, Some(70)));
    assert_eq!(found.user.seen_at, Some(70));
    let mut tx = world.store.write().await.unwrap();
    assert_eq!(tx.remove_token(bob.id, made.id).await.unwrap(), None);
    assert_eq!(tx.remove_token(ada.id, made.id).await.unwrap().unwrap().name, "token 1");
    tx.commit().await.unwrap();
    assert_eq!(world.store.token(&[1; 32]).await.unwrap(), None);
}

pub(crate) async fn a_token_for_a_forgotten_fabric_does_not_open_a_new_one_of_that_name<
    D: Database,
>() {
    let world = world::<D>().await;
    let ada = user(&world.store, "ada", &[]).await;
    let mut tx = world.store.write().await.unwrap();
    let unknown = tx.add_token(&token(ada.id, 2, Some(&["f", "nowhere"]))).await.unwrap_err();
    assert_eq!(unknown.to_string(), "fabric `nowhere` does not exist");
    tx.add_token(&token(ada.id, 1, Some(&["f"]))).await.unwrap();
    tx.commit().await.unwrap();
    let fabrics =
        async || world.store.token(&[1; 32]).await.unwrap().unwrap().token.fabrics.unwrap();
    assert_eq!(fabrics().await, ["f"]);
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.add_fabric("f", PublishMode::Manual, 0, &[], 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(fabrics().await, [""; 0]);
}

pub(crate) async fn an_account_takes_its_sessions_and_tokens_along<D: Database>() {
    let world = world::<D>().await;
    let ada = user(&world.store, "ada", &[grant(None, Role::Admin)]).await;
    let mut tx = world.store.write().await.unwrap();
    tx.add_session(&session(ada.id, 1)).await.unwrap();
    tx.add_token(&token(ada.id, 1, None)).await.unwrap();
    assert!(tx.remove_user(ada.id).await.unwrap());
    assert!(!tx.remove_user(ada.id).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(world.store.session(&[1; 32]).await.unwrap(), None);
    assert_eq!(world.store.token(&[1; 32]).await.unwrap(), None);
}
