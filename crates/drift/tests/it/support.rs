//! Objects as Git has them and as the cluster does.

use hedgerow_drift::{Drift, compare};
use hedgerow_model::Value;
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{Limits, read};

/// The value of a text.
pub(crate) fn value(text: &str) -> Value {
    read(text, &Limits::default()).unwrap().into_value()
}

/// A manifest: group and kind, and what follows its name.
pub(crate) fn manifest(group_kind: &str, rest: &str) -> Value {
    let (group, kind) = group_kind.split_once('/').unwrap();
    let version = if group == "gateway" { "v1alpha1" } else { "v1beta1" };
    let name = if rest.contains("metadata:") { "" } else { "metadata: {name: x}\n" };
    value(&format!("apiVersion: {group}.githedgehog.com/{version}\nkind: {kind}\n{name}{rest}\n"))
}

/// How the two differ, with the built-in kinds.
pub(crate) fn drift(desired: &Value, actual: &Value) -> Drift {
    compare(Some(desired), Some(actual), None, &Catalogue::builtin()).unwrap()
}

/// The fields that differ, each as `path: wanted > had`.
pub(crate) fn fields(desired: &Value, actual: &Value) -> Vec<String> {
    let text = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), ToString::to_string);
    let line = |field: &hedgerow_model::FieldDrift| {
        format!("{}: {} > {}", field.path, text(&field.desired), text(&field.actual))
    };
    drift(desired, actual).fields.iter().map(line).collect()
}
