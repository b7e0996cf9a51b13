//! What a kind's schema says of the fields that a pattern leads to.

#[cfg(test)]
mod tests;

use hedgerow_model::{FieldPattern, GroupKind, PatternStep, Segment};

use crate::Catalogue;
use crate::describe::nearest;
use crate::node::{Additional, Node, Type};

/// Most names that a message lists.
const NAMED: usize = 12;

/// The sort of value that a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// An integer or a string.
    IntegerOrText,
    /// A number, perhaps with a fraction.
    Number,
    /// True or false.
    Boolean,
    /// A list.
    List,
    /// A map.
    Map,
}

impl FieldType {
    /// The type, to be read after "is": `a string`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Integer => "an integer",
            Self::IntegerOrText => "an integer or a string",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::List => "a list",
            Self::Map => "a map",
        }
    }
}

/// What is known of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The schema has it, with values of this sort.
    Known(FieldType),
    /// No schema says whether it exists: the kind has none, or its schema leaves this part open.
    NotSaid,
    /// The schema does not have it: what is wrong, and what exists there.
    Missing(String),
}

impl Catalogue {
    /// What is known of a field of a kind. A field that one of the kind's versions has exists.
    #[must_use]
    pub fn field(&self, kind: &GroupKind, pattern: &FieldPattern) -> Field {
        let steps = pattern.steps();
        if let Some(of_all) = beside_the_schema(steps) {
            return of_all;
        }
        let mut best: Option<Field> = None;
        for root in self.roots(kind) {
            match walk(root, steps) {
                known @ Field::Known(_) => return known,
                Field::NotSaid => best = Some(Field::NotSaid),
                missing @ Field::Missing(_) => {
                    best.get_or_insert(missing);
                }
            }
        }
        best.unwrap_or(Field::NotSaid)
    }
}

fn key(step: Option<&PatternStep>) -> Option<&str> {
    match step {
        Some(PatternStep::One(Segment::Key(key))) => Some(key),
        _ => None,
    }
}

/// What is the same in all kinds: metadata and what is no field of a resource.
fn beside_the_schema(steps: &[PatternStep]) -> Option<Field> {
    let missing = |text: &str| Some(Field::Missing(text.to_owned()));
    match key(steps.first())? {
        "metadata" => {}
        "status" => return missing("the cluster writes `status`, so it is not in Git"),
        "apiVersion" | "kind" => return missing("it is the same in all resources of a kind"),
        _ => return None,
    }
    const EXIST: &str =
        "of `metadata` a rule may name `name`, `namespace`, `labels` and `annotations`";
    match (key(steps.get(1)), steps.get(2..).unwrap_or_default()) {
        (Some("name" | "namespace"), []) => Some(Field::Known(FieldType::Text)),
        (Some("labels" | "annotations"), []) => Some(Field::Known(FieldType::Map)),
        (Some("labels" | "annotations"), [PatternStep::Each]) => {
            Some(Field::Known(FieldType::Text))
        }
        (Some("labels" | "annotations"), [PatternStep::One(Segment::Key(_))]) => {
            Some(Field::Known(FieldType::Text))
        }
        (Some(texts @ ("labels" | "annotations")), _) => Some(Field::Missing(format!(
            "`metadata.{texts}` has texts by key: write a key with dots in quotes, as in \
             `metadata.{texts}.\"example.com/zone\"`"
        ))),
        _ => missing(EXIST),
    }
}

fn walk(root: &Node, steps: &[PatternStep]) -> Field {
    let mut node = root;
    for (at, step) in steps.iter().enumerate() {
        let here = || path(steps.get(..at).unwrap_or_default());
        let next = match step {
            PatternStep::One(Segment::Key(key)) => of_key(node, key, &here),
            PatternStep::Each => of_each(node, &here),
            PatternStep::One(_) => of_item(node, &here),
        };
        match next {
            Ok(Some(below)) => node = below,
            Ok(None) => return Field::NotSaid,
            Err(why) => return Field::Missing(why),
        }
    }
    Field::Known(match node.kind {
        Type::Any => return Field::NotSaid,
        Type::Boolean => FieldType::Boolean,
        Type::Integer => FieldType::Integer,
        Type::Number => FieldType::Number,
        Type::String => FieldType::Text,
        Type::List => FieldType::List,
        Type::Map => FieldType::Map,
        Type::IntOrString => FieldType::IntegerOrText,
    })
}

/// `spec.links[*]`; `the resource` for its root.
fn path(steps: &[PatternStep]) -> String {
    match steps {
        [] => "the resource".to_owned(),
        steps => format!("`{}`", FieldPattern::from(steps.to_vec())),
    }
}

/// Whether a node leaves open what is in it.
fn is_open(node: &Node) -> bool {
    node.preserve
        || node.embedded
        || matches!(node.additional, Additional::Anything)
        || node.kind == Type::Any && node.properties.is_empty()
}

type Below<'n> = Result<Option<&'n Node>, String>;

fn of_key<'n>(node: &'n Node, key: &str, here: &dyn Fn() -> String) -> Below<'n> {
    if let Some(child) = node.child(key) {
        return Ok(Some(child));
    }
    if is_open(node) {
        return Ok(None);
    }
    if node.kind == Type::List {
        return Err(format!("{} is a list: write `[*]` behind it for each of its items", here()));
    }
    if !matches!(node.kind, Type::Map | Type::Any) {
        return Err(format!("{} has no fields", here()));
    }
    Err(format!("{} does not have `{key}`{}", here(), exist(node, key)))
}

/// What exists in a map, the nearest to a mistyped name first.
fn exist(node: &Node, typed: &str) -> String {
    let names = || node.properties.keys().map(String::as_str);
    let meant = nearest(typed, names());
    let mut listed: Vec<&str> = names().take(NAMED).collect();
    let more = node.properties.len().saturating_sub(listed.len());
    let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
    if listed.is_empty() {
        return format!("; it has no named fields{meant}");
    }
    listed.sort_unstable();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{meant}{} it has {}{more}", if meant.is_empty() { ";" } else { "" }, listed.join(", "))
}

fn of_each<'n>(node: &'n Node, here: &dyn Fn() -> String) -> Below<'n> {
    match (&node.items, &node.additional) {
        (Some(items), _) => Ok(Some(items)),
        (None, Additional::Of(values)) if node.properties.is_empty() => Ok(Some(values)),
        _ if is_open(node) || node.kind == Type::List => Ok(None),
        _ => {
            let names: Vec<&str> = node.properties.keys().map(String::as_str).take(NAMED).collect();
            let exist = match names.as_slice() {
                [] => String::new(),
                names => format!("; it has {}", names.join(", ")),
            };
            Err(format!("{} is not a list and not a map of entries{exist}", here()))
        }
    }
}

fn of_item<'n>(node: &'n Node, here: &dyn Fn() -> String) -> Below<'n> {
    match &node.items {
        Some(items) => Ok(Some(items)),
        None if is_open(node) || node.kind == Type::List => Ok(None),
        None => Err(format!("{} is not a list", here())),
    }
}
