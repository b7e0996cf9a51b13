//! Random resources of all kinds, with few names and numbers, so that they meet; broken ones too.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::object::Kind;

/// The kinds, each as often as it comes here.
const KINDS: &[Kind] = &[
    Kind::Ipv4Namespace,
    Kind::VlanNamespace,
    Kind::Vpc,
    Kind::Vpc,
    Kind::Vpc,
    Kind::VpcAttachment,
    Kind::VpcAttachment,
    Kind::VpcPeering,
    Kind::External,
    Kind::ExternalAttachment,
    Kind::ExternalAttachment,
    Kind::ExternalPeering,
    Kind::Connection,
    Kind::Connection,
    Kind::Connection,
    Kind::Switch,
    Kind::Switch,
    Kind::SwitchGroup,
    Kind::SwitchProfile,
    Kind::Server,
    Kind::GatewayGroup,
    Kind::Gateway,
    Kind::Gateway,
    Kind::GatewayPeering,
    Kind::GatewayPeering,
];

/// A resource by what was drawn for it.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    pub(super) name: u8,
    pub(super) is_elsewhere: bool,
    pub(super) drawn: Vec<u8>,
}

pub(super) fn resource() -> impl Strategy<Value = Resource> {
    let drawn = proptest::collection::vec(any::<u8>(), 0..24);
    (0..KINDS.len(), 0_u8..4, proptest::bool::weighted(0.1), drawn).prop_map(
        |(kind, name, is_elsewhere, drawn)| Resource {
            kind: KINDS[kind],
            name,
            is_elsewhere,
            drawn,
        },
    )
}

/// What was drawn, piece by piece; the first choice when nothing is left.
struct Drawn<'d>(std::slice::Iter<'d, u8>);

impl Drawn<'_> {
    fn below(&mut self, count: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % count)
    }

    /// Once in so many times.
    fn rarely(&mut self, times: u8) -> bool {
        self.below(times) == times - 1
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[usize::from(self.below(u8::try_from(texts.len()).unwrap()))]
    }
}

const VPCS: &[&str] = &["a", "b", "c", "d"];
const SUBNETS: &[&str] = &["web", "db"];
const NAMESPACES: &[&str] = &["default", "default", "x"];
const SWITCHES: &[&str] = &["leaf-1", "leaf-2", "spine-1", "leaf-4"];
const SERVERS: &[&str] = &["s-1", "s-2", "s-3", "s-4"];
const GATEWAYS: &[&str] = &["gw-1", "gw-2", "gw-3", "gw-4"];
const EXTERNALS: &[&str] = &["isp", "dc", "e3", "e4"];
const CONNECTIONS: &[&str] = &["c-1", "c-2", "c-3", "c-4"];
const GROUPS: &[&str] = &["default", "edge", "g3", "g4"];
const PROFILES: &[&str] = &["ds3000", "vs", "p3", "p4"];
const PREFIXES: &[&str] =
    &["10.0.1.0/24", "10.0.2.0/24", "10.0.2.128/25", "10.0.0.0/16", "10.1.0.0/24", "nonsense"];

impl Resource {
    fn names(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Ipv4Namespace | Kind::VlanNamespace => &["default", "x", "y", "z"],
            Kind::Vpc => VPCS,
            Kind::External => EXTERNALS,
            Kind::Connection => CONNECTIONS,
            Kind::Switch => SWITCHES,
            Kind::Server => SERVERS,
            Kind::SwitchProfile => PROFILES,
            Kind::GatewayGroup | Kind::SwitchGroup => GROUPS,
            Kind::Gateway => GATEWAYS,
            _ => &["r-1", "r-2", "r-3", "r-4"],
        }
    }

    /// What it is known by.
    pub(super) fn identity(&self) -> hedgerow_model::Identity {
        let namespace = if self.is_elsewhere { "elsewhere" } else { "default" };
        self.kind.identity(namespace, self.names()[usize::from(self.name)])
    }

    /// Its manifest.
    pub(super) fn manifest(&self) -> Json {
        let identity = self.identity();
        let version = if identity.group.starts_with("gateway") { "v1alpha1" } else { "v1beta1" };
        json!({
            "apiVersion": format!("{}/{version}", identity.group),
            "kind": identity.kind,
            "metadata": {"name": identity.name, "namespace": identity.namespace},
            "spec": spec(self.kind, &mut Drawn(self.drawn.iter())),
        })
    }
}

