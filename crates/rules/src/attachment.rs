//! A VPCAttachment as the cluster reads it: the subnet that is attached, and the Connection with its
//! switches.

use crate::connection::Connection;
use crate::object::{Kind, Object};
use crate::report::Report;
use crate::subject::Subject;
use crate::tree::Tree;

/// The VPC and the subnet that `spec.subnet` names; `None` where it is not of the form `vpc/subnet`. A bare
/// `vpc` has been defaulted to `vpc/default`.
pub(crate) fn vpc_and_subnet(spec: &Tree) -> Option<(&str, &str)> {
    let (vpc, subnet) = spec.get("subnet").text().split_once('/')?;
    (!vpc.is_empty() && !subnet.is_empty()).then_some((vpc, subnet))
}

/// The Connection of an attachment, where it exists.
pub(crate) fn connection<'i>(attachment: &Subject<'i>, report: &mut Report) -> Option<&'i Object> {
    let name = attachment.spec().get("connection").text();
    if name.is_empty() { None } else { attachment.look(report, Kind::Connection, name) }
}

/// The names of the switches at which a Connection ends, each once.
pub(crate) fn switches(connection: &Object) -> impl Iterator<Item = &str> {
    let connection = Connection::of(&connection.spec);
    let devices = connection.iter().flat_map(|connection| connection.devices(Kind::Switch));
    devices.map(|(switch, _)| switch).collect::<Vec<_>>().into_iter()
}

/// The VPC of an attachment, where it exists.
pub(crate) fn vpc<'i>(attachment: &Subject<'i>, report: &mut Report) -> Option<&'i Object> {
    let (vpc, _) = vpc_and_subnet(attachment.spec())?;
    attachment.look(report, Kind::Vpc, vpc)
}

/// The subnet of an attachment with its VPC and name, where it exists.
pub(crate) fn subnet<'i>(
    attachment: &Subject<'i>,
    report: &mut Report,
) -> Option<(&'i Object, &'i str, &'i Tree)> {
    let (_, name) = vpc_and_subnet(attachment.spec())?;
    let vpc = vpc(attachment, report)?;
    let subnet = vpc.spec.at(&["subnets", name]);
    subnet.is_there().then_some((vpc, name, subnet))
}
