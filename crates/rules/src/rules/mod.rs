//! The clauses, one file each, in the order in which they are listed.

#[cfg(test)]
mod tests;

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

    /// A field of the spec: `spec(["subnets", "web", "vlan"])`; an index as `#0`.
    pub(super) fn spec<const N: usize>(steps: [&str; N]) -> FieldPath {
        steps.iter().fold(FieldPath::of_keys(["spec"]), |path, step| {
            match step.strip_prefix('#').and_then(|index| index.parse().ok()) {
                Some(index) => path.child(Segment::Index(index)),
                None => path.key(step),
            }
        })
    }

    /// The whole resource.
    pub(super) fn whole() -> FieldPath {
        FieldPath::root()
    }
}

macro_rules! rules {
    ($($folder:ident { $($rule:ident),* $(,)? })*) => {
        $(mod $folder { $(pub(super) mod $rule;)* })*

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
    vpc {
        vpc_delete, vpc_namespaces, vpc_overlap_other, vpc_subnet_overlap, vpc_vlan_other,
    }
}

/// The clause of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static crate::Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}
