//! The definitions of the cluster in which a fabric lives.

use hedgerow_model::{ClusterKind, GroupKind, Severity, Value};
use hedgerow_schema::migrations::Migration;
use hedgerow_schema::{
    Answer, Asked, Catalogue, CheckFile, Known, Origin, Told, check_documents, told, told_the_same,
};
use rstest::rstest;
use serde_json::{Value as Json, json};

use crate::support::yaml;

const GROUP: &str = "vpc.githedgehog.com";

fn vpc() -> GroupKind {
    GroupKind::new(GROUP, "VPC")
}

/// A definition of VPC: its versions, each with whether it is served, stored and deprecated, and the schema of `spec`.
fn crd(versions: &[(&str, bool, bool, bool)], spec: &Json) -> Json {
    let version = |&(name, served, storage, deprecated): &(&str, bool, bool, bool)| {
        json!({
            "name": name, "served": served, "storage": storage, "deprecated": deprecated,
            "subresources": {"status": {}},
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}},
        })
    };
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "vpcs.vpc.githedgehog.com"},
        "spec": {
            "group": GROUP, "scope": "Namespaced", "names": {"kind": "VPC", "plural": "vpcs"},
            "versions": versions.iter().map(version).collect::<Vec<_>>(),
        },
    })
}

fn modes(modes: &[&str]) -> Json {
    json!({"type": "object", "properties": {"mode": {"type": "string", "enum": modes}}})
}

fn kind(versions: &[&str], definition: Option<&Json>) -> ClusterKind {
    ClusterKind {
        kind: vpc(),
        plural: "vpcs".to_owned(),
        versions: versions.iter().map(|&it| it.to_owned()).collect(),
        definition: definition.map(Json::to_string),
        problem: None,
        since: 1,
        told_at: 2,
    }
}

fn lab(kinds: &[ClusterKind]) -> Catalogue {
    Catalogue::in_cluster_of(&[], "lab", kinds)
}

fn defined(definition: &Json) -> Catalogue {
    lab(&[kind(&["v1beta1"], Some(definition))])
}

fn object(version: &str, spec: &str) -> Value {
    yaml(&format!("apiVersion: {GROUP}/{version}\nkind: VPC\nmetadata: {{name: a}}\nspec: {spec}"))
}

/// What is found of a document, each `severity rule message`.
fn findings(catalogue: &Catalogue, version: &str, spec: &str) -> Vec<String> {
    let text =
        format!("apiVersion: {GROUP}/{version}\nkind: VPC\nmetadata: {{name: a}}\nspec: {spec}\n");
    let documents = hedgerow_yaml::read_all(&text, &hedgerow_yaml::Limits::default());
    let file = CheckFile { name: "a.yaml", documents: &documents };
    check_documents(catalogue, &[file])
        .into_iter()
        .map(|it| format!("{} {} {}", it.severity, it.rule, it.message))
        .collect()
}

#[test]
fn the_schema_of_the_cluster_counts_and_each_finding_names_it() {
    let built_in = "{subnets: {a: {subnet: 10.0.0.0/24, vlan: 5}}}";
    assert_eq!(findings(&Catalogue::builtin(), "v1beta1", built_in), [""; 0]);
    let catalogue = defined(&crd(&[("v1beta1", true, true, false)], &modes(&["a", "b"])));
    assert_eq!(
        findings(&catalogue, "v1beta1", built_in),
        ["error unknown-field is not a known field (as cluster lab defines v1beta1)"]
    );
    let lines = findings(&catalogue, "v1beta1", "{mode: c}");
    assert!(
        lines[0].starts_with("error enum ")
            && lines[0].ends_with(" (as cluster lab defines v1beta1)"),
        "{lines:?}"
    );
    assert_eq!(findings(&catalogue, "v1beta1", "{mode: a}"), [""; 0]);
    let info = catalogue.kind(&vpc()).unwrap();
    assert_eq!((info.origin, info.has_schema), (Origin::Cluster, true));
    assert_eq!(catalogue.in_cluster(&vpc()).unwrap().definition, Told::Used);
    // Kinds that the cluster was not asked for are what they were.
    let server = GroupKind::new("wiring.githedgehog.com", "Server");
    assert!(catalogue.in_cluster(&server).is_none());
    assert_eq!(catalogue.kind(&server).unwrap().origin, Origin::Builtin);
}

