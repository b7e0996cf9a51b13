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
    let line = |vlan| {
        format!("    front: {{subnet: 10.0.1.0/24, vlan: {vlan}}}   # behind the balancer\n")
    };
    let both = format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", line(1003), line(1004));
    assert_eq!(ran.out, BASE.replace(&line(1001), &both), "both sides stand in the text");
    let report = fs::read_to_string(below(&files, "report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["clean"], false);
    let conflict = &report["conflicts"][0];
    assert_eq!(conflict["kind"], "VPC");
    assert_eq!(conflict["name"], "web");
    assert_eq!(conflict["path"], "spec.subnets.front.vlan");
    assert_eq!(conflict["reason"], "both sides changed it, differently");
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

/// Something that is not YAML, with a line of its own for each side.
const TEMPLATE: &str = "a: {{ .a }}\n{{- if .more }}\nb: 1\nc: 1\n{{- end }}\nd: 1\n";

#[test]
fn what_is_no_yaml_is_merged_by_its_lines_and_says_so() {
    let files = folder(&[
        ("base", TEMPLATE),
        ("ours", &TEMPLATE.replace(".a", ".x")),
        ("theirs", &TEMPLATE.replace("d: 1", "d: 2")),
    ]);
    let report = below(&files, "report.json").display().to_string();
    let path = |name| below(&files, name).display().to_string();
    let ran = run(["merge", "--report", &report, &path("base"), &path("ours"), &path("theirs")]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.out, TEMPLATE.replace(".a", ".x").replace("d: 1", "d: 2"));
    assert!(ran.err.contains("merged by its lines"), "{ran:?}");
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    assert!(report["by_lines"].as_str().unwrap().contains("cannot be read"), "{report}");

    fs::write(path("theirs"), TEMPLATE.replace(".a", ".y")).unwrap();
    let ran = run(["merge", &path("base"), &path("ours"), &path("theirs")]);
    let both = "<<<<<<< ours\na: {{ .x }}\n=======\na: {{ .y }}\n>>>>>>> theirs\n";
    assert_eq!((ran.code, ran.out), (1, TEMPLATE.replace("a: {{ .a }}\n", both)));
}

#[test]
fn text_of_another_encoding_has_lines_too_and_binary_files_have_none() {
    let files = folder(&[]);
    let path = |name| below(&files, name).display().to_string();
    let write = |base: &[u8], ours: &[u8], theirs: &[u8]| {
        for (name, bytes) in [("base", base), ("ours", ours), ("theirs", theirs)] {
            fs::write(below(&files, name), bytes).unwrap();
        }
        run(["merge", "--in-place", &path("base"), &path("ours"), &path("theirs")])
    };
    let ran = write(b"\xe4\nb\nc\n", b"\xf6\nb\nc\n", b"\xe4\nb\nd\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(fs::read(below(&files, "ours")).unwrap(), b"\xf6\nb\nd\n");
    let ran = write(b"\xe4\nb\n", b"\xf6\nb\n", b"\xfc\nb\n");
    assert_eq!(ran.code, 1, "{ran:?}");
    let marked = b"<<<<<<< ours\n\xf6\n=======\n\xfc\n>>>>>>> theirs\nb\n";
    assert_eq!(fs::read(below(&files, "ours")).unwrap(), marked);
    assert_eq!(write(b"\0", b"a\0", b"b\0").code, 2);
}

#[test]
fn a_driver_without_its_definitions_still_merges() {
    let theirs = BASE.replace("vlan: 1002", "vlan: 1004");
    let (ran, files) = merged(BASE, &theirs, &["--in-place", "--crds", "DIR/nothing"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("nothing"), "{ran:?}");
    assert_eq!(fs::read_to_string(below(&files, "ours")).unwrap(), theirs);
    let (ran, _files) = merged(BASE, &theirs, &["--crds", "DIR/nothing"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn input_that_is_not_there_is_exit_2() {
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
    let found = fs::read_to_string(below(&files, "a.yaml")).unwrap();
    let [ours, theirs] = [1006, 1005].map(|vlan| format!("vlan: {vlan}}}"));
    assert!(found.contains("<<<<<<< ours\n") && found.contains(&ours), "{found}");
    assert!(found.contains(&theirs), "theirs is lost by `git add`: {found}");

    // A template, a list and a script, edited far apart: as clean as with Git alone.
    must(&["merge", "--abort"]);
    let lines = |list: &str| (0..9).map(|n| format!("{list}{n}\n")).collect::<String>();
    let [list, script] = ["  - item", "    step "].map(lines);
    for (name, base) in [
        ("template.yaml", TEMPLATE.to_owned()),
        (
            "list.yaml",
            format!(
                "apiVersion: example.org/v1\nkind: Box\nmetadata: {{name: a}}\nthings:\n{list}"
            ),
        ),
        (
            "script.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  run: |\n{script}"
            ),
        ),
    ] {
        let edited = |first: &str, second: &str| {
            base.replace(&format!("item{first}\n"), "itemX\n")
                .replace(&format!("step {first}\n"), "step X\n")
                .replace(second, "e: 1")
        };
        write(name, &base);
        must(&["add", "."]);
        must(&["commit", "-qm", "base"]);
        must(&["checkout", "-qB", "side"]);
        write(name, &edited("7", "a: {{ .a }}"));
        must(&["commit", "-qam", "theirs"]);
        must(&["checkout", "-q", "main"]);
        write(name, &edited("1", "d: 1"));
        must(&["commit", "-qam", "ours"]);
        must(&["merge", "-q", "--no-edit", "side"]);
        let found = fs::read_to_string(below(&files, name)).unwrap();
        assert!(found.matches("X\n").count() == 2 || found.matches("e: 1").count() == 2, "{found}");
    }
}

/// Everything of which Hedgerow knows by itself how its lists merge: each side adds to the same lists,
/// next to each other.
const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:1
          env:
            - name: A
              value: a
          ports:
            - containerPort: 80
          args: [a, b]
";

const KUSTOMIZATION: &str = "\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - a.yaml
images:
  - name: web
    newTag: \"1\"
";

const LIST: &str = "\
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: {name: a}
    spec:
      ports:
        - port: 80
";

#[test]
fn lists_of_kubernetes_and_kustomize_merge_by_their_keys() {
    let after = |line: &'static str, new: &'static str| (line, [line, new].concat());
    let cases = [
        (
            DEPLOYMENT,
            after("value: a\n", "            - name: B\n              value: b\n"),
            after("value: a\n", "            - name: C\n              value: c\n"),
        ),
        (
            DEPLOYMENT,
            after(
                "containerPort: 80\n",
                "            - containerPort: 53\n              protocol: UDP\n",
            ),
            after(
                "containerPort: 80\n",
                "            - containerPort: 80\n              protocol: UDP\n",
            ),
        ),
        (KUSTOMIZATION, after("- a.yaml\n", "  - b.yaml\n"), after("- a.yaml\n", "  - c.yaml\n")),
        (
            KUSTOMIZATION,
            after("newTag: \"1\"\n", "  - name: db\n    newTag: \"2\"\n"),
            ("newTag: \"1\"", "newTag: \"3\"".to_owned()),
        ),
        (
            LIST,
            after("- port: 80\n", "        - port: 443\n"),
            after("- port: 80\n", "        - port: 53\n"),
        ),
        (
            LIST,
            after(
                "- port: 80\n",
                "  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n",
            ),
            after(
                "- port: 80\n",
                "  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: b}\n",
            ),
        ),
    ];
    for (base, ours, theirs) in cases {
        let files = folder(&[
            ("base", base),
            ("ours", &base.replace(ours.0, &ours.1)),
            ("theirs", &base.replace(theirs.0, &theirs.1)),
        ]);
        let path = |name| below(&files, name).display().to_string();
        let ran = run(["merge", &path("base"), &path("ours"), &path("theirs")]);
        assert_eq!(ran.code, 0, "{ran:?}");
        for line in ours.1.lines().chain(theirs.1.lines()).skip(1) {
            let replaced = line.contains("newTag: \"1\"");
            assert!(replaced || ran.out.contains(line), "{line} is not in\n{}", ran.out);
        }
    }
}

#[test]
fn a_list_that_a_schema_calls_one_value_is_a_conflict_with_its_reason() {
    let base = DEPLOYMENT.replace(
        "args: [a, b]",
        "args:\n            - a\n            - b\n            - c\n            - d",
    );
    let files = folder(&[
        ("base", &base),
        ("ours", &base.replace("- a\n", "- x\n")),
        ("theirs", &base.replace("- d\n", "- y\n")),
    ]);
    let path = |name| below(&files, name).display().to_string();
    let ran = run(["merge", &path("base"), &path("ours"), &path("theirs")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("its schema says that it is one value"), "{ran:?}");
    assert!(ran.out.contains("- x\n") && ran.out.contains("- y\n"), "{ran:?}");
}

#[test]
fn a_kustomization_is_one_by_the_name_of_its_file() {
    let base = "resources:\n  - a.yaml\nimages:\n  - name: web\n    newTag: \"1\"\n";
    let files = folder(&[
        ("base", base),
        ("ours", &base.replace("- a.yaml\n", "- a.yaml\n  - b.yaml\n")),
        ("theirs", &base.replace("- a.yaml\n", "- a.yaml\n  - c.yaml\n")),
    ]);
    let path = |name| below(&files, name).display().to_string();
    let merge =
        |name| run(["merge", "--name", name, &path("base"), &path("ours"), &path("theirs")]);
    for name in ["fab/kustomization.yaml", "kustomization.yml", "fab/Kustomization"] {
        let ran = merge(name);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains("- b.yaml\n  - c.yaml\n"), "{ran:?}");
    }
    assert_eq!(merge("fab/values.yaml").code, 1);
}

#[test]
fn a_result_that_no_fabric_would_read_is_not_merged_silently() {
    let map = |extra: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: x\n{extra}")
    };
    let half = "x".repeat(3 << 20);
    let files = folder(&[
        ("base", &map("")),
        ("ours", &map(&format!("  b: {half}\n"))),
        ("theirs", &map(&format!("  c: {half}\n"))),
    ]);
    let path = |name| below(&files, name).display().to_string();
    let ran = run(["merge", &path("base"), &path("ours"), &path("theirs")]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("above 4 MiB"), "{}", ran.err);
}
