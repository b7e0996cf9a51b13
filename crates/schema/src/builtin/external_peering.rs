use super::shape::{Kind, field, list, object, text};
use crate::hedgehog::VPC_GROUP;

pub(super) fn kind() -> Kind {
    let prefix = object(
        "One prefix.",
        vec![field("prefix", text("It and all inside it, such as 0.0.0.0/0 for everything."))],
    );
    let vpc = object(
        "The VPC's side.",
        vec![
            field("name", text("Name of the VPC.")),
            field("subnets", list("Names of its subnets.", text(""))),
        ],
    );
    let external = object(
        "The external network's side.",
        vec![
            field("name", text("Name of the External.")),
            field("prefixes", list("Prefixes that the VPC reaches.", prefix)),
        ],
    );
    Kind {
        group: VPC_GROUP,
        version: "v1beta1",
        kind: "ExternalPeering",
        plural: "externalpeerings",
        short_names: &["extpeering", "extpeer"],
        about: "Lets a VPC and an external network reach each other.",
        spec: object(
            "Who reaches whom.",
            vec![field(
                "permit",
                object("Both sides.", vec![field("vpc", vpc), field("external", external)]),
            )],
        ),
        spec_required: false,
    }
}
