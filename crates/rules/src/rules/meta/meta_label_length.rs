//! What a resource refers to becomes its labels, so Kubernetes refuses it where such a name is not a label.

use std::collections::HashSet;

use hedgerow_schema::is_label_value;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "meta-label-length",
    kinds: &[
        Kind::Vpc,
        Kind::VpcAttachment,
        Kind::ExternalAttachment,
        Kind::Switch,
        Kind::Connection,
    ],
    severity: Severity::Error,
    meaning: "refers to a name that cannot be a label",
    action: "shorten what is named to at most 63 letters, digits, hyphens and dots",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: server-1--web}
spec: {connection: server-1--leaf-1, subnet: a/web_}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: server-1--web}
spec: {connection: server-1--leaf-1, subnet: a/web}
",
};

/// What a resource of a kind refers to and has labels of.
fn is_labelled(of: Kind, target: Kind) -> bool {
    match of {
        Kind::Vpc => matches!(target, Kind::Ipv4Namespace | Kind::VlanNamespace),
        Kind::VpcAttachment => matches!(target, Kind::Connection | Kind::Vpc),
        Kind::ExternalAttachment => matches!(target, Kind::Connection | Kind::External),
        Kind::Switch => {
            matches!(target, Kind::SwitchProfile | Kind::SwitchGroup | Kind::VlanNamespace)
        }
        Kind::Connection => matches!(target, Kind::Switch | Kind::Server),
        _ => false,
    }
}

fn judge(subject: &Subject<'_>, report: &mut Report) {
    if !subject.has_odd_references {
        return;
    }
    let mut seen = HashSet::new();
    for reference in subject.references() {
        if report.is_full() {
            return;
        }
        let target = Kind::of(&reference.target);
        // What is not `device/port` names no device at all, which is for `conn-port-form`.
        let is_no_port = subject.kind == Kind::Connection && reference.part.is_none();
        if !is_labelled(subject.kind, target) || is_no_port {
            continue;
        }
        // What has another slash is not a name of a subnet at all, which is for `attach-form`.
        let subnet = reference.part.filter(|part| target == Kind::Vpc && !part.contains('/'));
        let name = (target.name(), reference.target.name);
        let subnet = subnet.map(|subnet| ("subnet", subnet));
        for (what, name) in [Some(name), subnet].into_iter().flatten() {
            if !is_label_value(&name) && seen.insert((what, name.clone())) {
                let length = name.chars().count();
                let message = format!(
                    "names a {what} that Kubernetes does not accept as a label, with {length} \
                     characters: rename it to at most 63 letters, digits, `-`, `_` and `.`, the \
                     first and the last a letter or digit; is {name}"
                );
                report.error(reference.path.clone(), message);
            }
        }
    }
}
