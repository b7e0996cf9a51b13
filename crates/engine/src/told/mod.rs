//! Telling what happened: the audit, and events for live views.

mod audit;
mod events_log;
mod telling;

pub(crate) use audit::{Saved, entry, listed, of_ingest, texts};
pub(crate) use events_log::EventLog;
pub use events_log::{Heard, Listener, Told};

crate::core::capability! {
    /// Telling what happened: the audit, and events for live views.
    Telling, told
}
