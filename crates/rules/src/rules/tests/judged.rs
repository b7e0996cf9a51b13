//! What the rules say of documents, in the words of a table: `error vpc-mode spec.mode`.

use std::fmt::Write as _;

use hedgerow_schema::Catalogue;

use super::{broken, values};

/// What a change of documents breaks, sorted, of the rules whose id starts with one of these; all for none.
pub(super) fn changed(before: &str, after: &str, rules: &[&str]) -> Vec<String> {
    let mut said: Vec<String> = broken(crate::Settings::default(), before, after)
        .iter()
        .filter(|found| rules.is_empty() || rules.iter().any(|rule| found.rule.starts_with(rule)))
        .map(|found| {
            let mut line = format!("{} {} {}", found.severity, found.rule, found.field);
            if let Some(other) = &found.other {
                let _ = write!(line, " / {} {}", other.identity, other.field);
            }
            line.trim_end().to_owned()
        })
        .collect();
    said.sort();
    said
}

/// What is broken in documents, sorted.
pub(super) fn judged(documents: &str) -> Vec<String> {
    changed("", documents, &[])
}

/// What the schema check says of documents, sorted: `vlan maximum` for the last key and the id.
pub(super) fn by_schema(documents: &str) -> Vec<String> {
    let catalogue = Catalogue::builtin();
    let mut said: Vec<String> = values(documents)
        .iter()
        .flat_map(|value| catalogue.validate(&catalogue.as_stored(value)).violations)
        .map(|found| format!("{} {}", found.rule, found.path))
        .collect();
    said.sort();
    said
}

/// Documents together.
pub(super) fn all(documents: &[&str]) -> String {
    documents.join("\n---\n")
}

fn document(group: &str, kind: &str, name: &str, spec: &str) -> String {
    format!(
        "apiVersion: {group}.githedgehog.com/v1beta1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n"
    )
}

/// A resource of the group `vpc`; `spec` in braces.
pub(super) fn of_vpc(kind: &str, name: &str, spec: &str) -> String {
    document("vpc", kind, name, spec)
}

/// A resource of the group `wiring`; `spec` in braces.
pub(super) fn of_wiring(kind: &str, name: &str, spec: &str) -> String {
    document("wiring", kind, name, spec)
}

/// A VPC with these entries of its spec.
pub(super) fn vpc(name: &str, spec: &str) -> String {
    of_vpc("VPC", name, &format!("{{{spec}}}"))
}

/// A VPC with subnet `web`, which has a prefix and a VLAN and these fields.
pub(super) fn with_web(fields: &str) -> String {
    let web = format!("subnets: {{web: {{subnet: 10.0.1.0/24, vlan: 1001, {fields}}}}}");
    vpc("a", &web)
}
