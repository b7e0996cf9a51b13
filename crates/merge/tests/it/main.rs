//! The laws of merging, as properties.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test should stop at once")]

mod anchors;
mod as_git;
mod comments;
mod defaults;
mod dice;
mod document;
mod documents;
mod driver_laws;
mod file_laws;
mod files;
mod merge_keys;
mod moved;
mod rekey_laws;
mod rekeyed;
mod support;
mod text_laws;
mod value_laws;
