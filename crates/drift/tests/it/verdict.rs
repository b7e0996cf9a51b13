//! What is concluded, and what is not for want of evidence.

use hedgerow_drift::{Case, Desired, Verdict, judge};
use hedgerow_model::{DriftStanding, FieldPath, Identity, IgnoredDrift, Moved, Value};
use hedgerow_schema::Catalogue;

use crate::support::manifest;

fn server(spec: &str) -> Value {
    manifest("wiring/Server", &format!("metadata: {{name: x}}\nspec: {{{spec}}}"))
}

fn ignore(path: &str) -> IgnoredDrift {
    IgnoredDrift {
        identity: Identity::new("g", "K", "x"),
        path: if path.is_empty() { FieldPath::root() } else { path.parse().unwrap() },
        until: None,
        reason: None,
        created_at: 0,
        created_by: "a".into(),
    }
}

fn of(case: &Case<'_>) -> Verdict {
    judge(case, &Catalogue::builtin())
}

fn case<'a>(desired: Desired<'a>, actual: Option<&'a Value>) -> Case<'a> {
    Case {
        desired,
        actual,
        agreed: None,
        were_both: false,
        earlier: &[],
        is_listed: true,
        ignored: &[],
        is_clusters: &|_| false,
    }
}

#[test]
fn what_was_not_looked_at_is_not_missing_and_what_is_not_understood_is_not_extra() {
    let value = server("description: a");
    let unlisted = Case { is_listed: false, ..case(Desired::Wants(&value), None) };
    assert_eq!(of(&unlisted), Verdict::Unclear);
    assert!(matches!(
        of(&case(Desired::Wants(&value), None)),
        Verdict::Drifted { standing: DriftStanding::Missing, .. }
    ));
    assert_eq!(of(&case(Desired::Unclear, Some(&value))), Verdict::Unclear);
    assert_eq!(of(&case(Desired::Unclear, None)), Verdict::Unclear);
    assert!(matches!(
        of(&Case { is_listed: false, ..case(Desired::Absent, Some(&value)) }),
        Verdict::Drifted { standing: DriftStanding::Extra, .. }
    ));
    assert_eq!(of(&case(Desired::Absent, None)), Verdict::Nothing);
    assert_eq!(of(&case(Desired::Wants(&value), Some(&value))), Verdict::Level { agreed: true });
}

#[test]
fn what_both_had_and_never_agreed_on_was_taken_away_by_somebody() {
    let value = server("description: a");
    let moved = |case: &Case<'_>| match of(case) {
        Verdict::Drifted { moved, .. } => moved,
        other => panic!("{other:?}"),
    };
    let missing = || case(Desired::Wants(&value), None);
    let extra = || case(Desired::Absent, Some(&value));
    assert_eq!(moved(&missing()), Some(Moved::Git), "it has yet to come there");
    assert_eq!(moved(&extra()), Some(Moved::Cluster), "Git never had it");
    for gone in [missing(), extra()] {
        assert_eq!(moved(&Case { were_both: true, ..gone }), Some(Moved::Both));
    }
    let agreed = |gone| Case { were_both: true, agreed: Some(&value), ..gone };
    assert_eq!(moved(&agreed(missing())), Some(Moved::Cluster));
    assert_eq!(moved(&agreed(extra())), Some(Moved::Git));
}

#[test]
fn only_what_is_wholly_ignored_is_ignored() {
    let (want, have) = (server("description: a, profile: p"), server("description: b, profile: q"));
    let ignored = |rules: &[IgnoredDrift]| match of(&Case {
        ignored: rules,
        ..case(Desired::Wants(&want), Some(&have))
    }) {
        Verdict::Drifted { ignored, fields, .. } => (ignored, fields.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(ignored(&[]), (false, 2));
    assert_eq!(ignored(&[ignore("spec.description")]), (false, 2));
    assert_eq!(ignored(&[ignore("spec.description"), ignore("spec.profile")]), (true, 2));
    assert_eq!(ignored(&[ignore("spec")]), (true, 2));
    assert_eq!(ignored(&[ignore("")]), (true, 2));
    let missing = |rules: &[IgnoredDrift]| match of(&Case {
        ignored: rules,
        ..case(Desired::Wants(&want), None)
    }) {
        Verdict::Drifted { ignored, .. } => ignored,
        other => panic!("{other:?}"),
    };
    assert!(!missing(&[ignore("spec")]) && missing(&[ignore("")]));
}

#[test]
fn what_belongs_to_the_cluster_never_drifts_and_is_not_agreed() {
    let (want, have) = (server("description: a, profile: p"), server("description: b, profile: q"));
    let agreed = server("description: a, profile: q");
    let owned = |paths: &'static [&'static str]| {
        let is_clusters = move |path: &FieldPath| paths.contains(&path.to_string().as_str());
        of(&Case {
            agreed: Some(&agreed),
            is_clusters: &is_clusters,
            ..case(Desired::Wants(&want), Some(&have))
        })
    };
    let Verdict::Drifted { moved, fields, .. } = owned(&[]) else { panic!() };
    assert_eq!((moved, fields.len()), (Some(Moved::Both), 2));
    let Verdict::Drifted { moved, fields, .. } = owned(&["spec.description"]) else { panic!() };
    assert_eq!((moved, fields.len()), (Some(Moved::Git), 1));
    assert_eq!(owned(&["spec.description", "spec.profile"]), Verdict::Level { agreed: false });
}

#[test]
fn what_an_applier_has_yet_to_go_on_from_is_nobody_s_edit() {
    let want = server("description: c");
    let earlier = [server("description: b"), server("description: a")];
    let have = |by: &str| {
        manifest(
            "wiring/Server",
            &format!(
                "metadata: {{name: x, managedFields: [{{manager: {by}, operation: Update, time: '2026-11-01T10:00:00Z', \
                 fieldsV1: {{'f:spec': {{'f:description': {{}}}}}}}}]}}\nspec: {{description: b}}"
            ),
        )
    };
    let agreed = server("description: a");
    let moved = |by: &str, earlier: &[Value]| {
        let have = have(by);
        let case =
            Case { agreed: Some(&agreed), earlier, ..case(Desired::Wants(&want), Some(&have)) };
        match of(&case) {
            Verdict::Drifted { moved, .. } => moved,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(moved("argocd-controller", &earlier), Some(Moved::Git));
    assert_eq!(moved("argocd-controller", &[]), Some(Moved::Both), "Git never wanted that");
    assert_eq!(moved("kubectl-edit", &earlier), Some(Moved::Both));
}
