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

#[test]
fn a_shared_value_changes_here_or_everywhere_and_the_command_says_what_else_shared_it() {
    let text = "a:\n  t: &tag \"1.10\"\n  u: *tag\n  v: *tag\n";
    let files = folder(&[("a.yaml", text)]);
    let file = below(&files, "a.yaml");
    let path = file.to_str().unwrap();
    let here = run(["set", "--stdout", path, "a.u='1.11'"]).ok();
    assert_eq!(here.out, text.replace("u: *tag", "u: \"1.11\""));
    assert!(here.err.contains("a.u was shared with 2 other places (a.t …)"), "{here:?}");
    assert!(here.err.contains("--shared everywhere"), "{here:?}");
    let all = run(["set", "--stdout", "--shared", "everywhere", path, "a.u='1.11'"]).ok();
    assert_eq!((&*all.out, &*all.err), (&*text.replace("1.10", "1.11"), ""));
    let each = ["a.t='1.11'", "a.u='1.11'", "a.v='1.11'"];
    let each = run(["set", "--stdout", path, each[0], each[1], each[2]]).ok();
    assert_eq!((&*each.out, &*each.err), (&*text.replace("1.10", "1.11"), ""));
    let text = "a: &x\n  b: 1\n  c: 2\nd: *x\n";
    let files = folder(&[("a.yaml", text)]);
    let path = below(&files, "a.yaml");
    let path = path.to_str().unwrap();
    let gone = run(["set", "--stdout", "--shared", "everywhere", path, "d.b-"]).ok();
    assert_eq!(gone.out, "a: &x\n  c: 2\nd: *x\n");
}

#[test]
fn a_key_that_is_read_as_another_is_named_as_it_is_read() {
    let text = "data:\n  y: 1\n  n: 2\n";
    let files = folder(&[("a.yaml", text)]);
    let path = below(&files, "a.yaml");
    let path = path.to_str().unwrap();
    for (field, says) in [
        ("data.y=5", "the key written `y` in line 2 is read as `true` by kubectl: name data.true"),
        ("data.n-", "the key written `n` in line 3 is read as `false` by kubectl: name data.false"),
    ] {
        let ran = run(["set", path, field]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains(says), "{ran:?}");
    }
    let set = run(["set", "--stdout", path, "data.true=5"]).ok();
    assert_eq!(set.out, text.replace("y: 1", "y: 5"));
    let second = run(["set", "--stdout", path, "data.\"y\"=5"]).ok();
    assert_eq!(second.out, format!("{text}  \"y\": 5\n"));
}
