//! From an OpenAPI v3 schema (as a CRD has it) to the form that validation walks.

use std::collections::HashMap;
use std::sync::Arc;

use hedgerow_model::{KeyPath, ListType, Number, Value};
use serde_json::{Map as JsonMap, Value as Json};

use crate::cel::{SchemaRules, read_rules};
use crate::format::Format;
use crate::node::{Additional, Bound, Checks, Node, Pattern, Type};
use crate::pattern::Expressions;

/// Deepest schema that is compiled; real ones stay below 20.
const MAX_DEPTH: usize = 64;

/// Most rules that are read of a set of definitions; those of a whole cluster have some thousands.
const MOST_RULES: usize = 10_000;

/// Most places of schemas that are read of a set of definitions; those of a whole cluster have some ten thousands, of
/// half a kilobyte each.
const MOST_NODES: usize = 200_000;

/// Where a schema has its rules.
const RULES: &str = "x-kubernetes-validations";

/// Compiles schemas; the same regular expression is compiled once.
#[derive(Default)]
pub(crate) struct Compiler {
    patterns: HashMap<String, Option<Pattern>>,
    expressions: Expressions,
    /// How many rules were read.
    rules: usize,
    /// How many places of schemas were read.
    nodes: usize,
    /// What could not be compiled: `spec.vlan: …`. The rest of the schema still works.
    pub(crate) problems: Vec<String>,
    /// Of these the rules of schemas that are not checked.
    pub(crate) unchecked: Vec<String>,
    path: Vec<String>,
    /// How deep it is inside lists whose items have no keys.
    unkeyed: usize,
}

impl Compiler {
    /// Compiles one schema.
    pub(crate) fn compile(&mut self, json: &Json) -> Node {
        let Json::Object(schema) = json else {
            self.problem("a schema must be a map");
            return Node { preserve: true, ..Node::default() };
        };
        if self.path.len() > MAX_DEPTH {
            self.problem("the schema is nested too deeply; the rest is not checked");
            return Node { preserve: true, ..Node::default() };
        }
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            if self.nodes == MOST_NODES + 1 {
                self.problem("the definitions are too large together; the rest is not checked");
            }
            return Node { preserve: true, ..Node::default() };
        }
        let flag = |key: &str| schema.get(key).and_then(Json::as_bool).unwrap_or(false);
        // Fields that are not understood are not unknown ones.
        let is_odd = schema.get("properties").is_some_and(|it| !it.is_object() && !it.is_null());
        if is_odd {
            self.problem("`properties` must be a map; fields of any name pass");
        }
        let mut node = Node {
            kind: self.kind(schema),
            nullable: flag("nullable"),
            preserve: is_odd || flag("x-kubernetes-preserve-unknown-fields"),
            embedded: flag("x-kubernetes-embedded-resource"),
            required: strings(schema.get("required")),
            default: schema.get("default").filter(|json| !json.is_null()).map(Value::from),
            list_type: list_type(schema),
            deprecated: deprecated(schema),
            ..Node::default()
        };
        if let Some(Json::Object(properties)) = schema.get("properties") {
            for (name, property) in properties {
                let child = self.at(name, |this| this.compile(property));
                node.properties.insert(name.clone(), child);
            }
        }
        node.additional = match schema.get("additionalProperties") {
            None => Additional::Unsaid,
            Some(Json::Bool(false)) => Additional::Forbidden,
            Some(Json::Bool(true)) => Additional::Anything,
            Some(schema) => Additional::Of(Box::new(self.at("*", |this| this.compile(schema)))),
        };
        if let Some(items) = schema.get("items") {
            let unkeyed = usize::from(!matches!(node.list_type, Some(ListType::Keyed(_))));
            self.unkeyed += unkeyed;
            node.items = Some(Box::new(self.at("[]", |this| this.compile(items))));
            self.unkeyed -= unkeyed;
        }
        node.checks = self.checks(schema);
        node.rules = self.rules(schema, &node);
        node.has_defaults = node.default.is_some()
            || node.properties.values().any(|child| child.has_defaults)
            || matches!(&node.additional, Additional::Of(child) if child.has_defaults)
            || node.items.as_ref().is_some_and(|child| child.has_defaults);
        node
    }

    fn at<T>(&mut self, step: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.to_owned());
        let result = work(self);
        self.path.pop();
        result
    }

    fn problem(&mut self, message: impl std::fmt::Display) {
        let at = if self.path.is_empty() { "the schema".to_owned() } else { self.path.join(".") };
        self.problems.push(format!("{at}: {message}"));
    }

    /// The node's own rules, and what is known of those below.
    fn rules(&mut self, schema: &JsonMap<String, Json>, node: &Node) -> SchemaRules {
        let mut rules = SchemaRules::default();
        if let Some(json) = schema.get(RULES) {
            let left = MOST_RULES.saturating_sub(self.rules);
            let read = read_rules(json, self.unkeyed == 0, left, &mut self.expressions);
            self.rules += json.as_array().map_or(0, Vec::len);
            rules.here = read.rules;
            self.not_checked(read.unchecked);
            read.unused.into_iter().for_each(|message| self.problem(message));
        }
        rules.any = !rules.here.is_empty() || node.children().any(|child| child.rules.any);
        rules.any_uses_old = rules.here.iter().any(|rule| rule.uses_old())
            || node.children().any(|child| child.rules.any_uses_old);
        rules
    }

    fn not_checked(&mut self, problems: impl IntoIterator<Item = String>) {
        for message in problems {
            self.problem(message);
            self.unchecked.extend(self.problems.last().cloned());
        }
    }

    fn kind(&mut self, schema: &JsonMap<String, Json>) -> Type {
        if schema.get("x-kubernetes-int-or-string").and_then(Json::as_bool) == Some(true) {
            return Type::IntOrString;
        }
        match schema.get("type").and_then(Json::as_str) {
            None => Type::Any,
            Some("boolean") => Type::Boolean,
            Some("integer") => Type::Integer,
            Some("number") => Type::Number,
            Some("string") => Type::String,
            Some("array") => Type::List,
            Some("object") => Type::Map,
            Some(other) => {
                self.problem(format_args!("unknown type `{other}`, values of any type pass"));
                Type::Any
            }
        }
    }

    fn checks(&mut self, schema: &JsonMap<String, Json>) -> Option<Box<Checks>> {
        let count = |key: &str| {
            schema.get(key).and_then(Json::as_u64).and_then(|count| usize::try_from(count).ok())
        };
        let number = |key: &str| match schema.get(key) {
            Some(Json::Number(number)) => Number::from_json(number),
            _ => None,
        };
        let flag = |key: &str| schema.get(key).and_then(Json::as_bool).unwrap_or(false);
        let bound = |key: &str, exclusive: &str| {
            number(key).map(|limit| Bound { limit, exclusive: flag(exclusive) })
        };
        let checks = Checks {
            one_of_values: schema
                .get("enum")
                .and_then(Json::as_array)
                .map(|values| values.iter().map(Value::from).collect()),
            format: schema.get("format").and_then(Json::as_str).and_then(Format::of),
            minimum: bound("minimum", "exclusiveMinimum"),
            maximum: bound("maximum", "exclusiveMaximum"),
            multiple_of: number("multipleOf"),
            min_length: count("minLength"),
            max_length: count("maxLength"),
            pattern: schema.get("pattern").and_then(Json::as_str).and_then(|p| self.pattern(p)),
            min_items: count("minItems"),
            max_items: count("maxItems"),
            unique_items: flag("uniqueItems"),
            min_properties: count("minProperties"),
            max_properties: count("maxProperties"),
            all_of: self.forms(schema, "allOf"),
            any_of: self.forms(schema, "anyOf"),
            one_of: self.forms(schema, "oneOf"),
            not: schema.get("not").map(|form| Box::new(self.at("not", |this| this.form(form)))),
        };
        (!checks.is_empty()).then(|| Box::new(checks))
    }

    fn forms(&mut self, schema: &JsonMap<String, Json>, key: &str) -> Vec<Node> {
        let Some(Json::Array(forms)) = schema.get(key) else { return Vec::new() };
        self.at(key, |this| forms.iter().map(|form| this.form(form)).collect())
    }

    /// A form checks a value and has no rules: the cluster takes none there.
    fn form(&mut self, json: &Json) -> Node {
        let mut node = self.compile(json);
        if node.rules.any {
            node.rules = SchemaRules::default();
            self.not_checked(
                ["rules inside of a form (allOf, anyOf …) are not checked".to_owned()],
            );
        }
        node
    }

    fn pattern(&mut self, source: &str) -> Option<Pattern> {
        if let Some(known) = self.patterns.get(source) {
            return known.clone();
        }
        let compiled = match self.expressions.read(source) {
            Ok(read) => Some(Pattern { source: Arc::from(source), regex: read.regex }),
            Err(why) => {
                self.problem(format_args!("the pattern `{source}` {why}; not checked"));
                None
            }
        };
        self.patterns.insert(source.to_owned(), compiled.clone());
        compiled
    }
}

