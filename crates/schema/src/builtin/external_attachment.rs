use super::shape::{Kind, Shape, field, flag, int, list, needed, object, text, uint16, uint32};
use crate::hedgehog::VPC_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: VPC_GROUP,
        version: "v1beta1",
        kind: "ExternalAttachment",
        plural: "externalattachments",
        short_names: &["extattach"],
        about: "Brings an external network to a connection.",
        spec: spec(),
        spec_required: true,
    }
}

fn spec() -> Shape {
    object(
        "What is attached to what, and how the switch talks to it.",
        vec![
            field("external", text("Name of the External.")),
            field("connection", text("Name of the Connection, of sort external.")),
            needed(
                "switch",
                object(
                    "The switch's side, for BGP.",
                    vec![
                        field("ip", text("Address with prefix length.")),
                        field("vlan", uint16("VLAN; 0 for none.")),
                    ],
                ),
            ),
            needed(
                "neighbor",
                object(
                    "The other side, for BGP.",
                    vec![
                        field("asn", uint32("AS number.")),
                        field("ip", text("Address without prefix length.")),
                    ],
                ),
            ),
            field(
                "static",
                object(
                    "For a network without BGP.",
                    vec![
                        needed("remoteIP", text("Address of the next hop.")),
                        field("ip", text("Address of the switch with prefix length.")),
                        field("vlan", uint16("VLAN; 0 for none.")),
                        field("proxy", flag("Answers ARP for others, for gateway peerings.")),
                    ],
                ),
            ),
            field(
                "inboundACL",
                object(
                    "What may come in.",
                    vec![field("statements", list("Statements by number.", statement()))],
                ),
            ),
        ],
    )
}

fn statement() -> Shape {
    object(
        "One statement.",
        vec![
            needed("seq", uint16("Its number: lower ones come first.")),
            needed("action", text("What is done with a packet that matches.")),
            needed("protocol", text("Protocol that matches.")),
            needed("srcPrefix", text("Prefix that it comes from.")),
            needed("dstPrefix", text("Prefix that it goes to.")),
            field("portRangeBegin", uint16("First destination port.")),
            field("portRangeEnd", uint16("Last destination port.")),
            field("icmpType", int("ICMP type.")),
            field("icmpCode", int("ICMP code.")),
            field("tcpFilters", tcp_filters()),
        ],
    )
}

fn tcp_filters() -> Shape {
    object(
        "TCP flags that must be set, or with `not` must not.",
        vec![
            field("established", flag("Part of an open connection.")),
            field("ack", flag("ACK.")),
            field("notAck", flag("No ACK.")),
            field("fin", flag("FIN.")),
            field("notFin", flag("No FIN.")),
            field("psh", flag("PSH.")),
            field("notPsh", flag("No PSH.")),
            field("rst", flag("RST.")),
            field("notRst", flag("No RST.")),
            field("syn", flag("SYN.")),
            field("notSyn", flag("No SYN.")),
            field("urg", flag("URG.")),
            field("notUrg", flag("No URG.")),
        ],
    )
}
