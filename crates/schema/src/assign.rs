//! `PATH=VALUE`, as people type it: what is meant depends on what the field takes.
//!
//! `1.20` for a field that takes text is that text, not the number 1.2, and `81111e1` is no 811110.

use hedgerow_model::{FieldPath, Segment, Value};

use crate::{Catalogue, Rule};

/// Sets the field at `path` of an object to what `typed`, read as YAML, means there.
///
/// # Errors
/// When it is not YAML, leads nowhere, or is nothing that a label or an annotation may be; says what
/// to type instead.
pub fn assign(
    catalogue: &Catalogue,
    object: &mut Value,
    path: &FieldPath,
    typed: &str,
) -> Result<(), String> {
    let read = hedgerow_yaml::read_value(typed)
        .map_err(|error| format!("the value `{typed}` of `{path}` is not YAML: {error}"))?;
    let value = match texts_below(path) {
        Some(below) => text_of(path, below, typed, read)?,
        None => match read {
            Value::Map(_) | Value::List(_) => meant_within(catalogue, object, path, typed, read),
            read => meant(catalogue, object, path, typed, read),
        },
    };
    hedgerow_yaml::set_path(object, path, value).map_err(|error| error.to_string())
}

/// What is below `metadata.labels` or `metadata.annotations` in a path.
fn texts_below(path: &FieldPath) -> Option<&[Segment]> {
    let is = |segment: &Segment, names: &[&str]| matches!(segment, Segment::Key(key) if names.contains(&key.as_str()));
    match path.segments() {
        [metadata, texts, below @ ..]
            if is(metadata, &["metadata"]) && is(texts, &["labels", "annotations"]) =>
        {
            Some(below)
        }
        _ => None,
    }
}

/// The value of a label or an annotation, or of all of them.
fn text_of(path: &FieldPath, below: &[Segment], typed: &str, read: Value) -> Result<Value, String> {
    match below {
        [] => match &read {
            Value::Map(map) if map.values().all(|value| matches!(value, Value::String(_))) => {
                Ok(read)
            }
            Value::Null => Ok(read),
            _ => Err(format!(
                "`{path}` accepts strings only: quote other values, as in {{a: \"1\"}}"
            )),
        },
        [Segment::Key(_)] => match read {
            Value::Map(_) | Value::List(_) => Err(format!(
                "`{path}` accepts a string only; put it in quotes, as in '\"{typed}\"'"
            )),
            read => Ok(as_typed(typed, read)),
        },
        keys => {
            let name = |key: &Segment| match key {
                Segment::Key(key) => key.clone(),
                other => FieldPath::from(vec![other.clone()]).to_string(),
            };
            let key = keys.iter().map(name).collect::<Vec<_>>().join(".");
            let way: Vec<Segment> = path.segments().iter().take(2).cloned().collect();
            let whole = FieldPath::from(way).key(&key);
            Err(format!(
                "`{path}` would replace a string by a map; for the key `{key}` type {whole}"
            ))
        }
    }
}

/// A scalar as the text that was typed, unless it was typed as one.
fn as_typed(typed: &str, read: Value) -> Value {
    match read {
        Value::String(_) => read,
        _ => {
            let text = typed.split(" #").next().unwrap_or_default();
            Value::from(text.trim())
        }
    }
}

/// A number or a word like `yes` is a text where the schema takes one and nothing else.
fn meant(
    catalogue: &Catalogue,
    object: &Value,
    path: &FieldPath,
    typed: &str,
    read: Value,
) -> Value {
    if !matches!(read, Value::Number(_) | Value::Bool(_)) {
        return read;
    }
    let wrong = |value: &Value| {
        let mut with = object.clone();
        hedgerow_yaml::set_path(&mut with, path, value.clone()).is_ok()
            && catalogue
                .validate(&with)
                .violations
                .iter()
                .any(|violation| violation.rule == Rule::Type && violation.path == *path)
    };
    let text = as_typed(typed, read.clone());
    if wrong(&read) && !wrong(&text) { text } else { read }
}

