//! At most one side is translated statefully (masquerade, portForward), and then the other is not translated
//! statically.

use super::super::prelude::*;

use super::super::gateway_peering;

pub(crate) static RULE: Rule = Rule {
    id: "gwp-nat-sides",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "translates both sides in ways that do not go together",
    action: "translate one side only, or both statically",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/32}], nat: {masquerade: {}}}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}], as: [{cidr: 192.168.2.0/24}], nat: {static: {}}}]}
",
    conforming: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}], as: [{cidr: 192.168.1.0/24}], nat: {static: {}}}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}], as: [{cidr: 192.168.2.0/24}], nat: {static: {}}}]}
",
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let Some([(one, first), (two, second)]) = gateway_peering::pair(peering.spec()) else { return };
    let uses = |side: &Tree, ways: &[&str]| {
        gateway_peering::exposes(side)
            .any(|(_, entry)| ways.iter().any(|way| entry.at(&["nat", way]).is_there()))
    };
    let is_stateful = [first, second].map(|side| uses(side, &["masquerade", "portForward"]));
    let is_static = [first, second].map(|side| uses(side, &["static"]));
    let fault = match (is_stateful, is_static) {
        ([true, true], _) => {
            format!("both {one} and {two} use masquerade or portForward: keep it on one side only")
        }
        ([true, _], [_, true]) => mixed(one, two),
        ([_, true], [true, _]) => mixed(two, one),
        _ => return,
    };
    report.error(spec(["peering"]), fault);
}

fn mixed(stateful: &str, fixed: &str) -> String {
    format!(
        "{stateful} uses masquerade or portForward and {fixed} uses static: use static on both sides, or \
         translate one side only"
    )
}
