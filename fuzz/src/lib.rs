//! What reads, edits and merges texts, held to its laws on inputs that a fuzzer makes.
//!
//! Each target is a function that takes the fuzzer's bytes and panics when a law does not hold, with the texts
//! in the message. `cargo xtask fuzz` runs them.

mod choices;
mod edit;
mod merge;
mod mutate;
mod read;
mod types;

pub use edit::edit;
pub use merge::merge;
pub use read::read;
