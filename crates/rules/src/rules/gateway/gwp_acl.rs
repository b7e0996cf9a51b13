//! A rule of a GatewayPeering's filter says between which of the two sides, and matches prefixes, existing
//! subnets, ports and protocols.

use super::super::prelude::*;

use super::super::gateway_peering::{self, Party, port_fault};
use crate::go;

pub(crate) static RULE: Rule = Rule {
    id: "gwp-acl",
    kinds: &[Kind::GatewayPeering],
    severity: Severity::Error,
    meaning: "has a filter rule without direction, or one that matches what cannot be",
    action: "correct what the message names",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
  acl:
    default: deny
    rules:
      - action: allow
        from: c
",
    conforming: r#"
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: a--b}
spec:
  peering:
    a: {expose: [{ips: [{cidr: 10.0.1.0/24}]}]}
    b: {expose: [{ips: [{cidr: 10.0.2.0/24}]}]}
  acl:
    default: deny
    rules:
      - action: allow
        from: a
        match: {proto: tcp, dst: [{ports: ["80", 8000-8010]}]}
"#,
};

fn judge(peering: &Subject<'_>, report: &mut Report) {
    let sides = gateway_peering::pair(peering.spec()).map(|[(a, _), (b, _)]| [a, b]);
    let list = spec(["acl", "rules"]);
    for (at, rule) in gateway_peering::maps(peering.spec().at(&["acl", "rules"])) {
        if report.is_full() {
            return;
        }
        let path = list.index(at);
        name(rule.get("name").text(), &path, report);
        direction(rule, &path, sides, report);
        let matching = rule.get("match");
        protocol(matching.get("proto").text(), &path, report);
        let (from, to) = ends(rule, sides);
        for (key, side) in [("src", from), ("dst", to)] {
            let list = path.key("match").key(key);
            for (at, end) in gateway_peering::maps(matching.get(key)) {
                if report.is_full() {
                    return;
                }
                addresses(end, &list.index(at), report);
                subnet(peering, end, &list.index(at), side, report);
            }
        }
    }
}

/// A name as of a DNS subdomain, at most 64 characters.
fn name(name: &str, path: &FieldPath, report: &mut Report) {
    let is_edge = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let is_label = |label: &str| {
        let bytes = label.as_bytes();
        let of_label = |byte: &u8| is_edge(Some(byte)) || *byte == b'-';
        is_edge(bytes.first()) && is_edge(bytes.last()) && bytes.iter().all(of_label)
    };
    if !name.is_empty() && (name.len() > 64 || !name.split('.').all(is_label)) {
        report.error(
            path.key("name"),
            "must have at most 64 characters, lower-case letters, digits, `-` and `.`, and begin and end \
             with a letter or digit: choose such a name",
        );
    }
}

fn direction(rule: &Tree, path: &FieldPath, sides: Option<[&str; 2]>, report: &mut Report) {
    let ends = ["from", "to"].map(|key| (key, rule.get(key).text()));
    if ends.iter().all(|(_, name)| name.is_empty()) {
        report.error(path.clone(), "has neither `from` nor `to`: name the side that it is about");
    }
    let Some([a, b]) = sides else { return };
    for (key, name) in
        ends.into_iter().filter(|(_, name)| !name.is_empty() && ![a, b].contains(name))
    {
        report.error(
            path.key(key),
            format!("{name} is not a side of this peering: write {a} or {b}"),
        );
    }
}

/// The sides that a rule leads from and to; with one of them, the other is the other.
fn ends<'p>(rule: &'p Tree, sides: Option<[&'p str; 2]>) -> (Option<&'p str>, Option<&'p str>) {
    let Some([a, b]) = sides else { return (None, None) };
    let known = |key: &str| Some(rule.get(key).text()).filter(|name| [a, b].contains(name));
    let other = |name: &str| if name == a { b } else { a };
    let (from, to) = (known("from"), known("to"));
    (from.or_else(|| to.map(other)), to.or_else(|| from.map(other)))
}

fn protocol(text: &str, path: &FieldPath, report: &mut Report) {
    if !matches!(text, "" | "tcp" | "udp") && go::integer(text).is_none() {
        report.error(
            path.key("match").key("proto"),
            format!("{text} is not a protocol: write tcp, udp or the protocol's number"),
        );
    }
}

fn addresses(end: &Tree, path: &FieldPath, report: &mut Report) {
    let (cidr, subnet) = (end.get("cidr").text(), end.get("vpcSubnet").text());
    if !cidr.is_empty() && !subnet.is_empty() {
        report.error(path.clone(), "has both `cidr` and `vpcSubnet`: keep one of them");
    }
    if !cidr.is_empty() && net::prefix(cidr).is_none() {
        report.error(
            path.key("cidr"),
            format!("{cidr} is not a prefix: write one such as 10.0.1.0/24"),
        );
    }
    for (at, port) in end.get("ports").items().iter().enumerate() {
        let text = port.as_text();
        if let Some((text, fault)) = text.and_then(|text| Some((text, port_fault(text)?))) {
            report.error(path.key("ports").index(at), format!("{text} {fault}").trim_start());
        }
        if report.is_full() {
            return;
        }
    }
}

fn subnet(
    peering: &Subject<'_>,
    end: &Tree,
    path: &FieldPath,
    side: Option<&str>,
    report: &mut Report,
) {
    let name = end.get("vpcSubnet").text();
    let Some(side) = side.filter(|_| !name.is_empty()) else { return };
    match gateway_peering::party(side) {
        Party::External(_) => report.error(
            path.key("vpcSubnet"),
            format!(
                "{name} is to be a subnet of {side}, an External, which has none: write a `cidr`"
            ),
        ),
        Party::Vpc(vpc) => {
            let Some(vpc) = peering.look(report, Kind::Vpc, vpc) else { return };
            if !vpc.spec.get("subnets").has(name) {
                report.error_with(
                    path.key("vpcSubnet"),
                    (vpc, spec(["subnets"])),
                    format!(
                        "{name} is not a subnet of {}: correct the name, or add the subnet",
                        vpc.identity
                    ),
                );
            }
        }
    }
}
