//! A Connection as the cluster reads it: its type, and the ports at the ends of its links.

use std::collections::BTreeSet;

use hedgerow_model::{FieldPath, Segment};

use crate::object::Kind;
use crate::tree::Tree;

/// The types that the cluster looks into, in its order: of several in one object the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionType {
    Unbundled,
    Bundled,
    Eslag,
    Fabric,
    Mesh,
    Gateway,
    VpcLoopback,
    External,
    StaticExternal,
}

/// The fields of the types that were removed in release 26.03.
pub(crate) const MCLAG: [&str; 2] = ["mclag", "mclagDomain"];

impl ConnectionType {
    /// All types, in the cluster's order.
    pub(crate) const ALL: [Self; 9] = [
        Self::Unbundled,
        Self::Bundled,
        Self::Eslag,
        Self::Fabric,
        Self::Mesh,
        Self::Gateway,
        Self::VpcLoopback,
        Self::External,
        Self::StaticExternal,
    ];

    /// The type of a Connection's spec; `None` where none of them is there.
    pub(crate) fn of(spec: &Tree) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.is_in(spec))
    }

    /// Whether a Connection's spec has it, whatever others it has.
    pub(crate) fn is_in(self, spec: &Tree) -> bool {
        spec.get(self.name()).is_there()
    }

    /// Its field in the spec.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unbundled => "unbundled",
            Self::Bundled => "bundled",
            Self::Eslag => "eslag",
            Self::Fabric => "fabric",
            Self::Mesh => "mesh",
            Self::Gateway => "gateway",
            Self::VpcLoopback => "vpcLoopback",
            Self::External => "external",
            Self::StaticExternal => "staticExternal",
        }
    }

    /// Whether it has one `link` instead of a list of `links`.
    fn has_one_link(self) -> bool {
        matches!(self, Self::Unbundled | Self::External | Self::StaticExternal)
    }

    /// The ends of a link: their fields, and the kind of the device.
    fn ends(self) -> &'static [(&'static str, Kind)] {
        match self {
            Self::Unbundled | Self::Bundled | Self::Eslag => {
                &[("server", Kind::Server), ("switch", Kind::Switch)]
            }
            Self::Fabric => &[("spine", Kind::Switch), ("leaf", Kind::Switch)],
            Self::Mesh => &[("leaf1", Kind::Switch), ("leaf2", Kind::Switch)],
            Self::Gateway => &[("switch", Kind::Switch), ("gateway", Kind::Gateway)],
            Self::VpcLoopback => &[("switch1", Kind::Switch), ("switch2", Kind::Switch)],
            Self::External | Self::StaticExternal => &[("switch", Kind::Switch)],
        }
    }
}

/// Whether the cluster accepts a Connection's spec without looking into it, because it is of a type that
/// was removed.
pub(crate) fn is_mclag(spec: &Tree) -> bool {
    MCLAG.iter().any(|field| spec.get(field).is_there())
}

/// A Connection that the cluster looks into.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Connection<'t> {
    of_type: ConnectionType,
    links: &'t [Tree],
}

/// An end of a link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End<'t> {
    of_type: ConnectionType,
    index: usize,
    name: &'static str,
    /// What sort of device it is at.
    pub(crate) kind: Kind,
    /// `device/port`; empty where it is missing.
    pub(crate) port: &'t str,
}

impl<'t> Connection<'t> {
    /// The Connection of a spec; `None` where it has no type, or one that was removed.
    pub(crate) fn of(spec: &'t Tree) -> Option<Self> {
        let of_type = ConnectionType::of(spec).filter(|_| !is_mclag(spec))?;
        let details = spec.get(of_type.name());
        let links = if of_type.has_one_link() {
            std::slice::from_ref(details.get("link"))
        } else {
            details.get("links").items()
        };
        Some(Self { of_type, links })
    }

    /// All ends, link by link.
    pub(crate) fn ends(&self) -> impl Iterator<Item = End<'t>> {
        let of_type = self.of_type;
        self.links.iter().enumerate().flat_map(move |(index, link)| {
            let end = move |(name, kind): &(&'static str, Kind)| {
                let port = link.at(&[name, "port"]).text();
                End { of_type, index, name, kind: *kind, port }
            };
            of_type.ends().iter().map(end)
        })
    }

    /// The devices of a kind, each with the first end that is at it.
    pub(crate) fn devices(&self, kind: Kind) -> Vec<(&'t str, End<'t>)> {
        let mut seen = BTreeSet::new();
        let ends = self.ends().filter(|end| end.kind == kind);
        ends.map(|end| (end.device(), end))
            .filter(|(device, _)| !device.is_empty() && seen.insert(*device))
            .collect()
    }
}

