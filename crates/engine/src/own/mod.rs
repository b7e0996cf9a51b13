//! Commits of Hedgerow's own: raw/ normalised, a directory initialised or repaired.

mod commit;
mod directory;
mod normalise;

pub(crate) use commit::action;

crate::core::capability! {
    /// Commits of Hedgerow's own: raw/ normalised, a directory initialised or repaired.
    Own, own
}
