//! Clusters, what was seen in them, and how that differs from Git.

use hedgerow_model::{
    Actual, ClusterKind, CredentialState, Document, DriftStanding, Drifted, FieldPath, GroupKind,
    Identity, IgnoredDrift, Moved, NewConflict, Party, Severity, Standing, Watched,
};
use hedgerow_seal::{ExposeSecret as _, Keyring, SealingKey, SecretString};
use hedgerow_store::{Given, NewCluster, Reached, StoreError};

use super::Database;
use crate::world::{disagreement, document, ring, world};

pub(super) fn new(name: &str) -> NewCluster {
    NewCluster {
        name: name.into(),
        reached: Reached {
            server: "https://a:1".into(),
            login: "token".into(),
            expires_at: None,
            identity: Some("id".into()),
            version: Some("v1".into()),
        },
        created_by: "ann".into(),
    }
}

fn id(name: &str) -> Identity {
    Identity::new("g", "K", name)
}

fn actual(name: &str, digest: &str) -> Actual {
    Actual {
        identity: id(name),
        version: "v1".into(),
        uid: "u".into(),
        resource_version: "7".into(),
        generation: Some(1),
        digest: digest.into(),
        object: "{}".into(),
        changed_at: 5,
    }
}

fn drifted(name: &str, standing: DriftStanding) -> Drifted {
    Drifted {
        identity: id(name),
        standing,
        moved: Some(Moved::Cluster),
        fields: Vec::new(),
        ignored: false,
        severity: match standing {
            DriftStanding::Extra => Severity::Error,
            _ => Severity::Warning,
        },
        resource_version: None,
        blob: None,
        since: 3,
    }
}

