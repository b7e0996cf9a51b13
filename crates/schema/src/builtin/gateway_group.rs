use super::shape::{Kind, object};
use crate::hedgehog::GATEWAY_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: GATEWAY_GROUP,
        version: "v1alpha1",
        kind: "GatewayGroup",
        plural: "gatewaygroups",
        short_names: &["gwgr"],
        about: "A group of gateways that take over from each other.",
        spec: object("Nothing but the name is needed.", vec![]),
        spec_required: false,
    }
}
