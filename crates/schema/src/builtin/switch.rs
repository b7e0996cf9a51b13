use super::shape::{Kind, Shape, field, flag, int, int32, list, map, needed, object, text, uint32};
use crate::hedgehog::WIRING_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: WIRING_GROUP,
        version: "v1beta1",
        kind: "Switch",
        plural: "switches",
        short_names: &["sw"],
        about: "A switch of the fabric.",
        spec: spec(),
        spec_required: false,
    }
}

fn spec() -> Shape {
    object(
        "How the switch is set up.",
        vec![
            needed(
                "role",
                text("What the switch does in the fabric.").one_of(&[
                    "spine",
                    "server-leaf",
                    "border-leaf",
                    "mixed-leaf",
                    "virtual-edge",
                ]),
            ),
            field("description", text("A note for people.")),
            field("profile", text("Name of the SwitchProfile: its model.")),
            field(
                "boot",
                object(
                    "How the switch is recognised when it boots; one of both.",
                    vec![
                        field("serial", text("Serial number.")),
                        field("mac", text("MAC address of the management port.")),
                    ],
                ),
            ),
            field("groups", list("Names of the SwitchGroups it is in.", text(""))),
            field(
                "redundancy",
                object(
                    "Redundancy with other switches of a group, for ESLAG connections.",
                    vec![
                        field("group", text("Name of the SwitchGroup.")),
                        field("type", text("Sort of redundancy.").one_of(&["mclag", "eslag"])),
                    ],
                ),
            ),
            field("vlanNamespaces", list("Names of the VLANNamespaces it serves.", text(""))),
            field("asn", uint32("AS number; filled in by the installer.")),
            field("ip", text("Management address with prefix length; filled in by the installer.")),
            field("protocolIP", text("BGP router address; filled in by the installer.")),
            field("vtepIP", text("VXLAN tunnel address; filled in by the installer.")),
            field("portSpeeds", map("Speed by port, such as `E1/1: 25G`.", text(""))),
            field("portGroupSpeeds", map("Speed by port group, such as `\"1\": 10G`.", text(""))),
            field("portBreakouts", map("Breakout by port, such as `E1/55: 4x25G`.", text(""))),
            field("portAutoNegs", map("Auto-negotiation by port.", flag(""))),
            field(
                "portFECs",
                map(
                    "Error correction by port. Removing an entry leaves the switch as it is.",
                    text("").one_of(&["rs", "fc", "auto", "disabled"]),
                ),
            ),
            field("enableAllPorts", flag("Turns on ports that no connection uses, too.")),
            field("roce", flag("Lossless queues for RoCEv2.")),
            field(
                "ecmp",
                object(
                    "Spreading over equal paths.",
                    vec![field("roceQPN", flag("Hashes by the queue pair of RoCE."))],
                ),
            ),
            field("linkFlapErrDisable", link_flap()),
        ],
    )
}

fn link_flap() -> Shape {
    object(
        "Switches a fabric port off that goes down too often.",
        vec![
            field(
                "flapThreshold",
                int("How often within the interval.").at_least(1).at_most(50).default(3),
            ),
            field(
                "samplingInterval",
                int32("The interval, in seconds.").at_least(1).at_most(65_535).default(30),
            ),
            field(
                "recoveryInterval",
                int32("Seconds until the port comes back; 0 for never.")
                    .at_least(0)
                    .at_most(65_534)
                    .default(300),
            ),
        ],
    )
}
