//! A fabric's cluster is brought to what Git wants, where the fabric says that Hedgerow does that.
//!
//! What is to be done follows from what is known of both sides at that moment, so that a process that starts again
//! finds out by itself what is left: there is no list of work that could be lost or done twice. The journal says of
//! each resource what was begun, and how it ended. Only what Git changed is done; what was changed in the cluster
//! is left to people.

mod attempt;
mod carry;
mod journal;
mod requests;
mod second;
mod send;
mod shown;
mod survey;
mod undo;

pub(crate) use requests::{Seen, needs_a_second};

crate::core::capability! {
    /// Brings fabrics' clusters to what Git wants.
    Apply, apply
}
