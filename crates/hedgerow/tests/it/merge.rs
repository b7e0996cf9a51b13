use std::fs;

use crate::support::{below, folder, run};

const BASE: &str = "\
# The shop.
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  subnets:
    front: {subnet: 10.0.1.0/24, vlan: 1001}   # behind the balancer
    back:
      subnet: 10.0.2.0/24
      vlan: 1002
";

fn merged(ours: &str, theirs: &str, more: &[&str]) -> (crate::support::Ran, tempfile::TempDir) {
    let files = folder(&[("base", BASE), ("ours", ours), ("theirs", theirs)]);
    let mut arguments: Vec<String> = vec!["merge".into()];
    arguments.extend(more.iter().map(|word| word.replace("DIR", files.path().to_str().unwrap())));
    for name in ["base", "ours", "theirs"] {
        arguments.push(below(&files, name).display().to_string());
    }
    (run(arguments), files)
}

#[test]
fn different_fields_of_one_resource_both_arrive() {
    let ours = BASE.replace("vlan: 1001", "vlan: 1003");
    let theirs = BASE.replace("vlan: 1002", "vlan: 1004");
    let (ran, _files) = merged(&ours, &theirs, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.out, ours.replace("vlan: 1002", "vlan: 1004"));
}

#[test]
fn the_same_field_is_a_conflict_and_named_in_the_report() {
    let ours = BASE.replace("vlan: 1001", "vlan: 1003");
    let theirs = BASE.replace("vlan: 1001", "vlan: 1004");
    let (ran, files) = merged(&ours, &theirs, &["--report", "DIR/report.json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.out, ours, "our value stands, and no markers break the YAML");
    let report = fs::read_to_string(below(&files, "report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["clean"], false);
    let conflict = &report["conflicts"][0];
    assert_eq!(conflict["kind"], "VPC");
    assert_eq!(conflict["name"], "web");
    assert_eq!(conflict["path"], "spec.subnets.front.vlan");
    assert_eq!(
        (&conflict["base"], &conflict["ours"], &conflict["theirs"]),
        (&1001.into(), &1003.into(), &1004.into())
    );
}

#[test]
fn a_policy_settles_conflicts() {
    let ours = BASE.replace("vlan: 1001", "vlan: 1003");
    let theirs = BASE.replace("vlan: 1001", "vlan: 1004");
    let (ran, _files) = merged(&ours, &theirs, &["--policy", "theirs"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, theirs.as_str()), "{ran:?}");
    let (ran, _files) = merged(&ours, &theirs, &["--policy", "ours"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ours.as_str()), "{ran:?}");
}

#[test]
fn unusable_input_is_exit_2_with_its_place() {
    let (ran, files) = merged(BASE, "a: [1\n", &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(ran.out, "");
    assert!(ran.err.contains(&format!("{}:", below(&files, "theirs").display())), "{ran:?}");
    let ran = run(["merge", "/nonexistent/a", "/nonexistent/b", "/nonexistent/c"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn it_works_as_the_merge_driver_of_git() {
    let files = folder(&[]);
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .arg("-C")
            .arg(files.path())
            .args(["-c", "user.name=T", "-c", "user.email=t@example.net"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let must = |arguments: &[&str]| {
        let (ok, err) = git(arguments);
        assert!(ok, "{arguments:?}: {err}");
    };
    must(&["init", "-q", "-b", "main"]);
    let driver =
        format!("'{}' merge --in-place --name %P %O %A %B", env!("CARGO_BIN_EXE_hedgerow"));
    must(&["config", "merge.hedgerow.driver", &driver]);
    let write = |name: &str, text: &str| fs::write(below(&files, name), text).unwrap();
    write(".gitattributes", "*.yaml merge=hedgerow\n");
    write("a.yaml", BASE);
    must(&["add", "."]);
    must(&["commit", "-qm", "base"]);
    must(&["checkout", "-qb", "side"]);
    write("a.yaml", &BASE.replace("vlan: 1001}", "vlan: 1004}"));
    must(&["commit", "-qam", "theirs"]);
    must(&["checkout", "-q", "main"]);
    // On the same line as theirs: git by itself would conflict.
    let ours = BASE.replace("subnet: 10.0.1.0/24", "subnet: 10.0.9.0/24");
    write("a.yaml", &ours);
    must(&["commit", "-qam", "ours"]);
    must(&["merge", "-q", "--no-edit", "side"]);
    assert_eq!(
        fs::read_to_string(below(&files, "a.yaml")).unwrap(),
        ours.replace("vlan: 1001}", "vlan: 1004}")
    );

    must(&["checkout", "-q", "side"]);
    write("a.yaml", &BASE.replace("vlan: 1001}", "vlan: 1005}"));
    must(&["commit", "-qam", "theirs again"]);
    must(&["checkout", "-q", "main"]);
    let ours = ours.replace("vlan: 1001}", "vlan: 1006}");
    write("a.yaml", &ours);
    must(&["commit", "-qam", "ours again"]);
    let (merged, err) = git(&["merge", "-q", "--no-edit", "side"]);
    assert!(!merged);
    assert!(err.contains("a.yaml: VPC/web spec.subnets.front.vlan"), "{err}");
    assert_eq!(fs::read_to_string(below(&files, "a.yaml")).unwrap(), ours);
}
