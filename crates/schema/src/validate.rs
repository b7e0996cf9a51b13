//! The walk that holds a value against a schema, as the API server does with strict field validation.
//!
//! Null where null is not allowed counts as absent, because the API server removes it before it
//! validates (apiextensions `defaulting/prunenulls.go`); in lists it stays, and is of a wrong type.

use hedgerow_model::{FieldPath, ListType, Map, Number, Segment, Value};

use crate::describe::{choice, describe, either, nearest, quote, type_hint, with_article};
use crate::format::Format;
use crate::node::{Additional, Bound, Checks, Node, Type};
use crate::violation::{Rule, Violation};

/// Most violations that are listed for one object.
const MAX_VIOLATIONS: usize = 100;

/// One step of the path that a walk stands at. Borrowed: a path is only built for a violation.
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
    /// What a field was called in other versions; asked only for unknown fields.
    renamed: Option<fn(&FieldPath) -> Option<String>>,
    /// Number of violations, of which only the first are kept.
    count: usize,
}

impl<'v> Walk<'v> {
    /// A walk from the object's root. `renamed` says more about fields of other versions.
    pub(crate) fn new(renamed: Option<fn(&FieldPath) -> Option<String>>) -> Self {
        Self { renamed, ..Self::default() }
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

    /// Reports a violation at the place where the walk stands.
    pub(crate) fn report(&mut self, rule: Rule, message: impl Into<String>) {
        self.report_at(self.here(), rule, message.into());
    }

    fn report_at(&mut self, path: FieldPath, rule: Rule, message: String) {
        self.count += 1;
        match self.count.cmp(&MAX_VIOLATIONS) {
            std::cmp::Ordering::Less => self.violations.push(Violation { path, rule, message }),
            std::cmp::Ordering::Equal => self.violations.push(Violation {
                path: FieldPath::root(),
                rule: Rule::TooMany,
                message: format!("breaks {MAX_VIOLATIONS} rules or more; the rest is not listed"),
            }),
            std::cmp::Ordering::Greater => {}
        }
    }

    /// Reports something that passes, but that a person should know.
    pub(crate) fn warn(&mut self, rule: Rule, message: impl Into<String>) {
        if self.warnings.len() < MAX_VIOLATIONS {
            self.warnings.push(Violation { path: self.here(), rule, message: message.into() });
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

    pub(crate) fn unknown_field(&mut self, near: Option<&str>) {
        let older = self.renamed.and_then(|renamed| renamed(&self.here()));
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
                    if let Some(node) = root.properties.get("metadata") {
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
            Additional::Forbidden => self.unknown_field(None),
            Additional::Unsaid if !structural || node.preserve => {}
            Additional::Unsaid
                if node.embedded && matches!(key, "apiVersion" | "kind" | "metadata") => {}
            // A schema without a type says nothing of fields, but the API server drops them all the same.
            Additional::Unsaid => {
                let near = nearest(key, node.properties.keys().map(String::as_str));
                self.unknown_field(near);
            }
        }
    }

    fn checks(&mut self, checks: &Checks, node: &Node, value: &'v Value) {
        if let Some(values) = &checks.one_of_values
            && !values.contains(value)
        {
            let choices = either(&values.iter().map(choice).collect::<Vec<_>>());
            self.report(Rule::Enum, format!("must be {choices}, is {}", describe(value)));
        }
        match value {
            Value::String(text) => self.text(checks, text),
            Value::Number(number) => self.number(checks, node, number),
            Value::List(items) => {
                let counts = (checks.min_items, checks.max_items);
                self.count(counts, items.len(), (Rule::MinItems, Rule::MaxItems), "item");
                if checks.unique_items {
                    self.unique_keys(items, &[], true);
                }
            }
            Value::Map(map) => {
                let counts = (checks.min_properties, checks.max_properties);
                let rules = (Rule::MinProperties, Rule::MaxProperties);
                self.count(counts, map.len(), rules, "entry");
            }
            Value::Null | Value::Bool(_) => {}
        }
        self.forms(checks, value);
    }

    fn text(&mut self, checks: &Checks, text: &str) {
        if checks.min_length.is_some() || checks.max_length.is_some() {
            let counts = (checks.min_length, checks.max_length);
            let length = text.chars().count();
            self.count(counts, length, (Rule::MinLength, Rule::MaxLength), "character");
        }
        if let Some(pattern) = &checks.pattern
            && !pattern.regex.is_match(text)
        {
            let source = &pattern.source;
            self.report(Rule::Pattern, format!("must match `{source}`, is {}", quote(text)));
        }
        if let Some(format) = checks.format
            && let Some(wanted) = format.describe()
            && !format.accepts(text)
        {
            self.report(Rule::Format, format!("must be {wanted}, is {}", quote(text)));
        }
    }

    fn count(
        &mut self,
        (min, max): (Option<usize>, Option<usize>),
        count: usize,
        rules: (Rule, Rule),
        noun: &str,
    ) {
        let of = |limit: usize| match (limit, noun) {
            (1, _) => format!("1 {noun}"),
            (_, "entry") => format!("{limit} entries"),
            _ => format!("{limit} {noun}s"),
        };
        if let Some(min) = min.filter(|min| count < *min) {
            self.report(rules.0, format!("must have at least {}, has {count}", of(min)));
        }
        if let Some(max) = max.filter(|max| count > *max) {
            self.report(rules.1, format!("must have at most {}, has {count}", of(max)));
        }
    }

    fn number(&mut self, checks: &Checks, node: &Node, number: &Number) {
        let beyond = |bound: &Bound, sign: f64| match (number, &bound.limit) {
            (Number::Int(value), Number::Int(limit)) if bound.exclusive => {
                if sign > 0.0 {
                    value >= limit
                } else {
                    value <= limit
                }
            }
            (Number::Int(value), Number::Int(limit)) => {
                if sign > 0.0 {
                    value > limit
                } else {
                    value < limit
                }
            }
            _ => {
                let distance = (number.as_f64() - bound.limit.as_f64()) * sign;
                if bound.exclusive { distance >= 0.0 } else { distance > 0.0 }
            }
        };
        if let Some(bound) = checks.minimum.as_ref().filter(|bound| beyond(bound, -1.0)) {
            let words = if bound.exclusive { "more than" } else { "at least" };
            self.report(Rule::Minimum, format!("must be {words} {}, is {number}", bound.limit));
        }
        if let Some(bound) = checks.maximum.as_ref().filter(|bound| beyond(bound, 1.0)) {
            let words = if bound.exclusive { "less than" } else { "at most" };
            self.report(Rule::Maximum, format!("must be {words} {}, is {number}", bound.limit));
        }
        if let Some(step) = &checks.multiple_of {
            let fits = match (number, step) {
                (Number::Int(value), Number::Int(step)) => *step != 0 && value % step == 0,
                _ => {
                    let times = number.as_f64() / step.as_f64();
                    (times - times.round()).abs() < 1e-9
                }
            };
            if !fits {
                self.report(Rule::MultipleOf, format!("must be a multiple of {step}, is {number}"));
            }
        }
        if checks.format == Some(Format::Int32) && node.kind == Type::Integer {
            self.int32(number);
        }
    }

    /// Generators of CRDs write `int32` for unsigned 32-bit fields, such as AS numbers, and API servers
    /// before Kubernetes 1.36 did not check it: up to 4294967295 it is only a warning.
    fn int32(&mut self, number: &Number) {
        let value = number.as_f64();
        if !(f64::from(i32::MIN)..=f64::from(u32::MAX)).contains(&value) {
            self.report(Rule::Format, format!("must fit in 32 bits, is {number}"));
        } else if value > f64::from(i32::MAX) {
            self.warn(
                Rule::Format,
                "is above 2147483647: the schema says int32, and Kubernetes 1.36 and newer refuse it",
            );
        }
    }

    /// Items, or their values at `keys`, must differ.
    fn unique_keys(&mut self, items: &'v [Value], keys: &[String], whole: bool) {
        if keys.is_empty() && !whole {
            return;
        }
        let key_of = |item: &Value| {
            if keys.is_empty() {
                return item.to_string();
            }
            let values: Vec<String> = keys
                .iter()
                .map(|key| item.get(key).map(ToString::to_string).unwrap_or_default())
                .collect();
            values.join("\0")
        };
        let mut seen = std::collections::HashMap::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(first) = seen.insert(key_of(item), index) {
                self.enter(Step::Index(index));
                let what = if keys.is_empty() { "equals" } else { "has the same key as" };
                self.report(Rule::UniqueItems, format!("{what} item {first}: items must differ"));
                self.leave();
            }
        }
    }

    fn forms(&mut self, checks: &Checks, value: &'v Value) {
        for form in &checks.all_of {
            self.node(form, value, false);
        }
        if !checks.any_of.is_empty() {
            let tries: Vec<_> = checks.any_of.iter().map(|form| self.probe(form, value)).collect();
            if tries.iter().all(|violations| !violations.is_empty()) {
                let message = format!("fits none of the {} allowed forms", tries.len());
                self.report(Rule::AnyOf, with_nearest(message, &tries));
            }
        }
        if !checks.one_of.is_empty() {
            let tries: Vec<_> = checks.one_of.iter().map(|form| self.probe(form, value)).collect();
            match tries.iter().filter(|violations| violations.is_empty()).count() {
                1 => {}
                0 => {
                    let message = format!("fits none of the {} allowed forms", tries.len());
                    self.report(Rule::OneOf, with_nearest(message, &tries));
                }
                many => self.report(
                    Rule::OneOf,
                    format!("fits {many} of the {} forms, exactly one is allowed", tries.len()),
                ),
            }
        }
        if let Some(form) = &checks.not
            && self.probe(form, value).is_empty()
        {
            self.report(Rule::Not, "has a form that is forbidden");
        }
    }

    /// The violations of `value` against one form, without reporting them.
    fn probe(&self, form: &Node, value: &'v Value) -> Vec<Violation> {
        let mut walk = Walk { path: self.path.clone(), ..Walk::default() };
        walk.node(form, value, false);
        walk.violations
    }
}

fn with_nearest(message: String, tries: &[Vec<Violation>]) -> String {
    let nearest = tries.iter().min_by_key(|violations| violations.len());
    match nearest.and_then(|violations| violations.first()) {
        Some(violation) => format!("{message}; nearest: {violation}"),
        None => message,
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
