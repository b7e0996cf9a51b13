use std::sync::Arc;

use hedgerow_model::Identity;
use hedgerow_schema::Catalogue;
use rstest::rstest;

use super::{DryRun, Edit};
use crate::rules::tests::values;
use crate::{Inventory, Object};

const FABRIC: &str = r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: a--b}
spec: {permit: [{a: {}, b: {}}]}
";

fn objects(text: &str) -> Vec<Object> {
    let catalogue = Catalogue::builtin();
    values(text).iter().map(|value| Object::new(&catalogue, value).unwrap()).collect()
}

/// `+a` sets a VPC, `-a` removes it.
fn run(edits: &[&str]) -> DryRun {
    let edit = |edit: &&str| {
        let (what, name) = edit.split_at(1);
        if what == "-" {
            return Edit::Remove(Identity::new("vpc.githedgehog.com", "VPC", name));
        }
        let text = FABRIC.split("---").next().unwrap().replace("name: a", &format!("name: {name}"));
        Edit::Set(Arc::new(objects(&text).remove(0)))
    };
    let edits: Vec<Edit> = edits.iter().map(edit).collect();
    Inventory::new(None, objects(FABRIC)).dry_run(&edits)
}

/// The peering needs `a`, which is there, and `b`, which is not.
#[rstest]
#[case::gone(&["-a"], 1)]
#[case::changed_and_gone(&["+a", "-a"], 1)]
#[case::gone_twice(&["-a", "-a"], 1)]
#[case::gone_and_back(&["-a", "+a"], 0)]
#[case::gone_and_back_and_gone(&["-a", "+a", "-a"], 1)]
#[case::come_and_gone(&["+b", "-b"], 0)]
#[case::never_there(&["-b"], 0)]
fn a_resource_that_is_edited_several_times_is_compared_with_what_it_was(
    #[case] edits: &[&str],
    #[case] deleted: usize,
) {
    let run = run(edits);
    let of_deletion = run.after.iter().filter(|violation| violation.rule == "vpc-delete").count();
    assert_eq!(of_deletion, deleted);
    assert_eq!(run.checked.get("vpc-delete").copied().unwrap_or_default(), deleted);
}