fn spec(kind: Kind, drawn: &mut Drawn<'_>) -> Json {
    match kind {
        Kind::Ipv4Namespace => {
            let last = drawn.one_of(&["10.2.0.0/16", "10.0.0.0/8", "172.30.0.0/24"]);
            json!({"subnets": [drawn.one_of(&["10.0.0.0/16", "10.1.0.0/16", "x"]), last]})
        }
        Kind::VlanNamespace => {
            json!({"ranges": [{"from": 1000 + u16::from(drawn.below(4)), "to": 1000 + u16::from(drawn.below(8))}]})
        }
        Kind::Vpc => vpc(drawn),
        Kind::VpcAttachment => json!({
            "connection": drawn.one_of(CONNECTIONS),
            "subnet": format!("{}/{}", drawn.one_of(VPCS), drawn.one_of(SUBNETS)),
            "nativeVLAN": drawn.below(2) == 0,
        }),
        Kind::VpcPeering => {
            json!({"permit": [pair(drawn, VPCS, |drawn| if drawn.rarely(3) { json!({"subnets": [drawn.one_of(SUBNETS)]}) } else { json!({}) })]})
        }
        Kind::External => {
            let community = format!("65000:{}", drawn.below(3));
            if drawn.rarely(3) {
                json!({"ipv4Namespace": drawn.one_of(NAMESPACES), "static": {"prefixes": [drawn.one_of(PREFIXES)]}})
            } else {
                json!({"ipv4Namespace": drawn.one_of(NAMESPACES), "inboundCommunity": community})
            }
        }
        Kind::ExternalAttachment => json!({
            "connection": drawn.one_of(CONNECTIONS),
            "external": drawn.one_of(EXTERNALS),
            "switch": {"ip": "10.9.0.1/24", "vlan": drawn.below(2)},
            "neighbor": {"ip": "10.9.0.2", "asn": drawn.below(2)},
        }),
        Kind::ExternalPeering => json!({"permit": {
            "vpc": {"name": drawn.one_of(VPCS), "subnets": [drawn.one_of(SUBNETS)]},
            "external": {"name": drawn.one_of(EXTERNALS), "prefixes": [{"prefix": "0.0.0.0/0"}]},
        }}),
        Kind::Connection => connection(drawn),
        Kind::Switch => switch(drawn),
        Kind::Gateway => gateway(drawn),
        Kind::GatewayPeering => gateway_peering(drawn),
        Kind::SwitchProfile => {
            json!({"displayName": "p", "features": {"l2vni": drawn.below(2) == 0, "l3vni": true}})
        }
        _ => json!({}),
    }
}

