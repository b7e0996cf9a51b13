//! Mirrors against real repositories: on this machine and behind a real smart HTTP server.

mod build;
mod credentials;
mod exchange;
mod mirror;
mod push;
mod read;
mod support;
