//! Kinds of group `vpc.githedgehog.com`.

use std::net::IpAddr;

use hedgerow_model::{Map, Value};
use ipnet::IpNet;

use super::{default, entry, is_empty, map_in, maps_in};

const INTERFACE_MTU: i64 = 9036;
const LEASE_SECONDS: i64 = 3600;

pub(super) fn vpc(spec: &mut Map) {
    default(spec, "ipv4Namespace", "default");
    default(spec, "vlanNamespace", "default");
    for subnet in maps_in(spec, "subnets") {
        let prefix =
            subnet.get("subnet").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let host_bgp = subnet.get("hostBGP").and_then(Value::as_bool) == Some(true);
        if let Some(gateway) = prefix.and_then(|prefix| behind(prefix, 1)).filter(|_| !host_bgp) {
            default(subnet, "gateway", gateway.to_string());
        }
        if let Some(dhcp) = map_in(subnet, "dhcp") {
            self::dhcp(dhcp, prefix);
        }
    }
}

/// The address so many behind the network's, where there is one.
fn behind(prefix: IpNet, count: u128) -> Option<IpAddr> {
    let address = match prefix.network() {
        IpAddr::V4(address) => {
            let number = u32::from(address).checked_add(u32::try_from(count).ok()?)?;
            IpAddr::V4(number.into())
        }
        IpAddr::V6(address) => IpAddr::V6(u128::from(address).checked_add(count)?.into()),
    };
    Some(address)
}

fn dhcp(dhcp: &mut Map, prefix: Option<IpNet>) {
    if dhcp.get("enable").and_then(Value::as_bool) != Some(true) {
        dhcp.shift_remove("range");
        dhcp.shift_remove("options");
        return;
    }
    if let Some((prefix, start)) = prefix.and_then(|prefix| Some((prefix, behind(prefix, 2)?)))
        && let Some(range) = entry(dhcp, "range", || Value::Map(Map::new())).as_map_mut()
    {
        default(range, "start", start.to_string());
        default(range, "end", prefix.broadcast().to_string());
    }
    let Some(options) = map_in(dhcp, "options") else { return };
    let all_empty = options.iter().all(|(key, value)| match value {
        Value::Bool(value) => !value,
        Value::Map(map) => map.is_empty(),
        _ => is_empty(options, key),
    });
    if all_empty {
        dhcp.shift_remove("options");
        return;
    }
    default(options, "interfaceMTU", INTERFACE_MTU);
    default(options, "leaseTimeSeconds", LEASE_SECONDS);
}

pub(super) fn attachment(spec: &mut Map) {
    if let Some(Value::String(subnet)) = spec.get_mut("subnet")
        && !subnet.is_empty()
        && !subnet.contains('/')
    {
        subnet.push_str("/default");
    }
}

pub(super) fn external(spec: &mut Map) {
    default(spec, "ipv4Namespace", "default");
}

pub(super) fn external_attachment(spec: &mut Map) {
    for side in ["switch", "neighbor"] {
        entry(spec, side, || Value::Map(Map::new()));
    }
}