#[test]
fn a_rule_of_the_cluster_s_definition_names_it_and_its_defaults_are_filled_in() {
    let spec = json!({
        "type": "object",
        "properties": {"size": {"type": "integer", "default": 5}},
        "x-kubernetes-validations": [{"rule": "self.size > 3", "message": "size must be above 3"}],
    });
    let catalogue = defined(&crd(&[("v1beta1", true, true, false)], &spec));
    let broken = catalogue.validate(&object("v1beta1", "{size: 2}")).violations;
    assert_eq!(broken[0].message, "size must be above 3 (as cluster lab defines v1beta1)");
    let filled = catalogue.with_defaults(&object("v1beta1", "{}"));
    assert_eq!(filled.at(&["spec", "size"]).map(ToString::to_string).as_deref(), Some("5"));
}

#[test]
fn a_version_that_is_not_served_cannot_be_applied_and_the_migration_is_named() {
    let catalogue = defined(&crd(&[("v1beta1", true, true, false)], &modes(&["a"])));
    assert_eq!(
        findings(&catalogue, "v1alpha2", "{}"),
        [
            "error not-served cannot be applied: cluster lab serves VPC in v1beta1, not in v1alpha2; the migration \
          `vpc-v1beta1` brings it there"
        ]
    );
    assert_eq!(
        findings(&catalogue, "v1", "{}"),
        ["error not-served cannot be applied: cluster lab serves VPC in v1beta1, not in v1"]
    );
    let migration = Migration::named("vpc-v1beta1").unwrap();
    assert!(migration.fits(&catalogue, &vpc()));
    // One that is defined and no longer served counts as little.
    let versions = [("v1beta1", true, true, false), ("v1alpha2", false, false, false)];
    let catalogue = defined(&crd(&versions, &modes(&["a"])));
    assert_eq!(findings(&catalogue, "v1alpha2", "{}").len(), 1);
    assert!(migration.fits(&catalogue, &vpc()));
}

#[test]
fn versions_that_are_served_beside_the_stored_one_or_will_go_are_told() {
    let versions = [("v1alpha2", true, false, true), ("v1beta1", true, true, false)];
    let catalogue = defined(&crd(&versions, &modes(&["a"])));
    assert_eq!(
        findings(&catalogue, "v1alpha2", "{mode: a}"),
        [
            "warning deprecated is deprecated (as cluster lab defines v1alpha2)",
            "info other-version-stored is written in v1alpha2: cluster lab stores v1beta1",
        ]
    );
    assert_eq!(findings(&catalogue, "v1beta1", "{mode: a}"), [""; 0]);
    let told = catalogue.in_cluster(&vpc()).unwrap();
    assert_eq!(told.served().collect::<Vec<_>>(), ["v1beta1", "v1alpha2"]);
    assert_eq!(told.stored(), Some("v1beta1"));
    // Nobody is pushed forward while the older form is served.
    assert!(!Migration::named("vpc-v1beta1").unwrap().fits(&catalogue, &vpc()));
}

#[test]
fn a_kind_that_the_cluster_does_not_define_is_validated_as_before_and_told() {
    let catalogue = lab(&[kind(&[], None)]);
    assert_eq!(
        findings(&catalogue, "v1beta1", "{nonsense: 1}"),
        [
            "warning not-in-cluster cannot be applied: cluster lab does not define VPC of vpc.githedgehog.com",
            "error unknown-field is not a known field",
        ]
    );
    assert_eq!(catalogue.in_cluster(&vpc()).unwrap().definition, Told::Absent);
}

#[test]
fn where_only_the_versions_are_told_the_schema_stays_and_no_version_is_pushed() {
    let catalogue = lab(&[kind(&["v1alpha2"], None)]);
    assert_eq!(catalogue.kind(&vpc()).unwrap().origin, Origin::Builtin);
    assert_eq!(catalogue.in_cluster(&vpc()).unwrap().definition, Told::Untold);
    let lines = findings(&catalogue, "v1beta1", "{}");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("error not-served "), "{lines:?}");
    assert!(findings(&catalogue, "v1alpha2", "{}")[0].starts_with("warning unknown-version "));
    assert!(!Migration::named("vpc-v1beta1").unwrap().fits(&catalogue, &vpc()));
}

