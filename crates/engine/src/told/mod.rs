//! Telling what happened: the audit, and events for live views.

mod audit;
mod telling;

pub(crate) use audit::{Saved, counts_of, entry, listed, of_ingest, sha256, texts};

crate::core::capability! {
    /// Telling what happened: the audit, and events for live views.
    Telling, told
}
