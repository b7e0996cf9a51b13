//! Disagreements on record: shown, and decided.

mod copies;
mod error;
mod face;
mod life;
mod many;
mod policy;
mod policy_file;
mod reopen;
mod resolve;
mod set;
mod times;
mod together;
mod with_cluster;

pub use error::ResolveError;

crate::core::capability! {
    /// Disagreements on record: shown, and decided.
    Conflicts, conflicts
}
