//! What the tests of several modules need.

use hedgerow_model::Value;

#[path = "../tests/it/support.rs"]
mod support;

pub(crate) use support::Types;

/// A value from JSON.
pub(crate) fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}
