//! What rules must know of a fabric's installation.

mod fields;
mod read;
#[cfg(test)]
mod tests;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};

pub use fields::{Form, SETTINGS, Setting};

/// How a fabric is installed: what the object `Fabricator` has under `spec.config`. The cluster's rules
/// depend on it, and no manifest in Git says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// The sort of fabric: `spine-leaf` or `collapsed-core`.
    pub mode: String,
    /// Subnets that no resource may use.
    pub reserved_subnets: Vec<IpNet>,
    /// VLANs that no VLANNamespace may use, ends included.
    pub reserved_vlans: Vec<VlanRange>,
    /// The ASN of all spines.
    pub spine_asn: u32,
    /// The first ASN of leaves.
    pub leaf_asn_start: u32,
    /// The last ASN of leaves.
    pub leaf_asn_end: u32,
    /// Where management addresses are.
    pub management_subnet: Ipv4Net,
    /// The first address that the management DHCP server gives out.
    pub management_dhcp_start: std::net::Ipv4Addr,
    /// The virtual address of the control nodes.
    pub control_vip: std::net::Ipv4Addr,
    /// Where the addresses of links between switches are.
    pub fabric_subnet: Ipv4Net,
    /// Where protocol addresses are.
    pub protocol_subnet: Ipv4Net,
    /// Where VTEP addresses are.
    pub vtep_subnet: Ipv4Net,
    /// The MTU of the fabric, in bytes.
    pub fabric_mtu: u32,
    /// By how much servers' MTU must be smaller, in bytes.
    pub server_mtu_offset: u32,
    /// Whether the gateway is switched on.
    pub gateway: bool,
    /// The number of communities for the gateways' groups.
    pub gateway_communities: usize,
    /// Whether VPC peering is forbidden.
    pub peering_disabled: bool,
    /// Whether switch profiles beside the built-in ones are allowed.
    pub extra_profiles: bool,
}

/// VLANs, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VlanRange {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
}

const fn net(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(std::net::Ipv4Addr::new(a, b, c, d), length)
}

/// What the installer takes where nothing else is said.
impl Default for Settings {
    fn default() -> Self {
        let reserved = [
            net(172, 30, 0, 0, 21),
            net(172, 30, 128, 0, 17),
            net(172, 30, 8, 0, 22),
            net(172, 30, 12, 0, 22),
            net(172, 30, 96, 0, 19),
            net(172, 30, 95, 0, 31),
            net(172, 30, 16, 0, 22),
        ];
        Self {
            mode: "spine-leaf".to_owned(),
            reserved_subnets: reserved.map(IpNet::V4).to_vec(),
            reserved_vlans: vec![
                VlanRange { from: 3000, to: 3899 },
                VlanRange { from: 3900, to: 3999 },
            ],
            spine_asn: 65100,
            leaf_asn_start: 65101,
            leaf_asn_end: 65533,
            management_subnet: net(172, 30, 0, 0, 21),
            management_dhcp_start: std::net::Ipv4Addr::new(172, 30, 4, 0),
            control_vip: std::net::Ipv4Addr::new(172, 30, 0, 1),
            fabric_subnet: net(172, 30, 128, 0, 17),
            protocol_subnet: net(172, 30, 8, 0, 22),
            vtep_subnet: net(172, 30, 12, 0, 22),
            fabric_mtu: 9100,
            server_mtu_offset: 64,
            gateway: false,
            gateway_communities: 10,
            peering_disabled: false,
            extra_profiles: false,
        }
    }
}
