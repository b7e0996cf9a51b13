//! Who wrote which field in the cluster, from an object's managed fields.

use hedgerow_model::{FieldManager, FieldPath, Segment, Value};

/// The managed fields of an object.
#[derive(Clone, Debug, Default)]
pub struct Managers<'v>(Vec<(FieldManager, &'v Value)>);

impl<'v> Managers<'v> {
    /// Of an object as the cluster gives it. Entries that are not understood, or are of a subresource, are left out.
    #[must_use]
    pub fn of(object: &'v Value) -> Self {
        let entries = object.at(&["metadata", "managedFields"]).and_then(Value::as_list);
        let entry = |entry: &'v Value| {
            let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
            if !text("subresource").is_empty() {
                return None;
            }
            let manager = FieldManager {
                name: text("manager").to_owned(),
                operation: text("operation").to_owned(),
                time: Some(text("time").to_owned()).filter(|time| !time.is_empty()),
            };
            Some((manager, entry.get("fieldsV1")?))
        };
        Self(entries.unwrap_or_default().iter().filter_map(entry).collect())
    }

    /// Whether nothing is known of who wrote what.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who wrote last, of all of the object; nobody where two did in the same second.
    #[must_use]
    pub fn last(&self) -> Option<&FieldManager> {
        let last = self.0.iter().map(|(manager, _)| manager).max_by(|a, b| a.time.cmp(&b.time))?;
        let at_once = self.0.iter().filter(|(manager, _)| manager.time == last.time).count();
        (at_once == 1).then_some(last)
    }

    /// Who wrote what is at a path of the object, or the smallest thing around it that somebody has; of several the one
    /// who wrote last. Of a field that is not there nobody is known.
    #[must_use]
    pub fn of_field(&self, path: &FieldPath, object: &Value) -> Option<&FieldManager> {
        let reaches = |(manager, fields): &'_ (FieldManager, &'v Value)| {
            reach(fields, path.segments(), object).map(|depth| (depth, manager.time.clone()))
        };
        let owners = self.0.iter().filter_map(|entry| Some((reaches(entry)?, &entry.0)));
        owners.max_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, manager)| manager)
    }
}

/// How many steps of a path somebody's fields lead along, where they have what it leads to or something around it.
fn reach(fields: &Value, path: &[Segment], value: &Value) -> Option<usize> {
    let own = fields.as_map()?;
    let Some((first, rest)) = path.split_first() else { return Some(0) };
    if own.is_empty() {
        // All of it, however deep.
        return Some(0);
    }
    let (child, value) = match first {
        Segment::Key(key) => (own.get(&format!("f:{key}"))?, value.get(key)?),
        Segment::Index(at) => (own.get(&format!("i:{at}"))?, value.as_list()?.get(*at)?),
        Segment::Item(wanted) => {
            let item = value.as_list()?.iter().find(|item| item.matches(wanted))?;
            let (_, child) = own.iter().find(|(name, _)| names(name, item))?;
            (child, item)
        }
    };
    reach(child, rest, value).map(|depth| depth + 1)
}

/// Whether a name of managed fields is that of an item of a list: `k:{"name":"a"}`, `v:"a"`.
fn names(name: &str, item: &Value) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    if let Some(keys) = name.strip_prefix("k:") {
        let Some(Value::Map(keys)) = read(keys) else { return false };
        return keys.iter().all(|(key, value)| item.get(key) == Some(value));
    }
    name.strip_prefix("v:").and_then(read).is_some_and(|value| value == *item)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn object() -> Value {
        Value::from(&json!({
            "metadata": {
                "labels": { "team": "net" },
                "managedFields": [
                    { "manager": "argocd", "operation": "Apply", "time": "2026-11-01T10:00:00Z", "fieldsType": "FieldsV1",
                      "fieldsV1": { "f:spec": { "f:vlan": {}, "f:subnets": { ".": {}, "f:a": { "f:vlan": {} } },
                        "f:atomic": {}, "f:dhcp": { "f:enable": {} }, "f:ports": { "k:{\"name\":\"p\"}": { ".": {}, "f:speed": {} } },
                        "f:names": { "v:\"x\"": {} } } } },
                    { "manager": "kubectl-edit", "operation": "Update", "time": "2026-11-02T10:00:00Z",
                      "fieldsV1": { "f:metadata": { "f:labels": { "f:team": {} } }, "f:spec": { "f:vlan": {}, "f:dhcp": {} } } },
                    { "manager": "agent", "operation": "Update", "subresource": "status",
                      "fieldsV1": { "f:spec": { "f:vlan": {} } } },
                    { "manager": "odd" },
                    7
                ]
            },
            "spec": { "vlan": 7, "subnets": { "a": { "vlan": 1, "gateway": "g" } }, "atomic": [{ "x": 1 }], "dhcp": { "enable": true },
                      "ports": [{ "name": "p", "speed": 1 }, { "name": "q", "speed": 1 }], "names": ["x", "y"] },
        }))
    }

    #[rstest]
    #[case::the_last_of_two("spec.vlan", Some("kubectl-edit"))]
    #[case::a_label("metadata.labels.team", Some("kubectl-edit"))]
    #[case::deep("spec.subnets.a.vlan", Some("argocd"))]
    #[case::nobody("spec.subnets.a.gateway", None)]
    #[case::not_there("spec.subnets.b", None)]
    #[case::within_what_is_one_value("spec.atomic[0].x", Some("argocd"))]
    #[case::an_item_by_its_key("spec.ports[name=p].speed", Some("argocd"))]
    #[case::an_item_of_a_set("spec.names[=x]", Some("argocd"))]
    #[case::another_item_with_a_key("spec.ports[name=q].speed", None)]
    #[case::another_item_of_a_set("spec.names[=y]", None)]
    #[case::the_field_before_what_is_around_it("spec.dhcp.enable", Some("argocd"))]
    #[case::a_map_with_something_of_it("spec.subnets", Some("argocd"))]
    fn a_field_is_of_whoever_wrote_it_last(#[case] path: &str, #[case] expected: Option<&str>) {
        let object = object();
        let managers = Managers::of(&object);
        let found = managers.of_field(&path.parse().unwrap(), &object);
        assert_eq!(found.map(|manager| manager.name.as_str()), expected);
    }

    #[test]
    fn without_managed_fields_nothing_is_known_of_who_wrote_what() {
        let object = object();
        assert!(!Managers::of(&object).is_empty());
        assert!(Managers::of(&Value::from(&json!({ "metadata": { "name": "a" } }))).is_empty());
    }

    #[test]
    fn hostile_managed_fields_say_nothing() {
        for odd in [
            json!(null),
            json!("x"),
            json!([{ "fieldsV1": [] }]),
            json!([{ "fieldsV1": { "f:spec": 5 } }]),
        ] {
            let object =
                Value::from(&json!({ "metadata": { "managedFields": odd }, "spec": { "a": 1 } }));
            assert_eq!(Managers::of(&object).of_field(&"spec.a".parse().unwrap(), &object), None);
        }
    }
}
