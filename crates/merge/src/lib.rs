//! Three-way merge of values and of text, and conflicts as values.
//!
//! Everything here is pure: no I/O, no clock. [`merge_values`] merges what resources say, field by
//! field; [`merge_documents`] brings the result into text without losing what a person wrote;
//! [`merge_files`] does so for whole files. A disagreement is a [`FieldConflict`], and a [`Decide`]
//! settles it or leaves it open. The rules are those of DESIGN, section 6.

mod changes;
mod conflict;
mod equal;
mod lines;
mod list;
mod order;
mod place;
mod value;

pub use changes::{FieldChange, changes};
pub use conflict::{Decide, Decision, FieldConflict, Manual};
pub use equal::values_equal;
pub use value::{MergedValue, merge_values};

#[cfg(test)]
#[path = "../tests/it/support.rs"]
mod testing;
