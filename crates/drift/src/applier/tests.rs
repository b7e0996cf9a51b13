use hedgerow_model::{ApplierStanding::*, Appliers, Identity};
use rstest::rstest;
use serde_json::json;

use super::*;

const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const URL: &str = "https://git.example/net.git";

const ORIGIN: Origin<'static> = Origin {
    url: URL,
    branch: "main",
    folder: "fabrics/dc-1/managed",
    server: "https://10.0.0.1:6443",
};

fn source() -> Json {
    json!({"repoURL": URL, "targetRevision": "main", "path": "fabrics/dc-1/managed", "directory": {"recurse": true}})
}

fn argo() -> (Json, Json) {
    let spec = json!({
        "source": source(), "destination": {"server": "https://kubernetes.default.svc"},
        "syncPolicy": {"automated": {"prune": false, "selfHeal": true}},
    });
    let status = json!({
        "sync": {"status": "Synced", "revision": A, "comparedTo": {"source": source()}},
        "health": {"status": "Healthy"},
        "operationState": {"phase": "Succeeded", "finishedAt": "2026-11-01T10:00:00Z",
                           "syncResult": {"revision": A, "source": source()}},
    });
    (json!({"metadata": {"namespace": "argocd", "name": "x"}, "spec": spec}), status)
}

fn flux() -> (Json, Json, Json, Json) {
    let object = json!({
        "metadata": {"namespace": "flux-system", "name": "x", "generation": 2},
        "spec": {"sourceRef": {"kind": "GitRepository", "name": "src"}, "path": "./fabrics/dc-1/managed", "prune": true},
    });
    let status = json!({
        "observedGeneration": 2, "lastAppliedRevision": format!("main@sha1:{A}"),
        "lastAttemptedRevision": format!("main@sha1:{A}"),
        "conditions": [{"type": "Ready", "status": "True", "message": "Applied", "lastTransitionTime": "2026-11-01T10:00:00Z"}],
    });
    let from = json!({
        "metadata": {"namespace": "flux-system", "name": "src"}, "spec": {"url": URL, "ref": {"branch": "main"}},
    });
    let fetched = json!({"artifact": {"revision": format!("main@sha1:{A}")}});
    (object, status, from, fetched)
}

fn says_argo(change: impl Fn(&mut Json, &mut Json)) -> Says {
    let (mut object, mut status) = argo();
    change(&mut object, &mut status);
    application(&object, Some(&status)).pop().unwrap()
}

fn says_flux(change: impl Fn(&mut Json, &mut Json, &mut Json, &mut Json)) -> Says {
    let (mut object, mut status, mut from, mut fetched) = flux();
    change(&mut object, &mut status, &mut from, &mut fetched);
    let of = kustomization(&object, Some(&status)).unwrap();
    assert_eq!(of.source, ("flux-system".to_owned(), "src".to_owned()));
    joined(&of, &repository(&from, Some(&fetched)).unwrap())
}

fn concluded(says: &Says, relation: Relation) -> (ApplierStandingOf, String) {
    let other = points_at(says, &ORIGIN).unwrap();
    let relation = says.applied.as_ref().map(|_| relation);
    let by = conclude(says, other, relation, Some(B)).unwrap();
    (by.standing, by.sentence)
}

type ApplierStandingOf = hedgerow_model::ApplierStanding;

#[rstest]
#[case(
    Relation::Head,
    Applied,
    "commit aaaaaaaaaa applied by Argo CD at 2026-11-01T10:00:00Z (Synced, Healthy)"
)]
#[case(
    Relation::Level,
    Applied,
    "commit aaaaaaaaaa applied by Argo CD at 2026-11-01T10:00:00Z (Synced, Healthy); nothing of this directory changed up to bbbbbbbbbb"
)]
#[case(
    Relation::Earlier,
    Behind,
    "Argo CD is behind: it applied aaaaaaaaaa at 2026-11-01T10:00:00Z, Git has bbbbbbbbbb"
)]
#[case(Relation::Elsewhere, Unproven, "not in the fabric's branch: that proves nothing")]
#[case(Relation::NotRead, Unproven, "was not read from the fabric's branch")]
fn what_argo_cd_applied_counts_by_the_commit(
    #[case] relation: Relation,
    #[case] expected: ApplierStandingOf,
    #[case] sentence: &str,
) {
    let (standing, said) = concluded(&says_argo(|_, _| ()), relation);
    assert_eq!(standing, expected);
    assert!(said.contains(sentence), "{said}");
}

