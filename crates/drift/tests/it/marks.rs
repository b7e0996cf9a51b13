//! What Argo CD marks resources with is its own affair; the same label of another is not.

use hedgerow_drift::{compare, without_noise};
use hedgerow_model::Value;
use hedgerow_schema::Catalogue;
use rstest::rstest;

use crate::support::{fields, manifest};

/// A server with a label that somebody wrote in the cluster.
fn labelled(label: &str, manager: &str) -> Value {
    let fields = format!("{{f:metadata: {{f:labels: {{f:{label}: {{}}}}}}}}");
    manifest(
        "wiring/Server",
        &format!(
            "metadata: {{name: x, labels: {{{label}: app}}, managedFields: [{{manager: {manager}, \
             operation: Update, fieldsV1: {fields}}}]}}\nspec: {{description: d}}"
        ),
    )
}

#[rstest]
#[case::its_own("argocd-controller", "", 0)]
#[case::of_a_person("kubectl-label", "", 1)]
#[case::that_git_wants_otherwise(
    "argocd-controller",
    ", labels: {app.kubernetes.io/instance: mine}",
    1
)]
fn an_instance_label_is_argo_cd_s_only_where_it_wrote_it(
    #[case] manager: &str,
    #[case] labels: &str,
    #[case] expected: usize,
) {
    let desired = manifest(
        "wiring/Server",
        &format!("metadata: {{name: x{labels}}}\nspec: {{description: d}}"),
    );
    let actual = labelled("app.kubernetes.io/instance", manager);
    let catalogue = Catalogue::builtin();
    let drift = compare(Some(&desired), Some(&actual), None, &catalogue).unwrap();
    assert_eq!(drift.fields.len(), expected, "{drift:?}");
    let imported = without_noise(&actual, &catalogue);
    assert_eq!(imported.at(&["metadata", "labels"]).is_none(), manager.starts_with("argocd"));
}

#[test]
fn any_other_label_that_argo_cd_wrote_is_drift() {
    let actual = labelled("team", "argocd-controller");
    let desired = manifest("wiring/Server", "spec: {description: d}");
    assert_eq!(fields(&desired, &actual), ["metadata.labels.team: - > \"app\""]);
}

#[test]
fn a_label_without_a_value_is_a_label() {
    let with = |labels: &str| manifest("wiring/Server", &format!("metadata: {{name: x{labels}}}"));
    let (none, empty) = (with(""), with(", labels: {a: ''}, annotations: {b: ''}"));
    let both = ["metadata.labels.a: - > \"\"", "metadata.annotations.b: - > \"\""];
    assert_eq!(fields(&none, &empty), both);
    assert_eq!(fields(&empty, &empty), [""; 0]);
    assert_eq!(fields(&with(", labels: {a: }, annotations: {b: null}"), &empty), [""; 0]);
    assert_eq!(fields(&with(", labels: {}, annotations: {}"), &none), [""; 0]);
}
