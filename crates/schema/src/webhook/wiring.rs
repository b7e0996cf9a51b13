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
    let group = spec.get("redundancy").and_then(|redundancy| redundancy.get("group"));
    let group = group.and_then(Value::as_str).filter(|group| !group.is_empty()).map(str::to_owned);
    if let Some(group) = group
        && let Value::List(groups) = entry(spec, "groups", || Value::List(Vec::new()))
        && !groups.iter().any(|one| one.as_str() == Some(&group))
    {
        groups.push(group.into());
    }
}
