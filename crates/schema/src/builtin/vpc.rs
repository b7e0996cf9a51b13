use super::shape::{Kind, Shape, field, flag, list, map, needed, object, text, uint16, uint32};
use crate::hedgehog::VPC_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: VPC_GROUP,
        version: "v1beta1",
        kind: "VPC",
        plural: "vpcs",
        short_names: &[],
        about: "A private network with subnets of its own.",
        spec: spec(),
        spec_required: false,
    }
}

fn spec() -> Shape {
    let route = object(
        "One route.",
        vec![
            field("prefix", text("Where to, such as 10.42.0.0/24.")),
            field("nextHops", list("Addresses of the next hops; at least one.", text(""))),
        ],
    );
    object(
        "The network.",
        vec![
            field("ipv4Namespace", text("Name of the IPv4Namespace; `default` if left out.")),
            field("vlanNamespace", text("Name of the VLANNamespace; `default` if left out.")),
            field("mode", text("How the switches carry the network; empty for the usual way.")),
            field("defaultIsolated", flag("Subnets do not reach each other unless permitted.")),
            field("defaultRestricted", flag("Hosts of one subnet do not reach each other.")),
            field("subnets", map("Subnets by name.", subnet())),
            field(
                "permit",
                list(
                    "Groups of subnets that reach each other although isolated.",
                    list("", text("")),
                ),
            ),
            field("staticRoutes", list("Routes of the network beside its subnets.", route)),
        ],
    )
}

fn subnet() -> Shape {
    object(
        "One subnet.",
        vec![
            field("subnet", text("Its prefix, such as 10.0.1.0/24, inside the IPv4Namespace.")),
            field("gateway", text("Address of its gateway; the first one if left out.")),
            field("vlan", uint16("Its VLAN, inside the VLANNamespace.")),
            field("isolated", flag("Not reached from other subnets unless permitted.")),
            field("restricted", flag("Its hosts do not reach each other.")),
            field("hostBGP", flag("Only for hosts that announce addresses by BGP.")),
            field("dhcp", dhcp()),
        ],
    )
}

fn dhcp() -> Shape {
    let lease = object("One host.", vec![needed("ip", text("Its address."))]);
    object(
        "How hosts get their addresses.",
        vec![
            field("enable", flag("Runs a DHCP server for the subnet.")),
            field("relay", text("Address of another DHCP server, instead of one's own.")),
            field("relayVPC", text("Name of the VPC that the other server is in.")),
            field(
                "range",
                object(
                    "Addresses to hand out.",
                    vec![
                        field("start", text("First address.")),
                        field("end", text("Last address.")),
                    ],
                ),
            ),
            field("static", map("Fixed addresses by MAC address.", lease)),
            field("options", options()),
        ],
    )
}

fn options() -> Shape {
    let route = object(
        "One route.",
        vec![
            field("destination", text("Where to, such as 10.9.0.0/24.")),
            field("gateway", text("Address of the next hop.")),
        ],
    );
    object(
        "What the DHCP server tells the hosts.",
        vec![
            needed("leaseTimeSeconds", uint32("How long an address is theirs, in seconds.")),
            needed("interfaceMTU", uint16("Largest packet, in bytes.")),
            field("dnsServers", list("Addresses of name servers.", text(""))),
            field("timeServers", list("Addresses of time servers.", text(""))),
            field("pxeURL", text("Where hosts boot from, by http or tftp.")),
            field("advertisedRoutes", list("Routes for the hosts.", route)),
            field("disableDefaultRoute", flag("Announces no default route.")),
        ],
    )
}
