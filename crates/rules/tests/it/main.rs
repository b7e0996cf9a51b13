//! The rules held against an independent reading of the same clauses.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failing test should stop at once, and its figures are read"
)]

mod agree;
