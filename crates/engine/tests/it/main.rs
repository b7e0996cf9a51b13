//! The engine against real Git repositories.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod again;
mod answers;
mod audited;
mod blame;
mod both_ways;
mod contention;
mod cost;
mod defined;
mod detail;
mod edges;
mod files;
mod findings;
mod four_eyes;
mod gate;
mod history;
mod keeping;
mod many;
mod migrating;
mod moves;
mod moves_and_runs;
mod origins;
mod pages;
mod policies;
mod policy_files;
mod raw;
mod read_back;
mod references;
mod refusals;
mod removal;
mod said;
mod sealed;
mod served;
mod splitting;
mod statements;
mod strangers;
mod support;
mod together;
mod transport;
mod trouble;
mod turns;
mod two_servers;
mod typed;
mod understood;
mod undoing;
