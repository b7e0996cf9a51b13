//! What the catalogue knows, and how CRDs get into it.

use hedgerow_model::GroupKind;
use hedgerow_schema::{Catalogue, Category, Known, Origin};
use rstest::rstest;
use serde_json::json;

use crate::support::{catalogue_of, crd_of_spec, lines, thing, value};

fn kinds_of(typed: &str) -> Vec<String> {
    let catalogue = Catalogue::builtin();
    catalogue.find(typed).iter().map(|info| info.group_kind.kind.clone()).collect()
}

#[rstest]
#[case("VPC", "VPC")]
#[case("vpcs", "VPC")]
#[case("vpc.vpc.githedgehog.com", "VPC")]
#[case("VPCs.VPC.githedgehog.com", "VPC")]
#[case("sw", "Switch")]
#[case("switches", "Switch")]
#[case("extpeer", "ExternalPeering")]
#[case("ipns", "IPv4Namespace")]
#[case("vlanns", "VLANNamespace")]
#[case("gwpeer", "GatewayPeering")]
#[case("agents", "Agent")]
fn a_kind_is_found_by_every_name_it_has(#[case] typed: &str, #[case] kind: &str) {
    assert_eq!(kinds_of(typed), [kind]);
}

#[rstest]
#[case("")]
#[case("vpcx")]
#[case("vpc.wiring.githedgehog.com")]
fn other_words_find_nothing(#[case] typed: &str) {
    assert_eq!(kinds_of(typed), Vec::<String>::new());
}

#[test]
fn the_fifteen_kinds_of_people_have_schemas_and_the_seven_of_the_system_have_not() {
    let catalogue = Catalogue::builtin();
    let of = |category| catalogue.kinds().filter(|i| i.category == category).collect::<Vec<_>>();
    let (user, system) = (of(Category::User), of(Category::System));
    assert_eq!((user.len(), system.len()), (15, 7));
    assert!(user.iter().all(|info| info.has_schema && info.origin == Origin::Builtin));
    for info in &user {
        assert!(catalogue.json_schema(&info.group_kind, &info.versions[0]).is_some());
        assert!(!catalogue.is_system(&info.group_kind));
        assert!(info.namespaced && !info.about.is_empty());
    }
    for info in system {
        assert!(catalogue.is_system(&info.group_kind));
        assert!(!info.has_schema);
    }
}

#[test]
fn a_crd_replaces_what_is_built_in_and_leaves_the_rest() {
    let mut crd = crd_of_spec(&json!({"type": "object", "properties": {"x": {"type": "integer"}}}));
    crd["spec"]["group"] = json!("vpc.githedgehog.com");
    crd["spec"]["names"] = json!({"kind": "VPC", "plural": "vpcs"});
    let catalogue = catalogue_of(&crd);
    let vpc = GroupKind::new("vpc.githedgehog.com", "VPC");
    let info = catalogue.kind(&vpc).unwrap();
    assert_eq!((info.origin, info.versions.as_slice()), (Origin::Crd, &["v1".to_owned()][..]));
    assert_eq!(catalogue.kinds().count(), Catalogue::builtin().kinds().count());
    let object = json!({"apiVersion": "vpc.githedgehog.com/v1", "kind": "VPC",
        "metadata": {"name": "a-name-that-is-too-long"}, "spec": {"x": "y"}});
    assert_eq!(
        lines(&catalogue.validate(&value(&object))),
        [
            "metadata.name must have at most 11 characters, has 23 [name]",
            r#"spec.x must be an integer, is the string "y" [type]"#
        ]
    );
    assert!(catalogue.json_schema(&vpc, "v1beta1").is_none());
}

#[test]
fn what_is_no_crd_is_skipped_with_its_place_and_the_rest_is_used() {
    let good = crd_of_spec(&json!({"type": "object"})).to_string();
    let text = format!(
        "# a comment\n---\nkind: ConfigMap\napiVersion: v1\n---\na: [\n---\n{good}\n---\nx: 1\n"
    );
    let (catalogue, problems) = Catalogue::with_crds(&[("mixed.yaml".to_owned(), text)]);
    assert!(catalogue.validate(&thing(&json!({}))).is_valid());
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert_eq!(shown[0], "mixed.yaml line 3: ConfigMap is not a CustomResourceDefinition; skipped");
    assert!(shown[1].starts_with("mixed.yaml line "), "{}", shown[1]);
    assert_eq!(
        shown[2],
        "mixed.yaml line 10: a document without kind is not a CustomResourceDefinition; skipped"
    );
}

