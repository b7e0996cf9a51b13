//! The engine: where Git, the database and what people edit meet.
//!
//! [`Engine`] is its face: one method for each thing that can be asked, handed on to the folder whose
//! matter it is. Each folder is a capability with a handle of its own on what all share (`core`); its
//! files are private to it, and its `mod.rs` names what the others may use. What is decided stands in
//! the pure crates `plan`, `outbound` and `merge`; here it is read for and written down. This crate
//! knows nothing of HTTP.

mod admin;
mod apply;
mod config;
mod conflicts;
mod core;
mod drafts;
mod engine;
mod error;
mod filters;
mod ingest;
mod jobs;
mod judging;
mod observe;
mod outbound;
mod own;
mod reads;
mod record;
mod verify;
pub mod views;

pub use admin::{ConfigureError, CredentialError, TransportError};
pub use config::{CredentialConfig, EngineConfig, Sealing};
pub use conflicts::ResolveError;
pub use drafts::{ChangeError, DraftError, SplitError};
pub use engine::Engine;
pub use error::{About, Class, EngineError, Thing};
pub use filters::FilterAccess;
/// So that callers need no dependency of their own to say where a sealing key is.
pub use hedgerow_seal::KeySource;
pub use hedgerow_store::{RESCUED, Trouble};
pub use judging::RuleError;
pub use observe::ClusterTrouble;
pub use reads::{BlameError, PastError};

pub use core::{
    Clock, EventId, Listener, NoSteps, POINTS, Permit, Steps, StreamItem, SystemClock, for_request,
    to_its_end,
};
