//! Clauses on VPCAttachments.

pub(super) mod attach_conn_type;
pub(super) mod attach_eslag_mode;
pub(super) mod attach_form;
pub(super) mod attach_hostbgp;
pub(super) mod attach_native;
pub(super) mod attach_p2p;
pub(super) mod attach_profile;
pub(super) mod attach_switch;
pub(super) mod attach_twice;
