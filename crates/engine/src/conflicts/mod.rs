//! Disagreements on record: shown, and decided.

mod resolve;
mod set;

crate::core::capability! {
    /// Disagreements on record: shown, and decided.
    Conflicts, conflicts
}