impl Checks {
    fn is_empty(&self) -> bool {
        self.one_of_values.is_none()
            && self.format.is_none()
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.multiple_of.is_none()
            && self.min_length.is_none()
            && self.max_length.is_none()
            && self.pattern.is_none()
            && self.min_items.is_none()
            && self.max_items.is_none()
            && !self.unique_items
            && self.min_properties.is_none()
            && self.max_properties.is_none()
            && self.all_of.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && self.not.is_none()
    }
}

fn strings(json: Option<&Json>) -> Vec<String> {
    json.and_then(Json::as_array)
        .map(|items| items.iter().filter_map(Json::as_str).map(str::to_owned).collect())
        .unwrap_or_default()
}

/// Descriptions of fields that will go begin with `Deprecated`: a convention of Go and Kubernetes.
fn deprecated(schema: &JsonMap<String, Json>) -> Option<Box<str>> {
    let description = schema.get("description").and_then(Json::as_str)?;
    let rest = description.strip_prefix("Deprecated")?.lines().next().unwrap_or_default();
    let rest = rest.trim_end().trim_end_matches('.');
    Some(format!("is deprecated{rest}").into_boxed_str())
}

/// `x-kubernetes-list-type`: <https://kubernetes.io/docs/reference/using-api/server-side-apply/>. A key
/// for which the schema of the items has a default may be left out.
fn list_type(schema: &JsonMap<String, Json>) -> Option<ListType> {
    let key = |path: String| {
        let default = schema.get("items").map(|items| &items["properties"][&path]["default"]);
        match default.filter(|default| !default.is_null()).map(Value::from) {
            Some(default) if default.is_scalar() => {
                KeyPath::with_default(path, default.plain_text())
            }
            _ => KeyPath::new(path),
        }
    };
    match schema.get("x-kubernetes-list-type").and_then(Json::as_str)? {
        "set" => Some(ListType::Set),
        "map" => {
            let keys = strings(schema.get("x-kubernetes-list-map-keys"));
            Some(ListType::Keyed(keys.into_iter().map(key).collect()))
        }
        _ => Some(ListType::Atomic),
    }
}
