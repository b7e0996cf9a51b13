//! `metadata`: names, namespaces, labels, annotations.

use hedgerow_schema::{Catalogue, Known};
use rstest::rstest;
use serde_json::{Value as Json, json};

use crate::support::{lines, value};

fn of(kind: &str, metadata: &Json) -> Vec<String> {
    let group = match kind {
        "Switch" | "Server" | "SwitchGroup" => "wiring.githedgehog.com/v1beta1",
        "ConfigMap" => "v1",
        _ => "vpc.githedgehog.com/v1beta1",
    };
    let object = json!({"apiVersion": group, "kind": kind, "metadata": metadata});
    lines(&Catalogue::builtin().validate(&value(&object)))
}

#[rstest]
#[case::plain("VPC", json!({"name": "vpc-1"}))]
#[case::eleven_characters("VPC", json!({"name": "vpc-abcdefg"}))]
#[case::dots("Server", json!({"name": "server-1.rack-2"}))]
#[case::default_namespace("VPC", json!({"name": "a", "namespace": "default"}))]
#[case::long_names_elsewhere("Server", json!({"name": "a-name-of-more-than-eleven-characters"}))]
#[case::no_externals_name("VPC", json!({"name": "ext-1"}))]
#[case::externals_name_elsewhere("External", json!({"name": "ext.1"}))]
#[case::no_webhook_says_no("SwitchGroup", json!({"name": "a", "namespace": "prod"}))]
#[case::labels("VPC", json!({"name": "a", "labels": {"fabric.githedgehog.com/zone": "A_1.b", "x": ""}}))]
#[case::annotations("VPC", json!({"name": "a", "annotations": {"Example.org/Any_Thing": "free text!"}}))]
#[case::pasted("VPC", json!({"name": "a", "uid": "u", "generation": 3, "managedFields": [{}],
    "creationTimestamp": null}))]
#[case::other_kinds_names_are_freer("ConfigMap", json!({"name": "system:a", "namespace": "ns"}))]
fn good_metadata_passes(#[case] kind: &str, #[case] metadata: Json) {
    assert_eq!(of(kind, &metadata), Vec::<String>::new());
}

#[rstest]
#[case::too_long("VPC", json!({"name": "vpc-abcdefgh"}),
    "metadata.name must have at most 11 characters, has 12 [name]")]
#[case::too_long_external("External", json!({"name": "external-0001"}),
    "metadata.name must have at most 11 characters, has 13 [name]")]
#[case::too_long_ipns("IPv4Namespace", json!({"name": "namespace-10"}),
    "metadata.name must have at most 11 characters, has 12 [name]")]
#[case::externals_name("VPC", json!({"name": "ext.1"}),
    "metadata.name must not start with `ext.`: GatewayPeerings name Externals that way [name]")]
#[case::missing("VPC", json!({}), "metadata.name is missing: every object needs a name [name]")]
#[case::null_name("VPC", json!({"name": null}),
    "metadata.name is missing: every object needs a name [name]")]
#[case::null("VPC", json!(null), "metadata.name is missing: every object needs a name [name]")]
#[case::no_map("VPC", json!("vpc-1"), r#"metadata must be a map, is the string "vpc-1" [type]"#)]
#[case::empty("VPC", json!({"name": ""}), "metadata.name must not be empty [name]")]
#[case::number("VPC", json!({"name": 7}),
    "metadata.name must be a string, is the integer 7: put quotes around it [type]")]
#[case::namespace("VPC", json!({"name": "a", "namespace": "prod"}),
    "metadata.namespace must be `default`: the fabric accepts no other; is \"prod\" [namespace]")]
#[case::unknown_field("VPC", json!({"name": "a", "label": {}}),
    "metadata.label is not a known field: did you mean `labels`? [unknown-field]")]
#[case::boolean_label("VPC", json!({"name": "a", "labels": {"x": true}}),
    "metadata.labels.x must be a string, is the boolean true: put quotes around it if the word is \
     meant [type]")]
#[case::number_annotation("VPC", json!({"name": "a", "annotations": {"x": 1}}),
    "metadata.annotations.x must be a string, is the integer 1: put quotes around it [type]")]
#[case::other_namespaces("ConfigMap", json!({"name": "a", "namespace": "A"}),
    "metadata.namespace must be lower-case letters, digits and `-`, at most 63; is \"A\" [namespace]")]
#[case::other_names("ConfigMap", json!({"name": "a/b"}),
    "metadata.name must not contain `/` or `%`; is \"a/b\" [name]")]
fn bad_metadata_is_named(#[case] kind: &str, #[case] metadata: Json, #[case] violation: &str) {
    assert_eq!(of(kind, &metadata), [violation]);
}

#[rstest]
#[case::upper_case(json!({"name": "Leaf-1"}), "name")]
#[case::underscore(json!({"name": "leaf_1"}), "name")]
#[case::leading_dash(json!({"name": "-leaf"}), "name")]
#[case::double_dot(json!({"name": "leaf..1"}), "name")]
#[case::too_long(json!({"name": "a".repeat(254)}), "name")]
#[case::label_value(json!({"name": "a", "labels": {"x": "-a"}}), "label")]
#[case::label_value_too_long(json!({"name": "a", "labels": {"x": "a".repeat(64)}}), "label")]
#[case::label_key(json!({"name": "a", "labels": {"a b": "x"}}), "label")]
#[case::label_prefix(json!({"name": "a", "labels": {"A/b": "x"}}), "label")]
#[case::label_empty_name(json!({"name": "a", "labels": {"a/": "x"}}), "label")]
#[case::annotation_key(json!({"name": "a", "annotations": {"a b": "x"}}), "annotation")]
#[case::annotation_size(json!({"name": "a", "annotations": {"a": "x".repeat(262_144)}}), "annotation")]
fn what_kubernetes_refuses_in_metadata_is_refused(#[case] metadata: Json, #[case] rule: &str) {
    let found = of("Server", &metadata);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with(&format!("[{rule}]")), "{found:?}");
}

#[test]
fn objects_of_unknown_kinds_are_marked_and_only_their_metadata_is_checked() {
    let object = json!({"apiVersion": "example.org/v1", "kind": "Odd", "metadata": {"name": "a"},
        "data": [1]});
    let validation = Catalogue::builtin().validate(&value(&object));
    assert_eq!(validation.known, Known::UnknownKind);
    assert_eq!(validation.violations, []);
    assert!(!validation.is_valid());
}

#[test]
fn another_version_of_a_known_kind_is_marked_and_not_validated() {
    let object = json!({"apiVersion": "vpc.githedgehog.com/v1alpha2", "kind": "VPC",
        "metadata": {"name": "vpc-1"}, "spec": {"anything": 1}});
    let validation = Catalogue::builtin().validate(&value(&object));
    assert_eq!(validation.known, Known::UnknownVersion { have: vec!["v1beta1".to_owned()] });
    assert_eq!(validation.violations, []);
}

#[test]
fn what_is_no_object_says_what_is_missing() {
    let of = |json: &Json| lines(&Catalogue::builtin().validate(&value(json)));
    assert_eq!(of(&json!([])), ["the object must be a map, is an empty list [type]"]);
    assert_eq!(
        of(&json!({"kind": 5, "metadata": {"name": "a"}})),
        [
            "apiVersion is missing [required]",
            "kind must be a string, is the integer 5: put quotes around it [type]"
        ]
    );
}
