//! The words in which the built-in kinds are written; each gives a piece of OpenAPI v3 schema.

use serde_json::{Map, Value as Json, json};

/// An IPv4 address, for patterns.
const OCTETS: &str = "((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}\
                      (25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

/// A kind.
pub(super) struct Kind {
    pub(super) group: &'static str,
    pub(super) version: &'static str,
    pub(super) kind: &'static str,
    pub(super) plural: &'static str,
    pub(super) short_names: &'static [&'static str],
    pub(super) about: &'static str,
    pub(super) spec: Shape,
    pub(super) spec_required: bool,
}

impl Kind {
    /// The schema of a whole object.
    pub(super) fn into_schema(self) -> Json {
        let mut schema = json!({
            "type": "object",
            "description": self.about,
            "properties": {
                "apiVersion": { "type": "string" },
                "kind": { "type": "string" },
                "metadata": { "type": "object" },
                "spec": Json::Object(self.spec.0),
                "status": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
            },
        });
        if self.spec_required
            && let Some(map) = schema.as_object_mut()
        {
            map.insert("required".to_owned(), json!(["spec"]));
        }
        schema
    }
}

/// A schema under construction.
pub(super) struct Shape(Map<String, Json>);

/// A field of a map.
pub(super) struct Field {
    name: &'static str,
    shape: Shape,
    required: bool,
}

fn of_type(name: &str, about: &str) -> Shape {
    let mut map = Map::new();
    map.insert("type".to_owned(), json!(name));
    if !about.is_empty() {
        map.insert("description".to_owned(), json!(about));
    }
    Shape(map)
}

/// A string.
pub(super) fn text(about: &str) -> Shape {
    of_type("string", about)
}

/// A boolean.
pub(super) fn flag(about: &str) -> Shape {
    of_type("boolean", about)
}

/// An integer.
pub(super) fn int(about: &str) -> Shape {
    of_type("integer", about)
}

/// An integer that the CRD declares as int32.
pub(super) fn int32(about: &str) -> Shape {
    int(about).with("format", json!("int32"))
}

/// An integer that the cluster reads into 16 bits without sign, although the CRD does not say so.
pub(super) fn uint16(about: &str) -> Shape {
    int(about).at_least(0).at_most(u16::MAX.into())
}

/// An integer that the cluster reads into 32 bits without sign, although the CRD declares it as int32.
pub(super) fn uint32(about: &str) -> Shape {
    int32(about).at_least(0)
}

/// An IPv4 address.
pub(super) fn address(about: &str) -> Shape {
    text(about).with("pattern", json!(format!("^{OCTETS}$")))
}

/// An IPv4 address with prefix length.
pub(super) fn interface_address(about: &str) -> Shape {
    text(about).with("pattern", json!(format!("^{OCTETS}/(3[0-2]|[1-2]?[0-9])$")))
}

/// A list.
pub(super) fn list(about: &str, item: Shape) -> Shape {
    of_type("array", about).with("items", Json::Object(item.0))
}

/// A map with keys of the user's choice.
pub(super) fn map(about: &str, value: Shape) -> Shape {
    of_type("object", about).with("additionalProperties", Json::Object(value.0))
}

/// A map of named fields.
pub(super) fn object(about: &str, fields: Vec<Field>) -> Shape {
    let mut required = Vec::new();
    let mut properties = Map::new();
    for field in fields {
        if field.required {
            required.push(json!(field.name));
        }
        properties.insert(field.name.to_owned(), Json::Object(field.shape.0));
    }
    let mut shape = of_type("object", about);
    if !properties.is_empty() {
        shape = shape.with("properties", Json::Object(properties));
    }
    if !required.is_empty() {
        shape = shape.with("required", Json::Array(required));
    }
    shape
}

/// A field that may be left out.
pub(super) fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

/// A field that must be there.
pub(super) fn needed(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

impl Shape {
    fn with(mut self, key: &str, value: Json) -> Self {
        self.0.insert(key.to_owned(), value);
        self
    }

    /// Only these strings.
    pub(super) fn one_of(self, values: &[&str]) -> Self {
        self.with("enum", json!(values))
    }

    /// At least this many items.
    pub(super) fn min_items(self, count: u32) -> Self {
        self.with("minItems", json!(count))
    }

    /// At most this many items.
    pub(super) fn max_items(self, count: u32) -> Self {
        self.with("maxItems", json!(count))
    }

    /// Numbers from `min`.
    pub(super) fn at_least(self, min: i64) -> Self {
        self.with("minimum", json!(min))
    }

    /// Numbers up to `max`.
    pub(super) fn at_most(self, max: i64) -> Self {
        self.with("maximum", json!(max))
    }

    /// What the API server fills in.
    pub(super) fn default(self, value: i64) -> Self {
        self.with("default", json!(value))
    }
}
