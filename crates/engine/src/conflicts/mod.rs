//! Disagreements on record: shown, and decided.

mod error;
mod reopen;
mod resolve;
mod set;
mod together;

pub use error::ResolveError;

crate::core::capability! {
    /// Disagreements on record: shown, and decided.
    Conflicts, conflicts
}
