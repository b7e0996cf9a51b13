use std::collections::BTreeSet;

use hedgerow_access::{AccessError, NewToken, Permissions};
use hedgerow_model::{ActorKind, Permission, Role};

use crate::support::{HOUR, World, visit};

fn new(name: &str, scopes: &[Permission], days: u32) -> NewToken {
    NewToken {
        name: name.to_owned(),
        scopes: scopes.iter().copied().collect(),
        fabrics: None,
        days,
    }
}

#[tokio::test]
async fn a_token_is_its_owner_within_its_scopes_until_its_last_day() {
    let (world, root) = World::with_root().await;
    let people = &world.people;
    let wanted = new("ci", &[Permission::Edit], 1);
    let (info, secret) = people.create_token(&root.principal, wanted).await.unwrap();
    assert!(secret.reveal().starts_with("hgr_"));
    let scopes: Permissions = [Permission::Read, Permission::Edit].into_iter().collect();
    assert_eq!(info.scopes, scopes, "seeing is always among them");
    let token = people.by_token(secret.reveal(), &visit()).await.unwrap();
    assert_eq!(token.actor.kind, ActorKind::Token);
    assert_eq!((token.actor.login.as_str(), token.actor.token.as_deref()), ("root", Some("ci")));
    assert!(token.access.allows(Permission::Edit, "any") && !token.access.administers());
    assert!(people.again(&token).await.unwrap().is_some());
    world.wait(24 * HOUR);
    let refused = people.by_token(secret.reveal(), &visit()).await.unwrap_err();
    assert!(matches!(&refused, AccessError::Denied(said) if said.contains("expired")), "{refused}");
    assert!(people.again(&token).await.unwrap().is_none());
}

#[tokio::test]
async fn what_its_owner_loses_the_token_loses() {
    let (world, root) = World::with_root().await;
    world.person("ada", &[Role::Publisher]).await;
    let ada = world.log_in("ada").await;
    let wanted = new("ci", &[Permission::Publish], 90);
    let (_, secret) = world.people.create_token(&ada.principal, wanted).await.unwrap();
    let token = world.people.by_token(secret.reveal(), &visit()).await.unwrap();
    assert!(token.access.allows(Permission::Publish, "any"));
    let patch = hedgerow_access::AccountPatch { grants: Some(vec![]), ..Default::default() };
    world.people.update_account(&root.principal.actor, "ada", patch, None).await.unwrap();
    let token = world.people.by_token(secret.reveal(), &visit()).await.unwrap();
    assert!(!token.access.sees("any"));
    world.people.delete_account(&root.principal.actor, "ada", None).await.unwrap();
    assert!(world.people.by_token(secret.reveal(), &visit()).await.is_err());
}

#[tokio::test]
async fn who_is_given_a_password_or_deactivated_has_no_tokens_any_more() {
    let (world, root) = World::with_root().await;
    let password = Some(hedgerow_access::Secret::from_text("four quiet green fields"));
    let reset = hedgerow_access::AccountPatch { password, ..Default::default() };
    let inactive = hedgerow_access::AccountPatch { active: Some(false), ..Default::default() };
    for (login, patch) in [("ada", reset), ("bob", inactive)] {
        world.person(login, &[Role::Publisher]).await;
        let person = world.log_in(login).await;
        let wanted = new("ci", &[Permission::Publish], 90);
        let (_, secret) = world.people.create_token(&person.principal, wanted).await.unwrap();
        world.people.update_account(&root.principal.actor, login, patch, None).await.unwrap();
        let active = hedgerow_access::AccountPatch { active: Some(true), ..Default::default() };
        world.people.update_account(&root.principal.actor, login, active, None).await.unwrap();
        assert!(world.people.by_token(secret.reveal(), &visit()).await.is_err());
        let expected = format!("token.revoke done by root | user {login} | all of them: 1");
        let lines = world.audit().await;
        assert!(lines.contains(&expected), "{expected} in {lines:?}");
    }
}

#[tokio::test]
async fn one_revokes_ones_own_tokens_and_nobody_elses() {
    let (world, root) = World::with_root().await;
    world.person("ada", &[]).await;
    let ada = world.log_in("ada").await;
    let wanted = new("ci", &[Permission::Read], 90);
    let (info, secret) = world.people.create_token(&ada.principal, wanted).await.unwrap();
    let refused = world.people.revoke_token(&root.principal, info.id).await.unwrap_err();
    assert!(matches!(refused, AccessError::NotFound { .. }), "{refused}");
    assert_eq!(world.people.tokens(&ada.principal, None, 10).await.unwrap().len(), 1);
    world.people.revoke_token(&ada.principal, info.id).await.unwrap();
    assert!(world.people.tokens(&ada.principal, None, 10).await.unwrap().is_empty());
    assert!(world.people.by_token(secret.reveal(), &visit()).await.is_err());
}

#[tokio::test]
async fn a_token_that_makes_no_sense_is_not_made() {
    let (world, root) = World::with_root().await;
    let read = &[Permission::Read];
    let mut nowhere = new("x", read, 90);
    nowhere.fabrics = Some(BTreeSet::new());
    let mut unknown = new("x", read, 90);
    unknown.fabrics = Some(["none".to_owned()].into());
    for wanted in [
        new("", read, 90),
        new("x", &[], 90),
        new("x", read, 0),
        new("x", read, 367),
        nowhere,
        unknown,
    ] {
        let refused = world.people.create_token(&root.principal, wanted).await.unwrap_err();
        assert!(matches!(refused, AccessError::Invalid(_)), "{refused}");
    }
    world.people.create_token(&root.principal, new("x", read, 366)).await.unwrap();
    let taken = world.people.create_token(&root.principal, new("x", read, 1)).await.unwrap_err();
    assert!(matches!(taken, AccessError::Refused(_)), "{taken}");
}

#[tokio::test]
async fn unknown_tokens_are_written_down_once_a_minute() {
    let (world, _) = World::with_root().await;
    for _ in 0..20 {
        assert!(world.people.by_token("hgr_made-up", &visit()).await.is_err());
        assert!(world.people.by_token("anything", &visit()).await.is_err());
    }
    let audit = world.audit().await;
    let rejected: Vec<_> = audit.iter().filter(|line| line.starts_with("token.reject")).collect();
    assert_eq!(rejected.len(), 1, "{audit:?}");
    assert!(!rejected[0].contains("made-up"), "{rejected:?}");
}

#[tokio::test]
async fn who_has_a_whole_network_is_written_down_once_too() {
    let (world, _) = World::with_root().await;
    for host in 1..20 {
        let address = format!("2001:db8::{host:x}").parse().ok();
        let visit = hedgerow_access::Visit { address, ..visit() };
        assert!(world.people.by_token("hgr_made-up", &visit).await.is_err());
    }
    let audit = world.audit().await;
    assert_eq!(audit.iter().filter(|line| line.starts_with("token.reject")).count(), 1);
}
