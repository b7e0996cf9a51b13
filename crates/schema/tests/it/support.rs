//! Fixtures: objects and CRDs from JSON.

use hedgerow_model::Value;
use hedgerow_schema::{Catalogue, Validation};
use serde_json::{Value as Json, json};

/// A value from JSON.
pub(crate) fn value(json: &Json) -> Value {
    Value::from(json)
}

/// A value from YAML.
pub(crate) fn yaml(text: &str) -> Value {
    hedgerow_yaml::read_value(text).unwrap()
}

/// A CRD of kind `Thing` in group `example.org`, version `v1`, with this schema of `spec`.
pub(crate) fn crd_of_spec(spec: &Json) -> Json {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": { "name": "things.example.org" },
        "spec": {
            "group": "example.org",
            "names": { "kind": "Thing", "plural": "things", "shortNames": ["th"] },
            "scope": "Namespaced",
            "versions": [{
                "name": "v1",
                "served": true,
                "storage": true,
                "subresources": { "status": {} },
                "schema": { "openAPIV3Schema": {
                    "type": "object",
                    "properties": { "spec": spec, "status": { "type": "object" } },
                }},
            }],
        },
    })
}

/// A catalogue with one more kind.
pub(crate) fn catalogue_of(crd: &Json) -> Catalogue {
    let (catalogue, problems) =
        Catalogue::with_crds(&[("things.yaml".to_owned(), crd.to_string())]);
    assert_eq!(problems, []);
    catalogue
}

/// An object of kind `Thing`.
pub(crate) fn thing(spec: &Json) -> Value {
    value(&json!({
        "apiVersion": "example.org/v1",
        "kind": "Thing",
        "metadata": { "name": "thing-1" },
        "spec": spec,
    }))
}

/// What validating `spec` against this schema says.
pub(crate) fn validate(schema: &Json, spec: &Json) -> Validation {
    catalogue_of(&crd_of_spec(schema)).validate(&thing(spec))
}

/// `path rule message` of each violation.
pub(crate) fn lines(validation: &Validation) -> Vec<String> {
    validation.violations.iter().map(|v| format!("{v} [{}]", v.rule)).collect()
}
