//! What is particular to Hedgehog's kinds and is in no CRD.

use hedgerow_model::{GroupKind, Identity};

use crate::meta::MetaRules;

pub(crate) const VPC_GROUP: &str = "vpc.githedgehog.com";
pub(crate) const WIRING_GROUP: &str = "wiring.githedgehog.com";
pub(crate) const GATEWAY_GROUP: &str = "gateway.githedgehog.com";

/// The kinds that the fabric writes itself: group, version, kind, plural, short names.
pub(crate) const SYSTEM_KINDS: &[(&str, &str, &str, &str, &[&str])] = &[
    (WIRING_GROUP, "v1beta1", "SwitchProfile", "switchprofiles", &["sp"]),
    (WIRING_GROUP, "v1beta1", "ServerProfile", "serverprofiles", &[]),
    (GATEWAY_GROUP, "v1alpha1", "VPCInfo", "vpcinfos", &["gwvpc"]),
    ("gwint.githedgehog.com", "v1alpha1", "GatewayAgent", "gatewayagents", &["gwag"]),
    ("agent.githedgehog.com", "v1beta1", "Agent", "agents", &["ag"]),
    ("agent.githedgehog.com", "v1beta1", "Catalog", "catalogs", &[]),
    ("dhcp.githedgehog.com", "v1beta1", "DHCPSubnet", "dhcpsubnets", &["dhcp"]),
];

/// Groups whose every kind the fabric writes itself, whatever the version.
const SYSTEM_GROUPS: &[&str] =
    &["agent.githedgehog.com", "gwint.githedgehog.com", "dhcp.githedgehog.com"];

/// Whether a kind is one that the fabric writes itself and that never goes to Git.
pub(crate) fn is_system(kind: &GroupKind) -> bool {
    SYSTEM_GROUPS.contains(&kind.group.as_str())
        || SYSTEM_KINDS
            .iter()
            .any(|(group, _, name, ..)| kind.group == *group && kind.kind == *name)
}

/// Whether a group is one of the fabric's.
pub(crate) fn is_fabric_group(group: &str) -> bool {
    matches!(group, VPC_GROUP | WIRING_GROUP | GATEWAY_GROUP) || SYSTEM_GROUPS.contains(&group)
}

/// The limits of names and namespaces that the fabric's webhooks enforce.
pub(crate) fn meta_rules(kind: &GroupKind) -> MetaRules {
    let short = kind.group == VPC_GROUP
        && matches!(kind.kind.as_str(), "VPC" | "External" | "IPv4Namespace");
    // These two have no webhook that would refuse another namespace.
    let anywhere =
        kind.group == WIRING_GROUP && matches!(kind.kind.as_str(), "SwitchGroup" | "ServerProfile");
    let only_default = is_fabric_group(&kind.group) && !anywhere;
    MetaRules {
        subdomain: true,
        name_max: short.then_some(11),
        not_prefix: (kind.group == VPC_GROUP && kind.kind == "VPC").then_some("ext."),
        only_namespace: only_default.then_some(Identity::DEFAULT_NAMESPACE),
        cluster_scoped: false,
    }
}
