//! Translation names ranges to translate to and just one way of it; port forwarding has rules whose ports are
//! ports.

use super::super::prelude::*;

use super::super::gateway_peering::{self, port_fault};
use crate::go;

pub(crate) static RULE: Rule = Rule {
    id: "gwp-nat",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "translates addresses without saying to what or how, or forwards what is not a port",
    action: "write `as` and exactly one of static, masquerade and portForward",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}], nat: {masquerade: {}}}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
",
    conforming: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {masquerade: {}}}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
",
};

const WAYS: [&str; 3] = ["static", "masquerade", "portForward"];

fn judge(peering: &Subject<'_>, report: &mut Report) {
    for (name, side) in gateway_peering::sides(peering.spec()) {
        let list = gateway_peering::side_path(name).key("expose");
        for (at, entry) in gateway_peering::exposes(side) {
            if report.is_full() {
                return;
            }
            let path = list.index(at);
            let nat = entry.get("nat");
            match (entry.get("as").items().is_empty(), nat.is_there()) {
                (true, true) => {
                    report.error(
                        path.key("nat"),
                        "has no `as`: add what addresses are translated to",
                    );
                }
                (false, false) => {
                    report.error(path.key("as"), "has no `nat`: add how addresses are translated");
                }
                _ => {}
            }
            if nat.is_there() {
                translation(nat, &path.key("nat"), report);
            }
        }
    }
}

fn translation(nat: &Tree, path: &FieldPath, report: &mut Report) {
    let used: Vec<&str> = WAYS.into_iter().filter(|way| nat.get(way).is_there()).collect();
    if used.len() != 1 {
        let has = if used.is_empty() { "none".to_owned() } else { used.join(" and ") };
        report.error(
            path.clone(),
            format!("has {has} of static, masquerade and portForward: write exactly one of them"),
        );
    }
    for way in used {
        let idle = nat.at(&[way, "idleTimeout"]).text();
        if !idle.is_empty() && !go::is_duration(idle) {
            report.error(
                path.key(way).key("idleTimeout"),
                format!("{idle} is not a duration: write one such as 2m or 1h30m"),
            );
        }
    }
    let forward = nat.get("portForward");
    if !forward.is_there() {
        return;
    }
    let list = path.key("portForward").key("ports");
    if forward.get("ports").items().is_empty() {
        report.error(list.clone(), "has no rule: add one with `port` and `as`");
    }
    for (at, rule) in gateway_peering::maps(forward.get("ports")) {
        for field in ["port", "as"] {
            let text = rule.get(field).as_text();
            if let Some((text, fault)) = text.and_then(|text| Some((text, port_fault(text)?))) {
                report.error(list.index(at).key(field), format!("{text} {fault}").trim_start());
            }
        }
        if report.is_full() {
            return;
        }
    }
}
