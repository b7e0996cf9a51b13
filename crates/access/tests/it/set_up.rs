use hedgerow_access::AccessError;

use crate::support::{CODE, World, set_up, visit};

#[tokio::test]
async fn the_first_account_administers_and_is_made_once() {
    let world = World::new().await;
    assert!(world.people.setup_needed().await.unwrap());
    let root = world.people.set_up(&visit(), set_up(CODE, "Root")).await.unwrap();
    assert_eq!(root.principal.actor.login, "root");
    assert!(root.principal.access.administers());
    assert!(world.again(&root.secret).await.is_some());
    assert!(!world.people.setup_needed().await.unwrap());
    let twice = world.people.set_up(&visit(), set_up(CODE, "other")).await.unwrap_err();
    assert!(matches!(twice, AccessError::Refused(_)), "{twice}");
}

#[tokio::test]
async fn only_the_code_makes_it_and_wrong_ones_are_slowed_down() {
    let world = World::new().await;
    let mut tried = 0;
    loop {
        match world.people.set_up(&visit(), set_up("another-code", "root")).await.unwrap_err() {
            AccessError::Denied(said) => assert!(!said.contains(CODE), "{said}"),
            AccessError::Limited { .. } => break,
            other => panic!("{other}"),
        }
        tried += 1;
    }
    assert!(tried < 10, "{tried}");
    assert!(world.people.setup_needed().await.unwrap());
    let audit = world.audit().await;
    assert!(audit[1].starts_with("setup refused by anonymous"), "{audit:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_make_one_administrator() {
    let world = World::new().await;
    let (one, other) = tokio::join!(
        tokio::spawn({
            let people = world.people.clone();
            async move { people.set_up(&visit(), set_up(CODE, "one")).await.is_ok() }
        }),
        tokio::spawn({
            let people = world.people.clone();
            async move { people.set_up(&visit(), set_up(CODE, "other")).await.is_ok() }
        }),
    );
    assert!(one.unwrap() ^ other.unwrap());
    assert_eq!(world.people.accounts(None, 10).await.unwrap().len(), 1);
}
