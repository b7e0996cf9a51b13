use super::shape::{Kind, field, list, object, text};
use crate::hedgehog::VPC_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: VPC_GROUP,
        version: "v1beta1",
        kind: "External",
        plural: "externals",
        short_names: &["ext"],
        about: "A network outside the fabric.",
        spec: object(
            "What is known of the network.",
            vec![
                field("ipv4Namespace", text("Name of the IPv4Namespace it belongs to.")),
                field("inboundCommunity", text("Takes only routes with it, such as 65102:5000.")),
                field(
                    "outboundCommunity",
                    text("Is put on routes sent there, such as 50000:50001."),
                ),
                field(
                    "static",
                    object(
                        "For a network without BGP.",
                        vec![field("prefixes", list("Prefixes that are reached there.", text("")))],
                    ),
                ),
            ],
        ),
        spec_required: false,
    }
}
