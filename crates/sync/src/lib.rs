//! The engine: ingest, normalise, publish; queues, runs, schedules.
//!
//! [`Engine`] is its face; what it takes and gives is in [`views`]. Below, one [`Core`](core) is
//! shared by all parts. Git to database is `ingest`; database to Git is `publish` (many changes as
//! `stack`, one draft as `combine`); raw/ to managed/ is `normalise`; what a crash left is
//! `settle`. This crate knows nothing of HTTP.

mod approvals;
mod audit;
mod authorship;
mod browse;
mod changes;
mod check;
mod config;
mod configure;
mod conflict_set;
mod core;
mod credentials;
mod detail;
mod directory;
mod drafts;
mod engine;
mod error;
mod events_log;
mod exchange;
mod history;
mod ingest;
mod inputs;
mod journal;
mod last_commits;
mod mirror_files;
mod normalise;
mod outbound;
mod pipeline;
mod publish;
mod publishing;
mod push;
mod reads;
mod resolve;
mod resources;
mod revisions;
mod schedule;
mod settle;
mod steps;
mod system;
mod telling;
mod trial;
pub mod views;
mod views_of;

pub use config::{CredentialConfig, EngineConfig, Sealing};
pub use engine::Engine;
pub use error::EngineError;
/// So that callers need no dependency of their own to say where a sealing key is.
pub use hedgerow_seal::KeySource;

pub use events_log::{Heard, Listener, Told};
pub use steps::{NoSteps, POINTS, Steps};
