//! Connections that are changed and deleted.

use hedgerow_model::Severity::{self, Error, Warning};
use rstest::rstest;

use super::run;
use super::wiring::connection;

#[rstest]
#[case::same(
    "{external: {link: {switch: {port: leaf-1/E1/1}}}}",
    "{external: {link: {switch: {port: leaf-1/E1/2}}}}",
    None
)]
#[case::other("{external: {}}", "{unbundled: {}}", Some("spec.unbundled"))]
#[case::first_type_of_two("{bundled: {}}", "{bundled: {}, unbundled: {}}", Some("spec.unbundled"))]
#[case::second_type_of_two("{bundled: {}}", "{bundled: {}, external: {}}", None)]
#[case::null("{bundled: {}, unbundled: null}", "{bundled: {}}", None)]
#[case::from_what_was_removed("{mclag: {}}", "{eslag: {}}", Some("spec.eslag"))]
#[case::to_what_was_removed("{eslag: {}}", "{mclag: {}}", Some("spec.mclag"))]
#[case::of_what_was_removed("{mclag: {}}", "{mclagDomain: {}}", None)]
#[case::beside_what_was_removed("{mclag: {}}", "{mclag: {}, eslag: {}}", Some("spec.eslag"))]
fn the_type_cannot_change(#[case] before: &str, #[case] after: &str, #[case] field: Option<&str>) {
    assert_eq!(changes("conn-type-immutable", before, after, ""), said(field, Error));
}

fn said(field: Option<&str>, severity: Severity) -> Vec<(String, Severity)> {
    field.into_iter().map(|field| (field.to_owned(), severity)).collect()
}

/// What a rule says of the connection `c` that changes, beside other documents.
fn changes(rule: &str, before: &str, after: &str, beside: &str) -> Vec<(String, Severity)> {
    let [before, after] = [before, after].map(|spec| connection("c", spec) + beside);
    let run = run(None, &before, &after);
    let own = run.after.iter().filter(|one| one.rule == rule);
    own.map(|one| (one.field.to_string(), one.severity)).collect()
}

#[rstest]
#[case::same("{withinVPC: a}", "{withinVPC: a}", false)]
#[case::other("{withinVPC: a}", "{withinVPC: b}", true)]
#[case::added("{}", "{withinVPC: a}", true)]
#[case::removed("{withinVPC: a}", "{}", true)]
#[case::emptied("{withinVPC: a}", "{withinVPC: ''}", true)]
#[case::empty_is_absent("{withinVPC: ''}", "{}", false)]
fn the_vpc_cannot_change(#[case] before: &str, #[case] after: &str, #[case] refused: bool) {
    let [before, after] = [before, after].map(|details| format!("{{staticExternal: {details}}}"));
    let field = refused.then_some("spec.staticExternal.withinVPC");
    let found = changes("conn-withinvpc-immutable", &before, &after, "");
    assert_eq!(found, said(field, Error));
}

const ATTACHMENTS: &str = "---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: attachment-1}
spec: {connection: c, subnet: a/web}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: attachment-2}
spec: {connection: c, external: e}
";

#[rstest]
#[case("leaf-1/E1/2", ATTACHMENTS, 2)]
#[case("leaf-1/E1/1", ATTACHMENTS, 0)]
#[case("leaf-1/E1/2", "", 0)]
fn ports_under_attachments_move(#[case] port: &str, #[case] beside: &str, #[case] count: usize) {
    let of = |port: &str| format!("{{external: {{link: {{switch: {{port: {port}}}}}}}}}");
    let found = changes("conn-withinvpc-immutable", &of("leaf-1/E1/1"), &of(port), beside);
    assert_eq!(found, vec![("spec.external".to_owned(), Warning); count]);
}

#[test]
fn a_connection_with_attachments_is_not_deleted() {
    let link = connection("c", "{external: {link: {switch: {port: leaf-1/E1/1}}}}");
    let deleted = |before: &str, after: &str| -> Vec<(String, Severity)> {
        let run = run(None, before, after);
        let own = run.after.iter().filter(|one| one.rule == "conn-delete");
        own.map(|one| (one.other.as_ref().unwrap().identity.name.clone(), one.severity)).collect()
    };
    let before = link.clone() + ATTACHMENTS;
    let both = [("attachment-1".to_owned(), Error), ("attachment-2".to_owned(), Error)];
    assert_eq!(deleted(&before, ATTACHMENTS), both);
    assert_eq!(deleted(&before, ""), [], "together with its attachments");
    assert_eq!(deleted(&link, ""), []);
}
