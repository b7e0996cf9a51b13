//! The groups of a Gateway exist, none is named twice, and none has more members than the fabric has
//! communities for gateways. The cluster makes the group `default` by itself.

use super::super::prelude::*;

use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    id: "gw-groups",
    kinds: &[Kind::Gateway],
    severity: Severity::Error,
    meaning: "is in a group that does not exist, twice in one, or in one that is full",
    action: "correct the groups",
    index: Some(index),
    judge: Judge::State(judge),
    before: "",
    violating: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: edge}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  groups: [{name: egde}]
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
    conforming: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayGroup
metadata: {name: edge}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-1}
spec:
  protocolIP: 172.30.8.9/32
  vtepIP: 172.30.12.9/32
  vtepMAC: "02:00:00:00:00:09"
  asn: 65534
  groups: [{name: edge}]
  interfaces: {enp2s1: {ips: [172.30.128.9/31]}}
  neighbors: [{ip: 172.30.128.8, asn: 65101}]
"#,
};

/// The cluster makes this group as soon as there is any Gateway.
const MADE: &str = "default";

/// Every Gateway is found under this, which is not a name.
const EVERY: &str = "*";

fn groups(gateway: &Tree) -> impl Iterator<Item = (usize, &str)> {
    let groups = gateway.get("groups").items().iter().enumerate();
    groups.filter_map(|(at, group)| Some((at, group.get("name").as_text()?)))
}

fn index(gateway: &Object, index: &mut Index) {
    index.found(Sort::GatewayGroup, EVERY);
    for (_, name) in groups(&gateway.spec) {
        index.key(Sort::GatewayGroup, name);
    }
}

fn judge(gateway: &Subject<'_>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (at, name) in groups(gateway.spec()) {
        let path = spec(["groups"]).index(at).key("name");
        if !seen.insert(name) {
            report.error(path, format!("{name} comes twice: remove one of them"));
        } else if name.is_empty() {
            report.error(path, "is missing: name a GatewayGroup");
        } else {
            exists(gateway, report, path.clone(), name);
            members(gateway, report, path, name);
        }
        if report.is_full() {
            return;
        }
    }
}

fn exists(gateway: &Subject<'_>, report: &mut Report, path: FieldPath, name: &str) {
    let is_made = name == MADE && !gateway.holders(Sort::GatewayGroup, EVERY).is_empty();
    if !is_made {
        gateway.require(report, path, Kind::GatewayGroup, name);
    } else if gateway.look(report, Kind::GatewayGroup, name).is_none()
        && gateway.holds(Kind::GatewayGroup)
    {
        report.warning(
            path,
            "refers to GatewayGroup/default, which is in no source: the cluster makes it when it has a \
             Gateway, but not before the first one; add it",
        );
    }
}

fn members(gateway: &Subject<'_>, report: &mut Report, path: FieldPath, name: &str) {
    let others = gateway.others(Sort::GatewayGroup, name);
    // A single one fits always.
    if others.is_empty() {
        return;
    }
    let Some(settings) = gateway.settings(report) else { return };
    let most = settings.gateway_communities;
    if most > 0 && others.len() >= most {
        let all = others.len() + 1;
        report.error(
            path,
            format!("{name} has {all} Gateways, and the fabric has communities for {most}: use another group"),
        );
    }
}
