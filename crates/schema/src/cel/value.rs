//! Values in the form of CEL, as the cluster shows them to rules: by their schema, fields under names that
//! the language can write, nothing that the schema does not name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use hedgerow_model::{ListType, Number, Value};
use kube_cel::cel::objects::{Key, Map};

use super::Cel;
use super::call::Function;
use crate::format::Format;
use crate::node::{Additional, Node, Type};

/// Words of the language that no field can be selected by.
const WORDS: &[&str] = &[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// The name under which rules find a field: <https://kubernetes.io/docs/reference/using-api/cel/#escaping>.
pub(super) fn escaped(name: &str) -> Cow<'_, str> {
    if WORDS.contains(&name) {
        return Cow::Owned(format!("__{name}__"));
    }
    if !name.contains(['.', '-', '/']) && !name.contains("__") {
        return Cow::Borrowed(name);
    }
    let name = name.replace("__", "__underscores__").replace('.', "__dot__");
    Cow::Owned(name.replace('-', "__dash__").replace('/', "__slash__"))
}

pub(super) fn key(name: impl Into<String>) -> Key {
    Key::String(Arc::new(name.into()))
}

/// Whether a value counts as absent: null where the schema allows none.
pub(super) fn is_absent(value: &Value, node: &Node) -> bool {
    *value == Value::Null && !node.nullable
}

/// Lists whose order says nothing (`x-kubernetes-list-type: set` and `map`), known by where they are in memory. They
/// are kept, so that none that a rule makes later takes the place of one.
#[derive(Debug, Default)]
pub(super) struct Unordered(HashMap<*const Vec<Cel>, Arc<Vec<Cel>>>);

impl Unordered {
    fn add(&mut self, list: &Arc<Vec<Cel>>) {
        self.0.insert(Arc::as_ptr(list), Arc::clone(list));
    }

    /// Whether a list is one of them.
    pub(super) fn has(&self, list: &Arc<Vec<Cel>>) -> bool {
        self.0.contains_key(&Arc::as_ptr(list))
    }
}

/// A value by its schema. `root`: it is the whole object, or one within another, of which rules see what kind
/// it is and its name.
pub(super) fn of(value: &Value, node: &Node, root: bool, unordered: &mut Unordered) -> Cel {
    match value {
        Value::Null => Cel::Null,
        Value::Bool(value) => Cel::Bool(*value),
        Value::Number(number) => of_number(number, node.kind),
        Value::String(text) => of_text(text, node),
        Value::List(items) => {
            let item = |item| match &node.items {
                Some(child) => of(item, child, child.embedded, unordered),
                None => untyped(item),
            };
            let list = Arc::new(items.iter().map(item).collect());
            if matches!(node.list_type, Some(ListType::Set | ListType::Keyed(_))) {
                unordered.add(&list);
            }
            Cel::List(list)
        }
        Value::Map(map) => {
            let mut entries = HashMap::with_capacity(map.len());
            for (name, value) in map {
                if root && matches!(name.as_str(), "apiVersion" | "kind" | "metadata") {
                    entries.insert(key(name), named(value));
                    continue;
                }
                let (child, name) = match (node.properties.get(name), &node.additional) {
                    (Some(child), _) => (Some(child), escaped(name)),
                    (None, Additional::Of(child)) => (Some(&**child), Cow::Borrowed(name.as_str())),
                    (None, Additional::Anything) => (None, Cow::Borrowed(name.as_str())),
                    (None, Additional::Unsaid | Additional::Forbidden) => continue,
                };
                match child {
                    Some(child) if is_absent(value, child) => {}
                    Some(child) => {
                        entries.insert(key(name), of(value, child, child.embedded, unordered));
                    }
                    None => {
                        entries.insert(key(name), untyped(value));
                    }
                }
            }
            Cel::Map(Map { map: Arc::new(entries) })
        }
    }
}

/// What kind an object is, or its metadata, of which rules see the name.
fn named(value: &Value) -> Cel {
    let Value::Map(map) = value else { return untyped(value) };
    let names = map.iter().filter(|(name, _)| matches!(name.as_str(), "name" | "generateName"));
    Cel::Map(Map {
        map: Arc::new(names.map(|(name, value)| (key(name), untyped(value))).collect()),
    })
}

/// A value of which no schema is known.
pub(super) fn untyped(value: &Value) -> Cel {
    match value {
        Value::List(items) => Cel::List(Arc::new(items.iter().map(untyped).collect())),
        Value::Map(map) => {
            let entries = map.iter().map(|(name, value)| (key(name), untyped(value)));
            Cel::Map(Map { map: Arc::new(entries.collect()) })
        }
        Value::Null => Cel::Null,
        Value::Bool(value) => Cel::Bool(*value),
        Value::Number(number) => of_number(number, Type::Any),
        Value::String(text) => Cel::String(Arc::new(text.clone())),
    }
}

fn of_number(number: &Number, kind: Type) -> Cel {
    match (number, kind) {
        (_, Type::Number) => Cel::Float(number.as_f64()),
        (Number::Int(number), _) => Cel::Int(*number),
        (Number::Float(number), _) => Cel::Float(*number),
        (Number::Big(digits), _) => match digits.parse() {
            Ok(number) => Cel::UInt(number),
            Err(_) => Cel::Float(number.as_f64()),
        },
    }
}

/// Times and durations are values of their own to rules, and base64 is the bytes that it stands for. What
/// does not read so stays a text: the schema refuses it.
fn of_text(text: &str, node: &Node) -> Cel {
    let own = || Cel::String(Arc::new(text.to_owned()));
    let format = node.checks.as_ref().and_then(|checks| checks.format);
    if node.kind != Type::String {
        return own();
    }
    static TIME: OnceLock<Option<Function>> = OnceLock::new();
    static DURATION: OnceLock<Option<Function>> = OnceLock::new();
    static BYTES: OnceLock<Option<Function>> = OnceLock::new();
    let (function, name, text) = match format {
        Some(Format::DateTime) => (&TIME, "timestamp", Cow::Borrowed(text)),
        Some(Format::Date) => (&TIME, "timestamp", Cow::Owned(format!("{text}T00:00:00Z"))),
        Some(Format::Duration) => (&DURATION, "duration", Cow::Borrowed(text)),
        Some(Format::Byte) => (&BYTES, "base64.decode", Cow::Borrowed(text)),
        _ => return own(),
    };
    let value = vec![Cel::String(Arc::new(text.into_owned()))];
    let function = function.get_or_init(|| Function::named(name, 1, false));
    function.as_ref().and_then(|read| read.call(value).ok()).unwrap_or_else(own)
}
