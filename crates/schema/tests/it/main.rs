//! The crate from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

mod catalogue;
mod check;
mod in_cluster;
mod kinds;
mod laws;
mod lists;
mod meta;
mod migrations;
mod references;
mod rules;
mod schema_rules;
mod support;
