//! What each group of writes leaves true, on a real database file.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod approvals;
mod audit;
mod credentials;
mod edges;
mod people;
mod tampering;
mod upgrade;
mod world;
mod writes;
