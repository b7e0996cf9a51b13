//! A cluster is brought to what Git wants, by Hedgerow.

use hedgerow_engine::views::{
    ApplyView, ClusterApplyRequest, ClusterPlace, PageRequest, ReapplyRequest,
};
use hedgerow_engine::{Class, Engine};
use hedgerow_model::{ApplyMode, ApplyOutcome, AuditAction, Layout};
use hedgerow_store::AuditFilter;
use hedgerow_testkit::Cluster;
use serde_json::{Value as Json, json};

use crate::clusters::{
    GROUP, add, all, drifts_to, followed, object, place, server, serving, until,
};
use crate::support::World;

const OWN: &str = "hedgerow-env";

/// Has Hedgerow apply the fabric.
pub(crate) async fn direct(engine: &Engine, prune: bool) {
    let place = ClusterPlace {
        apply: Some(ApplyMode::Direct),
        prune: Some(prune),
        ..place("lab").unwrap()
    };
    engine.set_fabric_place("env", Some(place), None).await.unwrap();
}

/// What Git wants is there, and nothing waits.
pub(crate) async fn is_level(engine: &Engine) {
    let mut last = (Vec::new(), Vec::new());
    let waited = tokio::time::timeout(std::time::Duration::from_secs(60), async {
        loop {
            let open = engine.applied("env", true, &PageRequest::first(100)).await.unwrap().items;
            last = (all(engine).await, open);
            if last.0.is_empty() && last.1.is_empty() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    })
    .await;
    assert!(waited.is_ok(), "{last:?}");
}

pub(crate) async fn apply(engine: &Engine, request: ClusterApplyRequest) -> ApplyView {
    engine.apply("env", request).await.unwrap()
}

/// Each resource with its outcome, and why.
pub(crate) fn outcomes(view: &ApplyView) -> Vec<String> {
    let line = |it: &hedgerow_engine::views::AppliedView| {
        let act = it.act.map_or("-", |act| act.as_str());
        let why = it.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("{} {act} {}{why}", it.resource, it.outcome)
    };
    view.results.iter().map(line).collect()
}

pub(crate) async fn push(world: &World, files: &[(&str, Option<&str>)]) {
    world.remote.commit("main", "A push", files);
    world.engine.sync("env").await.unwrap();
}

pub(crate) fn description(cluster: &Cluster, name: &str) -> Option<String> {
    cluster.object("servers", name)?["spec"]["description"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn what_git_gets_the_cluster_gets_and_nothing_else_is_touched() {
    let cluster = serving();
    cluster.put(object("mine", "by hand"), "kubectl-create");
    let world = followed(&cluster, &[("a", "one"), ("b", "one")]).await;
    drifts_to(&world.engine, &["a: missing (git)", "b: missing (git)", "mine: extra (cluster)"])
        .await;
    assert_eq!(cluster.object("servers", "a"), None, "it only looks until it is told otherwise");
    let refused = world.engine.apply("env", ClusterApplyRequest::default()).await.unwrap_err();
    assert_eq!((refused.class(), refused.code()), (Class::Refused, "only-observes"));

    direct(&world.engine, true).await;
    drifts_to(&world.engine, &["mine: extra (cluster)"]).await;
    let managed = cluster.object("servers", "a").unwrap()["metadata"]["managedFields"].clone();
    assert_eq!((&managed[0]["manager"], &managed[0]["operation"]), (&json!(OWN), &json!("Apply")));

    push(&world, &[("env/a.yaml", Some(&server("a", "two")))]).await;
    until("the edit of Git is there", || async {
        description(&cluster, "a").as_deref() == Some("two")
    })
    .await;
    push(&world, &[("env/b.yaml", None)]).await;
    until("it is gone", || async { cluster.object("servers", "b").is_none() }).await;
    drifts_to(&world.engine, &["mine: extra (cluster)"]).await;
    assert!(
        cluster.object("servers", "mine").is_some(),
        "what Git never had is nobody's to delete"
    );

    let filter = AuditFilter { action: Some(AuditAction::ClusterApply), ..AuditFilter::default() };
    // The last entry comes after the last answer.
    until("all four are in the audit", || async {
        world.engine.store().audit_page(&filter, None, 100).await.unwrap().len() == 4
    })
    .await;
    let entries = world.engine.store().audit_page(&filter, None, 100).await.unwrap();
    let subjects: Vec<_> = entries.iter().filter_map(|entry| entry.subject.as_deref()).collect();
    assert_eq!(subjects, ["Server/b", "Server/a", "Server/b", "Server/a"]);
}

#[tokio::test]
async fn what_is_changed_in_the_cluster_stays_until_a_person_decides() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "one"), ("b", "one"), ("c", "one")]).await;
    direct(&world.engine, true).await;
    until("all are there", || async {
        ["a", "b", "c"].iter().all(|name| cluster.object("servers", name).is_some())
    })
    .await;
    is_level(&world.engine).await;
    cluster.put(object("a", "by hand"), "kubectl-edit");
    cluster.delete("servers", "b");
    drifts_to(
        &world.engine,
        &["a: spec.description by kubectl-edit (cluster)", "b: missing (cluster)"],
    )
    .await;
    // Something else moves, so that everything is gone through.
    push(&world, &[("env/c.yaml", Some(&server("c", "two")))]).await;
    until("the edit of Git is there", || async {
        description(&cluster, "c").as_deref() == Some("two")
    })
    .await;
    assert_eq!(description(&cluster, "a").as_deref(), Some("by hand"));
    assert_eq!(cluster.object("servers", "b"), None);
    // Both sides moved: neither wins.
    push(&world, &[("env/a.yaml", Some(&server("a", "three")))]).await;
    drifts_to(
        &world.engine,
        &["a: spec.description by kubectl-edit (both)", "b: missing (cluster)"],
    )
    .await;
    let tried = apply(&world.engine, ClusterApplyRequest::default()).await;
    assert_eq!(
        outcomes(&tried),
        [
            "Server/a - left: Git and the cluster both changed it: accept fields of the cluster, or re-apply what Git wants",
            "Server/b - left: it was deleted in the cluster: accept that into Git, or re-apply what Git wants",
        ]
    );
    assert_eq!(description(&cluster, "a").as_deref(), Some("by hand"));
    // A person decides, and from then on it follows again.
    let both = ReapplyRequest {
        resources: vec!["Server/a".into(), "Server/b".into()],
        ..ReapplyRequest::default()
    };
    world.engine.reapply("env", both).await.unwrap();
    is_level(&world.engine).await;
    push(&world, &[("env/a.yaml", Some(&server("a", "four")))]).await;
    until("it follows", || async { description(&cluster, "a").as_deref() == Some("four") }).await;
}

