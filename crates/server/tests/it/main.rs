//! The API over a real engine and a real repository, without a socket where none is needed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "what a test needs and does not get fails the test at once"
)]

mod bounds;
mod declared;
mod editing;
mod entering;
mod events;
mod filters;
mod people;
mod reading;
mod refusals;
mod roles;
mod rules;
mod secrets;
mod support;
mod tls;
mod watching;
