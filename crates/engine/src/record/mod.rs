//! The record of what happened: the audit, and events for live views.

mod audit;
mod events;

pub(crate) use audit::{Saved, counts_of, entry, listed, of_ingest, of_repair, texts};

crate::core::capability! {
    /// The record of what happened: the audit, and events for live views.
    Record, record
}
