//! The walk that holds a value against a schema, as the API server does with strict field validation.
//!
//! Null where null is not allowed counts as absent, because the API server removes it before it
//! validates (apiextensions `defaulting/prunenulls.go`); in lists it stays, and is of a wrong type.

use hedgerow_model::{FieldPath, GroupKind, ListType, Map, Number, Segment, Value};

use crate::describe::{choice, describe, either, nearest, type_hint, with_article};
use crate::migrations::of_other_version;
use crate::node::{Additional, Node, Type};
use crate::violation::{Rule, Violation};

/// Most violations that are listed for one object.
const MAX_VIOLATIONS: usize = 100;

/// One step of the path that a walk is at. Borrowed: a path is only built for a violation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'v> {
    Key(&'v str),
    Index(usize),
}

/// A walk over one object.
#[derive(Debug, Default)]
pub(crate) struct Walk<'v> {
    path: Vec<Step<'v>>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) warnings: Vec<Violation>,
    pub(crate) notes: Vec<Violation>,
    /// Whether the schema is that of the fabric's own cluster: no other version of the fabric is meant then.
    pub(crate) is_clusters: bool,
    /// The kind, where that is known: asked what an unknown field is called in other versions.
    kind: Option<&'v GroupKind>,
    /// Number of violations, of which only the first are kept.
    count: usize,
}

impl<'v> Walk<'v> {
    /// A walk from the object's root.
    pub(crate) fn new(kind: Option<&'v GroupKind>) -> Self {
        Self { kind, ..Self::default() }
    }

    pub(crate) fn enter(&mut self, step: Step<'v>) {
        self.path.push(step);
    }

    pub(crate) fn leave(&mut self) {
        self.path.pop();
    }

