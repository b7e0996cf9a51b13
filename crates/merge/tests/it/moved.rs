//! Documents that a side gave another namespace or group, or a name, and files without a last line break.

use std::sync::Arc;

use hedgerow_merge::{FileMerge, MARKER_SIZE, Policy, merge_files};
use hedgerow_model::GroupKind;
use rstest::rstest;

use crate::support::Types;

fn merge(base: &str, ours: &str, theirs: &str) -> FileMerge {
    let types = |_: Option<&GroupKind>| -> hedgerow_merge::SharedTypes { Arc::new(Types) };
    merge_files(base, ours, theirs, &types, Policy::Manual, MARKER_SIZE)
}

const VPC: &str = "\
apiVersion: vpc/v1
kind: VPC
metadata:
  name: web
  namespace: a
spec:
  vlan: 1
";

const KUSTOMIZATION: &str = "\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
commonLabels: {a: b}
resources:
  - web.yaml
";

const OTHER: &str =
    "---\napiVersion: vpc/v1\nkind: VPC\nmetadata:\n  name: other\nspec:\n  vlan: 9\n";

fn pair() -> String {
    format!("{VPC}{OTHER}")
}

#[rstest]
#[case::another_namespace(VPC, ("namespace: a", "namespace: b"), ("vlan: 1", "vlan: 2"))]
#[case::a_namespace_taken_away(VPC, ("  namespace: a\n", ""), ("vlan: 1", "vlan: 2"))]
#[case::another_group(VPC, ("vpc/v1", "network/v1"), ("vlan: 1", "vlan: 2"))]
#[case::beside_others(&pair(), ("namespace: a", "namespace: b"), ("vlan: 1\n", "vlan: 2\n"))]
#[case::a_name(KUSTOMIZATION, ("commonLabels", "metadata:\n  name: x\ncommonLabels"),
    ("- web.yaml", "- web.yaml\n  - new.yaml"))]
fn it_is_the_same_document(
    #[case] base: &str,
    #[case] one: (&str, &str),
    #[case] other: (&str, &str),
) {
    let (ours, theirs) = (base.replace(one.0, one.1), base.replace(other.0, other.1));
    let both = ours.replace(other.0, other.1);
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(base, ours, theirs);
        assert_eq!((merged.text.as_str(), merged.conflicts), (both.as_str(), vec![]));
    }
}

#[rstest]
#[case::two_namespaces(VPC, ("namespace: a", "namespace: b"), ("namespace: a", "namespace: c"),
    "metadata.namespace")]
#[case::a_name_and_a_namespace_in_one_place(KUSTOMIZATION,
    ("commonLabels", "metadata: {name: x}\ncommonLabels"),
    ("commonLabels", "metadata: {name: y}\ncommonLabels"), "metadata.name")]
fn what_both_changed_differently_is_asked_about(
    #[case] base: &str,
    #[case] one: (&str, &str),
    #[case] other: (&str, &str),
    #[case] path: &str,
) {
    let (ours, theirs) = (base.replace(one.0, one.1), base.replace(other.0, other.1));
    let merged = merge(base, &ours, &theirs);
    assert_eq!(merged.conflicts.len(), 1, "{merged:?}");
    assert_eq!(merged.conflicts[0].conflict.path.to_string(), path);
    assert_eq!(merged.with_ours, ours);
    let [base, ours, theirs] = [base, &ours, &theirs].map(|text| text.lines());
    let new = ours.chain(theirs).filter(|line| !base.clone().any(|was| was == *line));
    for line in new {
        assert!(merged.text.contains(&format!("\n{line}\n")), "{line} is lost: {}", merged.text);
    }
}

