//! Real counterparts for tests: bare repositories, a smart HTTP Git server, an SSH server.
//!
//! Never part of a release. Everything is on loopback and in temporary directories, nothing sleeps,
//! and a counterpart that cannot be started fails the test that wanted it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test counterpart that does not work must fail the test at once"
)]

mod answer;
mod faults;
mod http;
mod outsider;
mod repository;
mod server;
mod ssh;

pub use faults::{At, Fault, Faulty};
pub use outsider::{Files, Outsider};
pub use repository::TestRepository;
pub use server::{Cut, GitServer, Held, Request, Stage};
pub use ssh::SshServer;