fn deep() -> Json {
    let mut schema = json!({"type": "object"});
    for _ in 0..90 {
        schema = json!({"type": "object", "properties": {"a": schema}});
    }
    schema
}

#[rstest]
#[case::no_json("{".to_owned())]
#[case::another_kind(crd(&[("v1beta1", true, true, false)], &json!({})).to_string().replace("\"VPC\"", "\"Pod\""))]
#[case::no_definition(json!({"kind": "List", "apiVersion": "v1"}).to_string())]
#[case::no_version(crd(&[], &json!({})).to_string())]
#[case::one_version_twice(crd(&[("v1beta1", true, true, false); 2], &json!({})).to_string())]
#[case::many_versions(crd(&[("v1beta1", true, true, false); 60], &json!({})).to_string())]
#[case::nested("[".repeat(100_000))]
#[case::too_deep(crd(&[("v1beta1", true, true, false)], &deep()).to_string())]
#[case::huge(format!("\"{}\"", "x".repeat(5 << 20)))]
fn what_is_not_understood_makes_nothing_invalid_and_is_said(#[case] text: String) {
    let told = ClusterKind { definition: Some(text), ..kind(&["v1beta1"], None) };
    let catalogue = lab(&[told]);
    let lines = findings(&catalogue, "v1beta1", "{no such field: 5}");
    assert_eq!(lines.len(), 1, "{lines:?}");
    let start = "warning unknown-kind the definition of VPC.vpc.githedgehog.com that cluster lab has is not \
                 understood, so it is not validated: ";
    assert!(lines[0].starts_with(start), "{lines:?}");
    let notes = catalogue.cluster_notes();
    assert_eq!((notes.len(), notes[0].0), (1, Severity::Warning));
    let valid = catalogue.validate(&object("v1beta1", "{mode: x}"));
    assert_eq!((valid.known, valid.violations.len()), (Known::UnknownKind, 0));
}

#[rstest]
#[case(json!({"type": "object", "properties": 5}))]
#[case(json!("no schema"))]
#[case(json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true, "required": 5}))]
#[case(json!({"type": "object", "properties": {"a": {"type": "wonder", "pattern": "("}}}))]
#[case(json!({"type": "object", "properties": {"a": {"enum": "x", "minLength": "long", "items": 3}}}))]
fn what_of_a_schema_is_not_understood_passes(#[case] spec: Json) {
    let catalogue = defined(&crd(&[("v1beta1", true, true, false)], &spec));
    let valid = catalogue.validate(&object("v1beta1", "{a: [x]}"));
    assert_eq!(valid.violations, []);
}

#[test]
fn a_definition_of_too_many_places_is_read_as_far_as_there_is_room() {
    let many: serde_json::Map<String, Json> =
        (0..250_000).map(|at| (format!("f{at}"), json!({"type": "object"}))).collect();
    let spec = json!({"type": "object", "properties": many});
    assert!(spec.to_string().len() > 4 << 20, "more than a definition may have");
    let few: serde_json::Map<String, Json> =
        (0..110_000).map(|at| (format!("f{at}"), json!({}))).collect();
    let spec = json!({"type": "object", "properties": few});
    let versions = [("v1beta1", true, true, false), ("v1", true, false, false)];
    let catalogue = defined(&crd(&versions, &spec));
    assert_eq!(catalogue.validate(&object("v1", "{f109999: 3}")).violations, []);
}

