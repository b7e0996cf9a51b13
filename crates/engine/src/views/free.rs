//! What is free, and by whom the rest is taken.

use hedgerow_model::{FieldPath, Identity};
use serde::{Deserialize, Serialize};

use super::{Evidence, Knowledge};

/// What somebody looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum FreeWhat {
    /// A VLAN of a VLANNamespace.
    Vlan,
    /// A subnet of an IPv4Namespace, of a length.
    Subnet,
    /// A port of a Switch.
    Port,
}

/// What somebody looks for, and where.
#[derive(Clone, Debug)]
pub struct FreeRequest {
    /// What.
    pub what: FreeWhat,
    /// The length of the subnet, in bits.
    pub length: Option<u8>,
    /// The namespace of VLANs or subnets; `default` when left out.
    pub namespace: Option<String>,
    /// The Switch whose port is looked for.
    pub switch: Option<String>,
    /// How many, from 1 to 1000; 5 when left out.
    pub count: Option<usize>,
    /// How many of those that are taken are listed, up to 1000; 20 when left out.
    pub taken: Option<usize>,
}

/// The next free VLANs, subnets or ports, and what in between is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FreeView {
    /// What they are chosen from: the namespace, or the Switch.
    pub of: ResourceName,
    /// Whether it is known what there is to choose from. If not, nothing is free, and `taken` lists what is in
    /// use.
    pub state: Knowledge,
    /// The free ones, in order: a VLAN, a prefix such as `10.0.7.0/24`, or a port such as `E1/7`.
    pub free: Vec<String>,
    /// The first ones that are taken before the last free one, in order; as many as were asked for.
    pub taken: Vec<TakenView>,
    /// How many more of those there are.
    pub more_taken: usize,
    /// What could not be taken into account, a sentence each.
    pub unchecked: Vec<String>,
    /// What this was concluded from, beside the drafts of open changes.
    pub evidence: Evidence,
}

/// What is not free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenView {
    /// The VLAN, a range of VLANs such as `3000-3899`, the prefix or the port.
    pub what: String,
    /// Whether the fabric reserves it for itself, by its settings; else a resource has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reserved: bool,
    /// The resource that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ResourceName>,
    /// The field of that resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldPath>,
    /// The open change that would take it; absent for what is in Git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
}

/// What a resource is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceName {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl From<&Identity> for ResourceName {
    fn from(identity: &Identity) -> Self {
        let Identity { group, kind, namespace, name } = identity.clone();
        Self { group, kind, namespace, name }
    }
}
