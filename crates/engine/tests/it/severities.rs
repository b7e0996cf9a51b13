//! How much drift matters, as policies say.

use hedgerow_engine::Engine;
use hedgerow_engine::views::{DriftQuery, PageRequest, SeverityCounts, TriedDrift, TryPolicy};
use hedgerow_model::{DriftStanding, Policy, Severity, SeverityRule};
use hedgerow_testkit::Cluster;

use crate::clusters::{all, drifts_to, followed, object, serving, until};
use crate::support::World;

fn rule(path: Option<&str>, standing: Option<DriftStanding>, severity: Severity) -> SeverityRule {
    let path = path.map(|path| path.parse().unwrap());
    SeverityRule { kind: Some("Server".into()), path, standing, severity }
}

fn policy(severities: Vec<SeverityRule>) -> Policy {
    Policy { severities, ..Policy::default() }
}

async fn severities(engine: &Engine) -> Vec<String> {
    let line = |it: &hedgerow_engine::views::DriftView| format!("{} {}", it.name, it.severity);
    all(engine).await.iter().map(line).collect()
}

async fn are(engine: &Engine, expected: &[&str]) {
    until("drift matters so much", || async { severities(engine).await == expected }).await;
}

async fn counts(engine: &Engine) -> SeverityCounts {
    engine.fabric("env").await.unwrap().cluster.unwrap().severities
}

/// One server that differs, and one that only the cluster has.
async fn drifted(cluster: &Cluster) -> World {
    cluster.put(object("a", "x"), "kubectl");
    cluster.put(object("mine", "x"), "kubectl");
    let world = followed(cluster, &[("a", "y")]).await;
    let expected = ["a: spec.description by kubectl (-)", "mine: extra (cluster)"];
    drifts_to(&world.engine, &expected).await;
    world
}

#[tokio::test]
async fn drift_is_judged_again_when_a_policy_says_how_much_it_matters() {
    let cluster = serving();
    let world = drifted(&cluster).await;
    let engine = &world.engine;
    are(engine, &["a warning", "mine warning"]).await;
    assert_eq!(counts(engine).await, SeverityCounts { error: 0, warning: 2, info: 0 });
    let own = policy(vec![
        rule(Some("spec.description"), None, Severity::Error),
        rule(None, Some(DriftStanding::Extra), Severity::Info),
    ]);
    engine.set_policy(Some("env"), own, None).await.unwrap();
    are(engine, &["a error", "mine info"]).await;
    assert_eq!(counts(engine).await, SeverityCounts { error: 1, warning: 0, info: 1 });
    let query = DriftQuery { severity: Some(Severity::Error), ..DriftQuery::default() };
    let errors = engine.drift("env", &query, &PageRequest::first(9)).await.unwrap().items;
    assert_eq!(errors.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a"]);
    // What drifts from now on, too.
    cluster.put(object("theirs", "x"), "kubectl");
    are(engine, &["a error", "mine info", "theirs info"]).await;
    engine.set_policy(Some("env"), Policy::default(), None).await.unwrap();
    are(engine, &["a warning", "mine warning", "theirs warning"]).await;
}

#[tokio::test]
async fn the_policy_for_all_is_asked_after_the_fabric_s_own() {
    let cluster = serving();
    let world = drifted(&cluster).await;
    let engine = &world.engine;
    let all = policy(vec![rule(None, None, Severity::Info)]);
    engine.set_policy(None, all, None).await.unwrap();
    are(engine, &["a info", "mine info"]).await;
    let own = policy(vec![rule(None, Some(DriftStanding::Extra), Severity::Error)]);
    engine.set_policy(Some("env"), own, None).await.unwrap();
    are(engine, &["a info", "mine error"]).await;
}

#[tokio::test]
async fn a_trial_says_how_much_drift_would_matter_and_changes_nothing() {
    let cluster = serving();
    let world = drifted(&cluster).await;
    let engine = &world.engine;
    let tried = policy(vec![rule(Some("spec.description"), None, Severity::Error)]);
    let asked = TryPolicy { policy: Some(tried), ..TryPolicy::default() };
    let TriedDrift { now, then, changed } =
        engine.try_policy("env", asked).await.unwrap().drift.unwrap();
    assert_eq!(now, SeverityCounts { error: 0, warning: 2, info: 0 });
    assert_eq!(then, SeverityCounts { error: 1, warning: 1, info: 0 });
    let [one] = changed.as_slice() else { unreachable!("{changed:?}") };
    assert!(one.resource.contains('a') && one.then == Severity::Error, "{one:?}");
    assert_eq!(severities(engine).await, ["a warning", "mine warning"]);
}
