use super::shape::{Kind, field, object, text};
use crate::hedgehog::WIRING_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: WIRING_GROUP,
        version: "v1beta1",
        kind: "Server",
        plural: "servers",
        short_names: &["srv"],
        about: "A server that connections lead to.",
        spec: object(
            "What is known of the server.",
            vec![
                field("description", text("A note for people.")),
                field("profile", text("Name of a ServerProfile; not used by the fabric yet.")),
            ],
        ),
        spec_required: false,
    }
}
