use crate::support::{below, folder, run};

const GOOD: &str = "\
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata:
  name: one
";

const WRONG: &str = "\
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata:
  name: two
spec:
  description: 5
  colour: red
";

const CRD: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gadgets.example.net
spec:
  group: example.net
  names: {kind: Gadget, plural: gadgets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                size: {type: integer, maximum: 3}
";

#[test]
fn a_directory_without_mistakes_is_exit_0() {
    let files = folder(&[("a.yaml", GOOD)]);
    let ran = run(["validate", files.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("1 files, 1 documents: 0 errors"), "{ran:?}");
}

#[test]
fn a_mistake_is_told_with_file_line_column_field_and_rule() {
    let files = folder(&[("a.yaml", GOOD), ("b/two.yaml", WRONG)]);
    let ran = run(["validate", files.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("b/two.yaml:6:16: Server/two: spec.description"), "{ran:?}");
    assert!(ran.out.contains("[unknown-field]"), "{ran:?}");
}

#[test]
fn programs_get_findings_as_an_array() {
    let files = folder(&[("b.yaml", WRONG)]);
    let ran = run(["validate", "-o", "json", files.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let json = ran.json();
    let finding = &json.as_array().unwrap()[0];
    for field in ["severity", "file", "line", "column", "path", "rule", "message"] {
        assert!(!finding[field].is_null(), "{field}: {finding}");
    }
}

#[test]
fn definitions_of_a_directory_are_used() {
    let gadget = "apiVersion: example.net/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 7}\n";
    let files = folder(&[("crds/gadget.yaml", CRD), ("dir/g.yaml", gadget)]);
    let crds = below(&files, "crds");
    let dir = below(&files, "dir");
    let ran = run(["validate", "--crds", crds.to_str().unwrap(), dir.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("spec.size"), "{ran:?}");
}

#[test]
fn the_rules_of_a_definition_are_asked_and_those_that_cannot_be_are_told() {
    let rules = "              x-kubernetes-validations:
              - {rule: self.size < 3, messageExpression: \"'size ' + string(self.size) + ' is too large'\", fieldPath: .size}
              - {rule: 'lists.range(self.size * 1000000).size() > 0'}
              - {rule: 'self.size.nonsense()'}
              properties:
";
    let crd = CRD.replace("              properties:\n", rules);
    let gadget = |size: u8| {
        format!(
            "apiVersion: example.net/v1\nkind: Gadget\nmetadata: {{name: g{size}}}\nspec:\n  size: {size}\n"
        )
    };
    let files = folder(&[
        ("crds/gadget.yaml", &crd),
        ("dir/a.yaml", &gadget(1)),
        ("dir/b.yaml", &gadget(3)),
    ]);
    let (crds, dir) = (below(&files, "crds"), below(&files, "dir"));
    let ran = run(["validate", "--crds", crds.to_str().unwrap(), dir.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = |part: &str| ran.out.lines().filter(|line| line.contains(part)).count();
    assert_eq!(
        told("b.yaml:5:9: Gadget/g3: spec.size size 3 is too large [schema-rule]"),
        1,
        "{ran:?}"
    );
    assert_eq!(told("[schema-rule]"), 1, "{ran:?}");
    assert_eq!(
        told("Gadget/g1: spec is not checked by the definition's rule `lists.range("),
        1,
        "{ran:?}"
    );
    assert_eq!(told("[not-checked]"), 2, "{ran:?}");
    let unread = "gadget.yaml line 1: Gadget.example.net: spec: the rule `self.size.nonsense()` cannot be used: \
                  the function `nonsense` is not supported; not checked";
    assert!(ran.err.contains(unread), "{ran:?}");
}

#[test]
fn what_is_unmanaged_is_not_looked_at() {
    let files = folder(&[("managed/a.yaml", GOOD), ("unmanaged/b.yaml", "{{ template }}\n")]);
    assert_eq!(run(["validate", files.path().to_str().unwrap()]).code, 0);
}

#[test]
fn a_file_that_is_no_text_does_not_hide_the_others() {
    let files = folder(&[("b.yaml", WRONG)]);
    std::fs::write(below(&files, "a.yaml"), b"a: \xff\n").unwrap();
    let ran = run(["validate", files.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("not UTF-8") && ran.out.contains("spec.description"), "{ran:?}");
}

#[test]
fn a_directory_that_is_not_there_is_a_usage_error() {
    assert_eq!(run(["validate", "/nonexistent/fabric"]).code, 2);
}

#[test]
fn a_directory_is_looked_at_as_a_fabric_would_read_it() {
    let broken = "resources: [a.yaml]\nresources: [b.yaml]\n";
    let files = folder(&[
        ("a.yaml", GOOD),
        ("chart/Chart.yaml", "name: x\n"),
        ("chart/values.yaml", "not: an object\n"),
        ("k/Kustomization", "patches: [{path: patch.yaml}]\n"),
        ("k/patch.yaml", "not: an object\n"),
        ("broken/kustomization.yaml", broken),
        ("grown/kustomization.yaml", &format!("# {}\n", "x".repeat(4 << 20))),
        ("left/out.yaml", "not: an object\n"),
        ("names/Fresh.yaml", &GOOD.replace("one", "two")),
        ("names/fresh.yaml", &GOOD.replace("one", "three")),
        ("large.yaml", &format!("# {}\n", "x".repeat(4 << 20))),
    ]);
    std::os::unix::fs::symlink("a.yaml", below(&files, "link.yaml")).unwrap();
    let ran =
        run(["validate", "-o", "json", "--exclude", "left/**", files.path().to_str().unwrap()]);
    let told: Vec<String> = ran
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let file = one["file"].as_str().unwrap();
            let below = file.strip_prefix(files.path().to_str().unwrap()).unwrap();
            format!(
                "{} {below} {}",
                one["severity"].as_str().unwrap(),
                one["rule"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "info /broken/kustomization.yaml kustomize",
            "error /broken/kustomization.yaml yaml",
            "info /chart/Chart.yaml helm",
            "info /chart/values.yaml helm",
            "error /grown/kustomization.yaml too-large",
            "info /grown/kustomization.yaml kustomize",
            "info /k/Kustomization kustomize",
            "info /k/patch.yaml kustomize-input",
            "error /large.yaml too-large",
            "info /link.yaml symlink",
            "warning /names/Fresh.yaml lookalike-name",
            "warning /names/fresh.yaml lookalike-name",
        ]
    );
}

/// A VPC whose VLAN is 1001.
fn vpc(name: &str, subnet: &str) -> String {
    format!(
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: {name}}}\n\
         spec: {{subnets: {{web: {{subnet: {subnet}, vlan: 1001}}}}}}\n"
    )
}

const NAMESPACES: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 2999}]}
";

#[test]
fn a_broken_rule_names_both_resources_with_their_places() {
    let (a, b) = (vpc("a", "10.0.1.0/24"), vpc("b", "10.0.2.0/24"));
    let files = folder(&[("a.yaml", &a), ("b.yaml", &b), ("namespaces.yaml", NAMESPACES)]);
    let ran = run(["validate", files.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let line = ran.out.lines().find(|line| line.contains("/a.yaml:4:")).unwrap();
    assert!(line.contains("VPC/a: spec.subnets.web.vlan 1001 is the VLAN of VPC/b"), "{line}");
    assert!(line.contains("[vpc-vlan-other]") && line.ends_with("b.yaml:4)"), "{line}");
}

#[test]
fn what_could_not_be_checked_comes_last_and_is_neither_error_nor_warning() {
    // The switch's file sorts behind the VPC's, and what it lacks is told behind both.
    let files = folder(&[
        ("a.yaml", &vpc("a", "10.0.1.0/24").replace("kind: VPC", "kind: VPC # one")),
        ("namespaces.yaml", NAMESPACES),
        ("z.yaml", "apiVersion: v1\nkind: Thing\nmetadata: {name: z}\n"),
    ]);
    let dir = files.path().to_str().unwrap();
    let ran = run(["validate", dir]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    let (summary, found) = lines.split_last().unwrap();
    let first = found.iter().position(|line| line.starts_with("info: not checked for ")).unwrap();
    assert!(first > 0 && found[0].contains("[unknown-kind]"), "{ran:?}");
    for line in &found[first..] {
        assert!(line.starts_with("info: not checked for "), "{line}");
        assert!(line.ends_with("[not-checked]") && !line.contains(dir), "{line}");
    }
    assert!(summary.contains(": 0 errors, 1 warnings; "), "{summary}");
}

#[test]
fn how_many_rules_were_checked_is_said_and_that_none_was() {
    let files = folder(&[("a.yaml", &vpc("a", "10.0.1.0/24")), ("n.yaml", NAMESPACES)]);
    let dir = files.path().to_str().unwrap();
    let given = run(["validate", "--installation", "defaults", dir]);
    assert_eq!(given.code, 0, "{given:?}");
    let numbers = |out: &str| -> Vec<usize> {
        let told = out.lines().last().unwrap().split_once("; ").unwrap().1;
        told.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
    };
    let [rules, passed] = numbers(&given.out)[..] else { panic!("{given:?}") };
    assert!(rules > 10 && passed >= rules, "{given:?}");
    // Without it, what it is needed for is not possible, and passes no more.
    let ran = run(["validate", dir]);
    let [fewer, passed_without, not_possible] = numbers(&ran.out)[..] else { panic!("{ran:?}") };
    assert!(fewer < rules && passed_without + not_possible == passed, "{ran:?}");
    // Programs get it beside the array.
    let json = run(["validate", "-o", "json", dir]);
    assert!(json.err.contains(&format!("{passed_without} checks passed")), "{json:?}");
    assert!(json.json().as_array().unwrap().iter().all(|one| one["rule"] == "not-checked"));

    let nothing = folder(&[("a.yaml", "apiVersion: v1\nkind: Thing\nmetadata: {name: z}\n")]);
    let ran = run(["validate", nothing.path().to_str().unwrap()]);
    assert!(ran.out.ends_with("; no rule between resources was checked\n"), "{ran:?}");
}

#[test]
fn rules_that_a_fabric_declares_are_judged_and_their_mistakes_named() {
    let network = |name: &str, vni: &str| {
        format!(
            "apiVersion: example.com/v1\nkind: Network\nmetadata: {{name: {name}}}\nspec: {{vni: {vni}, tenant: t}}\n"
        )
    };
    let files = folder(&[("a.yaml", &network("a", "7")), ("b.yaml", &network("b", "7"))]);
    let dir = files.path().to_str().unwrap();
    let rules = folder(&[
        (
            "rules.yaml",
            "vni: {unique: {of: {kind: Network.example.com, path: spec.vni}}}\n\
             tenant: {reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com}}}\n",
        ),
        ("wrong.yaml", "vlan:\n  unique: {of: {kind: VPC, path: spec.vlans}}\n"),
    ]);
    let file = |name: &str| rules.path().join(name).to_str().unwrap().to_owned();
    let ran = run(["validate", "--rules", &file("rules.yaml"), dir]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains("7 is used by Network/b: choose another value [declared/vni]"),
        "{ran:?}"
    );
    let not_checked = "not checked for 2 resources, because no source has any Tenant.example.com: declared/tenant";
    assert!(ran.out.contains(not_checked), "{ran:?}");
    let unverified =
        "declared/vni: `spec.vni` is not verified: no definition of Network.example.com is given";
    assert!(ran.err.contains(unverified), "{ran:?}");

    let ran = run(["validate", "--rules", &file("wrong.yaml"), dir]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("wrong.yaml: line 2: VPC does not have `spec.vlans`"), "{ran:?}");
}
