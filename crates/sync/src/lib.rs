//! The engine: ingest, normalise, publish; queues, runs, schedules.
mod config;
mod engine;
mod error;
pub mod views;
pub use config::{CredentialConfig, EngineConfig};
pub use engine::Engine;
pub use error::EngineError;
