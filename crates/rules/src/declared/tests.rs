//! Declared rules: what is read, what is refused, what is judged.

mod edits;
mod judged;
mod reading;

use std::collections::BTreeSet;

use hedgerow_model::GroupKind;
use hedgerow_schema::Catalogue;

use super::*;
use crate::{Inventory, Object};

/// Definitions of the kinds of the examples; `Zone` has none.
const CRDS: &str = r"
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: networks.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Network, plural: networks, singular: network}
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
              vni: {type: integer}
              share: {type: number}
              tenant: {type: string}
              tenantNamespace: {type: string}
              address: {type: string}
              port: {x-kubernetes-int-or-string: true}
              cidrs: {type: array, items: {type: string}}
              vlans:
                type: array
                items:
                  type: object
                  properties: {id: {type: integer}, switch: {type: string}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: tenants.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Tenant, plural: tenants, singular: tenant}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {code: {type: string}}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: sites.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {kind: Site, plural: sites, singular: site}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}
";

fn catalogue() -> Catalogue {
    let files: Vec<(String, String)> = CRDS
        .split("---\n")
        .enumerate()
        .map(|(at, text)| (format!("{at}.yaml"), text.to_owned()))
        .collect();
    let (catalogue, problems) = Catalogue::with_crds(&files);
    assert!(problems.is_empty(), "{problems:?}");
    catalogue
}

fn declared(text: &str) -> Declarations {
    Declarations::read(text, &catalogue()).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// A resource of a line `Kind name fields`, where fields are those of the spec; `Kind ns/name` for another
/// namespace.
fn object(line: &str) -> Object {
    let mut words = line.trim().splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    let (kind, name, spec) = (word(), word(), word());
    let (namespace, name) = name.split_once('/').unwrap_or(("default", name));
    let text = format!(
        "{{apiVersion: example.com/v1, kind: {kind}, metadata: {{name: {name}, namespace: {namespace}}}, \
         spec: {{{spec}}}}}"
    );
    Object::new(&catalogue(), &hedgerow_yaml::read_value(&text).unwrap()).unwrap()
}

fn inventory(rules: &str, lines: &[&str]) -> Inventory {
    let objects = lines.iter().map(|line| object(line));
    Inventory::ruled(None, Vec::new(), declared(rules), objects)
}

/// What is said of resources: `severity rule subject field: message`, and `not checked rule: why`, sorted.
fn said(inventory: &Inventory) -> Vec<String> {
    let violations = inventory.violations().map(|found| {
        let other =
            found.other.as_ref().map(|other| format!(" [{} {}]", other.identity, other.field));
        format!(
            "{} {} {} {}: {}{}",
            found.severity,
            found.rule,
            found.subject,
            found.field,
            found.message,
            other.unwrap_or_default()
        )
    });
    let unchecked = inventory.unchecked().map(|(identity, unchecked)| {
        format!("not checked {} {identity}: {}", unchecked.rule, unchecked.why)
    });
    let mut said: Vec<String> = violations.chain(unchecked).collect();
    said.sort();
    said
}

fn held(kinds: &[&str]) -> BTreeSet<GroupKind> {
    kinds.iter().map(|kind| GroupKind::new("example.com", *kind)).collect()
}