pub(crate) async fn how_a_cluster_is_reached_is_sealed_for_its_row_and_exchanged<D: Database>() {
    let world = world::<D>().await;
    let keyring = ring();
    let secret = |text: &str| SecretString::from(text.to_owned());
    let mut tx = world.store.write().await.unwrap();
    let one = tx.add_cluster(&new("one"), &secret("first"), &keyring, 1).await.unwrap();
    let taken = tx.add_cluster(&new("one"), &secret("x"), &keyring, 1).await.unwrap_err();
    assert!(matches!(taken, StoreError::Taken { .. }));
    drop(tx);
    let mut tx = world.store.write().await.unwrap();
    let one_again = tx.add_cluster(&new("one"), &secret("first"), &keyring, 1).await.unwrap();
    let two = tx.add_cluster(&new("two"), &secret("second"), &keyring, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert!(one_again.0 >= one.0);
    let open = async |id| {
        let opened = world.store.open_cluster(id, &keyring).await.unwrap().unwrap();
        opened.unwrap().expose_secret().to_owned()
    };
    assert_eq!((open(one_again).await, open(two).await), ("first".into(), "second".into()));
    let cluster = world.store.cluster_by_name("one").await.unwrap().unwrap();
    assert_eq!((cluster.state, cluster.revision), (CredentialState::Works, 1));
    let mut tx = world.store.write().await.unwrap();
    let reached = Reached { identity: None, ..new("one").reached };
    let stale = tx.rotate_cluster(one_again, Some(9), &reached, &secret("x"), &keyring, 2).await;
    assert!(matches!(stale, Err(StoreError::Moved(_))));
    tx.rotate_cluster(one_again, Some(1), &reached, &secret("new"), &keyring, 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(open(one_again).await, "new");
    let cluster = world.store.cluster(one_again).await.unwrap().unwrap();
    assert_eq!((cluster.identity.as_deref(), cluster.rotated_at), (Some("id"), Some(2)));
    let other = Keyring::new(SealingKey::generate(), Vec::new());
    assert!(world.store.open_cluster(two, &other).await.unwrap().unwrap().is_err());
}

pub(crate) async fn what_was_seen_is_replaced_and_goes_with_the_place<D: Database>() {
    let world = world::<D>().await;
    let fabric = world.fabric;
    let keyring = ring();
    let watched = Watched {
        kind: GroupKind::new("g", "K"),
        namespace: "default".into(),
        version: "v1".into(),
        resource_version: Some("7".into()),
        listed_at: Some(1),
        seen_at: Some(2),
        away_since: None,
        problem: None,
    };
    let mut tx = world.store.write().await.unwrap();
    let cluster = tx.add_cluster(&new("c"), &"s".to_owned().into(), &keyring, 1).await.unwrap();
    let place = ["default".to_owned()];
    tx.set_fabric_cluster(fabric, Some((cluster, &place)), true).await.unwrap();
    tx.set_watched(fabric, &watched).await.unwrap();
    tx.set_actual(fabric, &[actual("a", "1"), actual("b", "1")]).await.unwrap();
    tx.set_actual(fabric, &[actual("a", "2")]).await.unwrap();
    tx.set_agreed(fabric, &[(id("a"), Some("text".into()))], 4).await.unwrap();
    let level = drifted("c", DriftStanding::InSync);
    let drifts = [drifted("a", DriftStanding::Differs), drifted("b", DriftStanding::Extra), level];
    tx.set_drifts(fabric, &[], &drifts).await.unwrap();
    tx.commit().await.unwrap();
    let digests =
        world.store.digests_of_actual(fabric, &[id("a"), id("b"), id("z")]).await.unwrap();
    assert_eq!((digests.len(), digests[&id("a")].as_str()), (2, "2"));
    let listed = world.store.drifts_after(fabric, None, None, None, 10).await.unwrap();
    assert_eq!(listed.len(), 2, "what is level is not drift");
    let behind = world.store.drifts_after(fabric, None, None, Some(&id("a")), 10).await.unwrap();
    assert_eq!(behind, [drifted("b", DriftStanding::Extra)]);
    let named = world.store.drifts_after(fabric, Some("K"), Some("a"), None, 10).await.unwrap();
    assert_eq!(named.len(), 1);
    let worst = (None, None, Some(Severity::Error));
    let worst = world.store.drifts_that_matter(fabric, worst, None, 10).await.unwrap();
    assert_eq!(worst, [drifted("b", DriftStanding::Extra)]);
    let compared = world.store.compared_after(fabric, None, 10).await.unwrap();
    assert_eq!(compared, [id("a"), id("b"), id("c")]);
    let figures = world.store.drift_figures(&[fabric]).await.unwrap();
    assert_eq!(figures.iter().map(|it| it.count).sum::<i64>(), 2);
    let errors = figures.iter().filter(|it| it.severity == Severity::Error);
    assert_eq!(errors.map(|it| it.count).sum::<i64>(), 1);
    let mut tx = world.store.write().await.unwrap();
    tx.set_drifts(fabric, &[id("a")], &[]).await.unwrap();
    tx.remove_actual(fabric, &[id("b")]).await.unwrap();
    tx.follow_nothing(9).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.drifts_after(fabric, None, None, None, 10).await.unwrap().len(), 1);
    let state = world.store.watched(fabric).await.unwrap().remove(0);
    assert_eq!(state.away_since, Some(2), "since it was last seen");
    assert_eq!(world.store.fabrics_in_cluster(cluster).await.unwrap().len(), 1);
    // Another namespace of the same cluster keeps what was agreed, another cluster does not.
    for (forget, agreed) in [(false, 1), (true, 0)] {
        let mut tx = world.store.write().await.unwrap();
        tx.set_fabric_cluster(fabric, Some((cluster, &place)), forget).await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.store.watched(fabric).await.unwrap().is_empty());
        assert_eq!(world.store.agreed_of_all(fabric, &[id("a")]).await.unwrap().len(), agreed);
    }
}

pub(crate) async fn what_is_ignored_is_replaced_taken_back_and_ends<D: Database>() {
    let world = world::<D>().await;
    let fabric = world.fabric;
    let ignored = |path: FieldPath, until| IgnoredDrift {
        identity: id("a"),
        path,
        until,
        reason: None,
        created_at: 1,
        created_by: "ann".into(),
    };
    let field: FieldPath = "spec.x".parse().unwrap();
    let mut tx = world.store.write().await.unwrap();
    tx.ignore_drift(fabric, &ignored(FieldPath::root(), Some(5))).await.unwrap();
    tx.ignore_drift(fabric, &ignored(FieldPath::root(), Some(9))).await.unwrap();
    tx.ignore_drift(fabric, &ignored(field.clone(), None)).await.unwrap();
    tx.commit().await.unwrap();
    let kept = world.store.ignored_drift(fabric).await.unwrap();
    assert_eq!(kept, [ignored(FieldPath::root(), Some(9)), ignored(field, None)]);
    let of = async |ids: &[Identity]| world.store.ignored_drift_of(fabric, ids).await.unwrap();
    assert_eq!((of(&[id("a"), id("b")]).await.len(), of(&[id("b")]).await.len()), (2, 0));
    assert!(world.store.ended_ignores(8).await.unwrap().is_empty());
    assert_eq!(world.store.ended_ignores(9).await.unwrap(), [(fabric, id("a"))]);
    let mut tx = world.store.write().await.unwrap();
    assert!(tx.heed_drift(fabric, &id("a"), Some("spec.x")).await.unwrap());
    assert!(!tx.heed_drift(fabric, &id("a"), Some("spec.x")).await.unwrap());
    assert!(tx.heed_drift(fabric, &id("a"), None).await.unwrap(), "all of the resource");
    assert!(!tx.heed_drift(fabric, &id("a"), None).await.unwrap());
}