#[test]
fn a_name_on_one_side_and_a_namespace_on_the_other_are_one_document() {
    let named = KUSTOMIZATION.replace("commonLabels", "metadata:\n  name: x\ncommonLabels");
    let placed = KUSTOMIZATION.replace("commonLabels", "namespace: x\ncommonLabels");
    let merged = merge(KUSTOMIZATION, &named, &placed);
    assert_eq!(merged.conflicts, vec![]);
    assert_eq!(merged.text.matches("kind: Kustomization").count(), 1, "{}", merged.text);
    assert!(merged.text.contains("  name: x") && merged.text.contains("\nnamespace: x"));
}

#[rstest]
#[case::by_hand(Policy::Manual, 1)]
#[case::ours(Policy::Ours, 0)]
#[case::theirs(Policy::Theirs, 0)]
fn what_sops_signed_is_never_mixed(#[case] policy: Policy, #[case] open: usize) {
    let version = |n: u8, other: u8| {
        format!(
            "kind: Secret\ndata:\n  a: ENC[{n}]\n  b: ENC[{other}]\nsops:\n  mac: ENC[{n}{other}]\n"
        )
    };
    let (base, ours, theirs) = (version(1, 1), version(2, 1), version(1, 3));
    let types = |_: Option<&GroupKind>| -> hedgerow_merge::SharedTypes { Arc::new(Types) };
    let merged = merge_files(&base, &ours, &theirs, &types, policy, MARKER_SIZE);
    assert_eq!(merged.conflicts.len(), open);
    assert_eq!(merged.with_ours, if policy == Policy::Theirs { theirs } else { ours });
    assert_eq!(merged.text == merged.with_ours, open == 0, "{}", merged.text);
}

#[test]
fn another_name_is_another_resource() {
    let renamed = VPC.replace("name: web", "name: www");
    let edited = VPC.replace("vlan: 1", "vlan: 2");
    assert_eq!(merge(VPC, &renamed, &edited).conflicts.len(), 1);
}

#[test]
fn a_namespace_that_the_other_side_filled_meanwhile_is_no_move() {
    let moved = VPC.replace("namespace: a", "namespace: b");
    let copied = format!("{}---\n{moved}", VPC.replace("vlan: 1", "vlan: 2"));
    let merged = merge(VPC, &moved, &copied);
    assert!(!merged.conflicts.is_empty(), "{}", merged.text);
}

#[test]
fn a_block_scalar_at_the_end_of_a_file_keeps_its_header() {
    let base = "a: 1\nb: 1\nx: |\n  hello";
    let merged = merge(base, &base.replace("a: 1", "a: 2"), &base.replace("b: 1", "b: 2"));
    assert_eq!(merged.text, "a: 2\nb: 2\nx: |\n  hello");
    assert_eq!(merged.conflicts, vec![]);
}

#[test]
fn a_new_name_takes_no_words_of_the_other_side_along() {
    // A comment beside a rename comes along, as it does in Git.
    let base = format!("{VPC}{OTHER}");
    let renamed = base.replacen("name: web", "name: web2", 1);
    let told = base.replacen("  vlan: 1\n", "  vlan: 1 # never 2: billing\n", 1);
    for (ours, theirs) in [(&renamed, &told), (&told, &renamed)] {
        let merged = merge(&base, ours, theirs);
        assert_eq!(merged.conflicts, []);
        assert_eq!(merged.text, told.replacen("name: web", "name: web2", 1));
    }
    // Two names are not two documents.
    let other = base.replacen("name: web", "name: web3", 1);
    for (ours, theirs) in [(&renamed, &other), (&other, &renamed)] {
        let merged = merge(&base, ours, theirs);
        assert!(!merged.conflicts.is_empty(), "{}", merged.text);
        assert!(merged.text.contains("<<<<<<<") && merged.text.contains("name: web3"));
    }
    // One that is deleted by one side goes with nobody's comment.
    let merged = merge(&base, &OTHER[4..], &told);
    assert!(!merged.conflicts.is_empty() && merged.text.contains("billing"), "{}", merged.text);
    assert_eq!(merge(&base, &OTHER[4..], &base).text, OTHER[4..]);
}
