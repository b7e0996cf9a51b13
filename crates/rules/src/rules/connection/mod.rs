//! Clauses on Connections.

pub(super) mod conn_delete;
pub(super) mod conn_ends;
pub(super) mod conn_eslag;
pub(super) mod conn_link_ip;
pub(super) mod conn_mclag;
pub(super) mod conn_mode;
pub(super) mod conn_mtu;
pub(super) mod conn_port_form;
pub(super) mod conn_port_profile;
pub(super) mod conn_port_unique;
pub(super) mod conn_refs;
pub(super) mod conn_role;
pub(super) mod conn_static;
pub(super) mod conn_type;
pub(super) mod conn_type_immutable;
pub(super) mod conn_withinvpc;
pub(super) mod conn_withinvpc_immutable;