pub(crate) async fn what_is_written_wrong_is_listed_again_and_stays_until_then<D: Database>() {
    let world = world::<D>().await;
    let fabric = world.fabric;
    let watched = Watched {
        kind: GroupKind::new("g", "K"),
        namespace: String::new(),
        version: "v1".into(),
        resource_version: Some("9".into()),
        listed_at: Some(1),
        seen_at: Some(2),
        away_since: None,
        problem: None,
    };
    let mut other = actual("z", "3");
    other.identity.kind = "Other".into();
    let mut tx = world.store.write().await.unwrap();
    tx.set_watched(fabric, &watched).await.unwrap();
    tx.set_actual(fabric, &[actual("a", "1"), actual("b", "2"), other.clone()]).await.unwrap();
    tx.set_agreed(fabric, &[(id("b"), Some("x".into())), (id("a"), Some("y".into()))], 1)
        .await
        .unwrap();
    tx.list_again(fabric, &[id("a"), id("nobody"), other.identity]).await.unwrap();
    tx.commit().await.unwrap();
    let rows = world.store.actual_after(fabric, None, None, None, 10).await.unwrap();
    assert_eq!(
        rows,
        [actual("a", ""), actual("b", "2")],
        "what is of no kind that is followed goes"
    );
    let state = world.store.watched(fabric).await.unwrap().remove(0);
    assert_eq!(state, Watched { resource_version: None, ..watched });
}

