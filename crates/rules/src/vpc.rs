//! What the fields of a VPC mean.

use hedgerow_model::FieldPath;
use ipnet::IpNet;

use crate::net;
use crate::object::Object;
use crate::tree::Tree;

/// The longest prefix that a subnet may have, of IPv6 too.
pub(crate) const LONGEST: u8 = 30;

/// A subnet of a VPC.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subnet<'v> {
    /// Its name in the VPC.
    pub(crate) name: &'v str,
    /// Its fields.
    pub(crate) fields: &'v Tree,
}

/// The subnets of a VPC, by name; entries that are no maps are left to the schema and to `vpc-subnets`.
pub(crate) fn subnets(vpc: &Object) -> impl Iterator<Item = Subnet<'_>> + Clone {
    let entries = vpc.spec.get("subnets").entries();
    entries
        .filter(|(_, fields)| matches!(fields, Tree::Map(_)))
        .map(|(name, fields)| Subnet { name, fields })
}

impl<'v> Subnet<'v> {
    /// The path of one of its fields.
    pub(crate) fn at<const N: usize>(&self, keys: [&str; N]) -> FieldPath {
        FieldPath::of_keys(["spec", "subnets", self.name].into_iter().chain(keys))
    }

    /// Its prefix, host bits kept.
    pub(crate) fn net(&self) -> Option<IpNet> {
        net::prefix(self.fields.get("subnet").text())
    }

    /// Its prefix, where it has room for hosts. A longer one is for `vpc-subnet-parse`: what is filled in for it
    /// lies outside of it.
    pub(crate) fn room(&self) -> Option<IpNet> {
        self.net().filter(|prefix| prefix.prefix_len() <= LONGEST)
    }

    /// Its VLAN; 0 for none.
    pub(crate) fn vlan(&self) -> i64 {
        self.fields.get("vlan").int()
    }

    /// Whether it is only for hosts that announce addresses by BGP.
    pub(crate) fn is_host_bgp(&self) -> bool {
        self.fields.get("hostBGP").flag()
    }

    /// How its hosts get their addresses.
    pub(crate) fn dhcp(&self) -> &'v Tree {
        self.fields.get("dhcp")
    }

    /// Whether the fabric runs a DHCP server for it.
    pub(crate) fn has_dhcp(&self) -> bool {
        self.dhcp().get("enable").flag()
    }
}