#[tokio::test]
async fn each_side_s_fields_are_kept_where_both_changed_others() {
    let cluster = serving();
    let world = World::with(&[("env/a.yaml", &server("a", "one"))]).await;
    world.fabric("env", "env", Layout::InPlace).await;
    add(&world.engine, "lab", cluster.kubeconfig()).await.unwrap();
    world.engine.start();
    direct(&world.engine, false).await;
    until("it is there", || async { cluster.object("servers", "a").is_some() }).await;
    is_level(&world.engine).await;
    let mut by_hand = object("a", "one");
    by_hand["spec"]["profile"] = json!("by-hand");
    cluster.put(by_hand, "kubectl-edit");
    drifts_to(&world.engine, &["a: spec.profile by kubectl-edit (cluster)"]).await;
    push(&world, &[("env/a.yaml", Some(&server("a", "two")))]).await;
    until("the edit of Git is there", || async {
        description(&cluster, "a").as_deref() == Some("two")
    })
    .await;
    let now = cluster.object("servers", "a").unwrap();
    assert_eq!(now["spec"]["profile"], json!("by-hand"));
    drifts_to(&world.engine, &["a: spec.profile by kubectl-edit (cluster)"]).await;
}

#[tokio::test]
async fn fields_of_others_are_taken_over_only_when_that_is_asked_for() {
    let cluster = serving();
    cluster.put_applied(object("a", "one"), "argocd-controller");
    let world = followed(&cluster, &[("a", "one")]).await;
    direct(&world.engine, false).await;
    push(&world, &[("env/a.yaml", Some(&server("a", "two")))]).await;
    until("it is refused", || async {
        let open = world.engine.applied("env", true, &PageRequest::first(10)).await.unwrap().items;
        open.iter().any(|it| it.outcome == ApplyOutcome::OfOthers)
    })
    .await;
    assert_eq!(description(&cluster, "a").as_deref(), Some("one"));
    let tried = apply(
        &world.engine,
        ClusterApplyRequest { dry_run: true, ..ClusterApplyRequest::default() },
    )
    .await;
    assert_eq!(
        outcomes(&tried),
        [
            "Server/a update of-others: fields of it belong to others: .spec.description (conflict with \"argocd-controller\")"
        ]
    );
    let taken = ClusterApplyRequest { take_over: true, ..ClusterApplyRequest::default() };
    assert_eq!(outcomes(&apply(&world.engine, taken).await), ["Server/a update done"]);
    is_level(&world.engine).await;
    assert_eq!(description(&cluster, "a").as_deref(), Some("two"));
}

