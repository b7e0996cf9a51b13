//! The API over a real engine and a real repository, without a socket where none is needed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test needs and does not get fails the test at once"
)]

mod editing;
mod events;
mod reading;
mod refusals;
mod support;
mod watching;