#[test]
fn that_the_fabric_was_given_another_definition_is_said_and_the_cluster_s_is_used() {
    let given = |crd: &Json| [("vpc.yaml".to_owned(), crd.to_string())];
    let of = |given: &Json, cluster: &Json| {
        let files = [("vpc.yaml".to_owned(), given.to_string())];
        let catalogue =
            Catalogue::in_cluster_of(&files, "lab", &[kind(&["v1beta1"], Some(cluster))]);
        assert_eq!(catalogue.kind(&vpc()).unwrap().origin, Origin::Cluster);
        catalogue.cluster_notes().into_iter().map(|(_, note)| note).collect::<Vec<_>>()
    };
    let now = crd(&[("v1beta1", true, true, false)], &modes(&["a"]));
    let older = crd(&[("v1alpha2", true, true, false)], &modes(&["a"]));
    assert_eq!(
        of(&older, &now),
        [
            "VPC.vpc.githedgehog.com: the definition that the fabric was given has v1alpha2, and cluster lab serves \
          v1beta1; that of cluster lab is used"
        ]
    );
    let other = crd(&[("v1beta1", true, true, false)], &modes(&["a", "b"]));
    assert_eq!(
        of(&other, &now),
        [
            "VPC.vpc.githedgehog.com: the definition that the fabric was given has another schema of v1beta1; that of \
          cluster lab is used"
        ]
    );
    let mut described = now.clone();
    described["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["description"] = json!("Words.");
    assert_eq!(of(&described, &now), [""; 0], "words for people are no difference");
    // Without the cluster it is the given one, as ever.
    let catalogue = Catalogue::in_cluster_of(&given(&older), "lab", &[]);
    assert_eq!(catalogue.kind(&vpc()).unwrap().origin, Origin::Crd);
}

fn asked(served: &[&str], answer: Answer) -> Asked {
    let served = served.iter().map(|&it| it.to_owned()).collect();
    Asked { kind: vpc(), plural: "vpcs".to_owned(), served, answer }
}

#[test]
fn what_is_known_follows_from_what_the_cluster_answered() {
    let definition = || Answer::Definition("{}".to_owned());
    let first = told(&[], vec![asked(&["v1"], definition())], 10);
    assert_eq!((first[0].since, first[0].definition.as_deref()), (10, Some("{}")));
    let again = told(&first, vec![asked(&["v1"], definition())], 20);
    assert!(told_the_same(&first, &again));
    assert_eq!((again[0].since, again[0].told_at), (10, 20), "since when it is so");
    let other = told(&first, vec![asked(&["v1"], Answer::Definition("{ }".to_owned()))], 30);
    assert!(!told_the_same(&first, &other));
    assert_eq!(other[0].since, 30);
    // Served and defined by nothing: a kind of Kubernetes' own, or an aggregated API.
    assert_eq!(told(&first, vec![asked(&["v1"], Answer::None)], 30)[0].definition, None);
    // Neither served nor defined.
    let gone = told(&first, vec![asked(&[], Answer::None)], 30);
    assert_eq!((gone[0].versions.len(), gone[0].definition.as_deref()), (0, None));
    assert!(!told_the_same(&first, &gone));
    // A kind that nobody wants any more.
    assert!(!told_the_same(&first, &told(&first, Vec::new(), 30)));
}

#[test]
fn that_a_definition_may_not_be_read_says_nothing_of_it() {
    let first = told(&[], vec![asked(&["v1"], Answer::Definition("{}".to_owned()))], 10);
    let refused = |served: &[&str]| told(&first, vec![asked(served, Answer::Refused)], 20);
    assert_eq!(refused(&["v1"]), first, "as it was, and when that was told");
    assert_eq!(refused(&[]), first);
    assert_eq!(told(&[], vec![asked(&[], Answer::Refused)], 20), []);
    let other = refused(&["v2"]);
    assert_eq!(
        (other[0].definition.as_deref(), other[0].versions.as_slice()),
        (None, &["v2".to_owned()][..])
    );
    let unusable = told(&first, vec![asked(&["v1"], Answer::Unusable("odd".to_owned()))], 20);
    assert_eq!(unusable[0].problem.as_deref(), Some("odd"));
    let lines = findings(&lab(&unusable), "v1", "{a: 1}");
    assert!(lines[0].ends_with("is not validated: odd"), "{lines:?}");
}

#[test]
fn a_kind_that_is_told_twice_counts_once_and_definitions_are_bounded_together() {
    let twice = told(&[], vec![asked(&["v1"], Answer::None), asked(&["v2"], Answer::None)], 10);
    assert_eq!((twice.len(), twice[0].versions[0].as_str()), (1, "v1"));
    let large = |name: &str| Asked {
        kind: GroupKind::new("g", name),
        ..asked(&["v1"], Answer::Definition("x".repeat(12 << 20)))
    };
    let many = told(&[], ["A", "B", "C"].map(large).into(), 10);
    let kept: Vec<bool> = many.iter().map(|it| it.definition.is_some()).collect();
    assert_eq!(kept, [true, true, false]);
    assert!(many[2].problem.as_deref().unwrap().contains("32 MiB together"));
}
