//! A schema in the form that validation walks: compiled once from an OpenAPI v3 schema.

use std::sync::Arc;

use hedgerow_model::{ListType, Number, Value};
use indexmap::IndexMap;
use regex::Regex;

use crate::cel::SchemaRules;
use crate::format::Format;

/// The type that a schema asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Type {
    #[default]
    Any,
    Boolean,
    Integer,
    Number,
    String,
    List,
    Map,
    /// `x-kubernetes-int-or-string`.
    IntOrString,
}

/// What a map may hold beside its named properties.
#[derive(Debug, Default)]
pub(crate) enum Additional {
    /// Nothing was said: the API server drops such fields.
    #[default]
    Unsaid,
    /// `additionalProperties: false`.
    Forbidden,
    /// `additionalProperties: true`.
    Anything,
    /// Values of this schema under any key.
    Of(Box<Node>),
}

/// One schema node.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) kind: Type,
    pub(crate) nullable: bool,
    /// `x-kubernetes-preserve-unknown-fields`.
    pub(crate) preserve: bool,
    /// `x-kubernetes-embedded-resource`.
    pub(crate) embedded: bool,
    pub(crate) properties: IndexMap<String, Node>,
    pub(crate) additional: Additional,
    pub(crate) required: Vec<String>,
    pub(crate) items: Option<Box<Node>>,
    pub(crate) default: Option<Value>,
    /// `x-kubernetes-list-type` with its keys.
    pub(crate) list_type: Option<ListType>,
    /// What few nodes have.
    pub(crate) checks: Option<Box<Checks>>,
    /// What to say of a field that will go.
    pub(crate) deprecated: Option<Box<str>>,
    /// Whether a default is here or below: defaulting walks only where one does.
    pub(crate) has_defaults: bool,
    /// `x-kubernetes-validations`.
    pub(crate) rules: SchemaRules,
}

/// A bound of a number.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) limit: Number,
    pub(crate) exclusive: bool,
}

/// A regular expression: the source for messages, and its compiled form.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) source: Arc<str>,
    pub(crate) regex: Regex,
}

/// The value checks of a node.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) one_of_values: Option<Vec<Value>>,
    pub(crate) format: Option<Format>,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    pub(crate) multiple_of: Option<Number>,
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) min_items: Option<usize>,
    pub(crate) max_items: Option<usize>,
    pub(crate) unique_items: bool,
    pub(crate) min_properties: Option<usize>,
    pub(crate) max_properties: Option<usize>,
    pub(crate) all_of: Vec<Node>,
    pub(crate) any_of: Vec<Node>,
    pub(crate) one_of: Vec<Node>,
    pub(crate) not: Option<Box<Node>>,
}

impl Node {
    /// The schemas of what is inside a value, but for the forms that it may have.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Self> {
        let additional = match &self.additional {
            Additional::Of(node) => Some(&**node),
            _ => None,
        };
        self.properties.values().chain(additional).chain(self.items.as_deref())
    }

    /// The schema of the value under `key`, where this is a map's.
    pub(crate) fn child(&self, key: &str) -> Option<&Self> {
        self.properties.get(key).or(match &self.additional {
            Additional::Of(node) => Some(node),
            _ => None,
        })
    }
}