#[test]
fn what_argo_cd_says_of_where_it_pointed_before_says_nothing() {
    for key in ["repoURL", "path", "targetRevision"] {
        let says = says_argo(|_, status| status["sync"]["comparedTo"]["source"][key] = json!("x"));
        assert_eq!(concluded(&says, Relation::Head).0, Unknown, "{key}");
    }
    let says = says_argo(|_, status| *status = json!({}));
    assert_eq!(concluded(&says, Relation::Head).0, Unknown);
    // It applied that when it pointed elsewhere.
    let says = says_argo(|_, status| {
        status["sync"]["status"] = json!("OutOfSync");
        status["operationState"]["syncResult"]["source"]["path"] = json!("x");
    });
    assert_eq!(says.applied, None);
}

#[test]
fn what_argo_cd_synced_last_counts_where_the_cluster_was_changed_since() {
    let says = says_argo(|_, status| {
        status["sync"]["status"] = json!("OutOfSync");
        status["sync"]["revision"] = json!(B);
    });
    assert_eq!((says.applied.as_deref(), says.wanted.as_deref()), (Some(A), Some(B)));
    assert_eq!(concluded(&says, Relation::Earlier).0, Behind);
    // Level with a commit that it did not have to apply: when is not known.
    let says = says_argo(|_, status| status["sync"]["revision"] = json!(B));
    assert_eq!((says.applied.as_deref(), says.applied_at), (Some(B), None));
}

#[test]
fn argo_cd_that_fails_says_why_and_of_what() {
    let failing = |status: &mut Json| {
        status["sync"] =
            json!({"status": "OutOfSync", "revision": B, "comparedTo": {"source": source()}});
        status["operationState"] = json!({
            "phase": "Failed", "message": "one or more objects failed", "syncResult": {
                "revision": B, "source": source(), "resources": [
                    {"group": "vpc.githedgehog.com", "kind": "VPC", "namespace": "default", "name": "web", "status": "SyncFailed", "message": "denied:\n vlan"},
                    {"group": "vpc.githedgehog.com", "kind": "VPC", "namespace": "default", "name": "db", "status": "Synced"},
                    {"status": "SyncFailed"}, 7]}});
    };
    let says = says_argo(|_, status| failing(status));
    let (standing, said) = concluded(&says, Relation::Earlier);
    assert_eq!(
        (standing, said.as_str()),
        (Failing, "Argo CD fails at bbbbbbbbbb: one or more objects failed")
    );
    let [refused] = says.refused.as_slice() else { panic!("{:?}", says.refused) };
    assert_eq!((refused.name.as_str(), refused.message.as_str()), ("web", "denied: vlan"));
    // What failed before it got to this commit says nothing of this one.
    let says = says_argo(|_, status| {
        failing(status);
        status["sync"]["revision"] = json!(A);
    });
    assert!(!says.is_failing && says.refused.is_empty());
    let says = says_argo(|_, status| {
        status["conditions"] = json!([{"type": "RepeatedResourceWarning", "message": "w"}]);
    });
    assert!(!says.is_failing);
    let says = says_argo(|_, status| {
        status["conditions"] = json!([{"type": "ComparisonError", "message": "no such path"}]);
    });
    assert_eq!(
        concluded(&says, Relation::Head),
        (Failing, "Argo CD fails at aaaaaaaaaa: no such path; it applied aaaaaaaaaa before".into())
    );
}

#[rstest]
#[case(json!(null), true)]
#[case(json!({"enabled": false, "selfHeal": true}), true)]
#[case(json!({}), false)]
fn argo_cd_that_waits_to_be_told_is_suspended(#[case] automated: Json, #[case] suspended: bool) {
    let says = says_argo(|object, _| object["spec"]["syncPolicy"]["automated"] = automated.clone());
    assert_eq!((says.suspended, says.self_heals), (suspended, false));
    let expected = if suspended { Suspended } else { Behind };
    assert_eq!(concluded(&says, Relation::Earlier).0, expected);
    assert_eq!(concluded(&says, Relation::Head).0, Applied);
}

