//! What `kubectl get -o yaml` adds to an object, taken away again.

use hedgerow_model::{FieldPath, Value};

/// Fields of `metadata` that the server writes.
const METADATA: &[&str] = &[
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
    "selfLink",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
];

/// The annotation in which `kubectl apply` keeps what it applied last.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The object without `status`, without what the server writes into `metadata`, and without kubectl's
/// last-applied annotation; an annotations map that becomes empty by that goes, too.
#[must_use]
pub fn strip_server_fields(object: &Value) -> Value {
    let mut stripped = object.clone();
    let Value::Map(map) = &mut stripped else { return stripped };
    map.shift_remove("status");
    if let Some(Value::Map(metadata)) = map.get_mut("metadata") {
        for field in METADATA {
            metadata.shift_remove(*field);
        }
        if let Some(Value::Map(annotations)) = metadata.get_mut("annotations")
            && annotations.shift_remove(LAST_APPLIED).is_some()
            && annotations.is_empty()
        {
            metadata.shift_remove("annotations");
        }
    }
    stripped
}

/// The paths of the fields that [`strip_server_fields`] would take away, in the order of the object.
pub(crate) fn server_fields(object: &Value) -> Vec<FieldPath> {
    let mut found = Vec::new();
    let metadata = object.get("metadata").and_then(Value::as_map);
    for key in metadata.into_iter().flat_map(|map| map.keys()) {
        if METADATA.contains(&key.as_str()) {
            found.push(FieldPath::of_keys(["metadata", key]));
        }
    }
    if object.at(&["metadata", "annotations", LAST_APPLIED]).is_some() {
        found.push(FieldPath::of_keys(["metadata", "annotations", LAST_APPLIED]));
    }
    if object.get("status").is_some() {
        found.push(FieldPath::of_keys(["status"]));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pasted() -> Value {
        Value::from(&json!({
            "apiVersion": "vpc.githedgehog.com/v1beta1",
            "kind": "VPC",
            "metadata": {
                "annotations": { "kubectl.kubernetes.io/last-applied-configuration": "{}" },
                "creationTimestamp": "2026-01-01T00:00:00Z",
                "generation": 3,
                "managedFields": [{}],
                "name": "vpc-1",
                "resourceVersion": "12",
                "selfLink": "/x",
                "uid": "u",
            },
            "spec": {},
            "status": { "vni": 100 },
        }))
    }

    #[test]
    fn what_kubectl_adds_goes_and_the_rest_stays_in_order() {
        let stripped = strip_server_fields(&pasted());
        assert_eq!(
            stripped.to_string(),
            r#"{"apiVersion":"vpc.githedgehog.com/v1beta1","kind":"VPC","metadata":{"name":"vpc-1"},"spec":{}}"#
        );
        assert_eq!(strip_server_fields(&stripped), stripped);
        assert!(server_fields(&stripped).is_empty());
        assert_eq!(server_fields(&pasted()).len(), 8);
    }

    #[test]
    fn other_annotations_and_an_empty_map_of_the_users_own_stay() {
        let mut object = pasted();
        let own = json!({ "kubectl.kubernetes.io/last-applied-configuration": "{}", "a": "b" });
        object.as_map_mut().unwrap()["metadata"].as_map_mut().unwrap()["annotations"] =
            Value::from(&own);
        let stripped = strip_server_fields(&object);
        assert_eq!(stripped.at(&["metadata", "annotations", "a"]), Some(&Value::from("b")));
        let empty = Value::from(&json!({ "metadata": { "annotations": {} } }));
        assert_eq!(strip_server_fields(&empty), empty);
    }

    #[test]
    fn what_is_no_object_passes_unchanged() {
        assert_eq!(strip_server_fields(&Value::Null), Value::Null);
        let odd = Value::from(&json!({ "metadata": [1] }));
        assert_eq!(strip_server_fields(&odd), odd);
    }
}