/// A map of two, seldom of one.
fn pair(
    drawn: &mut Drawn<'_>,
    names: &[&str],
    mut value: impl FnMut(&mut Drawn<'_>) -> Json,
) -> Json {
    let mut map = Map::new();
    for _ in 0..2 {
        let name = drawn.one_of(names);
        map.insert(name.to_owned(), value(drawn));
    }
    Json::Object(map)
}

fn vpc(drawn: &mut Drawn<'_>) -> Json {
    let mut subnets = Map::new();
    for name in SUBNETS.iter().take(usize::from(drawn.below(2)) + 1) {
        let mut subnet =
            json!({"subnet": drawn.one_of(PREFIXES), "vlan": 1000 + u16::from(drawn.below(4))});
        if drawn.rarely(6) {
            subnet["hostBGP"] = json!(true);
        }
        if drawn.rarely(6) {
            subnet["dhcp"] = json!({"relay": "10.9.0.1/32", "relayVPC": drawn.one_of(VPCS)});
        }
        subnets.insert((*name).to_owned(), subnet);
    }
    json!({
        "subnets": subnets,
        "mode": drawn.one_of(&["", "", "l3vni", "l3flat"]),
        "ipv4Namespace": drawn.one_of(NAMESPACES),
        "vlanNamespace": drawn.one_of(NAMESPACES),
    })
}

fn switch_port(drawn: &mut Drawn<'_>) -> String {
    let port = drawn.one_of(&["E1/1", "E1/1/1", "E1/2", "E1/1/2", "M1"]);
    format!("{}/{port}", drawn.one_of(SWITCHES))
}

fn connection(drawn: &mut Drawn<'_>) -> Json {
    let server = |drawn: &mut Drawn<'_>| json!({"port": format!("{}/eth{}", drawn.one_of(SERVERS), drawn.below(2))});
    let end = |drawn: &mut Drawn<'_>| {
        let port = switch_port(drawn);
        let ip = drawn.one_of(&["172.30.128.0/31", "172.30.128.1/31", "172.30.128.2/31"]);
        json!({"port": port, "ip": ip})
    };
    let bare = |drawn: &mut Drawn<'_>| json!({"port": switch_port(drawn)});
    match drawn.below(7) {
        0 => json!({"unbundled": {"link": {"server": server(drawn), "switch": bare(drawn)}}}),
        1 => json!({"bundled": {"links": [{"server": server(drawn), "switch": bare(drawn)}]}}),
        2 => {
            let mut link = || json!({"server": server(drawn), "switch": bare(drawn)});
            json!({"eslag": {"links": [link(), link()]}})
        }
        3 => json!({"fabric": {"links": [{"spine": end(drawn), "leaf": end(drawn)}]}}),
        4 => json!({"external": {"link": {"switch": bare(drawn)}}}),
        5 => {
            let port = format!("{}/enp2s{}", drawn.one_of(GATEWAYS), drawn.below(2));
            json!({"gateway": {"links": [{"switch": end(drawn), "gateway": {"port": port, "ip": "172.30.128.1/31"}}]}})
        }
        _ => {
            let switch =
                json!({"port": switch_port(drawn), "ip": "10.9.1.1/24", "nextHop": "10.9.1.2"});
            json!({"staticExternal": {"withinVPC": drawn.one_of(VPCS), "link": {"switch": switch}}})
        }
    }
}

fn switch(drawn: &mut Drawn<'_>) -> Json {
    let mut spec = json!({
        "role": drawn.one_of(&["server-leaf", "spine", "border-leaf"]),
        "profile": drawn.one_of(PROFILES),
        "asn": 65100 + u32::from(drawn.below(3)),
        "ip": format!("172.30.0.{}/21", 1 + drawn.below(3)),
        "protocolIP": format!("172.30.8.{}/32", drawn.below(3)),
        "vtepIP": format!("172.30.12.{}/32", drawn.below(3)),
        "vlanNamespaces": [drawn.one_of(NAMESPACES)],
    });
    if drawn.below(2) == 0 {
        spec["redundancy"] =
            json!({"type": drawn.one_of(&["eslag", "mclag"]), "group": drawn.one_of(GROUPS)});
    }
    spec
}

fn gateway(drawn: &mut Drawn<'_>) -> Json {
    json!({
        "protocolIP": format!("172.30.8.{}/{}", drawn.below(3), if drawn.rarely(5) { 31 } else { 32 }),
        "vtepIP": format!("172.30.12.{}/32", drawn.below(3)),
        "vtepMAC": format!("02:00:00:00:00:0{}", drawn.below(3)),
        "asn": 65534,
        "interfaces": {"eth0": {"ips": ["172.30.128.9/31"]}},
        "neighbors": [{"ip": "172.30.128.8", "asn": 65100}],
        "groups": [{"name": drawn.one_of(GROUPS)}],
    })
}

fn gateway_peering(drawn: &mut Drawn<'_>) -> Json {
    let side = |drawn: &mut Drawn<'_>| {
        let range = match drawn.below(6) {
            0 => json!({"vpcSubnet": drawn.one_of(SUBNETS)}),
            1 => json!({"not": drawn.one_of(PREFIXES)}),
            _ => json!({"cidr": drawn.one_of(PREFIXES)}),
        };
        match drawn.below(5) {
            0 => json!({"expose": [{"default": true}]}),
            1 => {
                json!({"expose": [{"ips": [range], "as": [{"cidr": drawn.one_of(PREFIXES)}], "nat": {"static": {}}}]})
            }
            _ => json!({"expose": [{"ips": [range]}]}),
        }
    };
    let parties: &[&str] = &["a", "b", "c", "ext.isp"];
    json!({"peering": pair(drawn, parties, side), "gatewayGroup": drawn.one_of(GROUPS)})
}
