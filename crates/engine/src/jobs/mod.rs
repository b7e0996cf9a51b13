//! Work that nobody asks for: one file per job.

mod schedule;

pub(crate) use schedule::start;

crate::core::capability! {
    /// Work that nobody asks for: one file per job.
    Jobs, jobs
}
