//! An attachment that is not static says how the switch speaks BGP with its neighbor.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ea-bgp",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "lacks the address of the switch, or the AS number or address of the neighbor",
    action: "write switch.ip with prefix length, neighbor.asn, and neighbor.ip without one",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, switch: {ip: 192.0.2.1/31}, neighbor: {asn: 64999, ip: 192.0.2.0}}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    if attachment.spec().get("static").is_there() {
        return;
    }
    let text = |steps: [&str; 2]| attachment.spec().at(&steps).as_text();
    let ip = ["switch", "ip"];
    match text(ip) {
        Some("") => {
            let message = "is missing: write the address of the switch, such as 192.0.2.1/31";
            report.error(spec(ip), message);
        }
        Some(text) if net::cidr(text).is_none() => {
            let message =
                format!("is {text}: write an address with prefix length, such as 192.0.2.1/31");
            report.error(spec(ip), message);
        }
        _ => {}
    }
    let asn = ["neighbor", "asn"];
    if attachment.spec().at(&asn).as_int() == Some(0) {
        report.error(spec(asn), "is missing or 0: write the AS number of the neighbor");
    }
    let ip = ["neighbor", "ip"];
    match text(ip) {
        Some("") => {
            let message = "is missing: write the address of the neighbor, such as 192.0.2.0";
            report.error(spec(ip), message);
        }
        Some(text) if net::address(text).is_none() => {
            let message =
                format!("is {text}: write an address without prefix length, such as 192.0.2.0");
            report.error(spec(ip), message);
        }
        _ => {}
    }
}
