//! Clauses on IPv4Namespaces and VLANNamespaces.

pub(super) mod ipns_count;
pub(super) mod ipns_delete;
pub(super) mod ipns_name;
pub(super) mod ipns_overlap;
pub(super) mod ipns_parse;
pub(super) mod ipns_reserved;
pub(super) mod ipns_shrink;
pub(super) mod vlanns_delete;
pub(super) mod vlanns_overlap;
pub(super) mod vlanns_range;
pub(super) mod vlanns_reserved;
pub(super) mod vlanns_shrink;
