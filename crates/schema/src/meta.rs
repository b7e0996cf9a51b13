//! `metadata`: what the API server checks of it (apimachinery `ValidateObjectMeta`).

use hedgerow_model::{Map, Value};

use crate::describe::{nearest, quote, type_hint, with_article};
use crate::format::{is_label, is_subdomain};
use crate::node::Type;
use crate::validate::{Step, Walk};
use crate::violation::Rule;

/// Longest annotations of one object, keys and values together, in bytes.
const ANNOTATIONS_MAX: usize = 256 * 1024;

/// The fields of `metadata` and their types.
const FIELDS: &[(&str, Type)] = &[
    ("name", Type::String),
    ("generateName", Type::String),
    ("namespace", Type::String),
    ("selfLink", Type::String),
    ("uid", Type::String),
    ("resourceVersion", Type::String),
    ("generation", Type::Integer),
    ("creationTimestamp", Type::String),
    ("deletionTimestamp", Type::String),
    ("deletionGracePeriodSeconds", Type::Integer),
    ("labels", Type::Map),
    ("annotations", Type::Map),
    ("ownerReferences", Type::List),
    ("finalizers", Type::List),
    ("managedFields", Type::List),
];

/// What a kind asks of names and namespaces beyond what every object needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MetaRules {
    /// Whether names must be RFC 1123 subdomains: so for all custom resources.
    pub(crate) subdomain: bool,
    /// Longest name, in characters.
    pub(crate) name_max: Option<usize>,
    /// What names must not start with.
    pub(crate) not_prefix: Option<&'static str>,
    /// The only namespace that is accepted.
    pub(crate) only_namespace: Option<&'static str>,
    /// Whether objects of the kind have no namespace.
    pub(crate) cluster_scoped: bool,
}

/// Checks an object's `metadata`.
pub(crate) fn check<'v>(walk: &mut Walk<'v>, metadata: Option<&'v Value>, rules: MetaRules) {
    walk.enter(Step::Key("metadata"));
    match metadata {
        None | Some(Value::Null) => {
            walk.missing("name", Rule::Name, "is missing: every object needs a name");
        }
        Some(Value::Map(map)) => check_map(walk, map, rules),
        Some(other) => walk.wrong_type(Type::Map, other),
    }
    walk.leave();
}

fn check_map<'v>(walk: &mut Walk<'v>, map: &'v Map, rules: MetaRules) {
    for (key, value) in map {
        walk.enter(Step::Key(key));
        match FIELDS.iter().find(|(name, _)| name == key) {
            None => {
                let near = nearest(key, FIELDS.iter().map(|(name, _)| *name));
                walk.unknown_field(near, None);
            }
            Some((_, kind)) if *value != Value::Null && !fits(*kind, value) => {
                let hint = type_hint(*kind, value);
                walk.wrong_type_with_hint(with_article(*kind), value, hint);
            }
            Some(_) => match (key.as_str(), value) {
                ("name", Value::String(name)) => check_name(walk, name, rules),
                ("namespace", Value::String(namespace)) => {
                    check_namespace(walk, namespace, rules);
                }
                ("labels", Value::Map(labels)) => check_labels(walk, labels),
                ("annotations", Value::Map(annotations)) => check_annotations(walk, annotations),
                _ => {}
            },
        }
        walk.leave();
    }
    if matches!(map.get("name"), None | Some(Value::Null)) {
        walk.missing("name", Rule::Name, "is missing: every object needs a name");
    }
}

fn fits(kind: Type, value: &Value) -> bool {
    match kind {
        Type::String => matches!(value, Value::String(_)),
        Type::Integer => value.as_i64().is_some(),
        Type::List => matches!(value, Value::List(_)),
        _ => matches!(value, Value::Map(_)),
    }
}

