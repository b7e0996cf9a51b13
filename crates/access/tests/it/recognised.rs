use hedgerow_access::{
    AccessError, AccountPatch, Brought, LoggedIn, SESSION_IDLE, SESSION_LONGEST, Secret,
};
use hedgerow_model::{Actor, Role};

use crate::support::{HOUR, PASSWORD, World, visit};

/// What a browser brings along that has a session.
fn before(session: &Secret) -> Brought {
    Brought { session: Some(session.clone()), device: None }
}

/// What a browser brings along that somebody came in with before.
fn known(device: &Option<Secret>) -> Brought {
    Brought { session: None, device: device.clone() }
}

#[tokio::test]
async fn a_guesser_at_the_same_address_does_not_make_a_known_browser_wait() {
    let (world, root) = World::with_root().await;
    world.person("ada", &[]).await;
    world.person("bob", &[]).await;
    let (ada, bob) = (world.log_in("ada").await, world.log_in("bob").await);
    let wrong = Secret::from_text("not the password");
    let try_with = async |password: &Secret, brought: Brought| -> Result<LoggedIn, AccessError> {
        world.people.log_in(&visit(), "ada", password, &brought).await
    };
    let guess = async || loop {
        let refused = try_with(&wrong, Brought::default()).await.unwrap_err();
        if matches!(refused, AccessError::Limited { .. }) {
            return;
        }
    };
    let waits = async |password: &str, brought: Brought| {
        let tried = try_with(&Secret::from_text(password), brought).await;
        matches!(tried, Err(AccessError::Limited { .. }))
    };
    guess().await;
    assert!(waits(PASSWORD, Brought::default()).await, "a browser that is not known");
    assert!(waits(PASSWORD, known(&bob.device)).await, "somebody else's browser");
    assert!(!waits(PASSWORD, known(&ada.device)).await);

    // A new password makes all of them unknown but the one it was changed with.
    let (old, new) = (Secret::from_text(PASSWORD), Secret::from_text("another good sentence"));
    let own = try_with(&old, known(&ada.device)).await.unwrap();
    let here = world.people.change_password(&own.principal, &visit(), &old, &new).await.unwrap();
    guess().await;
    assert!(waits(new.reveal(), known(&ada.device)).await);
    assert!(!waits(new.reveal(), known(&here)).await);

    // So does the end of all sessions.
    for active in [false, true] {
        let patch = AccountPatch { active: Some(active), ..Default::default() };
        world.people.update_account(&root.principal.actor, "ada", patch, None).await.unwrap();
    }
    guess().await;
    assert!(waits(new.reveal(), known(&here)).await);

    // Who has stolen such a cookie guesses no faster with it.
    world.wait(900_000);
    let stolen = known(&try_with(&new, Brought::default()).await.unwrap().device);
    let mut tries = 0;
    while !waits(wrong.reveal(), stolen.clone()).await {
        tries += 1;
    }
    assert!(tries < 10, "{tries}");
}