#[tokio::test]
async fn nothing_is_deleted_unasked_and_many_only_when_that_is_confirmed() {
    let cluster = serving();
    let names: Vec<String> = (0..12).map(|at| format!("s-{at:02}")).collect();
    let servers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    let world = followed(&cluster, &servers).await;
    direct(&world.engine, false).await;
    until("all are there", || async {
        names.iter().all(|name| cluster.object("servers", name).is_some())
    })
    .await;
    is_level(&world.engine).await;
    let gone: Vec<(String, Option<&str>)> =
        names.iter().skip(1).map(|name| (format!("env/{name}.yaml"), None)).collect();
    let gone: Vec<(&str, Option<&str>)> =
        gone.iter().map(|(path, text)| (&**path, *text)).collect();
    push(&world, &gone).await;
    let expected: Vec<String> =
        names.iter().skip(1).map(|name| format!("{name}: extra (git)")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    drifts_to(&world.engine, &expected).await;
    let off = apply(&world.engine, ClusterApplyRequest::default()).await;
    assert!(
        off.results
            .iter()
            .all(|it| it.why.as_deref().is_some_and(|why| why.contains("pruning is off")))
    );
    direct(&world.engine, true).await;
    let held = apply(&world.engine, ClusterApplyRequest::default()).await;
    assert_eq!(held.results.len(), 11);
    assert!(held.results.iter().all(|it| {
        it.outcome == ApplyOutcome::Unconfirmed
            && it.why.as_deref()
                == Some("11 of 12 resources would be deleted, which has to be confirmed")
    }));
    assert!(names.iter().all(|name| cluster.object("servers", name).is_some()));
    let confirmed =
        ClusterApplyRequest { confirm_deletions: true, ..ClusterApplyRequest::default() };
    let done = apply(&world.engine, confirmed).await;
    assert!(done.results.iter().all(|it| it.outcome == ApplyOutcome::Done), "{done:?}");
    is_level(&world.engine).await;
    assert!(cluster.object("servers", &names[0]).is_some());
    assert!(names.iter().skip(1).all(|name| cluster.object("servers", name).is_none()));
}

#[tokio::test]
async fn what_is_refused_is_shown_and_holds_up_nothing_else() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "one"), ("bad", "one"), ("c", "one")]).await;
    let refusal =
        json!({"kind": "Status", "code": 422, "reason": "Invalid", "message": "bad is bad"});
    cluster.answers("/servers/bad?", 422, &refusal.to_string());
    direct(&world.engine, false).await;
    until("the others are there", || async {
        cluster.object("servers", "a").is_some() && cluster.object("servers", "c").is_some()
    })
    .await;
    until("the refusal is shown", || async {
        let open = world.engine.applied("env", true, &PageRequest::first(10)).await.unwrap().items;
        open.iter().any(|it| {
            it.outcome == ApplyOutcome::Refused
                && it.why.as_deref().is_some_and(|why| why.contains("bad is bad"))
                && it.retry_at.is_some()
        })
    })
    .await;
    until("only that is ahead", || async {
        let figures = world.engine.fabric("env").await.unwrap().cluster.unwrap();
        (figures.apply, figures.ahead) == (ApplyMode::Direct, 1)
    })
    .await;
    cluster.as_ever();
    // A new text is tried at once.
    push(&world, &[("env/bad.yaml", Some(&server("bad", "good")))]).await;
    until("it is there", || async { description(&cluster, "bad").as_deref() == Some("good") })
        .await;
    is_level(&world.engine).await;
}