    fn here(&self) -> FieldPath {
        let segments: Vec<Segment> = self
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => Segment::Key((*key).to_owned()),
                Step::Index(index) => Segment::Index(*index),
            })
            .collect();
        FieldPath::from(segments)
    }

    /// Reports a violation at the place where the walk is.
    pub(crate) fn report(&mut self, rule: Rule, message: impl Into<String>) {
        self.report_at(self.here(), rule, message.into());
    }

    fn report_at(&mut self, path: FieldPath, rule: Rule, message: String) {
        self.count += 1;
        match self.count.cmp(&MAX_VIOLATIONS) {
            std::cmp::Ordering::Less => self.violations.push(Violation::new(path, rule, message)),
            std::cmp::Ordering::Equal => self.violations.push(Violation::new(
                FieldPath::root(),
                Rule::TooMany,
                format!("breaks {MAX_VIOLATIONS} rules or more; the rest is not listed"),
            )),
            std::cmp::Ordering::Greater => {}
        }
    }

    /// Reports something that passes, but that a person should know.
    pub(crate) fn warn(&mut self, rule: Rule, message: impl Into<String>) {
        if self.warnings.len() < MAX_VIOLATIONS {
            self.warnings.push(Violation::new(self.here(), rule, message));
        }
    }

    pub(crate) fn missing(&mut self, key: &str, rule: Rule, message: impl Into<String>) {
        self.report_at(self.here().key(key), rule, message.into());
    }

    pub(crate) fn wrong_type(&mut self, kind: Type, value: &Value) {
        self.wrong_type_with_hint(with_article(kind), value, type_hint(kind, value));
    }

    pub(crate) fn wrong_type_with_hint(&mut self, wanted: &str, value: &Value, hint: &str) {
        self.report(Rule::Type, format!("must be {wanted}, is {}{hint}", describe(value)));
    }

    /// Reports a field that `map` does not have.
    pub(crate) fn unknown_field(&mut self, near: Option<&str>, map: Option<&Node>) {
        let own = map.filter(|_| self.is_clusters);
        let older = self.kind.and_then(|kind| of_other_version(kind, &self.here(), own));
        let message = match (older, near) {
            (Some(older), _) => format!("is not a known field: {older}"),
            (None, Some(near)) => format!("is not a known field: did you mean `{near}`?"),
            (None, None) => "is not a known field".to_owned(),
        };
        self.report(Rule::UnknownField, message);
    }

    /// Walks a whole object. `metadata` has been looked at by then: here only what the schema itself says
    /// of its values.
    pub(crate) fn root(&mut self, root: &Node, object: &'v Value, skip_status: bool) {
        let Value::Map(map) = object else { return };
        for (key, value) in map {
            self.enter(Step::Key(key));
            match key.as_str() {
                "apiVersion" | "kind" => {}
                "status" if skip_status => {}
                "metadata" => {
                    let node = root.properties.get("metadata");
                    if let Some(node) = node.filter(|_| matches!(value, Value::Map(_))) {
                        self.node(node, value, false);
                    }
                }
                _ => self.entry(root, key, value, true),
            }
            self.leave();
        }
        self.required(root, map);
        if let Some(checks) = &root.checks {
            self.checks(checks, root, object);
        }
    }

    /// Walks `value`. `structural` is false inside `allOf`, `anyOf`, `oneOf` and `not`, which check
    /// values but declare no fields.
    pub(crate) fn node(&mut self, node: &Node, value: &'v Value, structural: bool) {
        if *value == Value::Null && node.nullable {
            return;
        }
        if let Some(warning) = &node.deprecated {
            self.warn(Rule::Deprecated, &**warning);
        }
        if !has_type(node.kind, value) {
            self.wrong_type(node.kind, value);
            return;
        }
        match value {
            Value::Map(map) => self.map(node, map, structural),
            Value::List(items) => {
                if let Some(child) = &node.items {
                    for (index, item) in items.iter().enumerate() {
                        self.enter(Step::Index(index));
                        self.node(child, item, structural);
                        self.leave();
                    }
                }
                if let Some(list_type) = &node.list_type {
                    self.unique_keys(items, list_type.key_paths(), *list_type == ListType::Set);
                }
            }
            Value::Number(Number::Big(_)) if node.kind == Type::Integer => {
                self.report(Rule::Format, "must fit in 64 bits");
            }
            _ => {}
        }
        if let Some(checks) = &node.checks {
            self.checks(checks, node, value);
        }
    }

    fn map(&mut self, node: &Node, map: &'v Map, structural: bool) {
        for (key, value) in map {
            self.enter(Step::Key(key));
            self.entry(node, key, value, structural);
            self.leave();
        }
        self.required(node, map);
    }

    fn required(&mut self, node: &Node, map: &Map) {
        for key in &node.required {
            let present = map.get(key).is_some_and(|value| {
                *value != Value::Null || node.child(key).is_none_or(|child| child.nullable)
            });
            let child = node.child(key);
            if !present && child.is_none_or(|child| child.default.is_none()) {
                let choices = child
                    .and_then(|child| child.checks.as_ref())
                    .and_then(|checks| checks.one_of_values.as_ref())
                    .map(|values| either(&values.iter().map(choice).collect::<Vec<_>>()));
                let message = match choices {
                    Some(choices) => format!("is missing: must be {choices}"),
                    None => "is missing".to_owned(),
                };
                self.missing(key, Rule::Required, message);
            }
        }
    }

    fn entry(&mut self, node: &Node, key: &'v str, value: &'v Value, structural: bool) {
        if let Some(child) = node.properties.get(key) {
            if *value != Value::Null || child.nullable {
                self.node(child, value, structural);
            }
            return;
        }
        match &node.additional {
            Additional::Of(child) => {
                if *value != Value::Null || child.nullable {
                    self.node(child, value, structural);
                } else if structural && child.default.is_none() {
                    self.warn(
                        Rule::EmptyEntry,
                        "has no value: the cluster drops such an entry; write `{}` if it is meant",
                    );
                }
            }
            Additional::Anything => {}
            Additional::Forbidden => self.unknown_field(None, Some(node)),
            Additional::Unsaid if !structural || node.preserve => {}
            Additional::Unsaid
                if node.embedded && matches!(key, "apiVersion" | "kind" | "metadata") => {}
            // A schema without a type says nothing of fields, but the API server drops them all the same.
            Additional::Unsaid => {
                let near = nearest(key, node.properties.keys().map(String::as_str));
                self.unknown_field(near, Some(node));
            }
        }
    }

    /// The violations of `value` against one form, without reporting them.
    pub(crate) fn probe(&self, form: &Node, value: &'v Value) -> Vec<Violation> {
        let mut walk = Walk { path: self.path.clone(), ..Walk::default() };
        walk.node(form, value, false);
        walk.violations
    }
}

/// Whether a value has the type; null never has one.
fn has_type(kind: Type, value: &Value) -> bool {
    let integer = |number: &Number| match number {
        Number::Int(_) | Number::Big(_) => true,
        Number::Float(float) => float.fract() == 0.0,
    };
    match (kind, value) {
        (_, Value::Null) => kind == Type::Any,
        (Type::Any, _)
        | (Type::Boolean, Value::Bool(_))
        | (Type::Number, Value::Number(_))
        | (Type::String | Type::IntOrString, Value::String(_))
        | (Type::List, Value::List(_))
        | (Type::Map, Value::Map(_)) => true,
        (Type::Integer | Type::IntOrString, Value::Number(number)) => integer(number),
        _ => false,
    }
}
