//! Kinds of group `gateway.githedgehog.com`.

use hedgerow_model::{Map, Value};

use super::{default, map_in, maps_in};

const WORKERS: i64 = 4;

pub(super) fn gateway(spec: &mut Map) {
    default(spec, "workers", WORKERS);
    let group = Map::from([("name".to_owned(), Value::from("default"))]);
    default(spec, "groups", vec![Value::Map(group)]);
}

/// Only a peering with two sides gets defaults.
pub(super) fn peering(spec: &mut Map) {
    if spec.get("peering").and_then(Value::as_map).is_none_or(|sides| sides.len() != 2) {
        return;
    }
    default(spec, "gatewayGroup", "default");
    if let Some(acl) = map_in(spec, "acl") {
        default(acl, "default", "deny-unless-exposed");
        for rule in maps_in(acl, "rules") {
            default(rule, "scope", "flow");
        }
    }
}