#[test]
fn of_several_sources_the_one_of_the_fabric_has_its_own_commit() {
    let (mut object, mut status) = argo();
    let other =
        json!({"repoURL": "https://git.example/other", "targetRevision": "main", "path": "x"});
    let sources = json!([other, source(), {"repoURL": "https://charts", "chart": "c"}]);
    object["spec"]["sources"] = sources.clone();
    status["sync"] =
        json!({"status": "Synced", "revisions": [B, A, "1.0"], "comparedTo": {"sources": sources}});
    let all = application(&object, Some(&status));
    let commits: Vec<_> = all.iter().map(|it| it.applied.as_deref()).collect();
    assert_eq!(commits, [Some(B), Some(A)]);
    assert_eq!(points_at(&all[0], &ORIGIN), Err(None));
    assert_eq!(points_at(&all[1], &ORIGIN), Ok(false));
}

#[rstest]
#[case("/spec/source/path", json!("./fabrics/dc-1/managed/"), Ok(false))]
#[case("/spec/source/path", json!("fabrics"), Ok(false))]
#[case("/spec/source/path", json!("fabrics/dc-10/managed"), Err(None))]
#[case("/spec/source/path", json!("fabrics/dc-1/managed/below"), Err(None))]
#[case("/spec/source/repoURL", json!("git@git.example:net.git"), Ok(false))]
#[case("/spec/source/repoURL", json!("https://elsewhere.example/net.git"), Ok(true))]
#[case("/spec/source/targetRevision", json!("refs/heads/main"), Ok(false))]
#[case("/spec/source/targetRevision", json!("HEAD"), Ok(false))]
#[case("/spec/source/targetRevision", json!("next"), Err(Some("from branch `next`")))]
#[case("/spec/source/targetRevision", json!(A), Err(Some("does not follow branch `main`")))]
#[case("/spec/destination/server", json!("https://10.0.0.1:6443"), Ok(false))]
#[case("/spec/destination/server", json!("https://10.0.0.9:6443"), Err(Some("another cluster")))]
#[case("/spec/destination", json!({"name": "in-cluster"}), Ok(false))]
fn which_application_it_is_is_told_by_where_it_points(
    #[case] pointer: &str,
    #[case] value: Json,
    #[case] expected: Result<bool, Option<&str>>,
) {
    let says = says_argo(|object, _| *object.pointer_mut(pointer).unwrap() = value.clone());
    let found = points_at(&says, &ORIGIN);
    match (&found, expected) {
        (Err(Some(not)), Err(Some(why))) => assert!(not.why.contains(why), "{}", not.why),
        (Err(None), Err(None)) => {}
        (Ok(found), Ok(expected)) => assert_eq!(*found, expected),
        _ => panic!("{found:?}"),
    }
}

#[rstest]
#[case::another_branch("/spec/source/targetRevision", json!("next"))]
#[case::a_commit("/spec/source/targetRevision", json!(A))]
#[case::another_cluster("/spec/destination/server", json!("https://10.0.0.9:6443"))]
fn of_another_repository_only_the_fabric_s_branch_for_its_cluster_may_be_it(
    #[case] pointer: &str,
    #[case] value: Json,
) {
    let says = says_argo(|object, _| {
        object["spec"]["source"]["repoURL"] = json!("https://elsewhere.example/net.git");
        *object.pointer_mut(pointer).unwrap() = value.clone();
    });
    assert_eq!(points_at(&says, &ORIGIN), Err(None));
}

#[rstest]
#[case("fabrics/dc-1/managed", false, true)]
#[case("./fabrics/dc-1/managed/", false, true)]
#[case("fabrics/dc-1", true, true)]
#[case("fabrics", true, true)]
#[case("", true, true)]
#[case(".", true, true)]
#[case("fabrics/dc-1", false, false)]
#[case("", false, false)]
#[case("fabrics/dc", true, false)]
#[case("fabrics/dc-1/managed/vpcs", true, false)]
fn a_folder_is_brought_by_who_reads_it_or_all_below_one_above(
    #[case] path: &str,
    #[case] recurses: bool,
    #[case] brings: bool,
) {
    let says = Says { path: path.to_owned(), recurses, ..says_argo(|_, _| ()) };
    assert_eq!(points_at(&says, &ORIGIN), if brings { Ok(false) } else { Err(None) });
}

