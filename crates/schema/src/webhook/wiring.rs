//! Kinds of group `wiring.githedgehog.com`.

use hedgerow_model::{Map, Value};

use super::{default, entry, map_in, maps_in};

pub(super) fn vlan_namespace(spec: &mut Map) {
    for range in maps_in(spec, "ranges") {
        if let Some(from) = range.get("from").and_then(Value::as_i64) {
            default(range, "to", from);
        }
    }
}

/// Empty texts vanish before the schema is checked, which has no use for them.
pub(super) fn connection(spec: &mut Map) {
    for sort in ["fabric", "mesh", "gateway"] {
        let Some(details) = map_in(spec, sort) else { continue };
        for link in maps_in(details, "links") {
            for end in link.values_mut().filter_map(Value::as_map_mut) {
                drop_empty(end, "ip");
            }
        }
    }
    let link = map_in(spec, "staticExternal").and_then(|details| map_in(details, "link"));
    if let Some(switch) = link.and_then(|link| map_in(link, "switch")) {
        drop_empty(switch, "ip");
        drop_empty(switch, "nextHop");
    }
}

fn drop_empty(map: &mut Map, key: &str) {
    if map.get(key).is_some_and(|value| value.as_str() == Some("")) {
        map.shift_remove(key);
    }
}

pub(super) fn switch(spec: &mut Map) {
    for speeds in ["portSpeeds", "portGroupSpeeds"] {
        for speed in map_in(spec, speeds).into_iter().flat_map(Map::values_mut) {
            if let Value::String(text) = speed
                && let Some(short) = text.strip_prefix("SPEED_")
            {
                *text = short.to_owned();
            }
        }
    }
    default(spec, "vlanNamespaces", vec![Value::from("default")]);
    if let Some(redundancy) = map_in(spec, "redundancy") {
        drop_empty(redundancy, "type");
    }
    let group = spec.get("redundancy").and_then(|redundancy| redundancy.get("group"));
    let group = group.and_then(Value::as_str).filter(|group| !group.is_empty()).map(str::to_owned);
    if let Some(group) = group
        && let Value::List(groups) = entry(spec, "groups", || Value::List(Vec::new()))
        && !groups.iter().any(|one| one.as_str() == Some(&group))
    {
        groups.push(group.into());
    }
}
