//! The clauses, one file each, in the order in which they are listed.
//!
//! A new file is declared in the `mod.rs` of its folder, where `cargo fmt` finds it, and listed below: one that is not
//! listed is unused, which is refused as a warning.

mod attachment;
mod connection;
mod external;
mod gateway;
mod gateway_peering;
mod hydration;
mod meta;
mod namespaces;
#[cfg(test)]
mod page;
mod peering;
mod switch;
#[cfg(test)]
pub(crate) mod tests;
mod vpc;

/// What every clause needs.
mod prelude {
    pub(super) use hedgerow_model::{FieldPath, Segment, Severity};

    pub(super) use crate::key::{Index, Sort};
    pub(super) use crate::net;
    pub(super) use crate::object::{Kind, Object};
    pub(super) use crate::report::{Report, Why};
    pub(super) use crate::rule::{Judge, Rule};
    pub(super) use crate::subject::Subject;
    pub(super) use crate::tree::Tree;
    pub(super) use crate::vpc::{Subnet, subnets};

    /// A field of the spec: `spec(["subnets", "web", "vlan"])`.
    pub(super) fn spec<const N: usize>(keys: [&str; N]) -> FieldPath {
        FieldPath::of_keys(["spec"].into_iter().chain(keys))
    }

    /// The whole resource.
    pub(super) fn whole() -> FieldPath {
        FieldPath::root()
    }
}

macro_rules! rules {
    ($($folder:ident { $($rule:ident),* $(,)? })*) => {
        /// Every clause.
        pub static RULES: &[&crate::Rule] = &[$($(&$folder::$rule::RULE),*),*];
    };
}

rules! {
    attachment {
        attach_form, attach_conn_type, attach_eslag_mode, attach_hostbgp, attach_switch,
        attach_profile, attach_twice, attach_native, attach_p2p,
    }
    peering {
        peer_permit, peer_namespaces, peer_remote, peer_disabled, peer_twice, reference_cycle,
    }
    external {
        ext_name, ext_ns, ext_community, ext_static, ext_delete,
        ea_refs, ea_variant, ea_bgp, ea_static, ea_vlan, ea_ipv4,
        acl_seq, acl_enum, acl_prefix, acl_ports, acl_tcp, acl_icmp,
        ep_refs, ep_prefix,
    }
    connection {
        conn_delete, conn_ends, conn_eslag, conn_link_ip, conn_mclag, conn_mode, conn_mtu,
        conn_port_form, conn_port_profile, conn_port_unique, conn_refs, conn_role, conn_static,
        conn_type, conn_type_immutable, conn_withinvpc, conn_withinvpc_immutable,
    }
    switch {
        profile, srv_delete, sw_asn, sw_autoneg, sw_breakout, sw_delete, sw_fec, sw_ip, sw_linkflap,
        sw_max_ports, sw_protocol_ip, sw_redundancy, sw_refs, sw_required, sw_roce, sw_roce_breakout,
        sw_role, sw_speed, sw_vlanns_overlap, sw_vtep_ip,
    }
    meta {
        meta_name,
        meta_namespace,
        meta_label_length,
        meta_integer_range,
        meta_unknown_field,
    }
    namespaces {
        ipns_name,
        ipns_count,
        ipns_parse,
        ipns_overlap,
        ipns_reserved,
        ipns_delete,
        ipns_shrink,
        vlanns_range,
        vlanns_overlap,
        vlanns_reserved,
        vlanns_shrink,
        vlanns_delete,
    }
    vpc {
        vpc_name,
        vpc_mode,
        vpc_subnets,
        vpc_subnet_parse,
        vpc_subnet_reserved,
        vpc_subnet_overlap,
        vpc_namespaces,
        vpc_subnet_in_ns,
        vpc_vlan_in_ns,
        vpc_overlap_other,
        vpc_vlan_required,
        vpc_vlan_unique,
        vpc_vlan_other,
        vpc_gateway,
        vpc_hostbgp,
        vpc_permit,
        vpc_route,
        dhcp_relay_or_server,
        dhcp_relay_form,
        dhcp_relayvpc,
        dhcp_range,
        dhcp_options,
        dhcp_routes,
        dhcp_static,
        dhcp_off,
        vpc_update,
        vpc_delete,
    }
    gateway {
        gw_enabled, gwgroup, gw_ip, gw_mac, gw_asn, gw_workers, gw_interface, gw_neighbor, gw_groups,
        gwp_sides, gwp_group, gwp_expose, gwp_subset, gwp_nat, gwp_nat_sides, gwp_overlap, gwp_acl,
    }
}

/// The clause of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static crate::Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

/// Most ids that are suggested for a mistyped one.
const NEAR: usize = 3;

/// A part of an id must have so many characters to be taken for it.
const SHORTEST: usize = 3;

/// The ids that somebody may have meant by one that no clause has: the nearest, and those that contain it.
#[must_use]
pub fn near(typed: &str) -> Vec<&'static str> {
    let ids = || RULES.iter().map(|rule| rule.id);
    let typed = typed.trim().to_lowercase();
    let nearest = hedgerow_schema::nearest(&typed, ids());
    let mut near: Vec<&str> = nearest.into_iter().collect();
    if typed.chars().count() >= SHORTEST {
        near.extend(ids().filter(|id| nearest != Some(id) && id.contains(&typed)));
    }
    near.truncate(NEAR);
    near
}
