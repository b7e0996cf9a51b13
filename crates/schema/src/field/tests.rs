use super::*;

const CRD: &str = r"
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
              tenant: {type: string}
              port: {x-kubernetes-int-or-string: true}
              share: {type: number}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              links:
                type: array
                items: {type: object, properties: {port: {type: string}}}
              subnets:
                type: object
                additionalProperties: {type: object, properties: {vlan: {type: integer}}}
";

fn field(path: &str) -> Field {
    let (catalogue, problems) = Catalogue::with_crds(&[("crd.yaml".to_owned(), CRD.to_owned())]);
    assert!(problems.is_empty(), "{problems:?}");
    catalogue.field(&GroupKind::new("example.com", "Network"), &path.parse().unwrap())
}

#[test]
fn a_field_of_the_schema_is_known_with_its_type() {
    for (path, of) in [
        ("spec.vni", FieldType::Integer),
        ("spec.tenant", FieldType::Text),
        ("spec.port", FieldType::IntegerOrText),
        ("spec.share", FieldType::Number),
        ("spec.links", FieldType::List),
        ("spec.links[*]", FieldType::Map),
        ("spec.links[*].port", FieldType::Text),
        ("spec.links[0].port", FieldType::Text),
        ("spec.subnets[*].vlan", FieldType::Integer),
        ("spec.subnets.web.vlan", FieldType::Integer),
        ("metadata.name", FieldType::Text),
        ("metadata.namespace", FieldType::Text),
        ("metadata.labels.\"example.com/zone\"", FieldType::Text),
        ("metadata.annotations[*]", FieldType::Text),
    ] {
        assert_eq!(field(path), Field::Known(of), "{path}");
    }
}

#[test]
fn a_field_that_does_not_exist_is_named_with_what_exists() {
    for (path, says) in [
        ("spec.vnis", "`spec` does not have `vnis`; did you mean `vni`? it has free, links, port"),
        ("spek.vni", "the resource does not have `spek`; did you mean `spec`?"),
        ("spec.links.port", "`spec.links` is a list: write `[*]` behind it"),
        ("spec.links[*].name", "`spec.links[*]` does not have `name`; it has port"),
        ("spec.subnets[*].vlam", "`spec.subnets[*]` does not have `vlam`"),
        ("spec.vni.x", "`spec.vni` has no fields"),
        ("spec.vni[*]", "`spec.vni` is not a list and not a map of entries"),
        ("spec[*].vni", "`spec` is not a list and not a map of entries; it has"),
        ("spec.tenant[0]", "`spec.tenant` is not a list"),
        ("metadata.uid", "`name`, `namespace`, `labels` and `annotations`"),
        ("metadata.labels.example.com", "in quotes"),
        ("status.vni", "the cluster writes `status`"),
        ("kind", "the same in all resources"),
    ] {
        let Field::Missing(why) = field(path) else { panic!("{path} is there") };
        assert!(why.contains(says), "{path}: {why}");
    }
}

#[test]
fn what_no_schema_says_is_not_missing() {
    for path in ["spec.free.x", "spec.free[*]"] {
        assert_eq!(field(path), Field::NotSaid, "{path}");
    }
    let unknown = GroupKind::new("example.org", "Other");
    let path = "spec.x".parse().unwrap();
    assert_eq!(Catalogue::builtin().field(&unknown, &path), Field::NotSaid);
    let vpc = GroupKind::new("vpc.githedgehog.com", "VPC");
    let path = "spec.subnets[*].vlan".parse().unwrap();
    assert_eq!(Catalogue::builtin().field(&vpc, &path), Field::Known(FieldType::Integer));
}
