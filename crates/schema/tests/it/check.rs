//! A directory's documents held against schemas and each other.

use hedgerow_model::Severity;
use hedgerow_schema::{Catalogue, CheckFile, check_documents};
use hedgerow_yaml::{Limits, read_all};

fn check(files: &[(&str, &str)]) -> Vec<String> {
    let read: Vec<_> =
        files.iter().map(|(name, text)| (*name, read_all(text, &Limits::default()))).collect();
    let files: Vec<CheckFile<'_>> =
        read.iter().map(|(name, documents)| CheckFile { name, documents }).collect();
    let findings = check_documents(&Catalogue::builtin(), &files);
    findings.iter().map(ToString::to_string).collect()
}

/// The namespaces that VPCs and switches refer to when nothing is written.
const NAMESPACES: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: default}
spec: {subnets: [10.0.0.0/16]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
";

#[test]
fn violations_have_file_line_column_path_and_rule() {
    let text = "\
# the web tier
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: vpc-1
spec:
  subnets:
    default:
      subnet: 10.0.1.0/24
      vlan: \"1001\"
      gatway: 10.0.1.1
      dhcp:
        static:
          '0c:20:12:00:00:01': {}
";
    assert_eq!(
        check(&[("ns.yaml", NAMESPACES), ("vpcs.yaml", text)]),
        [
            "error: vpcs.yaml:10:13: VPC/vpc-1: spec.subnets.default.vlan must be an integer, is the \
             string \"1001\": take the quotes away [type]",
            "error: vpcs.yaml:11:7: VPC/vpc-1: spec.subnets.default.gatway is not a known field: did \
             you mean `gateway`? [unknown-field]",
            "error: vpcs.yaml:14:11: VPC/vpc-1: \
             spec.subnets.default.dhcp.static.0c:20:12:00:00:01.ip is missing [required]",
        ]
    );
}

#[test]
fn lines_are_those_of_the_file_in_every_document() {
    let text = format!(
        "{NAMESPACES}---\n# a banner\napiVersion: wiring.githedgehog.com/v1beta1\n\
                        kind: Server\nmetadata: {{name: S1}}\n"
    );
    let found = check(&[("a.yaml", &text)]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("error: a.yaml:14:18: Server/S1: metadata.name must"),
        "{found:?}"
    );
}

#[test]
fn a_broken_document_does_not_hide_its_neighbours() {
    let text = "a: [\n---\napiVersion: v1\nkind: Odd\nmetadata: {name: a}\n---\n\n---\nfoo: bar\n";
    let found = check(&[("a.yaml", text)]);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].starts_with("error: a.yaml:") && found[0].ends_with("[yaml]"));
    assert_eq!(
        found[1],
        "warning: a.yaml:3:1: Odd/a: no schema of Odd is known, so it is not validated; add its \
         CRD to the fabric \
         [unknown-kind]"
    );
    assert_eq!(
        found[2],
        "error: a.yaml:9:1: is not a Kubernetes object (no apiVersion, no kind): Argo CD and Flux \
         reject such a file [not-an-object]"
    );
}

#[test]
fn one_identity_in_two_documents_is_an_error_at_the_second() {
    let server =
        "apiVersion: wiring.githedgehog.com/v1beta1\nkind: Server\nmetadata: {name: s-1}\n";
    let other = format!("{server}spec: {{description: other}}\n");
    assert_eq!(
        check(&[("a.yaml", server), ("b.yaml", &format!("{server}---\n{other}"))]),
        [
            "error: b.yaml:1:1: Server/s-1: is already in a.yaml line 1, with the same content \
             [duplicate-identity]",
            "error: b.yaml:5:1: Server/s-1: is already in a.yaml line 1, with other content \
             [duplicate-identity]",
        ]
    );
}

#[test]
fn system_kinds_server_fields_and_lists_are_named() {
    let text = "\
apiVersion: agent.githedgehog.com/v1beta1
kind: Agent
metadata: {name: leaf-1, uid: u}
status: {}
---
apiVersion: v1
kind: List
items: []
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: []
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Peering
metadata: {name: p-1}
---
apiVersion: wiring.githedgehog.com/v1alpha2
kind: Server
metadata: {name: s-1}
";
    assert_eq!(
        check(&[("a.yaml", text)]),
        [
            "error: a.yaml:2:7: Agent/leaf-1: kind Agent is written by the fabric itself and never goes \
             to Git [system-kind]",
            "info: a.yaml:3:31: Agent/leaf-1: contains fields that the cluster writes: \
             metadata.uid, status \
             [server-fields]",
            "error: a.yaml:6:1: is a list inside another list: write its objects in one list, or \
             one document for each [list]",
            "info: a.yaml:10:1: is a Kustomize file: left alone [kustomization]",
            "warning: a.yaml:14:1: Peering/p-1: no schema of Peering.gateway.githedgehog.com is \
             known, so it is not validated; did you mean GatewayPeering? [unknown-kind]",
            "warning: a.yaml:18:13: Server/s-1: apiVersion has an unknown version and is not \
             validated; known: v1beta1 [unknown-version]",
        ]
    );
}

#[test]
fn warnings_of_the_reader_and_the_schema_are_passed_on() {
    let text = "\
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec:
  role: spine
  vlanNamespaces: [red]
  asn: 4200000000
  description: 12345678901234567890
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: red}
spec: {ranges: [{from: 1, to: 2}]}
";
    let found = check(&[("a.yaml", text)]);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found[0].starts_with("warning: a.yaml:7:8: Switch/leaf-1: spec.asn is above"),
        "{found:?}"
    );
    assert!(found.iter().any(|line| line.ends_with("[yaml-value]")), "{found:?}");
    assert!(
        found.iter().any(|line| line.contains("spec.description must be a string")),
        "{found:?}"
    );
}

#[test]
fn a_kind_of_the_wrong_case_or_group_gets_a_hint_and_encrypted_files_are_left_alone() {
    let text = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: vpc
metadata: {name: a}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: Switch
metadata: {name: a}
---
apiVersion: v1
kind: Secret
metadata: {name: a}
sops: {mac: ENC}
";
    assert_eq!(
        check(&[("a.yaml", text)]),
        [
            "warning: a.yaml:1:1: vpc/a: no schema of vpc.vpc.githedgehog.com is known, so it is \
             not validated; did you mean VPC? [unknown-kind]",
            "warning: a.yaml:5:1: Switch/a: no schema of Switch.vpc.githedgehog.com is known, so \
             it is not validated; did you mean Switch of wiring.githedgehog.com/v1beta1? \
             [unknown-kind]",
            "info: a.yaml:9:1: Secret/a: is encrypted with SOPS: left alone [encrypted]",
        ]
    );
}

#[test]
fn a_finding_serialises_for_the_api() {
    let read = read_all("apiVersion: v1\nkind: Odd\nmetadata: {name: a}\n", &Limits::default());
    let files = [CheckFile { name: "a.yaml", documents: &read }];
    let findings = check_documents(&Catalogue::builtin(), &files);
    assert_eq!(findings[0].severity, Severity::Warning);
    let json = serde_json::to_value(&findings[0]).unwrap();
    assert_eq!(json["severity"], "warning");
    assert_eq!(json["identity"]["name"], "a");
    assert_eq!(json["rule"], "unknown-kind");
    assert!(json.get("path").is_none());
}
