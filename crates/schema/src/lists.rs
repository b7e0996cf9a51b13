//! How lists are compared and merged: the table of the built-in kinds, and what a CRD declares.

use std::sync::Arc;

use hedgerow_model::{FieldPath, GroupKind, ListType, ListTypes, Segment};

use crate::hedgehog::{GATEWAY_GROUP, VPC_GROUP, WIRING_GROUP};
use crate::node::Node;

/// How the table writes a list type.
#[derive(Clone, Copy, Debug)]
enum Row {
    Set,
    Keyed(&'static [&'static str]),
    Ordered(&'static [&'static str]),
}

impl Row {
    fn list_type(self) -> ListType {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        match self {
            Self::Set => ListType::Set,
            Self::Keyed(keys) => ListType::Keyed(owned(keys)),
            Self::Ordered(keys) => ListType::OrderedKeyed(owned(keys)),
        }
    }
}

type Table = &'static [(&'static str, Row)];

/// In every object (Kubernetes' ObjectMeta).
const METADATA: Table =
    &[("metadata.finalizers", Row::Set), ("metadata.ownerReferences", Row::Keyed(&["uid"]))];

const SERVER_LINK: Row = Row::Keyed(&["server.port", "switch.port"]);
const SWITCH_PAIR: Row = Row::Keyed(&["switch1.port", "switch2.port"]);

/// Links are known by the ports of both ends. The gateway's has two rows: before fabric v0.88 its end
/// is `spine`; the row whose fields the schema has is taken, the first where there is no schema.
const CONNECTION: Table = &[
    ("spec.bundled.links", SERVER_LINK),
    ("spec.eslag.links", SERVER_LINK),
    ("spec.mclag.links", SERVER_LINK),
    ("spec.fabric.links", Row::Keyed(&["spine.port", "leaf.port"])),
    ("spec.gateway.links", Row::Keyed(&["switch.port", "gateway.port"])),
    ("spec.gateway.links", Row::Keyed(&["spine.port", "gateway.port"])),
    ("spec.mesh.links", Row::Keyed(&["leaf1.port", "leaf2.port"])),
    ("spec.vpcLoopback.links", SWITCH_PAIR),
    ("spec.mclagDomain.peerLinks", SWITCH_PAIR),
    ("spec.mclagDomain.sessionLinks", SWITCH_PAIR),
];

const EXTERNAL_ATTACHMENT: Table = &[("spec.inboundACL.statements", Row::Keyed(&["seq"]))];

const VPC: Table = &[
    ("spec.staticRoutes", Row::Keyed(&["prefix"])),
    ("spec.staticRoutes.[].nextHops", Row::Set),
    ("spec.subnets.*.dhcp.options.advertisedRoutes", Row::Keyed(&["destination"])),
    ("spec.subnets.*.dhcp.options.dnsServers", Row::Set),
    ("spec.subnets.*.dhcp.options.timeServers", Row::Set),
    ("spec.permit", Row::Set),
    ("spec.permit.[]", Row::Set),
];

const EXTERNAL_PEERING: Table = &[
    ("spec.permit.external.prefixes", Row::Keyed(&["prefix"])),
    ("spec.permit.vpc.subnets", Row::Set),
];

const VPC_PEERING: Table = &[("spec.permit.[].*.subnets", Row::Set)];

const EXTERNAL: Table = &[("spec.static.prefixes", Row::Set)];

const IPV4_NAMESPACE: Table = &[("spec.subnets", Row::Set)];

const VLAN_NAMESPACE: Table = &[("spec.ranges", Row::Set)];

const SWITCH: Table = &[("spec.groups", Row::Set), ("spec.vlanNamespaces", Row::Set)];

const GATEWAY: Table = &[
    ("spec.groups", Row::Keyed(&["name"])),
    ("spec.neighbors", Row::Keyed(&["ip"])),
    ("spec.interfaces.*.ips", Row::Set),
];

const GATEWAY_PEERING: Table = &[
    ("spec.acl.rules", Row::Ordered(&["name"])),
    ("spec.acl.rules.[].match.src.[].ports", Row::Set),
    ("spec.acl.rules.[].match.dst.[].ports", Row::Set),
    ("spec.peering.*.expose.[].nat.portForward.ports", Row::Set),
];

fn table(kind: &GroupKind) -> Table {
    match (kind.group.as_str(), kind.kind.as_str()) {
        (WIRING_GROUP, "Connection") => CONNECTION,
        (WIRING_GROUP, "Switch") => SWITCH,
        (WIRING_GROUP, "VLANNamespace") => VLAN_NAMESPACE,
        (VPC_GROUP, "VPC") => VPC,
        (VPC_GROUP, "VPCPeering") => VPC_PEERING,
        (VPC_GROUP, "External") => EXTERNAL,
        (VPC_GROUP, "ExternalAttachment") => EXTERNAL_ATTACHMENT,
        (VPC_GROUP, "ExternalPeering") => EXTERNAL_PEERING,
        (VPC_GROUP, "IPv4Namespace") => IPV4_NAMESPACE,
        (GATEWAY_GROUP, "Gateway") => GATEWAY,
        (GATEWAY_GROUP, "GatewayPeering") => GATEWAY_PEERING,
        _ => &[],
    }
}

/// The list types of one kind: what its CRD declares, then the table; everything else is atomic.
#[derive(Debug)]
pub(crate) struct KindLists {
    table: Table,
    schema: Option<Arc<Node>>,
}

impl KindLists {
    pub(crate) fn new(kind: &GroupKind, schema: Option<Arc<Node>>) -> Self {
        Self { table: table(kind), schema }
    }
}

impl ListTypes for KindLists {
    fn list_type(&self, path: &FieldPath) -> ListType {
        let node = self.schema.as_deref().and_then(|root| node_at(root, path));
        if let Some(declared) = node.and_then(|node| node.list_type.clone()) {
            return declared;
        }
        let rows = || {
            let known = self.table.iter().chain(METADATA);
            known.filter(|(pattern, _)| matches(pattern, path)).map(|(_, row)| *row)
        };
        let fits = |row: &Row| match (row, node.and_then(|node| node.items.as_deref())) {
            (Row::Keyed(keys) | Row::Ordered(keys), Some(item)) => keys
                .iter()
                .all(|key| key.split('.').next().is_some_and(|f| item.child(f).is_some())),
            _ => true,
        };
        rows().find(fits).or_else(|| rows().next()).map_or(ListType::Atomic, Row::list_type)
    }
}

fn node_at<'n>(root: &'n Node, path: &FieldPath) -> Option<&'n Node> {
    path.segments().iter().try_fold(root, |node, segment| match segment {
        Segment::Key(key) => node.child(key),
        Segment::Index(_) | Segment::Item(_) => node.items.as_deref(),
    })
}

/// Whether a path is the one that a pattern of the table describes: `*` is any key, `[]` any item.
fn matches(pattern: &str, path: &FieldPath) -> bool {
    let mut steps = pattern.split('.');
    path.segments().iter().all(|segment| match (steps.next(), segment) {
        (Some("[]"), segment) => !matches!(segment, Segment::Key(_)),
        (Some("*"), Segment::Key(_)) => true,
        (Some(step), Segment::Key(key)) => step == key,
        _ => false,
    }) && steps.next().is_none()
}
