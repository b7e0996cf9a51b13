//! What several rules ask of a Switch.

use hedgerow_model::FieldPath;
use ipnet::{IpNet, Ipv4Net};

use crate::connection::Connection;
use crate::net;
use crate::object::{Kind, Object};
use crate::profile::Profile;
use crate::report::Report;
use crate::settings::Settings;
use crate::subject::Subject;

/// What hydration (`hhfab`) fills in.
pub(crate) const HYDRATED: [&str; 4] = ["asn", "ip", "protocolIP", "vtepIP"];

/// Whether its role is that of a spine.
pub(crate) fn is_spine(switch: &Object) -> bool {
    switch.spec.get("role").text() == "spine"
}

/// Whether its role is one of those of leaves. `virtual-edge` is neither a spine's nor a leaf's.
pub(crate) fn is_leaf(switch: &Object) -> bool {
    matches!(switch.spec.get("role").text(), "server-leaf" | "border-leaf" | "mixed-leaf")
}

/// Whether it has something of what hydration fills in.
pub(crate) fn is_hydrated(switch: &Object) -> bool {
    HYDRATED.iter().any(|field| !switch.spec.get(field).is_empty())
}

/// Checks the form of a loopback's address: of length 32, and in the subnet of the fabric that `wanted` gives
/// with its name.
pub(crate) fn check_loopback(
    switch: &Subject<'_>,
    report: &mut Report,
    field: &str,
    wanted: fn(&Settings) -> (&'static str, Ipv4Net),
) {
    let at = || FieldPath::of_keys(["spec", field]);
    let text = switch.spec().get(field).text();
    let Some(prefix) = net::prefix(text) else {
        let message = format!("`{text}` is not an address with length: write it as a /32");
        report.error(at(), message);
        return;
    };
    if prefix.prefix_len() != 32 {
        report.error(at(), format!("{prefix} must have the length 32"));
    }
    if let Some((name, subnet)) = switch.settings(report).map(wanted)
        && !IpNet::V4(subnet).contains(&prefix.addr())
    {
        report.error(at(), format!("{} is not in the {name} {subnet}", prefix.addr()));
    }
}

/// The profile of a Switch. Where it is not known, the rule counts as not checked; where the Switch names none,
/// nothing is said.
pub(crate) fn profile_of<'i>(switch: &Subject<'i>, report: &mut Report) -> Option<Profile<'i>> {
    let name = switch.spec().get("profile").text();
    let name = Some(name).filter(|name| !name.is_empty())?;
    switch.look(report, Kind::SwitchProfile, name).map(Profile::of)
}

/// The guard of a Switch or Server that is deleted: no Connection may be on it. Ports of Connections that the
/// cluster does not look into do not count for it.
pub(crate) fn check_connections(device: &Subject<'_>, report: &mut Report) {
    for other in device.referrers(Kind::Connection) {
        if report.is_full() {
            break;
        }
        let read = Connection::of(&other.spec);
        let end = read.as_ref().and_then(|read| {
            read.ends().find(|end| end.kind == device.kind && end.device() == device.name())
        });
        match end {
            Some(end) => report.error_with(
                FieldPath::root(),
                (other, end.field("port")),
                format!("is needed by {}: delete that first", other.identity),
            ),
            None => report.warning_with(
                FieldPath::root(),
                (other, FieldPath::root()),
                format!(
                    "is needed by {}: the cluster does not check it; delete that first",
                    other.identity
                ),
            ),
        }
    }
}
