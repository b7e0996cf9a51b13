//! Clauses on every kind.

pub(super) mod meta_integer_range;
pub(super) mod meta_label_length;
pub(super) mod meta_name;
pub(super) mod meta_namespace;
pub(super) mod meta_unknown_field;
