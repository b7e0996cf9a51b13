//! What the clauses on GatewayPeerings have in common: sides, what they expose, ports.

use hedgerow_model::FieldPath;
use ipnet::IpNet;

use super::prelude::spec;
use crate::go;
use crate::net;
use crate::tree::Tree;

/// A side whose name starts so is an External's, not a VPC's.
const EXTERNAL_PREFIX: &str = "ext.";

/// Whom a side stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party<'p> {
    Vpc(&'p str),
    External(&'p str),
}

/// Whom a side of this name stands for.
pub(super) fn party(side: &str) -> Party<'_> {
    side.strip_prefix(EXTERNAL_PREFIX).map_or(Party::Vpc(side), Party::External)
}

/// The sides of a peering by name; one without a value is null.
pub(super) fn sides(peering: &Tree) -> impl ExactSizeIterator<Item = (&str, &Tree)> + Clone {
    peering.get("peering").entries()
}

/// The two sides of a peering, where it has just two.
pub(super) fn pair(peering: &Tree) -> Option<[(&str, &Tree); 2]> {
    let mut sides = sides(peering);
    match (sides.next(), sides.next(), sides.next()) {
        (Some(one), Some(two), None) => Some([one, two]),
        _ => None,
    }
}

/// The field of a side.
pub(super) fn side_path(side: &str) -> FieldPath {
    spec(["peering"]).key(side)
}

/// The maps of a list, with their places.
pub(super) fn maps(list: &Tree) -> impl Iterator<Item = (usize, &Tree)> {
    list.items().iter().enumerate().filter(|(_, item)| matches!(item, Tree::Map(_)))
}

/// The entries under `expose` of a side.
pub(super) fn exposes(side: &Tree) -> impl Iterator<Item = (usize, &Tree)> {
    maps(side.get("expose"))
}

/// An address range that the other side of a peering sees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exposed<'p> {
    expose: usize,
    list: &'static str,
    at: usize,
    cidr: &'p str,
}

impl Exposed<'_> {
    /// Its field.
    pub(super) fn path(&self, side: &str) -> FieldPath {
        let expose = side_path(side).key("expose").index(self.expose);
        expose.key(self.list).index(self.at)
    }

    /// Its prefix; `None` for one by `vpcSubnet` or `not`, and for what is not a prefix.
    pub(super) fn net(&self) -> Option<IpNet> {
        net::prefix(self.cidr)
    }

    /// Whether it names no prefix, so that the cluster cannot compare it.
    pub(super) fn is_incomparable(&self) -> bool {
        self.cidr.is_empty()
    }
}

/// What the other side sees of this one: of each entry `as` if it has any, else `ips`.
pub(super) fn exposed(side: &Tree) -> impl Iterator<Item = Exposed<'_>> {
    exposes(side).filter(|(_, entry)| !entry.get("default").flag()).flat_map(|(expose, entry)| {
        let list = if entry.get("as").items().is_empty() { "ips" } else { "as" };
        maps(entry.get(list)).map(move |(at, range)| Exposed {
            expose,
            list,
            at,
            cidr: range.get("cidr").text(),
        })
    })
}

/// What is wrong with a port or a range of ports such as `80-90`; `None` where nothing is.
pub(super) fn port_fault(text: &str) -> Option<String> {
    let is_port = |text: &str| go::integer(text).filter(|port| (1..=65535).contains(port));
    let fault = if text.is_empty() {
        "names no port"
    } else if text.trim() != text {
        "has blanks around it"
    } else if text.contains(',') {
        "is a list"
    } else if let Some((start, end)) = text.split_once('-') {
        match (is_port(start.trim()), is_port(end.trim())) {
            (Some(start), Some(end)) if start <= end => return None,
            (Some(_), Some(_)) => "starts behind its end",
            _ => "is not a range of ports from 1 to 65535",
        }
    } else if is_port(text).is_some() {
        return None;
    } else {
        "is not a port from 1 to 65535"
    };
    Some(format!("{fault}: write one port such as `80`, or a range such as `8000-8010`"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1", true)]
    #[case("65535", true)]
    #[case("0", false)]
    #[case("65536", false)]
    #[case("+80", true)]
    #[case("-80", false)]
    #[case("80-80", true)]
    #[case("80-90", true)]
    #[case("80 - 90", true)]
    #[case("90-80", false)]
    #[case("80-", false)]
    #[case("0-80", false)]
    #[case("80-65536", false)]
    #[case("80-85-90", false)]
    #[case("80,90", false)]
    #[case(" 80", false)]
    #[case("80 ", false)]
    #[case("http", false)]
    #[case("", false)]
    fn a_port_is_a_number_or_a_range(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(port_fault(text).is_none(), expected, "{:?}", port_fault(text));
    }

    #[test]
    fn a_side_is_a_vpc_or_an_external() {
        assert_eq!(party("web"), Party::Vpc("web"));
        assert_eq!(party("ext.isp"), Party::External("isp"));
        assert_eq!(party("ext."), Party::External(""));
        assert_eq!(party("extra"), Party::Vpc("extra"));
    }
}
