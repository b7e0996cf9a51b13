//! What rules index resources by.

use std::sync::Arc;

use ipnet::IpNet;

use crate::declared::Declarations;
use crate::object::{Kind, Object};

/// What sort of thing a [`Key`] names. Resources that hold one and the same key meet in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// A resource that is referred to: its identity as text.
    Refers,
    /// A VLAN of a VLANNamespace: `namespace/number`.
    Vlan,
    /// Subnets of VPCs by IPv4Namespace: `namespace`.
    Networks,
    /// A port of a switch, server or gateway: `device/port`, in its shortest spelling.
    Port,
    /// An address of a link between switches, or between a switch and a gateway.
    LinkAddress,
    /// The ASN of a leaf.
    Asn,
    /// A management address of a switch.
    ManagementAddress,
    /// A protocol address of a Switch or Gateway, as text.
    ProtocolAddress,
    /// A VTEP address of a Switch or Gateway, as text.
    VtepAddress,
    /// A MAC address of a Gateway.
    Mac,
    /// A subnet of a VPC on a Connection: `connection/vpc/subnet`.
    Attached,
    /// The attachment without VLAN tag on a Connection: `connection`.
    Native,
    /// The VLAN of an external attachment: `connection/number`.
    ExternalVlan,
    /// Two VPCs that peer, in the order of their names: `a b`.
    Peers,
    /// What is exposed to a side by GatewayPeerings: `side`; `side/incomparable` where a range names no prefix.
    ExposedTo,
    /// The members of a group of gateways: `group`.
    GatewayGroup,
    /// The members of a redundancy group of switches: `group`.
    RedundancyGroup,
    /// A resource of a kind that a declared reference leads to: the kind.
    OfKind,
    /// What a declared reference names: kind, path, namespace and value.
    Named,
    /// A resource that declared references lead to, of which not all values are known by [`Sort::Named`]: kind, path
    /// and namespace.
    NamedInPart,
    /// A value that a declared rule wants to be unique: rule, namespace, scope and value.
    Shared,
    /// Prefixes that a declared rule wants to be apart: rule, namespace and scope.
    SharedNetworks,
}

/// So many others are named that share a value which a person declared unique, or a prefix to be apart; of more
/// none is, so that a field that is the same everywhere costs what one resource costs.
pub(crate) const CROWD: usize = 20;

impl Sort {
    /// Whether one resource more or less under a key, or with one and the same prefix there, of so many, is no news
    /// to the others.
    pub(crate) fn is_crowd(self, held: usize) -> bool {
        // One that comes is counted already, and one that goes still is.
        matches!(self, Self::Shared | Self::SharedNetworks) && held > CROWD + 2
    }
}

/// What a resource is found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) sort: Sort,
    pub(crate) text: Arc<str>,
}

impl Key {
    pub(crate) fn new(sort: Sort, text: impl AsRef<str>) -> Self {
        Self { sort, text: Arc::from(text.as_ref()) }
    }
}

/// What an object is indexed by. Rules add to it.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Those who hold one of these meet: an edit of one concerns all.
    pub(crate) keys: Vec<Key>,
    /// Those who hold one of these are found by it: an edit of one concerns only those who asked.
    pub(crate) found: Vec<Key>,
    pub(crate) networks: Vec<(Key, IpNet)>,
}

impl Index {
    /// Everything that rules index an object by, each key once.
    pub(crate) fn of(object: &Object, declared: &Declarations) -> Self {
        let mut index = Self::default();
        let refers = object.refers.iter();
        index.found.extend(refers.map(|text| Key { sort: Sort::Refers, text: Arc::clone(text) }));
        // Switches and Gateways share them, and no rule judges both.
        if matches!(object.kind, Kind::Switch | Kind::Gateway) {
            for (sort, field) in
                [(Sort::ProtocolAddress, "protocolIP"), (Sort::VtepAddress, "vtepIP")]
            {
                let address = object.spec.get(field).text();
                if !address.is_empty() {
                    index.key(sort, address);
                }
            }
        }
        for rule in crate::rules::RULES {
            if let Some(add) = rule.index.filter(|_| rule.kinds.contains(&object.kind)) {
                add(object, &mut index);
            }
        }
        declared.index(object, &mut index);
        index.keys.sort();
        index.keys.dedup();
        index.found.sort();
        index.found.dedup();
        index.found.retain(|key| index.keys.binary_search(key).is_err());
        index.networks.sort();
        index.networks.dedup();
        index.keys.shrink_to_fit();
        index.found.shrink_to_fit();
        index.networks.shrink_to_fit();
        index
    }

    /// The object meets all others that are found under this: [`others`](crate::subject::Subject::others).
    pub(crate) fn key(&mut self, sort: Sort, text: impl AsRef<str>) {
        self.keys.push(Key::new(sort, text));
    }

    /// The object is found under this by who asks: [`holders`](crate::subject::Subject::holders). For keys
    /// that very many resources hold, such as what is exposed to one VPC.
    pub(crate) fn found(&mut self, sort: Sort, text: impl AsRef<str>) {
        self.found.push(Key::new(sort, text));
    }

    /// The object is found by what overlaps this prefix, among those of one name: VPC subnets of an
    /// IPv4Namespace, say. Host bits do not matter.
    pub(crate) fn network(&mut self, sort: Sort, text: impl AsRef<str>, net: IpNet) {
        self.networks.push((Key::new(sort, text), net.trunc()));
    }
}
