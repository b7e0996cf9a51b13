use super::shape::{Kind, Shape, field, flag, list, map, needed, object, text};
use crate::hedgehog::GATEWAY_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: GATEWAY_GROUP,
        version: "v1alpha1",
        kind: "GatewayPeering",
        plural: "gatewaypeerings",
        short_names: &["gwpeer"],
        about: "Lets two VPCs, or a VPC and an external network, reach each other by a gateway.",
        spec: object(
            "Who reaches whom, and what is filtered.",
            vec![
                field("gatewayGroup", text("Name of the GatewayGroup that does it.")),
                field(
                    "peering",
                    map(
                        "Both sides by name of the VPC; `ext.` and a name for an External.",
                        side(),
                    ),
                ),
                field("acl", acl()),
            ],
        ),
        spec_required: false,
    }
}

fn side() -> Shape {
    let seen_as = object(
        "One range that addresses are translated to; one of both.",
        vec![field("cidr", text("Prefix to include.")), field("not", text("Prefix to leave out."))],
    );
    let ip = object(
        "One range; one of the three.",
        vec![
            field("cidr", text("Prefix to include.")),
            field("not", text("Prefix to leave out.")),
            field("vpcSubnet", text("Name of a subnet of the VPC to include.")),
        ],
    );
    let expose = object(
        "Addresses that the other side reaches.",
        vec![
            field("ips", list("The addresses.", ip)),
            field("as", list("What the other side sees instead.", seen_as)),
            field("default", flag("Everything that nothing else names.")),
            field("nat", nat()),
        ],
    );
    object("One side.", vec![field("expose", list("What the other side reaches.", expose))])
}

fn nat() -> Shape {
    let idle = || field("idleTimeout", text("When a silent flow is forgotten, such as 5m."));
    let port = object(
        "One port or range.",
        vec![
            field("port", text("Port or range that is reached.")),
            field("as", text("Port or range that the other side sees.")),
            field("proto", text("Protocol; both if empty.").one_of(&["tcp", "udp", ""])),
        ],
    );
    object(
        "How addresses are translated.",
        vec![
            field("static", object("One to one.", vec![])),
            field("masquerade", object("Many behind few.", vec![idle()])),
            field(
                "portForward",
                object("Port by port.", vec![idle(), field("ports", list("The ports.", port))]),
            ),
        ],
    )
}

fn acl() -> Shape {
    let rule = object(
        "One rule; the first that matches decides.",
        vec![
            needed("action", text("What is done with what matches.").one_of(&["deny", "allow"])),
            field("name", text("Its name in logs.")),
            field("from", text("Side it comes from; follows from `to` if left out.")),
            field("to", text("Side it goes to; follows from `from` if left out.")),
            field("log", flag("Logs what matches.")),
            field(
                "scope",
                text("Whole flows, or each packet; flows if empty.")
                    .one_of(&["flow", "packet", ""]),
            ),
            field(
                "match",
                object(
                    "What matches; everything in its direction if left out.",
                    vec![
                        field("proto", text("tcp, udp or a number; any if left out.")),
                        field("src", list("Sources.", end())),
                        field("dst", list("Destinations.", end())),
                    ],
                ),
            ),
        ],
    );
    object(
        "Filter of the peering.",
        vec![
            needed(
                "default",
                text("What is done where no rule matches.").one_of(&[
                    "deny",
                    "deny-unless-exposed",
                    "",
                ]),
            ),
            field("rules", list("Rules, in order.", rule)),
        ],
    )
}

fn end() -> Shape {
    object(
        "Addresses and ports; at most one of prefix and subnet.",
        vec![
            field("cidr", text("Prefix.")),
            field("vpcSubnet", text("Name of a subnet of the VPC.")),
            field("ports", list("Ports or ranges; all if left out.", text(""))),
        ],
    )
}
