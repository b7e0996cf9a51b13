//! The rules held against an independent reading of the same clauses.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test should stop at once")]

mod agree;
