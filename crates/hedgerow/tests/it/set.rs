use std::fs;

use crate::support::{below, folder, run};

const FILE: &str = "\
# Two resources of one team.
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  subnets:
    front: {subnet: 10.0.1.0/24, vlan: 1001}   # behind the balancer
---
# The second one.
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata:
  name: one
spec:
  connection: c
  subnet: web/front   # the only one
";

#[test]
fn one_field_is_one_line_and_everything_else_stays() {
    let files = folder(&[("a.yaml", FILE)]);
    let file = below(&files, "a.yaml");
    let path = file.to_str().unwrap();
    let ran = run(["set", "--resource", "VPC/web", path, "spec.subnets.front.vlan=1002"]).ok();
    assert_eq!(ran.out, "");
    assert_eq!(fs::read_to_string(&file).unwrap(), FILE.replace("1001", "1002"));
    run(["set", "--resource", "vpcattachments/one", path, "spec.connection=d"]).ok();
    let now = FILE.replace("1001", "1002").replace("connection: c", "connection: d");
    assert_eq!(fs::read_to_string(&file).unwrap(), now);
}

#[test]
fn a_file_of_several_documents_needs_to_be_told_which() {
    let files = folder(&[("a.yaml", FILE)]);
    let ran = run(["set", below(&files, "a.yaml").to_str().unwrap(), "spec.x=1"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("VPC/web, VPCAttachment/one"), "{ran:?}");
}

#[test]
fn a_resource_that_is_not_there_is_refused_and_nothing_written() {
    let files = folder(&[("a.yaml", FILE)]);
    let file = below(&files, "a.yaml");
    let ran = run(["set", "--resource", "VPC/other", file.to_str().unwrap(), "spec.x=1"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), FILE);
}

#[test]
fn a_path_that_leads_nowhere_is_refused() {
    let files = folder(&[("a.yaml", FILE)]);
    let path = below(&files, "a.yaml");
    let path = path.to_str().unwrap();
    let ran = run(["set", "--resource", "VPC/web", path, "spec.nothing-"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("spec.nothing"), "{ran:?}");
    assert_eq!(run(["set", path, "spec..x=1"]).code, 2);
}

#[test]
fn a_broken_file_is_shown_with_its_place() {
    let files = folder(&[("a.yaml", "kind: VPC\nspec:\n  - a\n b: 1\n")]);
    let ran = run(["set", below(&files, "a.yaml").to_str().unwrap(), "spec.x=1"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("a.yaml:4:") && ran.err.contains(" 4 │  b: 1"), "{ran:?}");
}
