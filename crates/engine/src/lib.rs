//! The engine: ingest, normalise, publish; queues, runs, schedules.
//!
//! [`Engine`] is its face; what it takes and gives is in [`views`]. Below, one [`Core`](core) is
//! shared by all parts. Git to database is `ingest`; database to Git is `publish` (many changes as
//! `stack`, one draft as `combine`); raw/ to managed/ is `normalise`; what a crash left is
//! `settle`. This crate knows nothing of HTTP.

mod admin;
mod config;
mod conflicts;
mod core;
mod drafts;
mod engine;
mod error;
mod ingest;
mod jobs;
mod outbound;
mod own;
mod reads;
mod told;
pub mod views;

pub use config::{CredentialConfig, EngineConfig, Sealing};
pub use engine::Engine;
pub use error::EngineError;
/// So that callers need no dependency of their own to say where a sealing key is.
pub use hedgerow_seal::KeySource;

pub use core::{Clock, NoSteps, POINTS, Steps, SystemClock};
pub use told::{Heard, Listener, Told};
