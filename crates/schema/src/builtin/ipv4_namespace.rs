use super::shape::{Kind, field, list, object, text};
use crate::hedgehog::VPC_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: VPC_GROUP,
        version: "v1beta1",
        kind: "IPv4Namespace",
        plural: "ipv4namespaces",
        short_names: &["ipns"],
        about: "Addresses that VPC subnets are taken from, without overlap.",
        spec: object(
            "The addresses.",
            vec![field(
                "subnets",
                list("Prefixes that do not overlap, such as 10.0.0.0/16.", text(""))
                    .min_items(1)
                    .max_items(20),
            )],
        ),
        spec_required: false,
    }
}
