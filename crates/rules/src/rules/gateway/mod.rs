//! Clauses on Gateways, their groups and GatewayPeerings.

pub(super) mod gw_asn;
pub(super) mod gw_enabled;
pub(super) mod gw_groups;
pub(super) mod gw_interface;
pub(super) mod gw_ip;
pub(super) mod gw_mac;
pub(super) mod gw_neighbor;
pub(super) mod gw_workers;
pub(super) mod gwgroup;
pub(super) mod gwp_acl;
pub(super) mod gwp_expose;
pub(super) mod gwp_group;
pub(super) mod gwp_nat;
pub(super) mod gwp_nat_sides;
pub(super) mod gwp_overlap;
pub(super) mod gwp_sides;
pub(super) mod gwp_subset;
