//! Real counterparts for tests: bare repositories, a smart HTTP Git server, an SSH server, certificate
//! authorities, TLS and proxies; and a small Kubernetes API server.
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
#[cfg(feature = "cluster")]
mod api_server;
#[cfg(feature = "tls")]
mod authority;
#[cfg(feature = "cluster")]
mod cluster;
mod faults;
mod gate;
mod http;
mod listening;
mod outsider;
mod proxy;
mod repository;
mod script;
mod server;
mod ssh;
#[cfg(feature = "tls")]
mod tls;

#[cfg(feature = "cluster")]
pub use api_server::ApiServer;
#[cfg(feature = "tls")]
pub use authority::{Authority, Identity, Valid};
#[cfg(feature = "cluster")]
pub use cluster::Cluster;
pub use faults::{At, Fault, Faulty};
pub use gate::Gate;
pub use outsider::{Files, Outsider};
pub use proxy::{Proxied, Proxy};
pub use repository::TestRepository;
pub use script::write_program;
pub use server::{Cut, GitServer, Held, Request, Stage};
pub use ssh::SshServer;
#[cfg(feature = "tls")]
pub use tls::TlsFront;