#[tokio::test]
async fn a_cluster_that_is_away_refuses_nothing_and_is_brought_up_to_date_when_it_is_back() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "one")]).await;
    direct(&world.engine, true).await;
    until("it is there", || async { cluster.object("servers", "a").is_some() }).await;
    is_level(&world.engine).await;
    cluster.go_away();
    until("that is known", || async {
        world.engine.fabric("env").await.unwrap().cluster.is_some_and(|it| !it.known)
    })
    .await;
    push(
        &world,
        &[("env/a.yaml", Some(&server("a", "two"))), ("env/b.yaml", Some(&server("b", "two")))],
    )
    .await;
    let tried = world.engine.apply("env", ClusterApplyRequest::default()).await.unwrap();
    assert!(tried.results.iter().all(|it| it.outcome == ApplyOutcome::Waits), "{tried:?}");
    cluster.come_back();
    until("it follows", || async {
        description(&cluster, "a").as_deref() == Some("two") && description(&cluster, "b").is_some()
    })
    .await;
    is_level(&world.engine).await;
}

const VPCS: &str = "vpc.githedgehog.com";

fn vpc(name: &str, vlan: u16, subnet: u8) -> String {
    format!(
        "apiVersion: {VPCS}/v1beta1\nkind: VPC\nmetadata:\n  name: {name}\nspec:\n  subnets:\n    default:\n      \
         subnet: 10.0.{subnet}.0/24\n      vlan: {vlan}\n"
    )
}

fn vlan(cluster: &Cluster, name: &str) -> Option<Json> {
    cluster.object("vpcs", name).map(|vpc| vpc["spec"]["subnets"]["default"]["vlan"].clone())
}

async fn of_vpcs(cluster: &Cluster, vpcs: &[(&str, u16, u8)]) -> World {
    cluster.serves(VPCS, "v1beta1", "VPC", "vpcs");
    let world = followed(cluster, &[("s", "x")]).await;
    let files: Vec<(String, String)> = vpcs
        .iter()
        .map(|(name, vlan, subnet)| (format!("env/{name}.yaml"), vpc(name, *vlan, *subnet)))
        .collect();
    let files: Vec<(&str, Option<&str>)> =
        files.iter().map(|(path, text)| (&**path, Some(&**text))).collect();
    push(&world, &files).await;
    direct(&world.engine, true).await;
    until("all are there", || async {
        vpcs.iter().all(|(name, ..)| cluster.object("vpcs", name).is_some())
    })
    .await;
    is_level(&world.engine).await;
    world
}

/// The names of what was written, in that order; without what was only tried.
fn written(cluster: &Cluster) -> Vec<String> {
    let asked = cluster.asked();
    let writes = asked.iter().filter(|it| !it.starts_with("GET") && !it.contains("dryRun"));
    writes
        .filter_map(|it| {
            let (method, target) = it.split_once(' ')?;
            let name = target.split('?').next()?.rsplit('/').next()?;
            Some(format!("{method} {name}"))
        })
        .filter(|it| !it.ends_with("reviews"))
        .collect()
}

