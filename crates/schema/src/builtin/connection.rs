use super::shape::{
    Field, Kind, Shape, address, field, flag, interface_address, list, object, text, uint16,
};
use crate::hedgehog::WIRING_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: WIRING_GROUP,
        version: "v1beta1",
        kind: "Connection",
        plural: "connections",
        short_names: &["conn"],
        about: "Cables between switches, servers, gateways and the outside.",
        spec: spec(),
        spec_required: false,
    }
}

fn spec() -> Shape {
    object(
        "The cables; exactly one sort.",
        vec![
            field("unbundled", unbundled()),
            field("bundled", server_links("One server to one switch, as a port channel.", 0)),
            field("eslag", server_links("One server to two to four switches (EVPN).", 2)),
            field(
                "mclag",
                server_links("Deprecated: MCLAG was removed in release 26.03, use `eslag`.", 2),
            ),
            field("mclagDomain", mclag_domain()),
            field(
                "fabric",
                links("A spine to a leaf.", vec![end("spine", true), end("leaf", true)]),
            ),
            field(
                "mesh",
                links(
                    "A leaf to a leaf, without spine.",
                    vec![end("leaf1", true), end("leaf2", true)],
                ),
            ),
            field(
                "gateway",
                links("A switch to a gateway.", vec![end("switch", true), end("gateway", true)]),
            ),
            field(
                "vpcLoopback",
                links(
                    "Pairs of ports of one switch, for peering within it.",
                    vec![end("switch1", false), end("switch2", false)],
                ),
            ),
            field(
                "external",
                object(
                    "One switch to an external system, for ExternalAttachments.",
                    vec![field("link", object("The cable.", vec![end("switch", false)]))],
                ),
            ),
            field("staticExternal", static_external()),
        ],
    )
}

/// One end of a cable: a port, with an address where the ends route.
fn end(name: &'static str, routed: bool) -> Field {
    let mut fields = vec![field("port", text("Device and port, such as `leaf-1/E1/1`."))];
    if routed {
        fields.push(field("ip", interface_address("Address with prefix length, usually a /31.")));
    }
    field(name, object("One end.", fields))
}

fn links(about: &'static str, ends: Vec<Field>) -> Shape {
    let link = object("One cable.", ends);
    object(about, vec![field("links", list("The cables.", link).min_items(1))])
}

fn mtu() -> Field {
    field("mtu", uint16("Largest packet of the port or port channel, in bytes."))
}

fn unbundled() -> Shape {
    let link = object("The cable.", vec![end("server", false), end("switch", false)]);
    object("One server to one switch, one cable.", vec![field("link", link), mtu()])
}

fn server_links(about: &'static str, at_least: u32) -> Shape {
    let link = object("One cable.", vec![end("server", false), end("switch", false)]);
    let mut links = list("The cables.", link);
    if at_least > 0 {
        links = links.min_items(at_least);
    }
    object(
        about,
        vec![
            field("links", links),
            mtu(),
            field("fallback", flag("Uses one link while the server does not speak LACP.")),
        ],
    )
}

fn mclag_domain() -> Shape {
    let pairs = |about| {
        let pair = object("One cable.", vec![end("switch1", false), end("switch2", false)]);
        list(about, pair).min_items(1)
    };
    object(
        "Deprecated: MCLAG was removed in release 26.03, use `eslag`.",
        vec![
            field("peerLinks", pairs("Cables for the servers' traffic.")),
            field("sessionLinks", pairs("Cables for control and BGP.")),
        ],
    )
}

fn static_external() -> Shape {
    let switch = object(
        "The port and its routes.",
        vec![
            field("port", text("Device and port, such as `leaf-1/E1/1`.")),
            field("ip", interface_address("Address of the port with prefix length.")),
            field("nextHop", address("Where the subnets are routed to.")),
            field("subnets", list("Prefixes that are behind the next hop.", text(""))),
            field("vlan", uint16("VLAN of the port, where one is needed.")),
        ],
    );
    object(
        "One switch to an external system, with static routes.",
        vec![
            field("withinVPC", text("Name of the VPC that alone reaches it; cannot be changed.")),
            field("link", object("The cable.", vec![field("switch", switch)])),
        ],
    )
}
