//! A Connection as the cluster reads it: its type, and the ports at the ends of its links.

use std::collections::BTreeSet;

use hedgerow_model::FieldPath;
use smallvec::SmallVec;

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

use ConnectionType::{
    Bundled, Eslag, External, Fabric, Gateway, Mesh, StaticExternal, Unbundled, VpcLoopback,
};

/// The fields of the types that were removed in release 26.03.
pub(crate) const MCLAG: [&str; 2] = ["mclag", "mclagDomain"];

impl ConnectionType {
    /// All types, in the cluster's order.
    pub(crate) const ALL: [Self; 9] =
        [Unbundled, Bundled, Eslag, Fabric, Mesh, Gateway, VpcLoopback, External, StaticExternal];

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
            Unbundled => "unbundled",
            Bundled => "bundled",
            Eslag => "eslag",
            Fabric => "fabric",
            Mesh => "mesh",
            Gateway => "gateway",
            VpcLoopback => "vpcLoopback",
            External => "external",
            StaticExternal => "staticExternal",
        }
    }

    /// Whether it has one `link` instead of a list of `links`.
    pub(crate) fn has_one_link(self) -> bool {
        matches!(self, Unbundled | External | StaticExternal)
    }

    /// Whether its links carry addresses of the fabric subnet.
    pub(crate) fn has_addresses(self) -> bool {
        matches!(self, Fabric | Mesh | Gateway)
    }

    /// The names of a link's ends.
    fn ends(self, link: &Tree) -> &'static [&'static str] {
        match self {
            Unbundled | Bundled | Eslag => &["server", "switch"],
            Fabric => &["spine", "leaf"],
            Mesh => &["leaf1", "leaf2"],
            // Its name before fabric v0.88.
            Gateway if link.get("spine").is_there() && !link.get("switch").is_there() => {
                &["spine", "gateway"]
            }
            Gateway => &["switch", "gateway"],
            VpcLoopback => &["switch1", "switch2"],
            External | StaticExternal => &["switch"],
        }
    }
}

/// Whether the cluster accepts a Connection's spec without looking into it, because it is of a type that
/// was removed.
pub(crate) fn is_mclag(spec: &Tree) -> bool {
    MCLAG.iter().any(|field| spec.get(field).is_there())
}

/// A Connection that the cluster looks into.
#[derive(Debug)]
pub(crate) struct Connection<'t> {
    pub(crate) of_type: ConnectionType,
    /// What the spec has under the type.
    pub(crate) details: &'t Tree,
    pub(crate) links: Vec<Link<'t>>,
}

/// A link: two ends, or one where the other is outside of the fabric. An end whose port is not a text is
/// left out: that is for the schema to say.
#[derive(Debug)]
pub(crate) struct Link<'t> {
    pub(crate) ends: SmallVec<[End<'t>; 2]>,
}

/// An end of a link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End<'t> {
    of_type: ConnectionType,
    index: Option<usize>,
    /// Its field in the link, such as `leaf`.
    pub(crate) name: &'static str,
    /// What sort of device it is at.
    pub(crate) kind: Kind,
    /// `device/port`; empty where it is missing.
    pub(crate) port: &'t str,
    /// Its address with length; empty where it is missing.
    pub(crate) ip: &'t str,
}

impl<'t> Connection<'t> {
    /// The Connection of a spec; `None` where it has no type, or one that was removed.
    pub(crate) fn of(spec: &'t Tree) -> Option<Self> {
        let of_type = ConnectionType::of(spec).filter(|_| !is_mclag(spec))?;
        let details = spec.get(of_type.name());
        let links = if of_type.has_one_link() {
            Link::of(of_type, None, details.get("link")).into_iter().collect()
        } else {
            let items = details.get("links").items().iter().enumerate();
            let written = items.filter(|(_, link)| link.is_there());
            written.filter_map(|(at, link)| Link::of(of_type, Some(at), link)).collect()
        };
        Some(Self { of_type, details, links })
    }

    /// All ends, link by link.
    pub(crate) fn ends(&self) -> impl Iterator<Item = &End<'t>> {
        self.links.iter().flat_map(|link| &link.ends)
    }

    /// The devices of a kind, each with the first end that is at it; only those of well-formed ports.
    pub(crate) fn devices(&self, kind: Kind) -> Vec<(&'t str, &End<'t>)> {
        let mut seen = BTreeSet::new();
        let ends = self.ends().filter(|end| end.kind == kind && end.is_well_formed());
        let named = ends.map(|end| (end.device(), end));
        named.filter(|(device, _)| seen.insert(*device)).collect()
    }

    /// The end at a port, whatever the spelling of the port.
    pub(crate) fn end_at(&self, port: &str) -> Option<&End<'t>> {
        let wanted = shortest(port);
        self.ends().find(|end| shortest(end.port) == wanted)
    }
}

