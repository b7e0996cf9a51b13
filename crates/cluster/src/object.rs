//! An object as a cluster gives it, and what of it is kept.

use hedgerow_model::{GroupVersion, Identity};
use serde_json::Value as Json;

use crate::kinds::ServedKind;

/// An object of a cluster, without what changes by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// What it is known by.
    pub identity: Identity,
    /// The version in which it was given.
    pub version: String,
    /// What tells it from an earlier object of its name.
    pub uid: String,
    /// The cluster's version of it.
    pub resource_version: String,
    /// How often what is wanted of it changed, where the cluster counts that.
    pub generation: Option<i64>,
    /// The object, without its status, without the managed fields of subresources, and without what changes with each
    /// write: its resource version, and the copy of itself that kubectl leaves.
    pub object: Json,
    /// What the cluster says of it. It changes by itself, and is kept of no fabric's resource.
    pub status: Option<Json>,
}

/// Annotations that repeat the object itself.
const REPEATS: &str = "kubectl.kubernetes.io/last-applied-configuration";

impl Observed {
    /// Takes an object as it came; `None` where it is not one of the kind that was asked for.
    #[must_use]
    pub fn take(mut object: Json, kind: &ServedKind) -> Option<Self> {
        let map = object.as_object_mut()?;
        // Items of a list do not always say what they are.
        let api_version =
            GroupVersion { group: kind.kind.group.clone(), version: kind.version.clone() };
        map.entry("apiVersion").or_insert_with(|| Json::String(api_version.to_string()));
        map.entry("kind").or_insert_with(|| Json::String(kind.kind.kind.clone()));
        let status = map.remove("status");
        if map.get("kind")?.as_str()? != kind.kind.kind {
            return None;
        }
        let version = GroupVersion::parse(map.get("apiVersion")?.as_str()?).version;
        let metadata = map.get_mut("metadata")?.as_object_mut()?;
        let text = |value: Option<&Json>| {
            value.and_then(Json::as_str).filter(|it| !it.is_empty()).map(str::to_owned)
        };
        let name = text(metadata.get("name"))?;
        let namespace = text(metadata.get("namespace"));
        let uid = text(metadata.get("uid")).unwrap_or_default();
        let resource_version = text(metadata.remove("resourceVersion").as_ref())?;
        let generation = metadata.get("generation").and_then(Json::as_i64);
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Json::as_object_mut) {
            annotations.remove(REPEATS);
        }
        if let Some(fields) = metadata.get_mut("managedFields").and_then(Json::as_array_mut) {
            fields.retain(|entry| text(entry.get("subresource")).is_none());
        }
        Some(Self {
            identity: Identity {
                group: kind.kind.group.clone(),
                kind: kind.kind.kind.clone(),
                namespace: namespace.unwrap_or_else(|| Identity::DEFAULT_NAMESPACE.to_owned()),
                name,
            },
            version,
            uid,
            resource_version,
            generation,
            object,
            status,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use hedgerow_model::GroupKind;
    use serde_json::json;

    use super::*;

    pub(crate) fn vlans() -> ServedKind {
        ServedKind {
            kind: GroupKind::new("net.example.org", "Vlan"),
            version: "v1".to_owned(),
            versions: Vec::new(),
            plural: "vlans".to_owned(),
            namespaced: true,
            verbs: Vec::new(),
        }
    }

    #[test]
    fn what_changes_by_itself_is_left_out_and_nothing_else() {
        let given = json!({
            "metadata": {
                "name": "a", "namespace": "lab", "uid": "u", "resourceVersion": "7", "generation": 3,
                "labels": {"team": "net"},
                "annotations": {"note": "x", (REPEATS): "{}"},
                "managedFields": [{"manager": "m"}, {"manager": "agent", "subresource": "status"}],
            },
            "spec": {"id": 5}, "data": {"x": 1}, "status": {"up": true},
        });
        let taken = Observed::take(given, &vlans()).unwrap();
        assert_eq!(taken.identity.to_string(), "Vlan/lab/a");
        assert_eq!((taken.resource_version.as_str(), taken.generation), ("7", Some(3)));
        let expected = json!({
            "apiVersion": "net.example.org/v1", "kind": "Vlan",
            "metadata": {
                "name": "a", "namespace": "lab", "uid": "u", "generation": 3,
                "labels": {"team": "net"}, "annotations": {"note": "x"},
                "managedFields": [{"manager": "m"}],
            },
            "spec": {"id": 5}, "data": {"x": 1},
        });
        assert_eq!(taken.object, expected);
        assert_eq!(taken.status, Some(json!({"up": true})));
    }

    #[test]
    fn what_is_no_object_of_the_kind_is_none() {
        let metadata = json!({"name": "a", "resourceVersion": "7"});
        for odd in [
            json!(null),
            json!({}),
            json!({"metadata": 7}),
            json!({"metadata": {"name": "a"}}),
            json!({"metadata": {"resourceVersion": "7"}}),
            json!({"kind": "Status", "metadata": metadata}),
        ] {
            assert_eq!(Observed::take(odd.clone(), &vlans()), None, "{odd}");
        }
    }
}
