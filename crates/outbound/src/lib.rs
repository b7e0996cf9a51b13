//! The state machine of a push to a remote, and the decisions of recovery after a crash.
//!
//! Everything here is a pure function of plain data: no I/O, no clock, no chance, no database. The
//! [`Machine`] says what is done next after each [`Outcome`]; whoever runs it does that and says how
//! it went. Elapsed time and the jitter of a pause are arguments. The same machine takes people's
//! changes and commits of Hedgerow's own to Git, and the model in this crate's tests calls it too.
//!
//! [`recovery`] decides what became of commits whose push nobody saw the end of, and [`branch`] what
//! a branch's head says of a commit.

pub mod branch;
mod machine;
pub mod recovery;
mod words;

pub use machine::Machine;
pub use words::{Bounds, End, Merged, Moment, Next, OutOfOrder, Outcome, Pushed, Why};