impl<'t> Link<'t> {
    /// The link of a value; `None` where that is neither a map nor missing.
    fn of(of_type: ConnectionType, index: Option<usize>, link: &'t Tree) -> Option<Self> {
        if !matches!(link, Tree::Map(_) | Tree::Null) {
            return None;
        }
        let end = |name: &&'static str| End::of(of_type, index, name, link.get(name));
        Some(Self { ends: of_type.ends(link).iter().filter_map(end).collect() })
    }
}

impl<'t> End<'t> {
    fn of(
        of_type: ConnectionType,
        index: Option<usize>,
        name: &'static str,
        end: &'t Tree,
    ) -> Option<Self> {
        if !matches!(end, Tree::Map(_) | Tree::Null)
            || !matches!(end.get("port"), Tree::Text(_) | Tree::Null)
        {
            return None;
        }
        let kind = match name {
            "server" => Kind::Server,
            "gateway" => Kind::Gateway,
            _ => Kind::Switch,
        };
        let (port, ip) = (end.get("port").text(), end.get("ip").text());
        Some(Self { of_type, index, name, kind, port, ip })
    }

    /// The device: what is before the first `/`.
    pub(crate) fn device(&self) -> &'t str {
        self.port.split_once('/').map_or(self.port, |(device, _)| device)
    }

    /// The port on its device, such as `E1/1`.
    pub(crate) fn local_port(&self) -> &'t str {
        self.port.split_once('/').map_or("", |(_, port)| port)
    }

    /// Whether it names a device and a port.
    pub(crate) fn is_well_formed(&self) -> bool {
        !self.device().is_empty() && !self.local_port().is_empty()
    }

    /// The path of one of its fields.
    pub(crate) fn field(&self, field: &str) -> FieldPath {
        let details = FieldPath::of_keys(["spec", self.of_type.name()]);
        let link = match self.index {
            Some(index) => details.key("links").index(index),
            None => details.key("link"),
        };
        link.key(self.name).key(field)
    }
}

/// A port in its shortest spelling: `leaf-1/E1/1/1` is the same port as `leaf-1/E1/1`. So the cluster
/// compares them, whatever the device.
pub(crate) fn shortest(port: &str) -> &str {
    let base = port.strip_suffix("/1").filter(|base| base.matches('/').count() == 2);
    base.unwrap_or(port)
}

#[cfg(test)]
mod tests {
    use hedgerow_yaml::{Limits, read};
    use rstest::rstest;

    use super::*;

    fn spec(text: &str) -> Tree {
        Tree::from(read(text, &Limits::default()).unwrap().value())
    }

    #[rstest]
    #[case(
        "{unbundled: {link: {server: {port: s/1}, switch: {port: a/E1/1}}}}",
        &["spec.unbundled.link.server.port s/1", "spec.unbundled.link.switch.port a/E1/1"]
    )]
    #[case(
        "{bundled: {links: [{server: {port: s/1}}]}}",
        &["spec.bundled.links[0].server.port s/1", "spec.bundled.links[0].switch.port "]
    )]
    #[case("{external: {}}", &["spec.external.link.switch.port "])]
    #[case(
        "{gateway: {links: [{spine: {port: a/1}, gateway: {port: g/1}}]}}",
        &["spec.gateway.links[0].spine.port a/1", "spec.gateway.links[0].gateway.port g/1"]
    )]
    #[case("{eslag: {links: [{server: {port: 5}, switch: 7}, x, null]}}", &[])]
    #[case("{mesh: 7}", &[])]
    fn ends_with_their_fields(#[case] text: &str, #[case] expected: &[&str]) {
        let spec = spec(text);
        let connection = Connection::of(&spec).unwrap();
        let ends = connection.ends().map(|end| format!("{} {}", end.field("port"), end.port));
        assert_eq!(ends.collect::<Vec<_>>(), expected);
    }

    #[rstest]
    #[case("{mesh: {}, bundled: {}, eslag: {}}", Some(Bundled))]
    #[case("{bundled: null, staticExternal: {}}", Some(StaticExternal))]
    #[case("{mclag: {}}", None)]
    #[case("{}", None)]
    fn the_first_type_counts(#[case] text: &str, #[case] expected: Option<ConnectionType>) {
        assert_eq!(ConnectionType::of(&spec(text)), expected);
    }

    #[test]
    fn what_was_removed_is_not_looked_into() {
        assert!(Connection::of(&spec("{mclagDomain: {}, unbundled: {}}")).is_none());
    }

    #[rstest]
    #[case("leaf-1/E1/1/1", "leaf-1/E1/1")]
    #[case("leaf-1/E1/1", "leaf-1/E1/1")]
    #[case("leaf-1/E1/1/2", "leaf-1/E1/1/2")]
    #[case("leaf-1/E1/1/1/1", "leaf-1/E1/1/1/1")]
    #[case("server-1/1", "server-1/1")]
    fn the_shortest_spelling_of_a_port(#[case] port: &str, #[case] expected: &str) {
        assert_eq!(shortest(port), expected);
    }
}
