use hedgerow_access::{AccessError, AccountPatch, Brought, Grant, Secret};
use hedgerow_model::{Actor, Role};

use crate::support::{World, visit};

fn demoted() -> AccountPatch {
    AccountPatch {
        grants: Some(vec![Grant { fabric: None, role: Role::Viewer }]),
        ..AccountPatch::default()
    }
}

#[tokio::test]
async fn the_last_administrator_can_be_neither_removed_nor_demoted_nor_deactivated() {
    let (world, root) = World::with_root().await;
    let actor = &root.principal.actor;
    let inactive = AccountPatch { active: Some(false), ..AccountPatch::default() };
    let refusals = [
        world.people.delete_account(actor, "root", None).await.unwrap_err(),
        world.people.update_account(actor, "root", demoted(), None).await.unwrap_err(),
        world.people.update_account(actor, "root", inactive.clone(), None).await.unwrap_err(),
    ];
    for refusal in refusals {
        assert!(
            matches!(&refusal, AccessError::Refused(said) if said.contains("last active admin"))
        );
    }
    let root_now = world.people.account("root").await.unwrap();
    assert!(root_now.active && root_now.grants == [Grant { fabric: None, role: Role::Admin }]);
    // An admin who is not active does not count.
    world.person("ada", &[Role::Admin]).await;
    world.people.update_account(actor, "ada", inactive, None).await.unwrap();
    assert!(world.people.delete_account(actor, "root", None).await.is_err());
    let active = AccountPatch { active: Some(true), ..AccountPatch::default() };
    world.people.update_account(actor, "ada", active, None).await.unwrap();
    world.people.delete_account(actor, "root", None).await.unwrap();
    assert!(world.again(&root.secret).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_demote_each_other_at_once_one_stays() {
    let (world, _) = World::with_root().await;
    world.person("ada", &[Role::Admin]).await;
    for _ in 0..5 {
        let demote = |login: &'static str| {
            let people = world.people.clone();
            tokio::spawn(async move {
                people.update_account(&Actor::administrator(), login, demoted(), None).await.is_ok()
            })
        };
        let (one, other) = tokio::join!(demote("root"), demote("ada"));
        assert!(one.unwrap() ^ other.unwrap());
        for login in ["root", "ada"] {
            let grants = Some(vec![Grant { fabric: None, role: Role::Admin }]);
            let patch = AccountPatch { grants, ..AccountPatch::default() };
            let actor = Actor::administrator();
            world.people.update_account(&actor, login, patch, None).await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_account_is_changed_as_it_was_looked_at_or_not_at_all() {
    let (world, root) = World::with_root().await;
    let actor = &root.principal.actor;
    let looked_at = world.person("ada", &[]).await.revision;
    let named =
        |name: &str| AccountPatch { name: Some(name.to_owned()), ..AccountPatch::default() };
    let first =
        world.people.update_account(actor, "ada", named("One"), Some(looked_at)).await.unwrap();
    assert_eq!(world.people.account("ada").await.unwrap(), first);
    let second = world.people.update_account(actor, "ada", named("Two"), Some(looked_at)).await;
    assert!(matches!(second.unwrap_err(), AccessError::Moved(_)));
    let removed = world.people.delete_account(actor, "ada", Some(looked_at)).await;
    assert!(matches!(removed.unwrap_err(), AccessError::Moved(_)));
    // The same again is no change.
    let same = world.people.update_account(actor, "ada", named("One"), None).await.unwrap();
    assert_eq!(same.revision, first.revision);
    // Neither is being seen.
    world.log_in("ada").await;
    assert_eq!(world.people.account("ada").await.unwrap().revision, first.revision);
}

#[tokio::test]
async fn logins_are_taken_in_whatever_case_and_roles_name_fabrics_that_exist() {
    let (world, _) = World::with_root().await;
    let new = |login: &str, fabric: Option<&str>| hedgerow_access::NewAccount {
        login: login.to_owned(),
        name: "Ada".to_owned(),
        email: "ada@example.org".to_owned(),
        password: Secret::from_text("correct horse battery"),
        active: true,
        grants: vec![Grant { fabric: fabric.map(str::to_owned), role: Role::Viewer }],
    };
    let actor = Actor::administrator();
    let taken = world.people.create_account(&actor, new("ROOT", None)).await.unwrap_err();
    assert!(matches!(&taken, AccessError::Refused(said) if said.contains("root")), "{taken}");
    let unknown = world.people.create_account(&actor, new("ada", Some("none"))).await.unwrap_err();
    assert!(matches!(&unknown, AccessError::Invalid(said) if said.contains("none")), "{unknown}");
    assert!(world.people.account("ada").await.is_err());
    let mut twice = new("ada", None);
    twice.grants.push(Grant { fabric: None, role: Role::Admin });
    let twice = world.people.create_account(&actor, twice).await.unwrap_err();
    assert!(matches!(twice, AccessError::Invalid(_)), "{twice}");
}

#[tokio::test]
async fn what_was_done_to_an_account_is_told_without_its_password() {
    let (world, root) = World::with_root().await;
    world.person("ada", &[Role::Viewer]).await;
    let patch = AccountPatch {
        name: Some("Ada Lovelace".to_owned()),
        password: Some(Secret::from_text("another good sentence")),
        ..AccountPatch::default()
    };
    world.people.update_account(&root.principal.actor, "ada", patch, None).await.unwrap();
    world.people.delete_account(&root.principal.actor, "ada", None).await.unwrap();
    let lines = world.audit().await;
    for expected in [
        "setup done by root | user root | ",
        "user.create done by administrator | user ada | ",
        "user.update done by root | user ada | ",
        "password.change done by root | user ada | set by an administrator",
        "user.delete done by root | user ada | ",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected} in {lines:?}");
    }
    let filter = hedgerow_store::AuditFilter::default();
    let entries = world.store.audit_page(&filter, None, 100).await.unwrap();
    let all = format!("{entries:?}");
    assert!(all.contains("Ada Lovelace") && !all.contains("argon2") && !all.contains("sentence"));
    assert!(world.store.verify_audit().await.unwrap().ok());
    let made = entries.iter().find(|entry| entry.action == "setup").unwrap();
    assert_eq!(made.from, visit().from());
}

#[tokio::test]
async fn an_address_in_commits_is_one_persons_and_an_administrator_changes_it() {
    let (world, root) = World::with_root().await;
    world.person("ada", &[Role::Editor]).await;
    world.person("ben", &[Role::Editor]).await;
    let ada = world.log_in("ada").await.principal;
    let own = world.people.update_own(&ada, None, Some("new@example.org")).await.unwrap_err();
    assert!(matches!(&own, AccessError::Refused(said) if said.contains("only an administrator")));
    // Names are freely shown.
    world.people.update_own(&ada, Some("The ben"), None).await.unwrap();
    let to = |email: &str| AccountPatch { email: Some(email.into()), ..AccountPatch::default() };
    let actor = &root.principal.actor;
    for taken in ["ben@example.org", "BEN@Example.org"] {
        let refused = world.people.update_account(actor, "ada", to(taken), None).await.unwrap_err();
        assert!(matches!(&refused, AccessError::Refused(said) if said.contains("another account")));
        let root = world.people.update_own(&root.principal, None, Some(taken)).await.unwrap_err();
        assert!(matches!(&root, AccessError::Refused(said) if said.contains("another account")));
    }
    world.people.update_account(actor, "ada", to("Ada@example.org"), None).await.unwrap();
    world.people.update_account(actor, "ada", to("ada@lab.example"), None).await.unwrap();
    world.people.update_own(&root.principal, None, Some("root@lab.example")).await.unwrap();
}

#[tokio::test]
async fn whoever_came_in_from_an_address_before_does_not_wait_for_those_who_guess_there() {
    let (world, _) = World::with_root().await;
    for login in ["ada", "ben"] {
        world.person(login, &[Role::Editor]).await;
    }
    world.log_in("ada").await;
    let wrong = Secret::from_text("wrong password");
    for number in 0..40 {
        let login = format!("nobody-{number}");
        assert!(world.people.log_in(&visit(), &login, &wrong, &Brought::default()).await.is_err());
    }
    let password = Secret::from_text(crate::support::PASSWORD);
    let ben =
        world.people.log_in(&visit(), "ben", &password, &Brought::default()).await.unwrap_err();
    assert!(matches!(ben, AccessError::Limited { seconds: 1..=5 }), "{ben}");
    world.log_in("ada").await;
    world.wait(5_000);
    world.log_in("ben").await;
}
