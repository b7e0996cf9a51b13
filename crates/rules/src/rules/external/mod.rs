//! Clauses on Externals, with their attachments, ACLs and peerings.

pub(super) mod acl_enum;
pub(super) mod acl_icmp;
pub(super) mod acl_ports;
pub(super) mod acl_prefix;
pub(super) mod acl_seq;
pub(super) mod acl_tcp;
pub(super) mod ea_bgp;
pub(super) mod ea_ipv4;
pub(super) mod ea_refs;
pub(super) mod ea_static;
pub(super) mod ea_variant;
pub(super) mod ea_vlan;
pub(super) mod ep_prefix;
pub(super) mod ep_refs;
pub(super) mod ext_community;
pub(super) mod ext_delete;
pub(super) mod ext_name;
pub(super) mod ext_ns;
pub(super) mod ext_static;
