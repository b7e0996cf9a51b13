//! The checks of single values: choices, bounds, lengths, patterns, and combined forms.

use std::collections::HashMap;

use hedgerow_model::{KeyPath, Number, Value};

use crate::describe::{choice, describe, either, quote};
use crate::format::Format;
use crate::node::{Bound, Checks, Node, Type};
use crate::validate::{Step, Walk};
use crate::violation::{Rule, Violation};

/// What expressions in network manifests are usually after. The first that fits explains a pattern.
const EXAMPLES: &[&str] = &["10.0.0.1/31", "10.0.0.1", "0c:20:12:ff:02:00", "leaf-1/E1/1"];

impl<'v> Walk<'v> {
    /// Holds a value of the right type against the checks of its node.
    pub(crate) fn checks(&mut self, checks: &Checks, node: &Node, value: &'v Value) {
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
            let example = EXAMPLES.iter().find(|example| pattern.regex.is_match(example));
            let such = example.map(|example| format!(" (such as {example})")).unwrap_or_default();
            self.report(Rule::Pattern, format!("must match `{source}`{such}, is {}", quote(text)));
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
    pub(crate) fn unique_keys(&mut self, items: &'v [Value], keys: &[KeyPath], whole: bool) {
        if keys.is_empty() && !whole {
            return;
        }
        let key_of = |item: &Value| {
            let mut text = String::new();
            if keys.is_empty() {
                canonical(item, &mut text);
            }
            for key in keys {
                // As the API server sees it, which fills in defaults first.
                let default = key.written(item).map(|written| Value::String(key.meant(&written)));
                let found = item.get(key.path()).filter(|value| **value != Value::Null);
                canonical(found.or(default.as_ref()).unwrap_or(&Value::Null), &mut text);
                text.push('\0');
            }
            text
        };
        let mut seen = HashMap::new();
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
}

/// A text that equal values, and only they, have in common: JSON with sorted keys.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::List(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in entries {
                out.push_str(&format!("{key:?}:"));
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn with_nearest(message: String, tries: &[Vec<Violation>]) -> String {
    let nearest = tries.iter().min_by_key(|violations| violations.len());
    match nearest.and_then(|violations| violations.first()) {
        Some(violation) => format!("{message}; nearest: {violation}"),
        None => message,
    }
}
