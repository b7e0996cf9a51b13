//! Each entry under `expose` is `default: true` alone, or has ranges in `ips`, each written in one way; so are
//! those in `as`.

use super::super::prelude::*;

use super::super::gateway_peering;

pub(crate) static RULE: Rule = Rule {
    id: "gwp-expose",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "exposes nothing, or a range that is not written in one way",
    action: "write one of cidr, not and vpcSubnet for each range",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24, not: 10.0.1.7/32}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
",
    conforming: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}, {not: 10.0.1.7/32}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    for (name, side) in gateway_peering::sides(peering.spec()) {
        let list = gateway_peering::side_path(name).key("expose");
        for (at, entry) in gateway_peering::exposes(side) {
            if report.is_full() {
                return;
            }
            let path = list.index(at);
            let (ips, seen_as) = (entry.get("ips"), entry.get("as"));
            let is_alone = ips.items().is_empty()
                && seen_as.items().is_empty()
                && !entry.get("nat").is_there();
            if entry.get("default").flag() && !is_alone {
                report.error(
                    path.clone(),
                    "has `default: true` beside other fields: give it an entry of its own",
                );
            }
            if !entry.get("default").flag() && ips.items().is_empty() {
                report.error(path.clone(), "has no `ips`: add a range, or `default: true`");
            }
            ranges(ips, &path.key("ips"), &["cidr", "not", "vpcSubnet"], report);
            ranges(seen_as, &path.key("as"), &["cidr", "not"], report);
        }
    }
}

/// Each range is written in exactly one of these ways.
fn ranges(list: &Tree, path: &FieldPath, ways: &[&str], report: &mut Report) {
    for (at, range) in gateway_peering::maps(list) {
        if report.is_full() {
            return;
        }
        let path = path.index(at);
        let used: Vec<&str> =
            ways.iter().copied().filter(|way| !range.get(way).is_empty()).collect();
        let all = ways.join(", ");
        match used.as_slice() {
            [_] => {}
            [] => {
                report.error(path.clone(), format!("has none of {all}: write exactly one of them"))
            }
            used => {
                let used = used.join(" and ");
                report.error(path.clone(), format!("has {used}: write exactly one of {all}"));
            }
        }
        for way in ["cidr", "not"] {
            let text = range.get(way).text();
            if !text.is_empty() && net::prefix(text).is_none() {
                report.error(
                    path.key(way),
                    format!("{text} is not a prefix: write one such as 10.0.1.0/24"),
                );
            }
        }
    }
}