#[test]
fn another_address_or_an_unnamed_branch_is_the_fabric_s_only_by_its_commits() {
    let elsewhere =
        says_argo(|object, _| object["spec"]["source"]["repoURL"] = json!("https://b.example/n"));
    let unnamed = says_argo(|object, status| {
        object["spec"]["source"]["targetRevision"] = json!("HEAD");
        status["sync"]["comparedTo"]["source"]["targetRevision"] = json!("HEAD");
    });
    for (says, other) in [(elsewhere, true), (unnamed, false)] {
        for relation in [Some(Relation::Elsewhere), Some(Relation::NotRead), None] {
            assert!(conclude(&says, other, relation, Some(B)).is_err(), "{relation:?}");
        }
        assert!(conclude(&says, other, Some(Relation::Earlier), Some(B)).is_ok());
    }
}

#[test]
fn flux_says_what_it_applied_and_whether_it_gets_on() {
    let says = says_flux(|_, _, _, _| ());
    assert_eq!(
        concluded(&says, Relation::Head).1,
        "commit aaaaaaaaaa applied by Flux at 2026-11-01T10:00:00Z (Ready)"
    );
    assert_eq!(concluded(&says, Relation::Earlier).0, Behind);
    assert!(says.prunes && says.self_heals);
    let says = says_flux(|object, _, _, _| object["metadata"]["generation"] = json!(3));
    assert_eq!(concluded(&says, Relation::Head).0, Unknown, "it was pointed elsewhere since");
    let says = says_flux(|_, _, _, fetched| {
        fetched["artifact"]["revision"] = json!(format!("main@sha1:{B}"));
    });
    assert_eq!(
        concluded(&says, Relation::Earlier).1,
        "Flux is at it: it applied aaaaaaaaaa at 2026-11-01T10:00:00Z, Git has bbbbbbbbbb"
    );
    let says = says_flux(|_, _, from, _| from["spec"]["suspend"] = json!(true));
    assert_eq!(concluded(&says, Relation::Earlier).0, Suspended);
    let says = says_flux(|object, _, _, _| object["spec"]["suspend"] = json!(true));
    assert_eq!(concluded(&says, Relation::Earlier).0, Suspended);
    let says = says_flux(|_, status, _, _| {
        status["lastAttemptedRevision"] = json!(format!("main@sha1:{B}"));
        status["conditions"][0] = json!({"type": "Ready", "status": "False",
            "message": "VPC/default/web dry-run failed (Invalid): no such VLAN"});
    });
    let (standing, said) = concluded(&says, Relation::Earlier);
    assert_eq!(standing, Failing);
    assert!(said.starts_with("Flux fails at bbbbbbbbbb: VPC/default/web dry-run failed"), "{said}");
    assert_eq!((says.refused[0].kind.as_str(), says.refused[0].name.as_str()), ("VPC", "web"));
    let says = says_flux(|_, _, _, fetched| {
        fetched["conditions"] =
            json!([{"type": "Ready", "status": "False", "message": "no access"}]);
    });
    assert_eq!(
        concluded(&says, Relation::Head),
        (Failing, "Flux fails: GitRepository src: no access; it applied aaaaaaaaaa before".into())
    );
    let says = says_flux(|_, status, _, _| {
        *status = json!({"observedGeneration": 2, "lastAppliedRevision": format!("main/{B}")});
    });
    assert_eq!(says.applied.as_deref(), Some(B), "as it was written before");
}

#[rstest]
#[case(json!({"branch": "main"}), Ok(false))]
#[case(json!({"name": "refs/heads/main"}), Ok(false))]
#[case(json!({}), Err("from branch `master`"))]
#[case(json!({"branch": "main", "tag": "v1"}), Err("pointed at `v1`"))]
#[case(json!({"branch": "main", "commit": A}), Err("does not follow"))]
fn what_flux_reads_is_told_by_its_source(#[case] of: Json, #[case] expected: Result<bool, &str>) {
    let says = says_flux(|_, _, from, _| from["spec"]["ref"] = of.clone());
    match (points_at(&says, &ORIGIN), expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected),
        (Err(Some(not)), Err(why)) => assert!(not.why.contains(why), "{}", not.why),
        (found, _) => panic!("{found:?}"),
    }
    let says = says_flux(|object, _, _, _| object["spec"]["kubeConfig"] = json!({"secretRef": {}}));
    assert!(
        matches!(points_at(&says, &ORIGIN), Err(Some(not)) if not.why.contains("another cluster"))
    );
    // Flux may have a kustomization there that picks what it likes.
    let says = says_flux(|object, _, _, _| object["spec"]["path"] = json!("fabrics"));
    assert_eq!(points_at(&says, &ORIGIN), Err(None));
}

