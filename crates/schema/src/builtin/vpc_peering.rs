use super::shape::{Kind, field, list, map, object, text};
use crate::hedgehog::VPC_GROUP;

pub(super) fn kind() -> Kind {
    let side = object(
        "One side.",
        vec![field(
            "subnets",
            list("Names of its subnets; all if left out.", text("")).min_items(1).max_items(10),
        )],
    );
    Kind {
        group: VPC_GROUP,
        version: "v1beta1",
        kind: "VPCPeering",
        plural: "vpcpeerings",
        short_names: &["vpcpeer"],
        about: "Lets two VPCs reach each other.",
        spec: object(
            "Who reaches whom.",
            vec![
                field(
                    "permit",
                    list("Policies; each names both VPCs.", map("The two VPCs by name.", side))
                        .min_items(1)
                        .max_items(10),
                ),
                field("remote", text("Deprecated: no longer looked at.")),
            ],
        ),
        spec_required: false,
    }
}
