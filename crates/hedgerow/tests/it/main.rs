//! The program as people and programs use it: started as a process, read by its output and exit code.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test needs and does not get fails the test at once"
)]

mod away;
mod canary;
mod demo;
mod in_pod;
mod lost;
mod merge;
mod merge_migrated;
mod moves;
mod policy_file;
mod process;
mod remotes;
mod serve;
mod set;
mod support;
mod tls;
mod two_ways;
mod validate;