#[tokio::test]
async fn what_frees_comes_before_what_takes() {
    let cluster = serving();
    let world = of_vpcs(&cluster, &[("a", 1001, 1), ("b", 1002, 2), ("c", 1003, 3)]).await;
    written(&cluster);
    // A chain: a takes the VLAN of b, which takes that of c.
    let chain = [("a", 1002, 1), ("b", 1003, 2), ("c", 1004, 3)]
        .map(|(name, vlan, subnet)| (format!("env/{name}.yaml"), vpc(name, vlan, subnet)));
    let chain: Vec<(&str, Option<&str>)> =
        chain.iter().map(|(path, text)| (&**path, Some(&**text))).collect();
    push(&world, &chain).await;
    until("the chain is done", || async { vlan(&cluster, "a") == Some(json!(1002)) }).await;
    is_level(&world.engine).await;
    assert_eq!(written(&cluster), ["PATCH c", "PATCH b", "PATCH a"]);
}

#[tokio::test]
async fn a_vpc_waits_a_while_after_another_was_deleted() {
    let cluster = serving();
    let world = of_vpcs(&cluster, &[("a", 1001, 1)]).await;
    push(&world, &[("env/a.yaml", None)]).await;
    until("it is gone", || async { cluster.object("vpcs", "a").is_none() }).await;
    push(&world, &[("env/b.yaml", Some(&vpc("b", 1001, 1)))]).await;
    until("it waits", || async {
        let open = world.engine.applied("env", true, &PageRequest::first(10)).await.unwrap().items;
        open.iter().any(|it| {
            it.resource == "VPC/b" && it.outcome == ApplyOutcome::Waits && it.retry_at.is_some()
        })
    })
    .await;
    // An edit of another is not kept waiting, nor is what is asked for in a hurry let through.
    let tried = apply(&world.engine, ClusterApplyRequest::default()).await;
    assert!(
        outcomes(&tried)[0].starts_with("VPC/b create waits: a VPC was just deleted"),
        "{tried:?}"
    );
    assert_eq!(vlan(&cluster, "b"), None);
}

#[tokio::test]
async fn vpcs_that_swap_vlans_do_so_in_two_steps() {
    let cluster = serving();
    cluster.serves(GROUP, "v1beta1", "VLANNamespace", "vlannamespaces");
    let world = of_vpcs(&cluster, &[("a", 1001, 1), ("b", 1002, 2)]).await;
    let swapped = [("env/a.yaml", vpc("a", 1002, 1)), ("env/b.yaml", vpc("b", 1001, 2))];
    let swapped: Vec<(&str, Option<&str>)> =
        swapped.iter().map(|(path, text)| (*path, Some(text.as_str()))).collect();
    push(&world, &swapped).await;
    // Which VLANs are free is not known: they are left, and nothing is guessed.
    until("they are stuck", || async {
        let open = world.engine.applied("env", true, &PageRequest::first(10)).await.unwrap().items;
        open.len() == 2
            && open
                .iter()
                .all(|it| it.why.as_deref().is_some_and(|why| why.contains("waits for others")))
    })
    .await;
    assert_eq!((vlan(&cluster, "a"), vlan(&cluster, "b")), (Some(json!(1001)), Some(json!(1002))));
    written(&cluster);
    let ranges = format!(
        "apiVersion: {GROUP}/v1beta1\nkind: VLANNamespace\nmetadata:\n  name: default\nspec:\n  ranges:\n  - from: 1001\n    to: 1003\n"
    );
    push(&world, &[("env/vlans.yaml", Some(&ranges))]).await;
    until("the namespace is there", || async {
        cluster.object("vlannamespaces", "default").is_some()
    })
    .await;
    apply(&world.engine, ClusterApplyRequest::default()).await;
    until("they swapped", || async { vlan(&cluster, "a") == Some(json!(1002)) }).await;
    is_level(&world.engine).await;
    assert_eq!((vlan(&cluster, "a"), vlan(&cluster, "b")), (Some(json!(1002)), Some(json!(1001))));
    // Until the cluster has told of a step, it may be asked for twice.
    let mut vpcs: Vec<String> =
        written(&cluster).into_iter().filter(|it| !it.ends_with(" default")).collect();
    vpcs.dedup();
    assert_eq!(vpcs, ["PATCH a", "PATCH b", "PATCH a"]);
}

