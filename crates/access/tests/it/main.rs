//! People over a real database, with a clock that the tests set.

#![expect(
    clippy::unwrap_used,
    reason = "what a test needs and does not get fails the test at once"
)]

mod accounts;
mod recognised;
mod set_up;
mod support;
mod tokens;