#[rstest]
#[case::sha_1("A1".repeat(20), true)]
#[case::sha_256("a1".repeat(32), true)]
#[case::shortened("a1".repeat(5), false)]
#[case::a_word_as_long_as_one("ag".repeat(20), false)]
fn a_commit_is_told_by_its_length_and_its_digits(#[case] text: String, #[case] is_one: bool) {
    assert_eq!(commit(&text), is_one.then(|| text.to_lowercase()));
}

#[test]
fn hostile_objects_say_nothing() {
    for odd in [
        json!(null),
        json!(7),
        json!([]),
        json!({"metadata": {"name": "x"}, "spec": 7}),
        json!({"metadata": {"name": "x"}, "spec": {"source": [], "sources": 5, "sourceRef": 1}}),
    ] {
        assert_eq!(application(&odd, Some(&odd)), []);
        assert_eq!(kustomization(&odd, Some(&odd)), None);
        assert_eq!(repository(&odd, Some(&odd)), None);
    }
    let (object, _) = argo();
    for odd in [
        json!({"sync": 5, "conditions": {}, "operationState": []}),
        json!({"sync": {"status": "Synced", "revision": "v1.2", "comparedTo": {"source": source()}}}),
    ] {
        assert_eq!(application(&object, Some(&odd))[0].applied, None);
    }
    let long = says_argo(|_, status| {
        status["conditions"] = json!([{"type": "XError", "message": "é".repeat(9000)}])
    });
    assert!(long.problem.unwrap().chars().count() <= LONGEST + 1);
}

#[test]
fn what_a_resource_waits_for_is_told_where_one_applier_is_known() {
    let id = Identity::new("vpc.githedgehog.com", "VPC", "web");
    let mut by = conclude(&says_argo(|_, _| ()), false, Some(Relation::Earlier), Some(B)).unwrap();
    let all = |by: &AppliedBy| Appliers {
        found: vec![by.clone()],
        head: Some(B.into()),
        ..Appliers::default()
    };
    assert_eq!(waiting_for(&all(&by), &id).unwrap(), "Argo CD has yet to apply bbbbbbbbbb");
    let two = Appliers { more: 1, ..all(&by) };
    assert_eq!(waiting_for(&two, &id), None);
    by.refused = vec![RefusedThere {
        group: Some("vpc.githedgehog.com".into()),
        kind: "VPC".into(),
        namespace: "default".into(),
        name: "web".into(),
        message: "denied".into(),
    }];
    assert_eq!(waiting_for(&all(&by), &id).unwrap(), "Argo CD does not get it applied: denied");
    let other = Identity { namespace: "lab".into(), ..id.clone() };
    assert_eq!(waiting_for(&all(&by), &other).unwrap(), "Argo CD has yet to apply bbbbbbbbbb");
    by.standing = Unproven;
    by.refused.clear();
    assert_eq!(waiting_for(&all(&by), &id), None);
}

#[test]
fn several_or_none_is_said() {
    let by = conclude(&says_argo(|_, _| ()), false, Some(Relation::Head), Some(A)).unwrap();
    let none = Appliers::default();
    assert_eq!(in_one(&none), None);
    let one = Appliers { found: vec![by.clone()], ..none.clone() };
    assert_eq!(in_one(&one), Some(by.sentence.clone()));
    let two = Appliers { found: vec![by.clone(), by.clone()], ..none.clone() };
    assert!(in_one(&two).unwrap().starts_with("2 objects bring this directory"));
    let served = Appliers { served: vec![Applier::Argo, Applier::Flux], ..none.clone() };
    assert_eq!(in_one(&served).unwrap(), "nothing of Argo CD or Flux points at this directory");
    let not = hedgerow_model::NotRead {
        applier: Applier::Flux,
        problem: "forbidden".into(),
        missing: vec![],
    };
    let unread = Appliers { not_read: vec![not], ..served };
    assert_eq!(in_one(&unread).unwrap(), "what Flux applied is not known: forbidden");
}