#[tokio::test]
async fn an_object_that_changed_since_it_was_compared_is_not_deleted() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "one"), ("b", "one")]).await;
    direct(&world.engine, false).await;
    until("both are there", || async {
        ["a", "b"].iter().all(|name| cluster.object("servers", name).is_some())
    })
    .await;
    is_level(&world.engine).await;
    push(&world, &[("env/a.yaml", None)]).await;
    drifts_to(&world.engine, &["a: extra (git)"]).await;
    // An edit by hand of which nothing has been heard yet.
    cluster.tells_nothing();
    cluster.put(object("a", "by hand"), "kubectl-edit");
    direct(&world.engine, true).await;
    until("it is refused", || async {
        let open = world.engine.applied("env", true, &PageRequest::first(10)).await.unwrap().items;
        open.iter().any(|it| {
            it.outcome == ApplyOutcome::Refused
                && it
                    .why
                    .as_deref()
                    .is_some_and(|why| why.contains("changed since it was compared"))
        })
    })
    .await;
    assert_eq!(description(&cluster, "a").as_deref(), Some("by hand"));
    cluster.tells_all();
    drifts_to(&world.engine, &["a: extra (both)"]).await;
    let tried = apply(&world.engine, ClusterApplyRequest::default()).await;
    assert_eq!(tried.results[0].outcome, ApplyOutcome::Left, "{tried:?}");
    assert_eq!(description(&cluster, "a").as_deref(), Some("by hand"));
}

#[tokio::test]
async fn an_object_that_appeared_since_it_was_compared_is_not_written_into() {
    let cluster = serving();
    let world = followed(&cluster, &[("a", "one")]).await;
    drifts_to(&world.engine, &["a: missing (git)"]).await;
    // Made by hand, of which nothing has been heard yet: with a field that Git does not say, and one that it does.
    cluster.tells_nothing();
    let by_hand = |field: &str| {
        let mut object = object("a", "one");
        object["spec"] = json!({ field: "by hand" });
        cluster.put(object, "kubectl-create")
    };
    for (field, take_over) in
        [("profile", false), ("profile", true), ("description", false), ("description", true)]
    {
        let made = by_hand(field);
        direct(&world.engine, true).await;
        let request = ClusterApplyRequest { take_over, ..ClusterApplyRequest::default() };
        assert_eq!(
            outcomes(&apply(&world.engine, request).await),
            [
                "Server/a create refused: it changed since it was compared; it is compared again first"
            ],
            "{field}, {take_over}"
        );
        let now = cluster.object("servers", "a").unwrap();
        assert_eq!(now["metadata"], made["metadata"], "{field}, {take_over}");
        assert_eq!(now["spec"], json!({ field: "by hand" }));
    }
}

#[tokio::test]
async fn what_is_not_there_is_made_where_fields_are_taken_over_too() {
    let cluster = serving();
    cluster.put_applied(object("a", "one"), "argocd-controller");
    let world = followed(&cluster, &[("a", "two"), ("b", "one")]).await;
    drifts_to(&world.engine, &["a: spec.description by argocd-controller (-)", "b: missing (git)"])
        .await;
    let request = ClusterApplyRequest {
        dry_run: true,
        take_over: true,
        resources: vec!["Server/b".into()],
        ..ClusterApplyRequest::default()
    };
    assert_eq!(outcomes(&apply(&world.engine, request).await), ["Server/b create done"]);
}

#[tokio::test]
async fn a_vpc_of_the_same_name_waits_as_long_however_often_it_is_asked_for() {
    let cluster = serving();
    let world = of_vpcs(&cluster, &[("a", 1001, 1)]).await;
    push(&world, &[("env/a.yaml", None)]).await;
    until("it is gone", || async { cluster.object("vpcs", "a").is_none() }).await;
    drifts_to(&world.engine, &[]).await;
    push(&world, &[("env/a.yaml", Some(&vpc("a", 1001, 1)))]).await;
    drifts_to(&world.engine, &["a: missing (git)"]).await;
    for _ in 0..2 {
        let tried = apply(&world.engine, ClusterApplyRequest::default()).await;
        assert!(outcomes(&tried)[0].starts_with("VPC/a create waits"), "{tried:?}");
    }
    assert_eq!(vlan(&cluster, "a"), None);
}
