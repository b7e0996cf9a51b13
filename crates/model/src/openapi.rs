//! How the types that serialise by hand look in the API's description.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::{FieldPath, Value};

impl PartialSchema for Value {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .description(Some("Any value that JSON can hold."))
            .into()
    }
}

impl ToSchema for Value {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Value")
    }
}

impl PartialSchema for FieldPath {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "The path of a value in a resource: dotted keys, with [key=value] or [n] for list \
                 items and \"quoted.keys\"; empty for the whole document.",
            ))
            .examples([serde_json::Value::from("spec.subnets.default.vlan")])
            .into()
    }
}

impl ToSchema for FieldPath {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("FieldPath")
    }
}
