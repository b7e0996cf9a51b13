use super::shape::{Kind, field, list, object, uint16};
use crate::hedgehog::WIRING_GROUP;

pub(super) fn kind() -> Kind {
    let range = object(
        "VLANs from and to, both included.",
        vec![field("from", uint16("First VLAN.")), field("to", uint16("Last VLAN."))],
    );
    Kind {
        group: WIRING_GROUP,
        version: "v1beta1",
        kind: "VLANNamespace",
        plural: "vlannamespaces",
        short_names: &["vlanns"],
        about: "VLANs that VPC subnets may use, each once among the VPCs of the namespace.",
        spec: object(
            "The VLANs.",
            vec![field(
                "ranges",
                list("Ranges of VLANs that do not overlap.", range).min_items(1).max_items(20),
            )],
        ),
        spec_required: false,
    }
}
