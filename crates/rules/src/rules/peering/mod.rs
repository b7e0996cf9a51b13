//! Clauses on VPCPeerings, and on circles of VPCs.

pub(super) mod peer_disabled;
pub(super) mod peer_namespaces;
pub(super) mod peer_permit;
pub(super) mod peer_remote;
pub(super) mod peer_twice;
pub(super) mod reference_cycle;
