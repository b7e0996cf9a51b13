use super::shape::{Kind, field, flag, object, text};
use crate::hedgehog::VPC_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: VPC_GROUP,
        version: "v1beta1",
        kind: "VPCAttachment",
        plural: "vpcattachments",
        short_names: &["vpcattach"],
        about: "Brings a subnet of a VPC to the server of a connection.",
        spec: object(
            "What is attached to what.",
            vec![
                field("subnet", text("VPC and subnet, such as `vpc-1/default`.")),
                field("connection", text("Name of the Connection: unbundled, bundled or eslag.")),
                field("nativeVLAN", flag("Sends the subnet without VLAN tag.")),
            ],
        ),
        spec_required: false,
    }
}
