use super::shape::{Kind, object};
use crate::hedgehog::WIRING_GROUP;

pub(super) fn kind() -> Kind {
    Kind {
        group: WIRING_GROUP,
        version: "v1beta1",
        kind: "SwitchGroup",
        plural: "switchgroups",
        short_names: &["sg"],
        about: "A name that switches group themselves under, for redundancy for example.",
        spec: object("Nothing but the name is needed.", vec![]),
        spec_required: false,
    }
}
