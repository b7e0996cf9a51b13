//! What planning promises, shown on files in memory.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test should stop at once")]

mod abandoned;
mod approving;
mod arriving;
mod arriving_laws;
mod blaming;
mod blaming_migrated;
mod carrying;
mod catalogue;
mod concluding;
mod concluding_laws;
mod deciding;
mod defined;
mod keeping;
mod listed;
mod merging;
mod migrated_files;
mod migrated_laws;
mod normalising;
mod normalising_laws;
mod not_understood;
mod placing;
mod policy_file;
mod publishing;
mod read_back;
mod reading;
mod recording;
mod repairing;
mod returning;
mod ruled;
mod showing;
mod stacking;
mod starting;
mod stopping;
mod strategies;
mod support;
mod together;
mod with_cluster;
