//! A static attachment has a next hop and either an address of the switch or proxy ARP, and nothing of BGP.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ea-static",
    kinds: &[Kind::ExternalAttachment],
    severity: Severity::Error,
    meaning: "is static without next hop, with both or neither of ip and proxy, or with fields of BGP",
    action: "write static.remoteIP and one of static.ip and static.proxy, and remove switch and neighbor",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, static: {remoteIP: 192.0.2.0, ip: 192.0.2.1/31, proxy: true}}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalAttachment
metadata: {name: isp-leaf-1}
spec: {external: isp, connection: uplink, static: {remoteIP: 192.0.2.0, ip: 192.0.2.1/31}}
",
};

fn judge(attachment: &Subject<'_>, report: &mut Report) {
    let of_static = attachment.spec().get("static");
    if !of_static.is_there() {
        return;
    }
    for path in [["switch", "ip"], ["switch", "vlan"], ["neighbor", "asn"], ["neighbor", "ip"]] {
        let value = attachment.spec().at(&path);
        if matches!(value, Tree::Text(_) | Tree::Int(_)) && !value.is_empty() {
            let message =
                "is for BGP, but this attachment is static: remove it, or remove `static`";
            report.error(spec(path), message);
        }
    }
    // Where it is absent, that is a finding of the schema check.
    if let Tree::Text(text) = of_static.get("remoteIP")
        && !net::is_address(text)
    {
        let message = format!("is {text:?}: write the address of the next hop, such as 192.0.2.0");
        report.error(spec(["static", "remoteIP"]), message);
    }
    let Some(ip) = of_static.get("ip").as_text() else { return };
    match (ip, of_static.get("proxy").flag()) {
        ("", true) => {}
        ("", false) => {
            let message = "is missing: write the address of the switch, such as 192.0.2.1/31, or set \
                           `proxy: true`";
            report.error(spec(["static", "ip"]), message);
        }
        (_, true) => {
            let message = "is there beside `proxy: true`: remove one of the two";
            report.error(spec(["static", "ip"]), message);
        }
        (text, false) if net::cidr(text).is_none() => {
            let message =
                format!("is {text}: write an address with prefix length, such as 192.0.2.1/31");
            report.error(spec(["static", "ip"]), message);
        }
        _ => {}
    }
}