fn check_name(walk: &mut Walk<'_>, name: &str, rules: MetaRules) {
    if name.is_empty() {
        walk.report(Rule::Name, "must not be empty");
    } else if rules.subdomain && !is_subdomain(name) {
        walk.report(
            Rule::Name,
            format!(
                "must be lower-case letters, digits, `-` and `.`, begin and end with a letter or \
                 digit, and have at most 253 characters (RFC 1123); is {}",
                quote(name)
            ),
        );
    } else if name == "." || name == ".." || name.contains(['/', '%']) {
        walk.report(Rule::Name, format!("must not contain `/` or `%`; is {}", quote(name)));
    }
    if let Some(max) = rules.name_max
        && name.chars().count() > max
    {
        let length = name.chars().count();
        walk.report(Rule::Name, format!("must have at most {max} characters, has {length}"));
    }
    if let Some(prefix) = rules.not_prefix.filter(|prefix| name.starts_with(*prefix)) {
        walk.report(
            Rule::Name,
            format!("must not start with `{prefix}`: GatewayPeerings name Externals that way"),
        );
    }
}

fn check_namespace(walk: &mut Walk<'_>, namespace: &str, rules: MetaRules) {
    if rules.cluster_scoped {
        walk.report(Rule::Namespace, "must be absent: objects of this kind have no namespace");
        return;
    }
    match rules.only_namespace {
        // An empty namespace is none.
        Some(only) if namespace != only && !namespace.is_empty() => walk.report(
            Rule::Namespace,
            format!("must be `{only}`: the fabric accepts no other; is {}", quote(namespace)),
        ),
        None if !namespace.is_empty() && !is_label(namespace) => walk.report(
            Rule::Namespace,
            format!(
                "must be lower-case letters, digits and `-`, at most 63; is {}",
                quote(namespace)
            ),
        ),
        _ => {}
    }
}

fn check_labels<'v>(walk: &mut Walk<'v>, labels: &'v Map) {
    for (key, value) in labels {
        walk.enter(Step::Key(key));
        check_key(walk, key, Rule::Label);
        match value {
            Value::String(text) if !is_label_value(text) => walk.report(
                Rule::Label,
                format!(
                    "must be letters, digits, `-`, `_` and `.`, begin and end with a letter or \
                     digit, and have at most 63 characters; is {}",
                    quote(text)
                ),
            ),
            Value::String(_) | Value::Null => {}
            other => walk.wrong_type(Type::String, other),
        }
        walk.leave();
    }
}

fn check_annotations<'v>(walk: &mut Walk<'v>, annotations: &'v Map) {
    let mut size = 0;
    for (key, value) in annotations {
        walk.enter(Step::Key(key));
        // Annotations' keys are compared without regard to case.
        check_key(walk, &key.to_lowercase(), Rule::Annotation);
        size += key.len();
        match value {
            Value::String(text) => size += text.len(),
            Value::Null => {}
            other => walk.wrong_type(Type::String, other),
        }
        walk.leave();
    }
    if size > ANNOTATIONS_MAX {
        walk.report(
            Rule::Annotation,
            format!("must have at most {ANNOTATIONS_MAX} bytes together, have {size}"),
        );
    }
}

/// A qualified name: an optional DNS subdomain and `/`, then a name as of a label's value.
fn check_key(walk: &mut Walk<'_>, key: &str, rule: Rule) {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    if name.is_empty() || !is_label_value(name) {
        walk.report(
            rule,
            format!(
                "is not a key: after an optional `prefix/`, letters, digits, `-`, `_` and `.`, \
                 at most 63; is {}",
                quote(key)
            ),
        );
    } else if prefix.is_some_and(|prefix| !is_subdomain(prefix)) {
        walk.report(
            rule,
            format!("is not a key: a DNS name is required before `/`; is {}", quote(key)),
        );
    }
}

/// Whether a text can be the value of a label, and the name in a label's key unless it is empty.
#[must_use]
pub fn is_label_value(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && edge(text.chars().next())
        && edge(text.chars().next_back())
}
