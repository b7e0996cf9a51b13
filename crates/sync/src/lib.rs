//! The engine: ingest, normalise, publish; queues, runs, schedules.
//!
//! [`Engine`] is its face; what it takes and gives is in [`views`]. Below, one [`Core`](core) is
//! shared by all parts. Git to database is `ingest`; database to Git is `publish` (many changes as
//! `stack`, one draft as `combine`); raw/ to managed/ is `normalise`; what a crash left is
//! `settle`. This crate knows nothing of HTTP.

mod approvals;
mod area;
mod audit;
mod authorship;
mod browse;
mod changes;
mod check;
mod combine;
mod config;
mod configure;
mod conflict_set;
mod core;
mod credentials;
mod detail;
mod diff;
mod directory;
mod drafts;
mod engine;
mod error;
mod events_log;
mod exchange;
mod fields;
mod file_edit;
mod guarded;
mod history;
mod ingest;
mod inputs;
mod journal;
mod kustomize;
mod last_commits;
mod normalise;
mod overlay;
mod parse;
mod pipeline;
mod placement;
mod publish;
mod push;
mod reads;
mod resolve;
mod resources;
mod schedule;
mod settle;
mod stack;
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
