//! What people do to objects in the cluster: each edit is seen as the field that it is, and nothing else.

use rstest::rstest;

use crate::support::{drift, fields, manifest};

#[rstest]
#[case::a_value(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, vlan: 9}}}",
    "spec.subnets.a.vlan: 7 > 9"
)]
#[case::a_field_is_added(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, isolated: true}}}",
    "spec.subnets.a.isolated: - > true"
)]
#[case::a_field_is_taken_out(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, isolated: true}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24}}}",
    "spec.subnets.a.isolated: true > -"
)]
#[case::a_default_is_edited(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24}}}",
    "spec: {ipv4Namespace: other, subnets: {a: {subnet: 10.0.1.0/24}}}",
    "spec.ipv4Namespace: \"default\" > \"other\""
)]
#[case::a_computed_gateway_is_edited(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, gateway: 10.0.1.254}}}",
    "spec.subnets.a.gateway: \"10.0.1.1\" > \"10.0.1.254\""
)]
#[case::an_item_of_a_set(
    "wiring/Switch",
    "spec: {groups: [a]}",
    "spec: {groups: [b, a]}",
    "spec.groups[=b]: - > \"b\""
)]
#[case::a_lease(
    "vpc/VPC",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24}}}",
    "spec: {subnets: {a: {subnet: 10.0.1.0/24, dhcp: {static: {'aa:bb:cc:00:11:22': {ip: 10.0.1.7}}}}}}",
    "spec.subnets.a.dhcp: - > {\"static\":{\"aa:bb:cc:00:11:22\":{\"ip\":\"10.0.1.7\"}}}"
)]
#[case::a_label_of_a_person(
    "wiring/Server",
    "spec: {}",
    "metadata: {name: x, labels: {team: net}}\nspec: {}",
    "metadata.labels.team: - > \"net\""
)]
#[case::a_computed_label_with_another_value(
    "vpc/VPC",
    "spec: {}",
    "metadata: {name: x, labels: {fabric.githedgehog.com/ipv4ns: other}}\nspec: {}",
    "metadata.labels.\"fabric.githedgehog.com/ipv4ns\": - > \"other\""
)]
#[case::a_label_like_a_computed_one(
    "wiring/Switch",
    "spec: {profile: p}",
    "metadata: {name: x, labels: {switchgroup.fabric.githedgehog.com/g: 'true'}}\nspec: {profile: p}",
    "metadata.labels.\"switchgroup.fabric.githedgehog.com/g\": - > \"true\""
)]
#[case::a_kind_that_computes_none(
    "wiring/SwitchGroup",
    "spec: {}",
    "metadata: {name: x, labels: {fabric.githedgehog.com/x: v}}\nspec: {}",
    "metadata.labels.\"fabric.githedgehog.com/x\": - > \"v\""
)]
#[case::an_annotation(
    "wiring/Server",
    "metadata: {name: x, annotations: {a: b}}\nspec: {}",
    "metadata: {name: x, annotations: {a: c}}\nspec: {}",
    "metadata.annotations.a: \"b\" > \"c\""
)]
#[case::an_annotation_like_an_appliers(
    "wiring/Server",
    "metadata: {name: x, annotations: {a: b}}",
    "metadata: {name: x, annotations: {a: b, argocd.argoproj.io.example: c}}",
    "metadata.annotations.\"argocd.argoproj.io.example\": - > \"c\""
)]
#[case::the_order_where_it_counts(
    "gateway/GatewayPeering",
    "spec: {acl: {rules: [{name: a, action: deny}, {name: b, action: deny}]}}",
    "spec: {acl: {rules: [{name: b, action: deny}, {name: a, action: deny}]}}",
    "spec.acl.rules: [{\"name\":\"a\",\"action\":\"deny\"},{\"name\":\"b\",\"action\":\"deny\"}] > [{\"name\":\"b\",\"action\":\"deny\"},{\"name\":\"a\",\"action\":\"deny\"}]"
)]
#[case::what_kubectl_fabric_writes(
    "wiring/Switch",
    "spec: {profile: p}",
    "spec: {profile: p, roce: true, ecmp: {roceQPN: true}}",
    "spec.ecmp: - > {\"roceQPN\":true} | spec.roce: - > true"
)]
fn an_edit_is_seen_as_what_it_is(
    #[case] kind: &str,
    #[case] git: &str,
    #[case] cluster: &str,
    #[case] expected: &str,
) {
    let (git, cluster) = (manifest(kind, git), manifest(kind, cluster));
    let mut found = fields(&git, &cluster);
    found.sort();
    assert_eq!(found.join(" | "), expected);
}

#[test]
fn whoever_wrote_a_field_is_told_with_it() {
    let git = manifest("vpc/VPC", "spec: {vniMode: a}");
    let cluster = manifest(
        "vpc/VPC",
        "metadata: {name: x, managedFields: [{manager: kubectl-edit, operation: Update, time: '2026-11-01T00:00:00Z', fieldsV1: {'f:spec': {'f:mode': {}}}}]}\nspec: {vniMode: a, mode: l3vni}",
    );
    let found = drift(&git, &cluster);
    let manager = found.fields[0].manager.as_ref().unwrap();
    assert_eq!((manager.name.as_str(), manager.operation.as_str()), ("kubectl-edit", "Update"));
    // Of what is gone nobody is known.
    assert_eq!(drift(&cluster, &git).fields[0].manager, None);
}
