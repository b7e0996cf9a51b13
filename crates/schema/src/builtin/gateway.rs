use super::shape::{Kind, Shape, field, flag, int, int32, list, map, object, text, uint32};
use crate::hedgehog::GATEWAY_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: GATEWAY_GROUP,
        version: "v1alpha1",
        kind: "Gateway",
        plural: "gateways",
        short_names: &["gw"],
        about: "A machine that peers VPCs, with address translation and filters.",
        spec: spec(),
        spec_required: false,
    }
}

fn spec() -> Shape {
    let group = object(
        "One membership.",
        vec![
            field("name", text("Name of the GatewayGroup.")),
            field("priority", int32("Its priority within the group.")),
        ],
    );
    let interface = object(
        "One interface.",
        vec![
            field("ips", list("Addresses with prefix length.", text(""))),
            field("kernel", text("Name in the kernel, such as enp2s1, for the kernel's driver.")),
            field("pci", text("PCI address, such as 0000:00:01.0, for DPDK.")),
            field("mtu", uint32("Largest packet, in bytes.")),
        ],
    );
    let neighbor = object(
        "One neighbour.",
        vec![
            field("ip", text("Its address.")),
            field("asn", uint32("Its AS number.")),
            field("source", text("Interface to reach it from.")),
        ],
    );
    object(
        "How the gateway is set up.",
        vec![
            field("asn", uint32("AS number.")),
            field("protocolIP", text("BGP router address.")),
            field("vtepIP", text("VXLAN tunnel address.")),
            field("vtepMAC", text("VXLAN tunnel MAC address.")),
            field("vtepMTU", uint32("Largest packet in a tunnel, in bytes.")),
            field("groups", list("Groups it is in.", group)),
            field("interfaces", map("Interfaces by name.", interface)),
            field("neighbors", list("BGP neighbours.", neighbor)),
            field("workers", int("Number of worker threads.")),
            field("flowTableCapacity", int32("Most flows that are tracked at once.")),
            field("logs", logs()),
            field(
                "profiling",
                object(
                    "Measuring of the gateway itself.",
                    vec![field("enabled", flag("Turns it on."))],
                ),
            ),
        ],
    )
}

fn logs() -> Shape {
    object(
        "What is logged.",
        vec![
            field("default", text("Level where no tag says otherwise.")),
            field("tags", map("Level by tag.", text(""))),
            field(
                "rateLimit",
                object(
                    "How much is logged.",
                    vec![
                        field("burst", int32("Messages at once; 50 if left out.").at_least(0)),
                        field(
                            "replenishPerSecond",
                            int32("Messages a second; 5 if left out.").at_least(0),
                        ),
                    ],
                ),
            ),
        ],
    )
}
