//! Three-way merge of values and of text, and conflicts as values.
//!
//! Everything here is pure: no I/O, no clock. [`merge_values`] merges what resources say, field by
//! field; [`merge_documents`] brings the result into text without losing what a person wrote;
//! [`merge_files`] does so for whole files. A disagreement is a [`FieldConflict`], and a [`Decide`]
//! settles it or leaves it open. The rules stand in docs/merging.md.

mod below;
mod changes;
mod comments;
mod conflict;
mod document;
mod endings;
mod entries;
mod equal;
mod error;
mod files;
mod found;
mod gitlines;
mod leaves;
mod lines;
mod list;
mod lists;
mod markers;
mod neighbours;
mod order;
mod policy;
mod raw;
mod rekey;
mod rename;
mod replaced;
mod sequence;
mod slots;
mod stayed;
#[cfg(test)]
mod testing;
mod text;
mod value;
mod value_path;

pub use changes::{FieldChange, changes};
pub use conflict::{Decide, FieldConflict, Manual};
pub use document::{Merged, Side, Way, merge_documents, merge_read};
pub use endings::keep_line_ends;
pub use equal::values_equal;
pub use error::{Input, MergeError};
pub use files::{ByLines, FileConflict, FileMerge, Kinds, OneForm, SharedTypes, Why, merge_files};
pub use leaves::leaves;
pub use markers::MARKER_SIZE;
pub use policy::Policy;
pub use raw::{LineMerge, merge_raw};
pub use stayed::stayed;
pub use value::{MergedValue, merge_values};
