//! What the cluster makes of an object by itself is no drift; whatever else somebody does to it is.

#![expect(clippy::unwrap_used, reason = "a failing test should stop at once")]

mod edited;
mod fresh;
mod level;
mod marks;
mod moved;
mod support;
mod take;
mod verdict;
