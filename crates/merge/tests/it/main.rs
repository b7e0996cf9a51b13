//! The laws of merging, as properties.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test should stop at once")]

mod anchors;
mod comments;
mod document;
mod documents;
mod file_laws;
mod files;
mod moved;
mod rekey_laws;
mod rekeyed;
mod support;
mod text_laws;
mod value_laws;
