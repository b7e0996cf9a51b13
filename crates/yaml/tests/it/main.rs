//! Tests of the public interface.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped is the failure")]

mod blocks;
mod commented;
mod comments;
mod conflicts;
mod editing;
mod emitting;
mod fields;
mod files;
mod flow_laws;
mod items;
mod json;
mod kubectl;
mod laws;
mod leading;
mod lists;
mod merge_keys;
mod paths;
mod reading;
mod shared;
mod splitting;
mod styles;
mod support;
mod unended;