impl<'t> End<'t> {
    /// The device: what is before the first `/`.
    pub(crate) fn device(&self) -> &'t str {
        self.port.split_once('/').map_or(self.port, |(device, _)| device)
    }

    /// The path of one of its fields.
    pub(crate) fn field(&self, field: &str) -> FieldPath {
        let details = FieldPath::of_keys(["spec", self.of_type.name()]);
        let link = if self.of_type.has_one_link() {
            details.key("link")
        } else {
            details.key("links").child(Segment::Index(self.index))
        };
        link.key(self.name).key(field)
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_yaml::read_value;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::unbundled(
        "{unbundled: {link: {server: {port: s/e1}, switch: {port: a/E1/1}}}}",
        "spec.unbundled.link.server.port s/e1, spec.unbundled.link.switch.port a/E1/1",
        "a"
    )]
    #[case::bundled(
        "{bundled: {links: [{switch: {port: a/E1/1}}, {server: {port: s/e2}}]}}",
        "spec.bundled.links[0].server.port -, spec.bundled.links[0].switch.port a/E1/1, \
         spec.bundled.links[1].server.port s/e2, spec.bundled.links[1].switch.port -",
        "a"
    )]
    #[case::eslag(
        "{eslag: {links: [{switch: {port: b/E1/1}}, {switch: {port: a/E1/1}}, {switch: {port: b/E1/2}}]}}",
        "spec.eslag.links[0].server.port -, spec.eslag.links[0].switch.port b/E1/1, \
         spec.eslag.links[1].server.port -, spec.eslag.links[1].switch.port a/E1/1, \
         spec.eslag.links[2].server.port -, spec.eslag.links[2].switch.port b/E1/2",
        "b a"
    )]
    #[case::fabric(
        "{fabric: {links: [{spine: {port: s/E1/1}, leaf: {port: l/E1/2}}]}}",
        "spec.fabric.links[0].spine.port s/E1/1, spec.fabric.links[0].leaf.port l/E1/2",
        "s l"
    )]
    #[case::mesh(
        "{mesh: {links: [{leaf1: {port: a/E1/1}, leaf2: {port: b/E1/2}}]}}",
        "spec.mesh.links[0].leaf1.port a/E1/1, spec.mesh.links[0].leaf2.port b/E1/2",
        "a b"
    )]
    #[case::gateway(
        "{gateway: {links: [{switch: {port: a/E1/1}, gateway: {port: g/eth0}}]}}",
        "spec.gateway.links[0].switch.port a/E1/1, spec.gateway.links[0].gateway.port g/eth0",
        "a"
    )]
    #[case::vpc_loopback(
        "{vpcLoopback: {links: [{switch1: {port: a/E1/1}, switch2: {port: a/E1/2}}]}}",
        "spec.vpcLoopback.links[0].switch1.port a/E1/1, spec.vpcLoopback.links[0].switch2.port a/E1/2",
        "a"
    )]
    #[case::static_external(
        "{staticExternal: {link: {switch: {port: a/E1/1}}}}",
        "spec.staticExternal.link.switch.port a/E1/1",
        "a"
    )]
    #[case::the_first_in_the_order_of_the_cluster(
        "{external: {link: {switch: {port: x/1}}}, eslag: {}, bundled: {links: [{switch: {port: a/1}}]}}",
        "spec.bundled.links[0].server.port -, spec.bundled.links[0].switch.port a/1",
        "a"
    )]
    #[case::null_is_absent(
        "{unbundled: null, external: {link: {switch: {port: bare}}}}",
        "spec.external.link.switch.port bare",
        "bare"
    )]
    #[case::nothing_in_it("{external: {}}", "spec.external.link.switch.port -", "")]
    #[case::no_type("{}", "", "")]
    #[case::mclag_hides_all_ports(
        "{mclag: {links: [{switch: {port: a/1}}]}, bundled: {links: [{switch: {port: a/1}}]}}",
        "",
        ""
    )]
    fn ends_and_switches(#[case] text: &str, #[case] expected: &str, #[case] switches: &str) {
        let spec = Tree::from(&read_value(text).unwrap());
        let connection = Connection::of(&spec);
        let ends = connection.iter().flat_map(Connection::ends).map(|end| {
            let port = if end.port.is_empty() { "-" } else { end.port };
            format!("{} {port}", end.field("port"))
        });
        assert_eq!(ends.collect::<Vec<_>>().join(", "), expected);
        let devices = connection.iter().flat_map(|connection| connection.devices(Kind::Switch));
        assert_eq!(devices.map(|(device, _)| device).collect::<Vec<_>>().join(" "), switches);
    }
}