/// As [`meant`], of the scalars within a map or a list that was typed.
fn meant_within(
    catalogue: &Catalogue,
    object: &Value,
    path: &FieldPath,
    typed: &str,
    read: Value,
) -> Value {
    let Ok(document) = hedgerow_yaml::read(typed, &hedgerow_yaml::Limits::default()) else {
        return read;
    };
    let wrong = |value: &Value| -> Vec<FieldPath> {
        let mut with = object.clone();
        if hedgerow_yaml::set_path(&mut with, path, value.clone()).is_err() {
            return Vec::new();
        }
        let of_text = |rule| matches!(rule, Rule::Type | Rule::Label | Rule::Annotation);
        let violations = catalogue.validate(&with).violations.into_iter();
        violations.filter(|it| of_text(it.rule)).map(|it| it.path).collect()
    };
    let mut value = read;
    for at in wrong(&value) {
        let Some(below) = at.segments().strip_prefix(path.segments()) else { continue };
        let below = FieldPath::from(below.to_vec());
        let is_plain = matches!(value.lookup(&below), Some(Value::Number(_) | Value::Bool(_)));
        let Some(text) = document.written(typed, &below).filter(|_| is_plain) else { continue };
        let mut with = value.clone();
        let set = hedgerow_yaml::set_path(&mut with, &below, Value::from(text));
        if set.is_ok() && !wrong(&with).contains(&at) {
            value = with;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_within_a_map_for_fields_that_take_text_is_that_text() {
        let text_at = |path: &str, typed: &str| {
            let mut object = hedgerow_yaml::read_value(VPC).unwrap();
            assign(&Catalogue::builtin(), &mut object, &path.parse().unwrap(), typed).unwrap();
            object.lookup(&path.parse().unwrap()).unwrap().to_string()
        };
        assert_eq!(
            text_at("spec.subnets.f", "{subnet: 1.20, vlan: 10}"),
            r#"{"subnet":"1.20","vlan":10}"#
        );
        assert_eq!(
            text_at("metadata", "{name: web, labels: {v: 1.20, w: '2'}}"),
            r#"{"name":"web","labels":{"v":"1.20","w":"2"}}"#
        );
        assert_eq!(
            text_at("spec.staticRoutes", "[{prefix: 10, nextHops: [1.10, x]}]"),
            r#"[{"prefix":"10","nextHops":["1.10","x"]}]"#
        );
    }

    const VPC: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
  labels: {version: '1.10'}
  annotations: {a.b/c: x}
spec:
  ipv4Namespace: default
  subnets: {front: {subnet: 10.0.1.0/24, vlan: 1001}}
";

    /// The value that is at the path afterwards, or why not.
    fn assigned(assignment: &str) -> Result<Value, String> {
        let mut object = hedgerow_yaml::read_value(VPC).unwrap();
        let (path, typed) = hedgerow_model::parse_assignment(assignment).unwrap();
        assign(&Catalogue::builtin(), &mut object, &path, typed.unwrap())?;
        Ok(object.lookup(&path).cloned().unwrap())
    }

    #[test]
    fn a_text_is_taken_as_it_was_typed() {
        for typed in [
            "1.20",
            "81111e1",
            "0x10",
            "yes",
            "1e3",
            "0644",
            "null",
            "~",
            "",
            "1_000",
            "2001-01-01",
        ] {
            for path in ["metadata.labels.version", "metadata.annotations.\"a.b/c\""] {
                assert_eq!(assigned(&format!("{path}={typed}")), Ok(Value::from(typed)), "{path}");
            }
        }
        assert_eq!(assigned("metadata.labels.version=\"1.20\""), Ok(Value::from("1.20")));
        assert_eq!(
            assigned("spec.ipv4Namespace=1.20"),
            Ok(Value::from("1.20")),
            "the schema says so"
        );
        assert_eq!(assigned("spec.subnets.front.subnet=1e3"), Ok(Value::from("1e3")));
    }

    #[test]
    fn what_takes_a_number_gets_one() {
        assert_eq!(assigned("spec.subnets.front.vlan=1002"), Ok(Value::from(1002)));
        assert_eq!(assigned("spec.subnets.front.isolated=true"), Ok(Value::from(true)));
        assert_eq!(assigned("spec.nobodyKnows=1002"), Ok(Value::from(1002)));
    }

    #[test]
    fn what_no_label_may_be_is_refused_with_what_to_type() {
        let nested = assigned("metadata.annotations.a.b/c=new").unwrap_err();
        assert!(nested.contains(r#"metadata.annotations."a.b/c""#), "{nested}");
        assert!(assigned("metadata.labels.version=[a]").is_err());
        assert!(assigned("metadata.labels={a: 1}").is_err());
        assert!(assigned("metadata.labels={a: '1'}").is_ok());
    }
}
