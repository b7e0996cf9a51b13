//! What is shown: pages, resources in full, history, checks of a text.

mod also;
mod blame;
mod browse;
mod check;
mod clashes;
mod commits;
mod detail;
mod editing;
mod history;
mod kinds;
mod last_commits;
mod pages;
mod past;
mod places;
mod resources;
mod rule_counts;
mod search;
mod trouble;
mod views_of;

pub use blame::BlameError;
pub(crate) use blame::{Answers, Versions};
pub(crate) use last_commits::LastCommits;
pub use past::PastError;
pub(crate) use past::{changed_files, old_file};
pub(crate) use views_of::{conflict_view, finding_view};

crate::core::capability! {
    /// What is shown: pages, resources in full, history, checks of a text.
    Reads, reads
}