pub(crate) async fn what_was_agreed_is_told_apart_by_what_there_is_beside_it<D: Database>() {
    let world = world::<D>().await;
    let fabric = world.fabric;
    let says = |name: &str, path: &str, text: &str| Document {
        text: text.into(),
        ..document(&world, path, "K", name)
    };
    let of_git = [
        says("agreed", "dc/agreed", "x"),
        says("contested", "dc/contested", "x"),
        says("differs", "dc/differs", "x"),
        says("moved", "dc/moved", "y"),
        says("not-there", "dc/not-there", "x"),
        Document { standing: Standing::CommentedOut, ..says("resting", "dc/resting", "x") },
        says("settled", "dc/settled", "x"),
        Document { standing: Standing::CommentedOut, ..says("settled", "dc/rests", "x") },
        says("twice", "dc/twice", "x"),
        says("twice", "dc/again", "x"),
    ];
    let there = ["agreed", "contested", "differs", "extra", "moved", "resting", "settled", "twice"];
    let agreed = [
        "agreed",
        "contested",
        "differs",
        "gone",
        "gone-again",
        "known",
        "moved",
        "not-there",
        "resting",
        "settled",
        "twice",
    ];
    let conflict = |name: &str| NewConflict {
        identity: id(name),
        parties: vec![
            Party::Git { commit: "x".into(), path: None },
            Party::Cluster { cluster: "c".into(), manager: None, at: None, agreed: None },
        ],
        ..disagreement("x")
    };
    let mut tx = world.store.write().await.unwrap();
    tx.add_documents(&of_git).await.unwrap();
    tx.set_actual(fabric, &there.map(|name| actual(name, "1"))).await.unwrap();
    let texts: Vec<(Identity, Option<String>)> =
        agreed.iter().map(|name| (id(name), Some("x".to_owned()))).collect();
    tx.set_agreed(fabric, &texts, 1).await.unwrap();
    let drifts =
        [drifted("differs", DriftStanding::Differs), drifted("known", DriftStanding::Extra)];
    tx.set_drifts(fabric, &[], &drifts).await.unwrap();
    tx.open_conflicts(fabric, &[conflict("contested")], 2).await.unwrap();
    let over = tx.open_conflicts(fabric, &[conflict("settled")], 2).await.unwrap();
    tx.supersede_conflicts(&over, 3).await.unwrap();
    tx.commit().await.unwrap();
    let pairs = async |after: Option<&str>, last: &str| {
        let after = after.map(id);
        let pairs = world.store.agreed_pairs(fabric, after.as_ref(), &id(last), 99).await.unwrap();
        pairs.into_iter().map(|pair| pair.identity.name).collect::<Vec<_>>()
    };
    assert_eq!(pairs(None, "z").await, ["agreed", "settled"]);
    assert_eq!(pairs(Some("agreed"), "z").await, ["settled"]);
    assert_eq!(pairs(None, "settled").await, ["agreed", "settled"]);
    assert_eq!(pairs(None, "b").await, ["agreed"]);
    let first = world.store.agreed_pairs(fabric, None, &id("z"), 1).await.unwrap();
    assert_eq!(first.len(), 1, "of the first one only");
    let pair = world.store.agreed_pairs(fabric, None, &id("b"), 99).await.unwrap().remove(0);
    assert_eq!((pair.text.as_str(), pair.object.as_str()), ("x", "{}"));
    let alone = async |after: Option<&str>| {
        let after = after.map(id);
        world.store.agreed_alone(fabric, after.as_ref(), 10).await.unwrap()
    };
    assert_eq!(alone(None).await, [id("gone"), id("gone-again")]);
    assert_eq!(alone(Some("gone")).await, [id("gone-again")]);
    // What is said last of a resource counts.
    let mut tx = world.store.write().await.unwrap();
    let last = [("gone", Some("y")), ("gone", None), ("moved", None), ("moved", Some("y"))];
    let last = last.map(|(name, text)| (id(name), text.map(str::to_owned)));
    tx.set_agreed(fabric, &last, 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(alone(None).await, [id("gone-again")]);
    assert_eq!(pairs(None, "z").await, ["agreed", "moved", "settled"]);
}

pub(crate) async fn how_the_cluster_has_the_kinds_stays_until_the_fabric_leaves_it<D: Database>() {
    let world = world::<D>().await;
    let (fabric, keyring) = (world.fabric, ring());
    let kind = |name: &str, told_at| ClusterKind {
        kind: GroupKind::new("g", name),
        plural: name.to_lowercase() + "s",
        versions: vec!["v1".into(), "v1beta1".into()],
        definition: (name == "K").then(|| "{}".into()),
        problem: (name != "K").then(|| "odd".into()),
        since: 1,
        told_at,
    };
    let mut tx = world.store.write().await.unwrap();
    let cluster = tx.add_cluster(&new("c"), &"s".to_owned().into(), &keyring, 1).await.unwrap();
    let (one, other) = (["one".to_owned()], ["other".to_owned()]);
    tx.set_fabric_cluster(fabric, Some((cluster, &one)), true).await.unwrap();
    tx.set_cluster_kinds(fabric, &[kind("Gone", 2)], "d").await.unwrap();
    tx.set_cluster_kinds(fabric, &[kind("L", 2), kind("K", 2)], "e").await.unwrap();
    tx.cluster_kinds_told_again(fabric, &[kind("K", 9)]).await.unwrap();
    tx.read_anew(fabric).await.unwrap();
    let given = |name: &str| Given { identity: id(name), object: "{}".into() };
    tx.set_given(fabric, &[given("b"), given("a"), given("c")], "f").await.unwrap();
    tx.set_given(fabric, &[given("b"), given("a")], "g").await.unwrap();
    tx.given_is_refused(fabric, "no").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.given(fabric).await.unwrap(), [given("a"), given("b")]);
    let ruling = world.store.ruling(fabric).await.unwrap();
    assert_eq!((ruling.given.as_deref(), ruling.given_problem.as_deref()), (Some("g"), Some("no")));
    let kept = [kind("K", 9), kind("L", 2)];
    assert_eq!(world.store.cluster_kinds(fabric).await.unwrap(), kept);
    let digest = async || world.store.ruling(fabric).await.unwrap().kinds_told;
    assert_eq!(digest().await.as_deref(), Some("e"));
    // Other namespaces of the same cluster: it has them as it had.
    for (place, forget) in [(Some((cluster, &other[..])), false), (None, true)] {
        let mut tx = world.store.write().await.unwrap();
        tx.set_fabric_cluster(fabric, place, forget).await.unwrap();
        tx.commit().await.unwrap();
        let ruling = world.store.ruling(fabric).await.unwrap();
        assert_eq!((ruling.given, ruling.given_problem), (None, None), "seen in other namespaces");
        assert!(world.store.given(fabric).await.unwrap().is_empty());
        let left = world.store.cluster_kinds(fabric).await.unwrap();
        assert_eq!(
            (left.len(), digest().await.is_some()),
            if forget { (0, false) } else { (2, true) }
        );
    }
}
