//! What each group of writes leaves true. Most of it is a contract that any database has to keep; the
//! rest is about the file that SQLite keeps it in, and about this crate's sources.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod contract;
mod edges;
mod portable;
mod sealed;
mod sqlite;
mod tampering;
mod trouble;
mod upgrade;
mod world;
