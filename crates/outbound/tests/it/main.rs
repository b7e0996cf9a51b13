//! The machine and the decisions of recovery, as plain functions.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

mod branch;
mod machine;
mod model;
mod recovery;
mod refusals;
mod support;