#[test]
fn what_a_crd_lacks_is_named() {
    let problem = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut crd = crd_of_spec(&json!({"type": "object"}));
        change(&mut crd);
        let (_, problems) = Catalogue::with_crds(&[("c.yaml".to_owned(), crd.to_string())]);
        problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    assert_eq!(
        problem(&|crd| crd["spec"]["names"]["plural"] = json!("")),
        ["`spec.names.plural` is missing; skipped"]
    );
    assert_eq!(
        problem(&|crd| crd["spec"]["versions"][0]["served"] = json!(false)),
        ["Thing.example.org serves no version; skipped"]
    );
    assert_eq!(
        problem(&|crd| crd["apiVersion"] = json!("apiextensions.k8s.io/v7")),
        ["the CRD's version `apiextensions.k8s.io/v7` is not known; skipped"]
    );
    assert_eq!(
        problem(&|crd| {
            crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"] = json!({"type": "object", "properties": {
                    "a": {"type": "string", "pattern": "(?=x)"}, "b": {"type": "text"}}});
        }),
        [
            "Thing.example.org: spec.a: the pattern `(?=x)` cannot be read; not checked",
            "Thing.example.org: spec.b: unknown type `text`, values of any type pass"
        ]
    );
}

#[test]
fn the_later_of_two_crds_of_a_kind_is_used_and_said() {
    let crd = |kind: &str| crd_of_spec(&json!({"type": kind})).to_string();
    let (catalogue, problems) = Catalogue::with_crds(&[
        ("a.yaml".to_owned(), crd("string")),
        ("b.yaml".to_owned(), crd("integer")),
    ]);
    assert!(catalogue.validate(&thing(&json!(5))).is_valid());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "Thing.example.org is also in a.yaml; this one is used");
}

#[test]
fn the_stored_version_comes_first_and_others_are_validated_by_their_own_schema() {
    let mut crd = crd_of_spec(&json!({"type": "integer"}));
    let mut newer = crd["spec"]["versions"][0].clone();
    newer["name"] = json!("v2");
    newer["schema"]["openAPIV3Schema"]["properties"]["spec"] = json!({"type": "string"});
    crd["spec"]["versions"][0]["storage"] = json!(false);
    crd["spec"]["versions"][0]["deprecated"] = json!(true);
    crd["spec"]["versions"].as_array_mut().unwrap().push(newer);
    let catalogue = catalogue_of(&crd);
    let kind = GroupKind::new("example.org", "Thing");
    assert_eq!(catalogue.kind(&kind).unwrap().versions, ["v2", "v1"]);
    let old = catalogue.validate(&thing(&json!(5)));
    assert!(old.is_valid());
    assert_eq!(old.warnings[0].to_string(), "apiVersion is deprecated");
    let mut object = thing(&json!("x"));
    object.as_map_mut().unwrap().insert("apiVersion".to_owned(), "example.org/v2".into());
    assert!(catalogue.validate(&object).is_valid());
}

#[test]
fn crds_of_version_v1beta1_are_read() {
    let crd = json!({
        "apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.org", "version": "v1", "scope": "Cluster",
            "names": {"kind": "Thing", "plural": "things"},
            "validation": {"openAPIV3Schema": {"properties": {"spec": {"type": "integer"}}}},
        },
    });
    let catalogue = catalogue_of(&crd);
    assert!(catalogue.validate(&thing(&json!(5))).is_valid());
    assert_eq!(lines(&catalogue.validate(&thing(&json!("x")))).len(), 1);
    let mut object = thing(&json!(5));
    let map = object.as_map_mut().unwrap();
    map.insert("unknown".to_owned(), "kept, as v1beta1 does".into());
    map["metadata"].as_map_mut().unwrap().insert("namespace".to_owned(), "ns".into());
    assert_eq!(
        lines(&catalogue.validate(&object)),
        ["metadata.namespace must be absent: objects of this kind have no namespace [namespace]"]
    );
}

#[test]
fn a_version_without_a_schema_accepts_everything() {
    let mut crd = crd_of_spec(&json!({}));
    crd["spec"]["versions"][0]["schema"] = json!(null);
    let validation = catalogue_of(&crd).validate(&thing(&json!({"any": [1, null]})));
    assert!(validation.is_valid());
    assert_eq!(validation.known, Known::Validated { version: "v1".to_owned() });
}
