//! The cluster lets everything of a VPC change, and does not look at who uses what is gone.

use std::collections::BTreeMap;

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "vpc-update",
    kinds: &[Kind::Vpc],
    severity: Severity::Warning,
    meaning: "changes under resources that use it",
    action: "change or remove those too",
    index: None,
    judge: Judge::Update(judge),
    before: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: server-1--web}
spec: {connection: server-1--leaf-1, subnet: a/web}
",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {dmz: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: server-1--web}
spec: {connection: server-1--leaf-1, subnet: a/web}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: a}
spec: {subnets: {web: {subnet: 10.0.1.0/24, vlan: 1002}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata: {name: server-1--web}
spec: {connection: server-1--leaf-1, subnet: a/web}
",
};

/// What makes use of a VPC's subnets.
const USERS: [Kind; 4] =
    [Kind::VpcAttachment, Kind::VpcPeering, Kind::ExternalPeering, Kind::GatewayPeering];

fn judge(before: &Object, vpc: &Subject<'_>, report: &mut Report) {
    let subnets = vpc.spec().get("subnets");
    let gone: Vec<&str> = before
        .spec
        .get("subnets")
        .entries()
        .map(|(name, _)| name)
        .filter(|name| !subnets.has(name))
        .collect();
    let changed: Vec<&str> = ["mode", "ipv4Namespace", "vlanNamespace"]
        .into_iter()
        .filter(|field| before.spec.get(field).text() != vpc.spec().get(field).text())
        .collect();
    if gone.is_empty() && changed.is_empty() {
        return;
    }
    let users: Vec<&Object> = USERS.into_iter().flat_map(|kind| vpc.referrers(kind)).collect();
    for field in changed {
        if let Some((first, who)) = summary(&users) {
            let (old, new) = (before.spec.get(field).text(), vpc.spec().get(field).text());
            report.warning_with(
                spec([field]),
                (first, whole()),
                format!(
                    "changes from `{old}` to `{new}` while {who}: the cluster does not \
                         check them again, check that they still fit"
                ),
            );
        }
    }
    let mut by_subnet: BTreeMap<&str, Vec<&Object>> =
        gone.iter().map(|name| (*name, Vec::new())).collect();
    for user in users.iter().filter(|_| !gone.is_empty()) {
        let mut parts: Vec<String> = user
            .references()
            .into_iter()
            .filter(|reference| reference.target == *vpc.identity())
            .filter_map(|reference| reference.part)
            .collect();
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            if let Some(users) = by_subnet.get_mut(part.as_str()) {
                users.push(user);
            }
        }
    }
    for (name, users) in by_subnet {
        if let Some((first, who)) = summary(&users) {
            report.warning_with(
                spec(["subnets"]).key(name),
                (first, whole()),
                format!(
                    "is gone while {who}: the cluster accepts that and leaves them \
                         broken, change or remove them too"
                ),
            );
        }
    }
}

/// Who uses it: the first, and how many others.
fn summary<'o>(users: &[&'o Object]) -> Option<(&'o Object, String)> {
    let (first, others) = users.split_first()?;
    let identity = first.identity();
    let who = match others.len() {
        0 => format!("{identity} uses it"),
        count => format!("{identity} and {count} more use it"),
    };
    Some((*first, who))
}
