//! How lists are compared and merged: the tables of the built-in kinds, and what a CRD declares.

mod core;
mod items;
mod kustomize;

use std::sync::{Arc, OnceLock};

use hedgerow_model::{FieldPath, GroupKind, KeyPath, ListType, ListTypes, Segment};

use crate::hedgehog::{GATEWAY_GROUP, VPC_GROUP, WIRING_GROUP, is_fabric_group};
use crate::node::Node;

pub(crate) use items::OfItems;

/// How the table writes a list type.
#[derive(Clone, Copy, Debug)]
enum Row {
    Set,
    Keyed(&'static [&'static str]),
    Ordered(&'static [&'static str]),
}

impl Row {
    fn list_type(self) -> ListType {
        let owned = |keys: &[&str]| keys.iter().map(|key| key_path(key)).collect();
        match self {
            Self::Set => ListType::Set,
            Self::Keyed(keys) => ListType::Keyed(owned(keys)),
            Self::Ordered(keys) => ListType::OrderedKeyed(owned(keys)),
        }
    }
}

/// A key of the table; behind `=` is what an item has that leaves it out.
fn key_path(key: &str) -> KeyPath {
    match key.split_once('=') {
        Some((path, default)) => KeyPath::with_default(path, default),
        None => KeyPath::new(key),
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

fn table(kind: &GroupKind) -> Option<Table> {
    Some(match (kind.group.as_str(), kind.kind.as_str()) {
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
        (group, _) if is_fabric_group(group) => &[],
        _ => return None,
    })
}

/// What is said of a list that has no keys, by its schema or by the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// Nothing.
    Unsaid,
    /// What is in no table is one value.
    OneValue,
    /// That, and a list whose keys do not tell its items apart.
    OneValueWithoutKeys,
}

/// The list types of one kind: what its CRD declares, then the tables; everything else is atomic.
#[derive(Debug)]
pub(crate) struct KindLists {
    /// Each with the path below which it counts.
    tables: Vec<(String, Table)>,
    rest: Rest,
    schema: Option<Arc<Node>>,
}

impl KindLists {
    pub(crate) fn new(kind: &GroupKind, schema: Option<Arc<Node>>) -> Self {
        let (group, name) = (kind.group.as_str(), kind.kind.as_str());
        let (mut tables, rest) = if let Some(table) = table(kind) {
            (vec![(String::new(), table)], Rest::OneValueWithoutKeys)
        } else if let Some(tables) = core::tables(group, name) {
            (tables, Rest::OneValue)
        } else if kustomize::is_kustomization(group, name) {
            (vec![(String::new(), kustomize::KUSTOMIZATION)], Rest::Unsaid)
        } else {
            (Vec::new(), Rest::Unsaid)
        };
        tables.push((String::new(), METADATA));
        Self { tables, rest, schema }
    }

    /// The lists of a kind that is not in the catalogue: one of Kubernetes' own, kustomize's, or one of
    /// which nothing is known but its metadata.
    pub(crate) fn of_unlisted(kind: &GroupKind) -> Arc<Self> {
        static UNKNOWN: OnceLock<Arc<KindLists>> = OnceLock::new();
        let lists = Self::new(kind, None);
        if lists.tables.len() > 1 {
            return Arc::new(lists);
        }
        Arc::clone(UNKNOWN.get_or_init(|| Arc::new(lists)))
    }

    fn node(&self, path: &FieldPath) -> Option<&Node> {
        self.schema.as_deref().and_then(|root| node_at(root, path))
    }

    /// The row of the tables that describes a path.
    fn row(&self, path: &FieldPath, node: Option<&Node>) -> Option<Row> {
        let rows = || {
            let known = self.tables.iter().flat_map(|(below, table)| {
                table.iter().map(move |(pattern, row)| (below.as_str(), *pattern, *row))
            });
            known.filter(|(below, pattern, _)| matches(below, pattern, path)).map(|(_, _, row)| row)
        };
        let fits = |row: &Row| match (row, node.and_then(|node| node.items.as_deref())) {
            (Row::Keyed(keys) | Row::Ordered(keys), Some(item)) => keys
                .iter()
                .all(|key| key.split('.').next().is_some_and(|f| item.child(f).is_some())),
            _ => true,
        };
        rows().find(fits).or_else(|| rows().next())
    }
}

impl ListTypes for KindLists {
    fn list_type(&self, path: &FieldPath) -> ListType {
        let node = self.node(path);
        if let Some(declared) = node.and_then(|node| node.list_type.clone()) {
            return declared;
        }
        self.row(path, node).map_or(ListType::Atomic, Row::list_type)
    }

    fn is_one_value(&self, path: &FieldPath) -> bool {
        let node = self.node(path);
        if let Some(declared) = node.and_then(|node| node.list_type.as_ref()) {
            return *declared == ListType::Atomic;
        }
        match self.rest {
            Rest::Unsaid => false,
            Rest::OneValue => self.row(path, node).is_none(),
            Rest::OneValueWithoutKeys => true,
        }
    }
}

fn node_at<'n>(root: &'n Node, path: &FieldPath) -> Option<&'n Node> {
    path.segments().iter().try_fold(root, |node, segment| match segment {
        Segment::Key(key) => node.child(key),
        Segment::Index(_) | Segment::Item(_) => node.items.as_deref(),
    })
}

/// Whether a path is the one that a pattern of a table describes, below where the table counts: `*` is
/// any key, `[]` any item.
fn matches(below: &str, pattern: &str, path: &FieldPath) -> bool {
    let mut steps = below.split('.').filter(|step| !step.is_empty()).chain(pattern.split('.'));
    path.segments().iter().all(|segment| match (steps.next(), segment) {
        (Some("[]"), segment) => !matches!(segment, Segment::Key(_)),
        (Some("*"), Segment::Key(_)) => true,
        (Some(step), Segment::Key(key)) => step == key,
        _ => false,
    }) && steps.next().is_none()
}
