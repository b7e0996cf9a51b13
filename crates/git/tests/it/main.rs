//! Mirrors against real repositories: on this machine and behind a real smart HTTP server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

mod build;
mod credentials;
mod damage;
mod diagnoses;
mod exchange;
mod faults;
mod mirror;
mod native;
mod proxy;
mod push;
mod quick;
mod read;
mod redirects;
mod ssh;
mod support;
mod tls;
mod walking;
