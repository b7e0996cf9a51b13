//! What is level at a glance is what judging concludes.

use hedgerow_drift::{Case, Desired, Imprint, Verdict, judge};
use hedgerow_model::{FieldPath, Value};
use hedgerow_schema::Catalogue;
use proptest::prelude::*;

use crate::support::manifest;

/// Objects of some kinds, among them ones that differ only by what the cluster computes, sorts or keeps for itself.
fn object() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![
        Just(("vpc/VPC", 0)),
        Just(("wiring/Switch", 1)),
        Just(("vpc/IPv4Namespace", 2)),
        Just(("wiring/Unknown", 3)),
    ];
    let metadata = prop::collection::vec(0..12_usize, 0..5);
    let spec = prop::collection::vec(0..6_usize, 0..4);
    (kind, metadata, spec).prop_map(|((kind, at), metadata, spec)| {
        let metadata: Vec<&str> = metadata.into_iter().map(|one| METADATA[one]).collect();
        let spec: Vec<&str> = spec.into_iter().map(|one| SPEC[at][one]).collect();
        let (metadata, spec) = (once(&metadata), once(&spec));
        let status = if metadata.len() % 2 == 0 { "\nstatus: {vni: 7}" } else { "" };
        manifest(kind, &format!("metadata: {{name: x{metadata}}}\nspec: {{{spec}}}{status}"))
    })
}

/// Entries of a map, each key once.
fn once(entries: &[&str]) -> String {
    let mut text = String::new();
    let mut keys = Vec::new();
    for entry in entries {
        let key = entry.trim_start_matches(", ").split(':').next().unwrap_or_default();
        if !keys.contains(&key) {
            keys.push(key);
            text.push_str(entry);
        }
    }
    text
}

const METADATA: [&str; 12] = [
    ", uid: u",
    ", resourceVersion: '7'",
    ", generation: 3",
    ", namespace: default",
    ", deletionTimestamp: '2026-11-01T00:00:00Z'",
    ", ownerReferences: [{kind: VPC, name: v, uid: u, controller: true}]",
    ", labels: {fabric.githedgehog.com/ipv4ns: default, fabric.githedgehog.com/vlanns: default}",
    ", labels: {app.kubernetes.io/instance: x}",
    ", labels: {team: net}",
    ", annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}'}",
    ", annotations: {note: ''}",
    ", managedFields: [{manager: argocd-controller, operation: Apply, fieldsV1: {'f:metadata': {'f:labels': {'f:app.kubernetes.io/instance': {}}}}}]",
];

const SPEC: [[&str; 6]; 4] = [
    [
        "ipv4Namespace: default, ",
        "vlanNamespace: default, ",
        "subnets: {a: {subnet: 10.0.1.0/24, vlan: 7}}, ",
        "subnets: {a: {subnet: 10.0.1.0/24, vlan: 7, gateway: 10.0.1.1}}, ",
        "subnets: {a: {subnet: 10.0.1.0/24, vlan: 8, isolated: false}}, ",
        "permit: [[a, b]], ",
    ],
    [
        "role: server-leaf, ",
        "groups: [a, b], ",
        "groups: [b, a], ",
        "vlanNamespaces: [default], ",
        "boot: {}, ",
        "description: '', ",
    ],
    [
        "subnets: [10.9.0.0/16, 10.10.0.0/16], ",
        "subnets: [10.10.0.0/16, 10.9.0.0/16], ",
        "subnets: [], ",
        "subnets: null, ",
        "note: x, ",
        "zero: 0, ",
    ],
    ["a: 1, ", "a: 2, ", "b: [1, 2], ", "b: [2, 1], ", "c: {}, ", "d: {e: null}, "],
];

proptest! {
    #[test]
    fn what_is_level_at_a_glance_is_level_whatever_was_agreed_is_ignored_or_is_the_clusters(
        (desired, actual) in (object(), object()),
        agreed in prop::option::of(object()),
        (were_both, is_listed, is_clusters) in any::<(bool, bool, bool)>(),
    ) {
        let catalogue = Catalogue::builtin();
        let is_theirs = |_: &FieldPath| is_clusters;
        let case = |actual| Case {
            desired: Desired::Wants(&desired),
            actual: Some(actual),
            agreed: agreed.as_ref(),
            were_both,
            earlier: &[],
            is_listed,
            ignored: &[],
            is_clusters: &is_theirs,
        };
        let imprint = Imprint::of(desired.clone(), &catalogue);
        for actual in [&actual, &desired] {
            if imprint.is_level_with(actual.clone(), &catalogue) {
                prop_assert_eq!(judge(&case(actual), &catalogue), Verdict::Level { agreed: true });
            }
        }
    }
}

#[test]
fn most_of_what_a_cluster_adds_is_level_at_a_glance() {
    let catalogue = Catalogue::builtin();
    let vpc = |metadata: &str, spec: &str| {
        manifest("vpc/VPC", &format!("metadata: {{name: x{metadata}}}\nspec: {{{spec}}}"))
    };
    let desired = vpc("", SPEC[0][2]);
    let wanted = Imprint::of(desired, &catalogue);
    let is_level = |actual: &Value| wanted.is_level_with(actual.clone(), &catalogue);
    assert!(is_level(&vpc(&METADATA[..4].concat(), &[SPEC[0][0], SPEC[0][3]].concat())));
    assert!(is_level(&vpc(METADATA[6], SPEC[0][2])), "labels that are computed");
    assert!(!is_level(&vpc(METADATA[4], SPEC[0][2])), "it is going");
    assert!(!is_level(&vpc("", SPEC[0][4])), "it differs");
    assert!(!is_level(&vpc(METADATA[8], SPEC[0][2])), "a label that only the cluster has");
}
