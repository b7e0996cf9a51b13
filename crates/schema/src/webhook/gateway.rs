//! Kinds of group `gateway.githedgehog.com`.

use hedgerow_model::{Map, Value};

use super::{default, entry, map_in, maps_in};

const WORKERS: i64 = 4;
const LEVEL: &str = "info";
const BURST: i64 = 50;
const REPLENISHED_PER_SECOND: i64 = 5;
const IDLE_TIMEOUT: &str = "2m";

pub(super) fn gateway(spec: &mut Map) {
    if let Some(logs) = entry(spec, "logs", || Value::Map(Map::new())).as_map_mut() {
        default(logs, "default", LEVEL);
        if let Some(tags) = entry(logs, "tags", || Value::Map(Map::new())).as_map_mut()
            && tags.is_empty()
        {
            tags.insert("all".to_owned(), LEVEL.into());
        }
        if let Some(limit) = map_in(logs, "rateLimit") {
            default(limit, "burst", BURST);
            default(limit, "replenishPerSecond", REPLENISHED_PER_SECOND);
        }
    }
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
    for side in maps_in(spec, "peering") {
        for nat in maps_in(side, "expose").filter_map(|expose| map_in(expose, "nat")) {
            for stateful in ["masquerade", "portForward"] {
                if let Some(stateful) = map_in(nat, stateful) {
                    default(stateful, "idleTimeout", IDLE_TIMEOUT);
                }
            }
        }
    }
    if let Some(acl) = map_in(spec, "acl") {
        default(acl, "default", "deny-unless-exposed");
        for rule in maps_in(acl, "rules") {
            default(rule, "scope", "flow");
        }
    }
}
