//! Clauses on Switches, Servers and SwitchProfiles.

pub(super) mod profile;
pub(super) mod srv_delete;
pub(super) mod sw_asn;
pub(super) mod sw_autoneg;
pub(super) mod sw_breakout;
pub(super) mod sw_delete;
pub(super) mod sw_fec;
pub(super) mod sw_ip;
pub(super) mod sw_linkflap;
pub(super) mod sw_max_ports;
pub(super) mod sw_protocol_ip;
pub(super) mod sw_redundancy;
pub(super) mod sw_refs;
pub(super) mod sw_required;
pub(super) mod sw_roce;
pub(super) mod sw_roce_breakout;
pub(super) mod sw_role;
pub(super) mod sw_speed;
pub(super) mod sw_vlanns_overlap;
pub(super) mod sw_vtep_ip;