#[tokio::test]
async fn each_log_in_is_a_session_of_its_own_and_ends_the_one_before_it_in_the_browser() {
    let (world, root) = World::with_root().await;
    let password = Secret::from_text(PASSWORD);
    let next =
        world.people.log_in(&visit(), "ROOT ", &password, &before(&root.secret)).await.unwrap();
    assert_ne!(next.secret.reveal(), root.secret.reveal());
    assert!(world.again(&root.secret).await.is_none());
    assert!(world.again(&next.secret).await.is_some());
    // A secret that somebody planted is none afterwards either.
    let planted = Secret::from_text("planted");
    let third = world.people.log_in(&visit(), "root", &password, &before(&planted)).await.unwrap();
    assert!(world.again(&planted).await.is_none());
    assert_ne!(third.secret.reveal(), "planted");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used() {
    let (world, root) = World::with_root().await;
    world.wait(SESSION_IDLE - 1);
    let seen = world.used(&root.secret).await;
    world.wait(SESSION_IDLE - 1);
    assert!(world.people.again(&seen).await.unwrap().is_some());
    world.wait(1);
    assert!(world.people.again(&seen).await.unwrap().is_none());
    assert!(world.again(&root.secret).await.is_none());
}

#[tokio::test]
async fn a_session_ends_after_a_week_however_much_it_is_used() {
    let (world, root) = World::with_root().await;
    let mut passed = 0;
    while passed + 6 * HOUR < SESSION_LONGEST {
        world.wait(6 * HOUR);
        passed += 6 * HOUR;
        world.used(&root.secret).await;
    }
    world.wait(SESSION_LONGEST - passed);
    assert!(world.again(&root.secret).await.is_none());
}

#[tokio::test]
async fn what_was_wrong_is_not_told_and_too_many_tries_wait() {
    let (world, _) = World::with_root().await;
    let mut said = Vec::new();
    let mut address = 0_u8;
    let mut refusal = async |login: &str| {
        address += 1;
        let mut visit = visit();
        visit.address = Some([192, 0, 2, address].into());
        let wrong = Secret::from_text("wrong password");
        world
            .people
            .log_in(&visit, login, &wrong, &Brought::default())
            .await
            .unwrap_err()
            .to_string()
    };
    for login in ["root", "nobody", "no such login at all", ""] {
        said.push(refusal(login).await);
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    let wrong = Secret::from_text("wrong password");
    let mut tries = 0;
    while !matches!(
        world.people.log_in(&visit(), "root", &wrong, &Brought::default()).await.unwrap_err(),
        AccessError::Limited { .. }
    ) {
        tries += 1;
    }
    assert!((3..10).contains(&tries), "{tries}");
    let right = Secret::from_text(PASSWORD);
    let early =
        world.people.log_in(&visit(), "root", &right, &Brought::default()).await.unwrap_err();
    assert!(matches!(early, AccessError::Limited { seconds: 1..=900 }), "{early}");
    world.wait(900_000);
    assert!(world.people.log_in(&visit(), "root", &right, &Brought::default()).await.is_ok());
    let audit = world.audit().await.join("\n");
    assert!(audit.contains("login refused by anonymous | user root | wrong password"), "{audit}");
    assert!(audit.contains("login refused by anonymous |  | unknown login"), "{audit}");
    assert!(
        !audit.contains("no such login"),
        "people type passwords into the wrong field: {audit}"
    );
    assert_eq!(audit.matches("too many attempts").count(), 1, "{audit}");
}

#[tokio::test]
async fn whoever_is_deactivated_is_out_at_once_and_stays_out() {
    let (world, root) = World::with_root().await;
    world.person("ada", &[Role::Editor]).await;
    let ada = world.log_in("ada").await;
    let mut watch = world.people.watch();
    watch.mark_unchanged();
    let patch = hedgerow_access::AccountPatch { active: Some(false), ..Default::default() };
    world.people.update_account(&root.principal.actor, "ada", patch, None).await.unwrap();
    assert!(watch.has_changed().unwrap());
    assert!(world.people.again(&ada.principal).await.unwrap().is_none());
    let password = Secret::from_text(PASSWORD);
    let refused =
        world.people.log_in(&visit(), "ada", &password, &Brought::default()).await.unwrap_err();
    assert!(matches!(refused, AccessError::Denied(_)), "{refused}");
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_the_old_one_is_of_no_use() {
    let (world, root) = World::with_root().await;
    let elsewhere = world.log_in("root").await;
    let (old, new) = (Secret::from_text(PASSWORD), Secret::from_text("another good sentence"));
    let wrong = Secret::from_text("wrong password");
    let people = &world.people;
    let refused =
        people.change_password(&root.principal, &visit(), &wrong, &new).await.unwrap_err();
    assert!(matches!(refused, AccessError::Denied(_)), "{refused}");
    let weak = Secret::from_text("root@example.org");
    let refused = people.change_password(&root.principal, &visit(), &old, &weak).await.unwrap_err();
    assert!(matches!(refused, AccessError::Invalid(_)), "{refused}");
    people.change_password(&root.principal, &visit(), &old, &new).await.unwrap();
    assert!(world.again(&root.secret).await.is_some());
    assert!(world.again(&elsewhere.secret).await.is_none());
    assert!(people.log_in(&visit(), "root", &old, &Brought::default()).await.is_err());
    assert!(people.log_in(&visit(), "root", &new, &Brought::default()).await.is_ok());
}

#[tokio::test]
async fn one_ends_ones_own_sessions_and_nobody_elses() {
    let (world, root) = World::with_root().await;
    world.person("ada", &[]).await;
    let ada = world.log_in("ada").await;
    let own = ada.principal.session.as_ref().unwrap().id;
    let refused = world.people.end_session(&root.principal, own).await.unwrap_err();
    assert!(matches!(refused, AccessError::NotFound { .. }), "{refused}");
    world.people.end_session(&ada.principal, own).await.unwrap();
    assert!(world.again(&ada.secret).await.is_none());
    assert!(world.people.sessions(&ada.principal, None, 10).await.unwrap().is_empty());
    world.people.log_out(&root.principal).await.unwrap();
    assert!(world.again(&root.secret).await.is_none());
}

#[tokio::test]
async fn refusals_are_written_down_once_a_minute_with_their_count() {
    let (world, _) = World::with_root().await;
    let actor = Actor { login: "ada".to_owned(), ..Actor::anonymous() };
    for _ in 0..5 {
        world.people.refused(&actor, "publishChange", Some("env"), Some("change c")).await.unwrap();
    }
    world.wait(60_000);
    world.people.refused(&actor, "publishChange", Some("env"), Some("change c")).await.unwrap();
    let audit = world.audit().await;
    let refused: Vec<_> = audit.iter().filter(|line| line.starts_with("access.refuse")).collect();
    assert_eq!(refused.len(), 2, "{audit:?}");
    assert!(refused[1].ends_with("publishChange, 5 times since the last entry"), "{refused:?}");
}
